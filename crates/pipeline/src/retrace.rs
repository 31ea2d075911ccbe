//! A document as a trace has it, from what a run wrote without one: the text that is left and the rows of what went.

use std::borrow::Cow;

use tamis_core::Stage;
use tamis_io::RemovedRow;

use crate::{TracedBlock, TracedDecoding, TracedDocument, TracedEdit, trace};

mod document_text;

use document_text::{DocumentText, Found};

/// The flag of a document whose text does not fit the rows of what went from it.
const APPROXIMATE: &str = "approximate";

/// Kind of a block and markup of a document of which rows say nothing.
const UNKNOWN: &str = "unknown";

/// What went from a document and what changed in it, by what it does to the text; each in order of its start.
struct Rows<'r, 'a> {
    drops: Vec<&'r RemovedRow<'a>>,
    edits: Vec<&'r RemovedRow<'a>>,
    notes: Vec<&'r RemovedRow<'a>>,
}

impl<'r, 'a> Rows<'r, 'a> {
    fn new(removed: &'r [RemovedRow<'a>]) -> Self {
        let mut rows = Rows { drops: Vec::new(), edits: Vec::new(), notes: Vec::new() };
        for row in removed {
            let kind = if row.stage == Stage::Decode.name() {
                &mut rows.notes
            } else if row.replacement.is_some() || row.action == "edit" {
                &mut rows.edits
            } else {
                &mut rows.drops
            };
            kind.push(row);
        }
        for kind in [&mut rows.drops, &mut rows.edits, &mut rows.notes] {
            kind.sort_by_key(|row| row.start);
        }
        rows
    }
}

/// A document as [`TracedDocument::of`] has it, as far as the `text` that is left of it and its rows of `removed.jsonl.zst`
/// tell: for runs without a trace.
///
/// A kept block is a line of the text; its kind is `unknown`, its score 0, its line 0, and its marker is part of its text,
/// as that of a dropped one is. Where rows leave it open on which side of a dropped block a blank line stood, the places of
/// kept blocks may be one scalar off. If text and rows do not fit each other, as with Markdown or a text that was changed since,
/// all rows and all of the text still stand in the result, in the likeliest order, with the flag `approximate`.
pub fn retrace<'a>(id: &str, text: &'a str, removed: &[RemovedRow<'a>]) -> TracedDocument<'static> {
    let rows = Rows::new(removed);
    let (mut blocks, is_exact) = match document_text::rebuild(text, &rows.drops, &rows.edits) {
        Found::Certain(whole) => (blocks_of(&whole, &rows), true),
        Found::Likely(whole) => (blocks_of(&whole, &rows), false),
        Found::Nothing => (in_likely_order(text, &rows), false),
    };
    add_notes(&mut blocks, &rows.notes);
    TracedDocument {
        id: id.to_owned().into(),
        markup: UNKNOWN.into(),
        flags: if is_exact { Vec::new() } else { vec![APPROXIMATE.into()] },
        blocks,
        ..TracedDocument::default()
    }
}

/// The blocks of a document text in which all rows have their place.
fn blocks_of(whole: &DocumentText, rows: &Rows<'_, '_>) -> Vec<TracedBlock<'static>> {
    let mut blocks: Vec<TracedBlock<'static>> = Vec::new();
    let mut drops = rows.drops.iter().peekable();
    let mut edits = rows.edits.iter().copied().peekable();
    let (mut rest, mut at, mut feeds) = (whole.text.as_str(), 0_u64, 0_u32);
    while !rest.is_empty() || drops.peek().is_some() {
        let gap_before = feeds > 1 && !blocks.is_empty();
        if let Some(row) = drops.next_if(|row| row.start <= at) {
            blocks.push(TracedBlock { gap_before, ..dropped(row) });
            rest = rest.get(row.text.len()..).unwrap_or_default();
            (at, feeds) = (row.end, 0);
        } else if let Some(after) = rest.strip_prefix('\n') {
            (rest, at, feeds) = (after, at + 1, feeds + 1);
        } else if rest.is_empty() {
            break;
        } else {
            let (mut length, mut end) = line_end(rest, at, 0, 0);
            let mut within = Vec::new();
            while let Some(row) = edits.next_if(|row| row.start <= end) {
                while row.end > end && length < rest.len() {
                    // An edit of several lines, in code.
                    (length, end) = line_end(rest, at, length + 1, end - at + 1);
                }
                within.push(row);
            }
            let (line, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
            let block = kept(line, at, end);
            blocks.push(TracedBlock { gap_before, ..with_edits(block, &within) });
            (rest, at, feeds) = (after, end, 0);
        }
    }
    blocks.extend(drops.map(|row| dropped(row)));
    blocks.extend(edits.map(alone));
    blocks
}

/// Bytes to the end of a line that goes on behind `bytes` and `scalars`, and the place of that end.
fn line_end(text: &str, at: u64, bytes: usize, scalars: u64) -> (usize, u64) {
    let line = text.get(bytes..).unwrap_or_default().split('\n').next().unwrap_or_default();
    (bytes + line.len(), at + scalars + scalars_of(line))
}

/// All lines of a text and all rows, where they do not fit each other: each line as far in front as its place among the
/// rows can be.
fn in_likely_order(text: &str, rows: &Rows<'_, '_>) -> Vec<TracedBlock<'static>> {
    let mut blocks: Vec<TracedBlock<'static>> = Vec::new();
    let drops = rows.drops.iter().map(|row| (row.start, dropped(row)));
    let edits = rows.edits.iter().map(|row| (row.start, alone(row)));
    let mut removed: Vec<(u64, TracedBlock<'static>)> = drops.chain(edits).collect();
    removed.sort_by_key(|(start, _)| *start);
    let mut removed = removed.into_iter().peekable();
    let (mut at, mut gap_before) = (0_u64, false);
    for line in text.split('\n') {
        if line.is_empty() {
            gap_before = true;
            continue;
        }
        while let Some((_, block)) = removed.next_if(|(start, _)| *start <= at + u64::from(gap_before)) {
            at = at.max(block.end + 1);
            blocks.push(block);
        }
        let end = at + scalars_of(line);
        blocks.push(TracedBlock { gap_before: gap_before && !blocks.is_empty(), ..kept(line, at, end) });
        (at, gap_before) = (end + 1, false);
    }
    blocks.extend(removed.map(|(_, block)| block));
    blocks
}

fn scalars_of(text: &str) -> u64 {
    text.chars().count() as u64
}

fn kept(text: &str, start: u64, end: u64) -> TracedBlock<'static> {
    let text = Cow::Owned(text.to_owned());
    TracedBlock { start, end, kind: UNKNOWN.into(), verdict: "keep".into(), text, ..TracedBlock::default() }
}

