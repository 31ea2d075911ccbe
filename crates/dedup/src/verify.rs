//! Which candidates are alike.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::DedupConfig;
use crate::compare::{Comparer, Overlap};
use crate::contain::LEAST_SHINGLES as LEAST_CONTAINED;
use crate::documents::{Documents, Facts, Number};
use crate::error::DedupError;
use crate::index::Runs;
use crate::parallel::{Executor, Phase};
use crate::signature::{Signature, estimate};
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
/// By how much the share of words in common shingles may stay below the threshold in such copies, as a share of what the
/// threshold leaves open: .1 at .7. Of cut and added paragraphs, which make up the rest of what differs, a site's own
/// furniture is one.
const BELOW: f32 = 1.0 / 3.0;

/// The Jaccard similarity below which a text is cut rather than edited, if the other holds nearly all of it, as a share of
/// the threshold.
const MOST_CUT: f32 = 0.8;

/// When two documents are near-duplicates: their Jaccard similarity reaches the threshold, or about as many of their
/// words stand in common shingles, at half the similarity. Cut and added paragraphs weigh the same in both measures;
/// changed words weigh five times in the first. What is below the threshold because one of the two is cut is a contained
/// copy, and no near-duplicate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rule {
    threshold: f32,
    containment: f32,
}

impl Rule {
    pub(crate) fn new(config: &DedupConfig) -> Self {
        Rule { threshold: config.threshold as f32, containment: config.containment as f32 }
    }

    /// Whether the rule holds for two documents that were compared; `None` if it takes the share of their common words
    /// to tell.
    fn holds(self, compared: &Compared) -> Option<bool> {
        let jaccard = compared.overlap.jaccard();
        if compared.overlap.shared == 0 || jaccard < EDITED * self.threshold {
            return Some(false);
        }
        if jaccard >= self.threshold {
            return Some(true);
        }
        let is_cut = compared.overlap.smaller() >= LEAST_CONTAINED
            && compared.overlap.containment() >= self.containment
            && jaccard < MOST_CUT * self.threshold;
        if is_cut {
            return Some(false);
        }
        compared.common_words.map(|common| common >= self.least_words())
    }

    /// The least share of words in common shingles.
    fn least_words(self) -> f32 {
        self.threshold - BELOW * (1.0 - self.threshold)
    }

    /// Whether an estimate is high enough for the rule to hold for sure, or low enough not to.
    fn decides(self, estimate: f32) -> Option<bool> {
        if estimate < EDITED * self.threshold - GREY {
            return Some(false);
        }
        (estimate >= self.threshold + GREY).then_some(true)
    }
}

/// Estimate from which on two documents may be of one family though they are no copies. Pages of a template of which
/// a fifth varies have a similarity of about this.
const KIN: f32 = 0.25;

/// What a full comparison of two documents found. Nothing of it depends on settings.
#[derive(Debug, Clone, Copy)]
struct Compared {
    overlap: Overlap,
    /// Share of their words in common shingles, if that was asked for.
    common_words: Option<f32>,
}

impl Compared {
    /// What two documents have in common, of which the comparer has taken the first.
    fn in_full(comparer: &mut Comparer, overlap: Overlap, rule: Rule) -> Self {
        let mut found = Compared { overlap, common_words: None };
        if rule.holds(&found).is_none() {
            found.common_words = Some(comparer.common_words());
        }
        found
    }

    /// Bits of an entry behind the number of one document: the other, what they share, and the common words, which are no
    /// number if they are not known.
    fn rest(self, other: Number) -> Entry {
        let common = self.common_words.unwrap_or(f32::NAN);
        Entry::from(other) << 64 | Entry::from(self.overlap.shared) << 32 | Entry::from(common.to_bits())
    }

    /// What an entry says of two documents with so many shingles.
    fn of(entry: Entry, of: (u32, u32)) -> Self {
        let common = f32::from_bits(entry as u32);
        Compared {
            overlap: Overlap { shared: (entry >> 32) as u32, of },
            common_words: (!common.is_nan()).then_some(common),
        }
    }
}

/// What is known of earlier comparisons, and whether those of this one are to be known later.
#[derive(Debug, Default)]
pub(crate) struct Earlier {
    /// Number of documents of earlier batches.
    pub(crate) documents: u64,
    /// Pairs of them that were compared in full, under the smaller numbers.
    pub(crate) compared: Runs,
    /// Whether comparisons are recorded.
    pub(crate) records: bool,
}

/// What verification did.
#[derive(Debug)]
pub(crate) struct Verified {
    /// Pairs that are not alike but may be pages of one template.
    pub(crate) kin: Numbered,
    /// The pairs that are alike, under their smaller numbers; see [`Edge::rest`].
    pub(crate) edges: Numbered,
    /// Pairs that were compared in full.
    pub(crate) compared: u64,
    /// These pairs under their smaller numbers, with what was found, if that is recorded.
    pub(crate) record: Option<Numbered>,
}

