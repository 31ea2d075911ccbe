//! Table rows: the cells of a data table become one block, those of a layout table stay apart.

use std::ops::Range;

use tamis_core::{Block, BlockKind, ElementId, Inline, Marker, Origin, Signals, word_count};

/// Words in a cell above which the row is layout and not data (guess).
const MAX_CELL_WORDS: usize = 100;

/// A row whose cells are being gathered.
#[derive(Debug)]
pub(super) struct Row {
    first_block: u32,
    holder: u32,
    cells: Vec<Range<u32>>,
    refused: bool,
}

impl Row {
    pub(super) fn new(first_block: u32, holder: u32) -> Row {
        Row { first_block, holder, cells: Vec::new(), refused: false }
    }

    /// Outline element of the row.
    pub(super) fn holder(&self) -> u32 {
        self.holder
    }

    /// The row holds another table: it is layout.
    pub(super) fn refuse(&mut self) {
        self.refused = true;
    }

    /// A cell has ended, with these blocks in it.
    pub(super) fn cell(&mut self, blocks: Range<u32>) {
        // Text outside of any cell, or more than one block in one, is not data.
        let expected = self.cells.last().map_or(self.first_block, |cell| cell.end);
        self.refused |=
            blocks.start != expected || blocks.end < blocks.start || blocks.end - blocks.start > 1;
        self.cells.push(blocks);
    }

    /// The row as one block, and the first of the blocks that it replaces.
    pub(super) fn merged(&self, blocks: &[Block]) -> Option<(usize, Block)> {
        let first = self.first_block as usize;
        let parts = blocks.get(first..)?;
        let ends_with_cell = self.cells.last().is_some_and(|cell| cell.end as usize == blocks.len());
        if self.refused || self.cells.len() < 2 || parts.is_empty() || !ends_with_cell {
            return None;
        }
        let hidden = parts.first()?.signals.hidden;
        if !parts.iter().all(|part| is_cell(part) && part.signals.hidden == hidden) {
            return None;
        }
        let cells =
            self.cells.iter().map(|cell| blocks.get(cell.start as usize).filter(|_| !cell.is_empty()));
        let (text, inlines) = joined(cells);
        let origin = Origin {
            first_line: parts.first()?.origin.first_line,
            last_line: parts.last()?.origin.last_line,
        };
        let row = Block {
            kind: BlockKind::TableRow,
            text,
            inlines,
            marker: Marker::None,
            origin,
            gap_before: false,
            element: Some(ElementId(self.holder)),
            signals: summed(parts),
            note: None,
            recurrence: None,
        };
        Some((first, row))
    }
}

/// The texts of the cells with a tab between them, but for empty ones at the end.
fn joined<'b>(cells: impl Iterator<Item = Option<&'b Block>>) -> (String, Vec<Inline>) {
    let (mut text, mut inlines) = (String::new(), Vec::new());
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            text.push('\t');
        }
        let Some(block) = cell else { continue };
        let start = text.len();
        text.push_str(&block.text);
        inlines.extend(block.inlines.iter().map(|inline| Inline {
            range: inline.range.start + start..inline.range.end + start,
            kind: inline.kind.clone(),
        }));
    }
    text.truncate(text.trim_end_matches('\t').len());
    (text, inlines)
}

fn is_cell(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Paragraph | BlockKind::Other)
        && (block.text.len() <= MAX_CELL_WORDS || word_count(&block.text) <= MAX_CELL_WORDS)
}

fn summed(parts: &[Block]) -> Signals {
    let mut sum = Signals::default();
    for Block { signals, .. } in parts {
        sum.link_chars += signals.link_chars;
        sum.link_count += signals.link_count;
        sum.image_count += signals.image_count;
        sum.bold_chars += signals.bold_chars;
        sum.hidden |= signals.hidden;
        if sum.first_href.is_none() {
            sum.first_href.clone_from(&signals.first_href);
        }
    }
    sum
}
