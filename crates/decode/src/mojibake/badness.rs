//! Whether a text holds sequences of characters that nobody writes on purpose.
//!
//! A port of the regular expression `BADNESS_RE` of `ftfy` 6.3 by Robyn Speer (Apache-2.0), one
//! function a group of its alternatives.

use tamis_core::ascii_length;

use super::classes::{
    BAD, BOX, C1, COMMON, CURRENCY, Classes, END_PUNCTUATION, KAOMOJI, LAW, LOWER_ACCENTED, LOWER_COMMON,
    NUMERIC, START_PUNCTUATION, UPPER_ACCENTED, UPPER_COMMON, classes,
};

/// Letters and signs, as most alternatives name them together.
const SIGNS: Classes =
    LOWER_ACCENTED | UPPER_ACCENTED | BOX | START_PUNCTUATION | END_PUNCTUATION | CURRENCY | NUMERIC | LAW;
const ACCENTED: Classes = LOWER_ACCENTED | UPPER_ACCENTED;

/// Whether any place of the text is bad. Cost: one cheap pass for text of one script, two for others.
pub(super) fn is_bad(text: &str) -> bool {
    if !may_be_bad(text) {
        return false;
    }
    let mut window = Window::default();
    let mut rest = text.chars();
    let mut first = true;
    for _ in 0..window.next.len() {
        window.shift(rest.next());
    }
    while window.at(0).is_some() {
        if is_bad_here(&window, first) {
            return true;
        }
        first = false;
        window.shift(rest.next());
    }
    false
}

/// A quick test that lets every bad text pass: bad sequences hold two neighbours beyond ASCII, a C1
/// control, one of `ÂÃ`, or one of `Œœ`.
pub(super) fn may_be_bad(text: &str) -> bool {
    let mut left = text;
    loop {
        let Some(beyond) = left.get(ascii_length(left)..).filter(|beyond| !beyond.is_empty()) else {
            return false;
        };
        let rest = beyond.as_bytes();
        let length = match rest.first() {
            Some(0xc2..=0xdf) => 2,
            Some(0xe0..=0xef) => 3,
            _ => 4,
        };
        let neighbour = rest.get(length).is_some_and(|b| *b >= 0x80);
        let second = rest.get(1).copied().unwrap_or_default();
        let alone = match rest.first() {
            Some(0xc2) => second < 0xa0,
            Some(0xc3) => matches!(second, 0x82 | 0x83),
            Some(0xc5) => matches!(second, 0x92 | 0x93),
            _ => false,
        };
        if neighbour || alone {
            return true;
        }
        left = beyond.get(length..).unwrap_or_default();
    }
}

/// The next few characters with their classes.
#[derive(Default)]
struct Window {
    next: [Option<(char, Classes)>; 7],
}

impl Window {
    fn shift(&mut self, c: Option<char>) {
        self.next.rotate_left(1);
        if let Some(last) = self.next.last_mut() {
            *last = c.map(|c| (c, classes(c)));
        }
    }

    fn at(&self, place: usize) -> Option<char> {
        self.next.get(place).copied().flatten().map(|(c, _)| c)
    }

    fn is(&self, place: usize, wanted: Classes) -> bool {
        self.next.get(place).copied().flatten().is_some_and(|(_, classes)| classes & wanted != 0)
    }

    fn one_of(&self, place: usize, wanted: &str) -> bool {
        self.at(place).is_some_and(|c| wanted.contains(c))
    }

    fn matches(&self, place: usize, wanted: impl Fn(char) -> bool) -> bool {
        self.at(place).is_some_and(wanted)
    }
}

fn is_bad_here(w: &Window, first: bool) -> bool {
    let Some((c, here)) = w.next.first().copied().flatten() else { return false };
    if c.is_ascii() { after_ascii(w, c) } else { pair(w, here) || special(w, c, here, first) }
}

/// Alternatives that begin with a character of ASCII, and the blank one.
fn after_ascii(w: &Window, c: char) -> bool {
    let lower = c.is_ascii_lowercase();
    (c.is_ascii_alphabetic() && w.is(1, LOWER_COMMON | UPPER_COMMON) && w.is(2, BAD))
        || (c.is_whitespace() && w.is(1, UPPER_ACCENTED) && w.is(2, CURRENCY))
        || (lower && w.is(1, UPPER_ACCENTED) && w.is(2, START_PUNCTUATION | CURRENCY))
        || (lower && w.one_of(1, "ÃÂ") && w.at(2) == Some(' '))
        || (lower && w.matches(1, char::is_whitespace) && w.one_of(2, "ÃÂ") && w.at(3) == Some(' '))
        || ((lower || ".,?!".contains(c)) && misplaced_circumflex(w))
}

/// `Â` before a character that it encodes, from the second place on.
fn misplaced_circumflex(w: &Window) -> bool {
    w.at(1) == Some('Â') && (w.at(2) == Some(' ') || w.is(2, START_PUNCTUATION | END_PUNCTUATION))
}

