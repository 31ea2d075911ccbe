//! Disjoint sets of documents.

use crate::documents::Number;

/// Disjoint sets of numbers, each known by one of them. The sets depend on the pairs that were joined alone, not on their
/// order, and so does the number that a set is known by.
#[derive(Debug)]
pub(crate) struct Sets {
    parents: Vec<Number>,
}

impl Sets {
    /// Sets in which each number stands with the one it is given, which stands with itself.
    pub(crate) fn of(parents: Vec<Number>) -> Self {
        Sets { parents }
    }

    /// The number that the set is known by: of those that were given, the smallest.
    pub(crate) fn root(&mut self, number: Number) -> Number {
        let mut at = number;
        loop {
            let parent = self.parent(at);
            if parent == at {
                return at;
            }
            let beyond = self.parent(parent);
            if let Some(place) = self.parents.get_mut(at as usize) {
                *place = beyond;
            }
            at = beyond;
        }
    }

    pub(crate) fn join(&mut self, one: Number, other: Number) {
        let (one, other) = (self.root(one), self.root(other));
        if let Some(place) = self.parents.get_mut(one.max(other) as usize) {
            *place = one.min(other);
        }
    }

    /// Points every number to the one that its set is known by.
    pub(crate) fn flatten(mut self) -> Vec<Number> {
        for at in 0..self.parents.len() {
            let root = self.root(at as Number);
            if let Some(place) = self.parents.get_mut(at) {
                *place = root;
            }
        }
        self.parents
    }

    fn parent(&self, number: Number) -> Number {
        self.parents.get(number as usize).copied().unwrap_or(number)
    }
}
