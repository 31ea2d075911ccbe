//! Bytes to characters, and encoded text to text.

use std::sync::LazyLock;

use tamis_core::{Line, Markup};
use tamis_decode::{DecodeConfig, Decoder, StepCounts};

use crate::input::Input;

static DECODER: LazyLock<Decoder> =
    LazyLock::new(|| Decoder::new(DecodeConfig::default()).expect("the default settings are valid"));

/// What comes with bytes from outside.
const LABELS: [Option<&str>; 14] = [
    None,
    Some("utf-8"),
    Some("windows-1252"),
    Some("shift_jis"),
    Some("utf-16le"),
    Some("utf-16be"),
    Some("iso-2022-jp"),
    Some("gb18030"),
    Some("euc-kr"),
    Some("text/html; charset=\"big5\""),
    Some("koi8-r"),
    Some("x-user-defined"),
    Some("replacement"),
    Some("charset=;\u{0}nonsense"),
];

/// One byte for the label, one for the markup, then the bytes: text in some charset, or refused.
///
/// The same bytes give the same text, of at most three bytes a byte; valid UTF-8 without control characters comes out as it
/// went in, and what came out is UTF-8 that does.
pub(crate) fn charset(bytes: &[u8]) {
    let mut input = Input(bytes);
    let label = input.one_of(&LABELS);
    let markup = input.one_of(&[Markup::Unknown, Markup::Html, Markup::Text]);
    let bytes = input.rest();
    let found = DECODER.charset(bytes.to_vec(), label, markup);
    let again = DECODER.charset(bytes.to_vec(), label, markup);
    assert_eq!(found, again);
    let plain = std::str::from_utf8(bytes).ok().filter(|text| is_plain(text));
    let Ok(found) = found else {
        let is_text = |plain: &str| !plain.starts_with("%PDF-");
        assert!(!plain.is_some_and(is_text), "a plain text is refused");
        return;
    };
    assert!(found.text.len() <= 3 * bytes.len() + 8, "{} bytes of {}", found.text.len(), bytes.len());
    if let Some(plain) = plain {
        assert_eq!((found.text.as_str(), found.charset), (plain, "UTF-8"));
    }
    let again = DECODER.charset(found.text.clone().into_bytes(), Some("utf-8"), Markup::Text);
    if let Ok(again) = again
        && again.charset == "UTF-8"
        && !found.text.starts_with('\u{feff}')
    {
        assert_eq!(again.text, found.text);
    }
    assert_ne!(DECODER.sniff_markup(&found.text), Markup::Unknown);
}

fn is_plain(text: &str) -> bool {
    !text.contains(char::is_control) && !text.starts_with('\u{feff}')
}

/// A plain text with anything encoded in it.
///
/// Decoding what was decoded changes nothing, lines hold no line break, and what comes out is not much longer than what went
/// in. What is opened as a whole document is HTML, of one to four layers.
pub(crate) fn decode(bytes: &[u8]) {
    let text = Input(bytes).text();
    let decoded = DECODER.lines(&text);
    let once = decoded.text();
    assert!(once.len() <= 4 * text.len() + 64, "{} bytes of {}", once.len(), text.len());
    assert!(decoded.lines.iter().all(|line| !line.text.contains(['\n', '\r', '\u{2028}'])));
    assert_eq!(DECODER.lines(&once).text(), once);
    let mut steps = StepCounts::default();
    if let Some(lines) = DECODER.block_text(&text, &mut steps) {
        let once = joined(&lines);
        if let Some(lines) = DECODER.block_text(&once, &mut steps) {
            assert_eq!(joined(&lines), once);
        }
    }
    if let Some(found) = DECODER.whole_document(&text) {
        assert_eq!(DECODER.sniff_markup(&found.html), Markup::Html);
        assert!((1..=4).contains(&found.note.layers));
        assert!(found.html.len() <= 4 * text.len() + 64);
    }
}

fn joined(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n")
}