/// Alternatives that are pairs and triples of classes.
fn pair(w: &Window, here: Classes) -> bool {
    let is = |wanted: Classes| here & wanted != 0;
    is(C1)
        || (is(BAD | SIGNS) && w.is(1, BAD))
        || (is(BAD) && w.is(1, SIGNS))
        || (is(LOWER_ACCENTED | LOWER_COMMON | BOX | END_PUNCTUATION | CURRENCY | NUMERIC)
            && w.is(1, UPPER_ACCENTED))
        || (is(BOX | END_PUNCTUATION | CURRENCY | NUMERIC) && w.is(1, LOWER_ACCENTED))
        || (is(LOWER_ACCENTED | BOX | END_PUNCTUATION) && w.is(1, CURRENCY))
        || (is(UPPER_ACCENTED | BOX) && w.is(1, NUMERIC | LAW))
        || (is(ACCENTED | BOX | CURRENCY | END_PUNCTUATION) && w.is(1, START_PUNCTUATION) && w.is(2, NUMERIC))
        || (is(ACCENTED | CURRENCY | NUMERIC | BOX | LAW)
            && w.is(1, END_PUNCTUATION)
            && w.is(2, START_PUNCTUATION))
        || (is(CURRENCY | NUMERIC | BOX) && w.is(1, START_PUNCTUATION))
        || (is(BOX) && w.is(1, KAOMOJI | END_PUNCTUATION))
        || (is(ACCENTED | CURRENCY | NUMERIC | START_PUNCTUATION | END_PUNCTUATION | LAW) && w.is(1, BOX))
        || (is(ACCENTED) && w.is(1, START_PUNCTUATION | END_PUNCTUATION) && w.matches(2, is_word))
        || (is(END_PUNCTUATION) && misplaced_circumflex(w))
}

/// Alternatives that name single characters.
fn special(w: &Window, c: char, here: Classes, first: bool) -> bool {
    match c {
        'Œ' | 'œ' => w.matches(1, |next| !next.is_ascii_alphabetic()),
        'Â' | 'Ã' | 'Î' | 'Ð' if w.one_of(1, "€œŠš¢£Ÿž\u{a0}\u{ad}®©°·»–—´") => true,
        'Â' | 'Ã' | 'Î' | 'Ð' if w.is(1, START_PUNCTUATION | END_PUNCTUATION) => true,
        'Â' | 'Ã' if first && w.at(1) == Some(' ') => true,
        '×' => w.one_of(1, "²³"),
        'Ø' | 'Ù' if w.one_of(2, "ØÙ") && arabic_trail(w, 1) && arabic_trail(w, 3) => true,
        'à' if w.one_of(1, "²µ¹¼½¾") => true,
        '√' => w.one_of(1, "±∂†≠®™´≤≥¥µø"),
        '≈' => w.one_of(1, "°¢"),
        '‚' if w.at(1) == Some('Ä') => w.one_of(2, "ìîïòôúùû†°¢π"),
        '‚' if w.one_of(1, "âó") => w.one_of(2, "àä°ê"),
        'в' => w.at(1) == Some('Ђ'),
        'В' | 'Г' | 'Р' | 'С' if w.one_of(2, "ВГРС") && cyrillic_trail(w) => true,
        'Г' if w.at(1) == Some('ў') => doubled_quote(w),
        // Code page 437 mojibake of punctuation; not in ftfy.
        'Γ' if w.at(1) == Some('Ç') => true,
        'β' => w.at(1) == Some('€') && w.one_of(2, "™\u{a0}Ά\u{ad}®°"),
        'Β' | 'Γ' | 'Ξ' | 'Ο' => greek_trail(w) && w.one_of(2, "ΒΓΞΟ"),
        'ā' => w.at(1) == Some('€'),
        _ if c.is_whitespace() => w.is(1, UPPER_ACCENTED) && w.is(2, CURRENCY),
        _ => here & UPPER_ACCENTED != 0 && w.at(1) == Some('°'),
    }
}

/// Windows-1251 on top of Latin-1 mojibake of a quotation mark, with Latin text behind it.
fn doubled_quote(w: &Window) -> bool {
    let rest = w.at(2) == Some('В') && w.at(3) == Some('Ђ') && w.at(4) == Some('В');
    rest && w.at(5).is_some() && w.matches(6, |next| next.is_ascii_alphabetic() || next == ' ')
}

fn arabic_trail(w: &Window, place: usize) -> bool {
    w.is(place, COMMON | CURRENCY | BAD | NUMERIC | START_PUNCTUATION) || w.one_of(place, "ŸŠ®°µ»")
}

fn cyrillic_trail(w: &Window) -> bool {
    w.is(1, C1 | BAD | START_PUNCTUATION | END_PUNCTUATION | CURRENCY) || w.one_of(1, "°µ")
}

fn greek_trail(w: &Window) -> bool {
    w.is(1, C1 | BAD | START_PUNCTUATION | END_PUNCTUATION | CURRENCY) || w.at(1) == Some('°')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
