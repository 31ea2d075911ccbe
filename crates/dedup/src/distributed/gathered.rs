//! The documents of one group, with numbers of their own.

use std::path::Path;

use crate::documents::{Card, Documents, Number, Segment};
use crate::error::DedupError;

/// Documents that come in the order of their numbers.
#[derive(Debug)]
pub(super) struct Gathered {
    segment: Segment,
    numbers: Vec<i64>,
}

impl Gathered {
    pub(super) fn new(folder: &Path) -> Self {
        Gathered { segment: Segment::new(folder), numbers: Vec::new() }
    }

    /// Adds a document, whose number is above those before; `words` may be missing if nobody asks for them.
    pub(super) fn push(&mut self, number: i64, card: &Card, words: &[u32]) -> Result<(), DedupError> {
        self.numbers.push(number);
        self.segment.push_card(card, 0, "", words).map_err(DedupError::Temporary)
    }

    /// The documents, and their numbers by those they have there.
    pub(super) fn finish(self) -> (Documents, Numbers) {
        (Documents::new(vec![self.segment]), Numbers(self.numbers))
    }
}

/// Numbers of documents among those of their group.
#[derive(Debug)]
pub(super) struct Numbers(Vec<i64>);

impl Numbers {
    /// The number in the group.
    pub(super) fn inner(&self, number: i64) -> Option<Number> {
        self.0.binary_search(&number).ok().map(|at| at as Number)
    }

    /// The number outside.
    pub(super) fn outer(&self, number: Number) -> i64 {
        self.0.get(number as usize).copied().unwrap_or(i64::MAX)
    }

    pub(super) fn all(&self) -> std::ops::Range<Number> {
        0..self.0.len() as Number
    }
}
