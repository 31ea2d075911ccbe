//! What extractors glue to the first line of a document.

use tamis_core::{Edit, Reason};

use super::phrases::Phrases;

/// The edit of a prefix of the form ` date 2023-09-06 `, with or without a breadcrumb behind it.
pub(super) fn edit(phrases: &Phrases, text: &str) -> Option<Edit> {
    let length = length(phrases, text)?;
    Some(Edit {
        range: 0..length,
        replacement: String::new(),
        reason: Reason::ExtractorPrefix,
        score: 0.95,
        evidence: format!("\"{}\" at the start of the text", text.get(..length).unwrap_or_default().trim()),
    })
}

fn length(phrases: &Phrases, text: &str) -> Option<usize> {
    let start = text.trim_start();
    let dated = start.strip_prefix("date ").and_then(strip_iso_date);
    let mut rest = dated.unwrap_or(start);
    let mut found = dated.is_some();
    for crumb in phrases.crumbs() {
        if let Some(behind) = rest.trim_start().strip_prefix(crumb.as_str())
            && (behind.is_empty() || behind.starts_with(char::is_whitespace))
        {
            rest = behind;
            found = true;
        }
    }
    found.then(|| text.len() - rest.trim_start().len())
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
