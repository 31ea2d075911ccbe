//! Copies that another document holds nearly all of: cut feeds, early versions of a story that grew.
//!
//! An eighth of all shingles, chosen by their hashes, is looked up in a few documents of each cluster; who shares enough
//! of its own with one is compared in full. A document is attached to one container at most, by what itself holds, and
//! to none that is contained itself; so containment never joins two clusters and never goes on from one to the next.
//! Round-ups of several stories are no containers.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use crate::compare::{Comparer, ratio};
use crate::copies::TASK_DOCUMENTS;
use crate::documents::{Documents, NOBODY, Number};
use crate::error::DedupError;
use crate::parallel::{Executor, Phase};
use crate::signature::{each_shingle, mixed};
use crate::sorter::{Entry, Numbered, Sorter, numbers_in, try_each};
use crate::union::Sets;

/// Every so many shingles is looked up.
const SAMPLED: u64 = 8;
/// Words of a contained copy at least: shorter ones are quotes.
const LEAST_WORDS: u32 = 50;
/// Shingles of such a copy, of which each word but the last four begins one.
pub(crate) const LEAST_SHINGLES: u32 = LEAST_WORDS - 4;
/// Containers of a shingle from which on it is furniture and says nothing.
pub(crate) const MOST_CONTAINERS: usize = 64;
/// Least share of the expected number of its sampled shingles that a contained copy must share with the container, to
/// be compared in full; at a containment of .8, fewer than one in a hundred copies of 100 words have less.
const LEAST_SHARED: f32 = 0.4;
/// Documents of a cluster that are containers: the longest, and others by the hash of their words.
const CONTAINERS_OF_CLUSTER: usize = 4;
/// Sampled shingles that a document shares with a container at least to be seen in it; they stand for 24 words.
const LEAST_SEEN: usize = 3;
/// Least share of a contained copy's story in what a container shares with any document. Below, the container is a
/// round-up of several stories. A guess: above a half, and below what boxes leave.
const LEAST_OF_STORY: f32 = 0.6;

/// Shared shingles that are told apart, at most: as many as twenty bits hold.
pub(crate) const MOST_SEEN: u32 = (1 << 20) - 1;
/// Containers that a document is compared with in full, at most; those that share most with it. A guess.
pub(crate) const MOST_VERIFIED: usize = 4;

