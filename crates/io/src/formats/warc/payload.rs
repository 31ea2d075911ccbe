//! Whether bytes are a document, by what is said of them and by what they are.

use tamis_core::Markup;

use super::fields::media_type;
use crate::formats::is_page;

/// What a body holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Payload {
    /// A page or a text.
    Document(Markup),
    /// Anything else: an image, a script, a feed.
    Other,
}

/// What files of other kinds begin with, that servers like to send as text.
const OTHER_STARTS: &[&[u8]] = &[
    b"%PDF-",
    b"%!PS",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"RIFF",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\xd0\xcf\x11\xe0",
    b"OggS",
    b"ID3",
    b"\0asm",
    b"\0\0\x01\0",
    b"wOFF",
    b"wOF2",
    b"WARC/1.",
];

/// What `media_type` (of the protocol) and `identified` (by whoever wrote the archive) say, against the bytes. What is
/// unmistakably a page is one, whatever is said.
pub(super) fn of(media_type_said: Option<&str>, identified: Option<&str>, bytes: &[u8]) -> Payload {
    if is_page(bytes) {
        return Payload::Document(Markup::Html);
    }
    if OTHER_STARTS.iter().any(|start| bytes.starts_with(start)) {
        return Payload::Other;
    }
    let identified = identified.map(|value| media_type(value).0);
    let said = media_type_said.filter(|said| !SAYS_NOTHING.contains(said));
    match said.or(identified.as_deref()).filter(|said| !SAYS_NOTHING.contains(said)) {
        Some("text/html" | "application/xhtml+xml" | "application/vnd.wap.xhtml+xml") => {
            Payload::Document(Markup::Html)
        }
        Some("text/plain") => Payload::Document(Markup::Unknown),
        None if media_type_said.is_none_or(|said| said != BINARY) && looks_like_text(bytes) => {
            Payload::Document(Markup::Unknown)
        }
        _ => Payload::Other,
    }
}

/// What is said of anything.
const BINARY: &str = "application/octet-stream";
/// Types that servers name when they know of none.
const SAYS_NOTHING: &[&str] =
    &["", BINARY, "unk", "unknown", "unknown/unknown", "*/*", "application/unknown"];
/// Bytes that are looked at to tell text from anything else, as browsers do.
const LOOKED_AT_BYTES: usize = 1445;

/// Whether there is a beginning without the bytes that the [standard for sniffing](https://mimesniff.spec.whatwg.org/)
/// calls binary.
pub(super) fn looks_like_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..LOOKED_AT_BYTES).unwrap_or(bytes);
    !head.iter().any(|byte| matches!(byte, 0..=8 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: Payload = Payload::Document(Markup::Html);
    const TEXT: Payload = Payload::Document(Markup::Unknown);

    fn check(said: &str, bytes: &[u8], expect: Payload) {
        let said = (said != "none").then_some(said);
        assert_eq!(of(said, None, bytes), expect, "{said:?} {}", bytes.escape_ascii());
    }

    #[test]
    fn type_and_content_tell_a_document() {
        check("text/html", b"words", PAGE);
        check("text/html", b"", PAGE);
        check("text/html", b"%PDF-1.4", Payload::Other);
        check("text/html", b"\x89PNG\r\n", Payload::Other);
        check("text/plain", b"words", TEXT);
        check("text/plain", b"<!DOCTYPE html><p>", PAGE);
        check("image/jpeg", b"<html><p>not found", PAGE);
        check("image/jpeg", b"\xff\xd8\xff", Payload::Other);
        check("application/json", b"{}", Payload::Other);
        check("text/xml", b"<?xml version='1.0'?><html>", PAGE);
        check("text/xml", b"<?xml version='1.0'?><rss>", Payload::Other);
        check("application/octet-stream", b"words", Payload::Other);
        check("none", b"words", TEXT);
        check("", b"words", TEXT);
        check("none", b"wor\0ds", Payload::Other);
    }

    #[test]
    fn what_the_archive_says_counts_where_the_server_says_nothing() {
        assert_eq!(of(Some(BINARY), Some("text/html"), b"words"), PAGE);
        assert_eq!(of(None, Some("application/pdf"), b"words"), Payload::Other);
        assert_eq!(of(Some("text/plain"), Some("text/html"), b"words"), TEXT);
    }
}
