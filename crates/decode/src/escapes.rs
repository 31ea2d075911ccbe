//! Percent escapes: where they stand, what they mean one layer down, and what they mean in the end.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Length of the escape at the start of `bytes`: `%41` or `%u0041`.
pub(crate) fn escape_at(bytes: &[u8]) -> Option<usize> {
    match bytes {
        [b'%', b'u' | b'U', rest @ ..] if starts_with_hex(rest, 4) => Some(6),
        [b'%', rest @ ..] if starts_with_hex(rest, 2) => Some(3),
        _ => None,
    }
}

fn starts_with_hex(bytes: &[u8], digits: usize) -> bool {
    bytes.get(..digits).is_some_and(|head| head.iter().all(u8::is_ascii_hexdigit))
}

/// Whether a text holds any escape.
pub(crate) fn has_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'%', bytes).any(|at| bytes.get(at..).is_some_and(|rest| escape_at(rest).is_some()))
}

/// What one layer of the escapes of a word means. `at_cut` says that the word may have been cut
/// short, so that an incomplete escape at its end is left out.
pub(crate) fn one_layer(word: &str, plus_is_blank: bool, at_cut: bool) -> String {
    let word = if plus_is_blank { Cow::Owned(word.replace('+', " ")) } else { Cow::Borrowed(word) };
    let whole: &str = &word;
    let mut rest = if at_cut { without_cut_escape(whole) } else { whole };
    let mut bytes: Vec<u8> = Vec::with_capacity(rest.len());
    let mut at_cut = at_cut;
    while let Some(at) = next_unicode_escape(rest) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        bytes.extend(percent_decode_str(before));
        rest = unicode_escapes(from, &mut bytes);
        // `escape()` writes single bytes of Latin-1 beside these, and never half of a character.
        at_cut = false;
    }
    bytes.extend(percent_decode_str(rest));
    text_of(&bytes, at_cut)
}

/// What all layers of the escapes of a word mean: `%2520` is a blank.
pub(crate) fn all_layers(word: &str, plus_is_blank: bool, at_cut: bool) -> String {
    one_layer(&flattened(word), plus_is_blank, at_cut)
}

/// `%2520` and `%252520` as `%20`: a `25` behind `%` goes as long as an escape is left without it.
pub(crate) fn flattened(word: &str) -> Cow<'_, str> {
    if !word.contains("%25") {
        return Cow::Borrowed(word);
    }
    let mut out = String::with_capacity(word.len());
    let mut rest = word;
    while let Some((before, mut tail)) = rest.split_once('%') {
        out.push_str(before);
        out.push('%');
        while let Some(inner) = tail.strip_prefix("25").filter(|inner| is_escape_body(inner.as_bytes())) {
            tail = inner;
        }
        rest = tail;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn is_escape_body(bytes: &[u8]) -> bool {
    match bytes {
        [b'u' | b'U', rest @ ..] => starts_with_hex(rest, 4),
        _ => starts_with_hex(bytes, 2),
    }
}

/// `text` without a `%`, `%4`, `%u00` or `%25`-chain at its very end that lacks its digits.
fn without_cut_escape(text: &str) -> &str {
    let Some(at) = text.rfind('%') else { return text };
    let tail = text.get(at..).unwrap_or_default().as_bytes();
    let cut = match tail {
        [b'%'] => true,
        [b'%', digit] => digit.is_ascii_hexdigit() || matches!(digit, b'u' | b'U'),
        [b'%', b'u' | b'U', digits @ ..] => digits.len() < 4 && digits.iter().all(u8::is_ascii_hexdigit),
        _ => false,
    };
    if cut { text.get(..at).unwrap_or(text) } else { text }
}

fn next_unicode_escape(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'%', bytes)
        .find(|at| bytes.get(*at..).is_some_and(|rest| escape_at(rest) == Some(6)))
}

