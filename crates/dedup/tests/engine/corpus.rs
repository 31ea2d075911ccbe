//! Small corpora: stories of made-up words, copies of them that were edited, and texts that have nothing to do with
//! each other.

use proptest::prelude::*;
use proptest::sample::{Index, select};

/// One document of a corpus.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Page {
    pub(crate) text: String,
    /// Its date; one of [`DATES`].
    pub(crate) date: Option<&'static str>,
    /// Its address.
    pub(crate) url: Option<String>,
}

impl Page {
    pub(crate) fn of(text: impl Into<String>) -> Self {
        Page { text: text.into(), date: None, url: None }
    }
}

/// Dates with the place they have in time; those without one name no plausible day.
pub(crate) const DATES: [(&str, Option<u32>); 9] = [
    ("2023-12-31", Some(0)),
    ("2024-02-29T23:59:59Z", Some(1)),
    ("2024/03/01", Some(2)),
    ("20240302", Some(3)),
    ("2024-03-02 07:00", Some(3)),
    ("1970-01-01", None),
    ("9999-12-31", None),
    ("2023-02-29", None),
    ("the other day", None),
];

/// Bits of a number mixed, so that neighbours have nothing in common (the finaliser of `MurmurHash3`).
pub(crate) fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    let number = (number ^ (number >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    number ^ (number >> 33)
}

/// What a story is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    Latin,
    Cyrillic,
    /// One character a word, no blanks.
    Han,
    /// Latin words and numbers.
    Figures,
}

/// The word of a number, the same for every 4,096th.
fn word(script: Script, number: u64) -> String {
    let syllable = |at: u32| (number >> (4 * at)) as usize & 15;
    let letters = |consonants: [char; 16], vowels: [char; 4]| {
        (0..3).flat_map(|at| [consonants[syllable(at)], vowels[(syllable(at) >> 1) & 3]]).collect()
    };
    match script {
        Script::Figures if number.is_multiple_of(3) => (number % 4096).to_string(),
        Script::Latin | Script::Figures => letters(
            ['b', 'd', 'f', 'g', 'h', 'k', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'w', 'z'],
            ['a', 'e', 'i', 'o'],
        ),
        Script::Cyrillic => letters(
            ['б', 'в', 'г', 'д', 'ж', 'з', 'к', 'л', 'м', 'н', 'п', 'р', 'с', 'т', 'ф', 'х'],
            ['а', 'е', 'о', 'у'],
        ),
        Script::Han => char::from_u32(0x4e00 + (number % 4096) as u32).unwrap().into(),
    }
}

/// Paragraphs of words.
pub(crate) type Paragraphs = Vec<Vec<String>>;

/// What a story is made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Story {
    pub(crate) seed: u64,
    pub(crate) script: Script,
    /// Different words at most.
    pub(crate) vocabulary: u64,
    pub(crate) paragraphs: u64,
    /// Words of a paragraph.
    pub(crate) words: u64,
}

impl Story {
    pub(crate) fn paragraphs(self) -> Paragraphs {
        (0..self.paragraphs).map(|paragraph| self.paragraph(paragraph)).collect()
    }

    pub(crate) fn paragraph(self, paragraph: u64) -> Vec<String> {
        (0..self.words).map(|at| self.word(paragraph << 20 | at)).collect()
    }

    pub(crate) fn word(self, at: u64) -> String {
        word(self.script, mixed(mixed(self.seed << 40 | at) % self.vocabulary))
    }
}

/// What an editor does. Places are shares of what is there.
#[derive(Debug, Clone)]
pub(crate) enum Edit {
    /// Another word in place of one.
    Replace(Index, Index, u64),
    /// A paragraph taken out.
    Remove(Index),
    /// A paragraph of another story put in.
    Insert(Index, u64),
    /// All behind a paragraph cut.
    Cut(Index),
    /// Two paragraphs change places.
    Swap(Index, Index),
    /// The last words of a paragraph cut.
    Shorten(Index, Index),
}

impl Edit {
    pub(crate) fn apply(&self, story: Story, text: &mut Paragraphs) {
        if text.is_empty() {
            return;
        }
        let count = text.len();
        match self {
            Edit::Replace(paragraph, at, with) => {
                let paragraph = &mut text[paragraph.index(count)];
                if !paragraph.is_empty() {
                    let at = at.index(paragraph.len());
                    paragraph[at] = story.word(1 << 32 | with);
                }
            }
            Edit::Remove(paragraph) => drop(text.remove(paragraph.index(count))),
            Edit::Insert(paragraph, seed) => {
                let other = Story { seed: 1 << 20 | seed, ..story };
                text.insert(paragraph.index(count + 1), other.paragraph(0));
            }
            Edit::Cut(behind) => text.truncate(behind.index(count) + 1),
            Edit::Swap(one, other) => text.swap(one.index(count), other.index(count)),
            Edit::Shorten(paragraph, to) => {
                let paragraph = &mut text[paragraph.index(count)];
                paragraph.truncate(to.index(paragraph.len() + 1));
            }
        }
    }
}

/// How words are set, none of which changes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    Plain,
    Capitals,
    Accents,
    OneLine,
}

pub(crate) fn set(text: &Paragraphs, look: Look) -> String {
    let lines: Vec<String> = text.iter().map(|words| words.join(" ")).collect();
    match look {
        Look::Plain => lines.join("\n"),
        Look::Capitals => lines.join(".\n\n").to_uppercase(),
        Look::Accents => lines.join(" – ").replace("ba", "bá").replace("do", "d’o").replace(' ', ",\t"),
        Look::OneLine => format!("“{}”", lines.join("; ")),
    }
}

