//! Ids that come more than once.

use std::collections::HashMap;
use std::io;

use tamis_dedup::{DedupError, SpilledMap};
use xxhash_rust::xxh3::xxh3_128;

use crate::Config;
use crate::executor::temporary_folder;

/// Repeated ids of which the last number is held. A number can be found again without it.
const NUMBERS_HELD: usize = 1 << 16;
/// Part of the memory that ids may take: one in so many.
const SHARE: u64 = 16;

/// Ids seen so far, as hashes of 128 bits, in memory and in temporary files without names.
#[derive(Debug)]
pub(crate) struct UniqueIds {
    seen: SpilledMap,
    /// The last number given for ids that came more than once.
    numbers: HashMap<u128, u32>,
}

impl UniqueIds {
    pub(crate) fn new(config: &Config) -> Self {
        let bytes = usize::try_from(config.limits.memory_bytes() / SHARE).unwrap_or(usize::MAX);
        UniqueIds { seen: SpilledMap::new(bytes, temporary_folder()), numbers: HashMap::new() }
    }

    /// `None` if the id is new; else the number, from 2, that makes it a free one by [`numbered`].
    pub(crate) fn claim(&mut self, id: &str) -> Result<Option<u32>, DedupError> {
        self.claim_number(id).map_err(DedupError::Temporary)
    }

    fn claim_number(&mut self, id: &str) -> io::Result<Option<u32>> {
        let key = xxh3_128(id.as_bytes());
        if self.seen.get_or_insert(key, 0)?.is_none() {
            return Ok(None);
        }
        let mut number = self.numbers.get(&key).map_or(2, |last| last + 1);
        while self.seen.get_or_insert(xxh3_128(numbered(id, number).as_bytes()), 0)?.is_some() {
            number += 1;
        }
        if self.numbers.len() >= NUMBERS_HELD {
            self.numbers.clear();
        }
        self.numbers.insert(key, number);
        Ok(Some(number))
    }

    /// Claims an id, and numbers it if it came before; then gives it back as it was.
    pub(crate) fn make_unique(&mut self, id: &mut String) -> Result<Option<String>, DedupError> {
        let Some(number) = self.claim(id)? else { return Ok(None) };
        let unique = numbered(id, number);
        Ok(Some(std::mem::replace(id, unique)))
    }
}

/// The id `a` that comes a second time: `a#2`.
pub(crate) fn numbered(id: &str, number: u32) -> String {
    format!("{id}#{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_id_gets_the_next_free_number() {
        let mut ids = UniqueIds::new(&Config::default());
        let claimed = ["a", "a#2", "a", "a", "b", "a#3"].map(|id| ids.claim(id).unwrap());
        assert_eq!(claimed, [None, None, Some(3), Some(4), None, Some(2)]);
        assert_eq!(numbered("a", 3), "a#3");
    }
}
