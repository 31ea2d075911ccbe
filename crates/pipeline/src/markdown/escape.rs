//! Text that looks like markup stays text.

/// Longest name of a character reference in HTML, `CounterClockwiseContourIntegral`, in characters.
const LONGEST_REFERENCE: usize = 31;

/// Digits of the number of an ordered item that CommonMark reads.
const MAX_NUMBER_DIGITS: usize = 9;

/// Where a text stands, as far as that decides what is markup in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// On a line of its own.
    Line,
    /// After the `#` of a heading.
    Heading,
    /// In a cell of a table.
    Cell,
}

/// Appends the characters of `text` from `start` to `end`, with a backslash before each that would be
/// markup where it stands. What is around the range says what a character at its edge can be.
pub(super) fn push(out: &mut String, text: &str, start: usize, end: usize, place: Place) {
    let number = if place == Place::Line { number_mark(text) } else { None };
    let Some(piece) = text.get(start..end) else { return };
    let mut before = text.get(..start).and_then(|head| head.chars().next_back());
    for (at, c) in piece.char_indices() {
        let at = start + at;
        if matches!(c, '\n' | '\r') {
            out.push(' ');
        } else {
            let after = || text.get(at + c.len_utf8()..).unwrap_or_default();
            let is_markup = match c {
                '\\' | '*' | '`' | '[' | ']' | '~' => true,
                '_' => {
                    !(before.is_some_and(char::is_alphanumeric) && after().starts_with(char::is_alphanumeric))
                }
                '<' => after().starts_with(|c: char| !c.is_whitespace()),
                '&' => begins_reference(after()),
                '#' => place == Place::Heading || at == 0,
                '|' => place == Place::Cell,
                '>' => at == 0,
                '-' | '+' => at == 0 && after().chars().next().is_none_or(|c| c.is_whitespace() || c == '-'),
                '.' | ')' => number == Some(at),
                _ => false,
            };
            if is_markup {
                out.push('\\');
            }
            out.push(c);
        }
        before = Some(c);
    }
}

/// Whether what follows a `&` makes a character reference of it.
pub(super) fn begins_reference(after: &str) -> bool {
    let name =
        after.chars().take(LONGEST_REFERENCE + 1).take_while(|c| c.is_ascii_alphanumeric() || *c == '#');
    let length = name.count();
    length > 0 && after.as_bytes().get(length) == Some(&b';')
}

/// Place of the mark after a number with which a text begins like an item: `1986. A good year`.
fn number_mark(text: &str) -> Option<usize> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let mut after = text.get(digits..)?.chars();
    let is_mark = matches!(after.next(), Some('.' | ')'));
    let is_item = is_mark && after.next().is_none_or(char::is_whitespace);
    (is_item && (1..=MAX_NUMBER_DIGITS).contains(&digits)).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, place: Place, expect: &str) {
        let mut out = String::new();
        push(&mut out, text, 0, text.len(), place);
        assert_eq!(out, expect);
    }

    #[test]
    fn what_would_be_markup_is_escaped() {
        check("*a* [b](c) `d` ~e~ \\f", Place::Line, r"\*a\* \[b\](c) \`d\` \~e\~ \\f");
        check("snake_case _x_ __init__", Place::Line, r"snake_case \_x\_ \_\_init\_\_");
        check("a < b <b> </b> <!-- <3", Place::Line, r"a < b \<b> \</b> \<!-- \<3");
        check("AT&T &amp; &#38; & &no", Place::Line, r"AT&T \&amp; \&#38; & &no");
    }

    #[test]
    fn the_beginning_of_a_line_is_no_mark() {
        check("# a # b", Place::Line, r"\# a # b");
        check("C# and F#", Place::Heading, r"C\# and F\#");
        check("> a > b", Place::Line, r"\> a > b");
        for (text, expect) in [("- a", r"\- a"), ("-5", "-5"), ("---", r"\---"), ("+", r"\+"), ("+1", "+1")] {
            check(text, Place::Line, expect);
        }
        for (text, expect) in [("1986. A", r"1986\. A"), ("7)", r"7\)"), ("1.5 km", "1.5 km")] {
            check(text, Place::Line, expect);
        }
        check("7. a|b", Place::Cell, r"7. a\|b");
    }
}
