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

/// The sum of each row of a tile.
type Sums = [[i32; WIDTH]; LANES / WIDTH];

/// Rows of one register.
const WIDTH: usize = 8;

/// Working memory of an evaluation, kept from one batch of rows to the next.
#[derive(Debug, Default)]
pub(super) struct Evaluation {
    /// For each column the bits in which rows differ.
    differs: Vec<u32>,
    columns: Vec<Column>,
    /// The columns that vary, in order.
    varying: Vec<usize>,
    tile: Vec<Lanes>,
    /// The tests that are left to make, by place in the tile instead of feature.
    tests: Vec<Test>,
    trees: Vec<Rest>,
}

/// What the rows of a batch have in a column.
#[derive(Debug, Clone, Copy)]
struct Column {
    /// The value of the first row.
    value: f32,
    /// All bits if rows differ, none if not.
    varies: u32,
    /// The place in the tile, if rows differ.
    place: u32,
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
        self.reduce(forest);
        for rows in rows.chunks(columns * LANES) {
            self.transpose(rows, columns);
            let sums = sums(forest, &self.trees, &self.tests, &self.tile);
            scores.extend(sums.as_flattened().iter().take(rows.len() / columns).map(|sum| Score(*sum)));
        }
    }

    /// Finds the columns that vary.
    fn compare(&mut self, rows: &[f32], first: &[f32]) {
        self.differs.clear();
        self.differs.resize(first.len(), 0);
        for row in rows.chunks_exact(first.len()).skip(1) {
            for ((differs, value), common) in self.differs.iter_mut().zip(row).zip(first) {
                *differs |= value.to_bits() ^ common.to_bits();
            }
        }
        self.varying.clear();
        self.columns.clear();
        for (column, (differs, value)) in self.differs.iter().zip(first).enumerate() {
            let place = self.varying.len() as u32;
            self.columns.push(Column {
                value: *value,
                varies: if *differs == 0 { 0 } else { u32::MAX },
                place,
            });
            if *differs != 0 {
                self.varying.push(column);
            }
        }
    }

    /// Makes the tests of common columns.
    fn reduce(&mut self, forest: &Forest) {
        self.trees.clear();
        self.tests.clear();
        self.tests.resize(forest.tests.len(), Test { threshold: 0.0, feature: 0, left: 0 });
        let (columns, kept) = (self.columns.as_slice(), self.tests.as_mut_slice());
        let mut end = 0;
        for tree in &forest.trees {
            let mut alive = u32::MAX;
            for test in part(&forest.tests, tree.nodes) {
                let Some(column) = columns.get(test.feature as usize) else { continue };
                // Written without a branch: which columns are common is as good as random.
                let fails = if column.value > test.threshold { !column.varies } else { 0 };
                alive &= !(fails & test.left);
                let Some(kept) = kept.get_mut(end) else { break };
                *kept = Test { feature: column.place, ..*test };
                end += (column.varies & 1) as usize;
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
fn sums(forest: &Forest, trees: &[Rest], tests: &[Test], tile: &[Lanes]) -> Sums {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the function needs AVX2, and this processor has it.
        #[allow(unsafe_code, reason = "a call of a function that needs AVX2")]
        return unsafe { avx2::sums(forest, trees, tests, tile) };
    }
    sums_by_lane(forest, trees, tests, tile)
}

/// The same for any processor.
fn sums_by_lane(forest: &Forest, trees: &[Rest], tests: &[Test], tile: &[Lanes]) -> Sums {
    let mut sums = Sums::default();
    let mut start = 0;
    for (tree, rest) in forest.trees.iter().zip(trees) {
        let mut alive = [[rest.alive; WIDTH]; LANES / WIDTH];
        for test in part(tests, (start, rest.end)) {
            let Some(values) = tile.get(test.feature as usize) else { continue };
            // Written without a branch, so that compilers can make vector instructions of it.
            for (alive, value) in alive.as_flattened_mut().iter_mut().zip(values.as_flattened()) {
                *alive &= if *value > test.threshold { !test.left } else { u32::MAX };
            }
        }
        start = rest.end;
        for (sum, alive) in sums.as_flattened_mut().iter_mut().zip(alive.as_flattened()) {
            let leaf = alive.trailing_zeros() as usize % MAX_LEAVES;
            *sum += tree.leaves.as_flattened()[leaf];
        }
    }
    sums
}

/// The same again with the instructions of AVX2: comparisons and whole numbers alone, so it is equal to the last
/// bit. Compilers make good code of the lines above in one build and not in the next.
#[cfg(target_arch = "x86_64")]
mod avx2 {
    use std::arch::x86_64::{
        __m256, __m256i, _CMP_GT_OQ, _mm256_add_epi32, _mm256_and_si256, _mm256_andnot_si256,
        _mm256_blendv_ps, _mm256_castps_si256, _mm256_castsi256_ps, _mm256_cmp_ps, _mm256_cvtepi32_ps,
        _mm256_extract_epi32, _mm256_permutevar8x32_epi32, _mm256_set1_epi32, _mm256_set1_ps,
        _mm256_setr_epi32, _mm256_setr_ps, _mm256_setzero_si256, _mm256_slli_epi32, _mm256_srli_epi32,
        _mm256_sub_epi32,
    };

    use super::super::forest::{Forest, Leaves, Test, part};
    use super::{LANES, Lanes, Rest, Sums, WIDTH};

    #[target_feature(enable = "avx2")]
    pub(super) fn sums(forest: &Forest, trees: &[Rest], tests: &[Test], tile: &[Lanes]) -> Sums {
        let mut sums = [_mm256_setzero_si256(); LANES / WIDTH];
        let mut start = 0;
        for (tree, rest) in forest.trees.iter().zip(trees) {
            let mut alive = [_mm256_set1_epi32(rest.alive.cast_signed()); LANES / WIDTH];
            for test in part(tests, (start, rest.end)) {
                let Some(values) = tile.get(test.feature as usize) else { continue };
                let threshold = _mm256_set1_ps(test.threshold);
                let left = _mm256_set1_epi32(test.left.cast_signed());
                for (alive, values) in alive.iter_mut().zip(values) {
                    let fails = _mm256_castps_si256(_mm256_cmp_ps::<_CMP_GT_OQ>(floats(values), threshold));
                    *alive = _mm256_andnot_si256(_mm256_and_si256(fails, left), *alive);
                }
            }
            start = rest.end;
            // Written out: a closure of such a function is called, not compiled into it.
            let [a, b, c, d] = &tree.leaves;
            let leaves = [numbers(a), numbers(b), numbers(c), numbers(d)];
            for (sum, alive) in sums.iter_mut().zip(alive) {
                *sum = _mm256_add_epi32(*sum, reached(&leaves, alive));
            }
        }
        let [a, b, c, d] = sums;
        [of_register(a), of_register(b), of_register(c), of_register(d)]
    }

    /// For each row its lowest leaf that is left.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn reached(leaves: &[__m256i; size_of::<Leaves>() / size_of::<__m256i>()], alive: __m256i) -> __m256i {
        let lowest = _mm256_and_si256(alive, _mm256_sub_epi32(_mm256_setzero_si256(), alive));
        // The exponent of a power of two tells which it is; it lies under the sign, which 2^31 has as a number.
        let exponent = _mm256_srli_epi32::<23>(_mm256_castps_si256(_mm256_cvtepi32_ps(lowest)));
        let leaf = _mm256_sub_epi32(exponent, _mm256_set1_epi32(127));
        // The lowest three bits choose within a row; the two above, moved to the sign, between rows.
        let [a, b, c, d] = *leaves;
        let a = _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(a, leaf));
        let b = _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(b, leaf));
        let c = _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(c, leaf));
        let d = _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(d, leaf));
        let third = _mm256_castsi256_ps(_mm256_slli_epi32::<28>(leaf));
        let fourth = _mm256_castsi256_ps(_mm256_slli_epi32::<27>(leaf));
        let lower = _mm256_blendv_ps(a, b, third);
        let upper = _mm256_blendv_ps(c, d, third);
        _mm256_castps_si256(_mm256_blendv_ps(lower, upper, fourth))
    }

    /// Compiled to one load.
    #[inline]
    #[target_feature(enable = "avx2")]
    #[expect(clippy::many_single_char_names, reason = "lanes have no names")]
    fn floats(&[a, b, c, d, e, f, g, h]: &[f32; WIDTH]) -> __m256 {
        _mm256_setr_ps(a, b, c, d, e, f, g, h)
    }

    /// Compiled to one load.
    #[inline]
    #[target_feature(enable = "avx2")]
    #[expect(clippy::many_single_char_names, reason = "lanes have no names")]
    fn numbers(&[a, b, c, d, e, f, g, h]: &[i32; WIDTH]) -> __m256i {
        _mm256_setr_epi32(a, b, c, d, e, f, g, h)
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn of_register(sums: __m256i) -> [i32; WIDTH] {
        [
            _mm256_extract_epi32::<0>(sums),
            _mm256_extract_epi32::<1>(sums),
            _mm256_extract_epi32::<2>(sums),
            _mm256_extract_epi32::<3>(sums),
            _mm256_extract_epi32::<4>(sums),
            _mm256_extract_epi32::<5>(sums),
            _mm256_extract_epi32::<6>(sums),
            _mm256_extract_epi32::<7>(sums),
        ]
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
            let mut evaluation = Evaluation::default();
            let first = &values[..values.len().min(COLUMNS * LANES)];
            let mut some = Vec::new();
            evaluation.add(&forest, first, &mut some);
            let by_lane = sums_by_lane(&forest, &evaluation.trees, &evaluation.tests, &evaluation.tile);
            prop_assert_eq!(&by_lane.as_flattened()[..some.len()], &expect[..some.len()]);
            let scores: Vec<i32> = forest.scores(&values).iter().map(|score| score.0).collect();
            prop_assert_eq!(&scores, &expect);
        }
    }
}
