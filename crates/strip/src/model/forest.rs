//! Many small decision trees whose leaves add up to a score.

use super::logistic::logistic;

/// Units of a score in 1, the step of the logistic function's argument.
const UNITS: f64 = 8_192.0;

/// Rows that go through a tree together, so that their memory accesses overlap.
const LANES: usize = 8;

/// An inner node: rows whose feature is at most the threshold go left.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Node {
    pub(super) threshold: f32,
    pub(super) feature: u16,
    /// What comes next: an inner node of the same tree, or, if negative, the leaf `!next`.
    pub(super) left: i16,
    pub(super) right: i16,
    /// Mean of the leaves below, weighted by the training rows that reached them.
    pub(super) mean: i16,
}

/// One tree: a run of the nodes and of the leaves of its forest.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tree {
    pub(super) nodes: (u32, u32),
    pub(super) leaves: (u32, u32),
}

/// A forest.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Forest {
    /// Features of one row.
    pub(crate) columns: usize,
    pub(super) trees: Vec<Tree>,
    pub(super) nodes: Vec<Node>,
    pub(super) leaves: Vec<i16>,
}

/// The sum of the leaves that a row reaches, in units of 1/8192 of log-odds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Score(pub(crate) i32);

impl Score {
    /// The sum of two scores.
    pub(crate) fn plus(self, other: Score) -> Score {
        Score(self.0.saturating_add(other.0))
    }

    /// The probability, 0..=1.
    pub(crate) fn probability(self) -> f32 {
        logistic(f64::from(self.0) / UNITS)
    }
}

impl Forest {
    /// The score of every row.
    pub(crate) fn scores(&self, rows: &[f32]) -> Vec<Score> {
        let columns = self.columns.max(1);
        let mut scores = vec![0_i32; rows.len() / columns];
        for (rows, scores) in rows.chunks(columns * LANES).zip(scores.chunks_mut(LANES)) {
            if scores.len() == LANES {
                self.add_lanes(rows, columns, scores);
            } else {
                for (row, score) in rows.chunks_exact(columns).zip(scores) {
                    *score += self.trees.iter().map(|tree| self.leaf(tree, row)).sum::<i32>();
                }
            }
        }
        scores.into_iter().map(Score).collect()
    }

    /// What a tree adds for one row.
    fn leaf(&self, tree: &Tree, row: &[f32]) -> i32 {
        let nodes = part(&self.nodes, tree.nodes);
        let leaves = part(&self.leaves, tree.leaves);
        let mut at = if nodes.is_empty() { !0 } else { 0 };
        while at >= 0 {
            let Some(node) = nodes.get(at as usize) else { break };
            at = next(node, row);
        }
        leaves.get(!at as usize).map_or(0, |leaf| i32::from(*leaf))
    }

    /// Adds what every tree gives for a few rows that go down together.
    fn add_lanes(&self, rows: &[f32], columns: usize, scores: &mut [i32]) {
        for tree in &self.trees {
            let nodes = part(&self.nodes, tree.nodes);
            let leaves = part(&self.leaves, tree.leaves);
            let mut at = [if nodes.is_empty() { !0_i16 } else { 0 }; LANES];
            let mut busy = !nodes.is_empty();
            while busy {
                busy = false;
                for (lane, at) in at.iter_mut().enumerate() {
                    if *at < 0 {
                        continue;
                    }
                    let (Some(node), Some(row)) = (nodes.get(*at as usize), rows.get(lane * columns..)) else {
                        *at = !0;
                        continue;
                    };
                    *at = next(node, row);
                    busy |= *at >= 0;
                }
            }
            for (at, score) in at.iter().zip(scores.iter_mut()) {
                *score += leaves.get(!*at as usize).map_or(0, |leaf| i32::from(*leaf));
            }
        }
    }

    /// How much each feature moved the score of a row: at every node on the way down, the difference that
    /// the step makes to the mean of the leaves below (Saabas 2014). A sum for every feature.
    pub(crate) fn explain(&self, row: &[f32]) -> Vec<i32> {
        let mut moved = vec![0_i32; self.columns];
        for tree in &self.trees {
            let nodes = part(&self.nodes, tree.nodes);
            let leaves = part(&self.leaves, tree.leaves);
            let mut at = 0_i16;
            while let Some(node) = usize::try_from(at).ok().and_then(|at| nodes.get(at)) {
                at = next(node, row);
                let below = match usize::try_from(at) {
                    Ok(inner) => nodes.get(inner).map_or(0, |node| node.mean),
                    Err(_) => leaves.get(!at as usize).copied().unwrap_or(0),
                };
                if let Some(place) = moved.get_mut(usize::from(node.feature)) {
                    *place += i32::from(below) - i32::from(node.mean);
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
fn part<T>(all: &[T], (from, to): (u32, u32)) -> &[T] {
    all.get(from as usize..to as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two trees: `x0 <= 1 ? 100 : (x1 <= 5 ? 20 : -30)`, and a single leaf of 7.
    pub(in crate::model) fn forest() -> Forest {
        let inner = |threshold, feature, left, right, mean| Node { threshold, feature, left, right, mean };
        Forest {
            columns: 2,
            trees: vec![
                Tree { nodes: (0, 2), leaves: (0, 3) },
                Tree { nodes: (2, 2), leaves: (3, 4) },
            ],
            nodes: vec![inner(1.0, 0, !0, 1, 40), inner(5.0, 1, !1, !2, -10)],
            leaves: vec![100, 20, -30, 7],
        }
    }

    #[test]
    fn rows_alone_and_in_lanes_get_the_same_scores() {
        let row = |at: usize| [(at % 3) as f32, (at % 11) as f32];
        let rows: Vec<f32> = (0..21).flat_map(row).collect();
        let expect = |at: usize| match row(at) {
            [x, _] if x <= 1.0 => 107,
            [_, y] if y <= 5.0 => 27,
            _ => -23,
        };
        let scores: Vec<i32> = forest().scores(&rows).iter().map(|score| score.0).collect();
        assert_eq!(scores, (0..21).map(expect).collect::<Vec<_>>());
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
