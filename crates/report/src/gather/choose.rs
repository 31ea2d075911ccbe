//! Which documents of a run are worth looking at.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::sample::Shortlist;

/// Documents that are shown for each reason, if there are so many.
pub(super) const FOR_A_REASON: usize = 5;
/// What part of the room is at most for documents that are shown for their closest calls, the share of words lost, the number of
/// words lost, and their reasons, in twentieths. What is left, half of it or more, is for those that chance chooses. Guesses.
const CLOSEST: usize = 3;
const SHARE: usize = 2;
const NUMBER: usize = 2;
const REASONS: usize = 3;
const PARTS: usize = 20;

/// What a document is chosen by.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Marks {
    pub(super) key: u64,
    /// Distance of the closest call from the threshold.
    pub(super) closest: Option<Distance>,
    /// Share of the words lost, in millionths.
    pub(super) loss: u64,
    /// Words lost.
    pub(super) removed: u64,
    /// Names of reasons that occur in it, or that it went for.
    pub(super) reasons: BTreeSet<String>,
}

/// A number from 0 on by its bits, which sort as numbers do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Distance(u64);

impl Distance {
    /// With three decimals.
    pub(super) fn of(number: f64) -> Self {
        Distance(((number.abs() * 1000.0).round() / 1000.0).to_bits())
    }

    pub(super) fn number(self) -> f64 {
        f64::from_bits(self.0)
    }
}

/// Documents with a chance to be shown; whatever the order in which they come, the same are chosen.
#[derive(Debug)]
pub(super) struct Chooser<T> {
    budget: usize,
    chance: Ranked<u64, T>,
    closest: Ranked<(Distance, u64), T>,
    share: Ranked<ByShare, T>,
    number: Ranked<ByNumber, T>,
    reasons: BTreeMap<String, Ranked<u64, T>>,
}

/// Documents by a rank. One may stand in several of these.
type Ranked<R, T> = Shortlist<R, Rc<Chosen<T>>>;
/// Share and number of the words lost, most first; then the key.
type ByShare = (Reverse<(u64, u64)>, u64);
/// Number of the words lost, most first; then the key.
type ByNumber = (Reverse<u64>, u64);

#[derive(Debug)]
struct Chosen<T> {
    key: u64,
    size: usize,
    item: T,
}

impl<T> Chooser<T> {
    /// A chooser of documents that take up to `budget` bytes together.
    pub(super) fn new(budget: usize) -> Self {
        let part = |parts: usize| budget / PARTS * parts;
        Chooser {
            budget,
            chance: Shortlist::new(budget),
            closest: Shortlist::new(part(CLOSEST)),
            share: Shortlist::new(part(SHARE)),
            number: Shortlist::new(part(NUMBER)),
            reasons: BTreeMap::new(),
        }
    }

    /// Whether a document may be chosen.
    pub(super) fn admits(&self, marks: &Marks) -> bool {
        self.chance.admits(&marks.key)
            || marks.closest.is_some_and(|closest| self.closest.admits(&(closest, marks.key)))
            || (marks.removed > 0
                && (self.share.admits(&by_share(marks)) || self.number.admits(&by_number(marks))))
            || marks
                .reasons
                .iter()
                .any(|reason| self.reasons.get(reason).is_none_or(|list| list.admits(&marks.key)))
    }

    /// Takes a document of this size.
    pub(super) fn offer(&mut self, marks: &Marks, size: usize, item: T) {
        let key = marks.key;
        let chosen = Rc::new(Chosen { key, size, item });
        self.chance.offer(key, size, Rc::clone(&chosen));
        if let Some(closest) = marks.closest {
            self.closest.offer((closest, key), size, Rc::clone(&chosen));
        }
        if marks.removed > 0 {
            self.share.offer(by_share(marks), size, Rc::clone(&chosen));
            self.number.offer(by_number(marks), size, Rc::clone(&chosen));
        }
        for reason in &marks.reasons {
            let list = match self.reasons.get_mut(reason) {
                Some(list) => list,
                None => self.reasons.entry(reason.clone()).or_insert_with(|| Shortlist::new(FOR_A_REASON)),
            };
            list.offer(key, 1, Rc::clone(&chosen));
        }
    }

