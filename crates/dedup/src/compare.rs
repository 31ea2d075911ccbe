//! Two documents compared in full.

use std::io;

use crate::documents::{Documents, Facts, Number};
use crate::signature::{SHINGLE_WORDS, each_shingle};

/// What two documents have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Overlap {
    /// Distinct shingles in both.
    pub(crate) shared: u32,
    /// Distinct shingles of each.
    pub(crate) of: (u32, u32),
}

impl Overlap {
    /// Distinct shingles of both together. An index of somebody else may state other numbers of shingles than there are.
    pub(crate) fn union(self) -> u32 {
        self.of.0.saturating_add(self.of.1).saturating_sub(self.shared)
    }

    /// Jaccard similarity.
    pub(crate) fn jaccard(self) -> f32 {
        ratio(self.shared, self.union())
    }

    /// Distinct shingles of the smaller.
    pub(crate) fn smaller(self) -> u32 {
        self.of.0.min(self.of.1)
    }

    /// Share of the smaller that stands in the other.
    pub(crate) fn containment(self) -> f32 {
        ratio(self.shared, self.smaller())
    }
}

pub(crate) fn ratio(part: u32, whole: u32) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

/// Compares one document with others, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Comparer {
    /// The shingles of the first, by the lower bits of their hashes: the upper bits, 0 in empty slots.
    slots: Vec<u32>,
    mask: usize,
    /// The slot of each of its shingles, in reading order.
    places: Vec<u32>,
    /// A bit for each slot whose shingle the other has, too.
    shared: Vec<u64>,
    tokens: Vec<u32>,
    /// Words of each document, and of those in common shingles of the second.
    words: (usize, usize),
    covered: usize,
    of: u32,
}

impl Comparer {
    /// Takes the document that the others are compared with.
    pub(crate) fn begin(&mut self, documents: &Documents, number: Number, facts: &Facts) -> io::Result<()> {
        let mut tokens = std::mem::take(&mut self.tokens);
        let read = documents.tokens(number, facts, &mut tokens);
        self.begin_words(&tokens, facts.shingles);
        self.tokens = tokens;
        read
    }

    /// The same for words at hand, and the number of their distinct shingles.
    pub(crate) fn begin_words(&mut self, tokens: &[u32], shingles: u32) {
        let room = (tokens.len() * 2).next_power_of_two().max(64);
        self.slots.clear();
        self.slots.resize(room, 0);
        self.mask = room - 1;
        self.places.clear();
        let (slots, places, mask) = (&mut self.slots, &mut self.places, self.mask);
        each_shingle(tokens, |shingle| {
            let at = slot_of(slots, mask, shingle);
            if let Some(slot) = slots.get_mut(at) {
                *slot = tag(shingle);
            }
            places.push(at as u32);
        });
        self.words.0 = tokens.len();
        self.of = shingles;
    }

    /// What another document has in common with it.
    pub(crate) fn overlap(
        &mut self,
        documents: &Documents,
        number: Number,
        facts: &Facts,
    ) -> io::Result<Overlap> {
        let mut tokens = std::mem::take(&mut self.tokens);
        let read = documents.tokens(number, facts, &mut tokens);
        let overlap = self.overlap_with_words(&tokens, facts.shingles);
        self.tokens = tokens;
        read.map(|()| overlap)
    }

    /// The same for words at hand, and the number of their distinct shingles.
    pub(crate) fn overlap_with_words(&mut self, tokens: &[u32], shingles: u32) -> Overlap {
        self.shared.clear();
        self.shared.resize(self.slots.len().div_ceil(64), 0);
        self.words.1 = tokens.len();
        let length = SHINGLE_WORDS.min(tokens.len());
        let (mut count, mut cover, mut start) = (0, Cover::default(), 0);
        let (slots, shared, mask) = (&self.slots, &mut self.shared, self.mask);
        each_shingle(tokens, |shingle| {
            let at = slot_of(slots, mask, shingle);
            if slots.get(at).is_some_and(|slot| *slot != 0) {
                if let Some(bits) = shared.get_mut(at / 64) {
                    count += u32::from(*bits >> (at % 64) & 1 == 0);
                    *bits |= 1 << (at % 64);
                }
                cover.add(start, length);
            }
            start += 1;
        });
        self.covered = cover.words;
        Overlap { shared: count, of: (self.of, shingles) }
    }

    /// Share of the words of both documents that stand in a common shingle, of the two that were compared last.
    pub(crate) fn common_words(&self) -> f32 {
        let length = SHINGLE_WORDS.min(self.words.0);
        let mut cover = Cover::default();
        for (start, at) in self.places.iter().enumerate() {
            let bits = self.shared.get(*at as usize / 64).copied().unwrap_or_default();
            if bits >> (at % 64) & 1 == 1 {
                cover.add(start, length);
            }
        }
        let both = cover.words + self.covered;
        ratio(both as u32, (self.words.0 + self.words.1) as u32)
    }
}

/// The upper bits of a shingle's hash, which tell it from others in its slot: with the lower ones, 40 bits or more.
#[inline]
fn tag(shingle: u64) -> u32 {
    (shingle >> 32) as u32 | 1
}

/// The slot that holds a shingle, or the empty one where it would stand.
#[inline]
fn slot_of(slots: &[u32], mask: usize, shingle: u64) -> usize {
    let tag = tag(shingle);
    let mut at = shingle as usize & mask;
    while slots.get(at).is_some_and(|slot| *slot != 0 && *slot != tag) {
        at = (at + 1) & mask;
    }
    at
}

/// Words that runs of words cover, which come in the order of their starts.
#[derive(Debug, Default)]
struct Cover {
    words: usize,
    until: usize,
}

impl Cover {
    #[inline]
    fn add(&mut self, start: usize, length: usize) {
        let end = start + length;
        self.words += end - self.until.max(start);
        self.until = end;
    }
}
