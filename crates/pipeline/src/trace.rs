//! Every block of a document with its verdict: the rows of `trace.jsonl.zst`, and what `tamis inspect` shows.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use tamis_core::{Action, Block, CharSpan, Decision, DecodeNote, Layout, Markup, Reason, Stage, Verdict};
use tamis_strip::Explanation;

use crate::Cleaned;
use crate::filter::Scalars;
use crate::ledger::json_line;

/// One document, all its blocks in reading order, kept ones too: a row of `trace.jsonl.zst`.
///
/// Names of stages, reasons, kinds, flags and encodings are the stable ones of the project.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TracedDocument<'a> {
    /// Its id.
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    /// Where it is from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Cow<'a, str>>,
    /// Whose it is, as its row says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Cow<'a, str>>,
    /// Its headline, or else the title that it states.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Cow<'a, str>>,
    /// `html` or `text`.
    pub markup: Cow<'a, str>,
    /// Names of its flags.
    pub flags: Vec<Cow<'a, str>>,
    /// Blocks of a higher score go, as far as the judge decides; absent or null if no score decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// Its blocks.
    pub blocks: Vec<TracedBlock<'a>>,
}

/// One block of a [`TracedDocument`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TracedBlock<'a> {
    /// First Unicode scalar in the document text.
    pub start: u64,
    /// The scalar after its last.
    pub end: u64,
    /// Line of the input, from 1; 0 if it is not known.
    pub line: u32,
    /// Name of its kind.
    #[serde(borrow)]
    pub kind: Cow<'a, str>,
    /// `keep`, `drop` or `edit`.
    pub verdict: Cow<'a, str>,
    /// How strongly it looks as if it did not belong, 0..=1, three decimals.
    pub score: f64,
    /// Name of the stage that gave the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Cow<'a, str>>,
    /// Name of the reason; a kept block has one if it was in doubt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Cow<'a, str>>,
    /// A few words that name a figure or a matched place.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub evidence: Cow<'a, str>,
    /// Whether a blank line stands before it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gap_before: bool,
    /// What stands before its text in the document text, such as `- `.
    pub marker: Cow<'a, str>,
    /// Its text, before edits.
    pub text: Cow<'a, str>,
    /// What is changed inside it, ascending and apart from each other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<TracedEdit<'a>>,
    /// What it was decoded from, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decoded: Option<TracedDecoding<'a>>,
    /// How likely the model takes it for content, 0..=1, three decimals, if causes were asked for and a model judged it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p: Option<f64>,
    /// What moved its score most, strongest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<TracedCause<'a>>,
}

/// One change inside a block that stays.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TracedEdit<'a> {
    /// First Unicode scalar in the document text.
    pub start: u64,
    /// The scalar after its last.
    pub end: u64,
    /// What stands there afterwards; empty for a removal.
    #[serde(borrow)]
    pub replacement: Cow<'a, str>,
    /// Name of the reason.
    pub reason: Cow<'a, str>,
    /// How sure, 0..=1, three decimals.
    #[serde(default)]
    pub score: f64,
    /// A few words that name a figure or a matched place.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub evidence: Cow<'a, str>,
}

/// What a block was decoded from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TracedDecoding<'a> {
    /// Name of the reason.
    #[serde(borrow)]
    pub reason: Cow<'a, str>,
    /// How many layers were taken off.
    pub layers: u32,
    /// Name of the outermost encoding.
    pub encoding: Cow<'a, str>,
    /// The beginning of what stood there, at most 80 scalars and then `…`.
    pub original: Cow<'a, str>,
}

/// One feature of the model that moved the score of a block.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TracedCause<'a> {
    /// What it adds to the log-odds of the block being content, two decimals; negative speaks against it.
    pub push: f64,
    /// Name and value in words, such as `link density 0.82`.
    #[serde(borrow)]
    pub words: Cow<'a, str>,
}

/// Unicode scalars of an original that a trace shows.
const ORIGINAL_SHOWN: usize = 80;

#[expect(clippy::ptr_arg, reason = "serde hands over references")]
fn is_empty(text: &Cow<'_, str>) -> bool {
    text.is_empty()
}

