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
use crate::sorter::{Entry, Numbered};

/// Two documents that are alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Edge {
    /// The smaller number.
    pub(crate) one: Number,
    pub(crate) other: Number,
    /// Their Jaccard similarity; below 0 if they are kin alone.
    pub(crate) similarity: f32,
}

impl Edge {
    /// Whether the two are near-duplicates by the rule.
    pub(crate) fn is_alike(self) -> bool {
        self.similarity >= 0.0
    }

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

/// Estimates this far off decide without a full comparison: about three standard deviations of an estimate by 128
/// values, which are at most `sqrt(.5 * .5 / 128)`.
const GREY: f32 = 0.13;

/// The Jaccard similarity of copies that were edited all over, as a share of the threshold, at least. One word in nine
/// changed leaves .4 of the shingles in common but .8 of the words.
const EDITED: f32 = 0.45;
/// The share of words in common shingles that such copies have, below the threshold by this at most. Of cut and added
/// paragraphs, which make up the rest of what differs, a site's own furniture is one.
const BELOW: f32 = 0.1;

/// When two documents are near-duplicates: their Jaccard similarity reaches the threshold, or the share of their words
/// that stand in common shingles does, at half the similarity. Cut and added paragraphs weigh the same in both measures;
/// changed words weigh five times in the first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    threshold: f32,
}

impl Rule {
    pub(crate) fn new(config: &DedupConfig) -> Self {
        Rule { threshold: config.threshold as f32 }
    }

    /// Whether the rule holds for the two documents that were compared last.
    fn holds(self, overlap: Overlap, comparer: &Comparer) -> bool {
        let jaccard = overlap.jaccard();
        overlap.shared > 0
            && jaccard >= EDITED * self.threshold
            && (jaccard >= self.threshold || comparer.common_words() >= self.threshold - BELOW)
    }

    /// Whether an estimate is high enough for the rule to hold for sure, or low enough not to.
    fn decides(self, estimate: f32) -> Option<bool> {
        if estimate < EDITED * self.threshold - GREY {
            return Some(false);
        }
        // Of the words, at least as many are common as of the shingles of both, 2 J / (1 + J).
        let words = self.threshold - BELOW;
        let sure = (words / (2.0 - words)).clamp(EDITED * self.threshold, self.threshold);
        (estimate >= sure + GREY).then_some(true)
    }
}

/// Estimate from which on two documents may be of one family though they are no copies. Pages of a template of which
/// a fifth varies have a similarity of about this.
const KIN: f32 = 0.25;

/// What verification did.
#[derive(Debug)]
pub(crate) struct Verified {
    /// Pairs that are not alike but may be pages of one template.
    pub(crate) kin: Numbered,
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
    let make = || Numbered::new(count, 2 * count, executor.width(), memory_bytes, folder);
    let (edges, kin) = (make(), make());
    let (compared, done) = (AtomicU64::new(0), AtomicU64::new(0));
    pairs.each_part(executor, |_, entries| {
        let (mut dealer, mut kin_dealer) = (edges.dealer(), kin.dealer());
        let count = verify_part(documents, pairs, entries, rule, |edge, alike| {
            let (sorter, dealer) = if alike { (&edges, &mut dealer) } else { (&kin, &mut kin_dealer) };
            dealer.push(sorter.entry(edge.one, edge.rest()))
        });
        let count = count
            .and_then(|count| dealer.finish().map(|()| count))
            .and_then(|count| kin_dealer.finish().map(|()| count))
            .map_err(DedupError::Temporary)?;
        compared.fetch_add(count, Ordering::Relaxed);
        executor.report(Phase::Verify, done.fetch_add(1, Ordering::Relaxed) + 1, pairs.parts() as u64);
        Ok(())
    })?;
    Ok(Verified { kin, edges, compared: compared.into_inner() })
}

fn verify_part(
    documents: &Documents,
    pairs: &Numbered,
    entries: &[Entry],
    rule: Rule,
    mut found: impl FnMut(Edge, bool) -> io::Result<()>,
) -> io::Result<u64> {
    let mut comparer = Comparer::default();
    let mut in_full = 0;
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
                in_full += 1;
                let overlap = comparer.overlap(documents, other, &documents.facts(other)?)?;
                similarity = overlap.jaccard();
                rule.holds(overlap, &comparer)
            };
            if alike || similarity >= KIN {
                let similarity = if alike { similarity } else { -similarity };
                found(Edge { one, other, similarity }, alike)?;
            }
        }
    }
    Ok(in_full)
}
