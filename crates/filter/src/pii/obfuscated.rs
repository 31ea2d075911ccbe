//! E-mail addresses that are written to be hidden from machines: `name (at) host (dot) org`.

use super::domain::Domains;
use super::text::{ahead, byte, part};
use std::ops::Range;

/// What stands in brackets for the at-sign, in lower case.
const AT_WORDS: &[&str] = &[
    "at",
    "ät",
    "@",
    "＠",
    "arobase",
    "arroba",
    "chiocciola",
    "klammeraffe",
    "apenstaartje",
    "małpa",
    "kukac",
    "zavináč",
    "собака",
    "собачка",
];
/// What stands for a dot, in brackets or, behind an at-sign in brackets, between blanks.
const DOT_WORDS: &[&str] =
    &["dot", "punkt", "point", "punto", "ponto", "kropka", "tečka", "pont", "piste", "точка", "."];
/// Bytes of the longest word with its brackets and blanks.
const MAX_WORD_BYTES: usize = 32;
/// Characters of a local part (RFC 5321).
const MAX_LOCAL_CHARS: usize = 64;
/// Labels of a local part or of a host that are followed. Guess.
const MAX_LABELS: usize = 8;

/// Whether a word for an at-sign can stand in the bracket that opens here, by its first letter.
pub(super) fn may_open(text: &str, open: usize) -> bool {
    let blank = usize::from(byte(text, open + 1) == b' ');
    matches!(
        byte(text, open + 1 + blank).to_ascii_lowercase(),
        b'a' | b'@' | b'c' | b'k' | b'm' | b'z' | 0x80..
    )
}

/// The address around the bracket that opens at `open`, if an at-sign stands in it.
pub(super) fn around(text: &str, open: usize, floor: usize, domains: &Domains) -> Option<Range<usize>> {
    let behind = open + bracketed(part(text, open, ahead(text, open, MAX_WORD_BYTES)), AT_WORDS)?;
    let start = local_start(text, open, floor)?;
    let end = host_end(text, behind, domains)?;
    Some(start..end)
}

/// The bytes of a bracketed word of the list at the beginning of the text.
fn bracketed(text: &str, words: &[&str]) -> Option<usize> {
    let close = match byte(text, 0) {
        b'(' => ')',
        b'[' => ']',
        b'{' => '}',
        b'<' => '>',
        _ => return None,
    };
    let end = text.find(close)?;
    let word = part(text, 1, end).trim().to_lowercase();
    words.contains(&word.as_str()).then_some(end + 1)
}

fn is_local(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '_' | '+' | '-')
}

/// Bytes of the blanks, two at most, at the beginning.
fn blanks(text: &str) -> usize {
    text.bytes().take(2).take_while(|b| *b == b' ').count()
}

fn local_start(text: &str, sign: usize, floor: usize) -> Option<usize> {
    let mut start = sign;
    for _ in 0..MAX_LABELS {
        let before = text.get(floor..start)?;
        let word_end = floor + before.strip_suffix("  ").or(before.strip_suffix(' ')).unwrap_or(before).len();
        let mut label = word_end;
        for (count, (at, c)) in text.get(floor..word_end)?.char_indices().rev().enumerate() {
            if !is_local(c) {
                break;
            }
            if count == MAX_LOCAL_CHARS {
                return None;
            }
            label = floor + at;
        }
        let skipped = part(text, label, word_end).find(char::is_alphanumeric)?;
        start = label + skipped;
        let Some(dot) = dot_before(text, start, floor) else { return Some(start) };
        start = dot;
    }
    Some(start)
}

/// Where the bracketed dot begins that stands before the offset.
fn dot_before(text: &str, offset: usize, floor: usize) -> Option<usize> {
    let from = super::text::back(text, offset, MAX_WORD_BYTES).max(floor);
    let window = part(text, from, offset).trim_end_matches(' ');
    let open = window.rfind(['(', '[', '{', '<'])?;
    let length = bracketed(part(window, open, window.len()), DOT_WORDS)?;
    (open + length == window.len()).then_some(from + open)
}

fn host_end(text: &str, start: usize, domains: &Domains) -> Option<usize> {
    let mut at = start + blanks(part(text, start, ahead(text, start, 2)));
    if let Some(end) = domains.host_end(text, at) {
        // The last label of a plain host may go on behind a hidden dot: `mail.host (dot) org`.
        if dot_at(text, end).is_none() {
            return Some(end);
        }
    }
    let mut found = None;
    for count in 0..MAX_LABELS {
        let window = part(text, at, ahead(text, at, MAX_LOCAL_CHARS));
        let length = window.find(|c: char| !(c.is_alphanumeric() || c == '-')).unwrap_or(window.len());
        let label = part(window, 0, length);
        if label.is_empty() || label.starts_with('-') || label.ends_with('-') {
            break;
        }
        if count > 0 && domains.is_top_level(label) {
            found = Some(at + length);
        }
        let Some(next) = dot_at(text, at + length) else { break };
        at = next;
    }
    found
}

/// The place behind a dot, hidden or not.
fn dot_at(text: &str, offset: usize) -> Option<usize> {
    let window = part(text, offset, ahead(text, offset, MAX_WORD_BYTES));
    if window.starts_with('.') && window.chars().nth(1).is_some_and(char::is_alphanumeric) {
        return Some(offset + 1);
    }
    let blank = blanks(window);
    let rest = part(window, blank, window.len());
    let length = match bracketed(rest, DOT_WORDS) {
        Some(length) => length,
        None if blank > 0 => {
            let word = rest.split(' ').next()?;
            let known = DOT_WORDS.contains(&word.to_lowercase().as_str()) && byte(rest, word.len()) == b' ';
            known.then_some(word.len())?
        }
        None => return None,
    };
    let behind = offset + blank + length;
    Some(behind + blanks(part(text, behind, ahead(text, behind, 2))))
}
