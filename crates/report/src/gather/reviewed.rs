//! A traced document as the review shows it: its figures, and cut to a size that a page can hold.

use std::borrow::Cow;

use serde::Deserialize;
use tamis_core::{Metadata, word_count};
use tamis_pipeline::{TracedBlock, TracedCause, TracedDecoding, TracedDocument, TracedEdit};

use super::choose::{Distance, Marks};
use super::lines::size_of;
use super::sample::key;
use super::shorten::in_the_middle;
use crate::{ReportedBlock, ReviewedDocument};

/// Most bytes of JSON of one document.
pub(super) const MOST_BYTES: usize = 96 << 10;
/// How far the score of a block is from the threshold for its case to be clear. A guess.
const CLEAR: f64 = 0.25;
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
    pub(super) closest: Option<Distance>,
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
                    marks.removed += block.edited_words();
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
    /// How far its score is over the threshold, if it went for that. What stays is not asked: the threshold is
    /// the score of the last block that stays, so that the distance of that is always nothing.
    fn distance(&self, threshold: f64) -> Option<Distance> {
        let went = self.verdict == "drop" && self.stage == Some("strip") && self.score > threshold;
        (went && self.score < 1.0).then(|| Distance::of(self.score - threshold))
    }

    /// Words that its edits took away or replaced. Edits are in order: the text is gone through once, however many there are.
    fn edited_words(&self) -> u64 {
        let mut rest = self.text.chars();
        let mut at = self.start + self.marker.chars().count() as u64;
        let mut words = 0;
        for edit in &self.edits {
            rest.by_ref().take(scalars(edit.start.saturating_sub(at))).for_each(drop);
            at = at.max(edit.start);
            let gone: String = rest.by_ref().take(scalars(edit.end.saturating_sub(at))).collect();
            at = at.max(edit.end);
            words += word_count(&gone) as u64;
        }
        words
    }
}

fn scalars(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
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
        closest: figures.closest.map(Distance::number),
        blocks: traced.blocks.into_iter().map(owned_block).collect(),
        ..ReviewedDocument::default()
    };
    cut(&mut document, MOST_BYTES);
    document
}

/// Cuts a document to so many bytes of JSON: causes go where the case is clear; long texts that stay lose their middle, then those
/// that go; then blocks are left out at the end.
fn cut(document: &mut ReviewedDocument, most: usize) {
    let threshold = document.threshold;
    let is_clear = |score: f64| threshold.is_none_or(|threshold| (score - threshold).abs() > CLEAR);
    let steps: [&dyn Fn(&mut ReportedBlock); 3] = [
        &|block| {
            if is_clear(block.score) {
                block.causes.clear();
            }
        },
        &|block| shorten(block, "keep", KEPT_SHOWN),
        &|block| shorten(block, "drop", DROPPED_SHOWN),
    ];
    for step in steps {
        if size_of(document) <= most {
            return;
        }
        document.blocks.iter_mut().for_each(step);
    }
    let mut size = size_of(document);
    while size > most
        && let Some(block) = document.blocks.pop()
    {
        size -= size_of(&block).min(size) + 1;
        document.blocks_left_out += 1;
    }
}

/// Shortens the text of a block of this verdict.
fn shorten(block: &mut ReportedBlock, verdict: &str, shown: usize) {
    if block.verdict == verdict
        && let Some(short) = in_the_middle(&block.text, shown)
    {
        block.text = short.into();
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

#[cfg(test)]
mod tests {
    use tamis_pipeline::TracedBlock;

    use super::*;

    fn block(verdict: &'static str, score: f64, text: &str) -> TracedBlock<'static> {
        let cause = TracedCause { push: 1.0, words: "words 3".into() };
        TracedBlock {
            verdict: verdict.into(),
            stage: (verdict == "drop").then(|| "strip".into()),
            score,
            text: text.to_owned().into(),
            causes: vec![cause],
            ..TracedBlock::default()
        }
    }

    fn document(blocks: Vec<TracedBlock<'static>>) -> TracedDocument<'static> {
        TracedDocument {
            id: "a".into(),
            markup: "text".into(),
            threshold: Some(0.4),
            blocks,
            ..TracedDocument::default()
        }
    }

    #[test]
    fn figures_are_those_of_the_blocks() {
        let mut edited = block("edit", 0.0, "one advertisement two");
        edited.start = 10;
        edited.marker = "- ".into();
        let edit = TracedEdit { start: 16, end: 30, reason: "ad-marker".into(), ..TracedEdit::default() };
        let second = TracedEdit { start: 31, end: 33, reason: "ad-marker".into(), ..TracedEdit::default() };
        edited.edits = vec![edit, second];
        let mut foreign = block("drop", 0.45, "five words are in here");
        foreign.reason = Some("teaser".into());
        let mut sure = block("drop", 1.0, "sure");
        sure.reason = Some("hidden".into());
        let traced = document(vec![block("keep", 0.39, "kept words"), edited, foreign, sure]);
        let row = traced.to_json_line();
        let glance: Glance<'_> = serde_json::from_slice(&row).unwrap();
        let (figures, marks) = glance.marks(0, Some("tiny"));
        assert_eq!(figures, Figures { words_in: 11, words_out: 3, closest: Some(Distance::of(0.05)) });
        assert_eq!((marks.removed, marks.loss, marks.key), (8, 727_272, key("a", 0)));
        let reasons: Vec<&str> = marks.reasons.iter().map(String::as_str).collect();
        assert_eq!(reasons, ["ad-marker", "hidden", "teaser", "tiny"]);
        assert_eq!(reviewed(traced, figures).closest, Some(0.05));
    }

    #[test]
    fn long_documents_are_cut_where_it_hurts_least() {
        let long = "word ".repeat(400);
        let check = |blocks: Vec<TracedBlock<'static>>| {
            let all = blocks.len();
            let document = reviewed(document(blocks), Figures::default());
            assert!(size_of(&document) <= MOST_BYTES);
            assert_eq!(document.blocks.len() as u64 + document.blocks_left_out, all as u64);
            document
        };
        let short = check(vec![block("keep", 0.1, &long), block("drop", 0.5, "x")]);
        assert_eq!((short.blocks[0].text.len(), short.blocks[0].causes.len()), (2_000, 1));
        let mut blocks: Vec<_> = (0..60).map(|_| block("keep", 0.1, &long)).collect();
        blocks.push(block("drop", 0.5, "the last"));
        let cut = check(blocks);
        assert!(cut.blocks[0].text.len() < 700 && cut.blocks[0].causes.is_empty());
        assert_eq!((cut.blocks_left_out, cut.blocks[60].causes.len()), (0, 1));
        let many = check((0..5_000).map(|_| block("drop", 0.5, "a line")).collect());
        assert!(many.blocks_left_out > 3_000 && many.blocks.len() > 300, "{}", many.blocks.len());
        let huge = check(vec![block("drop", 1.0, &long.repeat(1_000))]);
        assert_eq!(huge.blocks.len(), 1);
    }
}
