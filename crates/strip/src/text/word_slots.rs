//! What is known of single words, by their hashes.

use super::lexicon::HashedMap;

/// The rarity of a word that is not in the table of frequencies.
pub(crate) const UNKNOWN_RARITY: u8 = 255;

/// What is known of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    /// What it tells of the line it stands in, as [`crate::word_kinds`] has it.
    pub(crate) kinds: u16,
    /// How rare it is in any text: 0 for the most frequent, [`UNKNOWN_RARITY`] for one that few hold.
    pub(crate) rarity: u8,
    /// Bits of [`flag`]; 0 for a word that stands in no list.
    pub(crate) flags: u8,
}

/// Bits of [`Word::flags`].
pub(crate) mod flag {
    /// It stands in some list.
    pub(crate) const LISTED: u8 = 1;
    /// A word of the grammar.
    pub(crate) const STOP: u8 = 1 << 1;
    /// A word of any topic, and none of the grammar.
    pub(crate) const COMMON: u8 = 1 << 2;
    /// A phrase that may stand anywhere begins with it.
    pub(crate) const OPENS: u8 = 1 << 3;
    /// A phrase that a line has to begin with begins with it.
    pub(crate) const BEGINS: u8 = 1 << 4;
    /// A phrase that has to be a whole line begins with it.
    pub(crate) const FILLS: u8 = 1 << 5;
}

impl Word {
    /// A word that stands in no list.
    pub(crate) const UNKNOWN: Word = Word { kinds: 0, rarity: UNKNOWN_RARITY, flags: 0 };

    /// Whether any of these flags is set.
    #[inline]
    pub(crate) fn has(self, flags: u8) -> bool {
        self.flags & flags != 0
    }

    #[inline]
    fn bits(self) -> u32 {
        u32::from(self.kinds) << 16 | u32::from(self.rarity) << 8 | u32::from(self.flags)
    }

    #[inline]
    fn of_bits(bits: u32) -> Word {
        Word { kinds: (bits >> 16) as u16, rarity: (bits >> 8) as u8, flags: bits as u8 }
    }
}

/// Words by their hashes, eight bytes each: that many of the lists fit into the nearer caches.
///
/// A word is taken for another one if the lowest half of their hashes is the same and they fall near each
/// other: once in ten million million pairs of words.
#[derive(Debug, Clone)]
pub(crate) struct WordSlots {
    /// A power of two of buckets; the highest bits of a hash say where the search begins.
    buckets: Vec<[WordSlot; BUCKET]>,
    shift: u32,
}

/// Slots that are looked at together, without a branch.
const BUCKET: usize = 4;
/// Slots for each word, at least.
const ROOM: usize = 2;

#[derive(Debug, Clone, Copy, Default)]
struct WordSlot {
    /// The lowest half of the hash.
    tag: u32,
    /// The word as a number; 0 in a free slot.
    word: u32,
}

impl WordSlots {
    pub(super) fn of(words: &HashedMap<Word>) -> WordSlots {
        let count = (words.len() * ROOM).next_power_of_two().max(2 * BUCKET) / BUCKET;
        let mut table =
            WordSlots { buckets: vec![Default::default(); count], shift: 64 - count.trailing_zeros() };
        // In order, so that the table is the same on every machine.
        let mut listed: Vec<(u64, Word)> = words.iter().map(|(hash, word)| (*hash, *word)).collect();
        listed.sort_unstable_by_key(|(hash, _)| *hash);
        for (hash, word) in listed {
            table.add(hash, Word { flags: word.flags | flag::LISTED, ..word });
        }
        table
    }

    fn add(&mut self, hash: u64, word: Word) {
        let mut at = (hash >> self.shift) as usize;
        while let Some(bucket) = self.buckets.get_mut(at) {
            if let Some(slot) = bucket.iter_mut().find(|slot| slot.word == 0) {
                *slot = WordSlot { tag: hash as u32, word: word.bits() };
                return;
            }
            at = (at + 1) & (self.buckets.len() - 1);
        }
    }

    /// What is known of a word, by its hash.
    #[inline]
    pub(crate) fn find(&self, hash: u64) -> Word {
        let tag = hash as u32;
        let mut at = (hash >> self.shift) as usize;
        while let Some(bucket) = self.buckets.get(at) {
            let found =
                bucket.iter().fold(0, |found, slot| found | if slot.tag == tag { slot.word } else { 0 });
            if found != 0 {
                return Word::of_bits(found);
            }
            // Slots are filled from the first to the last.
            if bucket.last().is_some_and(|last| last.word == 0) {
                break;
            }
            at = (at + 1) & (self.buckets.len() - 1);
        }
        Word::UNKNOWN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_found_and_no_other() {
        const MULTIPLIER: u64 = 0x9E37_79B9_7F4A_7C15;
        let hash = |n: u64| n.wrapping_mul(MULTIPLIER);
        let word = |n: u64| Word { kinds: n as u16, rarity: (n % 255) as u8, flags: flag::LISTED };
        for count in [0, 1, 3, 5, 100, 5000] {
            let words: HashedMap<Word> = (1..=count).map(|n| (hash(n), word(n))).collect();
            let slots = WordSlots::of(&words);
            for n in 1..=count {
                assert_eq!(slots.find(hash(n)), word(n));
            }
            assert_eq!(slots.find(hash(count + 1)), Word::UNKNOWN);
        }
    }

    #[test]
    fn words_that_fall_into_one_bucket_are_told_apart() {
        let words: HashedMap<Word> =
            (1..=9).map(|n| (n, Word { kinds: n as u16, rarity: 0, flags: flag::STOP })).collect();
        let slots = WordSlots::of(&words);
        for n in 1..=9 {
            assert_eq!(slots.find(n).kinds, n as u16);
        }
        assert_eq!(slots.find(10), Word::UNKNOWN);
    }
}
