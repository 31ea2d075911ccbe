//! Page text is foreign: nothing of it may steer a terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

use tamis_pipeline::redacted;

/// The text with control characters, marks that reorder text, line breaks of other kinds and characters that nobody sees
/// written as `\u{..}`. What joins letters (U+200C, U+200D) stays, for Persian, Hindi and emoji are written with it.
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

/// A sentence of tamis that may hold foreign names: safe for a terminal, without the keys in URLs, and so that no name with
/// a line feed makes a line that looks like one of tamis.
pub(crate) fn sentence_safe(text: &str) -> String {
    terminal_safe(&redacted(text)).replace('\n', "\n    ")
}

/// Foreign text as a part of one line, for a terminal.
pub(crate) fn line_safe(text: &str) -> String {
    terminal_safe(text).replace('\n', "\\n").replace('\t', "\\t")
}

/// JSON with the same characters written as JSON has them.
pub(crate) fn json_safe(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if is_unsafe(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing into a string cannot fail.
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

fn is_unsafe(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_control() && c != '\n' && c != '\t';
    }
    c.is_control() || reorders(c) || breaks_lines(c) || is_unseen(c)
}

/// Marks of the order of writing.
fn reorders(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}')
}

fn breaks_lines(c: char) -> bool {
    matches!(c, '\u{2028}' | '\u{2029}')
}

/// Characters without width that no script needs, tags among them.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{180E}' | '\u{200B}' | '\u{2060}'..='\u{2065}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
        || matches!(c, '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_overrides_are_shown_not_sent() {
        assert_eq!(terminal_safe("a\u{1b}[31mb\u{202E}c\tд"), "a\\u{1b}[31mb\\u{202e}c\tд");
        assert!(matches!(terminal_safe("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_nobody_sees_and_other_line_breaks_are_shown() {
        assert_eq!(
            terminal_safe("\u{9b}2J\u{2028}\u{2029}a\u{200b}b\u{feff}\u{e0041}\u{61c}"),
            "\\u{9b}2J\\u{2028}\\u{2029}a\\u{200b}b\\u{feff}\\u{e0041}\\u{61c}"
        );
        let persian = "می\u{200c}خواهم 👩\u{200d}🌾";
        assert_eq!(terminal_safe(persian), persian);
    }

    #[test]
    fn a_name_makes_no_line_of_its_own_and_tells_no_key() {
        assert_eq!(sentence_safe("tamis: a\ntamis: all is well"), "tamis: a\n    tamis: all is well");
        assert_eq!(sentence_safe("no https://u:p@h"), "no https://***@h");
        assert_eq!(line_safe("a\n\tb\u{9b}"), "a\\n\\tb\\u{9b}");
    }

    #[test]
    fn json_stays_the_same_json() {
        let json = "\"a\u{e0041}\u{202e}\u{85}\"";
        let safe = json_safe(json);
        assert!(safe.is_ascii(), "{safe}");
        let read = |json: &str| serde_json::from_str::<String>(json).unwrap();
        assert_eq!(read(&safe), read(json));
    }
}
