//! What comes off the ends of a string, and where its middle splits: `punctuation.py` of spaCy's English.

use super::characters::{ALPHA, BEFORE_STOP, Characters, ICON, LOWER, PREFIX, QUOTE, SUFFIX, UPPER};

/// Characters of the longest unit of measure, `غرام` and `كوب` among them.
const UNIT_CHARACTERS: usize = 5;

/// Bytes of the prefix of a string, 0 if it has none.
#[inline]
pub(super) fn prefix(characters: &Characters, text: &str) -> usize {
    let Some(first) = text.chars().next() else { return 0 };
    if characters.is(first, PREFIX) {
        return first.len_utf8();
    }
    let bytes = text.as_bytes();
    match first {
        '.' => {
            Some(bytes.iter().take_while(|byte| **byte == b'.').count()).filter(|dots| *dots > 1).unwrap_or(0)
        }
        '+' => usize::from(!bytes.get(1).is_some_and(u8::is_ascii_digit)),
        'U' if bytes.starts_with(b"US$") => 3,
        'A' | 'C' if bytes.get(1) == Some(&b'$') => 2,
        _ => 0,
    }
}

/// Bytes of the suffix of a string, 0 if it has none: the longest that any alternative of the expression matches.
#[inline]
pub(super) fn suffix(characters: &Characters, units: &[&str], text: &str) -> usize {
    let mut back = text.chars().rev();
    let Some(last) = back.next() else { return 0 };
    let before = back.next();
    let single = if characters.is(last, SUFFIX) { last.len_utf8() } else { 0 };
    let digit_before = before.is_some_and(|c| c.is_ascii_digit());
    let longer = match last {
        '.' => stops(characters, text, before, back.next()),
        '…' if before == Some('…') => 6,
        's' | 'S' if matches!(before, Some('\'' | '’')) => 1 + before.map_or(0, char::len_utf8),
        '+' if digit_before => 1,
        '$' => dollar(text, digit_before),
        _ if digit_before && is_currency(last) => last.len_utf8(),
        _ => 0,
    };
    single.max(longer).max(if last.is_ascii_digit() { 0 } else { unit(units, text) })
}

fn stops(characters: &Characters, text: &str, before: Option<char>, second: Option<char>) -> usize {
    let dots = text.bytes().rev().take_while(|byte| *byte == b'.').count();
    if dots > 1 {
        return dots;
    }
    let Some(before) = before else { return 0 };
    let flags = characters.flags(before);
    let abbreviation = flags & UPPER != 0 && second.is_some_and(|c| characters.is(c, UPPER));
    let degrees = matches!(before, 'F' | 'f' | 'C' | 'c' | 'K' | 'k') && second == Some('°');
    usize::from(flags & BEFORE_STOP != 0 || abbreviation || degrees)
}

fn dollar(text: &str, digit_before: bool) -> usize {
    let after_digit =
        |name: &str| text.strip_suffix(name).is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
    if digit_before {
        1
    } else if after_digit("US$") {
        3
    } else if after_digit("C$") || after_digit("A$") {
        2
    } else {
        0
    }
}

/// The single characters of `_currency` but the dollar.
fn is_currency(c: char) -> bool {
    matches!(c, '£' | '€' | '¥' | '฿' | '﷼' | '\u{20a0}'..='\u{20a6}' | '\u{20a7}'..='\u{20bf}')
}

fn unit(units: &[&str], text: &str) -> usize {
    let digit = text.char_indices().rev().take(UNIT_CHARACTERS + 1).find(|(_, c)| c.is_ascii_digit());
    let Some(rest) = digit.and_then(|(at, _)| text.get(at + 1..)) else { return 0 };
    if units.contains(&rest) { rest.len() } else { 0 }
}

/// Calls back with the byte range of each infix of a string that does not begin with it, in order.
pub(super) fn infixes(characters: &Characters, text: &str, mut found: impl FnMut(usize, usize)) {
    let (mut at, mut before) = (0, '\0');
    let mut first = true;
    while let Some(rest) = text.get(at..) {
        let Some(c) = rest.chars().next() else { return };
        let flags_before = if first { 0 } else { characters.flags(before) };
        let length = infix(characters, rest, c, (!first).then_some(before), flags_before);
        if length > 0 && at > 0 {
            found(at, at + length);
        }
        let step = length.max(c.len_utf8());
        before = rest.get(..step).and_then(|matched| matched.chars().next_back()).unwrap_or(c);
        at += step;
        first = false;
    }
}

/// Bytes of the infix at the beginning of `rest`, 0 if there is none.
fn infix(characters: &Characters, rest: &str, c: char, before: Option<char>, flags_before: u16) -> usize {
    if c.is_ascii_alphanumeric() {
        return 0;
    }
    let next = |skip: usize| rest.get(skip..).and_then(|rest| rest.chars().next());
    let next_is = |skip: usize, flags: u16| next(skip).is_some_and(|c| characters.is(c, flags));
    let digit_before = before.is_some_and(|c| c.is_ascii_digit());
    let alpha_before = flags_before & ALPHA != 0;
    let hyphen =
        |name: &str| (alpha_before || digit_before) && rest.starts_with(name) && next_is(name.len(), ALPHA);
    let found = match c {
        '.' => {
            let dots = rest.bytes().take_while(|byte| *byte == b'.').count();
            if dots > 1 {
                return dots;
            }
            flags_before & (LOWER | QUOTE) != 0 && next_is(1, UPPER | QUOTE)
        }
        '…' => true,
        '+' | '*' | '^' => digit_before && next(1).is_some_and(|c| c.is_ascii_digit() || c == '-'),
        '-' if digit_before && next(1).is_some_and(|c| c.is_ascii_digit() || c == '-') => true,
        '-' => {
            let name = ["-", "--", "---"].into_iter().find(|name| hyphen(name));
            return name.map_or(0, str::len);
        }
        '—' => {
            let name = ["—", "——"].into_iter().find(|name| hyphen(name));
            return name.map_or(0, str::len);
        }
        '–' => hyphen("–"),
        '~' => hyphen("~"),
        ',' => alpha_before && next_is(1, ALPHA),
        ':' | '<' | '>' | '=' | '/' => (alpha_before || digit_before) && next_is(1, ALPHA),
        _ => characters.is(c, ICON),
    };
    if found { c.len_utf8() } else { 0 }
}
