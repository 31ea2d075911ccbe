//! Two documents compared in full.

use std::io;

use crate::documents::{Documents, Facts, Number};
use crate::signature::{SHINGLE_WORDS, ShingleSet, shingles};

/// What two documents have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Overlap {
    /// Distinct shingles in both.
    pub(crate) shared: u32,
    /// Distinct shingles of each.
    pub(crate) of: (u32, u32),
}

impl Overlap {
    /// Jaccard similarity.
    pub(crate) fn jaccard(self) -> f32 {
        ratio(self.shared, self.of.0 + self.of.1 - self.shared)
    }

    /// Share of the smaller that stands in the other.
    pub(crate) fn containment(self) -> f32 {
        ratio(self.shared, self.of.0.min(self.of.1))
    }
}

pub(crate) fn ratio(part: u32, whole: u32) -> f32 {
    if whole == 0 { 0.0 } else { part as f32 / whole as f32 }
}

/// Compares one document with others, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Comparer {
    set: ShingleSet,
    /// The shingles of the other that are in both.
    shared: ShingleSet,
    tokens: Vec<u32>,
    others: Vec<u32>,
    of: u32,
}

impl Comparer {
    /// Takes the document that the others are compared with.
    pub(crate) fn begin(&mut self, documents: &Documents, number: Number, facts: &Facts) -> io::Result<()> {
        documents.tokens(number, facts, &mut self.tokens)?;
        self.set.begin(self.tokens.len());
        for shingle in shingles(&self.tokens) {
            self.set.insert(shingle);
        }
        self.of = facts.shingles;
        Ok(())
    }

    /// What another document has in common with it.
    pub(crate) fn overlap(
        &mut self,
        documents: &Documents,
        number: Number,
        facts: &Facts,
    ) -> io::Result<Overlap> {
        documents.tokens(number, facts, &mut self.others)?;
        self.shared.begin(self.others.len());
        let mut shared = 0;
        for shingle in shingles(&self.others) {
            shared += u32::from(self.set.contains(shingle) && self.shared.insert(shingle));
        }
        Ok(Overlap { shared, of: (self.of, facts.shingles) })
    }

    /// Share of the words of both documents that stand in a common shingle, of the two that were compared last.
    pub(crate) fn common_words(&self) -> f32 {
        let covered = |tokens: &[u32]| {
            let (mut covered, mut until) = (0, 0);
            for (at, shingle) in shingles(tokens).enumerate() {
                if self.shared.contains(shingle) {
                    let end = (at + SHINGLE_WORDS).min(tokens.len());
                    covered += end - until.max(at);
                    until = end;
                }
            }
            covered
        };
        let both = covered(&self.tokens) + covered(&self.others);
        ratio(both as u32, (self.tokens.len() + self.others.len()) as u32)
    }
}
