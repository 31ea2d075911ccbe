//! Page text is foreign: nothing of it may steer a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

/// The text with control characters, and marks that reorder text, written as `\u{..}`.
pub(crate) fn terminal_safe(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_unsafe(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// A line of JSON with the same characters written as JSON has them.
pub(crate) fn json_safe(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_unsafe(c) {
            // All of them are of the basic plane. Writing into a string cannot fail.
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

fn is_unsafe(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_overrides_are_shown_not_sent() {
        assert_eq!(terminal_safe("a\u{1b}[31mb\u{202E}c\tд"), "a\\u{1b}[31mb\\u{202e}c\tд");
        assert!(matches!(terminal_safe("plain"), Cow::Borrowed(_)));
    }
}
