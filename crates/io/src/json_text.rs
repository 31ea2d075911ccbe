//! Strings as JSON writes them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The text of a JSON string with its quotes. An escape of half a surrogate pair, which no text can
/// hold, becomes U+FFFD. `None` if it is no JSON string.
pub(crate) fn decode(raw: &str) -> Option<String> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(rest.get(..at)?);
        let (meant, length) = unescaped(rest.as_bytes().get(at..)?)?;
        out.push(meant);
        rest = rest.get(at + length..)?;
    }
    out.push_str(rest);
    Some(out)
}

/// What the escape at the start of `bytes` means, and its length.
fn unescaped(bytes: &[u8]) -> Option<(char, usize)> {
    let meant = match bytes.get(1)? {
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        plain @ (b'"' | b'\\' | b'/') => char::from(*plain),
        _ => {
            let unit = code_unit(bytes, 0)?;
            let pair = [unit, code_unit(bytes, ESCAPE_LENGTH).unwrap_or_default()];
            return match char::decode_utf16(pair).next()? {
                Ok(c) => Some((c, ESCAPE_LENGTH * c.len_utf16())),
                Err(_) => Some((char::REPLACEMENT_CHARACTER, ESCAPE_LENGTH)),
            };
        }
    };
    Some((meant, 2))
}

/// Bytes of `\uXXXX`.
const ESCAPE_LENGTH: usize = 6;

/// The number of a `\uXXXX` that begins at `at`.
fn code_unit(bytes: &[u8], at: usize) -> Option<u16> {
    let digits = bytes.get(at..at + ESCAPE_LENGTH)?.strip_prefix(b"\\u")?;
    digits.iter().try_fold(0_u16, |number, digit| {
        let value = char::from(*digit).to_digit(16)?;
        Some(number << 4 | value as u16)
    })
}

/// Appends a value as JSON.
pub(crate) fn push<T: serde::Serialize + ?Sized>(out: &mut Vec<u8>, value: &T) {
    let before = out.len();
    if serde_json::to_writer(&mut *out, value).is_err() {
        // Writing to memory does not fail, and no type here has a key that is no string.
        out.truncate(before);
        out.extend_from_slice(b"null");
    }
}

/// Appends a string as JSON, as `serde_json` writes it, but by stretches that need no escape.
pub(crate) fn push_string(out: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    out.reserve(bytes.len() + 2);
    out.push(b'"');
    let mut rest = bytes;
    while let Some(at) = next_escaped(rest) {
        let (plain, from) = rest.split_at_checked(at).unwrap_or((rest, &[]));
        out.extend_from_slice(plain);
        let Some((byte, after)) = from.split_first() else { break };
        push_escape(out, *byte);
        rest = after;
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// Appends bytes as text if they are UTF-8, else as base64.
pub(crate) fn push_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) => push_string(out, text),
        Err(_) => push_string(out, &STANDARD.encode(bytes)),
    }
}

fn push_escape(out: &mut Vec<u8>, byte: u8) {
    let short = match byte {
        b'\n' => b'n',
        b'\t' => b't',
        b'\r' => b'r',
        0x08 => b'b',
        0x0c => b'f',
        b'"' | b'\\' => byte,
        _ => {
            let digit = |value: u8| b"0123456789abcdef".get(usize::from(value)).copied().unwrap_or(b'0');
            out.extend_from_slice(&[b'\\', b'u', b'0', b'0', digit(byte >> 4), digit(byte & 0xf)]);
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

/// Bytes that are looked at together.
const LANE_BYTES: usize = 8;
/// The lowest bit of each byte of a lane.
const LOWEST: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each.
const HIGHEST: u64 = 0x8080_8080_8080_8080;

/// Offset of the first byte that JSON must escape: a quote, a backslash or a control character.
fn next_escaped(bytes: &[u8]) -> Option<usize> {
    let (lanes, rest) = bytes.as_chunks::<LANE_BYTES>();
    for (at, lane) in lanes.iter().enumerate() {
        let lane = u64::from_le_bytes(*lane);
        // A byte that is lower than another borrows from the highest bit; what it borrows from bytes
        // above it can only mark bytes behind the first one that is marked.
        let below = |lane: u64, limit: u8| lane.wrapping_sub(u64::from(limit) * LOWEST) & !lane & HIGHEST;
        let is = |wanted: u8| below(lane ^ (u64::from(wanted) * LOWEST), 1);
        let found = below(lane, 0x20) | is(b'"') | is(b'\\');
        if found != 0 {
            return Some(at * LANE_BYTES + found.trailing_zeros() as usize / 8);
        }
    }
    let needs_escape = |byte: &u8| *byte < 0x20 || matches!(byte, b'"' | b'\\');
    rest.iter().position(needs_escape).map(|at| lanes.len() * LANE_BYTES + at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{decode, push_string};

    fn check(raw: &str, expect: &str) {
        assert_eq!(decode(raw).as_deref(), Some(expect), "{raw}");
    }

    #[test]
    fn half_a_surrogate_pair_becomes_a_replacement_character() {
        check(r#""a\ud83db""#, "a\u{fffd}b");
        check(r#""\ude00\ud83d""#, "\u{fffd}\u{fffd}");
        check(r#""\ud83d\ud83d\ude00""#, "\u{fffd}😀");
        check(r#""\\ud83d""#, r"\ud83d");
        check(r#""\\\ud83d\\ude00""#, "\\\u{fffd}\\ude00");
        check(r#""\ud83d\n""#, "\u{fffd}\n");
    }

    #[test]
    fn whole_pairs_stay() {
        check(r#""\uD83D\uDE00 \u00e4""#, "😀 ä");
    }

    #[test]
    fn what_is_no_string_has_no_text() {
        for raw in ["", "\"", "1", "null", r#""\u12""#, r#""\x""#, r#""a\""#] {
            assert_eq!(decode(raw), None, "{raw}");
        }
    }

    proptest! {
        #[test]
        fn strings_are_written_and_read_as_serde_json_does(text in "([a-z ]{0,12}[\"\\\\\n\t\u{0}-\u{7f}é😀]|\\PC){0,30}") {
            let mut out = Vec::new();
            push_string(&mut out, &text);
            let expect = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(std::str::from_utf8(&out).unwrap(), &expect);
            prop_assert_eq!(decode(&expect), Some(text));
        }

        #[test]
        fn escapes_are_read_as_serde_json_does(inner in "(\\\\[nrtbf/\"\\\\]|\\\\u[0-9a-c][0-9a-fA-F]{3}|\\\\ud83d\\\\ude0[0-9]|[a-zé]){0,12}") {
            let raw = format!("\"{inner}\"");
            prop_assert_eq!(decode(&raw), serde_json::from_str(&raw).ok());
        }
    }
}
