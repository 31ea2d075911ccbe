//! Numbers for hashes, in the order in which they are met.

/// Slots for each hash, at least.
const ROOM: usize = 2;

/// Gives every hash a number, from 0 on: a table of open addressing that holds numbers alone, so that it stays in the
/// nearest cache. Hashes must be mixed well in their lower bits.
#[derive(Debug)]
pub(crate) struct Numbering {
    /// A power of two of slots, each one more than a number; 0 is free.
    slots: Vec<u32>,
    /// The hash of each number.
    hashes: Vec<u64>,
}

impl Numbering {
    /// Room for so many hashes before the table grows.
    pub(crate) fn with_room(count: usize) -> Self {
        let slots = (count.max(1) * ROOM).next_power_of_two();
        Numbering { slots: vec![0; slots], hashes: Vec::with_capacity(count) }
    }

    /// Hashes that have a number.
    pub(crate) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// The number of a hash, a new one if it was not met before.
    #[inline]
    pub(crate) fn number(&mut self, hash: u64) -> u32 {
        let (at, found) = self.search(hash);
        if let Some(found) = found {
            return found;
        }
        let number = self.hashes.len() as u32;
        self.hashes.push(hash);
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = number + 1;
        }
        if self.hashes.len() * ROOM > self.slots.len() {
            self.grow();
        }
        number
    }

    /// The number of a hash, if it has one.
    pub(crate) fn find(&self, hash: u64) -> Option<u32> {
        self.search(hash).1
    }

    /// The slot where a hash stands or would stand, and its number.
    #[inline]
    fn search(&self, hash: u64) -> (usize, Option<u32>) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while let Some(slot) = self.slots.get(at)
            && let Some(number) = slot.checked_sub(1)
        {
            if self.hashes.get(number as usize) == Some(&hash) {
                return (at, Some(number));
            }
            at = (at + 1) & mask;
        }
        (at, None)
    }

    #[cold]
    fn grow(&mut self) {
        self.slots = vec![0; self.slots.len() * 2];
        let mask = self.slots.len() - 1;
        for (number, hash) in (1_u32..).zip(&self.hashes) {
            let mut at = *hash as usize & mask;
            while self.slots.get(at).is_some_and(|slot| *slot != 0) {
                at = (at + 1) & mask;
            }
            if let Some(slot) = self.slots.get_mut(at) {
                *slot = number;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_hashes_have_one_number_however_far_the_table_grows() {
        const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;
        let hash = |n: u64| (n % 700).wrapping_mul(MULTIPLIER) ^ (n % 700) >> 3;
        for room in [0, 1, 10, 1000] {
            let mut numbering = Numbering::with_room(room);
            for n in 0..2000 {
                assert_eq!(numbering.number(hash(n)), (n % 700) as u32);
            }
            assert_eq!(numbering.len(), 700);
            assert_eq!(numbering.find(hash(699)), Some(699));
            assert_eq!(numbering.find(1), None);
        }
    }

    #[test]
    fn hashes_that_fall_into_one_slot_are_told_apart() {
        let mut numbering = Numbering::with_room(4);
        for n in 0..50 {
            assert_eq!(numbering.number(n << 32), n as u32);
        }
        assert_eq!(numbering.find(49 << 32), Some(49));
    }
}
