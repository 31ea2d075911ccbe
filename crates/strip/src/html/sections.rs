//! Sections inside the main content that are no part of it: those whose heading says so, and in a page
//! of prose the lists of links.

use std::ops::Range;

use tamis_core::{Block, Document, Reason};

use super::HtmlConfig;
use super::container::Main;
use super::facts::{Facts, Sums};
use super::patterns;

/// Blocks that a list of links must have (guess).
const MIN_LIST_BLOCKS: u32 = 3;

/// Characters of a heading that the evidence quotes.
const MAX_QUOTED_CHARS: usize = 60;

/// Share of prose in the words of a page of prose (guess).
const ARTICLE_PROSE: f32 = 0.6;

/// Share of words in links from which a group of blocks is a list of links (guess).
const LIST_LINK_DENSITY: f32 = 0.66;

/// Why each block goes, if a section it lies in goes.
#[derive(Debug)]
pub(super) struct Sections {
    of_block: Vec<Option<(Reason, String)>>,
}

impl Sections {
    pub(super) fn of(
        document: &Document,
        facts: &Facts,
        main: Option<&Main>,
        config: &HtmlConfig,
    ) -> Sections {
        let mut sections = Sections { of_block: vec![None; document.blocks.len()] };
        let Some(main) = main else { return sections };
        let limit = main.prose as f32 * config.zone_prose_share;
        let words = facts.sums(&main.blocks).words;
        let is_article =
            main.prose as usize >= config.article_words && main.prose as f32 >= ARTICLE_PROSE * words as f32;
        let reason = |block: &Block| {
            let text = Some(block.text.as_str()).filter(|_| block.kind.is_heading());
            text.and_then(patterns::section_reason)
        };
        let headings: Vec<Option<Reason>> = document.blocks.iter().map(reason).collect();
        for element in document.outline.elements() {
            let range = &element.blocks;
            if range.is_empty() || !contains(&main.blocks, range) || *range == main.blocks {
                continue;
            }
            let sums = facts.sums(range);
            if sums.prose as f32 > limit {
                continue;
            }
            let said =
                headings.get(range.start as usize).copied().flatten().filter(|_| range.end - range.start > 1);
            if let Some(reason) = said {
                let heading =
                    document.blocks.get(range.start as usize).map_or("", |block| block.text.as_str());
                let heading: String = heading.chars().take(MAX_QUOTED_CHARS).collect();
                sections.mark(range, reason, || format!("under the heading \u{201C}{heading}\u{201D}"));
            } else if is_article && is_link_list(range, sums) {
                let density = sums.link_density();
                sections.mark(range, Reason::RelatedLinks, || {
                    format!("list of links {}; link density {density:.2}", element.label())
                });
            }
        }
        sections
    }

    /// Why a block goes, and the evidence.
    pub(super) fn reason(&self, block: usize) -> Option<&(Reason, String)> {
        self.of_block.get(block)?.as_ref()
    }

    /// Outer elements come first, and what they say stays.
    fn mark(&mut self, range: &Range<u32>, reason: Reason, evidence: impl Fn() -> String) {
        let blocks = self.of_block.get_mut(range.start as usize..range.end as usize).unwrap_or_default();
        // The first block tells whether an element around this one was marked as a whole.
        if blocks.first().is_some_and(Option::is_none) {
            let text = evidence();
            for block in blocks.iter_mut().filter(|block| block.is_none()) {
                *block = Some((reason, text.clone()));
            }
        }
    }
}

fn contains(outer: &Range<u32>, inner: &Range<u32>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn is_link_list(range: &Range<u32>, sums: Sums) -> bool {
    range.end - range.start >= MIN_LIST_BLOCKS
        && sums.prose == 0
        && sums.words > 0
        && sums.link_density() >= LIST_LINK_DENSITY
}
