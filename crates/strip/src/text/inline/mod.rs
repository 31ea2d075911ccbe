//! What goes inside a line that stays: edits by span.
//!
//! One search for the marks that end sentences says where the phrases of `words/inline.txt` may stand; nearly
//! every line has none there and costs no more. (An automaton of all phrases over every byte cost ten times as
//! much, and 30 ms to build.) A phrase goes only where such things stand: after the end of a sentence or at an end of
//! the line, before the beginning of a sentence or at the end, outside of quotation marks and of code.
//! `labels` holds markers of advertisements, buttons and players, `teasers` the headlines of other pages,
//! `credits` captions that are repeated and who took the picture, `rows` the counters and buttons of a row
//! for sharing, `prefix` what extractors glue to the first line. When in doubt, the words stay.

mod borders;
mod credits;
mod labels;
mod phrases;
mod prefix;
mod rows;
mod teasers;
#[cfg(test)]
mod tests;

use std::ops::Range;

use tamis_core::{Edit, Reason};

use borders::Quotations;
use phrases::{Kind, Phrases};

/// A line with fewer bytes is no paragraph with something in it (guess).
const SHORTEST_LINE_BYTES: usize = 60;

/// What stays of a line has letters and figures of at least as many bytes, or nothing goes (guess).
const LEAST_LEFT_BYTES: usize = 20;

/// The rules for what goes inside a line: immutable, built once per engine.
#[derive(Debug, Clone)]
pub(crate) struct InlineRules {
    phrases: Phrases,
}

impl InlineRules {
    /// The rules with the built-in lists.
    pub(crate) fn built_in() -> Self {
        InlineRules { phrases: Phrases::built_in() }
    }

    /// The edits of a line of prose: ranges ascending and apart from each other, each with reason and
    /// evidence. `is_first` says whether the line is the first of its document. Linear in the length.
    pub(crate) fn edits(&self, text: &str, is_first: bool) -> Vec<Edit> {
        let mut edits = Vec::new();
        if is_first {
            edits.extend(prefix::edit(&self.phrases, text));
        }
        if text.len() < SHORTEST_LINE_BYTES {
            return edits;
        }
        let kept = edits.len();
        edits.extend(rows::head(&self.phrases, text));
        edits.extend(rows::tail(&self.phrases, text));
        edits.extend(credits::repeated(&self.phrases, text));
        let mut quotations = Quotations::new(text);
        // What begins inside of what goes is not looked at: a line of labels would have an edit, and its evidence, for each.
        let mut end = 0;
        for found in self.phrases.find(text) {
            if found.start < end {
                continue;
            }
            let before = edits.len();
            let inside = quotations.open_at(found.start);
            edits.extend(match found.kind {
                Kind::Ad | Kind::AdWord | Kind::Widget => labels::edit(&self.phrases, text, found),
                Kind::Fold => labels::fold(text, found),
                Kind::Template => labels::template(text, found),
                Kind::Lead | Kind::WeakLead => teasers::edit(&self.phrases, text, found, inside),
                Kind::LeadOrFold => {
                    teasers::edit(&self.phrases, text, found, inside).or_else(|| labels::fold(text, found))
                }
                Kind::Credit | Kind::CreditBy => credits::edit(&self.phrases, text, found, inside),
            });
            if let Some(edit) = edits.get(before..).and_then(<[Edit]>::last) {
                end = edit.range.end;
            }
        }
        if edits.len() > kept {
            keep_glued(text, &mut edits);
            tidy(text, edits, kept)
        } else {
            edits
        }
    }
}

/// Takes back the blank between what stands around an edit where a script without blanks may stand around it.
fn keep_glued(text: &str, edits: &mut [Edit]) {
    let first = text.bytes().position(|byte| !byte.is_ascii()).unwrap_or(text.len());
    let last = text.bytes().rposition(|byte| !byte.is_ascii()).unwrap_or(0);
    for edit in edits {
        if first < edit.range.start || last >= edit.range.end {
            edit.replacement.clear();
        }
    }
}

/// The edits in order and apart, what two take belonging to the first; only the first `kept` if hardly anything
/// would be left, or if the line is code.
fn tidy(text: &str, mut edits: Vec<Edit>, kept: usize) -> Vec<Edit> {
    let prefixes: Vec<Edit> = edits.iter().take(kept).cloned().collect();
    if borders::is_code(text) {
        return prefixes;
    }
    edits.sort_by_key(|edit| (edit.range.start, std::cmp::Reverse(edit.range.end)));
    let mut end = 0;
    edits.retain_mut(|edit| {
        let apart = edit.range.end > end;
        // Two neighbours may both take the blank between them.
        edit.range.start = edit.range.start.max(end);
        end = end.max(edit.range.end);
        apart
    });
    if left_bytes(text, &edits) < LEAST_LEFT_BYTES { prefixes } else { edits }
}

/// Bytes of the letters and figures that no edit takes.
fn left_bytes(text: &str, edits: &[Edit]) -> usize {
    let (mut left, mut at) = (0, 0);
    let bytes_of =
        |piece: &str| piece.chars().filter(|c| c.is_alphanumeric()).map(char::len_utf8).sum::<usize>();
    for edit in edits {
        left += bytes_of(text.get(at..edit.range.start).unwrap_or_default());
        at = edit.range.end;
    }
    left + bytes_of(text.get(at..).unwrap_or_default())
}

/// The edit that takes a range out and leaves one blank between what stands around it.
fn removal(text: &str, range: Range<usize>, reason: Reason, score: f32, evidence: String) -> Edit {
    let before = text.get(..range.start).unwrap_or_default();
    let behind = text.get(range.end..).unwrap_or_default();
    let blank_before = before.len() - before.trim_end().len();
    let blank_behind = behind.len() - behind.trim_start().len();
    let (mut start, mut end, mut replacement) = (range.start, range.end, "");
    if blank_behind == behind.len() {
        start -= blank_before;
        end = text.len();
    } else if before.len() == blank_before {
        start = 0;
        end += blank_behind;
    } else if blank_before > 0 {
        end += blank_behind;
    } else if blank_behind == 0 {
        replacement = " ";
    }
    Edit { range: start..end, replacement: replacement.to_owned(), reason, score, evidence }
}

/// Where in the line a range stands, for evidence.
fn place(before: &str, behind: &str) -> &'static str {
    match (borders::is_blank(before), borders::is_blank(behind)) {
        (true, _) => "before the first sentence",
        (false, true) => "after the last sentence",
        (false, false) => "between two sentences",
    }
}
