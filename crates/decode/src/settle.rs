//! One line, decoded layer by layer until nothing is left to decode.
//!
//! Every step is a function of the line alone, and a line is finished when no step changes it; so
//! decoding a finished line again changes nothing. A line that needs more than [`MOST_LAYERS`]
//! layers is given back as it was before the first, and will be again the next time.

use tamis_core::{BlockKind, Encoding, Reason};

use crate::markup::{self, Provenance, is_markup};
use crate::mojibake::Mojibake;
use crate::{DecodeConfig, StepCounts, characters, entity, percent};

/// Layers of percent encoding, references and mojibake that are undone, by decision of the contract.
/// The first parsing of HTML is not a layer; each further one is.
pub(crate) const MOST_LAYERS: u8 = 4;
/// Rounds of the characters step that a text may need to settle; two have always been enough.
const MOST_ROUNDS: usize = 8;

/// More than [`MOST_LAYERS`] layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooDeep;

/// The tools and switches of the steps.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Steps<'a> {
    pub(crate) config: &'a DecodeConfig,
    pub(crate) mojibake: &'a Mojibake,
    /// Whether weak evidence of percent encoding counts.
    pub(crate) weak_percent: bool,
    /// What kind of text the line is taken from.
    pub(crate) provenance: Provenance,
}

/// A line that one input line became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    pub(crate) kind: Option<BlockKind>,
}

/// What the steps did to a line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Trace {
    pub(crate) steps: StepCounts,
    /// The first encoding found.
    pub(crate) first: Option<(Reason, Encoding)>,
    /// The line was encoded as a whole, not only a run in it.
    pub(crate) whole_line: bool,
    /// Some layer of percent encoding was undone on weak evidence alone.
    pub(crate) weak: bool,
    /// Most layers that any piece needed.
    pub(crate) layers: u8,
}

impl Trace {
    fn found(&mut self, reason: Reason, encoding: Encoding, whole_line: bool) {
        if self.first.is_none() {
            self.first = Some((reason, encoding));
        }
        self.whole_line |= whole_line;
    }
}

/// A text on its way.
struct Work {
    text: String,
    kind: Option<BlockKind>,
    layers: u8,
    parsed: bool,
    provenance: Provenance,
}

impl Work {
    fn next_layer(&mut self, text: String, trace: &mut Trace) -> Result<(), TooDeep> {
        if self.layers == MOST_LAYERS {
            return Err(TooDeep);
        }
        self.layers += 1;
        trace.layers = trace.layers.max(self.layers);
        self.text = text;
        Ok(())
    }
}

