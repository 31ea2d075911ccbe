//! What stands before and after a block.

use super::block::heading_level;
use super::page::Page;
use super::sums::{LONG_WORDS, count};
use crate::columns::{Columns, MISSING, share};
use crate::word_kinds::kind;

/// Blocks on each side that are looked at one by one, with their names.
const NEIGHBOURS: [(i64, &str); 4] = [(-1, "before"), (1, "after"), (-2, "before"), (2, "after")];

/// Blocks on each side that are looked at together.
const WINDOWS: [usize; 3] = [3, 8, 20];

/// Blocks to look for the next long one in.
const REACH: usize = 60;

impl Page<'_> {
    /// The features of the blocks around one.
    pub(super) fn put_around(&self, at: usize, columns: &mut impl Columns) {
        for (offset, side) in NEIGHBOURS {
            self.put_neighbour(at, offset, side, columns);
        }
        for window in WINDOWS {
            let before = self.prefix.range(at.saturating_sub(window), at);
            let after = self.prefix.range(at + 1, at + 1 + window);
            for (sums, side) in [(before, "window-before"), (after, "window-after")] {
                let mut put = |name, value| columns.put_nth(side, window, name, value);
                put("words", share(sums.words, sums.blocks));
                put("links", share(sums.link_words, sums.words));
                put("lex.function", share(sums.function, sums.words));
                put("paragraph", share(sums.paragraph, sums.words));
                put("terminals", share(sums.terminals, sums.words));
            }
            let both = before.plus(after);
            let mut put = |name, value| columns.put_nth("window", window, name, value);
            put("currencies", share(both.currencies, both.words));
            put("lex.capitals", share(both.capitals, both.words));
            put("numbers", share(both.numbers, both.words));
            put("headings", share(both.headings, both.blocks));
        }
        let is_long = |at: &usize| self.words(*at) >= LONG_WORDS;
        let left = (at.saturating_sub(REACH)..at).rev().find(is_long);
        let right = (at + 1..(at + REACH).min(self.len())).find(is_long);
        columns.put("to-long-before", left.map_or(REACH as f32, |left| (at - left) as f32));
        columns.put("to-long-after", right.map_or(REACH as f32, |right| (right - at) as f32));
    }

    fn put_neighbour(&self, at: usize, offset: i64, side: &'static str, columns: &mut impl Columns) {
        let other = at.checked_add_signed(offset as isize).filter(|other| *other < self.len());
        let facts = other.and_then(|other| self.text.blocks.get(other));
        let block = other.and_then(|other| self.document.blocks.get(other));
        let nth = offset.unsigned_abs() as usize;
        let node = |at: Option<usize>| {
            at.and_then(|at| self.document.blocks.get(at))
                .and_then(|block| block.element)
                .and_then(|id| self.tree.node(id.0))
        };
        let (own, theirs) = (node(Some(at)), node(other));
        let same = other.is_some_and(|other| self.groups.group(other) == self.groups.group(at));
        let depth = match (own, theirs) {
            (Some(own), Some(theirs)) => f32::from(theirs.depth) - f32::from(own.depth),
            _ => MISSING * 100.0,
        };
        let mut put = |name, value| columns.put_nth(side, nth, name, value);
        put("words", facts.map_or(MISSING, |facts| facts.words));
        put("links", other.and_then(|at| self.link_density.get(at)).copied().unwrap_or(MISSING));
        put("last", facts.map_or(MISSING, |facts| f32::from(facts.last as u8)));
        let function = facts.map_or(MISSING, |f| share(f32::from(count(f, kind::FUNCTION)), f.words));
        put("lex.function", function);
        put("lex.time", facts.map_or(MISSING, |facts| f32::from(count(facts, kind::TIME))));
        put("tag", theirs.map_or(MISSING, |node| f32::from(node.tag)));
        put("heading", block.map_or(MISSING, |block| f32::from(heading_level(block.kind))));
        put("depth", depth);
        put("alike", f32::from(u8::from(same)));
    }
}
