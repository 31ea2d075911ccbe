//! Copies that another document holds nearly all of: cut feeds, early versions of a story that grew.
//!
//! An eighth of all shingles, chosen by their hashes, is looked up in the longest document of each cluster; who shares
//! enough of its own with one is compared in full. A document is attached to one container at most, by what itself
//! holds, so containment never joins two clusters and never goes on from one to the next. Round-ups are no containers.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::compare::{Comparer, ratio};
use crate::copies::TASK_DOCUMENTS;
use crate::documents::{Documents, NOBODY, Number};
use crate::error::DedupError;
use crate::parallel::{Executor, Phase};
use crate::signature::{mixed, shingles};
use crate::sorter::{Entry, Numbered, Sorter, numbers_in, try_each};
use crate::union::Sets;

/// Every so many shingles is looked up.
const SAMPLED: u64 = 8;
/// Words of a contained copy at least: shorter ones are quotes.
const LEAST_WORDS: u32 = 50;
/// Containers of a shingle from which on it is furniture and says nothing.
const MOST_CONTAINERS: usize = 64;
/// Least share of the expected number of its sampled shingles that a contained copy must share with the container, to
/// be compared in full; at a containment of .8, fewer than one in a hundred copies of 100 words have less.
const LEAST_SHARED: f32 = 0.4;
/// Sampled shingles that a container shares at least with each of two other stories, to be a round-up, and the least
/// share of its own that these are. Guesses: three stand for 24 words.
const ROUND_UP_SHINGLES: usize = 3;
const ROUND_UP_SHARE: f32 = 0.08;
/// Most of a story that may stand in a round-up for it to count: what is held whole is a contained copy.
const ROUND_UP_WHOLE: f32 = 0.8;

/// What is looked for, and where.
pub(crate) struct Containment<'a> {
    pub(crate) documents: &'a Documents,
    /// The first document of the same words, for each.
    pub(crate) copies: &'a [Number],
    /// The cluster of each document.
    pub(crate) clusters: &'a [Number],
    pub(crate) least: f32,
    pub(crate) memory_bytes: usize,
    pub(crate) folder: &'a Path,
    pub(crate) executor: &'a dyn Executor,
}

/// Whether a sampled shingle is of a container, in its entry.
const CONTAINER: Entry = 1 << 32;

