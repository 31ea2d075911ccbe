//! Lines and blanks as Python has them, which datatrove's filters are written in.

/// `str.isspace` for one character.
#[inline]
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// `str.strip`.
pub(super) fn strip(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// `str.splitlines`: at every kind of line break, none behind the last.
pub(super) fn split_lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (line, after) = match find_break(rest) {
            Some((at, length)) => (rest.get(..at), rest.get(at + length..)),
            None => (Some(rest), Some("")),
        };
        rest = after.unwrap_or_default();
        line
    })
}

/// Where the first line break is, and its length in bytes.
fn find_break(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let length = match byte {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => 2,
            b'\n' | b'\r' | 0x0b | 0x0c | 0x1c..=0x1e => 1,
            0xc2 if bytes.get(at + 1) == Some(&0x85) => 2,
            0xe2 if matches!(bytes.get(at + 1..at + 3), Some([0x80, 0xa8 | 0xa9])) => 3,
            _ => 0,
        };
        if length > 0 {
            return Some((at, length));
        }
        at += 1;
    }
    None
}

/// Number of characters, as `len` has it.
pub(super) fn characters(text: &str) -> usize {
    text.chars().count()
}

/// The byte range of `part` within `text`, of which it must be a slice.
pub(super) fn range_within(text: &str, part: &str) -> std::ops::Range<usize> {
    let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize).min(text.len());
    start..(start + part.len()).min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_split_at_every_kind_of_break() {
        let check = |text: &str, expect: &[&str]| {
            assert_eq!(split_lines(text).collect::<Vec<_>>(), expect, "{text:?}");
        };
        check("", &[]);
        check("\n", &[""]);
        check("a\n\nb", &["a", "", "b"]);
        check("a\r\nb\rc\u{85}d\u{2028}e\u{b}f\u{1e}g\n", &["a", "b", "c", "d", "e", "f", "g"]);
        check("Â…é", &["Â…é"]);
    }

    #[test]
    fn a_slice_knows_where_it_is() {
        let text = "one two three";
        assert_eq!(range_within(text, text.split(' ').nth(1).unwrap()), 4..7);
    }
}
