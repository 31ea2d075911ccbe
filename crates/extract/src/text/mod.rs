//! Lines of plain text to blocks.

mod shape;

use tamis_core::{Block, Line, Origin};

/// One block for every line that is not blank.
pub(crate) fn blocks(lines: Vec<Line>) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::with_capacity(lines.len());
    let mut shapes = shape::Shapes::default();
    let mut gap = false;
    for line in lines {
        if line.text.trim().is_empty() {
            gap = true;
            continue;
        }
        // The fences of code must be seen even where the tags of a fragment gave the kind.
        let guess = shapes.kind(&line.text);
        let number = line.source_line.saturating_add(1);
        blocks.push(Block {
            gap_before: gap && !blocks.is_empty(),
            origin: Origin { first_line: number, last_line: number },
            note: line.note,
            ..Block::new(line.kind.unwrap_or(guess), line.text)
        });
        gap = false;
    }
    blocks
}

#[cfg(test)]
mod tests {
    use tamis_core::BlockKind;

    use super::*;

    #[test]
    fn every_line_is_a_block_and_blank_ones_are_gaps() {
        let text = "\n  The river rose.\n\n\n- one\nnot two ";
        let mut lines: Vec<Line> =
            text.split('\n').zip(0..).map(|(text, at)| Line::plain(text, at)).collect();
        lines[5].kind = Some(BlockKind::Heading(2));
        let blocks = blocks(lines);
        let shown: Vec<_> =
            blocks.iter().map(|b| (b.text.as_str(), b.kind, b.gap_before, b.origin.first_line)).collect();
        let expect = [
            ("  The river rose.", BlockKind::Paragraph, false, 2),
            ("- one", BlockKind::ListItem, true, 5),
            ("not two ", BlockKind::Heading(2), false, 6),
        ];
        assert_eq!(shown, expect);
    }
}
