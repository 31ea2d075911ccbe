//! Which records of the inputs are a run's own, where several runs share them.

use tamis_core::ConfigError;
use tamis_io::InputFile;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Records in a range of a large file.
const RANGE_RECORDS: u64 = 16_384;
/// Files of fewer bytes, as they lie there, go to one shard as a whole, so that no other one reads them. Larger ones are
/// read by all shards that have a range of theirs. A guess: some seconds of reading.
const WHOLE_FILE_BYTES: u64 = 64 << 20;

/// One of several runs over the same inputs: `3/16`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    number: u64,
    of: u64,
}

impl Shard {
    /// Reads `I/N`, I from 1 to N.
    ///
    /// # Errors
    /// If it is something else.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let numbers = text.split_once('/').and_then(|(number, of)| {
            Some(Shard { number: number.trim().parse().ok()?, of: of.trim().parse().ok()? })
        });
        numbers.filter(|shard| (1..=shard.of).contains(&shard.number)).ok_or_else(|| {
            ConfigError::new("shard", format!("`{text}` is no shard: write it like 3/16, from 1/16 to 16/16"))
        })
    }

    /// Which of them, from 1.
    pub fn number(self) -> u64 {
        self.number
    }

    /// How many there are.
    pub fn of(self) -> u64 {
        self.of
    }

    /// Whether what has this name and number in it is this shard's, by a hash that is the same on every machine.
    pub(crate) fn holds(self, name: &str, range: u64) -> bool {
        xxh3_64_with_seed(name.as_bytes(), range) % self.of == self.number - 1
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

/// Consecutive records of a file that go to one shard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Unit {
    /// Index of the input file.
    pub(crate) file: usize,
    /// Which range of its records; 0 unless the inputs are shared.
    pub(crate) range: u64,
}

/// The records that a run deals out.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Share {
    /// All of them.
    #[default]
    All,
    /// Those of a shard.
    Of(Shard),
}

impl Share {
    /// Whether any record of a file can be in the share.
    pub(crate) fn may_hold(self, file: &InputFile) -> bool {
        match self {
            Share::All => true,
            Share::Of(shard) => file.bytes >= WHOLE_FILE_BYTES || shard.holds(file.id(), 0),
        }
    }

    /// The range of a record, by its number in the file from 0.
    pub(crate) fn range(self, file: &InputFile, number: u64) -> u64 {
        match self {
            Share::Of(_) if file.bytes >= WHOLE_FILE_BYTES => number / RANGE_RECORDS,
            Share::All | Share::Of(_) => 0,
        }
    }

    /// Whether a range of a file is in the share.
    pub(crate) fn holds(self, file: &InputFile, range: u64) -> bool {
        match self {
            Share::All => true,
            Share::Of(shard) => shard.holds(file.id(), range),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(id: &str, bytes: u64) -> InputFile {
        InputFile::new(id, id).known(bytes, 0)
    }

    #[test]
    fn a_shard_is_a_number_of_a_number() {
        assert_eq!(Shard::parse("3/16"), Ok(Shard { number: 3, of: 16 }));
        assert_eq!(Shard::parse(" 1 / 1 ").unwrap().to_string(), "1/1");
        for wrong in ["", "3", "0/4", "5/4", "1/0", "-1/4", "a/b", "1/4/2"] {
            assert!(Shard::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn every_range_is_of_one_shard() {
        for of in [1, 3, 16] {
            let shards: Vec<Share> = (1..=of).map(|number| Share::Of(Shard { number, of })).collect();
            let mut most = 0;
            for at in 0..600 {
                let (small, large) = (file(&format!("{at}.jsonl"), 7), file("large.jsonl", 1 << 30));
                let of_small = shards.iter().filter(|share| share.may_hold(&small)).count();
                assert_eq!((of_small, shards[0].range(&small, 1 << 20)), (1, 0));
                let range = shards[0].range(&large, at * RANGE_RECORDS);
                assert_eq!((range, shards[0].range(&large, (at + 1) * RANGE_RECORDS - 1)), (at, at));
                assert_eq!(shards.iter().filter(|share| share.holds(&large, range)).count(), 1);
                most += u64::from(shards[0].holds(&large, range));
            }
            assert!(most.abs_diff(600 / of) < 25, "{most} of 600 in one of {of}");
        }
    }
}
