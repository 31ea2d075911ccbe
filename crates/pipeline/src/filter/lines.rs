//! Lines of a text that go, and the blocks that they are.

use std::ops::Range;

use tamis_core::{Block, Decision, Edit, Layout, Verdict};

use super::Gone;

/// Score of a verdict that is no guess: a rule says it.
const CERTAIN: f32 = 1.0;

/// Drops the blocks that are the lines of the rendered text; of a block that is partly such a line, that part.
pub(super) fn drop_blocks(blocks: &[Block], verdicts: &mut [Verdict], gone: &[Gone]) {
    let mut at = 0;
    let mut places = Vec::new();
    let layout = Layout::new(blocks);
    for kept in layout.kept(verdicts) {
        let separator = if at == 0 { 0 } else { 1 + usize::from(kept.gap_before) };
        let start = at + separator;
        let text_start = start + kept.block.marker.as_str().len();
        at = text_start + kept.text.len();
        places.push((kept.index, start, text_start..at, kept.text.into_owned()));
    }
    let mut lines = gone.iter().peekable();
    for (index, start, place, text) in places {
        let Some(verdict) = verdicts.get_mut(index) else { continue };
        let mut parts: Vec<(Range<usize>, &Gone)> = Vec::new();
        while let Some(line) = lines.peek() {
            if line.range.start >= place.end.max(start + 1) {
                break;
            }
            if line.range.start <= place.start && line.range.end >= place.end {
                *verdict = Verdict::drop(line.reason, CERTAIN, line.evidence.as_str());
            } else if let Some(range) = within(&line.range, &place) {
                let behind = parts.last().map_or(0, |(range, _)| range.end);
                parts.push((with_its_end(range, &text, behind), *line));
            }
            if line.range.end > place.end {
                break;
            }
            lines.next();
        }
        // From the end: a cut moves what stands behind it.
        for (range, line) in parts.into_iter().rev() {
            cut(verdict, range, line);
        }
    }
}

/// A whole line of a text with the line feed before it; with that behind it if all before it goes, up to `behind`.
fn with_its_end(line: Range<usize>, text: &str, behind: usize) -> Range<usize> {
    let (before, after) =
        (text.get(..line.start).unwrap_or_default(), text.get(line.end..).unwrap_or_default());
    let ends = after.is_empty() || after.starts_with('\n');
    if line.start == behind && ends {
        line.start..line.end + usize::from(!after.is_empty())
    } else if before.ends_with('\n') && ends {
        line.start - 1..line.end
    } else {
        line
    }
}

/// The part of a line that stands in the text of a block, as a range of that text.
fn within(line: &Range<usize>, text: &Range<usize>) -> Option<Range<usize>> {
    let start = line.start.max(text.start) - text.start;
    let end = line.end.min(text.end).checked_sub(text.start)?;
    (start < end).then_some(start..end)
}

/// Takes a part of the text that an edited block has out of it.
fn cut(verdict: &mut Verdict, range: Range<usize>, line: &Gone) {
    let mut edits = match &mut verdict.decision {
        Decision::Drop => return,
        Decision::Edit(edits) => std::mem::take(edits),
        Decision::Keep => Vec::new(),
    };
    let start = unedited(range.start, &edits, Side::Start);
    let end = unedited(range.end, &edits, Side::End);
    edits.retain(|edit| edit.range.end <= start || edit.range.start >= end);
    let at = edits.partition_point(|edit| edit.range.end <= start);
    let (reason, evidence) = (line.reason, line.evidence.clone());
    edits
        .insert(at, Edit { range: start..end, replacement: String::new(), reason, score: CERTAIN, evidence });
    *verdict = Verdict::edit(edits);
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Start,
    End,
}

/// The place in the text of a block of a place in its edited text; inside of a replacement the side of the edit.
fn unedited(place: usize, edits: &[Edit], side: Side) -> usize {
    let (mut old, mut new) = (0, 0);
    for edit in edits {
        let before = edit.range.start - old;
        if place <= new + before {
            return if place == new + before && side == Side::End
                || place < new + before
                || edit.replacement.is_empty()
            {
                old + place - new
            } else {
                edit.range.start
            };
        }
        new += before;
        if place < new + edit.replacement.len() {
            return if side == Side::Start { edit.range.start } else { edit.range.end };
        }
        new += edit.replacement.len();
        old = edit.range.end;
    }
    old + place.saturating_sub(new)
}

/// A text without some of its lines, with one line feed between those that stay.
pub(super) struct Left {
    pub(super) text: String,
    /// Where each stretch that stays begins: in what is left, and in the text.
    stretches: Vec<(usize, usize)>,
}

