//! From bytes to text: byte order mark, label, declaration, valid UTF-8, detection, in this order.
//!
//! The order is that of the WHATWG encoding sniffing algorithm, with one difference: bytes that are
//! valid UTF-8 beyond ASCII are UTF-8, whatever a label or declaration says, because text of another
//! charset is practically never valid UTF-8 by chance, and a wrong label is common.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use memchr::memmem;
use tamis_core::Markup;

use crate::{CharsetSource, CharsetText, NotText};

/// Bytes at the start that are searched for a declaration: the figure of the WHATWG prescan.
const PRESCAN_BYTES: usize = 1024;
/// Bytes that are looked at to tell text from binary data. Guess: enough for any header.
const BINARY_SAMPLE_BYTES: usize = 64 * 1024;
/// Share of control bytes, NUL among them, above which a sample is no text, in percent. Guess: text
/// has none, and bytes that are evenly spread have 10.
const CONTROL_PERCENT: usize = 5;
/// Share of NUL bytes at even or odd places from which on unmarked bytes are UTF-16, in percent.
/// Guess: Latin script has nearly 100, other scripts the share of their blanks and punctuation.
const UTF16_NUL_PERCENT: usize = 12;
/// Bytes that are given to the statistical detector. It settles within a few kB; the limit bounds cost.
const DETECTION_BYTES: usize = 256 * 1024;

/// Well-formed sequences of UTF-8 for each broken one from which on bytes are UTF-8. Guess: in other
/// charsets the broken ones are more.
const UTF8_SEQUENCES_PER_BROKEN: usize = 2;

/// First bytes of file formats that are no text.
const MAGIC: &[(&[u8], &str)] = &[
    (b"%PDF-1.", "PDF"),
    (b"%PDF-2.", "PDF"),
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
    if is_nearly_utf8(&bytes) {
        let text = repaired_utf8(&bytes);
        return Ok(CharsetText {
            text,
            charset: UTF_8.name(),
            source: CharsetSource::ValidUtf8,
            invalid: true,
        });
    }
    let labelled = label.and_then(from_label).map(|encoding| (encoding, CharsetSource::Label));
    let declared = || declaration(&bytes, markup).map(|encoding| (encoding, CharsetSource::Declaration));
    let named = labelled.or_else(declared).filter(|(encoding, _)| fits(encoding, &bytes));
    let (encoding, source) = named.unwrap_or_else(|| (detect(&bytes), CharsetSource::Detected));
    Ok(decoded(&bytes, encoding, source))
}

/// Whether bytes are UTF-8 but for a few.
fn is_nearly_utf8(bytes: &[u8]) -> bool {
    let (mut sequences, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        sequences += chunk.valid().bytes().filter(|b| *b >= 0xc2).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sequences > 0 && sequences >= broken * UTF8_SEQUENCES_PER_BROKEN
}

/// UTF-8 with its strays: a single byte is a character of Windows-1252 that was pasted in, half a
/// sequence is U+FFFD.
fn repaired_utf8(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        match chunk.invalid() {
            [] => {}
            [stray] => {
                text.push_str(&WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(stray)).0);
            }
            _ => text.push(char::REPLACEMENT_CHARACTER),
        }
    }
    text
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
    // Text may be all ASCII for long before it begins to tell.
    let telling = bytes.iter().position(|b| *b >= 0x80 || *b == 0x1b).unwrap_or_default();
    let start = telling.saturating_sub(DETECTION_BYTES / 2);
    let window = bytes.get(start..).unwrap_or_default();
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(window.get(..DETECTION_BYTES).unwrap_or(window), true);
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
    let sample = bytes.get(..BINARY_SAMPLE_BYTES).unwrap_or(bytes);
    // In sums of a byte, which the compiler turns into vector instructions.
    let is_control = |b: &u8| matches!(b, 0..=0x08 | 0x0e..=0x1a | 0x1c..=0x1f);
    let in_chunk = |chunk: &[u8]| chunk.iter().map(|b| u8::from(is_control(b))).sum::<u8>();
    let controls =
        sample.chunks(usize::from(u8::MAX)).map(|chunk| usize::from(in_chunk(chunk))).sum::<usize>();
    if let Some((magic, found)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        // Some of these are words (`ID3`, `OggS`) that a text may begin with.
        if controls > 0 || !magic.is_ascii() || magic.starts_with(b"%PDF") {
            return Err(NotText { found });
        }
    }
    if controls * 100 > sample.len() * CONTROL_PERCENT {
        let nuls = memchr::memchr_iter(0, sample).count();
        let found = if nuls * 2 > controls { "NUL bytes" } else { "control bytes" };
        return Err(NotText { found });
    }
    Ok(())
}

fn decoded(body: &[u8], encoding: &'static Encoding, source: CharsetSource) -> CharsetText {
    let (text, invalid) = encoding.decode_without_bom_handling(body);
    CharsetText { text: text.into_owned(), charset: encoding.name(), source, invalid }
}

#[cfg(test)]
mod tests {
    use super::CharsetSource::{ByteOrderMark, Declaration, Detected, Label, ValidUtf8};
    use super::*;

