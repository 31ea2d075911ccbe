//! The evaluation of a forest on a few dozen rows at once.
//!
//! All tests of a tree are made, whichever way a row goes: each that fails takes away the leaves to its left,
//! and the leftmost leaf that is left is the one the row reaches (`QuickScorer`, Lucchese et al. 2015; several
//! rows at once as in `V-QuickScorer`, 2016). Nothing depends on the outcome of a test but a mask.
//!
//! Rows of one page have much in common: figures of the page, and what the page has none of. Tests of such
//! columns are made once for all rows of a batch, and never again for the single row.

use super::forest::{Forest, MAX_LEAVES, Score, Test, part};

/// Rows that are judged together: as many as the registers of AVX2 like.
const LANES: usize = 32;

/// One column of a tile: a value a row.
type Lanes = [[f32; WIDTH]; LANES / WIDTH];

/// Rows of one register.
const WIDTH: usize = 8;

/// Working memory of an evaluation, kept from one batch of rows to the next.
#[derive(Debug, Default)]
pub(super) struct Evaluation {
    /// For each column, whether the rows differ in it: all bits or none.
    varies: Vec<u32>,
    /// For each column that varies its place in the tile.
    places: Vec<u32>,
    /// The columns that vary, in order.
    varying: Vec<usize>,
    tile: Vec<Lanes>,
    /// The tests that are left to make, by place in the tile instead of feature.
    tests: Vec<Test>,
    trees: Vec<Rest>,
}

/// What is left to do of one tree.
#[derive(Debug, Clone, Copy)]
struct Rest {
    /// The end of its tests.
    end: u32,
    /// The leaves that the tests of common columns leave.
    alive: u32,
}

impl Evaluation {
    /// Adds the scores of some rows, one row of all columns after the other.
    pub(super) fn add(&mut self, forest: &Forest, rows: &[f32], scores: &mut Vec<Score>) {
        let columns = forest.columns.max(1);
        let Some(first) = rows.get(..columns) else { return };
        self.compare(rows, first);
        self.reduce(forest, first);
        for rows in rows.chunks(columns * LANES) {
            self.transpose(rows, columns);
            let sums = sums(forest, &self.trees, &self.tests, &self.tile);
            scores.extend(sums.iter().take(rows.len() / columns).map(|sum| Score(*sum)));
        }
    }

    /// Finds the columns that vary.
    fn compare(&mut self, rows: &[f32], first: &[f32]) {
        self.varies.clear();
        self.varies.resize(first.len(), 0);
        for row in rows.chunks_exact(first.len()).skip(1) {
            for ((varies, value), common) in self.varies.iter_mut().zip(row).zip(first) {
                *varies |= value.to_bits() ^ common.to_bits();
            }
        }
        self.varying.clear();
        self.places.clear();
        for (column, varies) in self.varies.iter_mut().enumerate() {
            self.places.push(self.varying.len() as u32);
            if *varies != 0 {
                *varies = u32::MAX;
                self.varying.push(column);
            }
        }
    }

    /// Makes the tests of common columns.
    fn reduce(&mut self, forest: &Forest, common: &[f32]) {
        self.trees.clear();
        self.tests.clear();
        self.tests.resize(forest.tests.len(), Test { threshold: 0.0, feature: 0, left: 0 });
        let mut end = 0;
        for tree in &forest.trees {
            let mut alive = u32::MAX;
            for test in part(&forest.tests, tree.nodes) {
                let column = test.feature as usize;
                let (Some(varies), Some(place)) = (self.varies.get(column), self.places.get(column)) else { continue };
                let value = common.get(column).copied().unwrap_or(0.0);
                // Written without a branch: which columns are common is as good as random.
                let fails = 0_u32.wrapping_sub(u32::from(value > test.threshold));
                alive &= !(fails & test.left & !varies);
                if let Some(kept) = self.tests.get_mut(end) {
                    *kept = Test { feature: *place, ..*test };
                }
                end += (varies & 1) as usize;
            }
            self.trees.push(Rest { end: end as u32, alive });
        }
        self.tests.truncate(end);
    }

