//! What stands before and after a block.

use super::page::Page;
use super::sums::LONG_WORDS;
use crate::columns::{Columns, share, shares};

/// Blocks on each side that are looked at together.
const WINDOWS: [usize; 3] = [3, 8, 20];

/// What is looked at of the blocks of one side.
const SHARES: [&str; 4] = ["words", "links", "paragraph", "terminals"];

/// Blocks to look for the next long one in.
const REACH: usize = 60;

impl Page<'_> {
    /// The features of the blocks around one.
    pub(super) fn put_around(&self, at: usize, columns: &mut impl Columns) {
        for window in WINDOWS {
            let before = self.prefix.range(at.saturating_sub(window), at);
            let after = self.prefix.range(at + 1, at + 1 + window);
            for (sums, side) in [(before, "window-before"), (after, "window-after")] {
                let shares = shares(
                    [sums.words, sums.link_words, sums.paragraph, sums.terminals],
                    [sums.blocks, sums.words, sums.words, sums.words],
                );
                columns.put_many_nth(side, window, &SHARES, shares);
            }
            let both = before.plus(after);
            columns.put_nth("window", window, "headings", share(both.headings, both.blocks));
        }
        let is_long = |at: &usize| self.words(*at) >= LONG_WORDS;
        let right = (at + 1..(at + REACH).min(self.len())).find(is_long);
        columns.put("to-long-after", right.map_or(REACH as f32, |right| (right - at) as f32));
    }
}
