"""Seeded draws that are the same in every version of Python (`random` promises that for few of its methods)."""
import hashlib

MASK = (1 << 64) - 1


class Draw:
    """SplitMix64 (Steele, Lea and Flood, 2014), named by a label so that one part does not move another."""

    def __init__(self, seed, label=""):
        self.label = f"{seed}/{label}"
        self.state = int.from_bytes(hashlib.sha256(self.label.encode()).digest()[:8], "little")

    def fork(self, label):
        """A source of its own, independent of how much has been drawn here."""
        return Draw(self.label, label)

    def bits(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        mixed = self.state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        return mixed ^ (mixed >> 31)

    def below(self, limit):
        return (self.bits() >> 11) * limit >> 53

    def between(self, low, high):
        """A whole number from low to high, both included."""
        return low + self.below(high - low + 1)

    def chance(self, percent):
        return self.below(100) < percent

    def pick(self, choices):
        return choices[self.below(len(choices))]

    def shuffled(self, items):
        items = list(items)
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]
        return items

    def sample(self, items, count):
        return self.shuffled(items)[:count]

    def in_order(self, items, count):
        """`count` of the items, in the order in which they stand."""
        chosen = sorted(self.sample(range(len(items)), count))
        return [items[at] for at in chosen]
