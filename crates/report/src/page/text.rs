//! Foreign text as text: escaped, and with everything visible that could reorder or hide what stands around it.

use std::fmt::Write;

/// Whether a character shows nothing of itself, or changes the direction of others. Joiners of letters stay as they are.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Plain escaped text, for words of our own and for what stands in titles; unseen characters are written as `\u{202e}`.
pub(super) fn plain(text: &str) -> String {
    html_escape::encode_text(&seen(text)).into_owned()
}

/// Text of a page, an id or a host: escaped, with its direction kept to itself and unseen characters in muted chips.
pub(super) fn foreign(text: &str) -> String {
    let mut html = String::from("<bdi>");
    let mut rest = String::new();
    for c in text.chars() {
        if is_unseen(c) {
            html_escape::encode_text_to_string(&rest, &mut html);
            rest.clear();
            let _ = write!(html, "<span class=\"unseen\">\\u{{{:x}}}</span>", u32::from(c));
        } else {
            rest.push(c);
        }
    }
    html_escape::encode_text_to_string(&rest, &mut html);
    html.push_str("</bdi>");
    html
}

/// The value of an attribute between double quotes.
pub(super) fn attribute(text: &str) -> String {
    html_escape::encode_double_quoted_attribute(&seen(text)).into_owned()
}

/// A part of an address behind `#`: everything but unreserved characters as percent escapes.
pub(super) fn escaped(text: &str) -> String {
    let mut part = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            part.push(char::from(byte));
        } else {
            let _ = write!(part, "%{byte:02X}");
        }
    }
    part
}

fn seen(text: &str) -> String {
    let mut seen = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unseen(c) {
            let _ = write!(seen, "\\u{{{:x}}}", u32::from(c));
        } else {
            seen.push(c);
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_text_and_keeps_its_direction_to_itself() {
        let check = |text: &str, expect: &str| assert_eq!(foreign(text), format!("<bdi>{expect}</bdi>"));
        check("a & b", "a &amp; b");
        check("</script><script>", "&lt;/script&gt;&lt;script&gt;");
        check("a\u{202e}b", "a<span class=\"unseen\">\\u{202e}</span>b");
        check("\0", "<span class=\"unseen\">\\u{0}</span>");
        check("tab\tand\nline", "tab\tand\nline");
    }

    #[test]
    fn an_attribute_cannot_be_left() {
        assert_eq!(attribute("\"><img src=x>"), "&quot;&gt;&lt;img src=x&gt;");
        assert_eq!(escaped("a/b c\"é"), "a%2Fb%20c%22%C3%A9");
    }
}