    /// Puts the columns that vary of at most [`LANES`] rows into the tile.
    fn transpose(&mut self, rows: &[f32], columns: usize) {
        self.tile.resize(self.varying.len(), Lanes::default());
        for (lane, row) in rows.chunks_exact(columns).enumerate().take(LANES) {
            for (column, at) in self.tile.iter_mut().zip(&self.varying) {
                if let (Some(place), Some(value)) = (column.as_flattened_mut().get_mut(lane), row.get(*at)) {
                    *place = *value;
                }
            }
        }
    }
}

/// The sums of the leaves for each row of a tile.
fn sums(forest: &Forest, trees: &[Rest], tests: &[Test], tile: &[Lanes]) -> [i32; LANES] {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the function needs AVX2, and this processor has it.
        #[allow(unsafe_code, reason = "a call of a function that needs AVX2")]
        return unsafe { sums_with_avx2(forest, trees, tests, tile) };
    }
    sums_of_lanes(forest, trees, tests, tile)
}

/// The same code, compiled for processors with AVX2: comparisons and integers alone, so the results are the same.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn sums_with_avx2(forest: &Forest, trees: &[Rest], tests: &[Test], tile: &[Lanes]) -> [i32; LANES] {
    sums_of_lanes(forest, trees, tests, tile)
}

#[inline(always)]
fn sums_of_lanes(forest: &Forest, trees: &[Rest], tests: &[Test], tile: &[Lanes]) -> [i32; LANES] {
    let mut sums = [0_i32; LANES];
    let mut start = 0;
    for (tree, rest) in forest.trees.iter().zip(trees) {
        let mut alive = [[rest.alive; WIDTH]; LANES / WIDTH];
        for test in part(tests, (start, rest.end)) {
            let Some(values) = tile.get(test.feature as usize) else { continue };
            for (alive, values) in alive.iter_mut().zip(values) {
                narrow(alive, values, test);
            }
        }
        start = rest.end;
        for (sum, alive) in sums.iter_mut().zip(alive.as_flattened()) {
            let leaf = alive.trailing_zeros() as usize % MAX_LEAVES;
            *sum += i32::from(tree.leaves[leaf]);
        }
    }
    sums
}

/// Takes away the leaves that a test takes away from each of some rows. Written without a branch, which the
/// compiler turns into vector instructions.
#[inline(always)]
fn narrow(alive: &mut [u32; WIDTH], values: &[f32; WIDTH], test: &Test) {
    for (alive, value) in alive.iter_mut().zip(values) {
        *alive &= if *value > test.threshold { !test.left } else { u32::MAX };
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::forest::Node;
    use super::*;

    const COLUMNS: usize = 5;

    /// A tree of two tests: `x <= a ? 100 : (y <= b ? 20 : -30)`.
    fn tree(x: u16, a: f32, y: u16, b: f32, forest: &mut Forest) {
        let inner = |threshold, feature, left, right| Node { threshold, feature, left, right, mean: 0 };
        forest.push(&[inner(a, x, !0, 1), inner(b, y, !1, !2)], &[100, 20, -30]);
    }

    proptest! {
        /// Rows of few values, so that columns are often common to all.
        #[test]
        fn every_row_reaches_its_leaf(
            rows in prop::collection::vec(prop::collection::vec(0_u8..3, COLUMNS), 1..150),
            common in prop::collection::vec(any::<bool>(), COLUMNS),
            trees in prop::collection::vec((0_u16..5, 0_u8..3, 0_u16..5, 0_u8..3), 1..20),
        ) {
            let value = |row: &Vec<u8>, column: usize| if common[column] { 1.0 } else { f32::from(row[column]) };
            let mut forest = Forest::new(COLUMNS);
            for (x, a, y, b) in &trees {
                tree(*x, f32::from(*a), *y, f32::from(*b), &mut forest);
            }
            let expect: Vec<i32> = rows.iter().map(|row| trees.iter().map(|(x, a, y, b)| {
                let passes = |x: u16, a: u8| value(row, usize::from(x)) <= f32::from(a);
                if passes(*x, *a) { 100 } else if passes(*y, *b) { 20 } else { -30 }
            }).sum()).collect();
            let values: Vec<f32> = rows.iter().flat_map(|row| (0..COLUMNS).map(|at| value(row, at))).collect();
            let scores: Vec<i32> = forest.scores(&values).iter().map(|score| score.0).collect();
            prop_assert_eq!(scores, expect);
        }
    }
}
