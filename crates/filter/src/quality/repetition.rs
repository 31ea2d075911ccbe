//! How much of a document repeats itself, as `gopher_repetition_filter.py` of datatrove counts it.

use xxhash_rust::xxh3::xxh3_64;

use super::lines::characters;
use super::words::Words;

/// The modulus of the hashes of runs of words: a Mersenne prime.
const MODULUS: u64 = (1 << 61) - 1;
/// The base of the polynomial: any number below the modulus with no pattern in it.
const BASE: u64 = 0x09e3_779b_97f4_a7c1;
/// Powers of the base that are kept; runs of words are seldom longer in bytes.
const POWERS: usize = 512;

/// A set of hashes: open addressing, at most half full.
struct Seen {
    slots: Vec<u64>,
}

impl Seen {
    fn for_at_most(count: usize) -> Self {
        Seen { slots: vec![0; (2 * count).next_power_of_two().max(2)] }
    }

    /// Whether the hash was in the set already.
    #[inline]
    fn insert(&mut self, hash: u64) -> bool {
        let hash = hash.max(1);
        let mask = self.slots.len() - 1;
        let mut at = spread(hash) & mask;
        while let Some(slot) = self.slots.get_mut(at) {
            if *slot == hash {
                return true;
            }
            if *slot == 0 {
                *slot = hash;
                return false;
            }
            at = (at + 1) & mask;
        }
        false
    }

    fn clear(&mut self) {
        self.slots.fill(0);
    }
}

#[inline]
fn spread(hash: u64) -> usize {
    (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) as usize
}

/// Pieces of a text that are equal to an earlier one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Duplicates {
    /// All pieces.
    pub(super) all: usize,
    /// Those that repeat an earlier one.
    pub(super) repeated: usize,
    /// Characters of those.
    pub(super) characters: usize,
}

impl Duplicates {
    /// Of paragraphs or lines.
    pub(super) fn of<'a>(pieces: impl Iterator<Item = &'a str>) -> Self {
        let pieces: Vec<&str> = pieces.collect();
        let mut seen = Seen::for_at_most(pieces.len());
        let mut duplicates = Duplicates { all: pieces.len(), ..Duplicates::default() };
        for piece in pieces {
            if seen.insert(xxh3_64(piece.as_bytes())) {
                duplicates.repeated += 1;
                duplicates.characters += characters(piece);
            }
        }
        duplicates
    }
}

/// Splits at runs of at least so many line feeds.
pub(super) fn split_at_feeds(text: &str, least: usize) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let piece = rest?;
        let mut from = 0;
        while let Some(found) = piece.get(from..).and_then(|rest| memchr::memchr(b'\n', rest.as_bytes())) {
            let start = from + found;
            let run = piece.bytes().skip(start).take_while(|byte| *byte == b'\n').count();
            if run >= least {
                rest = piece.get(start + run..);
                return piece.get(..start);
            }
            from = start + run;
        }
        rest = None;
        Some(piece)
    })
}

/// Runs of words, hashed so that each run costs the same whatever its length.
#[derive(Debug)]
pub(super) struct Grams {
    /// The polynomial hash of the bytes of the words before each word, and of all.
    hashes: Vec<u64>,
    /// Bytes of the words before each word, and of all.
    bytes: Vec<usize>,
    /// Characters of the words before each word, and of all.
    characters: Vec<usize>,
    powers: Vec<u64>,
}

impl Grams {
    pub(super) fn of(words: &Words<'_>) -> Self {
        let count = words.len() + 1;
        let mut grams = Grams {
            hashes: Vec::with_capacity(count),
            bytes: Vec::with_capacity(count),
            characters: Vec::with_capacity(count),
            powers: Vec::with_capacity(POWERS),
        };
        let mut power = 1;
        for _ in 0..POWERS {
            grams.powers.push(power);
            power = multiply(power, BASE);
        }
        let (mut hash, mut bytes, mut length) = (0, 0, 0);
        grams.push(hash, bytes, length);
        for &token in &words.tokens {
            let word = words.get(token);
            for byte in word.bytes() {
                hash = reduce(multiply(hash, BASE) + u64::from(byte) + 1);
            }
            bytes += word.len();
            length += if token.letters { word.len() } else { characters(word) };
            grams.push(hash, bytes, length);
        }
        grams
    }

    fn push(&mut self, hash: u64, bytes: usize, characters: usize) {
        self.hashes.push(hash);
        self.bytes.push(bytes);
        self.characters.push(characters);
    }

    /// Number of words.
    fn len(&self) -> usize {
        self.hashes.len() - 1
    }

    /// The hash of the bytes between two words that begin so.
    #[inline]
    fn hash(&self, (from, from_bytes): (u64, usize), (to, to_bytes): (u64, usize)) -> u64 {
        let length = to_bytes - from_bytes;
        let power = self.powers.get(length).copied().unwrap_or_else(|| raise(BASE, length));
        reduce(to + MODULUS - multiply(from, power))
    }

    /// The hash of each run of `count` words, without what stands between them.
    fn runs(&self, count: usize) -> impl Iterator<Item = u64> {
        let starts = self.hashes.iter().copied().zip(self.bytes.iter().copied());
        let ends = starts.clone().skip(count);
        starts.zip(ends).map(|(start, end)| self.hash(start, end))
    }

