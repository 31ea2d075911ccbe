//! The words of a line, a few dozen at a time: first all are hashed, then all are looked up, then all are counted, so
//! that the processor need not wait for one word's place in a table before it begins with the next.

use tamis_core::words;

use super::lexicon::Lexicon;
use super::word_slots::Word;
use crate::hashes::{AsciiWord, mix, stem_hash, word_hash};

/// Words of a batch. More than the words of a line in which phrases are looked for.
pub(super) const BATCH: usize = 64;

/// Marks of a word, as bits.
pub(super) mod mark {
    /// It begins with a figure.
    pub(crate) const NUMERIC: u8 = 1;
    /// It is figures alone.
    pub(crate) const NUMBER: u8 = 1 << 1;
    /// It begins with a capital.
    pub(crate) const CAPITAL: u8 = 1 << 2;
    /// It has two letters or more, all of them capitals.
    pub(crate) const SHOUTED: u8 = 1 << 3;
    /// It begins with a capital where no sentence begins.
    pub(crate) const INNER: u8 = 1 << 4;
    /// It may be a content word.
    pub(crate) const LONG: u8 = 1 << 5;
    /// It is a character of a script without blanks.
    pub(crate) const UNSPACED: u8 = 1 << 6;
}

/// Words with what was seen of them.
pub(super) struct Batch {
    count: usize,
    pub(super) hashes: [u64; BATCH],
    pub(super) stems: [u64; BATCH],
    pub(super) marks: [u8; BATCH],
    pub(super) known: [Word; BATCH],
}

impl Batch {
    pub(super) fn new() -> Batch {
        Batch {
            count: 0,
            hashes: [0; BATCH],
            stems: [0; BATCH],
            marks: [0; BATCH],
            known: [Word::UNKNOWN; BATCH],
        }
    }

    /// Words that are in it.
    pub(super) fn count(&self) -> usize {
        self.count.min(BATCH)
    }

    /// Calls `each` with the words of a line, batch by batch; the last one may be empty.
    pub(super) fn fill(&mut self, body: &str, lexicon: &Lexicon, mut each: impl FnMut(&Batch)) {
        let mut before: Option<u64> = None;
        self.count = 0;
        for word in words(body) {
            if self.count == BATCH {
                self.look_up(lexicon);
                each(self);
                self.count = 0;
            }
            let (hash, stem, marks) = match AsciiWord::of(body, word) {
                Some(look) => {
                    before = None;
                    (look.hash, look.stem(), ascii_marks(body, word, look))
                }
                None => seen(body, word, &mut before),
            };
            let at = self.count;
            self.hashes[at] = hash;
            self.stems[at] = stem;
            self.marks[at] = marks;
            self.count = at + 1;
        }
        self.look_up(lexicon);
        each(self);
    }

    fn look_up(&mut self, lexicon: &Lexicon) {
        for (known, hash) in self.known.iter_mut().zip(&self.hashes).take(self.count) {
            *known = lexicon.word(*hash);
        }
    }
}

/// Looks at the letters one by one only where that is rarely needed.
#[inline]
fn ascii_marks(body: &str, word: &str, look: AsciiWord) -> u8 {
    let numeric = look.first.is_ascii_digit();
    let number = numeric && word.bytes().all(|byte| byte.is_ascii_digit());
    let capital = look.first.is_ascii_uppercase();
    let long = word.len() > 1;
    let mut shouted = capital && long && !look.has_small;
    if shouted && word.len() > 8 {
        shouted = !word.bytes().any(|byte| byte.is_ascii_lowercase());
    }
    let place = place(body, word);
    let mut inner = capital && place == INSIDE;
    if capital && place == UNCLEAR {
        inner = !begins_sentence(body, word);
    }
    bit(numeric, mark::NUMERIC)
        | bit(number, mark::NUMBER)
        | bit(capital, mark::CAPITAL)
        | bit(shouted, mark::SHOUTED)
        | bit(inner, mark::INNER)
        | bit(long, mark::LONG)
}

/// What the two bytes before a word say of its place in a sentence: nothing, ...
const UNCLEAR: u8 = 0;
/// ... that the sentence has begun before, ...
const INSIDE: u8 = 1;
/// ... or that it begins there.
const BEGINNING: u8 = 2;

/// The place of a word behind one blank, by the byte before that.
static PLACES: [u8; 256] = places();

const fn places() -> [u8; 256] {
    let mut table = [UNCLEAR; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = match byte as u8 {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b',' => INSIDE,
            b'.' => BEGINNING,
            _ => UNCLEAR,
        };
        byte += 1;
    }
    table
}

/// What the bytes before a word, which is a part of `body`, say of its place: nearly every word stands behind one blank
/// and another word.
#[inline]
fn place(body: &str, word: &str) -> u8 {
    let offset = (word.as_ptr() as usize).wrapping_sub(body.as_ptr() as usize);
    match body.as_bytes().get(offset.wrapping_sub(2)..offset) {
        Some(&[last, blank]) => PLACES[usize::from(last)] & 0_u8.wrapping_sub(u8::from(blank == b' ')),
        _ => UNCLEAR,
    }
}

/// The hash, the stem and the marks of a word with letters beyond ASCII; `before` is the character of a script without
/// blanks that stands before it, if one does: two of them make a content word.
fn seen(body: &str, word: &str, before: &mut Option<u64>) -> (u64, u64, u8) {
    let Some(first) = word.chars().next() else { return (0, 0, 0) };
    let hash = word_hash(word);
    let numeric = bit(first.is_numeric(), mark::NUMERIC);
    if first >= '\u{0E00}' && word.len() == first.len_utf8() {
        let pair = before.replace(hash).map(|before| mix(before, hash));
        return (hash, pair.unwrap_or_default(), numeric | mark::UNSPACED | bit(pair.is_some(), mark::LONG));
    }
    *before = None;
    let number = numeric != 0 && word.chars().all(char::is_numeric);
    let capital = first.is_uppercase();
    let shouted = capital && word.len() > 1 && !word.chars().any(char::is_lowercase);
    let marks = numeric
        | bit(number, mark::NUMBER)
        | bit(capital, mark::CAPITAL)
        | bit(shouted, mark::SHOUTED)
        | bit(capital && inner(body, word), mark::INNER)
        | bit(word.len() > 1, mark::LONG);
    (hash, stem_hash(word), marks)
}

#[inline]
fn bit(is_set: bool, bit: u8) -> u8 {
    if is_set { bit } else { 0 }
}

/// Whether a sentence has begun before `word`.
fn inner(body: &str, word: &str) -> bool {
    match place(body, word) {
        UNCLEAR => !begins_sentence(body, word),
        place => place == INSIDE,
    }
}

/// Whether a sentence of `body` begins with `word`, which is a part of it.
fn begins_sentence(body: &str, word: &str) -> bool {
    use super::facts::{is_closing, is_terminal};
    let offset = (word.as_ptr() as usize).saturating_sub(body.as_ptr() as usize);
    let before = body.get(..offset).unwrap_or_default().trim_end();
    let end =
        before.trim_end_matches(|c: char| is_closing(c) || matches!(c, '(' | '[' | '«' | '„' | '¿' | '¡'));
    end.is_empty() || end.len() < before.len() || end.ends_with(is_terminal) || end.ends_with([':', '：'])
}
