//! Strings as JSON writes them.

use std::borrow::Cow;

/// The text of a JSON string with its quotes. An escape of half a surrogate pair, which no text can
/// hold, becomes U+FFFD.
pub(crate) fn decode(raw: &str) -> Option<String> {
    serde_json::from_str(raw).ok().or_else(|| serde_json::from_str(&without_lone_surrogates(raw)).ok())
}

/// A JSON string with `\ufffd` in place of every escape of half a surrogate pair.
fn without_lone_surrogates(raw: &str) -> Cow<'_, str> {
    let bytes = raw.as_bytes();
    let mut out = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(b'\\', rest)) {
        let escape = at + found;
        at = escape + 2;
        let Some(unit) = code_unit(bytes, escape) else { continue };
        at = escape + ESCAPE_LENGTH;
        let pairs = matches!(unit, 0xd800..=0xdbff)
            && matches!(code_unit(bytes, escape + ESCAPE_LENGTH), Some(0xdc00..=0xdfff));
        if pairs {
            at += ESCAPE_LENGTH;
        } else if matches!(unit, 0xd800..=0xdfff) {
            out.push_str(raw.get(copied..escape).unwrap_or_default());
            out.push_str("\\ufffd");
            copied = at;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(raw);
    }
    out.push_str(raw.get(copied..).unwrap_or_default());
    Cow::Owned(out)
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

#[cfg(test)]
mod tests {
    use super::decode;

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
}
