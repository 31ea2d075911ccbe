/// Finds strings of a fixed set, most of them short, without hashing through a trait.
#[derive(Debug)]
pub(crate) struct Lookup {
    keys: Vec<Box<str>>,
    /// One more than the index of a key, or 0; open addressing.
    slots: Vec<u16>,
    longest: usize,
}

/// Slots per key at least: most words are in no set, and are to find an empty slot at once.
const SLOTS_PER_KEY: usize = 8;

impl Lookup {
    /// A set of at most 65,534 strings; the index of a string is its place in the list, the first if it is twice.
    pub(crate) fn new<S: AsRef<str>>(keys: impl IntoIterator<Item = S>) -> Self {
        let keys: Vec<Box<str>> =
            keys.into_iter().take(usize::from(u16::MAX) - 1).map(|key| key.as_ref().into()).collect();
        let size = (keys.len() * SLOTS_PER_KEY).next_power_of_two().max(2);
        let longest = keys.iter().map(|key| key.len()).max().unwrap_or(0);
        let mut lookup = Lookup { keys: Vec::new(), slots: vec![0; size], longest };
        for (index, key) in keys.iter().enumerate() {
            let mut at = lookup.slot(key.as_bytes());
            while lookup.slots.get(at).is_some_and(|slot| *slot != 0) {
                at = (at + 1) & (size - 1);
            }
            if let Some(slot) = lookup.slots.get_mut(at) {
                *slot = u16::try_from(index + 1).unwrap_or(0);
            }
        }
        lookup.keys = keys;
        lookup
    }

    /// Where a string stands in the list.
    #[inline]
    pub(crate) fn get(&self, text: &str) -> Option<usize> {
        if text.len() > self.longest || text.is_empty() {
            return None;
        }
        let mut at = self.slot(text.as_bytes());
        loop {
            let index = usize::from(*self.slots.get(at)?).checked_sub(1)?;
            if self.keys.get(index).is_some_and(|key| **key == *text) {
                return Some(index);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Number of strings.
    pub(crate) fn len(&self) -> usize {
        self.keys.len()
    }

    /// Where to look first: first and last bytes and length, mixed.
    #[inline]
    fn slot(&self, bytes: &[u8]) -> usize {
        let (first, last) =
            if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
                (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
            } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
                (u64::from(u32::from_le_bytes(*first)), u64::from(u32::from_le_bytes(*last)))
            } else {
                let byte = |at: usize| u64::from(bytes.get(at).copied().unwrap_or(0));
                (byte(0), byte(1) << 8 | byte(2))
            };
        let mixed = (first ^ (bytes.len() as u64) << 56).wrapping_mul(0x9e37_79b9_7f4a_7c15)
            ^ last.rotate_left(32).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
        (mixed.wrapping_mul(0x1656_67b1_9e37_79f9) >> 40) as usize & (self.slots.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_found_where_they_stand() {
        let keys = ["a", "ab", "it's", "they’ll’ve", "a\0", "a much longer string than most", "ab"];
        let lookup = Lookup::new(keys);
        for (index, key) in keys.iter().enumerate().take(6) {
            assert_eq!(lookup.get(key), Some(index), "{key}");
        }
        for key in
            ["", "b", "abc", "a much longer string thin most", "even longer than the longest of all strings"]
        {
            assert_eq!(lookup.get(key), None, "{key}");
        }
    }
}
