//! What pairs connect.

use std::collections::HashMap;

use crate::documents::Number;
use crate::union::Sets;

/// The smallest number that each number of the pairs is connected with, in ascending order of numbers.
pub fn components(pairs: impl Iterator<Item = (i64, i64)> + Clone) -> Vec<(i64, i64)> {
    let mut numbers: Vec<i64> = pairs.clone().flat_map(|(one, other)| [one, other]).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let places: HashMap<i64, Number> = numbers.iter().copied().zip(0..).collect();
    let mut sets = Sets::of((0..numbers.len() as Number).collect());
    for (one, other) in pairs {
        if let (Some(one), Some(other)) = (places.get(&one), places.get(&other)) {
            sets.join(*one, *other);
        }
    }
    let least = |root: &Number| numbers.get(*root as usize).copied().unwrap_or_default();
    numbers.iter().copied().zip(sets.flatten().iter().map(least)).collect()
}
