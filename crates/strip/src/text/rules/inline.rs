//! What goes inside a line that stays: prefixes of extractors, markers of advertisements.

use tamis_core::{Edit, Reason};

/// Markers of advertisements between two sentences, in lower case; longer ones first.
const MARKERS: [&str; 10] = [
    "story continues below advertisement",
    "story continues below this ad",
    "article continues below advertisement",
    "article continues after advertisement",
    "article continues below this ad",
    "story continues after advertisement",
    "continue reading below advertisement",
    "advertisement continue reading below",
    "scroll to continue with content",
    "la suite après cette publicité",
];

/// Labels that extractors glue to the first line.
const CRUMBS: [&str; 1] = ["You are here"];

/// The edits of a line: ranges ascending and apart from each other.
pub(crate) fn edits(text: &str, is_first: bool) -> Vec<Edit> {
    let mut edits = Vec::new();
    if is_first && let Some(length) = prefix(text) {
        edits.push(Edit {
            range: 0..length,
            replacement: String::new(),
            reason: Reason::ExtractorPrefix,
            score: 0.95,
            evidence: format!(
                "\"{}\" at the start of the text",
                text.get(..length).unwrap_or_default().trim()
            ),
        });
    }
    markers(text, &mut edits);
    edits
}

/// Bytes of a prefix of the form ` date 2023-09-06 `, with or without a breadcrumb behind it.
fn prefix(text: &str) -> Option<usize> {
    let rest = text.trim_start();
    let dated = rest.strip_prefix("date ").and_then(strip_iso_date);
    let mut rest = dated.unwrap_or(rest);
    let mut crumbs = false;
    for crumb in CRUMBS {
        if let Some(behind) = rest.trim_start().strip_prefix(crumb)
            && (behind.is_empty() || behind.starts_with(char::is_whitespace))
        {
            rest = behind;
            crumbs = true;
        }
    }
    if dated.is_none() && !crumbs {
        return None;
    }
    let rest = rest.trim_start();
    Some(text.len() - rest.len())
}

/// The text behind a date of the form `2023-09-06`, if it begins with one.
fn strip_iso_date(text: &str) -> Option<&str> {
    let (date, rest) = (text.get(..10)?, text.get(10..)?);
    let right = date.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    (right && (rest.is_empty() || rest.starts_with(char::is_whitespace))).then_some(rest)
}

/// Adds the markers of advertisements that stand between two sentences.
fn markers(text: &str, edits: &mut Vec<Edit>) {
    const SHORTEST_TEXT: usize = 60;
    if text.len() < SHORTEST_TEXT {
        return;
    }
    let mut at = edits.last().map_or(0, |edit| edit.range.end);
    while let Some((start, length)) = next_marker(text, at) {
        let end = start + length;
        let before = text.get(..start).unwrap_or_default().trim_end();
        let behind = text.get(end..).unwrap_or_default();
        let sentence_before =
            before.is_empty() || before.ends_with(['.', '!', '?', '”', '"', '…', ')', ':', '’', '\'']);
        let blank = behind.len() - behind.trim_start().len();
        if sentence_before && (behind.is_empty() || behind.starts_with([' ', '.', '\u{a0}'])) {
            edits.push(Edit {
                range: start..end + blank,
                replacement: String::new(),
                reason: Reason::AdMarker,
                score: 0.9,
                evidence: format!("\"{}\" between two sentences", text.get(start..end).unwrap_or_default()),
            });
            at = end + blank;
        } else {
            at = end;
        }
    }
}

/// Start and length of the next marker from a byte on, whatever its case; it begins a word.
fn next_marker(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut inside_word = from > 0 && bytes.get(from - 1).is_some_and(|byte| is_word_byte(*byte));
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        let begins = !inside_word && matches!(byte, b's' | b'S' | b'a' | b'A' | b'c' | b'C' | b'l' | b'L');
        inside_word = is_word_byte(*byte);
        if !begins {
            continue;
        }
        let behind = bytes.get(at..)?;
        let found = MARKERS.iter().find(|marker| {
            behind.get(..marker.len()).is_some_and(|head| head.eq_ignore_ascii_case(marker.as_bytes()))
        });
        if let Some(marker) = found {
            return Some((at, marker.len()));
        }
    }
    None
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}
