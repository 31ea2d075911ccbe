//! Ids that come more than once.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

/// Ids seen so far, as hashes of 64 bits: 9 to 18 bytes an id. Among 100 million ids the odds are 1 : 3,700 that one
/// is numbered although it was never seen.
#[derive(Debug, Default)]
pub(crate) struct UniqueIds {
    seen: HashSet<u64, BuildHasherDefault<AsItIs>>,
    /// The last number given for an id that came more than once.
    numbers: HashMap<u64, u32, BuildHasherDefault<AsItIs>>,
}

impl UniqueIds {
    /// `None` if the id is new; else the number, from 2, that makes it a free one by [`numbered`].
    pub(crate) fn claim(&mut self, id: &str) -> Option<u32> {
        let hash = |id: &str| xxhash_rust::xxh3::xxh3_64(id.as_bytes());
        let key = hash(id);
        if self.seen.insert(key) {
            return None;
        }
        let mut number = self.numbers.get(&key).map_or(2, |last| last + 1);
        while !self.seen.insert(hash(&numbered(id, number))) {
            number += 1;
        }
        self.numbers.insert(key, number);
        Some(number)
    }

    /// Claims an id, and numbers it if it came before; then gives it back as it was.
    pub(crate) fn make_unique(&mut self, id: &mut String) -> Option<String> {
        let unique = numbered(id, self.claim(id)?);
        Some(std::mem::replace(id, unique))
    }
}

/// The id `a` that comes a second time: `a#2`.
pub(crate) fn numbered(id: &str, number: u32) -> String {
    format!("{id}#{number}")
}

/// Takes a hash as it is; it is random enough, and the sets are never iterated.
#[derive(Debug, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxhash_rust::xxh3::xxh3_64_with_seed(bytes, self.0);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_id_gets_the_next_free_number() {
        let mut ids = UniqueIds::default();
        assert_eq!(ids.claim("a"), None);
        assert_eq!(ids.claim("a#2"), None);
        assert_eq!(ids.claim("a"), Some(3));
        assert_eq!(ids.claim("a"), Some(4));
        assert_eq!(ids.claim("b"), None);
        assert_eq!(ids.claim("a#3"), Some(2));
        assert_eq!(numbered("a", 3), "a#3");
    }
}
