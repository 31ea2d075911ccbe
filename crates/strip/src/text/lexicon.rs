//! The word and phrase lists, compiled into hash tables once per engine.

use tamis_core::words;

const STOP: &str = include_str!("words/stop.txt");
const COMMON: &str = include_str!("words/common.txt");
/// How rare words are, a level a line; written by training.
const FREQUENCY: &str = include_str!("../../models/frequency.txt");
const FRAME: &str = include_str!("words/frame.txt");

/// Words of the longest phrase in the lists.
pub(crate) const LONGEST_PHRASE: usize = 7;

use crate::hashes::SEED;
pub(crate) use crate::hashes::{HashedMap, mix, stem_hash, word_hash};
use crate::model::WordTable;
use crate::word_kinds;

/// How much a word says of the topic of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WordClass {
    /// Grammar.
    Stop,
    /// A word of any topic.
    Common,
}

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

/// What is known of a word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    /// How much it says of a topic.
    pub(crate) class: Option<WordClass>,
    /// What it tells of the line it stands in, as [`crate::word_kinds`] has it.
    pub(crate) kinds: u16,
    /// How rare it is in any text: 0 for the most frequent, [`UNKNOWN_RARITY`] for one that few hold.
    pub(crate) rarity: u8,
    /// Whether a phrase that may stand anywhere begins with it.
    pub(crate) opens: bool,
    /// Whether a phrase that a line has to begin with begins with it.
    pub(crate) begins: bool,
    /// Whether a phrase that has to be a whole line begins with it.
    pub(crate) fills: bool,
}

/// The rarity of a word that is not in the table of frequencies.
pub(crate) const UNKNOWN_RARITY: u8 = 255;

impl Word {
    /// A word that stands in no list.
    pub(crate) const UNKNOWN: Word =
        Word { class: None, kinds: 0, rarity: UNKNOWN_RARITY, opens: false, begins: false, fills: false };
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
        for (list, class) in [(COMMON, WordClass::Common), (STOP, WordClass::Stop)] {
            for line in list.lines().filter(|line| !line.starts_with('#')) {
                for word in words(line) {
                    listed.entry(word_hash(word)).class = Some(class);
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
                    Some('=') => (&mut word.fills, &mut phrase.whole),
                    Some('^') => (&mut word.begins, &mut phrase.start),
                    _ => (&mut word.opens, &mut phrase.any),
                };
                *flag = true;
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

/// Words by their hashes, eight bytes each: that many of the lists fit into the nearer caches.
///
/// A word is taken for another one if the lowest half of their hashes is the same and they fall near each
/// other: once in ten million million pairs of words.
#[derive(Debug, Clone)]
struct WordSlots {
    /// A power of two of slots; the highest bits of a hash say where the search begins.
    slots: Vec<WordSlot>,
    shift: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct WordSlot {
    /// The lowest half of the hash.
    tag: u32,
    kinds: u16,
    rarity: u8,
    /// Bits of [`flag`]; 0 in a free slot.
    flags: u8,
}

/// Bits of [`WordSlot::flags`].
mod flag {
    pub(super) const TAKEN: u8 = 1;
    pub(super) const STOP: u8 = 1 << 1;
    pub(super) const COMMON: u8 = 1 << 2;
    pub(super) const OPENS: u8 = 1 << 3;
    pub(super) const BEGINS: u8 = 1 << 4;
    pub(super) const FILLS: u8 = 1 << 5;
}

impl WordSlots {
    /// Slots for each word, at least.
    const ROOM: usize = 2;

    fn of(words: &HashedMap<Word>) -> WordSlots {
        let count = (words.len() * Self::ROOM).next_power_of_two().max(2);
        let mut table =
            WordSlots { slots: vec![WordSlot::default(); count], shift: 64 - count.trailing_zeros() };
        // In order, so that the table is the same on every machine.
        let mut listed: Vec<(u64, Word)> = words.iter().map(|(hash, word)| (*hash, *word)).collect();
        listed.sort_unstable_by_key(|(hash, _)| *hash);
        for (hash, word) in listed {
            table.add(hash, word);
        }
        table
    }

    fn add(&mut self, hash: u64, word: Word) {
        let mut at = (hash >> self.shift) as usize;
        while self.slots.get(at).is_some_and(|slot| slot.flags != 0) {
            at = (at + 1) & (self.slots.len() - 1);
        }
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = WordSlot::of(hash, word);
        }
    }

    #[inline]
    fn find(&self, hash: u64) -> Word {
        let mut at = (hash >> self.shift) as usize;
        while let Some(slot) = self.slots.get(at) {
            if slot.flags == 0 {
                break;
            }
            if slot.tag == hash as u32 {
                return slot.word();
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        Word::UNKNOWN
    }
}

impl WordSlot {
    fn of(hash: u64, word: Word) -> WordSlot {
        let class = match word.class {
            Some(WordClass::Stop) => flag::STOP,
            Some(WordClass::Common) => flag::COMMON,
            None => 0,
        };
        let marked = |is_so: bool, flag: u8| if is_so { flag } else { 0 };
        let flags = flag::TAKEN
            | class
            | marked(word.opens, flag::OPENS)
            | marked(word.begins, flag::BEGINS)
            | marked(word.fills, flag::FILLS);
        WordSlot { tag: hash as u32, kinds: word.kinds, rarity: word.rarity, flags }
    }

    #[inline]
    fn word(self) -> Word {
        let has = |flag: u8| self.flags & flag != 0;
        let class = match (has(flag::STOP), has(flag::COMMON)) {
            (true, _) => Some(WordClass::Stop),
            (false, true) => Some(WordClass::Common),
            (false, false) => None,
        };
        Word {
            class,
            kinds: self.kinds,
            rarity: self.rarity,
            opens: has(flag::OPENS),
            begins: has(flag::BEGINS),
            fills: has(flag::FILLS),
        }
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