/// What is looked for, and where.
pub(crate) struct Containment<'a> {
    pub(crate) documents: &'a Documents,
    /// The first document of the same words, for each.
    pub(crate) copies: &'a [Number],
    /// The cluster of each document.
    pub(crate) clusters: &'a [Number],
    /// The family of each document, whose clusters are pages of one template.
    pub(crate) families: &'a [Number],
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
        let chosen = self.chosen()?;
        let sampled = self.sampled(&chosen)?;
        let meetings = self.meetings(&sampled)?;
        drop(sampled);
        let likely = self.likely(&meetings)?;
        drop(meetings);
        // First whoever has a container; then, among containers that have none, the best.
        let found: Vec<AtomicU32> = (0..count).map(|_| AtomicU32::new(NOBODY)).collect();
        let verified = Numbered::new(count, count, self.executor.width(), self.memory_bytes, self.folder);
        likely.each_part(self.executor, |part, entries| {
            let mut comparer = Comparer::default();
            let mut dealer = verified.dealer();
            for (number, group) in likely.groups(entries) {
                self.verify(number, group, &mut comparer, |container, shared| {
                    if let Some(place) = found.get(number as usize) {
                        place.store(container, Ordering::Relaxed);
                    }
                    // The most shared first.
                    let rest = Entry::from(u32::MAX - shared) << 64 | Entry::from(container);
                    dealer.push(verified.entry(number, rest))
                })
                .map_err(DedupError::Temporary)?;
            }
            self.executor.report(Phase::Containment, part as u64 + 1, likely.parts() as u64);
            dealer.finish().map_err(DedupError::Temporary)
        })?;
        let contained: Vec<bool> =
            found.iter().map(|place| place.load(Ordering::Relaxed) != NOBODY).collect();
        verified.each_part(self.executor, |_, entries| {
            for (number, group) in verified.groups(entries) {
                let best = self.best(group, &contained).map_err(DedupError::Temporary)?;
                if let Some(place) = found.get(number as usize) {
                    place.store(best.unwrap_or(NOBODY), Ordering::Relaxed);
                }
            }
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

    fn family(&self, number: Number) -> Number {
        self.families.get(number as usize).copied().unwrap_or(number)
    }

    fn sight(&self, number: Number) -> Sight<Number> {
        Sight { number, family: self.family(number), cluster: self.cluster(number) }
    }

    /// Whether each document is one of those of its cluster that others are looked up in.
    fn chosen(&self) -> Result<Vec<bool>, DedupError> {
        let count = self.documents.len();
        let members = Numbered::new(count, count, self.executor.width(), self.memory_bytes, self.folder);
        try_each(self.executor, numbers_in(count, TASK_DOCUMENTS), |task| {
            let from = task as u64 * TASK_DOCUMENTS;
            let mut dealer = members.dealer();
            let mut failed = Ok(());
            let walked = self.documents.each_fact(from, from + TASK_DOCUMENTS, |number, facts| {
                if facts.shingles > 0 && self.is_first(number) && failed.is_ok() {
                    let hash = Entry::from((facts.words >> 64) as u32);
                    failed =
                        dealer.push(members.entry(self.cluster(number), hash << 32 | Entry::from(number)));
                }
            });
            walked.and(failed).and_then(|()| dealer.finish()).map_err(DedupError::Temporary)
        })?;
        let chosen: Vec<AtomicBool> = (0..count).map(|_| AtomicBool::new(false)).collect();
        members.each_part(self.executor, |_, entries| {
            for (_, group) in members.groups(entries) {
                let mut containers = Containers::default();
                for entry in group {
                    let number = *entry as Number;
                    // Length matters where not all can be taken.
                    let length = if group.len() > CONTAINERS_OF_CLUSTER {
                        let facts = self.documents.facts(number).map_err(DedupError::Temporary)?;
                        (facts.shingles, facts.words)
                    } else {
                        (0, 0)
                    };
                    containers.add(length, number);
                }
                for number in containers.chosen() {
                    if let Some(place) = chosen.get(number as usize) {
                        place.store(true, Ordering::Relaxed);
                    }
                }
            }
            Ok(())
        })?;
        Ok(chosen.into_iter().map(AtomicBool::into_inner).collect())
    }

    /// The sampled shingles of all documents, with those of containers first in each group.
    fn sampled(&self, chosen: &[bool]) -> Result<Sorter, DedupError> {
        let count = self.documents.len();
        // About as many shingles as words; six hundred words a document are a guess that parts may outgrow.
        let sampled = Sorter::new(count * 80, self.executor.width(), self.memory_bytes, self.folder);
        try_each(self.executor, numbers_in(count, TASK_DOCUMENTS), |task| {
            let from = task as u64 * TASK_DOCUMENTS;
            let mut dealer = sampled.dealer();
            let mut tokens = Vec::new();
            let mut taken = Vec::new();
            self.documents
                .each_fact(from, from + TASK_DOCUMENTS, |number, facts| {
                    if is_long_enough(facts.tokens) && self.is_first(number) {
                        taken.push((number, *facts));
                    }
                })
                .map_err(DedupError::Temporary)?;
            for (number, facts) in taken {
                self.documents.tokens(number, &facts, &mut tokens).map_err(DedupError::Temporary)?;
                let is_container = chosen.get(number as usize) == Some(&true);
                let role = if is_container { 0 } else { CONTAINER };
                let mut failed = Ok(());
                each_sampled(&tokens, |shingle| {
                    if failed.is_ok() {
                        failed = dealer.push(Entry::from(shingle) << 64 | role | Entry::from(number));
                    }
                });
                failed.map_err(DedupError::Temporary)?;
            }
            dealer.finish().map_err(DedupError::Temporary)
        })?;
        Ok(sampled)
    }

    /// Under each container the documents of other clusters that share a sampled shingle with it, and the shingle; the
    /// other containers of its own cluster as well. Pages of one template are no copies of each other.
    fn meetings(&self, sampled: &Sorter) -> Result<Numbered, DedupError> {
        let count = self.documents.len();
        let meetings =
            Numbered::new(count, 100 * count, self.executor.width(), self.memory_bytes, self.folder);
        sampled.each_part(self.executor, |_, entries| {
            let mut dealer = meetings.dealer();
            for group in entries.chunk_by(|one, other| one >> 64 == other >> 64) {
                let containers = group.partition_point(|entry| entry & CONTAINER == 0);
                if group.len() < 2 || containers == 0 || containers > MOST_CONTAINERS {
                    continue;
                }
                let Some((containers, _)) = group.split_at_checked(containers) else { continue };
                let containers: Vec<Sight<Number>> =
                    containers.iter().map(|entry| self.sight(*entry as Number)).collect();
                let mut push = |container: Number, number: Number, rest: Entry| {
                    let rest = Entry::from(number) << 32 | rest;
                    dealer.push(meetings.entry(container, rest))
                };
                for entry in group {
                    let sight = self.sight(*entry as Number);
                    meet(&containers, &sight, |container| push(container, sight.number, entry >> 96))
                        .map_err(DedupError::Temporary)?;
                }
                if let Some(entry) = group.first() {
                    meet_mates(&containers, |container, mate| push(container, mate, entry >> 96))
                        .map_err(DedupError::Temporary)?;
                }
            }
            dealer.finish().map_err(DedupError::Temporary)
        })?;
        Ok(meetings)
    }

    /// Under each document the containers that may hold it: who shares enough with it, and is no round-up.
    fn likely(&self, meetings: &Numbered) -> Result<Numbered, DedupError> {
        let count = self.documents.len();
        let likely = Numbered::new(count, count, self.executor.width(), self.memory_bytes, self.folder);
        meetings.each_part(self.executor, |_, entries| {
            let mut dealer = likely.dealer();
            let mut stories = Stories::default();
            for (container, group) in meetings.groups(entries) {
                let words = self.documents.facts(container).map_err(DedupError::Temporary)?.words;
                stories.read(group, |number| self.cluster(number) == self.cluster(container));
                for (number, seen) in stories.met() {
                    if self.cluster(number) == self.cluster(container) {
                        continue;
                    }
                    let shingles = self.documents.facts(number).map_err(DedupError::Temporary)?.shingles;
                    if is_likely(seen, shingles) && stories.is_main(number) {
                        // The most shared first, then by the hash of the words.
                        let missing = Entry::from(MOST_SEEN.saturating_sub(seen as u32));
                        let rest = missing << 72 | (words >> 88) << 32 | Entry::from(container);
                        dealer.push(likely.entry(number, rest)).map_err(DedupError::Temporary)?;
                    }
                }
            }
            dealer.finish().map_err(DedupError::Temporary)
        })?;
        Ok(likely)
    }

    /// Calls `accept` with each container that holds enough of a document, and the number of shingles it holds.
    fn verify(
        &self,
        number: Number,
        group: &[Entry],
        comparer: &mut Comparer,
        mut accept: impl FnMut(Number, u32) -> io::Result<()>,
    ) -> io::Result<()> {
        let facts = self.documents.facts(number)?;
        let mut begun = false;
        for container in group.iter().take(MOST_VERIFIED).map(|entry| *entry as Number) {
            let theirs = self.documents.facts(container)?;
            if !may_hold((theirs.shingles, theirs.words), (facts.shingles, facts.words)) {
                continue;
            }
            if !begun {
                comparer.begin(self.documents, number, &facts)?;
                begun = true;
            }
            let shared = comparer.overlap(self.documents, container, &theirs)?.shared;
            if ratio(shared, facts.shingles) >= self.least {
                accept(container, shared)?;
            }
        }
        Ok(())
    }

    /// Of the containers of a document that are not contained themselves: the one that holds most of it, then the one
    /// with the smallest hash.
    fn best(&self, group: &[Entry], has_one: &[bool]) -> io::Result<Option<Number>> {
        let mut best: Option<(u32, u128, Number)> = None;
        for entry in group {
            let (container, missing) = (*entry as Number, (entry >> 64) as u32);
            if has_one.get(container as usize) == Some(&true) {
                continue;
            }
            let candidate = (missing, self.documents.facts(container)?.words, container);
            best = Some(best.map_or(candidate, |best| best.min(candidate)));
        }
        Ok(best.map(|(_, _, container)| container))
    }
}

/// Whether a text of so many words can be a contained copy.
pub(crate) fn is_long_enough(words: u32) -> bool {
    words >= LEAST_WORDS
}

/// Calls `take` with the shingles of a text that are looked up, as they are looked up.
pub(crate) fn each_sampled(tokens: &[u32], mut take: impl FnMut(u64)) {
    each_shingle(tokens, |shingle| {
        if shingle % SAMPLED == 0 {
            take(mixed(shingle));
        }
    });
}

/// Whether a document of so many shingles may be held where so many of its sampled ones were seen.
pub(crate) fn is_likely(seen: usize, shingles: u32) -> bool {
    let expected = shingles as f32 / SAMPLED as f32;
    seen as f32 >= LEAST_SHARED * expected
}

/// Whether a document can hold another, each given by its shingles and the hash of its words: a longer one.
pub(crate) fn may_hold(container: (u32, u128), other: (u32, u128)) -> bool {
    container > other
}

/// Those documents of a cluster that others are looked up in. They come in the order of parts of the hashes of their words.
#[derive(Debug, Default)]
pub(crate) struct Containers<N> {
    first: Vec<N>,
    /// Shingles, hash of the words, place in the order, number.
    longest: Option<((u32, u128), u64, N)>,
    count: u64,
}

impl<N: Copy + Ord> Containers<N> {
    /// Adds a document: its shingles and the hash of its words, and its number.
    pub(crate) fn add(&mut self, length: (u32, u128), number: N) {
        if self.first.len() < CONTAINERS_OF_CLUSTER {
            self.first.push(number);
        }
        self.longest = self.longest.max(Some((length, self.count, number)));
        self.count += 1;
    }

    /// The longest, and the first of the others; all if these are few.
    pub(crate) fn chosen(&self) -> impl Iterator<Item = N> + '_ {
        let longest = self.longest.map(|(.., number)| number);
        let others = self.first.iter().copied().filter(move |number| Some(*number) != longest);
        longest.into_iter().chain(others).take(CONTAINERS_OF_CLUSTER)
    }
}