    fn check(bytes: &[u8], label: Option<&str>, expect: (&str, &str, CharsetSource)) {
        let found = decode(bytes.to_vec(), label, Markup::Unknown).expect("text");
        assert_eq!((found.text.as_str(), found.charset, found.source), expect);
    }

    fn bytes_in(label: &str, text: &str) -> Vec<u8> {
        Encoding::for_label(label.as_bytes()).expect("a charset").encode(text).0.into_owned()
    }

    #[test]
    fn marks_come_first() {
        check(b"\xef\xbb\xbfna\xc3\xafve", Some("latin-1"), ("naïve", "UTF-8", ByteOrderMark));
        check(b"\xff\xfea\0\xe9\0", None, ("aé", "UTF-16LE", ByteOrderMark));
        check(b"\xfe\xff\0a\0\xe9", None, ("aé", "UTF-16BE", ByteOrderMark));
    }

    #[test]
    fn unmarked_utf_16_is_seen() {
        let text = "Plain words, naïve";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&little, None, (text, "UTF-16LE", Detected));
        check(&big, Some("utf-8"), (text, "UTF-16BE", Detected));
        let text = "Привет, как дела? Всё хорошо, спасибо.";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&little, None, (text, "UTF-16LE", Detected));
    }

    #[test]
    fn labels_and_declarations_name_other_charsets() {
        check(b"caf\xe9", Some("ISO-8859-1"), ("café", "windows-1252", Label));
        check(b"caf\xe9", Some("text/html; charset=\"latin1\""), ("café", "windows-1252", Label));
        let russian = bytes_in("windows-1251", "<meta charset=windows-1251>Привет");
        check(&russian, None, ("<meta charset=windows-1251>Привет", "windows-1251", Declaration));
        let text = "<?xml version='1.0' encoding='koi8-r'?>Привет";
        check(&bytes_in("koi8-r", text), None, (text, "KOI8-R", Declaration));
        let text = "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=shift_jis\">日本語";
        check(&bytes_in("shift_jis", text), None, (text, "Shift_JIS", Declaration));
        let text = "<!-- <meta charset=koi8-r> --><META CHARSET = 'iso-8859-2'>Łódź";
        check(&bytes_in("iso-8859-2", text), None, (text, "ISO-8859-2", Declaration));
        let text = bytes_in("iso-2022-jp", "日本語");
        check(&text, Some("iso-2022-jp"), ("日本語", "ISO-2022-JP", Label));
    }

    #[test]
    fn a_wrong_label_does_no_harm() {
        check("naïve".as_bytes(), Some("latin-1"), ("naïve", "UTF-8", ValidUtf8));
        check("naïve".as_bytes(), Some("utf8"), ("naïve", "UTF-8", Label));
        check("naïve".as_bytes(), Some("no such"), ("naïve", "UTF-8", ValidUtf8));
        check("<meta charset=gbk>日本".as_bytes(), None, ("<meta charset=gbk>日本", "UTF-8", ValidUtf8));
        check(
            b"Caf\xe9 cr\xe8me, tr\xe8s bon march\xe9",
            Some("utf-8"),
            ("Café crème, très bon marché", "windows-1252", Detected),
        );
    }

    #[test]
    fn statistics_find_the_rest() {
        for (charset, text) in [
            ("windows-1251", "Съешь ещё этих мягких французских булок, да выпей чаю."),
            ("shift_jis", "これは日本語の文章です。文字コードを判定します。"),
            ("gb18030", "这是一个用来测试字符集检测的中文句子。"),
            ("euc-kr", "이것은 한국어 문장입니다. 문자 집합을 판별합니다."),
            ("windows-1250", "Příliš žluťoučký kůň úpěl ďábelské ódy."),
        ] {
            let found = decode(bytes_in(charset, text), None, Markup::Text).expect("text");
            assert_eq!(found.text, text, "{charset}");
        }
    }

    #[test]
    fn a_few_broken_bytes_do_not_change_the_charset() {
        let found = decode(
            b"na\xc3\xafve \xe2\x80\x9cyes\xe2\x80\x9d caf\xc3\xa9, we\x92re \xe2\x80".to_vec(),
            None,
            Markup::Text,
        );
        let found = found.expect("text");
        assert_eq!((found.text.as_str(), found.invalid), ("naïve “yes” café, we’re \u{fffd}", true));
    }

    #[test]
    fn binary_data_is_refused() {
        let found = |bytes: &[u8]| decode(bytes.to_vec(), None, Markup::Unknown).map_err(|error| error.found);
        assert_eq!(found(b"%PDF-1.7\n%abc"), Err("PDF"));
        assert_eq!(found(b"\x89PNG\r\n\x1a\n\0\0"), Err("PNG"));
        assert_eq!(found(b"PK\x03\x04\x14\0"), Err("ZIP"));
        assert_eq!(found(b"a\0b\0\0\0c\0\0"), Err("NUL bytes"));
        assert_eq!(found(&(0..=255).collect::<Vec<u8>>()), Err("control bytes"));
        assert!(found(b"ID3 tags are read first").is_ok());
        assert!(found(b"").is_ok());
        assert!(found(b"one \0 stray in a long enough text").is_ok());
    }
}
