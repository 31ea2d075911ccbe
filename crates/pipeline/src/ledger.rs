//! The rows that say what of a document was removed or changed.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Serialize;
use tamis_core::{CharSpan, Decision, DecodeNote, Document, Layout, Reason, Verdict};
use tamis_io::RemovedRow;

use crate::Cleaned;
use crate::cleaner::SiftedText;
use crate::filter::Scalars;

/// Every distinct decode note of a document, in reading order.
pub(crate) fn distinct_notes(document: &Document) -> Vec<&DecodeNote> {
    let mut notes: Vec<&Arc<DecodeNote>> = Vec::new();
    for note in document.blocks.iter().filter_map(|block| block.note.as_ref()) {
        if !notes.last().is_some_and(|last| Arc::ptr_eq(last, note)) {
            notes.push(note);
        }
    }
    notes.into_iter().map(|note| &**note).collect()
}

/// A span of a document that was removed, edited or decoded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Gone<'a> {
    /// Unicode scalars of the document text.
    pub(crate) span: CharSpan,
    pub(crate) reason: Reason,
    pub(crate) score: f32,
    pub(crate) evidence: &'a str,
    pub(crate) text: &'a str,
    /// What stands there now, for an edit.
    pub(crate) replacement: Option<&'a str>,
}

impl Gone<'_> {
    /// Appends its row.
    pub(crate) fn write_json(self, id: &str, out: &mut Vec<u8>) {
        let Gone { span, reason, score, evidence, text, replacement } = self;
        RemovedRow {
            id: id.into(),
            start: span.start,
            end: span.end,
            stage: reason.stage().name().into(),
            action: reason.action().name().into(),
            reason: reason.name().into(),
            score,
            evidence: evidence.into(),
            text: text.into(),
            replacement: replacement.map(Into::into),
        }
        .write_json(out);
    }
}

/// Calls `each` for every span of the document that was removed, edited or decoded, in reading order.
pub(crate) fn each_removed(cleaned: &Cleaned, each: &mut dyn FnMut(Gone<'_>)) {
    let document = &cleaned.document;
    let is_kept = |verdict: &Verdict| matches!(verdict.decision, Decision::Keep);
    if cleaned.verdicts.iter().all(is_kept) && document.blocks.iter().all(|block| block.note.is_none()) {
        return;
    }
    let spans = Layout::new(&document.blocks).spans();
    let mut last_note: Option<&Arc<DecodeNote>> = None;
    for (at, (block, verdict)) in document.blocks.iter().zip(&cleaned.verdicts).enumerate() {
        let Some(&span) = spans.get(at) else { continue };
        if let Some(note) = &block.note
            && !last_note.is_some_and(|last| Arc::ptr_eq(last, note))
        {
            let end = note_end(document, &spans, at, note);
            each_note(CharSpan { start: span.start, end }, note, each);
            last_note = Some(note);
        }
        let (score, evidence) = (verdict.score, verdict.evidence.as_str());
        match &verdict.decision {
            Decision::Keep => {}
            Decision::Drop => {
                let reason = verdict.reason.unwrap_or(Reason::Other);
                let text = match block.marker.as_str() {
                    "" => Cow::Borrowed(block.text.as_str()),
                    marker => Cow::Owned(format!("{marker}{}", block.text)),
                };
                each(Gone { span, reason, score, evidence, text: &text, replacement: None });
            }
            Decision::Edit(edits) => {
                let first = span.start + block.marker.as_str().len() as u64;
                let mut scalars = Scalars::new(&block.text);
                for edit in edits {
                    let Some(gone) = block.text.get(edit.range.clone()) else { continue };
                    let start = first + scalars.at(edit.range.start);
                    each(Gone {
                        span: CharSpan { start, end: first + scalars.at(edit.range.end) },
                        reason: edit.reason,
                        score: edit.score,
                        evidence: &edit.evidence,
                        text: gone,
                        replacement: Some(&edit.replacement),
                    });
                }
            }
        }
    }
}

/// Appends a row for each of these spans.
pub(crate) fn write_removed(cleaned: &Cleaned, out: &mut Vec<u8>) {
    let id = cleaned.document.meta.id.as_str();
    each_removed(cleaned, &mut |gone| gone.write_json(id, out));
}

/// The same for a text without blocks.
pub(crate) fn write_changes(sifted: &SiftedText, out: &mut Vec<u8>) {
    let text = sifted.text.as_str();
    let mut scalars = Scalars::new(text);
    for change in &sifted.changes {
        let Some(gone) = text.get(change.range.clone()) else { continue };
        let start = scalars.at(change.range.start);
        let gone = Gone {
            span: CharSpan { start, end: start + gone.chars().count() as u64 },
            reason: change.reason,
            score: 1.0,
            evidence: &change.evidence,
            text: gone,
            replacement: change.is_private.then_some(gone),
        };
        gone.write_json(&sifted.meta.id, out);
    }
}

fn note_end(document: &Document, spans: &[CharSpan], from: usize, note: &Arc<DecodeNote>) -> u64 {
    let shares = |at: &usize| {
        document.blocks.get(*at).and_then(|b| b.note.as_ref()).is_some_and(|other| Arc::ptr_eq(other, note))
    };
    (from..document.blocks.len())
        .take_while(shares)
        .last()
        .and_then(|at| spans.get(at))
        .map_or(0, |span| span.end)
}

fn each_note(span: CharSpan, note: &DecodeNote, each: &mut dyn FnMut(Gone<'_>)) {
    let layers = if note.layers == 1 { "1 layer".to_owned() } else { format!("{} layers", note.layers) };
    let place = if note.whole_line { "the whole line" } else { "a run inside the line" };
    let evidence = format!("{layers} of {}; {place}", note.encoding.name());
    each(Gone {
        span,
        reason: note.reason,
        score: 1.0,
        evidence: &evidence,
        text: &note.original,
        replacement: None,
    });
}

/// A value as one line of JSON with its line feed.
pub(crate) fn json_line(value: &impl Serialize) -> Vec<u8> {
    let mut out = Vec::new();
    if serde_json::to_writer(&mut out, value).is_err() {
        // A struct of strings and numbers always has a form in JSON, and a vector takes any bytes.
        out.clear();
    }
    out.push(b'\n');
    out
}
