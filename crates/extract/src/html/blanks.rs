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

/// Where the first character stands that is neither blank nor unseen.
pub(super) fn first_shown(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        match bytes.get(at)? {
            b'!'..=b'~' => return Some(at),
            ..=b'\x7F' => at += 1,
            _ => match shown_length_at(text, at) {
                Ok(_) => return Some(at),
                Err(length) => at += length,
            },
        }
    }
}

/// Bytes before the first character that is blank or unseen.
#[cfg(test)]
fn shown_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        match bytes.get(at) {
            Some(b'!'..=b'~') => at += 1,
            None | Some(..=b'\x7F') => return at,
            Some(_) => match shown_length_at(text, at) {
                Ok(length) => at += length,
                Err(_) => return at,
            },
        }
    }
}

/// Bytes before the first character that is blank or unseen, single spaces before shown ASCII taken for shown: the
/// length of a phrase that is shown as it is written.
pub(super) fn phrase_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        match bytes.get(at) {
            Some(b'!'..=b'~') => at += 1,
            Some(b' ') if matches!(bytes.get(at + 1), Some(b'!'..=b'~')) => at += 2,
            None | Some(..=b'\x7F') => return at,
            Some(_) => match shown_length_at(text, at) {
                Ok(length) => at += length,
                Err(length) if is_broken_character(text, at) => at += length,
                Err(_) => return at,
            },
        }
    }
}

/// Whether the control at `at` can be a byte of a character that was taken for several: one of 0x80 to 0x9F behind a shown
/// one beyond ASCII, as in `â\u{80}\u{99}` for `’`. Without it what the decoder would repair is lost.
pub(super) fn is_broken_character(text: &str, at: usize) -> bool {
    /// Characters of UTF-8 have at most three bytes behind their first.
    const MOST_BEHIND: usize = 3;
    let is_control = |c: &char| matches!(c, '\u{80}'..='\u{9F}');
    let (before, from) = text.split_at_checked(at).unwrap_or_default();
    from.chars().next().is_some_and(|c| is_control(&c))
        && before
            .chars()
            .rev()
            .take(MOST_BEHIND)
            .find(|c| !is_control(c))
            .is_some_and(|c| matches!(c, '\u{A1}'..='\u{F4}') && !is_unseen(c))
}

/// Bytes of the character at `at`, which is not ASCII: `Ok` if it is shown, `Err` if not.
fn shown_length_at(text: &str, at: usize) -> Result<usize, usize> {
    match text.as_bytes().get(at) {
        // Characters that begin with other bytes are all shown.
        Some(0xC3..=0xDF) => return Ok(2),
        Some(0xE4..=0xEE) => return Ok(3),
        _ => {}
    }
    match text.get(at..).and_then(|rest| rest.chars().next()) {
        Some(c) if is_blank(c) || is_unseen(c) => Err(c.len_utf8()),
        Some(c) => Ok(c.len_utf8()),
        None => Err(1),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_shown_or_not_in_each_way_of_asking() {
        for c in (0..=0x10_FFFF).filter_map(char::from_u32) {
            let is_shown = !is_blank(c) && !is_unseen(c);
            let text = c.to_string();
            assert_eq!(first_shown(&text).is_some(), is_shown, "{c:?}");
            assert_eq!(shown_length(&text), if is_shown { c.len_utf8() } else { 0 }, "{c:?}");
        }
        assert_eq!(phrase_length("\u{e9} b  c"), 4);
        assert_eq!(phrase_length("a \u{e9}"), 1);
        let broken = "Earth\u{e2}\u{80}\u{99}s";
        assert_eq!((phrase_length(broken), phrase_length("\u{e2}\u{ac}\u{9d}")), (broken.len(), 6));
        assert_eq!((phrase_length("a\u{80}"), phrase_length("\u{df}\u{ad}\u{80}")), (1, 2));
        assert_eq!(phrase_length("\u{e9}\u{80}\u{81}\u{82}\u{83}"), 8);
        assert_eq!((first_shown(" \u{a0}\u{e9} "), shown_length("\u{e9}x\u{200b}y")), (Some(3), 3));
    }
}