pub(crate) fn verify(
    documents: &Documents,
    pairs: &Numbered,
    rule: Rule,
    earlier: &Earlier,
    memory_bytes: usize,
    folder: &Path,
    executor: &dyn Executor,
) -> Result<Verified, DedupError> {
    let count = documents.len();
    let make = || Numbered::new(count, 5 * count, executor.width(), memory_bytes, folder);
    let (edges, kin) = (make(), make());
    let record = earlier.records.then(make);
    let (compared, done) = (AtomicU64::new(0), AtomicU64::new(0));
    pairs.each_part(executor, |_, entries| {
        let (mut dealer, mut kin_dealer) = (edges.dealer(), kin.dealer());
        let mut recorder = record.as_ref().map(|record| (record, record.dealer()));
        let count = verify_part(documents, pairs, entries, rule, &earlier.compared, |found| match found {
            Outcome::Edge { edge, alike: true } => dealer.push(edges.entry(edge.one, edge.rest())),
            Outcome::Edge { edge, alike: false } => kin_dealer.push(kin.entry(edge.one, edge.rest())),
            Outcome::Compared { one, other, compared } => match &mut recorder {
                Some((record, dealer)) => dealer.push(record.entry(one, compared.rest(other))),
                None => Ok(()),
            },
        });
        let count = count
            .and_then(|count| dealer.finish().map(|()| count))
            .and_then(|count| kin_dealer.finish().map(|()| count))
            .and_then(|count| recorder.map_or(Ok(()), |(_, dealer)| dealer.finish()).map(|()| count))
            .map_err(DedupError::Temporary)?;
        compared.fetch_add(count, Ordering::Relaxed);
        executor.report(Phase::Verify, done.fetch_add(1, Ordering::Relaxed) + 1, pairs.parts() as u64);
        Ok(())
    })?;
    Ok(Verified { kin, edges, compared: compared.into_inner(), record })
}

/// What is found of a pair.
enum Outcome {
    /// They are alike, or kin.
    Edge { edge: Edge, alike: bool },
    /// They were compared in full.
    Compared { one: Number, other: Number, compared: Compared },
}

fn verify_part(
    documents: &Documents,
    pairs: &Numbered,
    entries: &[Entry],
    rule: Rule,
    earlier: &Runs,
    mut found: impl FnMut(Outcome) -> io::Result<()>,
) -> io::Result<u64> {
    let mut scratch = Comparer::default();
    let mut count = 0;
    let first = entries.first().map_or(0, |entry| pairs.number(*entry));
    let (mut earlier, mut known) = (earlier.reader(first)?, Vec::new());
    for (one, group) in pairs.groups(entries) {
        let signature = documents.signature(one)?;
        earlier.take(one, &mut known)?;
        known.sort_unstable();
        let mut begun = None;
        for entry in group {
            let other = *entry as Number;
            let mut similarity = estimate(&signature, &documents.signature(other)?);
            let alike = if let Some(alike) = rule.decides(similarity) {
                alike
            } else {
                let at = known.binary_search_by_key(&other, |entry| (entry >> 64) as Number);
                let known = at.ok().and_then(|at| known.get(at));
                let compared = full(documents, (one, other), rule, known, (&mut scratch, &mut begun))?;
                if known.is_none() {
                    count += 1;
                    found(Outcome::Compared { one, other, compared })?;
                }
                similarity = compared.overlap.jaccard();
                rule.holds(&compared).unwrap_or_default()
            };
            if let Some(similarity) = signed(similarity, alike) {
                found(Outcome::Edge { edge: Edge { one, other, similarity }, alike })?;
            }
        }
    }
    Ok(count)
}

/// The similarity of a pair that is of interest, below 0 if the two are kin alone.
fn signed(similarity: f32, alike: bool) -> Option<f32> {
    (alike || similarity >= KIN).then_some(if alike { similarity } else { -similarity })
}

/// What is found of two documents whose signatures or words are at hand, by the same rules.
#[derive(Debug)]
pub struct PairJudge {
    rule: Rule,
    comparer: Comparer,
}

/// What the signatures of two documents say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Estimated {
    /// It takes their words to tell.
    Unclear,
    /// They are of no interest to each other.
    Apart,
    /// They are alike at this similarity, or kin, which is below 0 then.
    Found(f32),
}

impl PairJudge {
    /// A judge by these settings.
    pub fn new(config: &DedupConfig) -> Self {
        PairJudge { rule: Rule::new(config), comparer: Comparer::default() }
    }

    /// What the signatures of two documents say.
    pub fn by_signatures(&self, one: &Signature, other: &Signature) -> Estimated {
        let similarity = estimate(one, other);
        match self.rule.decides(similarity) {
            None => Estimated::Unclear,
            Some(alike) => signed(similarity, alike).map_or(Estimated::Apart, Estimated::Found),
        }
    }

    /// What the words of two documents say, each with the number of its distinct shingles: their similarity, below 0 if
    /// they are kin alone; `None` if they are of no interest to each other.
    pub fn by_words(&mut self, one: (&[u32], u32), other: (&[u32], u32)) -> Option<f32> {
        self.comparer.begin_words(one.0, one.1);
        let overlap = self.comparer.overlap_with_words(other.0, other.1);
        let compared = Compared::in_full(&mut self.comparer, overlap, self.rule);
        let alike = self.rule.holds(&compared).unwrap_or_default();
        signed(compared.overlap.jaccard(), alike)
    }
}

/// What two documents have in common, from an earlier comparison if that tells enough. `scratch` has taken the first
/// if its facts stand beside it.
fn full(
    documents: &Documents,
    (one, other): (Number, Number),
    rule: Rule,
    known: Option<&Entry>,
    (scratch, begun): (&mut Comparer, &mut Option<Facts>),
) -> io::Result<Compared> {
    let theirs = documents.facts(other)?;
    if let Some(entry) = known {
        let ours = match begun {
            Some(facts) => *facts,
            None => documents.facts(one)?,
        };
        let compared = Compared::of(*entry, (ours.shingles, theirs.shingles));
        if rule.holds(&compared).is_some() {
            return Ok(compared);
        }
    }
    if begun.is_none() {
        let facts = documents.facts(one)?;
        scratch.begin(documents, one, &facts)?;
        *begun = Some(facts);
    }
    let overlap = scratch.overlap(documents, other, &theirs)?;
    Ok(Compared::in_full(scratch, overlap, rule))
}
