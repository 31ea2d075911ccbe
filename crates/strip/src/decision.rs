//! Which blocks stay, given how likely each belongs to the main content.

/// The choice for one page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Choice {
    /// For each block, whether it stays.
    pub(crate) kept: Vec<bool>,
    /// Blocks below this probability go.
    pub(crate) threshold: f32,
    /// The F-measure that is expected of the choice, 0..=1.
    pub(crate) expected: f32,
}

/// Keeps the most likely blocks, as many as give the highest expected F-measure of their words.
///
/// With the words w and the probability p of each block, the F-measure that is expected of keeping a set
/// is (1 + b²) Σ kept p w / (Σ kept w + b² Σ all p w), to first order; for any size the best set is that
/// of the highest p, so one pass over the blocks in the order of p finds the best. `beta` weighs recall:
/// 1 is F1, more keeps more. Blocks of equal p stay or go together.
pub(crate) fn choose(blocks: &[(f32, f32)], beta: f32) -> Choice {
    let weight = beta * beta;
    let mass: f32 = blocks.iter().map(|(words, p)| words * p).sum();
    let mut order: Vec<(f32, f32)> = blocks.to_vec();
    order.sort_by(|a, b| b.1.total_cmp(&a.1).then(b.0.total_cmp(&a.0)));
    let (mut words, mut kept, mut best) = (0.0, 0.0, 0.0_f32);
    let mut threshold = f32::INFINITY;
    for (at, (own, p)) in order.iter().enumerate() {
        words += own;
        kept += own * p;
        let last_of_its_p = order.get(at + 1).is_none_or(|next| next.1 < *p);
        let expected = if words > 0.0 { (1.0 + weight) * kept / (words + weight * mass) } else { 0.0 };
        if last_of_its_p && expected > best {
            (best, threshold) = (expected, *p);
        }
    }
    Choice { kept: blocks.iter().map(|(_, p)| *p >= threshold).collect(), threshold, expected: best }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(blocks: &[(f32, f32)], beta: f32, expect: &[bool]) {
        assert_eq!(choose(blocks, beta).kept, expect);
    }

    #[test]
    fn what_raises_the_expected_measure_stays() {
        check(&[(100.0, 0.9), (10.0, 0.1), (50.0, 0.5)], 1.0, &[true, false, true]);
        check(&[(100.0, 0.9), (10.0, 0.1), (50.0, 0.3)], 1.0, &[true, false, false]);
        check(&[(100.0, 0.9), (10.0, 0.1), (50.0, 0.3)], 3.0, &[true, true, true]);
        check(&[(100.0, 0.9), (10.0, 0.1), (50.0, 0.5)], 0.5, &[true, false, false]);
        check(&[], 1.0, &[]);
        check(&[(0.0, 0.9)], 1.0, &[false]);
    }

    #[test]
    fn the_choice_is_the_best_of_all_sets() {
        // Every assignment of five probabilities to five blocks, against all 31 sets.
        let sizes = [3.0_f32, 20.0, 8.0, 50.0, 1.0];
        let levels = [0.05_f32, 0.2, 0.45, 0.7, 0.95];
        for code in 0..5_usize.pow(5) {
            let blocks: Vec<(f32, f32)> =
                (0..5).map(|at| (sizes[at], levels[code / 5_usize.pow(at as u32) % 5])).collect();
            let mass: f32 = blocks.iter().map(|(w, p)| w * p).sum();
            let expected = |set: usize| {
                let kept = || (0..5).filter(|at| set >> at & 1 == 1).map(|at| blocks[at]);
                2.0 * kept().map(|(w, p)| w * p).sum::<f32>() / (kept().map(|(w, _)| w).sum::<f32>() + mass)
            };
            let best = (1..32).map(expected).fold(0.0, f32::max);
            assert!((choose(&blocks, 1.0).expected - best).abs() < 1e-5, "{blocks:?}");
        }
    }
}
