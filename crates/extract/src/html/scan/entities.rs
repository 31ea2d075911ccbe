//! Character references, after <https://html.spec.whatwg.org/multipage/parsing.html#character-reference-state>.

use markup5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};

/// Longest name with its semicolon: `CounterClockwiseContourIntegral;`.
const MAX_NAME_BYTES: usize = 32;

/// Longest name that is known without a semicolon, such as `Aacute`.
const MAX_BARE_NAME_BYTES: usize = 6;

/// Where a text stands: names without a semicolon count for less in attributes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    Text,
    Attribute,
}

/// Appends `text` with its references resolved.
pub(super) fn decode(text: &str, place: Place, out: &mut String) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, reference) = rest.split_at(at);
        out.push_str(before);
        let length = resolve(reference, place, out);
        rest = reference.split_at(length).1;
    }
    out.push_str(rest);
}

/// Appends what the reference at the start of `text` stands for, and tells its length in bytes; a lone
/// `&` stands for itself.
fn resolve(text: &str, place: Place, out: &mut String) -> usize {
    let bytes = text.as_bytes();
    let length = match bytes.get(1) {
        Some(b'#') => numeric(bytes, out),
        Some(byte) if byte.is_ascii_alphanumeric() => named(text, place, out),
        _ => 0,
    };
    if length == 0 {
        out.push('&');
        return 1;
    }
    length
}

fn numeric(bytes: &[u8], out: &mut String) -> usize {
    let (digits_at, base) = if matches!(bytes.get(2), Some(b'x' | b'X')) { (3, 16) } else { (2, 10) };
    let mut at = digits_at;
    let mut number: u32 = 0;
    while let Some(digit) = bytes.get(at).and_then(|byte| char::from(*byte).to_digit(base)) {
        number = number.saturating_mul(base).saturating_add(digit);
        at += 1;
    }
    if at == digits_at {
        return 0;
    }
    out.push(scalar(number));
    if bytes.get(at) == Some(&b';') { at + 1 } else { at }
}

fn scalar(number: u32) -> char {
    match number {
        0 => char::REPLACEMENT_CHARACTER,
        0x80..=0x9F => {
            let replacement = C1_REPLACEMENTS.get(number as usize - 0x80).copied().flatten();
            replacement.or(char::from_u32(number)).unwrap_or(char::REPLACEMENT_CHARACTER)
        }
        _ => char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

fn named(text: &str, place: Place, out: &mut String) -> usize {
    let name = text.get(1..).unwrap_or_default();
    let bytes = name.as_bytes();
    let letters = bytes.iter().take(MAX_NAME_BYTES).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    if bytes.get(letters) == Some(&b';') && push_known(name.get(..=letters).unwrap_or_default(), out) {
        return letters + 2;
    }
    for length in (2..=letters.min(MAX_BARE_NAME_BYTES)).rev() {
        let next = bytes.get(length).copied().unwrap_or_default();
        let bare = name.get(..length).unwrap_or_default();
        let literal = place == Place::Attribute && (next == b'=' || next.is_ascii_alphanumeric());
        if literal && is_known(bare) {
            return 0;
        }
        if !literal && push_known(bare, out) {
            return length + 1;
        }
    }
    0
}

fn is_known(name: &str) -> bool {
    NAMED_ENTITIES.get(name).is_some_and(|(first, _)| *first != 0)
}

/// Appends what a name stands for, if it is one.
fn push_known(name: &str, out: &mut String) -> bool {
    // The names that make up most of the references of real pages.
    let frequent = match name {
        "amp;" => '&',
        "nbsp;" => '\u{A0}',
        "quot;" => '"',
        "lt;" => '<',
        "gt;" => '>',
        _ => {
            let Some((first, second)) = NAMED_ENTITIES.get(name).filter(|(first, _)| *first != 0) else {
                return false;
            };
            out.extend(char::from_u32(*first));
            out.extend(char::from_u32(*second).filter(|_| *second != 0));
            return true;
        }
    };
    out.push(frequent);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(place: Place, text: &str, expect: &str) {
        let mut out = String::new();
        decode(text, place, &mut out);
        assert_eq!(out, expect, "{text}");
    }

    #[test]
    fn names_resolve_to_the_longest_that_is_known() {
        check(Place::Text, "a&amp;b &eacute;&rarr;", "a&b \u{e9}\u{2192}");
        check(Place::Text, "&notin; &notit; &not", "\u{2209} \u{ac}it; \u{ac}");
        check(Place::Text, "&ampx &nbsp&nbsp;", "&x \u{a0}\u{a0}");
        check(Place::Text, "&NotEqualTilde;&CounterClockwiseContourIntegral;", "\u{2242}\u{338}\u{2233}");
        check(Place::Text, "& && &; &x; &unknown; &\u{e9} &a", "& && &; &x; &unknown; &\u{e9} &a");
    }

    #[test]
    fn numbers_resolve_to_scalars_as_browsers_do() {
        check(Place::Text, "&#65;&#x42;&#X43 &#128;&#x81;", "ABC \u{20ac}\u{81}");
        check(
            Place::Text,
            "&#0;&#xD800;&#1114112;&#99999999999999999999;",
            "\u{fffd}\u{fffd}\u{fffd}\u{fffd}",
        );
        check(Place::Text, "&#; &#x; &#xg &#", "&#; &#x; &#xg &#");
    }

    #[test]
    fn attributes_keep_what_looks_like_a_parameter() {
        check(Place::Attribute, "?a=1&copy=2&copy2&copy;&copy &amp;b", "?a=1&copy=2&copy2\u{a9}\u{a9} &b");
        check(Place::Attribute, "x&lt", "x<");
    }
}
