//! What stands inside a line: links, emphasis, code.

use std::ops::Range;
use std::sync::Arc;

use crate::Edit;

/// A stretch of a block's text that the page marks up. Stretches of one block come in ascending order of
/// their start; two of different kinds may overlap in any way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inline {
    /// Byte range of the block's text, on character boundaries, never empty.
    pub range: Range<usize>,
    /// What it is.
    pub kind: InlineKind,
}

/// What a stretch of text is marked up as.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum InlineKind {
    /// A link, with its target as written in the page.
    Link(Arc<str>),
    /// Strong importance, or bold.
    Strong,
    /// Stress, or italics.
    Emphasis,
    /// Code, a key or the output of a program.
    Code,
}

impl Inline {
    /// The stretches as they stand once the edits, ascending and apart from each other, are made. One that
    /// an edit touches at its end, or wholly takes away, is left out.
    pub fn after_edits(inlines: &[Inline], edits: &[Edit]) -> Vec<Inline> {
        let mut out = Vec::with_capacity(inlines.len());
        for inline in inlines {
            let start = moved(inline.range.start, edits);
            let end = moved(inline.range.end, edits);
            if let (Some(start), Some(end)) = (start, end)
                && start < end
            {
                out.push(Inline { range: start..end, kind: inline.kind.clone() });
            }
        }
        out
    }

    /// The stretches of `old` that stand in `new` too: those in what both texts begin or end with.
    pub fn refitted(inlines: &[Inline], old: &str, new: &str) -> Vec<Inline> {
        if inlines.is_empty() {
            return Vec::new();
        }
        let same = |(a, b): &(char, char)| a == b;
        let head: usize = old.chars().zip(new.chars()).take_while(same).map(|(c, _)| c.len_utf8()).sum();
        let room = old.len().min(new.len()) - head;
        let mut tail = 0;
        for (c, _) in old.chars().rev().zip(new.chars().rev()).take_while(same) {
            if tail + c.len_utf8() > room {
                break;
            }
            tail += c.len_utf8();
        }
        let kept = inlines.iter().filter_map(|inline| {
            let Range { start, end } = inline.range;
            let range = if end <= head {
                start..end
            } else if start >= old.len() - tail && end <= old.len() {
                start + new.len() - old.len()..end + new.len() - old.len()
            } else {
                return None;
            };
            Some(Inline { range, kind: inline.kind.clone() })
        });
        kept.collect()
    }
}

/// Where a place between two characters is after the edits; nowhere, inside of one.
fn moved(at: usize, edits: &[Edit]) -> Option<usize> {
    let (mut added, mut gone) = (0, 0);
    for edit in edits {
        if edit.range.end <= at {
            added += edit.replacement.len();
            gone += edit.range.len();
        } else if edit.range.start < at {
            return None;
        } else {
            break;
        }
    }
    Some(at + added - gone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Reason;

    fn strong(ranges: &[Range<usize>]) -> Vec<Inline> {
        ranges.iter().map(|range| Inline { range: range.clone(), kind: InlineKind::Strong }).collect()
    }

    fn ranges(inlines: &[Inline]) -> Vec<Range<usize>> {
        inlines.iter().map(|inline| inline.range.clone()).collect()
    }

    #[test]
    fn edits_move_what_comes_after_and_break_what_they_cut() {
        let edit = |range, replacement: &str| Edit {
            range,
            replacement: replacement.into(),
            reason: Reason::AdMarker,
            score: 1.0,
            evidence: String::new(),
        };
        let inlines = strong(&[0..3, 2..6, 4..5, 4..9, 8..12]);
        let moved = Inline::after_edits(&inlines, &[edit(4..5, ""), edit(10..11, "xyz")]);
        assert_eq!(ranges(&moved), [0..3, 2..5, 4..8, 7..13]);
    }

    #[test]
    fn a_new_text_keeps_what_stands_in_its_unchanged_ends() {
        #[track_caller]
        fn check(old: &str, new: &str, inlines: &[Range<usize>], expect: &[&str]) {
            let kept = Inline::refitted(&strong(inlines), old, new);
            let texts: Vec<_> = kept.iter().map(|inline| new.get(inline.range.clone()).unwrap()).collect();
            assert_eq!(texts, expect, "{old} {new}");
        }
        check("a %20 bc d", "a   bc d", &[0..1, 2..5, 6..8, 9..10], &["a", "bc", "d"]);
        check("a bc", "a bc much longer bc", &[0..1, 2..4], &["a", "bc"]);
        check("aaaa", "aa", &[0..1, 1..3, 3..4], &["a"]);
        check("aaaa", "aaaaaa", &[0..1, 1..3, 3..4], &["a", "aa", "a"]);
        check("x y", "", &[0..1, 2..3], &[]);
    }
}
