//! UTF-8 that was read as another charset, put right.
//!
//! A port of `fix_encoding` of `ftfy` 6.3 by Robyn Speer (Apache-2.0), one step of its loop a call:
//! a text that looks bad is turned back into the bytes of each single-byte charset in turn; the
//! first one whose bytes are UTF-8 is believed. What is mixed with right text is repaired piece by
//! piece, and C1 controls become the characters of Windows-1252. Where this differs from ftfy:
//! the pieces of a mixed text are repaired one layer a call (the caller repeats), CESU-8 is not read,
//! lines that explain mojibake stay, `Ã` before a blank stays beside accents that are right, and code
//! page 437 quotation marks (`ΓÇÖ`) and a last `Â` behind a full stop are repaired too.

mod badness;
mod classes;
mod single_byte;

use classes::{CONTINUATION, CONTINUATION_STRICT, FIRST_OF_2, FIRST_OF_3, FIRST_OF_4, classes};
use single_byte::{LOST, SingleByte};

/// Repairs mojibake. Holds the tables of the charsets.
#[derive(Debug, Clone)]
pub(crate) struct Mojibake {
    charsets: Vec<SingleByte>,
}

impl Mojibake {
    pub(crate) fn new() -> Mojibake {
        Mojibake { charsets: SingleByte::all() }
    }

    /// A quick test that is true for every text with mojibake, and for some without.
    pub(crate) fn may_hold(text: &str) -> bool {
        badness::may_be_bad(text)
    }

    /// The text with one layer of mojibake undone, or `None` if there is none to undo.
    pub(crate) fn repaired(&self, text: &str) -> Option<String> {
        if text.is_ascii() || !Self::may_hold(text) {
            return None;
        }
        if let Some(rest) = without_last_circumflex(text) {
            return Some(rest.to_owned());
        }
        if !badness::is_bad(text) || is_explained(text) {
            return None;
        }
        let fixed =
            self.as_a_whole(text).or_else(|| self.piece_by_piece(text)).or_else(|| without_c1(text))?;
        (fixed != text).then_some(fixed)
    }

    fn as_a_whole(&self, text: &str) -> Option<String> {
        self.charsets.iter().find_map(|charset| {
            let mut bytes = charset.encode(text)?;
            if charset.restores_blank {
                bytes = with_blanks_restored(bytes);
            }
            if charset.sloppy {
                bytes = with_losses_marked(bytes);
            }
            String::from_utf8(bytes).ok()
        })
    }

    fn piece_by_piece(&self, text: &str) -> Option<String> {
        let mut out = String::new();
        let mut done = 0;
        let pieces = suspects(text);
        let mut only_suspects = None;
        let count_letters = || {
            let inside: usize = pieces
                .iter()
                .filter_map(|(start, end)| text.get(*start..*end))
                .map(letters_beyond_ascii)
                .sum();
            inside == letters_beyond_ascii(text)
        };
        for (start, end) in &pieces {
            let piece = text.get(*start..*end)?;
            if piece.len() == text.len() || !badness::is_bad(piece) {
                continue;
            }
            // `Ã` and a blank is `à` only where no other accent is right.
            if piece == "Ã " && !*only_suspects.get_or_insert_with(count_letters) {
                continue;
            }
            let Some(fixed) = self.as_a_whole(piece).or_else(|| without_c1(piece)) else { continue };
            out.push_str(text.get(done..*start)?);
            out.push_str(&fixed);
            done = *end;
        }
        out.push_str(text.get(done..)?);
        (done > 0 && out != text).then_some(out)
    }
}

fn letters_beyond_ascii(text: &str) -> usize {
    text.chars().filter(|c| !c.is_ascii() && c.is_alphabetic()).count()
}

/// `Â` behind the last full stop, of which the no-break space was trimmed away. Not in ftfy.
fn without_last_circumflex(text: &str) -> Option<&str> {
    let rest = text.strip_suffix('Â')?.trim_end_matches(['Â', ' ', '\u{a0}']);
    rest.ends_with(['.', '!', '?', ':', ';', ',', ')', '"', '”', '’']).then_some(rest)
}

/// Words of a line that speaks about charsets. Guess.
const CHARSET_CUES: &[&str] = &[
    "mojibake",
    "utf-8",
    "utf8",
    "latin-1",
    "latin1",
    "iso-8859",
    "windows-125",
    "cp125",
    "charset",
    "character set",
    "character encoding",
    "text encoding",
    "misread",
    "garbled",
    "unicode",
];

/// Whether a line speaks about charsets and shows mojibake by itself, between blanks or in quotes, as
/// an example; not in ftfy. A line whose words are hit is no explanation.
fn is_explained(text: &str) -> bool {
    let lower = text.to_lowercase();
    if !CHARSET_CUES.iter().any(|cue| lower.contains(cue)) {
        return false;
    }
    let pieces = suspects(text);
    let stands_alone = |(start, end): &(usize, usize)| {
        let before = text.get(..*start).and_then(|before| before.chars().next_back());
        let after = text.get(*end..).and_then(|after| after.chars().next());
        let is_edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let piece = text.get(*start..*end).unwrap_or_default();
        is_edge(before) && (is_edge(after) || piece.ends_with(' '))
    };
    let is_bad = |(start, end): &(usize, usize)| text.get(*start..*end).is_some_and(badness::is_bad);
    let mut bad = pieces.iter().filter(|piece| is_bad(piece)).peekable();
    bad.peek().is_some() && bad.all(stands_alone)
}

