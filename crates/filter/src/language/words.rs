//! Looks up the words of `markers` while a text is walked through.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::markers::MARKERS;

/// Start of FNV-1a, 64 bits.
pub(super) const START: u64 = 0xCBF2_9CE4_8422_2325;

/// One more character of a word (FNV-1a over its 16 bits).
#[inline]
pub(super) fn extend(hash: u64, character: u16) -> u64 {
    (hash ^ u64::from(character)).wrapping_mul(0x0000_0100_0000_01B3)
}

/// A hash that is one already.
#[derive(Debug, Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0 << 8 | u64::from(*byte);
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// For each word, the places in `MARKERS` it stands at, as bits.
#[derive(Debug)]
pub(super) struct Words(HashMap<u64, u32, BuildHasherDefault<AsIs>>);

impl Words {
    /// The lists of `markers`, by the hashes of their words.
    pub(super) fn new() -> Words {
        let mut words: HashMap<u64, u32, _> = HashMap::default();
        for (place, markers) in MARKERS.iter().enumerate() {
            for word in markers.words.split_whitespace() {
                let hash = word
                    .chars()
                    .fold(START, |hash, c| extend(hash, u16::try_from(u32::from(c)).unwrap_or(0)));
                *words.entry(hash).or_default() |= 1 << place;
            }
        }
        Words(words)
    }

    /// Bits of the lists that the word with this hash stands in.
    #[inline]
    pub(super) fn look_up(&self, hash: u64) -> u32 {
        self.0.get(&hash).copied().unwrap_or(0)
    }
}
