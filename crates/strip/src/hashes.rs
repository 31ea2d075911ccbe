//! Hashes of words and of sequences of them; the same on every machine.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Hash map over keys that are hashes already.
pub(crate) type HashedMap<V> = HashMap<u64, V, BuildHasherDefault<PassThrough>>;

/// Hasher for keys that are well-mixed 64-bit hashes already.
#[derive(Default)]
pub(crate) struct PassThrough(u64);

impl Hasher for PassThrough {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(PRIME);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// Odd multiplier with well-spread bits (2^64 divided by the golden ratio).
const PRIME: u64 = 0x9E37_79B9_7F4A_7C15;
pub(crate) const SEED: u64 = 0x51_7C_C1_B7_27_22_0A_95;

/// One step of a hash over a sequence of values; the result is mixed well enough for [`PassThrough`].
pub(crate) fn mix(state: u64, value: u64) -> u64 {
    let mixed = (state.rotate_left(23) ^ value).wrapping_mul(PRIME);
    mixed ^ (mixed >> 29)
}

/// Bytes that are hashed together.
const LANE_BYTES: usize = 8;
/// The lowest and the highest bit of each of them.
const LOWEST: u64 = 0x0101_0101_0101_0101;
const HIGHEST: u64 = 0x8080_8080_8080_8080;

/// Hash of a word in lower case: of its bytes, eight at a time.
#[inline]
pub(crate) fn word_hash(word: &str) -> u64 {
    if !word.is_ascii() {
        let mut lanes = Lanes::default();
        word.chars().flat_map(char::to_lowercase).for_each(|letter| lanes.push(letter));
        return lanes.hash();
    }
    let (whole, rest) = word.as_bytes().as_chunks::<LANE_BYTES>();
    let state = whole.iter().fold(SEED, |state, lane| mix_lane(state, lowered(u64::from_le_bytes(*lane))));
    if rest.is_empty() && !whole.is_empty() { state } else { mix_lane(state, lowered(lane_of(rest))) }
}

/// Hash of some bytes as they are, eight at a time; their number is a part of it.
pub(crate) fn bytes_hash(bytes: &[u8]) -> u64 {
    let (whole, rest) = bytes.as_chunks::<LANE_BYTES>();
    let state = whole
        .iter()
        .fold(SEED ^ bytes.len() as u64, |state, lane| mix_lane(state, u64::from_le_bytes(*lane)));
    mix_lane(state, lane_of(rest))
}

/// Characters of a stem, each of one byte, if it is ASCII.
const STEM_CHARS: usize = 6;

/// Hash of the part of a word that its inflected forms share, in lower case: six characters of a
/// longer word, a shorter one without its plural s. A crude stemmer for any language with an alphabet.
#[inline]
pub(crate) fn stem_hash(word: &str) -> u64 {
    if !word.is_ascii() {
        return stem_of(word.chars().flat_map(char::to_lowercase));
    }
    let bytes = word.as_bytes();
    if let Some(beginning) = bytes.get(..STEM_CHARS).filter(|_| bytes.len() > STEM_CHARS) {
        return mix_lane(SEED, lowered(lane_of(beginning)));
    }
    let singular = bytes.strip_suffix(b"s").or_else(|| bytes.strip_suffix(b"S")).unwrap_or(bytes);
    mix_lane(SEED, lowered(lane_of(singular)))
}

/// A word of ASCII, looked at once for all that is asked of its letters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AsciiWord {
    /// The same as [`word_hash`] gives.
    pub(crate) hash: u64,
    /// Its first byte.
    pub(crate) first: u8,
    /// Whether a small letter is among its first eight bytes.
    pub(crate) has_small: bool,
    /// Its first bytes in lower case, and how many it has in all.
    beginning: u64,
    length: usize,
}

impl AsciiWord {
    /// Looks at a word, which is a part of `text`; `None` if it is none or goes beyond ASCII.
    #[inline]
    pub(crate) fn of(text: &str, word: &str) -> Option<AsciiWord> {
        let bytes = word.as_bytes();
        let first = *bytes.first()?;
        let length = bytes.len();
        if length <= LANE_BYTES {
            let offset = (word.as_ptr() as usize).wrapping_sub(text.as_ptr() as usize);
            let lane = match text.as_bytes().get(offset..).and_then(<[u8]>::first_chunk) {
                // What stands behind the word is taken out, whatever its length, without a branch.
                Some(chunk) => u64::from_le_bytes(*chunk) & (u64::MAX >> (8 * (LANE_BYTES - length))),
                None => lane_of(bytes),
            };
            if lane & HIGHEST != 0 {
                return None;
            }
            let beginning = lowered(lane);
            let has_small = has_small(lane);
            return Some(AsciiWord { hash: mix_lane(SEED, beginning), first, has_small, beginning, length });
        }
        if !bytes.is_ascii() {
            return None;
        }
        let lane = u64::from_le_bytes(*bytes.first_chunk()?);
        let hash = word_hash(word);
        Some(AsciiWord { hash, first, has_small: has_small(lane), beginning: lowered(lane), length })
    }

    /// The same as [`stem_hash`] gives.
    #[inline]
    pub(crate) fn stem(self) -> u64 {
        /// The bytes of a stem.
        const STEM: u64 = (1 << (8 * STEM_CHARS)) - 1;
        if self.length > STEM_CHARS {
            return mix_lane(SEED, self.beginning & STEM);
        }
        let last = 8 * (self.length - 1);
        let plural = self.beginning >> last == u64::from(b's');
        mix_lane(SEED, if plural { self.beginning & !(0xFF << last) } else { self.beginning })
    }
}

