//! The block that says what the title says, from which the main content is measured.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use tamis_core::{BlockKind, Document};

use super::text::{PageText, hashes};
use super::tree::{NONE, Tree};
use crate::hashes::PassThrough;

/// A set of words by their hashes.
pub(super) type WordSet = HashSet<u64, BuildHasherDefault<PassThrough>>;

/// How well a block must agree with the title to be its anchor.
const LEAST_AGREEMENT: f32 = 0.35;

/// Words from which a block is too long to be a title.
const MAX_WORDS: f32 = 60.0;

/// What the title tells of every block.
#[derive(Debug)]
pub(super) struct Title {
    pub(super) words: usize,
    /// For each block, the share of the title's words that stand in it.
    pub(super) coverage: Vec<f32>,
    /// For each block, the share of its words that stand in the title.
    pub(super) precision: Vec<f32>,
    /// The block that is the title.
    pub(super) anchor: Option<usize>,
    /// For each element, levels up to the first that also holds the anchor.
    pub(super) up: Vec<u16>,
    /// For each element, levels from the anchor up to that element.
    pub(super) down: Vec<u16>,
}

impl Title {
    pub(super) fn of(document: &Document, text: &PageText, tree: &Tree) -> Title {
        let title = document.meta.title.as_deref().unwrap_or_default();
        let set: WordSet = hashes(title).into_iter().collect();
        let mut found = Title {
            words: set.len(),
            coverage: Vec::with_capacity(document.blocks.len()),
            precision: Vec::with_capacity(document.blocks.len()),
            anchor: None,
            up: Vec::new(),
            down: Vec::new(),
        };
        let mut best = LEAST_AGREEMENT;
        for (at, block) in document.blocks.iter().enumerate() {
            let (coverage, precision) = agreement(text.tokens_of(at), &set);
            found.coverage.push(coverage);
            found.precision.push(precision);
            let bonus = match block.kind {
                BlockKind::Heading(1) => 0.3,
                BlockKind::Heading(_) => 0.1,
                _ => 0.0,
            };
            let short = text.blocks.get(at).is_some_and(|facts| facts.words < MAX_WORDS);
            let score = coverage * precision + bonus;
            if short && coverage > 0.0 && score > best {
                best = score;
                found.anchor = Some(at);
            }
        }
        found.measure(document, tree);
        found
    }

    /// Levels between every element and the anchor.
    fn measure(&mut self, document: &Document, tree: &Tree) {
        let anchor = self.anchor.and_then(|at| document.blocks.get(at)).and_then(|block| block.element);
        let mut from_anchor = vec![None; tree.nodes.len()];
        let mut next = anchor.map_or(NONE, |id| id.0);
        let mut distance = 0_u16;
        while let (Some(node), Some(place)) = (tree.node(next), from_anchor.get_mut(next as usize)) {
            *place = Some(distance);
            distance = distance.saturating_add(1);
            next = node.parent;
        }
        for (node, own) in tree.nodes.iter().zip(&from_anchor) {
            let around = node.parent as usize;
            let (up, down) = match own {
                Some(distance) => (0, *distance),
                None => (
                    self.up.get(around).map_or(u16::MAX, |up| up.saturating_add(1)),
                    self.down.get(around).copied().unwrap_or(u16::MAX),
                ),
            };
            self.up.push(up);
            self.down.push(down);
        }
    }
}

/// Share of the set that stands in the words, and of the words that stand in the set.
pub(super) fn agreement(words: &[u64], set: &WordSet) -> (f32, f32) {
    if set.is_empty() || words.is_empty() {
        return (0.0, 0.0);
    }
    let mut seen: Vec<u64> = words.iter().copied().filter(|word| set.contains(word)).collect();
    let inside = seen.len() as f32;
    seen.sort_unstable();
    seen.dedup();
    (seen.len() as f32 / set.len() as f32, inside / words.len() as f32)
}