    fn characters(&self, from: usize, to: usize) -> usize {
        let at = |index: usize| self.characters.get(index).copied().unwrap_or(0);
        at(to) - at(from)
    }

    /// Characters in the most frequent run of `count` words, the first of several, blanks between the words counted.
    pub(super) fn top(&self, count: usize) -> usize {
        let runs = (self.len() + 1).saturating_sub(count);
        let words: Vec<u64> = self.runs(1).collect();
        let mut slots = vec![(0_u64, 0_u32, 0_u32); (2 * runs).next_power_of_two().max(2)];
        let mask = slots.len() - 1;
        let mut best = (0, 0);
        for (index, run) in words.windows(count).enumerate() {
            let mixed =
                run.iter().fold(0_u64, |mixed, word| mixed.rotate_left(23).wrapping_mul(BASE | 1) ^ word);
            let hash = mixed.max(1);
            let mut at = spread(hash) & mask;
            while let Some(slot) = slots.get_mut(at) {
                if slot.0 == 0 {
                    *slot = (hash, 0, u32::try_from(index).unwrap_or(u32::MAX));
                }
                if slot.0 == hash {
                    slot.1 += 1;
                    if slot.1 > best.0 || (slot.1 == best.0 && slot.2 < best.1) {
                        best = (slot.1, slot.2);
                    }
                    break;
                }
                at = (at + 1) & mask;
            }
        }
        let (times, first) = (best.0 as usize, best.1 as usize);
        if times == 0 { 0 } else { times * (self.characters(first, first + count) + count - 1) }
    }

    /// Characters in runs of `count` words that occurred before, wherever the words split, none counted twice.
    pub(super) fn duplicates(&self, count: usize) -> usize {
        let mut seen = Seen::for_at_most((self.len() + 1).saturating_sub(count));
        self.duplicates_with(count, &mut seen)
    }

    fn duplicates_with(&self, count: usize, seen: &mut Seen) -> usize {
        seen.clear();
        let mut repeated = 0;
        let mut skip = 0;
        for (index, hash) in self.runs(count).enumerate() {
            if skip > 0 {
                skip -= 1;
            } else if seen.insert(hash) {
                repeated += self.characters(index, index + count);
                skip = count - 1;
            }
        }
        repeated
    }
}

#[inline]
fn reduce(value: u64) -> u64 {
    let value = (value & MODULUS) + (value >> 61);
    if value >= MODULUS { value - MODULUS } else { value }
}

#[inline]
fn multiply(one: u64, two: u64) -> u64 {
    let product = u128::from(one) * u128::from(two);
    reduce((product as u64 & MODULUS) + (product >> 61) as u64)
}

fn raise(mut base: u64, mut exponent: usize) -> u64 {
    let mut power = 1;
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = multiply(power, base);
        }
        base = multiply(base, base);
        exponent >>= 1;
    }
    power
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use proptest::prelude::*;

    use super::*;

    fn naive_top(words: &[&str], count: usize) -> usize {
        let mut counts: HashMap<&[&str], (usize, usize)> = HashMap::new();
        for (index, run) in words.windows(count).enumerate() {
            counts.entry(run).or_insert((0, index)).0 += 1;
        }
        let best = counts.values().max_by_key(|(times, first)| (*times, std::cmp::Reverse(*first)));
        best.map_or(0, |&(times, first)| times * characters(&words[first..first + count].join(" ")))
    }

    fn naive_duplicates(words: &[&str], count: usize) -> usize {
        let (mut seen, mut at, mut repeated) = (HashSet::new(), 0, 0);
        while at + count <= words.len() {
            let run = words[at..at + count].concat();
            if seen.contains(&run) {
                repeated += characters(&run);
                at += count;
            } else {
                seen.insert(run);
                at += 1;
            }
        }
        repeated
    }

    proptest! {
        #[test]
        fn runs_are_counted_as_in_the_obvious_way(words in proptest::collection::vec("[ab]{1,2}|é", 0..60)) {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let grams = Grams::of(&Words::given(&words));
            for count in [2, 3, 4] {
                prop_assert_eq!(grams.top(count), naive_top(&words, count));
            }
            for count in [5, 6, 10] {
                prop_assert_eq!(grams.duplicates(count), naive_duplicates(&words, count));
            }
        }
    }

    #[test]
    fn long_words_have_the_same_hash_in_both_places() {
        let long = "x".repeat(POWERS);
        let words = [long.as_str(), "a", "b", long.as_str(), "a", "b"];
        assert_eq!(Grams::of(&Words::given(&words)).duplicates(3), POWERS + 2);
    }

    #[test]
    fn texts_split_at_runs_of_line_feeds() {
        let check = |text: &str, least: usize, expect: &[&str]| {
            assert_eq!(split_at_feeds(text, least).collect::<Vec<_>>(), expect, "{text:?}");
        };
        check("", 1, &[""]);
        check("\n\na\n", 1, &["", "a", ""]);
        check("a\nb\n\n\nc", 2, &["a\nb", "c"]);
    }
}
