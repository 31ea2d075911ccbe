//! A traced document as the review shows it: its figures, and cut to a size that a page can hold.

use std::borrow::Cow;

use serde::Deserialize;
use tamis_core::{Metadata, word_count};
use tamis_pipeline::{TracedBlock, TracedCause, TracedDecoding, TracedDocument, TracedEdit};

use super::choose::Marks;
use super::lines::size_of;
use super::sample::key;
use super::shorten::in_the_middle;
use crate::{ReportedBlock, ReviewedDocument};

/// Most bytes of JSON of one document.
const MOST_BYTES: usize = 96 << 10;
/// What of the text of a kept block is shown if its document is longer than that, in Unicode scalars.
const KEPT_SHOWN: usize = 600;
/// The same of a block that goes, if that was not enough. A guess.
const DROPPED_SHOWN: usize = 2_000;

/// As much of a row of a trace as tells whether it is worth showing.
#[derive(Debug, Deserialize)]
pub(super) struct Glance<'a> {
    #[serde(borrow)]
    pub(super) id: Cow<'a, str>,
    #[serde(default)]
    threshold: Option<f64>,
    #[serde(borrow)]
    blocks: Vec<BlockGlance<'a>>,
}

#[derive(Debug, Deserialize)]
struct BlockGlance<'a> {
    start: u64,
    #[serde(borrow)]
    verdict: Cow<'a, str>,
    score: f64,
    #[serde(borrow, default)]
    stage: Option<&'a str>,
    #[serde(borrow, default)]
    reason: Option<&'a str>,
    #[serde(borrow)]
    marker: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(borrow, default)]
    edits: Vec<EditGlance<'a>>,
}

#[derive(Debug, Deserialize)]
struct EditGlance<'a> {
    start: u64,
    end: u64,
    #[serde(borrow)]
    reason: Cow<'a, str>,
}

/// Words of a document and its closest call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) words_in: u64,
    pub(super) words_out: u64,
    /// In thousandths.
    pub(super) closest: Option<u32>,
}

impl Glance<'_> {
    /// Its figures, and by what it may be chosen; `gone_for` is the reason that the whole document went for.
    pub(super) fn marks(&self, seed: u64, gone_for: Option<&str>) -> (Figures, Marks) {
        let mut figures = Figures::default();
        let mut marks = Marks { key: key(&self.id, seed), ..Marks::default() };
        let mut note = |reason: &str| {
            if !marks.reasons.contains(reason) {
                marks.reasons.insert(reason.to_owned());
            }
        };
        gone_for.into_iter().for_each(&mut note);
        for block in &self.blocks {
            let words = word_count(&block.text) as u64;
            figures.words_in += words;
            match &*block.verdict {
                "drop" => marks.removed += words,
                "edit" => {
                    marks.removed += block.edits.iter().map(|edit| block.words_of(edit)).sum::<u64>();
                    block.edits.iter().for_each(|edit| note(&edit.reason));
                }
                _ => {}
            }
            if block.verdict != "keep" {
                block.reason.into_iter().for_each(&mut note);
            }
            let call = self.threshold.and_then(|threshold| block.distance(threshold));
            figures.closest = figures.closest.into_iter().chain(call).min();
        }
        figures.words_out = figures.words_in.saturating_sub(marks.removed);
        marks.loss =
            (marks.removed.min(figures.words_in) * 1_000_000).checked_div(figures.words_in).unwrap_or(0);
        marks.closest = figures.closest;
        (figures, marks)
    }
}

impl BlockGlance<'_> {
    /// How far its score is over the threshold, in thousandths, if it went for that. What stays is not asked: the threshold is
    /// the score of the last block that stays, so that the distance of that is always nothing.
    fn distance(&self, threshold: f64) -> Option<u32> {
        let went = self.verdict == "drop" && self.stage == Some("strip") && self.score > threshold;
        (went && self.score < 1.0).then(|| ((self.score - threshold) * 1000.0).round() as u32)
    }

    fn words_of(&self, edit: &EditGlance<'_>) -> u64 {
        let before = self.start + self.marker.chars().count() as u64;
        let at = |scalar: u64| usize::try_from(scalar.saturating_sub(before)).unwrap_or(usize::MAX);
        let (start, end) = (at(edit.start), at(edit.end));
        let gone: String = self.text.chars().skip(start).take(end.saturating_sub(start)).collect();
        word_count(&gone) as u64
    }
}

/// The document for the review, cut to size. What became of it is not said yet.
pub(super) fn reviewed(traced: TracedDocument<'_>, figures: Figures) -> ReviewedDocument {
    let owned = |text: Cow<'_, str>| text.into_owned();
    let url = traced.url.map(owned);
    let meta = Metadata { url, source: traced.source.map(owned), ..Metadata::default() };
    let mut document = ReviewedDocument {
        id: traced.id.into_owned(),
        host: meta.publisher(),
        url: meta.url,
        title: traced.title.map(owned),
        markup: traced.markup.into_owned(),
        flags: traced.flags.into_iter().map(owned).collect(),
        threshold: traced.threshold,
        words_in: figures.words_in,
        words_out: figures.words_out,
        closest: figures.closest.map(|closest| f64::from(closest) / 1000.0),
        blocks: traced.blocks.into_iter().map(owned_block).collect(),
        ..ReviewedDocument::default()
    };
    cut(&mut document, MOST_BYTES);
    document
}

/// Cuts a document to so many bytes of JSON: long texts that stay lose their middle, then those that go; then blocks are left out
/// at the end.
fn cut(document: &mut ReviewedDocument, most: usize) {
    for (verdict, shown) in [("keep", KEPT_SHOWN), ("drop", DROPPED_SHOWN)] {
        if size_of(document) <= most {
            return;
        }
        for block in document.blocks.iter_mut().filter(|block| block.verdict == verdict) {
            if let Some(short) = in_the_middle(&block.text, shown) {
                block.text = short.into();
            }
        }
    }
    let mut size = size_of(document);
    while size > most
        && let Some(block) = document.blocks.pop()
    {
        size -= size_of(&block).min(size) + 1;
        document.blocks_left_out += 1;
    }
}

fn owned_block(block: TracedBlock<'_>) -> ReportedBlock {
    fn owned(text: Cow<'_, str>) -> Cow<'static, str> {
        Cow::Owned(text.into_owned())
    }
    TracedBlock {
        start: block.start,
        end: block.end,
        line: block.line,
        kind: owned(block.kind),
        verdict: owned(block.verdict),
        score: block.score,
        stage: block.stage.map(owned),
        reason: block.reason.map(owned),
        evidence: owned(block.evidence),
        gap_before: block.gap_before,
        marker: owned(block.marker),
        text: owned(block.text),
        edits: block
            .edits
            .into_iter()
            .map(|edit| TracedEdit {
                start: edit.start,
                end: edit.end,
                replacement: owned(edit.replacement),
                reason: owned(edit.reason),
                score: edit.score,
                evidence: owned(edit.evidence),
            })
            .collect(),
        decoded: block.decoded.map(|decoded| TracedDecoding {
            reason: owned(decoded.reason),
            layers: decoded.layers,
            encoding: owned(decoded.encoding),
            original: owned(decoded.original),
        }),
        p: block.p,
        causes: block
            .causes
            .into_iter()
            .map(|cause| TracedCause { push: cause.push, words: owned(cause.words) })
            .collect(),
    }
}
