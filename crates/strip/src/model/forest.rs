//! Many small decision trees whose leaves add up to a score.

use super::logistic::logistic;
#[cfg(test)]
use super::quick_scorer::Evaluation;

/// Units of a score in 1, the step of the logistic function's argument.
const UNITS: f64 = 8_192.0;

/// Rows whose features are in memory at a time: few enough for a processor's second cache, enough to pay for
/// looking what they have in common.
pub(super) const ROWS: usize = 256;

/// Leaves that a tree may have: bits of [`Test::left`].
pub(super) const MAX_LEAVES: usize = 32;

/// An inner node: rows whose feature is at most the threshold go left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Node {
    pub(super) threshold: f32,
    pub(super) feature: u16,
    /// What comes next: an inner node of the same tree, or, if negative, the leaf `!next`.
    pub(super) left: i16,
    pub(super) right: i16,
    /// What the node itself would give as a leaf, as training states it.
    pub(super) mean: i16,
}

/// Leaves in rows of eight, as many as registers of AVX2 hold.
pub(super) type Leaves = [[i32; 8]; MAX_LEAVES / 8];

/// One tree: a run of the nodes of its forest, and its leaves from left to right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tree {
    pub(super) nodes: (u32, u32),
    pub(super) leaves: Leaves,
}

/// An inner node as it is judged with: what a row cannot reach any more if its feature is above the
/// threshold, a bit for each leaf below to the left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Test {
    pub(super) threshold: f32,
    pub(super) feature: u32,
    pub(super) left: u32,
}

/// A forest.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Forest {
    /// Features of one row.
    pub(crate) columns: usize,
    pub(super) trees: Vec<Tree>,
    nodes: Vec<Node>,
    pub(super) tests: Vec<Test>,
}

/// The sum of the leaves that a row reaches, in units of 1/8192 of log-odds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Score(pub(crate) i32);

impl Score {
    /// The sum of two scores.
    pub(crate) fn plus(self, other: Score) -> Score {
        Score(self.0.saturating_add(other.0))
    }

    /// The logarithm of the odds.
    pub(crate) fn log_odds(self) -> f32 {
        (f64::from(self.0) / UNITS) as f32
    }

    /// The probability, 0..=1.
    pub(crate) fn probability(self) -> f32 {
        logistic(f64::from(self.0) / UNITS)
    }
}

impl Forest {
    pub(super) fn new(columns: usize) -> Forest {
        Forest { columns, ..Forest::default() }
    }

    /// Adds a tree: inner nodes, each before those below it, and one leaf more than these, from left to
    /// right.
    pub(super) fn push(&mut self, nodes: &[Node], leaves: &[i16]) {
        let mut below = vec![0_u32; nodes.len()];
        let bits = |step: i16, below: &[u32]| match usize::try_from(step) {
            Ok(inner) => below.get(inner).copied().unwrap_or(0),
            Err(_) => 1_u32.checked_shl(u32::from((!step).cast_unsigned())).unwrap_or(0),
        };
        for (at, node) in nodes.iter().enumerate().rev() {
            let both = bits(node.left, &below) | bits(node.right, &below);
            if let Some(place) = below.get_mut(at) {
                *place = both;
            }
        }
        let test = |node: &Node| Test {
            threshold: node.threshold,
            feature: u32::from(node.feature),
            left: bits(node.left, &below),
        };
        let start = self.nodes.len() as u32;
        self.nodes.extend_from_slice(nodes);
        self.tests.extend(nodes.iter().map(test));
        let mut held = Leaves::default();
        for (place, leaf) in held.as_flattened_mut().iter_mut().zip(leaves) {
            *place = i32::from(*leaf);
        }
        self.trees.push(Tree { nodes: (start, self.nodes.len() as u32), leaves: held });
    }

    /// The score of every row.
    #[cfg(test)]
    pub(super) fn scores(&self, rows: &[f32]) -> Vec<Score> {
        let mut scores = Vec::with_capacity(rows.len() / self.columns.max(1));
        let mut evaluation = Evaluation::default();
        for rows in rows.chunks(self.columns.max(1) * ROWS) {
            evaluation.add(self, rows, &mut scores);
        }
        scores
    }

    /// How much each feature moved the score of a row: at every node on the way down, the difference that
    /// the step makes to the mean of the leaves below (Saabas 2014). A sum for every feature.
    pub(crate) fn explain(&self, row: &[f32]) -> Vec<i32> {
        let mut moved = vec![0_i32; self.columns];
        for tree in &self.trees {
            let nodes = part(&self.nodes, tree.nodes);
            let mut at = 0_i16;
            while let Some(node) = usize::try_from(at).ok().and_then(|at| nodes.get(at)) {
                at = next(node, row);
                let below = if let Ok(inner) = usize::try_from(at) {
                    nodes.get(inner).map_or(0, |node| i32::from(node.mean))
                } else {
                    let leaf = usize::from((!at).cast_unsigned());
                    tree.leaves.as_flattened().get(leaf).copied().unwrap_or(0)
                };
                if let Some(place) = moved.get_mut(usize::from(node.feature)) {
                    *place += below - i32::from(node.mean);
                }
            }
        }
        moved
    }
}

#[inline]
fn next(node: &Node, row: &[f32]) -> i16 {
    let value = row.get(usize::from(node.feature)).copied().unwrap_or(0.0);
    if value <= node.threshold { node.left } else { node.right }
}

#[inline]
pub(super) fn part<T>(all: &[T], (from, to): (u32, u32)) -> &[T] {
    all.get(from as usize..to as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two trees: `x0 <= 1 ? 100 : (x1 <= 5 ? 20 : -30)`, and a single leaf of 7.
    fn forest() -> Forest {
        let inner = |threshold, feature, left, right, mean| Node { threshold, feature, left, right, mean };
        let mut forest = Forest::new(2);
        forest.push(&[inner(1.0, 0, !0, 1, 40), inner(5.0, 1, !1, !2, -10)], &[100, 20, -30]);
        forest.push(&[], &[7]);
        forest
    }

    #[test]
    fn every_row_gets_the_leaves_that_it_reaches() {
        let row = |at: usize| [(at % 3) as f32, (at % 11) as f32];
        let rows: Vec<f32> = (0..37).flat_map(row).collect();
        let expect = |at: usize| match row(at) {
            [x, _] if x <= 1.0 => 107,
            [_, y] if y <= 5.0 => 27,
            _ => -23,
        };
        let scores: Vec<i32> = forest().scores(&rows).iter().map(|score| score.0).collect();
        assert_eq!(scores, (0..37).map(expect).collect::<Vec<_>>());
    }

    #[test]
    fn the_way_down_is_explained_feature_by_feature() {
        assert_eq!(forest().explain(&[2.0, 9.0]), [-50, -20]);
    }

    #[test]
    fn a_score_of_naught_is_an_even_chance() {
        assert!((Score(0).probability() - 0.5).abs() < f32::EPSILON);
        assert!(Score(8_192).probability() > 0.73);
    }
}