impl Left {
    /// What is left of a text; the lines that go are ascending.
    pub(super) fn new(text: &str, gone: impl Iterator<Item = Range<usize>>) -> Self {
        let mut left = Left { text: String::with_capacity(text.len()), stretches: Vec::new() };
        let mut at = 0;
        for line in gone {
            left.push(at, text.get(at..line.start).unwrap_or_default());
            at = line.end.max(at);
            let is_whole =
                text.get(..line.start).is_some_and(|before| before.is_empty() || before.ends_with('\n'));
            let rest = if is_whole { text.get(at..).unwrap_or_default() } else { "" };
            if let Some(after) = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')) {
                at = text.len() - after.len();
            }
        }
        left.push(at, text.get(at..).unwrap_or_default());
        if at == text.len() && !text.ends_with('\n') && left.text.ends_with('\n') {
            left.text.pop();
        }
        left
    }

    fn push(&mut self, start: usize, stretch: &str) {
        if !stretch.is_empty() {
            self.stretches.push((self.text.len(), start));
            self.text.push_str(stretch);
        }
    }

    /// Where a stretch of what is left stood in the text.
    pub(super) fn before(&self, range: &Range<usize>) -> Range<usize> {
        let place = |at: usize, behind: usize| {
            let stretch = self.stretches.get(behind.wrapping_sub(1));
            stretch.map_or(at, |(left, text)| text + at - left)
        };
        let start = self.stretches.partition_point(|(left, _)| *left <= range.start);
        let end = self.stretches.partition_point(|(left, _)| *left < range.end);
        place(range.start, start)..place(range.end, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tamis_core::{BlockKind, Marker, Reason};

    #[track_caller]
    fn check(texts: &[(&str, &[(usize, usize)])], gone: &[&str], expect: &str) {
        let blocks: Vec<Block> = texts
            .iter()
            .map(|(text, _)| match text.strip_prefix("- ") {
                Some(item) => Block { marker: Marker::Dash, ..Block::new(BlockKind::ListItem, item) },
                None => Block::new(BlockKind::Paragraph, *text),
            })
            .collect();
        let edit = |&(start, end): &(usize, usize)| Edit {
            range: start..end,
            replacement: "[X]".into(),
            reason: Reason::PrivateEmail,
            score: 1.0,
            evidence: String::new(),
        };
        let mut verdicts: Vec<Verdict> = texts
            .iter()
            .map(|(_, edits)| match edits {
                [] => Verdict::keep(0.0),
                edits => Verdict::edit(edits.iter().map(edit).collect()),
            })
            .collect();
        let text = Layout::new(&blocks).render(&verdicts);
        let line = |part: &&str| {
            let start = text.find(part).expect("the line stands in the text");
            let (reason, evidence) = (Reason::ForeignParagraph, String::new());
            Gone { range: start..start + part.len(), reason, evidence }
        };
        drop_blocks(&blocks, &mut verdicts, &gone.iter().map(line).collect::<Vec<_>>());
        assert_eq!(Layout::new(&blocks).render(&verdicts), expect);
    }

    #[test]
    fn lines_that_go_take_their_blocks_with_them() {
        check(&[("one", &[]), ("two", &[]), ("three", &[])], &["two"], "one\nthree");
        check(&[("one", &[]), ("- two", &[]), ("three", &[])], &["- two", "three"], "one");
        check(&[("one", &[]), ("two a@b.c", &[(4, 9)]), ("three", &[])], &["two [X]"], "one\nthree");
    }

    #[test]
    fn a_part_of_a_block_goes_alone() {
        check(&[("one\u{2028}two\u{2028}six", &[])], &["two\u{2028}"], "one\u{2028}six");
        check(&[("a@b.c one\u{2028}two", &[(0, 5)])], &["two"], "[X] one\u{2028}");
        check(&[("one a@b.c\u{2028}two", &[(4, 9)])], &["one [X]\u{2028}"], "two");
        let lines = "one\u{2028}two\u{2028}six\u{2028}ten";
        check(&[(lines, &[])], &["one\u{2028}", "six\u{2028}"], "two\u{2028}ten");
        let lines = "one\ntwo\nsix\nten";
        check(&[(lines, &[])], &["one", "six"], "two\nten");
        check(&[(lines, &[])], &["two", "six"], "one\nten");
        check(&[(lines, &[])], &["one", "two"], "six\nten");
        check(&[(lines, &[])], &["six", "ten"], "one\ntwo");
        check(&[(lines, &[]), ("end", &[])], &["one", "two", "six", "ten"], "end");
        check(&[(lines, &[])], &["w"], "one\nto\nsix\nten");
        let lines = "one\u{2028}two\u{2028}six\u{2028}ten";
        check(&[(lines, &[(12, 15)])], &["one\u{2028}", "two\u{2028}", "ten"], "[X]\u{2028}");
    }

    #[test]
    fn a_text_loses_lines_with_their_ends() {
        let without = |text: &str, gone: &[(usize, usize)]| {
            Left::new(text, gone.iter().map(|&(start, end)| start..end)).text
        };
        assert_eq!(without("a\nb\nc", &[(2, 3)]), "a\nc");
        assert_eq!(without("a\nb\nc", &[(0, 1), (4, 5)]), "b");
        assert_eq!(without("a\r\nb\r\n", &[(0, 1)]), "b\r\n");
        assert_eq!(without("a", &[(0, 1)]), "");
        assert_eq!(without("a[5]\nb", &[(1, 4)]), "a\nb");
    }

    #[test]
    fn what_is_left_knows_where_it_stood() {
        let text = "one\ntwo\nsix\nten";
        let left = Left::new(text, std::iter::once(4..7));
        for line in ["one", "six", "ten"] {
            let (here, there) = (left.text.find(line).unwrap(), text.find(line).unwrap());
            assert_eq!(left.before(&(here..here + 3)), there..there + 3);
        }
    }
}
