//! Which characters a browser shows as a blank, and which it does not show at all.

/// A character that is shown as a blank, and of which several are shown as one.
pub(super) fn is_blank(c: char) -> bool {
    if c.is_ascii() { matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0B' | '\x0C') } else { c.is_whitespace() }
}

/// A character that leaves no trace: controls, soft hyphens, zero-width blanks, byte order marks.
///
/// The joiners U+200C and U+200D stay, since they change the letters around them.
pub(super) fn is_unseen(c: char) -> bool {
    match c {
        '\0'..='\x08' | '\x0E'..='\x1F' => true,
        ' '..='~' => false,
        _ => {
            matches!(c, '\x7F'..='\u{84}' | '\u{86}'..='\u{9F}' | '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
        }
    }
}

/// The text on one line: blanks collapsed and trimmed, unseen characters left out.
pub(super) fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        if is_blank(c) {
            blank = !out.is_empty();
        } else if !is_unseen(c) {
            if std::mem::take(&mut blank) {
                out.push(' ');
            }
            out.push(c);
        }
    }
    out
}
