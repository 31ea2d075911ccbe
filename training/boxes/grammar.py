"""Templates with choices and slots, and the word files they stand in.

A template is text with `[one|another|]` (one is chosen; may be nested) and `{slots}`:

    {city}         a fresh value of the list `city`
    {city2}        the value of that name in this scene: the same wherever it stands
    {person1.last} its last word (`.first`: its first)
    {year#born}    a value without a number that keeps its label
    {20-90}        a number; `{20-90#a}` the same one wherever it stands; `{1000-9000,}` with a separator;
                   `{1.0-9.9}` with one digit behind the point; `{down 60-20}`, `{up 1-30}` by the row

A scene is what one article is about. A box written in the scene of its article shares the article's names and
numbers, a box with a scene of its own shares none; so only the topic tells them apart.

A word file has lines `= list: value | value`, sections `@ name`, and in a section `field: template` lines.
Lists and sections belong to the language that the file's first line names (`! de`).
"""
import pathlib
import re
from collections import defaultdict

WORDS = pathlib.Path(__file__).resolve().parent / "words"
CHOICE = re.compile(r"\[([^\[\]]*)\]")
SLOT = re.compile(r"\{([^{}]+)\}")
NUMBER = re.compile(r"(?:(down|up) )?(\d+(?:\.\d)?)-(\d+(?:\.\d)?)(,)?(#\w+)?$")
NAME = re.compile(r"([a-z_]+)(\d*)(?:\.(first|last))?$")


class Words:
    """The lists and sections of one language."""

    def __init__(self, language):
        self.language = language
        self.lists = {}
        self.sections = {}

    def read(self, path):
        section = None
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            if not line.strip() or line.startswith("//"):
                continue
            if line.startswith("= "):
                name, values = line[2:].split(":", 1)
                self.lists[name.strip()] = split_values(values.strip())
            elif line.startswith("@ "):
                section = self.sections.setdefault(line[2:].strip(), defaultdict(list))
            else:
                name, template = line.split(":", 1)
                section[name.strip()].extend(split_values(template.strip()))

    def families(self):
        return sorted(name for name, section in self.sections.items() if "." not in name and "box" in section)


def split_values(text):
    """The values between bars that stand in no bracket."""
    values, depth, start = [], 0, 0
    for at, letter in enumerate(text):
        depth += (letter == "[") - (letter == "]")
        if letter == "|" and depth == 0:
            values.append(text[start:at].strip())
            start = at + 1
    return values + [text[start:].strip()]


def languages():
    """All word files by language. A list that a language lacks is that of English."""
    found = {}
    for path in sorted(WORDS.glob("*.txt")):
        first = path.read_text(encoding="utf-8").split("\n", 1)[0]
        found.setdefault(first[2:].strip(), Words(first[2:].strip())).read(path)
    for words in found.values():
        words.lists = {**found["en"].lists, **words.lists}
    return found


class Scene:
    """What one article or box is about: the names and numbers that its templates share."""

    def __init__(self, rng, words, given=None):
        self.rng, self.words = rng, words
        self.values = dict(given or {})
        self.row = 1

    def expand(self, template):
        while True:
            template, count = CHOICE.subn(lambda m: self.rng.choice(m.group(1).split("|")), template)
            if not count:
                break
        return SLOT.sub(lambda m: self.slot(m.group(1)), template)

    def rows(self, template, count):
        """`count` rows of a template in which `*` stands for the number of the row."""
        out = []
        for self.row in range(1, count + 1):
            out.append(self.expand(template.replace("*", str(self.row)).replace("{#}", str(self.row))))
        self.row = 1
        return out

    def one(self, section, field):
        """One template of a field, expanded, or None."""
        choice = self.words.sections[section].get(field)
        return self.expand(self.rng.choice(choice)) if choice else None

    def slot(self, name):
        number = NUMBER.match(name)
        if number:
            return self.number(name, number)
        if "#" in name:  # a fresh value that keeps its label
            if name not in self.values:
                self.values[name] = self.fresh(name.split("#")[0])
            return self.values[name]
        parts = NAME.match(name)
        kind, index, part = parts.groups()
        if not index:
            return self.fresh(kind)
        key = kind + index
        if key not in self.values:
            self.values[key] = self.unlike(kind)
        value = self.values[key]
        return value if not part else value.split()[0 if part == "first" else -1]

    def unlike(self, kind):
        """A value that no other name of this scene has, if the list is long enough."""
        for _ in range(8):
            value = self.fresh(kind)
            if value not in self.values.values():
                break
        return value

    def fresh(self, kind):
        return self.expand(self.rng.choice(self.words.lists[kind]))

    def number(self, name, match):
        way, low, high, comma, label = match.groups()
        if label and label in self.values:
            return self.values[label]
        if "." in low:
            value = f"{self.rng.uniform(float(low), float(high)):.1f}"
        else:
            low, high = int(low), int(high)
            if way:  # over ten rows from one end to the other
                step = (high - low) / 10
                chosen = round(low + step * (self.row - 1) + step * 0.8 * self.rng.random())
            else:
                chosen = self.rng.randint(min(low, high), max(low, high))
            value = f"{chosen:,}" if comma else str(chosen)
        if label:
            self.values[label] = value
        return value
