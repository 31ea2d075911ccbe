//! Sums over any run of blocks, as differences of prefix sums.

use tamis_core::Block;

use super::text::TextFacts;

/// Words from which a block counts as long.
pub(super) const LONG_WORDS: f32 = 15.0;

/// Sums of a run of blocks.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    pub(super) blocks: f32,
    pub(super) words: f32,
    pub(super) link_words: f32,
    /// Words inside of `p`.
    pub(super) paragraph: f32,
    /// Blocks of [`LONG_WORDS`] or more.
    pub(super) long: f32,
    pub(super) terminals: f32,
    pub(super) currencies: f32,
    pub(super) headings: f32,
}

impl Sums {
    pub(super) fn of(block: &Block, text: &TextFacts, link_density: f32, in_paragraph: bool) -> Sums {
        let words = text.words;
        let when = |condition: bool, value: f32| if condition { value } else { 0.0 };
        Sums {
            blocks: 1.0,
            words,
            link_words: words * link_density,
            paragraph: when(in_paragraph, words),
            long: when(words >= LONG_WORDS, 1.0),
            terminals: text.terminals as f32,
            currencies: text.currencies as f32,
            headings: when(block.kind.is_heading(), 1.0),
        }
    }

    pub(super) fn plus(self, other: Sums) -> Sums {
        self.with(other, |a, b| a + b)
    }

    pub(super) fn minus(self, other: Sums) -> Sums {
        self.with(other, |a, b| a - b)
    }

    fn with(self, other: Sums, join: impl Fn(f32, f32) -> f32) -> Sums {
        Sums {
            blocks: join(self.blocks, other.blocks),
            words: join(self.words, other.words),
            link_words: join(self.link_words, other.link_words),
            paragraph: join(self.paragraph, other.paragraph),
            long: join(self.long, other.long),
            terminals: join(self.terminals, other.terminals),
            currencies: join(self.currencies, other.currencies),
            headings: join(self.headings, other.headings),
        }
    }
}

/// Sums over all blocks before each, and over all.
#[derive(Debug, Default)]
pub(super) struct Prefix(Vec<Sums>);

impl Prefix {
    pub(super) fn of(blocks: impl Iterator<Item = Sums>) -> Prefix {
        let mut sums = Sums::default();
        let mut all = vec![sums];
        for block in blocks {
            sums = sums.plus(block);
            all.push(sums);
        }
        Prefix(all)
    }

    fn before(&self, at: usize) -> Sums {
        self.0.get(at).or(self.0.last()).copied().unwrap_or_default()
    }

    /// Sums of the blocks from `first` to before `end`.
    pub(super) fn range(&self, first: usize, end: usize) -> Sums {
        self.before(end).minus(self.before(first.min(end)))
    }

    pub(super) fn all(&self) -> Sums {
        self.before(usize::MAX)
    }
}
