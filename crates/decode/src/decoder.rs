use tamis_core::{ConfigError, Line, Markup};

use crate::markup::Provenance;
use crate::mojibake::Mojibake;
use crate::settle::Steps;
use crate::{
    CharsetText, DecodeConfig, Decoded, NotText, StepCounts, WholeDocument, charset, document, line_list,
};

/// Finds out what text bytes meant. Immutable; share one between threads.
#[derive(Debug, Clone)]
pub struct Decoder {
    config: DecodeConfig,
    mojibake: Mojibake,
}

impl Decoder {
    /// A decoder with these switches.
    ///
    /// # Errors
    /// None today: every combination of switches works.
    pub fn new(config: DecodeConfig) -> Result<Decoder, ConfigError> {
        Ok(Decoder { config, mojibake: Mojibake::new() })
    }

    /// The text of bytes in an unknown charset. `label` is what came with them from outside: a
    /// charset name or a whole `Content-Type`.
    ///
    /// The order: byte order mark, label, `<meta charset>` or `<?xml encoding>` unless `markup` says
    /// plain text, statistics. Bytes that are valid UTF-8 are UTF-8 whatever they are labelled, and
    /// are not copied.
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

    /// Whether a text is HTML or plain text; never [`Markup::Unknown`]. Looks at the first 16 kB.
    pub fn sniff_markup(&self, text: &str) -> Markup {
        document::sniffed(text)
    }

    /// A whole document that had been percent-encoded or entity-escaped, decoded to HTML as far as
    /// its tags show. `None` for everything else, at the cost of a look at the first bytes.
    pub fn whole_document(&self, text: &str) -> Option<WholeDocument> {
        document::opened(text).filter(|found| match found.note.reason {
            tamis_core::Reason::EntityDecoded => self.config.entities,
            _ => self.config.percent,
        })
    }

    /// A plain text document as decoded lines.
    ///
    /// Lines end at LF, CR LF, CR, VT, FF, NEL, U+2028 and U+2029; a line that is blank in the input
    /// is an empty line in the output, and an encoded line that says nothing (`%3Cbr%3E`) is one too.
    /// Blanks at both ends go, except an indentation of a tab or four blanks. Fenced code blocks stay
    /// as they are.
    pub fn lines(&self, text: &str) -> Decoded {
        line_list::decoded(text, self.steps(Provenance::Raw), true)
    }

    /// The text of one block of HTML, already parsed, or `None` when decoding changes nothing. What
    /// it changes is added to `steps`; line numbers count within the block, from 0.
    ///
    /// Not meant for preformatted blocks: blanks at the ends of lines go. Single pairs of tags in the
    /// text of a block stay, because somebody wrote them to be seen.
    pub fn block_text(&self, text: &str, steps: &mut StepCounts) -> Option<Vec<Line>> {
        let decodable =
            |b: u8| b >= 0x7f || (b < 0x20 && b != b'\n' && b != b'\t') || matches!(b, b'%' | b'&' | b'<');
        if !text.bytes().any(decodable) {
            return None;
        }
        let decoded = line_list::decoded(text, self.steps(Provenance::Block), false);
        if decoded.lines.iter().all(|line| line.note.is_none()) && decoded.text() == text {
            return None;
        }
        *steps += decoded.steps;
        Some(decoded.lines)
    }

    fn steps(&self, provenance: Provenance) -> Steps<'_> {
        Steps { config: &self.config, mojibake: &self.mojibake, weak_percent: true, provenance }
    }
}