    /// What was chosen, each once, in no order that means anything, and whether it was by chance.
    pub(super) fn into_chosen(self) -> Vec<(T, bool)> {
        let mut taken: BTreeMap<u64, (Rc<Chosen<T>>, bool)> = BTreeMap::new();
        let by_rank =
            self.closest.into_items().chain(self.share.into_items()).chain(self.number.into_items());
        for chosen in by_rank {
            taken.insert(chosen.key, (chosen, false));
        }
        let mut room = self.budget / PARTS * REASONS;
        for chosen in by_turns(self.reasons) {
            if !taken.contains_key(&chosen.key)
                && let Some(rest) = room.checked_sub(chosen.size)
            {
                room = rest;
                taken.insert(chosen.key, (chosen, false));
            }
        }
        let mut left =
            self.budget - taken.values().map(|(chosen, _)| chosen.size).sum::<usize>().min(self.budget);
        for chosen in self.chance.into_items() {
            if let Some((_, is_by_chance)) = taken.get_mut(&chosen.key) {
                *is_by_chance = true;
            } else if let Some(rest) = left.checked_sub(chosen.size) {
                left = rest;
                taken.insert(chosen.key, (chosen, true));
            } else {
                break;
            }
        }
        // Every list is taken apart by now, so that each item is held once.
        let owned = |(chosen, is_by_chance): (Rc<Chosen<T>>, bool)| {
            Some((Rc::into_inner(chosen)?.item, is_by_chance))
        };
        taken.into_values().filter_map(owned).collect()
    }
}

/// The first of each list, then the second of each, and so on.
fn by_turns<T>(reasons: BTreeMap<String, Ranked<u64, T>>) -> Vec<Rc<Chosen<T>>> {
    let turns = reasons.into_values().flat_map(|list| list.into_items().enumerate());
    let mut turns: Vec<(usize, Rc<Chosen<T>>)> = turns.collect();
    turns.sort_by_key(|(turn, _)| *turn);
    turns.into_iter().map(|(_, chosen)| chosen).collect()
}

fn by_share(marks: &Marks) -> ByShare {
    (Reverse((marks.loss, marks.removed)), marks.key)
}

fn by_number(marks: &Marks) -> ByNumber {
    (Reverse(marks.removed), marks.key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gather::sample::key;

    fn marks(at: u64) -> Marks {
        Marks {
            key: key(&format!("page {at}"), 0),
            closest: (!at.is_multiple_of(3)).then(|| Distance::of((at * 37 % 400) as f64 / 1000.0)),
            loss: at * 31 % 1_000_000,
            removed: at * 17 % 900,
            reasons: [if at.is_multiple_of(50) { "rare" } else { "teaser" }.to_owned()].into(),
        }
    }

    fn chosen(order: &[u64]) -> Vec<(u64, bool)> {
        let mut chooser = Chooser::new(40_000);
        for at in order {
            let marks = marks(*at);
            if chooser.admits(&marks) {
                chooser.offer(&marks, 300 + (at % 7) as usize * 100, *at);
            }
        }
        let mut chosen = chooser.into_chosen();
        chosen.sort_unstable();
        chosen
    }

    #[test]
    fn the_same_are_chosen_in_any_order() {
        let mut order: Vec<u64> = (1..600).collect();
        let straight = chosen(&order);
        order.reverse();
        assert_eq!(chosen(&order), straight);
        order.rotate_left(177);
        assert_eq!(chosen(&order), straight);
        let size: u64 = straight.iter().map(|(at, _)| 300 + at % 7 * 100).sum();
        assert!(size <= 40_000, "{size}");
        let by_chance = straight.iter().filter(|(_, is_by_chance)| *is_by_chance).count();
        assert!(by_chance > 25 && by_chance + 10 < straight.len(), "{by_chance} of {}", straight.len());
        assert!(straight.iter().filter(|(at, _)| at % 50 == 0).count() >= FOR_A_REASON);
        let closest =
            (1..600).filter(|at| marks(*at).closest == Some(Distance::of(0.001))).collect::<Vec<_>>();
        assert!(closest.iter().all(|at| straight.iter().any(|(other, _)| other == at)));
    }
}
