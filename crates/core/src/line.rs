use std::sync::Arc;

use crate::{BlockKind, Reason};

/// One line of plain text after decoding, with where it came from.
///
/// An encoded HTML fragment that stood on one input line becomes several of these, which share one
/// [`DecodeNote`] by pointer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The text, without line break.
    pub text: String,
    /// 0-based line of the input that it came from.
    pub source_line: u32,
    /// What the tags of a decoded fragment said the line is, if they said anything.
    pub kind: Option<BlockKind>,
    /// How the line was decoded, if it was.
    pub note: Option<Arc<DecodeNote>>,
}

/// What decoding did to one stretch of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeNote {
    /// `percent-decoded`, `entity-decoded`, `markup-decoded`, `mojibake-repaired` or `encoded-too-deep`.
    pub reason: Reason,
    /// The outermost encoding.
    pub encoding: Encoding,
    /// Layers of encoding that were undone, 1..=4.
    pub layers: u8,
    /// Whether the whole line was encoded, rather than a run inside it.
    pub whole_line: bool,
    /// The stretch of the input as it was found.
    pub original: String,
}

/// How a stretch of text had been encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// `%3Cp%3E`, bytes in hexadecimal (RFC 3986, `encodeURIComponent`).
    Percent,
    /// The same with `+` for a blank (`application/x-www-form-urlencoded`).
    Form,
    /// `%u1ED9`, the old JavaScript `escape()`.
    JsEscape,
    /// HTML character references.
    Entity,
    /// HTML tags standing in plain text.
    Markup,
    /// UTF-8 read as Latin-1 or Windows-1252.
    Mojibake,
}

impl Encoding {
    /// Stable lower-case name.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Percent => "percent",
            Encoding::Form => "form",
            Encoding::JsEscape => "js-escape",
            Encoding::Entity => "entity",
            Encoding::Markup => "markup",
            Encoding::Mojibake => "mojibake",
        }
    }
}

impl Line {
    /// A line that decoding left alone.
    pub fn plain(text: impl Into<String>, source_line: u32) -> Self {
        Line { text: text.into(), source_line, kind: None, note: None }
    }
}
