use std::collections::HashMap;

use xxhash_rust::xxh3::{xxh3_64_with_seed, xxh3_128};

use crate::normalise::normalised;

/// 128 bits that stand for a text: equal for equal normalised texts, and by chance alone (about
/// `n² / 2^129` for n documents) for any others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(u128);

impl Fingerprint {
    /// The fingerprint of a text (XXH3, 128 bits, unseeded, over the normalised words).
    ///
    /// A text without any word (`***`) is told apart by its bytes.
    pub fn of(text: &str) -> Self {
        Fingerprint(fingerprint_of(text, &normalised(text)))
    }

    /// The fingerprint with these bits, which [`Fingerprint::bits`] gave.
    pub fn from_bits(bits: u128) -> Self {
        Fingerprint(bits)
    }

    /// The fingerprint as a number.
    pub fn bits(self) -> u128 {
        self.0
    }
}

/// The bits of the fingerprint of a text, whose normalised form is known.
pub(crate) fn fingerprint_of(text: &str, normalised: &[u8]) -> u128 {
    let bytes = if normalised.is_empty() { text.as_bytes() } else { normalised };
    xxh3_128(bytes) ^ u128::from(normalised.is_empty())
}

/// The fingerprints seen so far, and the id of the first document that had each.
///
/// About 40 bytes a document and its id; a later form keeps sorted runs on disk.
#[derive(Debug, Default)]
pub struct ExactIndex {
    first: HashMap<Fingerprint, Box<str>, SeededState>,
}

impl ExactIndex {
    /// An empty index.
    pub fn new() -> Self {
        ExactIndex::default()
    }

    /// Enters a document. Returns the id of the earlier one with the same text, if there is one.
    pub fn insert(&mut self, fingerprint: Fingerprint, id: &str) -> Option<&str> {
        use std::collections::hash_map::Entry;
        match self.first.entry(fingerprint) {
            Entry::Occupied(entry) => Some(&**entry.into_mut()),
            Entry::Vacant(entry) => {
                entry.insert(id.into());
                None
            }
        }
    }

    /// Number of distinct texts entered.
    pub fn len(&self) -> usize {
        self.first.len()
    }

    /// Whether nothing was entered yet.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }
}

/// A fixed hasher: fingerprints are random bits already, and the map is never iterated.
#[derive(Debug, Clone, Default)]
struct SeededState;

impl std::hash::BuildHasher for SeededState {
    type Hasher = Folded;

    fn build_hasher(&self) -> Folded {
        Folded(0)
    }
}

/// Folds 128 uniformly distributed bits to 64.
#[derive(Debug)]
struct Folded(u64);

impl std::hash::Hasher for Folded {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64_with_seed(bytes, self.0);
    }

    fn write_u128(&mut self, value: u128) {
        self.0 ^= (value as u64) ^ ((value >> 64) as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_document_is_the_one_that_is_named() {
        let mut index = ExactIndex::new();
        assert_eq!(index.insert(Fingerprint::of("One two three."), "first"), None);
        assert_eq!(index.insert(Fingerprint::of("one, two, three"), "second"), Some("first"));
        assert_eq!(index.insert(Fingerprint::of("ONE TWO THREE"), "third"), Some("first"));
        assert_eq!(index.len(), 1);
    }

    #[test]
    fn texts_without_words_are_told_apart_by_their_bytes() {
        assert_ne!(Fingerprint::of("***"), Fingerprint::of("---"));
        assert_eq!(Fingerprint::of("***"), Fingerprint::of("***"));
        assert_ne!(Fingerprint::of("1 000"), Fingerprint::of("1000"));
    }
}
