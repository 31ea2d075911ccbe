//! What a block has in common with the rest of the page: its words, its place in a row of
//! blocks that are built alike.

use tamis_core::Document;

use super::sums::Sums;
use super::text::PageText;
use super::tree::Tree;
use crate::hashes::{HashedMap, SEED, mix};

/// What of each block stands elsewhere on the page.
#[derive(Debug)]
pub(super) struct Copies {
    /// How often the same words stand on the page as a block.
    pub(super) count: Vec<f32>,
    /// How many of those stand before.
    pub(super) ordinal: Vec<f32>,
}

impl Copies {
    pub(super) fn of(text: &PageText) -> Copies {
        let mut counts: HashedMap<f32> = HashedMap::default();
        let mut ordinal = Vec::with_capacity(text.blocks.len());
        for block in &text.blocks {
            let seen = counts.entry(block.hash).or_insert(0.0);
            ordinal.push(*seen);
            *seen += 1.0;
        }
        let count = text.blocks.iter().map(|block| counts.get(&block.hash).copied().unwrap_or(0.0)).collect();
        Copies { count, ordinal }
    }
}

/// Blocks whose elements have the same tags and names.
#[derive(Debug)]
pub(super) struct Groups {
    of_block: Vec<u32>,
    ordinal: Vec<f32>,
    sums: Vec<Sums>,
}

impl Groups {
    pub(super) fn of(document: &Document, tree: &Tree, blocks: &[Sums]) -> Groups {
        let mut groups = Groups { of_block: Vec::new(), ordinal: Vec::new(), sums: Vec::new() };
        let mut places: HashedMap<u32> = HashedMap::default();
        for (block, sums) in document.blocks.iter().zip(blocks) {
            let node = block.element.and_then(|id| tree.node(id.0));
            let around = node.and_then(|node| tree.node(node.parent));
            let key =
                [node.map_or(0, |n| n.path), node.map_or(0, |n| n.names), around.map_or(0, |n| n.names)];
            let key = key.iter().fold(SEED, |hash, value| mix(hash, *value));
            let place = *places.entry(key).or_insert_with(|| {
                groups.sums.push(Sums::default());
                groups.sums.len() as u32 - 1
            });
            groups.of_block.push(place);
            if let Some(group) = groups.sums.get_mut(place as usize) {
                groups.ordinal.push(group.blocks);
                *group = group.plus(*sums);
            }
        }
        groups
    }

    /// Number of the group of a block.
    pub(super) fn group(&self, at: usize) -> u32 {
        self.of_block.get(at).copied().unwrap_or(0)
    }

    /// Number of groups.
    pub(super) fn len(&self) -> usize {
        self.sums.len()
    }

    pub(super) fn sums(&self, at: usize) -> Sums {
        self.sums.get(self.group(at) as usize).copied().unwrap_or_default()
    }

    pub(super) fn ordinal(&self, at: usize) -> f32 {
        self.ordinal.get(at).copied().unwrap_or(0.0)
    }
}
