//! From cues of single groups to one reading of the whole document.
//!
//! The groups form a chain of two states, own and foreign. Each group has log-odds of being foreign,
//! each border between neighbours a cost of changing the state there. The forward-backward algorithm
//! (Rabiner 1989, scaled in the log domain) gives the probability of each group to be foreign, so that
//! a doubtful row among foreign ones goes with them and a doubtful one inside the article stays.

/// The probability of each group to be foreign, 0..=1.
///
/// `odds` are natural log-odds of being foreign, one a group; `borders` the costs, in natural log
/// units, of changing the state between a group and the next one. Cost is linear.
pub(crate) fn foreign_probability(odds: &[f32], borders: &[f32]) -> Vec<f32> {
    let count = odds.len();
    let mut forward = Vec::with_capacity(count);
    let mut state = 0.0;
    for (at, own) in odds.iter().enumerate() {
        if at > 0 {
            state = pass(state, borders.get(at - 1).copied().unwrap_or_default());
        }
        state += own;
        forward.push(state);
    }
    let mut result = forward;
    let mut state = 0.0;
    for at in (0..count).rev() {
        let own = odds.get(at).copied().unwrap_or_default();
        if let Some(here) = result.get_mut(at) {
            *here = logistic(*here + state);
        }
        if at > 0 {
            state = pass(state + own, borders.get(at - 1).copied().unwrap_or_default());
        }
    }
    result
}

/// The log-odds behind a border that costs `cost` to cross with a change of state.
fn pass(odds: f32, cost: f32) -> f32 {
    log_add(odds, -cost) - log_add(odds - cost, 0.0)
}

fn log_add(one: f32, other: f32) -> f32 {
    let (high, low) = if one > other { (one, other) } else { (other, one) };
    high + (low - high).exp().ln_1p()
}

fn logistic(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(odds: &[f32], borders: &[f32], expect: &[bool]) {
        let got: Vec<bool> = foreign_probability(odds, borders).iter().map(|p| *p > 0.5).collect();
        assert_eq!(got, expect, "{odds:?} {borders:?}");
    }

    #[test]
    fn a_doubtful_group_follows_its_neighbours() {
        check(&[-3.0, 0.3, -3.0], &[2.0, 2.0], &[false, false, false]);
        check(&[3.0, -0.3, 3.0], &[2.0, 2.0], &[true, true, true]);
        check(&[-3.0, 4.5, -3.0], &[2.0, 2.0], &[false, true, false]);
        check(&[], &[], &[]);
    }

    #[test]
    fn without_a_cost_each_group_stands_alone() {
        check(&[-1.0, 1.0, -1.0], &[0.0, 0.0], &[false, true, false]);
    }
}
