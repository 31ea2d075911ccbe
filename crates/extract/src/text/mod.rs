//! Lines of plain text to blocks.

use tamis_core::{Block, BlockKind, Line, Origin};

pub(crate) fn blocks(lines: Vec<Line>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::with_capacity(lines.len());
    let mut gap = false;
    for line in lines {
        if line.text.trim().is_empty() {
            gap = true;
            continue;
        }
        let number = line.source_line.saturating_add(1);
        blocks.push(Block {
            gap_before: gap && !blocks.is_empty(),
            origin: Origin { first_line: number, last_line: number },
            note: line.note,
            ..Block::new(line.kind.unwrap_or(BlockKind::Paragraph), line.text)
        });
        gap = false;
    }
    blocks
}