/// A document that has a shingle, its family and its cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sight<N> {
    pub(crate) number: N,
    pub(crate) family: N,
    pub(crate) cluster: N,
}

/// Calls `push` with each of the containers that a document of another family meets.
pub(crate) fn meet<N: Copy + PartialEq, E>(
    containers: &[Sight<N>],
    sight: &Sight<N>,
    mut push: impl FnMut(N) -> Result<(), E>,
) -> Result<(), E> {
    containers
        .iter()
        .filter(|container| container.family != sight.family)
        .try_for_each(|container| push(container.number))
}

/// Calls `push` with each container and one other of its cluster, which is enough to show the shingle as its own.
pub(crate) fn meet_mates<N: Copy + PartialEq, E>(
    containers: &[Sight<N>],
    mut push: impl FnMut(N, N) -> Result<(), E>,
) -> Result<(), E> {
    containers.iter().enumerate().try_for_each(|(at, container)| {
        let is_mate =
            |other: &&Sight<N>| other.number != container.number && other.cluster == container.cluster;
        let (before, behind) = containers.split_at_checked(at).unwrap_or((containers, &[]));
        match before.iter().rev().chain(behind).find(is_mate) {
            Some(mate) => push(container.number, mate.number),
            None => Ok(()),
        }
    })
}