/// Hash of the first characters of a word; a word with no more than these loses an s at its end.
fn stem_of(letters: impl Iterator<Item = char>) -> u64 {
    let (mut lanes, mut last) = (Lanes::default(), None);
    for (at, letter) in letters.enumerate() {
        if at == STEM_CHARS {
            if let Some(letter) = last {
                lanes.push(letter);
            }
            return lanes.hash();
        }
        last.replace(letter).into_iter().for_each(|letter| lanes.push(letter));
    }
    last.filter(|letter| *letter != 's').into_iter().for_each(|letter| lanes.push(letter));
    lanes.hash()
}

/// Letters that are hashed as the bytes of their UTF-8.
#[derive(Default)]
struct Lanes {
    /// The hash of all whole lanes.
    state: Option<u64>,
    /// Bytes that are still to be hashed, the first one lowest, and their number.
    lane: u64,
    bytes: usize,
}

impl Lanes {
    fn push(&mut self, letter: char) {
        for byte in letter.encode_utf8(&mut [0; 4]).bytes() {
            self.lane |= u64::from(byte) << (8 * self.bytes);
            self.bytes += 1;
            if self.bytes == LANE_BYTES {
                self.state = Some(mix_lane(self.state.unwrap_or(SEED), self.lane));
                (self.lane, self.bytes) = (0, 0);
            }
        }
    }

    fn hash(&self) -> u64 {
        match self.state {
            Some(state) if self.bytes == 0 => state,
            state => mix_lane(state.unwrap_or(SEED), self.lane),
        }
    }
}

/// One step of a hash over eight bytes: every bit of the result depends on all of them.
fn mix_lane(state: u64, lane: u64) -> u64 {
    let product = u128::from(state ^ lane) * u128::from(PRIME);
    (product >> 64) as u64 ^ product as u64
}

/// At most eight bytes as a number, the first one lowest.
fn lane_of(bytes: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        // The two overlap in equal bytes.
        let shift = 8 * (bytes.len() - 4);
        return u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << shift;
    }
    // Of up to three bytes the first, the middle and the last are all, though some of them twice.
    let at = |at: usize| bytes.get(at).map_or(0, |byte| u64::from(*byte) << (8 * at));
    at(0) | at(bytes.len() / 2) | at(bytes.len().saturating_sub(1))
}

/// Whether any of eight bytes of ASCII is a small letter.
#[inline]
fn has_small(lane: u64) -> bool {
    let at_least = |least: u8| lane + (0x80 - u64::from(least)) * LOWEST;
    at_least(b'a') & !at_least(b'z' + 1) & HIGHEST != 0
}

/// Eight bytes of ASCII in lower case.
fn lowered(lane: u64) -> u64 {
    // The highest bit of a byte shows that a sum has reached 0x80; no sum reaches beyond its byte.
    let at_least = |least: u8| lane + (0x80 - u64::from(least)) * LOWEST;
    let capitals = at_least(b'A') & !at_least(b'Z' + 1) & HIGHEST;
    lane | capitals >> 2
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn lower(word: &str) -> String {
        word.chars().flat_map(char::to_lowercase).collect()
    }

    #[test]
    fn both_ends_of_a_hash_tell_similar_words_apart() {
        const WORDS: usize = 4096;
        /// Of 65,536 places, 3,970 are expected to be taken by chance.
        const FEWEST_PLACES: usize = 3900;
        for prefix in ["", "a", "heron", "lighthou", "lighthouses"] {
            for hash in [word_hash, stem_hash] {
                // Three letters, all of them within a stem if the prefix is short.
                let letter = |n: usize| char::from(b'a' + (n % 16) as u8);
                let hashes: Vec<u64> = (0..WORDS)
                    .map(|n| hash(&format!("{}{}{}{prefix}", letter(n), letter(n / 16), letter(n / 256))))
                    .collect();
                let upper: HashSet<u16> = hashes.iter().map(|hash| (hash >> 48) as u16).collect();
                let lower: HashSet<u16> = hashes.iter().map(|hash| *hash as u16).collect();
                assert!(upper.len() > FEWEST_PLACES, "{prefix} {}", upper.len());
                assert!(lower.len() > FEWEST_PLACES, "{prefix} {}", lower.len());
            }
        }
    }

    proptest! {
        #[test]
        fn words_agree_when_their_lower_case_does(one in "[aAsSkK\u{212A}éÉßB_0z]{1,10}", other in "[aAsSkKéÉB]{1,3}") {
            prop_assert_eq!(word_hash(&one), word_hash(&lower(&one)));
            prop_assert_eq!(word_hash(&one) == word_hash(&other), lower(&one) == lower(&other));
        }

        #[test]
        fn a_stem_is_the_first_six_letters(word in "[aAsSkKéÉßzZ_]{0,10}") {
            let letters: Vec<char> = lower(&word).chars().collect();
            let stem: String = match letters.get(..STEM_CHARS).filter(|_| letters.len() > STEM_CHARS) {
                Some(beginning) => beginning.iter().collect(),
                None => letters.strip_suffix(&['s']).unwrap_or(&letters).iter().collect(),
            };
            prop_assert_eq!(stem_hash(&word), word_hash(&stem), "{}", stem);
        }

        #[test]
        fn one_look_gives_both_hashes(word in "[aAsSkKé_0z]{0,20}", behind in "[a é]{0,9}") {
            let text = format!("{word}{behind}");
            let look = AsciiWord::of(&text, text.get(..word.len()).unwrap());
            prop_assert_eq!(look.is_some(), word.is_ascii() && !word.is_empty());
            if let Some(look) = look {
                prop_assert_eq!(look.hash, word_hash(&word));
                prop_assert_eq!(look.stem(), stem_hash(&word));
            }
        }
    }
}