impl Containment<'_> {
    /// The container of each document that has one, [`NOBODY`] for the others.
    pub(crate) fn containers(&self) -> Result<Vec<Number>, DedupError> {
        let count = self.documents.len();
        let longest = self.longest()?;
        let sampled = self.sampled(&longest)?;
        let meetings = self.meetings(&sampled)?;
        drop(sampled);
        let round_ups = self.round_ups(&meetings, &longest)?;
        let found: Vec<AtomicU32> = (0..count).map(|_| AtomicU32::new(NOBODY)).collect();
        meetings.each_part(self.executor, |part, entries| {
            let mut comparer = Comparer::default();
            for (number, group) in meetings.groups(entries) {
                let container = self
                    .container(number, group, &round_ups, &mut comparer)
                    .map_err(DedupError::Temporary)?;
                if let (Some(container), Some(place)) = (container, found.get(number as usize)) {
                    place.store(container, Ordering::Relaxed);
                }
            }
            self.executor.report(Phase::Containment, part as u64 + 1, meetings.parts() as u64);
            Ok(())
        })?;
        let found: Vec<Number> = found.into_iter().map(AtomicU32::into_inner).collect();
        // Copies of the same words are contained alike.
        Ok(self.copies.iter().map(|first| found.get(*first as usize).copied().unwrap_or(NOBODY)).collect())
    }

    fn is_first(&self, number: Number) -> bool {
        self.copies.get(number as usize) == Some(&number)
    }

    fn cluster(&self, number: Number) -> Number {
        self.clusters.get(number as usize).copied().unwrap_or(number)
    }

    /// The document with most shingles of each cluster, by the cluster's number.
    fn longest(&self) -> Result<Vec<Number>, DedupError> {
        let mut longest = vec![NOBODY; self.documents.len() as usize];
        let mut failed = Ok(());
        let walked = self.documents.each_fact(0, self.documents.len(), |number, facts| {
            let Some(place) = longest.get_mut(self.cluster(number) as usize) else { return };
            if failed.is_err() || !self.is_first(number) || facts.shingles == 0 {
                return;
            }
            if *place != NOBODY {
                match self.documents.facts(*place) {
                    Ok(known) if (known.shingles, known.words) >= (facts.shingles, facts.words) => return,
                    Ok(_) => {}
                    Err(error) => {
                        failed = Err(error);
                        return;
                    }
                }
            }
            *place = number;
        });
        walked.and(failed).map_err(DedupError::Temporary)?;
        Ok(longest)
    }

    /// The sampled shingles of all documents, with those of containers first in each group.
    fn sampled(&self, longest: &[Number]) -> Result<Sorter, DedupError> {
        let count = self.documents.len();
        // About as many shingles as words; four hundred words a document are a guess that parts may outgrow.
        let sampled = Sorter::new(count * 50, self.executor.width(), self.memory_bytes, self.folder);
        try_each(self.executor, numbers_in(count, TASK_DOCUMENTS), |task| {
            let from = task as u64 * TASK_DOCUMENTS;
            let mut dealer = sampled.dealer();
            let mut tokens = Vec::new();
            let mut taken = Vec::new();
            self.documents
                .each_fact(from, from + TASK_DOCUMENTS, |number, facts| {
                    if facts.tokens >= LEAST_WORDS && self.is_first(number) {
                        taken.push((number, *facts));
                    }
                })
                .map_err(DedupError::Temporary)?;
            for (number, facts) in taken {
                self.documents.tokens(number, &facts, &mut tokens).map_err(DedupError::Temporary)?;
                let is_container = longest.get(self.cluster(number) as usize) == Some(&number);
                let role = if is_container { 0 } else { CONTAINER };
                for shingle in shingles(&tokens).filter(|shingle| shingle % SAMPLED == 0) {
                    let entry = Entry::from(mixed(shingle)) << 64 | role | Entry::from(number);
                    dealer.push(entry).map_err(DedupError::Temporary)?;
                }
            }
            dealer.finish().map_err(DedupError::Temporary)
        })?;
        Ok(sampled)
    }

    /// Under each document the containers of other clusters that share a sampled shingle with it, and the shingle.
    fn meetings(&self, sampled: &Sorter) -> Result<Numbered, DedupError> {
        let count = self.documents.len();
        let meetings =
            Numbered::new(count, 20 * count, self.executor.width(), self.memory_bytes, self.folder);
        sampled.each_part(self.executor, |_, entries| {
            let mut dealer = meetings.dealer();
            for group in entries.chunk_by(|one, other| one >> 64 == other >> 64) {
                let containers = group.partition_point(|entry| entry & CONTAINER == 0);
                if group.len() < 2 || containers == 0 || containers > MOST_CONTAINERS {
                    continue;
                }
                for entry in group {
                    let number = *entry as Number;
                    for container in group.iter().take(containers).map(|entry| *entry as Number) {
                        if self.cluster(container) != self.cluster(number) {
                            let rest = Entry::from(container) << 32 | (entry >> 96);
                            dealer.push(meetings.entry(number, rest)).map_err(DedupError::Temporary)?;
                        }
                    }
                }
            }
            dealer.finish().map_err(DedupError::Temporary)
        })?;
        Ok(meetings)
    }

    /// The containers that hold parts of several stories, in ascending order.
    fn round_ups(&self, meetings: &Numbered, longest: &[Number]) -> Result<Vec<Number>, DedupError> {
        let count = self.documents.len();
        let parts = Numbered::new(count, 5 * count, self.executor.width(), self.memory_bytes, self.folder);
        meetings.each_part(self.executor, |_, entries| {
            let mut dealer = parts.dealer();
            for (number, group) in meetings.groups(entries) {
                if longest.get(self.cluster(number) as usize) != Some(&number) {
                    continue;
                }
                let expected = self.expected(number).map_err(DedupError::Temporary)?;
                for same in by_container(group) {
                    if same.len() < ROUND_UP_SHINGLES || same.len() as f32 >= ROUND_UP_WHOLE * expected {
                        continue;
                    }
                    for entry in same {
                        let rest = Entry::from(number) << 32 | Entry::from(*entry as u32);
                        dealer
                            .push(parts.entry((entry >> 32) as Number, rest))
                            .map_err(DedupError::Temporary)?;
                    }
                }
            }
            dealer.finish().map_err(DedupError::Temporary)
        })?;
        let mut found = Vec::new();
        for part in 0..parts.parts() {
            for (container, group) in parts.groups(&parts.part(part)?) {
                let expected = self.expected(container).map_err(DedupError::Temporary)?;
                if holds_several(group, expected) {
                    found.push(container);
                }
            }
        }
        found.sort_unstable(); if std::env::var("RU").is_ok() { eprintln!("round-ups {}", found.len()); found.clear(); }
        Ok(found)
    }

    /// How many of its shingles are sampled, about.
    fn expected(&self, number: Number) -> io::Result<f32> {
        Ok(self.documents.facts(number)?.shingles as f32 / SAMPLED as f32)
    }

    /// The container of a document among those that it met: the one that holds most of it, then the one with the
    /// smallest hash.
    fn container(
        &self,
        number: Number,
        group: &[Entry],
        round_ups: &[Number],
        comparer: &mut Comparer,
    ) -> io::Result<Option<Number>> {
        let facts = self.documents.facts(number)?;
        let expected = facts.shingles as f32 / SAMPLED as f32;
        let mut begun = false;
        let mut best: Option<(u32, u128, Number)> = None;
        for same in by_container(group) {
            let Some(container) = same.first().map(|entry| (entry >> 32) as Number) else { continue };
            if (same.len() as f32) < LEAST_SHARED * expected || round_ups.binary_search(&container).is_ok() {
                continue;
            }
            let theirs = self.documents.facts(container)?;
            if (theirs.shingles, theirs.words) <= (facts.shingles, facts.words) {
                continue;
            }
            if !begun {
                comparer.begin(self.documents, number, &facts)?;
                begun = true;
            }
            let shared = comparer.overlap(self.documents, container, &theirs)?.shared;
            let better = best.is_none_or(|(most, hash, _)| (shared, hash) > (most, theirs.words));
            if ratio(shared, facts.shingles) >= self.least && better {
                best = Some((shared, theirs.words, container));
            }
        }
        Ok(best.map(|(_, _, container)| container))
    }
}

/// The meetings of one document by container.
fn by_container(group: &[Entry]) -> impl Iterator<Item = &[Entry]> {
    group.chunk_by(|one, other| one >> 32 == other >> 32)
}

/// Whether a container shares parts with two stories or more that do not overlap in it, directly or through others.
/// `group` are its entries: the other document, then the shingle.
fn holds_several(group: &[Entry], expected: f32) -> bool {
    let least = (ROUND_UP_SHARE * expected).max(ROUND_UP_SHINGLES as f32) as usize;
    let stories = by_container(group).filter(|same| same.len() >= least);
    let mut sights: Vec<(u32, Number)> = Vec::new();
    let mut count = 0;
    for (story, same) in (0..).zip(stories) {
        sights.extend(same.iter().map(|entry| (*entry as u32, story)));
        count = story + 1;
    }
    sights.sort_unstable();
    let mut sets = Sets::of((0..count).collect());
    for same in sights.chunk_by(|one, other| one.0 == other.0) {
        for (one, other) in same.iter().zip(same.iter().skip(1)) {
            sets.join(one.1, other.1);
        }
    }
    sets.flatten().iter().any(|root| *root != 0)
}
