//! Candidates from sorted keys of bands.

use std::collections::HashMap;

use tamis_core::ConfigError;

use crate::candidates::band_keys;
use crate::signature::SIGNATURE_VALUES;
use crate::{Bands, DedupConfig};

/// A document under the key of one of its bands. Candidates are found among those of a key in the order of `behind`, `words`
/// and their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BandKey {
    /// The key, of 48 bits.
    pub key: i64,
    /// Which part of the key's documents it is of, if they are too many for one group; 0 if not. Parts follow the order of
    /// documents.
    pub part: i32,
    /// The value of the signature behind the band.
    pub behind: i32,
    /// Bits 64 to 95 of the hash of its words.
    pub words: i64,
}

/// Bits of the words in the place of a document among those of a key.
const WORDS_BITS: u32 = 32;

impl BandKey {
    /// Its place among the documents of its key, but for their numbers.
    pub fn place(&self) -> i64 {
        i64::from(self.behind) << WORDS_BITS | self.words
    }
}

/// Makes the keys of documents.
#[derive(Debug, Clone)]
pub struct BandKeys {
    bands: Bands,
    /// The places where parts begin, but for the first, of keys that are cut into parts.
    cuts: HashMap<i64, Vec<i64>>,
}

impl BandKeys {
    /// Keys by these settings. `cuts` names keys with very many documents, and the [places](BandKey::place) between their
    /// parts in ascending order; what is found does not depend on them, if [`PairUp`] is told of the parts.
    ///
    /// # Errors
    /// If the bands of the settings are none.
    pub fn new(config: &DedupConfig, cuts: HashMap<i64, Vec<i64>>) -> Result<Self, ConfigError> {
        Ok(BandKeys { bands: Bands::parse(&config.bands)?, cuts })
    }

    /// The keys of a document by its signature and the hash of its words.
    pub fn of<'a>(
        &'a self,
        signature: &'a [u16; SIGNATURE_VALUES],
        words: u128,
    ) -> impl Iterator<Item = BandKey> + 'a {
        let words = i64::from((words >> 64) as u32);
        band_keys(self.bands, signature).map(move |(key, behind)| {
            let mut found = BandKey { key: key.cast_signed(), part: 0, behind: behind.into(), words };
            if let Some(cuts) = self.cuts.get(&found.key) {
                let part = cuts.partition_point(|cut| *cut <= found.place()) as u32;
                found.part = part.cast_signed();
            }
            found
        })
    }
}

/// Pairs the documents of a key: each with the one before it and with the first.
#[derive(Debug, Default)]
pub struct PairUp {
    /// The first documents of keys that are cut into parts.
    firsts: HashMap<i64, i64>,
    /// Key and part, their first document, and the one before.
    group: Option<((i64, i32), i64, i64)>,
}

impl PairUp {
    /// `firsts` names the first document of each key that is cut into parts. The first documents of parts but the first
    /// one are left unpaired: their pairs are the caller's, with the last of the part before and the first of the key.
    pub fn new(firsts: HashMap<i64, i64>) -> Self {
        PairUp { firsts, group: None }
    }

    /// Takes the next document in the order of key, part, place and number, and calls `pair` with the one of each pair; the
    /// document itself is the other.
    pub fn push(&mut self, key: i64, part: i32, number: i64, mut pair: impl FnMut(i64)) {
        match &mut self.group {
            Some((group, first, before)) if *group == (key, part) => {
                pair(*before);
                if before != first {
                    pair(*first);
                }
                *before = number;
            }
            _ => {
                let first = self.firsts.get(&key).copied().unwrap_or(number);
                self.group = Some(((key, part), first, number));
            }
        }
    }
}