impl<'a> TracedDocument<'a> {
    /// What became of every block of a document; `explained` says why, for each block or for none
    /// ([`crate::Cleaner::explain`]).
    pub fn of(cleaned: &'a Cleaned, explained: &'a [Option<Explanation>]) -> Self {
        let document = &cleaned.document;
        let meta = &document.meta;
        let spans = Layout::new(&document.blocks).spans();
        let blocks = document.blocks.iter().zip(&cleaned.verdicts).zip(&spans).enumerate();
        TracedDocument {
            id: meta.id.as_str().into(),
            url: meta.url.as_deref().map(Into::into),
            source: meta.source.as_deref().map(Into::into),
            title: meta.facts.headline.as_deref().or(meta.title.as_deref()).map(Into::into),
            markup: if document.markup == Markup::Html { "html" } else { "text" }.into(),
            flags: document.flags.iter().map(|flag| flag.name().into()).collect(),
            threshold: cleaned.threshold.filter(|threshold| threshold.is_finite()).map(rounded),
            blocks: blocks
                .map(|(at, ((block, verdict), span))| {
                    let explanation = explained.get(at).and_then(Option::as_ref);
                    let causes = explanation.map_or(&[][..], |explanation| &explanation.causes);
                    let causes = causes.iter().map(|cause| TracedCause {
                        push: (f64::from(cause.push) * 100.0).round() / 100.0,
                        words: cause.words.as_str().into(),
                    });
                    TracedBlock {
                        causes: causes.collect(),
                        p: explanation.map(|explanation| rounded(explanation.probability)),
                        ..traced(block, verdict, *span)
                    }
                })
                .collect(),
        }
    }

    /// The row, one line of JSON with its line feed.
    pub fn to_json_line(&self) -> Vec<u8> {
        json_line(self)
    }
}

fn traced<'a>(block: &'a Block, verdict: &'a Verdict, span: CharSpan) -> TracedBlock<'a> {
    let marker = block.marker.as_str();
    let edits = match &verdict.decision {
        Decision::Edit(edits) => edits.as_slice(),
        Decision::Keep | Decision::Drop => &[],
    };
    let first = span.start + marker.len() as u64;
    // Edits are in order, so that the text is counted once, however many there are.
    let mut scalars = Scalars::new(&block.text);
    TracedBlock {
        start: span.start,
        end: span.end,
        line: block.origin.first_line,
        kind: block.kind.name().into(),
        verdict: match verdict.decision {
            Decision::Keep => "keep",
            Decision::Drop => Action::Drop.name(),
            Decision::Edit(_) => Action::Edit.name(),
        }
        .into(),
        score: rounded(verdict.score),
        stage: verdict.reason.map(Reason::stage).map(Stage::name).map(Into::into),
        reason: verdict.reason.map(Reason::name).map(Into::into),
        evidence: verdict.evidence.as_str().into(),
        gap_before: block.gap_before,
        marker: marker.into(),
        text: block.text.as_str().into(),
        edits: edits
            .iter()
            .map(|edit| TracedEdit {
                start: first + scalars.at(edit.range.start),
                end: first + scalars.at(edit.range.end),
                replacement: edit.replacement.as_str().into(),
                reason: edit.reason.name().into(),
                score: rounded(edit.score),
                evidence: edit.evidence.as_str().into(),
            })
            .collect(),
        decoded: block.note.as_deref().map(decoding),
        p: None,
        causes: Vec::new(),
    }
}

fn decoding(note: &DecodeNote) -> TracedDecoding<'_> {
    TracedDecoding {
        reason: note.reason.name().into(),
        layers: u32::from(note.layers),
        encoding: note.encoding.name().into(),
        original: beginning(&note.original),
    }
}

/// As much of an original as a trace shows.
pub(crate) fn beginning(original: &str) -> Cow<'_, str> {
    match original.char_indices().nth(ORIGINAL_SHOWN) {
        Some((end, _)) => format!("{}…", original.get(..end).unwrap_or_default()).into(),
        None => original.into(),
    }
}

/// Three decimals, so that the figure reads the same everywhere.
fn rounded(score: f32) -> f64 {
    (f64::from(score) * 1000.0).round() / 1000.0
}