/// Reads the `%uXXXX` escapes at the start of `text` as UTF-16 and returns what follows them. Half
/// of a surrogate pair stays as it is written.
fn unicode_escapes<'a>(text: &'a str, out: &mut Vec<u8>) -> &'a str {
    let mut units = Vec::new();
    let mut rest = text;
    while escape_at(rest.as_bytes()) == Some(6) {
        let Some(unit) = rest.get(2..6).and_then(|digits| u16::from_str_radix(digits, 16).ok()) else {
            break;
        };
        units.push(unit);
        rest = rest.get(6..).unwrap_or_default();
    }
    for unit in char::decode_utf16(units) {
        match unit {
            Ok(c) => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Err(half) => out.extend_from_slice(format!("%u{:04X}", half.unpaired_surrogate()).as_bytes()),
        }
    }
    rest
}

/// UTF-8 where it is valid, Windows-1252 byte by byte elsewhere, or another charset if there is more
/// of it than Windows-1252 would have accents. Of a sequence cut at the end nothing is left, unless
/// it may as well be a letter of Windows-1252.
fn text_of(bytes: &[u8], at_cut: bool) -> String {
    if let Some(encoding) = other_charset(bytes) {
        return encoding.decode_without_bom_handling(bytes).0.into_owned();
    }
    let mut out = String::with_capacity(bytes.len());
    let (mut multi_byte, mut single_byte) = (false, false);
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        out.push_str(chunk.valid());
        multi_byte |= !chunk.valid().is_ascii();
        let invalid = chunk.invalid();
        let is_last = chunks.peek().is_none();
        let is_cut = match invalid {
            [0xc2..=0xf4] => (multi_byte && !single_byte) || matches!(invalid, [0xc2 | 0xc3 | 0xe2 | 0xf0]),
            [0xe0..=0xef, 0x80..=0xbf] | [0xf0..=0xf4, 0x80..=0xbf, ..] => true,
            _ => false,
        };
        if at_cut && is_last && is_cut {
            break;
        }
        single_byte |= !invalid.is_empty();
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(invalid);
        out.push_str(&text);
    }
    out
}

/// Bytes beyond ASCII from which on a charset is guessed. Guess: three Cyrillic words.
const DETECTABLE_BYTES: usize = 12;

/// The charset of bytes that are neither UTF-8 nor, having more bytes beyond ASCII than letters of
/// ASCII, a language of Western Europe.
fn other_charset(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let broken: usize = bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum();
    let high = bytes.iter().filter(|b| **b >= 0x80).count();
    let in_tags = bytes.iter().filter(|b| b.is_ascii_alphabetic()).count();
    if broken < DETECTABLE_BYTES || broken * 2 < high || high <= in_tags {
        return None;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    let (_, is_broken) = encoding.decode_without_bom_handling(bytes);
    (!is_broken && encoding != encoding_rs::WINDOWS_1252).then_some(encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_layer_is_undone() {
        let check = |word: &str, expect: &str| assert_eq!(one_layer(word, false, true), expect, "{word}");
        check("caf%C3%A9%20caf%E9%20b", "café café b");
        check("%u1ED9%uD83D%uDE00%20%E9", "ộ😀 é");
        check("%uD83D.", "%uD83D.");
        check("%253Cp%253E", "%3Cp%3E");
        check("tail%E2%80", "tail");
        check("tail%2", "tail");
        check("tail%", "tail");
        check("caf%E9", "café");
        check("a%zz", "a%zz");
        check(
            "%CF%F0%E8%E2%E5%F2%2C%20%EA%E0%EA%20%E4%E5%EB%E0%3F%20%D5%EE%F0%EE%F8%EE",
            "Привет, как дела? Хорошо",
        );
        assert_eq!(one_layer("a+b%2Bc", true, false), "a b+c");
    }

    #[test]
    fn all_layers_are_undone_at_once() {
        let check = |word: &str, expect: &str| assert_eq!(all_layers(word, false, false), expect, "{word}");
        check("%252525253Cp%253E", "<p>");
        check("100%25", "100%");
        check("%2525", "%");
        check("%25u0041", "A");
    }
}