/// What a container shares with other documents, parted into stories: documents that overlap in it, directly or
/// through others.
#[derive(Debug, Default)]
pub(crate) struct Stories {
    /// The documents that are seen in it, and in how many shingles.
    seen: Vec<(Number, usize)>,
    /// Each shingle with the index of a document that has it.
    sights: Vec<(u32, Number)>,
    /// The story of each document, by its index.
    roots: Vec<Number>,
    /// Shingles of each story, by its number.
    sizes: Vec<usize>,
    all: usize,
    /// The story that the container shares with others of its cluster, if there are any.
    own: Option<Number>,
}

impl Stories {
    /// Reads the meetings of one container; `is_mate` tells who is of its cluster.
    pub(crate) fn read(&mut self, group: &[Entry], is_mate: impl Fn(Number) -> bool) {
        self.seen.clear();
        self.sights.clear();
        for same in group.chunk_by(|one, other| one >> 32 == other >> 32) {
            let Some(first) = same.first().filter(|_| same.len() >= LEAST_SEEN) else { continue };
            let index = self.seen.len() as Number;
            self.seen.push(((first >> 32) as Number, same.len()));
            self.sights.extend(same.iter().map(|entry| (*entry as u32, index)));
        }
        self.sights.sort_unstable();
        let mut sets = Sets::of((0..self.seen.len() as Number).collect());
        let by_shingle = || self.sights.chunk_by(|one, other| one.0 == other.0);
        for same in by_shingle() {
            for (one, other) in same.iter().zip(same.iter().skip(1)) {
                sets.join(one.1, other.1);
            }
        }
        let mates = (0..).zip(&self.seen).filter(|(_, (number, _))| is_mate(*number));
        let mut mates = mates.map(|(index, _)| index);
        let first = mates.next();
        if let Some(first) = first {
            mates.for_each(|mate| sets.join(first, mate));
        }
        self.roots = sets.flatten();
        self.own = first.and_then(|first| self.roots.get(first as usize)).copied();
        let mut sizes = vec![0; self.seen.len()];
        let mut all = 0;
        for same in by_shingle() {
            let story = same.first().and_then(|(_, index)| self.roots.get(*index as usize));
            if let Some(size) = story.and_then(|story| sizes.get_mut(*story as usize)) {
                *size += 1;
                all += 1;
            }
        }
        (self.sizes, self.all) = (sizes, all);
    }

    /// The documents that are seen in the container, and in how many shingles.
    pub(crate) fn met(&self) -> impl Iterator<Item = (Number, usize)> + '_ {
        self.seen.iter().copied()
    }

    /// Whether the container is about the story of this document: its cluster is, or most of what it shares with others.
    pub(crate) fn is_main(&self, number: Number) -> bool {
        let index = self.seen.binary_search_by_key(&number, |(seen, _)| *seen);
        let story = index.ok().and_then(|index| self.roots.get(index));
        if let Some(own) = self.own {
            return story == Some(&own);
        }
        let size = story.and_then(|story| self.sizes.get(*story as usize)).copied().unwrap_or_default();
        size as f32 >= LEAST_OF_STORY * self.all as f32
    }
}
