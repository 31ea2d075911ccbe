//! What single words tell of a block: function words, and the vocabulary of a site's frame.

use crate::hashes::{letter_hash, mix};

/// Kinds of words, as bits.
pub(crate) mod kind {
    /// Function words of ten languages.
    pub(crate) const FUNCTION: u16 = 1;
    /// Function words of English.
    pub(crate) const ENGLISH: u16 = 1 << 1;
    /// The writer speaks of himself.
    pub(crate) const FIRST_PERSON: u16 = 1 << 2;
    /// The reader is spoken to.
    pub(crate) const READER: u16 = 1 << 3;
    /// Months, weekdays, relative times.
    pub(crate) const TIME: u16 = 1 << 4;
    /// Sharing and following.
    pub(crate) const SOCIAL: u16 = 1 << 5;
    /// Newsletters, accounts, forms.
    pub(crate) const ACCOUNT: u16 = 1 << 6;
    /// Cookies, rights, terms.
    pub(crate) const LEGAL: u16 = 1 << 7;
    /// Shops.
    pub(crate) const COMMERCE: u16 = 1 << 8;
    /// Menus, pagination, calls to read on.
    pub(crate) const NAVIGATION: u16 = 1 << 9;
    /// Comments, reviews and posts of users.
    pub(crate) const COMMENT: u16 = 1 << 10;
    /// Other articles.
    pub(crate) const RELATED: u16 = 1 << 11;
    /// Authors and editors.
    pub(crate) const AUTHOR: u16 = 1 << 12;
}

/// Number of kinds of words.
pub(crate) const KINDS: usize = 13;

/// A line is a kind and its words.
const WORDS: &str = include_str!("words.txt");

/// Kinds in the order of [`WORDS`] and of the bits in [`kind`].
const NAMES: [&str; KINDS] = [
    "function",
    "english",
    "first-person",
    "reader",
    "time",
    "social",
    "account",
    "legal",
    "commerce",
    "navigation",
    "comment",
    "related",
    "author",
];

/// Slots of the table: a power of two, well above the number of words.
const SLOTS: usize = 4096;

/// Every listed word with a kind; a word of several kinds comes several times.
pub(crate) fn listed() -> impl Iterator<Item = (&'static str, u16)> {
    let lines = WORDS.lines().filter(|line| !line.starts_with('#'));
    let kinds = lines.filter_map(|line| {
        let (name, words) = line.split_once(':')?;
        let bit = NAMES.iter().position(|known| *known == name.trim())?;
        Some((words, 1_u16 << bit))
    });
    kinds.flat_map(|(words, kind)| words.split_ascii_whitespace().map(move |word| (word, kind)))
}

/// From a word to its kinds.
#[derive(Debug, Clone)]
pub(crate) struct WordKinds {
    slots: Vec<(u64, u16)>,
}

impl WordKinds {
    pub(crate) fn new() -> WordKinds {
        let mut table = WordKinds { slots: vec![(0, 0); SLOTS] };
        for (word, kinds) in listed() {
            table.add(letter_hash(word), kinds);
        }
        table
    }

    fn add(&mut self, hash: u64, kinds: u16) {
        let mut at = slot(hash);
        while let Some(held) = self.slots.get_mut(at) {
            if held.1 == 0 || held.0 == hash {
                *held = (hash, held.1 | kinds);
                return;
            }
            at = (at + 1) % SLOTS;
        }
    }

    /// The kinds of a word, by its [`letter_hash`]; 0 for a word that is not listed.
    pub(crate) fn kinds(&self, hash: u64) -> u16 {
        let mut at = slot(hash);
        while let Some(&(held, kinds)) = self.slots.get(at) {
            if kinds == 0 || held == hash {
                return kinds;
            }
            at = (at + 1) % SLOTS;
        }
        0
    }
}

fn slot(hash: u64) -> usize {
    (mix(0, hash) >> 40) as usize % SLOTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_the_kinds_they_are_listed_with() {
        let table = WordKinds::new();
        assert_eq!(table.kinds(letter_hash("The")), kind::FUNCTION | kind::ENGLISH);
        assert_eq!(table.kinds(letter_hash("COOKIES")), kind::LEGAL);
        assert_eq!(table.kinds(letter_hash("heron")), 0);
    }

    #[test]
    fn the_table_stays_sparse_and_every_line_is_read() {
        let table = WordKinds::new();
        let used = table.slots.iter().filter(|slot| slot.1 != 0).count();
        assert!(used * 3 < SLOTS, "{used}");
        let lines = WORDS.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(lines, KINDS);
    }
}
