//! What is counted of each block, and sums of it over any run of blocks.

use std::ops::Range;

use tamis_core::{Block, BlockKind, Document, word_count};

use super::{HtmlConfig, visibility};

/// Counts of every block, with prefix sums.
#[derive(Debug)]
pub(super) struct Facts {
    blocks: Vec<BlockFacts>,
    /// Sums over all blocks before each.
    before: Vec<Sums>,
}

/// What is counted of one block.
#[derive(Debug, Clone, Copy)]
pub(super) struct BlockFacts {
    pub(super) words: u32,
    pub(super) link_density: f32,
    /// Running text: long enough, and hardly links.
    pub(super) prose: bool,
    /// The page hides it for good.
    pub(super) concealed: bool,
}

/// Sums over a run of blocks.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sums {
    /// Words that the page does not hide for good.
    pub(super) words: u32,
    pub(super) link_words: f32,
    /// Words in blocks of prose.
    pub(super) prose: u32,
}

/// Words, without any prose among them, that are more than a notice such as "enable scripts" (guess).
const LEAST_WORDS_WITHOUT_PROSE: u32 = 40;

impl Facts {
    pub(super) fn of(document: &Document, config: &HtmlConfig) -> Facts {
        let mut facts = Facts::summed(document.blocks.iter().map(|block| facts(block, config)).collect());
        let concealed = visibility::concealed(document, |range| facts.hold_the_content(range, config));
        for (fact, concealed) in facts.blocks.iter_mut().zip(concealed) {
            fact.concealed = concealed;
        }
        Facts::summed(facts.blocks)
    }

    fn summed(blocks: Vec<BlockFacts>) -> Facts {
        let mut sums = Sums::default();
        let mut before = vec![sums];
        for fact in &blocks {
            if !fact.concealed {
                sums.words += fact.words;
                sums.link_words += fact.words as f32 * fact.link_density;
                sums.prose += if fact.prose { fact.words } else { 0 };
            }
            before.push(sums);
        }
        Facts { blocks, before }
    }

    /// Whether a part of the page holds so much of its prose, or of the words of a page without prose,
    /// that it is content.
    pub(super) fn hold_the_content(&self, range: &Range<u32>, config: &HtmlConfig) -> bool {
        let (part, all) = (self.sums(range), self.all());
        if all.prose == 0 {
            return part.words >= LEAST_WORDS_WITHOUT_PROSE && part.words * 2 > all.words;
        }
        part.prose as f32 > config.zone_prose_share * all.prose as f32
    }

    pub(super) fn block(&self, at: usize) -> BlockFacts {
        self.blocks.get(at).copied().unwrap_or(BlockFacts {
            words: 0,
            link_density: 0.0,
            prose: false,
            concealed: false,
        })
    }

    /// Sums over a run of blocks.
    pub(super) fn sums(&self, range: &Range<u32>) -> Sums {
        let at =
            |index: u32| self.before.get(index as usize).or(self.before.last()).copied().unwrap_or_default();
        let (from, to) = (at(range.start), at(range.end));
        Sums {
            words: to.words - from.words,
            link_words: to.link_words - from.link_words,
            prose: to.prose - from.prose,
        }
    }

    /// Sums over the whole page.
    pub(super) fn all(&self) -> Sums {
        self.before.last().copied().unwrap_or_default()
    }

    pub(super) fn has_visible_words(&self) -> bool {
        self.all().words > 0
    }
}

impl Sums {
    /// Share of the words that stand in links, 0..=1.
    pub(super) fn link_density(self) -> f32 {
        if self.words == 0 { 0.0 } else { (self.link_words / self.words as f32).clamp(0.0, 1.0) }
    }
}

fn facts(block: &Block, config: &HtmlConfig) -> BlockFacts {
    let words = word_count(&block.text) as u32;
    // A link within the page belongs to a table of contents or a note.
    let within_page =
        block.signals.first_href.as_deref().is_some_and(|href| href.starts_with('#') && href.len() > 1);
    let link_density = if within_page { 0.0 } else { block.link_density() };
    let is_text = !block.kind.is_heading() && block.kind != BlockKind::Other;
    let prose = is_text && words as usize >= config.prose_words && link_density < config.link_density;
    BlockFacts { words, link_density, prose, concealed: false }
}
