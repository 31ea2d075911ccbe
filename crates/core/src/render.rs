use std::borrow::Cow;
use std::ops::Range;

use crate::{Block, Decision, Edit, Inline, Verdict};

/// A range of Unicode scalars (not bytes) in a document text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CharSpan {
    /// First scalar.
    pub start: u64,
    /// One past the last.
    pub end: u64,
}

/// How the blocks of a document become one text, and where each stands in it.
///
/// The *document text* is every block, joined by one line feed, with the marker of a list item in
/// front, and one blank line where the text input had one or more. What is written is the same
/// without the dropped blocks and with the edits applied; it never ends in a line feed.
#[derive(Debug)]
pub struct Layout<'a> {
    blocks: &'a [Block],
}

impl<'a> Layout<'a> {
    /// A layout of these blocks.
    pub fn new(blocks: &'a [Block]) -> Self {
        Layout { blocks }
    }

    /// The document text: all blocks, nothing removed.
    pub fn document_text(&self) -> String {
        let mut out = String::with_capacity(self.blocks.iter().map(|b| b.text.len() + 4).sum());
        for (at, block) in self.blocks.iter().enumerate() {
            out.push_str(separator(at == 0, block.gap_before));
            out.push_str(block.marker.as_str());
            out.push_str(&block.text);
        }
        out
    }

    /// For every block, where it stands in the document text, its marker included.
    pub fn spans(&self) -> Vec<CharSpan> {
        let mut at = 0_u64;
        let mut spans = Vec::with_capacity(self.blocks.len());
        for (index, block) in self.blocks.iter().enumerate() {
            at += separator(index == 0, block.gap_before).len() as u64;
            let length = block.marker.as_str().len() + block.text.chars().count();
            spans.push(CharSpan { start: at, end: at + length as u64 });
            at += length as u64;
        }
        spans
    }

    /// The text that is left when the verdicts, one a block, are carried out.
    ///
    /// A block without a verdict stays. A gap between two kept blocks survives when any block
    /// between them had one before it.
    pub fn render(&self, verdicts: &[Verdict]) -> String {
        let mut out = String::with_capacity(self.blocks.iter().map(|b| b.text.len() + 4).sum());
        let mut first = true;
        for kept in self.kept(verdicts) {
            out.push_str(separator(first, kept.gap_before));
            out.push_str(kept.block.marker.as_str());
            out.push_str(&kept.text);
            first = false;
        }
        out
    }

    /// The blocks that are left when the verdicts, one a block, are carried out, in reading order; see
    /// [`Layout::render`].
    pub fn kept<'v>(&self, verdicts: &'v [Verdict]) -> impl Iterator<Item = Kept<'a, 'v>> + use<'a, 'v> {
        let mut gap = false;
        self.blocks.iter().enumerate().filter_map(move |(index, block)| {
            gap |= block.gap_before;
            let (text, edits) = match verdicts.get(index).map(|verdict| &verdict.decision) {
                Some(Decision::Drop) => return None,
                Some(Decision::Edit(edits)) => {
                    let text = edited(&block.text, edits.iter().map(|e| (e.range.clone(), &*e.replacement)));
                    if text.trim().is_empty() {
                        return None;
                    }
                    (Cow::Owned(text), edits.as_slice())
                }
                Some(Decision::Keep) | None => (Cow::Borrowed(block.text.as_str()), [].as_slice()),
            };
            let gap_before = std::mem::take(&mut gap);
            Some(Kept { index, block, text, gap_before, edits })
        })
    }
}

/// A block that is left when the verdicts are carried out.
#[derive(Debug, Clone)]
pub struct Kept<'a, 'v> {
    /// Its place among all blocks of the document.
    pub index: usize,
    /// The block as it was judged.
    pub block: &'a Block,
    /// Its text with the edits made, never blank unless the block's own text is.
    pub text: Cow<'a, str>,
    /// Whether it, or a dropped block between it and the one kept before, had a gap before it.
    pub gap_before: bool,
    edits: &'v [Edit],
}

impl Kept<'_, '_> {
    /// What is marked up inside of [`Kept::text`].
    pub fn inlines(&self) -> Cow<'_, [Inline]> {
        if self.edits.is_empty() || self.block.inlines.is_empty() {
            return Cow::Borrowed(&self.block.inlines);
        }
        Cow::Owned(Inline::after_edits(&self.block.inlines, self.edits))
    }
}

fn separator(first: bool, gap: bool) -> &'static str {
    match (first, gap) {
        (true, _) => "",
        (false, true) => "\n\n",
        (false, false) => "\n",
    }
}

/// `text` with the ranges replaced; ranges off a character boundary or out of order are left out.
fn edited<'e>(text: &str, edits: impl Iterator<Item = (Range<usize>, &'e str)>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (range, replacement) in edits {
        let (Some(before), Some(_)) = (text.get(at..range.start), text.get(range.clone())) else { continue };
        out.push_str(before);
        out.push_str(replacement);
        at = range.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{BlockKind, Edit, Marker, Reason};

    fn blocks() -> Vec<Block> {
        let mut blocks: Vec<Block> =
            ["Ä one", "two", "three"].iter().map(|t| Block::new(BlockKind::Paragraph, *t)).collect();
        blocks[1].marker = Marker::Dash;
        blocks[1].gap_before = true;
        blocks
    }

    #[test]
    fn spans_are_scalars_of_the_document_text() {
        let blocks = blocks();
        let layout = Layout::new(&blocks);
        let text: Vec<char> = layout.document_text().chars().collect();
        assert_eq!(text.iter().collect::<String>(), "Ä one\n\n- two\nthree");
        let cut = |s: CharSpan| text[s.start as usize..s.end as usize].iter().collect::<String>();
        assert_eq!(layout.spans().into_iter().map(cut).collect::<Vec<_>>(), ["Ä one", "- two", "three"]);
    }

    #[test]
    fn a_gap_survives_the_block_that_carried_it() {
        let blocks = blocks();
        let verdicts = [Verdict::keep(0.0), Verdict::drop(Reason::Teaser, 1.0, ""), Verdict::keep(0.0)];
        assert_eq!(Layout::new(&blocks).render(&verdicts), "Ä one\n\nthree");
    }

    #[test]
    fn edits_replace_ranges_and_an_emptied_block_goes() {
        let blocks = blocks();
        let edit = |range, replacement: &str| Edit {
            range,
            replacement: replacement.into(),
            reason: Reason::ExtractorPrefix,
            score: 1.0,
            evidence: String::new(),
        };
        let verdicts = [
            Verdict::edit(vec![edit(0..3, ""), edit(4..5, "N")]),
            Verdict::edit(vec![edit(0..3, "")]),
            Verdict::edit(vec![edit(1..99, "never")]),
        ];
        assert_eq!(Layout::new(&blocks).render(&verdicts), "oNe\n\nthree");
    }
}
