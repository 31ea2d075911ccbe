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
pub(crate) use crate::hashes::{HashedMap, mix, word_hash};
use crate::model::WordTable;
use crate::word_kinds;

/// Hash of the part of a word that its inflected forms share, in lower case: six characters of a
/// longer word, a shorter one without its plural s. A crude stemmer for any language with an alphabet.
pub(crate) fn stem_hash(word: &str) -> u64 {
    const STEM_CHARS: usize = 6;
    if word.is_ascii() {
        stem_of(word.bytes().map(|byte| u64::from(byte.to_ascii_lowercase())), STEM_CHARS)
    } else {
        stem_of(word.chars().flat_map(char::to_lowercase).map(u64::from), STEM_CHARS)
    }
}

/// Hash of the first characters of a word; a word with fewer loses an s at its end.
fn stem_of(letters: impl Iterator<Item = u64>, most: usize) -> u64 {
    let (mut state, mut last) = (SEED, None);
    for (at, letter) in letters.enumerate() {
        if at == most {
            return last.map_or(state, |letter| mix(state, letter));
        }
        if let Some(before) = last.replace(letter) {
            state = mix(state, before);
        }
    }
    last.filter(|letter| *letter != u64::from(b's')).map_or(state, |letter| mix(state, letter))
}

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
}

/// The rarity of a word that is not in the table of frequencies.
pub(crate) const UNKNOWN_RARITY: u8 = 255;

const UNKNOWN: Word = Word { class: None, kinds: 0, rarity: UNKNOWN_RARITY, opens: false };

/// All lists, ready to be looked up by hash.
#[derive(Debug, Clone)]
pub(crate) struct Lexicon {
    words: HashedMap<Word>,
    phrases: HashedMap<Phrase>,
    /// Learned weights of words, if there are any.
    pub(crate) weights: Option<WordTable>,
}

impl Lexicon {
    /// The built-in lists, and the learned weights of words, if there are any.
    pub(crate) fn new(weights: Option<WordTable>) -> Self {
        let mut lexicon = Lexicon { words: HashedMap::default(), phrases: HashedMap::default(), weights };
        for (list, class) in [(COMMON, WordClass::Common), (STOP, WordClass::Stop)] {
            for line in list.lines().filter(|line| !line.starts_with('#')) {
                for word in words(line) {
                    lexicon.entry(word_hash(word)).class = Some(class);
                }
            }
        }
        for (hash, kinds) in word_kinds::listed() {
            lexicon.entry(hash).kinds |= kinds;
        }
        for line in FREQUENCY.lines().filter(|line| !line.starts_with('#')) {
            let Some((rarity, listed)) = line.split_once(':') else { continue };
            for word in listed.split_ascii_whitespace() {
                lexicon.entry(word_hash(word)).rarity = rarity.trim().parse().unwrap_or(UNKNOWN_RARITY);
            }
        }
        let mut current = None;
        for line in FRAME.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                current = LISTS.iter().find(|(known, _)| *known == name).map(|(_, list)| *list);
            } else if let Some(list) = current {
                lexicon.add_phrase(line, list);
            }
        }
        lexicon
    }

    fn add_phrase(&mut self, entry: &str, list: List) {
        let hashes: Vec<u64> = words(entry).map(word_hash).collect();
        if !entry.starts_with(['=', '^'])
            && let Some(first) = hashes.first()
        {
            self.entry(*first).opens = true;
        }
        let phrase = self.phrases.entry(phrase_hash(&hashes)).or_default();
        if entry.starts_with('=') {
            phrase.whole.add(list);
        } else if entry.starts_with('^') {
            phrase.start.add(list);
        } else {
            phrase.any.add(list);
        }
    }

    fn entry(&mut self, word: u64) -> &mut Word {
        self.words.entry(word).or_insert(UNKNOWN)
    }

    /// What is known of a word, by its [`word_hash`].
    pub(crate) fn word(&self, word: u64) -> Word {
        self.words.get(&word).copied().unwrap_or(UNKNOWN)
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