fn scripts() -> impl Strategy<Value = Script> {
    select(vec![Script::Latin, Script::Cyrillic, Script::Han, Script::Figures])
}

fn looks() -> impl Strategy<Value = Look> {
    select(vec![Look::Plain, Look::Plain, Look::Capitals, Look::Accents, Look::OneLine])
}

pub(crate) fn dates() -> impl Strategy<Value = Option<&'static str>> {
    proptest::option::of(select(DATES.map(|(date, _)| date).to_vec()))
}

fn edits() -> impl Strategy<Value = Edit> {
    let any = any::<Index>;
    prop_oneof![
        4 => (any(), any(), 0..40_u64).prop_map(|(paragraph, at, with)| Edit::Replace(paragraph, at, with)),
        1 => any().prop_map(Edit::Remove),
        1 => (any(), 0..6_u64).prop_map(|(at, seed)| Edit::Insert(at, seed)),
        1 => any().prop_map(Edit::Cut),
        1 => (any(), any()).prop_map(|(one, other)| Edit::Swap(one, other)),
        1 => (any(), any()).prop_map(|(paragraph, to)| Edit::Shorten(paragraph, to)),
    ]
}

/// Stories of a few words up to some two hundred.
pub(crate) fn stories() -> impl Strategy<Value = Story> {
    let vocabulary = select(vec![3_u64, 30, 4096]);
    (0..1000_u64, scripts(), vocabulary, 1..8_u64, 1..30_u64).prop_map(
        |(seed, script, vocabulary, paragraphs, words)| Story { seed, script, vocabulary, paragraphs, words },
    )
}

/// Texts of one story or of several, edited at will.
pub(crate) fn texts(most: usize) -> impl Strategy<Value = Vec<String>> {
    let edited = proptest::collection::vec(edits(), 0..8);
    let text = (any::<Index>(), edited, looks());
    let stories = proptest::collection::vec(stories(), 1..3);
    (stories, proptest::collection::vec(text, 2..=most)).prop_map(|(stories, texts)| {
        let text = |(which, edits, look): (Index, Vec<Edit>, Look)| {
            let story = stories[which.index(stories.len())];
            let mut text = story.paragraphs();
            for edit in edits {
                edit.apply(story, &mut text);
            }
            set(&text, look)
        };
        texts.into_iter().map(text).collect()
    })
}

/// Documents of one story or of several, with dates, and with addresses that equal texts share.
pub(crate) fn pages(most: usize) -> impl Strategy<Value = Vec<Page>> {
    (texts(most), proptest::collection::vec(dates(), most), 0..3_u64).prop_map(|(texts, dates, sites)| {
        let page = |(text, date): (String, Option<&'static str>)| {
            let words = crate::twin::words(&text).join(" ");
            let hash = mixed(words.bytes().fold(7, |sum, byte| mixed(sum ^ u64::from(byte))));
            let url = (sites > 0)
                .then(|| format!("https://site{}.example.org/{}", hash % (sites * sites), hash % 11));
            Page { text, date, url }
        };
        texts.into_iter().zip(dates).map(page).collect()
    })
}

/// Documents no three of which vary in the same place, so that none of them are pages of one template: each is made of
/// an earlier one by edits in paragraphs that are its own.
pub(crate) fn copies(most: u64) -> impl Strategy<Value = Vec<Page>> {
    let edit = select(vec![0_u8, 1, 2, 3, 4]);
    let copy = (any::<Index>(), proptest::collection::vec(edit, 0..3), 0..20_u64, looks(), dates());
    let story = (0..1000_u64, select(vec![Script::Latin, Script::Cyrillic]), 8..30_u64);
    (story, proptest::collection::vec(copy, 2..=most as usize)).prop_map(
        move |((seed, script, words), copies)| {
            let story = Story { seed, script, vocabulary: u64::MAX, paragraphs: 3 * most + 3, words };
            // Marked paragraphs, so that a copy finds its own whatever happened before them.
            let first: Vec<(u64, Vec<String>)> = (0..).zip(story.paragraphs()).collect();
            let mut texts = vec![first];
            let mut pages = Vec::new();
            for (own, (of, edits, at, look, date)) in (0..).zip(copies) {
                let mut text = texts[of.index(texts.len())].clone();
                let own_paragraph = 3 * own + 1;
                for edit in edits {
                    edit_own(story, &mut text, own_paragraph, edit, at);
                }
                let lines = text.iter().map(|(_, words)| words.clone()).collect();
                pages.push(Page { date, ..Page::of(set(&lines, look)) });
                texts.push(text);
            }
            pages
        },
    )
}

fn edit_own(story: Story, text: &mut Vec<(u64, Vec<String>)>, own: u64, edit: u8, at: u64) {
    let Some(place) = text.iter().position(|(number, _)| *number == own) else { return };
    match edit {
        0 => {
            let words = &mut text[place].1;
            let at = at as usize % words.len();
            words[at] = story.word(1 << 32 | own);
        }
        1 => drop(text.remove(place)),
        2 => text.insert(place + 1, (u64::MAX, Story { seed: 5000 + own, ..story }.paragraph(0))),
        // All behind it goes.
        3 => text.truncate(place + 1),
        _ => {
            let others = Story { seed: 9000 + own, ..story };
            text.splice(place..place, (0..at).map(|number| (u64::MAX, others.paragraph(number))));
        }
    }
}
