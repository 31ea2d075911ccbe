//! From bytes to text: byte order mark, label, declaration, valid UTF-8, detection, in this order.
//!
//! The order is that of the WHATWG encoding sniffing algorithm, with one difference: bytes that are
//! valid UTF-8 beyond ASCII are UTF-8, whatever a label or declaration says, because text of another
//! charset is practically never valid UTF-8 by chance, and a wrong label is common.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use memchr::memmem;
use tamis_core::Markup;

use crate::{CharsetSource, CharsetText, NotText};

/// Bytes at the start that are searched for a declaration: the figure of the WHATWG prescan.
const PRESCAN_BYTES: usize = 1024;
/// Bytes that are looked at to tell text from binary data. Guess: enough for any header.
const BINARY_SAMPLE_BYTES: usize = 64 * 1024;
/// Share of control bytes above which a sample is no text, in percent. Guess; text has none.
const CONTROL_PERCENT: usize = 10;
/// Share of NUL bytes at even or odd places from which on unmarked bytes are UTF-16, in percent.
/// Guess: Latin script has nearly 100, other scripts the share of their blanks and punctuation.
const UTF16_NUL_PERCENT: usize = 12;
/// Bytes that are given to the statistical detector. It settles within a few kB; the limit bounds cost.
const DETECTION_BYTES: usize = 256 * 1024;

/// First bytes of file formats that are no text.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"PK\x03\x04", "ZIP"),
    (b"PK\x05\x06", "ZIP"),
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x7fELF", "ELF"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE2"),
    (b"wOFF", "WOFF"),
    (b"wOF2", "WOFF2"),
    (b"OggS", "Ogg"),
    (b"fLaC", "FLAC"),
    (b"ID3", "MP3"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3\0", "SQLite"),
    (b"\0asm", "WebAssembly"),
    (b"\xca\xfe\xba\xbe", "Java class"),
];

pub(crate) fn decode(bytes: Vec<u8>, label: Option<&str>, markup: Markup) -> Result<CharsetText, NotText> {
    if let Some((encoding, length)) = Encoding::for_bom(&bytes) {
        return Ok(decoded(bytes.get(length..).unwrap_or_default(), encoding, CharsetSource::ByteOrderMark));
    }
    if let Some(encoding) = unmarked_utf16(&bytes) {
        return Ok(decoded(&bytes, encoding, CharsetSource::Detected));
    }
    refuse_binary(&bytes)?;
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Ok(valid_utf8(text, label, markup)),
        Err(error) => error.into_bytes(),
    };
    let labelled = label.and_then(from_label).map(|encoding| (encoding, CharsetSource::Label));
    let declared = || declaration(&bytes, markup).map(|encoding| (encoding, CharsetSource::Declaration));
    let named = labelled.or_else(declared).filter(|(encoding, _)| fits(encoding, &bytes));
    let (encoding, source) = named.unwrap_or_else(|| (detect(&bytes), CharsetSource::Detected));
    Ok(decoded(&bytes, encoding, source))
}

/// Valid UTF-8 is UTF-8; only a stateful label (ISO-2022-JP), whose bytes are all ASCII, wins over it.
fn valid_utf8(text: String, label: Option<&str>, markup: Markup) -> CharsetText {
    let named = label.and_then(from_label).map(|encoding| (encoding, CharsetSource::Label)).or_else(|| {
        declaration(text.as_bytes(), markup).map(|encoding| (encoding, CharsetSource::Declaration))
    });
    let stateful = text.is_ascii() && memchr::memchr(0x1b, text.as_bytes()).is_some();
    if stateful {
        let encoding = named.map_or_else(|| detect(text.as_bytes()), |(encoding, _)| encoding);
        if !encoding.is_ascii_compatible() {
            let source = named.map_or(CharsetSource::Detected, |(_, source)| source);
            return decoded(text.as_bytes(), encoding, source);
        }
    }
    let source = match named {
        Some((encoding, source)) if encoding == UTF_8 => source,
        _ => CharsetSource::ValidUtf8,
    };
    CharsetText { text, charset: UTF_8.name(), source, invalid: false }
}

/// The encoding of a label, or of the `charset=` parameter of a whole `Content-Type`.
fn from_label(label: &str) -> Option<&'static Encoding> {
    let lower = label.to_ascii_lowercase();
    let name = lower.split_once("charset=").map_or(lower.as_str(), |(_, value)| value);
    let name = name.split(';').next()?.trim().trim_matches(['"', '\'']);
    Encoding::for_label_no_replacement(name.as_bytes())
        .filter(|encoding| *encoding != UTF_16BE && *encoding != UTF_16LE)
}

