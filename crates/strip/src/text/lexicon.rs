//! The word and phrase lists, compiled into hash tables once per engine.

use tamis_core::words;

const STOP: &str = include_str!("words/stop.txt");
const COMMON: &str = include_str!("words/common.txt");
/// How rare words are, a level a line; written by training.
const FREQUENCY: &str = include_str!("../../models/frequency.txt");
const FRAME: &str = include_str!("words/frame.txt");

/// Words of the longest phrase in the lists.
pub(crate) const LONGEST_PHRASE: usize = 7;

use super::word_slots::{UNKNOWN_RARITY, Word, WordSlots, flag};
use crate::hashes::SEED;
pub(crate) use crate::hashes::{HashedMap, mix, stem_hash, word_hash};
use crate::model::WordTable;
use crate::word_kinds;

/// A list of phrases; the value is its bit in a mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum List {
    Share,
    Comments,
    Ad,
    Kicker,
    Byline,
    Credit,
    Tags,
    Related,
    Headlines,
    Teaser,
    Gallery,
    Plea,
    PleaObject,
    Legal,
    Wire,
    Consent,
    Navigation,
    Network,
}

const LISTS: [(&str, List); 18] = [
    ("share", List::Share),
    ("comments", List::Comments),
    ("ad", List::Ad),
    ("kicker", List::Kicker),
    ("byline", List::Byline),
    ("credit", List::Credit),
    ("tags", List::Tags),
    ("related", List::Related),
    ("headlines", List::Headlines),
    ("teaser", List::Teaser),
    ("gallery", List::Gallery),
    ("plea", List::Plea),
    ("plea-object", List::PleaObject),
    ("legal", List::Legal),
    ("wire", List::Wire),
    ("consent", List::Consent),
    ("navigation", List::Navigation),
    ("network", List::Network),
];

/// A set of lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Lists(u32);

impl Lists {
    /// Whether the list is in the set.
    pub(crate) fn has(self, list: List) -> bool {
        self.0 & (1 << list as u8) != 0
    }

    /// The set of these lists.
    pub(crate) const fn of(lists: &[List]) -> Lists {
        let (mut set, mut at) = (0, 0);
        while at < lists.len() {
            set |= 1 << lists[at] as u8;
            at += 1;
        }
        Lists(set)
    }

    /// Whether any list is in both sets.
    pub(crate) fn meet(self, other: Lists) -> bool {
        self.0 & other.0 != 0
    }

    fn add(&mut self, list: List) {
        self.0 |= 1 << list as u8;
    }

    /// Adds all lists of another set.
    pub(crate) fn join(&mut self, other: Lists) {
        self.0 |= other.0;
    }
}

/// In which lists a phrase stands, by where in the line it has to stand.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Phrase {
    /// The phrase has to be the whole line.
    pub(crate) whole: Lists,
    /// The line has to begin with it.
    pub(crate) start: Lists,
    /// It may stand anywhere.
    pub(crate) any: Lists,
}

/// All lists, ready to be looked up by hash.
#[derive(Debug, Clone)]
pub(crate) struct Lexicon {
    words: WordSlots,
    phrases: HashedMap<Phrase>,
    /// Learned weights of words, if there are any.
    pub(crate) weights: Option<WordTable>,
}

impl Lexicon {
    /// The built-in lists, and the learned weights of words, if there are any.
    pub(crate) fn new(weights: Option<WordTable>) -> Self {
        let mut listed = ListedWords::default();
        for (list, class) in [(COMMON, flag::COMMON), (STOP, flag::STOP)] {
            for line in list.lines().filter(|line| !line.starts_with('#')) {
                for word in words(line) {
                    // A word of both lists is one of the grammar.
                    let flags = &mut listed.entry(word_hash(word)).flags;
                    *flags = *flags & !flag::COMMON | class;
                }
            }
        }
        for (word, kinds) in word_kinds::listed() {
            listed.entry(word_hash(word)).kinds |= kinds;
        }
        for line in FREQUENCY.lines().filter(|line| !line.starts_with('#')) {
            let Some((rarity, entries)) = line.split_once(':') else { continue };
            for word in entries.split_ascii_whitespace() {
                listed.entry(word_hash(word)).rarity = rarity.trim().parse().unwrap_or(UNKNOWN_RARITY);
            }
        }
        let mut phrases: HashedMap<Phrase> = HashedMap::default();
        let mut current = None;
        for line in FRAME.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                current = LISTS.iter().find(|(known, _)| *known == name).map(|(_, list)| *list);
            } else if let Some(list) = current {
                let hashes: Vec<u64> = words(line).map(word_hash).collect();
                let Some(first) = hashes.first() else { continue };
                let word = listed.entry(*first);
                let phrase = phrases.entry(phrase_hash(&hashes)).or_default();
                let (flag, place) = match line.chars().next() {
                    Some('=') => (flag::FILLS, &mut phrase.whole),
                    Some('^') => (flag::BEGINS, &mut phrase.start),
                    _ => (flag::OPENS, &mut phrase.any),
                };
                word.flags |= flag;
                place.add(list);
            }
        }
        Lexicon { words: WordSlots::of(&listed.0), phrases, weights }
    }

    /// What is known of a word, by its [`word_hash`].
    #[inline]
    pub(crate) fn word(&self, word: u64) -> Word {
        self.words.find(word)
    }

    /// How much a word speaks for the article, in units of the table.
    pub(crate) fn weight(&self, word: u64) -> i32 {
        self.weights.as_ref().map_or(0, |weights| weights.weight(word))
    }

    /// The lists in which a phrase stands, by its [`phrase_hash`].
    pub(crate) fn phrase(&self, phrase: u64) -> Phrase {
        self.phrases.get(&phrase).copied().unwrap_or_default()
    }
}

/// Words while the lists are read.
#[derive(Default)]
struct ListedWords(HashedMap<Word>);

impl ListedWords {
    fn entry(&mut self, word: u64) -> &mut Word {
        self.0.entry(word).or_insert(Word::UNKNOWN)
    }
}

/// Hash of a sequence of words, by their [`word_hash`]es.
pub(crate) fn phrase_hash(hashes: &[u64]) -> u64 {
    hashes.iter().fold(SEED, |state, word| mix(state, *word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_of_the_data_file_is_known_and_short_enough() {
        for line in FRAME.lines() {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                assert!(LISTS.iter().any(|(known, _)| *known == name), "{name}");
            } else if !line.starts_with('#') {
                assert!(words(line).count() <= LONGEST_PHRASE, "{line}");
                assert_eq!(line, line.to_lowercase());
            }
        }
    }

    #[test]
    fn inflected_forms_share_a_stem() {
        for (one, other) in [("Tariff", "tariffs"), ("negotiate", "negotiations"), ("ÉCOLE", "écoles")] {
            assert_eq!(stem_hash(one), stem_hash(other), "{one} {other}");
        }
        assert_ne!(stem_hash("river"), stem_hash("rice"));
    }
}
