//! What is chosen, by chance or by rank, in bounded memory and whatever the order.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// What a document is known by: a hash of its id. Ten million ids share one by chance once in 370,000 runs.
pub(super) fn key(id: &str, seed: u64) -> u64 {
    xxh3_64_with_seed(id.as_bytes(), seed)
}

/// A map by [`key`]s and other hashes.
pub(super) type KeyMap<V> = HashMap<u64, V, BuildHasherDefault<KeyHasher>>;

/// A set of [`key`]s and other hashes.
pub(super) type KeySet = HashSet<u64, BuildHasherDefault<KeyHasher>>;

/// Takes keys as the hashes they are.
#[derive(Default)]
pub(super) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(self.0 ^ u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        // Keys of a sample are small numbers, and maps tell entries apart by the highest bits first.
        self.0 = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// A share of all documents, told by their keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Share {
    /// Keys up to this one are in.
    highest: u64,
    wanted: u64,
    all: u64,
}

/// Standard deviations by which a share stays below the most that are wanted, so that chance does not exceed it.
const BELOW: u64 = 4;

impl Share {
    /// A share of `all` documents that holds `most` or somewhat fewer.
    pub(super) fn of(all: u64, most: u64) -> Self {
        if all <= most {
            return Share { highest: u64::MAX, wanted: 1, all: 1 };
        }
        // Of few documents chance may take more.
        let wanted = most.saturating_sub(BELOW * most.isqrt()).max(most / 2);
        Share { highest: u64::MAX / all * wanted, wanted, all }
    }

    /// How many documents there are in all, if so many are in the share: exact if that is all of them.
    pub(super) fn scaled(&self, documents: u64) -> u64 {
        let scaled = (u128::from(documents) * u128::from(self.all)).checked_div(u128::from(self.wanted));
        u64::try_from(scaled.unwrap_or(0)).unwrap_or(u64::MAX)
    }

    pub(super) fn admits(&self, key: u64) -> bool {
        key <= self.highest
    }
}

/// Those of lowest rank that fit into a budget: the longest row of them, from the lowest on. Whatever the order in which they
/// come, the same are left.
#[derive(Debug)]
pub(super) struct Shortlist<R: Ord, T> {
    budget: usize,
    taken: usize,
    held: BTreeMap<R, (usize, T)>,
    /// The lowest rank that did not fit.
    closed_from: Option<R>,
}

impl<R: Ord, T> Shortlist<R, T> {
    pub(super) fn new(budget: usize) -> Self {
        Shortlist { budget, taken: 0, held: BTreeMap::new(), closed_from: None }
    }

    /// Whether something of this rank has a chance.
    pub(super) fn admits(&self, rank: &R) -> bool {
        self.closed_from.as_ref().is_none_or(|closed| rank < closed)
    }

    /// Takes something of this size, unless its rank is too high. Of equal ranks the last stays.
    pub(super) fn offer(&mut self, rank: R, size: usize, item: T) {
        if !self.admits(&rank) {
            return;
        }
        self.taken += size;
        if let Some((replaced, _)) = self.held.insert(rank, (size, item)) {
            self.taken -= replaced;
        }
        while self.taken > self.budget
            && let Some((highest, (size, _))) = self.held.pop_last()
        {
            self.taken -= size;
            self.closed_from = Some(highest);
        }
    }

    /// What is left, the lowest rank first.
    pub(super) fn into_items(self) -> impl Iterator<Item = T> {
        self.held.into_values().map(|(_, item)| item)
    }
}

/// Strings by number, from 0 in the order in which they first came.
#[derive(Debug, Default)]
pub(super) struct Names {
    numbers: HashMap<String, u32>,
    names: Vec<String>,
}

impl Names {
    pub(super) fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as u32;
        self.numbers.insert(name.to_owned(), number);
        self.names.push(name.to_owned());
        number
    }

    pub(super) fn name(&self, number: u32) -> &str {
        self.names.get(number as usize).map_or("", String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_share_holds_about_as_many_as_wanted_and_not_more() {
        for (all, most) in [(10, 10), (5000, 1000), (20_000, 300), (9, 4), (9, 0)] {
            let share = Share::of(all, most);
            let held = (0..all).filter(|at| share.admits(key(&format!("page {at}"), 7))).count() as u64;
            assert!(held <= most && (held * 10 >= most * 5 || most < 50), "{all} {most} {held}");
            let scaled = share.scaled(held);
            assert!(
                scaled == all || (scaled * 10 > all * 8 && scaled * 8 < all * 10) || most < 50,
                "{all} {scaled}"
            );
        }
    }

    proptest! {
        #[test]
        fn a_shortlist_is_the_same_for_any_order(
            mut ranked in prop::collection::btree_map(0_u32..500, 1_usize..60, 0..80),
            turn in 0_usize..80,
        ) {
            let budget = 300;
            let run = |order: &[(u32, usize)]| {
                let mut list = Shortlist::new(budget);
                for (rank, size) in order {
                    list.offer(*rank, *size, *rank);
                }
                list.into_items().collect::<Vec<_>>()
            };
            let mut order: Vec<(u32, usize)> = ranked.iter().map(|(rank, size)| (*rank, *size)).collect();
            let straight = run(&order);
            order.reverse();
            prop_assert_eq!(&run(&order), &straight);
            let middle = turn.min(order.len());
            order.rotate_left(middle);
            prop_assert_eq!(&run(&order), &straight);
            // The twin: from the lowest on as long as the budget lasts.
            let mut left = budget;
            let mut twin = Vec::new();
            while let Some((rank, size)) = ranked.pop_first() {
                let Some(rest) = left.checked_sub(size) else { break };
                left = rest;
                twin.push(rank);
            }
            prop_assert_eq!(twin, straight);
        }
    }

    #[test]
    fn names_have_numbers() {
        let mut names = Names::default();
        assert_eq!([names.number("b"), names.number("a"), names.number("b")], [0, 1, 0]);
        assert_eq!((names.name(1), names.name(9)), ("a", ""));
    }
}
