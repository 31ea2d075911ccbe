//! Page text is foreign: nothing of it may steer a terminal.

use std::borrow::Cow;

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
