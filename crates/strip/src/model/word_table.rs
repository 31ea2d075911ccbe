//! Weights of single words, by hash.

/// Bits that an index may have.
pub(super) const MAX_BITS: u8 = 20;

/// How much each word speaks for the article. Words share places by chance; training knows no words, but
/// places only.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct WordTable {
    shift: u32,
    unit: f32,
    weights: Vec<i8>,
}

impl WordTable {
    pub(super) fn new(bits: u8, unit: f32, weights: Vec<i8>) -> WordTable {
        WordTable { shift: 64 - u32::from(bits.clamp(1, MAX_BITS)), unit, weights }
    }

    /// The weight of a word by its [`word_hash`](crate::hashes::word_hash), in units of the table.
    pub(crate) fn weight(&self, word: u64) -> i32 {
        self.weights.get((word >> self.shift) as usize).copied().map_or(0, i32::from)
    }

    /// The score of a run of words, from the sum of their weights and their number: log-odds that shrink
    /// with the root of the number, as if words that stand together told the same by half.
    pub(crate) fn score(&self, sum: f32, words: f32) -> f32 {
        if words > 0.0 { sum * self.unit / words.sqrt() } else { 0.0 }
    }
}
