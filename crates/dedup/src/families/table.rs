/// A value for each of many hashes: open addressing, made anew for each use without clearing.
#[derive(Debug)]
pub(crate) struct HashTable<V> {
    slots: Vec<(u64, u32, V)>,
    stamp: u32,
    mask: usize,
}

impl<V> Default for HashTable<V> {
    fn default() -> Self {
        HashTable { slots: Vec::new(), stamp: 0, mask: 0 }
    }
}

impl<V: Copy + Default> HashTable<V> {
    /// Makes room for up to `most` hashes and forgets those of before.
    pub(crate) fn begin(&mut self, most: usize) {
        let room = (most * 2).next_power_of_two().max(64);
        if room > self.slots.len() {
            self.slots = vec![(0, 0, V::default()); room];
            self.stamp = 0;
        }
        if self.stamp == u32::MAX {
            self.slots.fill((0, 0, V::default()));
            self.stamp = 0;
        }
        self.stamp += 1;
        self.mask = room - 1;
    }

    /// The value of a hash, which is the default one if it is new; and whether it is new. `None` if nothing was begun.
    #[inline]
    pub(crate) fn entry(&mut self, hash: u64) -> Option<(&mut V, bool)> {
        let at = self.place(hash)?;
        let stamp = self.stamp;
        let slot = self.slots.get_mut(at)?;
        let is_new = slot.1 != stamp;
        if is_new {
            *slot = (hash, stamp, V::default());
        }
        Some((&mut slot.2, is_new))
    }

    /// The value of a hash that was entered.
    #[inline]
    pub(crate) fn get(&self, hash: u64) -> Option<V> {
        let slot = self.slots.get(self.place(hash)?)?;
        (slot.1 == self.stamp).then_some(slot.2)
    }

    /// The same, to be changed.
    #[inline]
    pub(crate) fn get_mut(&mut self, hash: u64) -> Option<&mut V> {
        let at = self.place(hash)?;
        let slot = self.slots.get_mut(at)?;
        (slot.1 == self.stamp).then_some(&mut slot.2)
    }

    /// Where the hash stands, or is to stand.
    #[inline]
    fn place(&self, hash: u64) -> Option<usize> {
        let mut at = hash as usize & self.mask;
        loop {
            let (known, stamp, _) = self.slots.get(at)?;
            if *stamp != self.stamp || *known == hash {
                return Some(at);
            }
            at = (at + 1) & self.mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::mixed;

    #[test]
    fn values_are_those_of_their_hashes_and_of_one_use() {
        let mut table = HashTable::<u32>::default();
        assert_eq!(table.get(1), None);
        for round in 0..3_u32 {
            table.begin(100);
            for at in 0..100 {
                let (value, is_new) = table.entry(mixed(at)).unwrap();
                assert!(is_new);
                *value = at as u32 + round;
            }
            assert_eq!(table.get(mixed(7)), Some(7 + round));
            assert_eq!(table.get(mixed(100)), None);
            assert!(!table.entry(mixed(7)).unwrap().1);
        }
    }
}