/// Byte ranges that look like UTF-8 shown in a single-byte charset; `UTF8_DETECTOR_RE` of ftfy.
fn suspects(text: &str) -> Vec<(usize, usize)> {
    let characters: Vec<(usize, u32)> = text.char_indices().map(|(at, c)| (at, classes(c))).collect();
    let class = |place: usize| characters.get(place).map_or(0, |(_, classes)| *classes);
    let offset = |place: usize| characters.get(place).map_or(text.len(), |(at, _)| *at);
    let length = |place: usize| {
        let follow = |count: usize| (1..=count).all(|step| class(place + step) & CONTINUATION != 0);
        [(FIRST_OF_2, 1), (FIRST_OF_3, 2), (FIRST_OF_4, 3)]
            .into_iter()
            .find(|(first, count)| class(place) & first != 0 && follow(*count))
            .map(|(_, count)| count + 1)
    };
    let mut found = Vec::new();
    let mut place = 0;
    while place < characters.len() {
        let blocked = place > 0 && class(place - 1) & CONTINUATION_STRICT != 0;
        let Some(step) = (!blocked).then(|| length(place)).flatten() else {
            place += 1;
            continue;
        };
        let start = place;
        place += step;
        while let Some(step) = length(place) {
            place += step;
        }
        found.push((offset(start), offset(place)));
    }
    found
}

/// A C1 control that also ends lines; by itself it is taken for that.
const NEXT_LINE: char = '\u{85}';

fn without_c1(text: &str) -> Option<String> {
    let is_c1 = |c: char| matches!(c, '\u{80}'..='\u{9f}');
    if !text.chars().any(|c| is_c1(c) && c != NEXT_LINE) {
        return None;
    }
    Some(text.chars().map(|c| if is_c1(c) { single_byte::windows_1252(c).unwrap_or(c) } else { c }).collect())
}

/// Puts back bytes A0 that a program turned into blanks, where they complete a sequence of UTF-8
/// that is likely in text; `restore_byte_a0` of ftfy.
fn with_blanks_restored(bytes: Vec<u8>) -> Vec<u8> {
    if !bytes.contains(&b' ') {
        return bytes;
    }
    let mut out = Vec::with_capacity(bytes.len() + 8);
    let mut rest = bytes.as_slice();
    while let Some((first, tail)) = rest.split_first() {
        let taken = match rest {
            [0xc3, b' ', after @ ..] if !continues_portuguese(after) => {
                out.extend_from_slice(&[0xc3, 0xa0, b' ']);
                2
            }
            [0xc2 | 0xc3 | 0xc5 | 0xce | 0xd0 | 0xd9, b' ', ..] => restored(rest, 2, &mut out),
            [0xe2 | 0xe3, b' ', 0x80..=0x84 | 0x86..=0x9f | 0xa1..=0xbf, ..]
            | [0xe0..=0xe3, 0x80..=0x84 | 0x86..=0x9f | 0xa1..=0xbf, b' ', ..] => restored(rest, 3, &mut out),
            [0xf0, b' ', 0x80..=0xbf, 0x80..=0xbf, ..]
            | [0xf0, 0x80..=0xbf, b' ', 0x80..=0xbf, ..]
            | [0xf0, 0x80..=0xbf, 0x80..=0xbf, b' ', ..] => restored(rest, 4, &mut out),
            _ => {
                out.push(*first);
                rest = tail;
                continue;
            }
        };
        rest = rest.get(taken..).unwrap_or_default();
    }
    out
}

/// `às`, `àquele` and their kin, where no blank belongs behind the `à`.
fn continues_portuguese(after: &[u8]) -> bool {
    [b" ".as_slice(), b"quele", b"quela", b"quilo", b"s "].iter().any(|word| after.starts_with(word))
}

fn restored(rest: &[u8], length: usize, out: &mut Vec<u8>) -> usize {
    out.extend(rest.iter().take(length).map(|b| if *b == b' ' { 0xa0 } else { *b }));
    length
}

/// Writes U+FFFD for sequences of UTF-8 of which a byte was lost; `replace_lossy_sequences` of ftfy.
fn with_losses_marked(bytes: Vec<u8>) -> Vec<u8> {
    if !bytes.iter().any(|b| matches!(*b, LOST | b'?')) {
        return bytes;
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes.as_slice();
    while let Some((first, tail)) = rest.split_first() {
        if let Some(length) = lossy_length(rest) {
            out.extend_from_slice("\u{fffd}".as_bytes());
            rest = rest.get(length..).unwrap_or_default();
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    out
}

fn lossy_length(rest: &[u8]) -> Option<usize> {
    let lost = |b: &u8| *b == LOST || *b == b'?';
    let part = |b: &u8| *b == LOST || matches!(*b, 0x80..=0xbf);
    match rest {
        [0xc2..=0xdf, LOST, ..] | [0xc2 | 0xc3, b'?', ..] => Some(2),
        [0xe0..=0xef, a, b, ..] if (lost(a) && part(b)) || (part(a) && lost(b)) => Some(3),
        [0xf0..=0xf4, a, b, c, ..]
            if (lost(a) && part(b) && part(c))
                || (part(a) && lost(b) && part(c))
                || (part(a) && part(b) && lost(c)) =>
        {
            Some(4)
        }
        [LOST, ..] => Some(1),
        _ => None,
    }
}