fn dropped(row: &RemovedRow<'_>) -> TracedBlock<'static> {
    TracedBlock { verdict: "drop".into(), ..because(kept(&row.text, row.start, row.end), row) }
}

/// An edit as a block of its own.
fn alone(row: &RemovedRow<'_>) -> TracedBlock<'static> {
    with_edits(kept(&row.text, row.start, row.end), &[row])
}

/// The block with these changes inside; they give it reason, score and evidence, as those of the first do in a trace.
fn with_edits(block: TracedBlock<'static>, rows: &[&RemovedRow<'_>]) -> TracedBlock<'static> {
    let Some(first) = rows.first() else { return block };
    let edits = rows.iter().map(|row| TracedEdit {
        start: row.start,
        end: row.end,
        replacement: row.replacement.as_deref().unwrap_or_default().to_owned().into(),
        reason: row.reason.to_string().into(),
        score: decimal(row.score),
        evidence: row.evidence.to_string().into(),
    });
    TracedBlock { verdict: "edit".into(), edits: edits.collect(), ..because(block, first) }
}

fn because(block: TracedBlock<'static>, row: &RemovedRow<'_>) -> TracedBlock<'static> {
    TracedBlock {
        score: decimal(row.score),
        stage: Some(row.stage.to_string().into()),
        reason: Some(row.reason.to_string().into()),
        evidence: row.evidence.to_string().into(),
        ..block
    }
}

/// Three decimals, as rows are written.
fn decimal(score: f32) -> f64 {
    (f64::from(score) * 1000.0).round() / 1000.0
}

/// Says of each block what it was decoded from.
fn add_notes(blocks: &mut [TracedBlock<'static>], notes: &[&RemovedRow<'_>]) {
    let mut notes = notes.iter().peekable();
    for block in blocks {
        let is_before = |note: &&&RemovedRow<'_>| {
            note.end < block.start || (note.end == block.start && note.end > note.start)
        };
        while notes.next_if(is_before).is_some() {}
        let begins = |note: &&&&RemovedRow<'_>| note.start < block.end || note.start == block.start;
        let Some(note) = notes.peek().filter(begins) else { continue };
        // Such as `2 layers of percent; the whole line`.
        let said = note.evidence.split(';').next().unwrap_or_default();
        let (layers, encoding) = said.split_once(" of ").unwrap_or(("", said));
        let layers = layers.split(' ').next().and_then(|layers| layers.parse().ok());
        block.decoded = Some(TracedDecoding {
            reason: note.reason.to_string().into(),
            layers: layers.unwrap_or(1),
            encoding: encoding.to_owned().into(),
            // A note may stand at very many lines.
            original: trace::beginning(&note.text).into_owned().into(),
        });
    }
}

#[cfg(test)]
mod tests;