/// The encoding that `<meta charset>`, `<meta http-equiv>` or `<?xml encoding>` declares.
fn declaration(bytes: &[u8], markup: Markup) -> Option<&'static Encoding> {
    if markup == Markup::Text {
        return None;
    }
    let head = bytes.get(..PRESCAN_BYTES).unwrap_or(bytes).to_ascii_lowercase();
    let mut rest = head.as_slice();
    while let Some(at) = memchr::memchr(b'<', rest) {
        let tag = rest.get(at..)?;
        let end = memchr::memchr(b'>', tag).unwrap_or(tag.len());
        let body = tag.get(..end)?;
        let attribute: Option<&[u8]> = if body.starts_with(b"<!--") {
            let length = memmem::find(tag, b"-->").map_or(tag.len(), |length| length + 3);
            rest = tag.get(length..)?;
            continue;
        } else if body.starts_with(b"<meta") {
            Some(b"charset")
        } else if body.starts_with(b"<?xml") {
            Some(b"encoding")
        } else {
            None
        };
        if let Some(encoding) = attribute.and_then(|name| attribute_value(body, name)).and_then(from_label) {
            return Some(encoding);
        }
        rest = tag.get(end.max(1)..)?;
    }
    None
}

/// What stands behind `name =` in a tag, without quotes.
fn attribute_value<'a>(tag: &'a [u8], name: &[u8]) -> Option<&'a str> {
    let after = tag.get(memmem::find(tag, name)? + name.len()..)?;
    let value = after.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let end = value.iter().position(|b| matches!(b, b'"' | b'\'' | b';' | b'/' | b' ' | b'>' | b'?'));
    std::str::from_utf8(value.get(..end.unwrap_or(value.len()))?).ok()
}

/// Whether a named encoding can be right: a declared UTF-8 or other multi-byte charset must not have
/// more than a few broken sequences, since then the statistics know better.
fn fits(encoding: &'static Encoding, bytes: &[u8]) -> bool {
    let sample = bytes.get(..DETECTION_BYTES).unwrap_or(bytes);
    let high = sample.iter().filter(|b| **b >= 0x80).count();
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let broken = text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    broken * 10 <= high
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let sample = bytes.get(..DETECTION_BYTES).unwrap_or(bytes);
    let first_high = sample.iter().position(|b| *b >= 0x80 || *b == 0x1b);
    let sample = if first_high.is_some() {
        sample
    } else {
        let start = bytes.iter().position(|b| *b >= 0x80).unwrap_or_default();
        let window = bytes.get(start..).unwrap_or_default();
        window.get(..DETECTION_BYTES).unwrap_or(window)
    };
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(sample, true);
    detector.guess(None, Utf8Detection::Allow)
}

/// UTF-16 without a byte order mark shows as NULs that stand at even or at odd places only.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..BINARY_SAMPLE_BYTES).unwrap_or(bytes);
    let pairs = sample.len() / 2;
    if pairs < 2 || bytes.len() % 2 == 1 || memchr::memchr(0, sample).is_none() {
        return None;
    }
    let (mut even, mut odd) = (0, 0);
    for pair in sample.chunks_exact(2) {
        even += usize::from(pair.first() == Some(&0));
        odd += usize::from(pair.last() == Some(&0));
    }
    let encoding = match (even * 100 >= pairs * UTF16_NUL_PERCENT, odd * 100 >= pairs * UTF16_NUL_PERCENT) {
        (true, false) if odd == 0 => UTF_16BE,
        (false, true) if even == 0 => UTF_16LE,
        _ => return None,
    };
    let (text, broken) = encoding.decode_without_bom_handling(sample.get(..pairs * 2)?);
    let controls = text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
    (!broken && controls * 100 <= text.len() * CONTROL_PERCENT).then_some(encoding)
}

fn refuse_binary(bytes: &[u8]) -> Result<(), NotText> {
    if let Some((_, found)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(NotText { found });
    }
    let sample = bytes.get(..BINARY_SAMPLE_BYTES).unwrap_or(bytes);
    let nuls = memchr::memchr_iter(0, sample).count();
    let controls = sample
        .iter()
        .filter(|b| **b < 0x20 && !matches!(**b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b))
        .count();
    if nuls * 100 > sample.len() * CONTROL_PERCENT {
        return Err(NotText { found: "NUL bytes" });
    }
    if controls * 100 > sample.len() * CONTROL_PERCENT {
        return Err(NotText { found: "control bytes" });
    }
    Ok(())
}

fn decoded(body: &[u8], encoding: &'static Encoding, source: CharsetSource) -> CharsetText {
    let (text, invalid) = encoding.decode_without_bom_handling(body);
    CharsetText { text: text.into_owned(), charset: encoding.name(), source, invalid }
}