impl Steps<'_> {
    /// Mojibake, characters and blanks at the ends, settled: what every test of a line sees. `None`
    /// if at most blanks at the ends go; beyond [`MOST_LAYERS`] layers of mojibake, the error is the
    /// line but for its control characters.
    pub(crate) fn plain(&self, line: &str, trace: &mut Trace) -> Result<Option<String>, String> {
        if self.is_plain(line) {
            return Ok(None);
        }
        let line = characters::without_controls(line, &mut trace.steps).unwrap_or_else(|| line.to_owned());
        let mut work = self.work(line.clone());
        let before = trace.clone();
        if self.settle_characters(&mut work, trace).is_ok() {
            Ok(Some(work.text))
        } else {
            *trace = before;
            Err(line)
        }
    }

    /// A quick test that is true only for lines that [`Steps::plain`] leaves alone, and for most of those.
    pub(crate) fn is_plain(&self, line: &str) -> bool {
        characters::is_settled(line) && !(self.config.mojibake && Mojibake::may_hold(line))
    }

    fn work(&self, text: String) -> Work {
        Work { text, kind: None, layers: 0, parsed: false, provenance: self.provenance }
    }

    /// All pieces of a plain line, settled. Layers of mojibake around the whole line, which
    /// [`Steps::plain`] has undone, do not count here, so that the plain line is worth as much as the
    /// line it was made from.
    pub(crate) fn settled(&self, plain: &str, trace: &mut Trace) -> Result<Vec<Piece>, TooDeep> {
        let mut done = Vec::new();
        let mut waiting = vec![self.work(plain.to_owned())];
        while let Some(mut work) = waiting.pop() {
            if let Some(parts) = self.one_step(&mut work, trace)? {
                waiting.extend(parts.into_iter().rev());
            } else {
                done.push(Piece { text: work.text, kind: work.kind });
            }
        }
        Ok(done)
    }

    /// Takes the text as far as it goes in one piece; gives its parts if it falls into several.
    fn one_step(&self, work: &mut Work, trace: &mut Trace) -> Result<Option<Vec<Work>>, TooDeep> {
        loop {
            let has_lines = characters::has_line_end(&work.text);
            if has_lines && !self.is_markup(work) {
                return Ok(Some(split(work)));
            }
            if !has_lines {
                self.settle_characters(work, trace)?;
                if characters::has_line_end(&work.text) {
                    continue;
                }
            }
            if !has_lines && self.undo_percent(work, trace)? {
                continue;
            }
            if self.is_markup(work) {
                return self.parse(work, trace).map(Some);
            }
            if !self.undo_references(work, trace)? {
                return Ok(None);
            }
        }
    }

    fn settle_characters(&self, work: &mut Work, trace: &mut Trace) -> Result<(), TooDeep> {
        for _ in 0..MOST_ROUNDS {
            if self.config.mojibake
                && let Some(text) = self.mojibake.repaired(&work.text)
            {
                trace.found(Reason::MojibakeRepaired, Encoding::Mojibake, false);
                trace.steps.mojibake += 1;
                work.next_layer(text, trace)?;
                continue;
            }
            let cleaned = characters::clean(&work.text, &mut trace.steps);
            let is_clean = cleaned.is_none();
            if let Some(text) = cleaned {
                work.text = text;
            }
            let trimmed = characters::trimmed(&work.text);
            if trimmed.len() < work.text.len() {
                work.text = trimmed.to_owned();
            } else if is_clean {
                return Ok(());
            }
        }
        Err(TooDeep)
    }

    fn undo_percent(&self, work: &mut Work, trace: &mut Trace) -> Result<bool, TooDeep> {
        if !self.config.percent {
            return Ok(false);
        }
        let Some(layer) = percent::decoded(&work.text, self.weak_percent) else { return Ok(false) };
        work.next_layer(layer.text, trace)?;
        work.provenance = Provenance::Encoded;
        trace.found(Reason::PercentDecoded, layer.encoding, layer.whole_line);
        trace.steps.percent += 1;
        trace.weak |= layer.weak;
        Ok(true)
    }

    fn undo_references(&self, work: &mut Work, trace: &mut Trace) -> Result<bool, TooDeep> {
        if !self.config.entities {
            return Ok(false);
        }
        let Some(text) = entity::decoded(&work.text) else { return Ok(false) };
        work.next_layer(text, trace)?;
        work.provenance = work.provenance.max(Provenance::Escaped);
        trace.found(Reason::EntityDecoded, Encoding::Entity, false);
        trace.steps.entities += 1;
        Ok(true)
    }

    fn is_markup(&self, work: &Work) -> bool {
        self.config.markup && is_markup(&work.text, work.provenance)
    }

    fn parse(&self, work: &mut Work, trace: &mut Trace) -> Result<Vec<Work>, TooDeep> {
        let text = std::mem::take(&mut work.text);
        let whole_line = text.trim_start().starts_with('<');
        if work.parsed {
            work.next_layer(String::new(), trace)?;
        }
        trace.found(Reason::MarkupDecoded, Encoding::Markup, whole_line);
        trace.steps.markup += 1;
        let part = |(text, kind): (String, Option<BlockKind>)| Work {
            text,
            kind: kind.or(work.kind),
            layers: work.layers,
            parsed: true,
            provenance: self.provenance,
        };
        Ok(markup::text_of(&text).into_iter().map(part).collect())
    }
}

fn split(work: &Work) -> Vec<Work> {
    let part = |text: &str| Work { text: text.to_owned(), ..*work };
    work.text.split(characters::is_line_end).filter(|line| !line.trim().is_empty()).map(part).collect()
}
