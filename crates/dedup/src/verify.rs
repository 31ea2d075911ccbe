//! Which candidates are alike.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::DedupConfig;
use crate::compare::{Comparer, Overlap};
use crate::documents::{Documents, Number};
use crate::error::DedupError;
use crate::parallel::{Executor, Phase};
use crate::signature::estimate;
use crate::sorter::{Dealer, Entry, Numbered};

/// Two documents that are alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Edge {
    /// The smaller number.
    pub(crate) one: Number,
    pub(crate) other: Number,
    /// Their Jaccard similarity.
    pub(crate) similarity: f32,
}

impl Edge {
    /// The lowest 96 bits of its entry.
    pub(crate) fn rest(self) -> Entry {
        Entry::from(self.one) << 64 | Entry::from(self.other) << 32 | Entry::from(self.similarity.to_bits())
    }

    pub(crate) fn of(rest: Entry) -> Self {
        Edge {
            one: (rest >> 64) as Number,
            other: (rest >> 32) as Number,
            similarity: f32::from_bits(rest as u32),
        }
    }
}

/// Estimates this far off decide without a full comparison: four standard deviations of an estimate by 128 values,
/// which are at most `sqrt(.5 * .5 / 128)`.
const GREY: f32 = 0.17;

/// By how much the Jaccard similarity of near-duplicates may stay below the threshold, which holds for the smaller
/// document: with the same length, a containment of .7 is a similarity of .54.
const BELOW: f32 = 0.2;

/// When two documents are near-duplicates.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    least_jaccard: f32,
    least_containment: f32,
}

impl Rule {
    pub(crate) fn new(config: &DedupConfig) -> Self {
        let threshold = config.threshold as f32;
        Rule { least_jaccard: (threshold - BELOW).max(0.0), least_containment: threshold }
    }

    pub(crate) fn holds(self, overlap: Overlap) -> bool {
        overlap.shared > 0
            && overlap.jaccard() >= self.least_jaccard
            && overlap.containment() >= self.least_containment
    }

    /// Whether an estimate is high enough for the rule to hold for sure, or low enough not to.
    fn decides(self, estimate: f32) -> Option<bool> {
        if estimate < self.least_jaccard - GREY {
            return Some(false);
        }
        // A containment is no less than the Jaccard similarity.
        (estimate >= self.least_containment + GREY).then_some(true)
    }
}

/// What verification did.
#[derive(Debug)]
pub(crate) struct Verified {
    /// The pairs that are alike, under their smaller numbers; see [`Edge::rest`].
    pub(crate) edges: Numbered,
    /// Pairs that were compared in full.
    pub(crate) compared: u64,
}

pub(crate) fn verify(
    documents: &Documents,
    pairs: &Numbered,
    rule: Rule,
    memory_bytes: usize,
    folder: &Path,
    executor: &dyn Executor,
) -> Result<Verified, DedupError> {
    let count = documents.len();
    let edges = Numbered::new(count, 2 * count, executor.width(), memory_bytes, folder);
    let (compared, done) = (AtomicU64::new(0), AtomicU64::new(0));
    pairs.each_part(executor, |_, entries| {
        let mut dealer = edges.dealer();
        let count = verify_part(documents, pairs, entries, rule, &edges, &mut dealer)
            .and_then(|count| dealer.finish().map(|()| count))
            .map_err(DedupError::Temporary)?;
        compared.fetch_add(count, Ordering::Relaxed);
        executor.report(Phase::Verify, done.fetch_add(1, Ordering::Relaxed) + 1, pairs.parts() as u64);
        Ok(())
    })?;
    Ok(Verified { edges, compared: compared.into_inner() })
}

fn verify_part(
    documents: &Documents,
    pairs: &Numbered,
    entries: &[Entry],
    rule: Rule,
    edges: &Numbered,
    dealer: &mut Dealer<'_>,
) -> io::Result<u64> {
    let mut comparer = Comparer::default();
    let mut compared = 0;
    for (one, group) in pairs.groups(entries) {
        let signature = documents.signature(one)?;
        let mut begun = false;
        for entry in group {
            let other = *entry as Number;
            let mut similarity = estimate(&signature, &documents.signature(other)?);
            let decided = rule.decides(similarity);
            let alike = if let Some(alike) = decided {
                alike
            } else {
                if !begun {
                    comparer.begin(documents, one, &documents.facts(one)?)?;
                    begun = true;
                }
                compared += 1;
                let overlap = comparer.overlap(documents, other, &documents.facts(other)?)?;
                similarity = overlap.jaccard();
                rule.holds(overlap)
            };
            if alike {
                dealer.push(edges.entry(one, Edge { one, other, similarity }.rest()))?;
            }
        }
    }
    Ok(compared)
}
