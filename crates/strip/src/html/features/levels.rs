//! What the elements around a block hold, and how they compare with those beside them.

use super::sums::{LONG_WORDS, Prefix, Sums};
use super::tree::{NONE, Tree};
use crate::columns::{Columns, MISSING, share, shares};
use crate::hashes::{HashedMap, SEED, mix};

/// Levels around a block that are looked at.
pub(super) const LEVELS: usize = 4;

/// Features of a level that are shares.
const SHARES: [&str; 8] =
    ["share", "block-words", "headings", "links", "paragraph", "terminals", "currencies", "alike-long"];

/// Those that are not.
const COUNTS: [&str; 9] =
    ["tag", "words", "blocks", "long", "children", "alike", "alike-words", "alike-index", "alike-variation"];

/// Elements of one tag beside each other.
#[derive(Debug, Clone, Copy, Default)]
struct Siblings {
    count: f32,
    words: f32,
    squares: f32,
    long: f32,
}

/// One level.
#[derive(Debug, Clone, Copy, Default)]
struct Level {
    sums: Sums,
    children: f32,
    siblings: u32,
    /// How many of its tag stand before it.
    index: f32,
}

/// All levels of a page, by element.
#[derive(Debug)]
pub(super) struct Levels {
    levels: Vec<Level>,
    siblings: Vec<Siblings>,
}

impl Levels {
    pub(super) fn of(tree: &Tree, prefix: &Prefix) -> Levels {
        let mut levels = vec![Level::default(); tree.nodes.len()];
        let mut siblings: Vec<Siblings> = Vec::new();
        let mut places: HashedMap<u32> = HashedMap::default();
        for (at, node) in tree.nodes.iter().enumerate() {
            if node.first >= node.end {
                continue;
            }
            let sums = prefix.range(node.first as usize, node.end as usize);
            let key = mix(mix(SEED, u64::from(node.parent)), u64::from(node.tag));
            let place = *places.entry(key).or_insert_with(|| {
                siblings.push(Siblings::default());
                siblings.len() as u32 - 1
            });
            let Some(group) = siblings.get_mut(place as usize) else { continue };
            let index = group.count;
            group.count += 1.0;
            group.words += sums.words;
            group.squares += sums.words * sums.words;
            group.long += if sums.words >= LONG_WORDS { 1.0 } else { 0.0 };
            if let Some(level) = levels.get_mut(at) {
                *level = Level { sums, siblings: place, index, children: level.children };
            }
            let around = tree.node(node.parent).map_or(NONE, |parent| parent.level);
            if around != node.level
                && let Some(level) = levels.get_mut(around as usize)
            {
                level.children += 1.0;
            }
        }
        Levels { levels, siblings }
    }

    /// The features of the `nth` level around a block.
    pub(super) fn put(
        &self,
        nth: usize,
        tree: &Tree,
        id: Option<u32>,
        page: &Sums,
        columns: &mut impl Columns,
    ) {
        let found = id.and_then(|id| Some((self.levels.get(id as usize)?, tree.node(id)?)));
        let missing = (Level::default(), MISSING);
        let (level, tag) = found.map_or(missing, |(level, node)| (*level, f32::from(node.tag)));
        let sums = level.sums;
        let siblings = self.siblings.get(level.siblings as usize).copied().unwrap_or_default();
        let siblings = if id.is_some() { siblings } else { Siblings::default() };
        let mean = share(siblings.words, siblings.count);
        let variance = (share(siblings.squares, siblings.count) - mean * mean).max(0.0);
        let shares = shares(
            [
                sums.words,
                sums.words,
                sums.headings,
                sums.link_words,
                sums.paragraph,
                sums.terminals,
                sums.currencies,
                siblings.long,
            ],
            [
                page.words,
                sums.blocks,
                sums.blocks,
                sums.words,
                sums.words,
                sums.words,
                sums.words,
                siblings.count,
            ],
        );
        columns.put_many_nth("level", nth, &SHARES, shares);
        let counts = [
            tag,
            sums.words,
            sums.blocks,
            sums.long,
            level.children,
            siblings.count,
            mean,
            level.index,
            share(variance.sqrt(), mean),
        ];
        columns.put_many_nth("level", nth, &COUNTS, counts);
    }
}
