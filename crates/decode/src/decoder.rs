use tamis_core::{ConfigError, Line, Markup};

use crate::{CharsetText, DecodeConfig, Decoded, NotText, StepCounts, WholeDocument, charset};

/// Finds out what text bytes meant. Immutable; share one between threads.
#[derive(Debug, Clone)]
pub struct Decoder {
    config: DecodeConfig,
}

impl Decoder {
    /// A decoder with these switches.
    ///
    /// # Errors
    /// None today: every combination of switches works.
    pub fn new(config: DecodeConfig) -> Result<Decoder, ConfigError> {
        Ok(Decoder { config })
    }

    /// The text of bytes in an unknown charset. `label` is what came with them from outside: a
    /// charset name or a whole `Content-Type`.
    ///
    /// The order: byte order mark, label, `<meta charset>` or `<?xml encoding>` unless `markup` says
    /// plain text, statistics. Bytes that are valid UTF-8 are UTF-8 whatever they are labelled.
    ///
    /// # Errors
    /// [`NotText`] for known binary formats and for bytes full of NULs or control bytes.
    pub fn charset(
        &self,
        bytes: Vec<u8>,
        label: Option<&str>,
        markup: Markup,
    ) -> Result<CharsetText, NotText> {
        charset::decode(bytes, label, markup)
    }

    /// Whether a text is HTML or plain text; never [`Markup::Unknown`].
    pub fn sniff_markup(&self, text: &str) -> Markup {
        let head: String = text.trim_start().chars().take(64).collect::<String>().to_ascii_lowercase();
        if ["<!doctype", "<html", "<head", "<body"].iter().any(|tag| head.starts_with(tag)) {
            Markup::Html
        } else {
            Markup::Text
        }
    }

    /// A whole document that had been percent-encoded or entity-escaped, decoded to HTML.
    pub fn whole_document(&self, _text: &str) -> Option<WholeDocument> {
        None
    }

    /// A plain text document as decoded lines.
    pub fn lines(&self, text: &str) -> Decoded {
        let _ = &self.config;
        let lines = text.lines().zip(0..).map(|(line, at)| Line::plain(line, at)).collect();
        Decoded { lines, steps: StepCounts::default() }
    }

    /// The text of one block of HTML, or `None` when decoding changes nothing.
    pub fn block_text(&self, _text: &str, _steps: &mut StepCounts) -> Option<Vec<Line>> {
        None
    }
}
