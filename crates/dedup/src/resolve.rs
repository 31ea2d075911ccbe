//! From sketches to clusters: equal texts, candidates, verified pairs, families of templates, contained copies, and which
//! copy stays.

use std::io;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use crate::bands::Bands;
use crate::candidates::candidates;
use crate::compare::Comparer;
use crate::contain::Containment;
use crate::copies::{TASK_DOCUMENTS, copies};
use crate::documents::{Documents, NOBODY, Number};
use crate::error::DedupError;
use crate::families::FamilyJudge;
use crate::keep::kept;
use crate::parallel::{Executor, Phase};
use crate::sorter::{Dealer, Entry, Numbered, numbers_in, try_each};
use crate::union::Sets;
use crate::verify::{Earlier, Edge, Rule, Verified, verify};
use crate::{DedupConfig, Resolved, Workspace};

/// Compares all documents with each other, those of earlier batches and those of the run.
pub(crate) fn resolve(
    config: &DedupConfig,
    workspace: &Workspace,
    documents: Documents,
    earlier: &Earlier,
    executor: &dyn Executor,
) -> Result<Resolved, DedupError> {
    let Workspace { memory_bytes, folder } = workspace;
    let stage =
        Stage { config, documents: &documents, earlier, memory_bytes: *memory_bytes, folder, executor };
    executor.report(Phase::Exact, 0, 1);
    let copies = copies(&documents, *memory_bytes, folder, executor)?;
    let mut found = Found::default();
    let mut clusters = copies.clone();
    let mut containers = Vec::new();
    if config.near {
        let families;
        (clusters, families) = stage.clusters(&copies, &mut found)?;
        let containment = Containment {
            documents: &documents,
            copies: &copies,
            clusters: &clusters,
            families: &families,
            least: config.containment as f32,
            memory_bytes: *memory_bytes,
            folder,
            executor,
        };
        containers = containment.containers()?;
        settle(&clusters, &mut containers);
    }
    drop(copies);
    let (kept, sizes) = stage.kept(&clusters, &containers)?;
    Resolved::new(documents, config, earlier.documents, clusters, containers, kept, sizes, found, executor)
}

/// Takes the containers from documents most of whose cluster has none: these stay copies of each other.
fn settle(clusters: &[Number], containers: &mut [Number]) {
    let mut members = vec![0_u32; clusters.len()];
    let mut contained = vec![0_u32; clusters.len()];
    for (cluster, container) in clusters.iter().zip(containers.iter()) {
        let at = *cluster as usize;
        if let (Some(members), Some(contained)) = (members.get_mut(at), contained.get_mut(at)) {
            *members += 1;
            *contained += u32::from(*container != NOBODY);
        }
    }
    for (cluster, container) in clusters.iter().zip(containers) {
        let at = *cluster as usize;
        if contained.get(at).zip(members.get(at)).is_some_and(|(contained, members)| 2 * contained < *members)
        {
            *container = NOBODY;
        }
    }
}

/// Figures of what was compared.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) compared: u64,
    pub(crate) templates: u64,
    pub(crate) disk_bytes: u64,
    pub(crate) record: Option<Record>,
}

/// What later runs and explanations want to know of a comparison.
#[derive(Debug)]
pub(crate) struct Record {
    /// Pairs that were compared in full now, as [`Verified::record`] has them.
    pub(crate) compared: Numbered,
    /// Pairs that are alike, under each of the two: the other, and [`COPY`] or [`PAGE`].
    pub(crate) matches: Numbered,
}

/// Two documents that are copies.
pub(crate) const COPY: Entry = 1 << 32;
/// Two that are alike but pages of one template.
pub(crate) const PAGE: Entry = 2 << 32;

/// Enters a match under both documents.
fn push_match(matches: &mut Option<(&Numbered, Dealer<'_>)>, edge: &Edge, verdict: Entry) -> io::Result<()> {
    let Some((matches, dealer)) = matches else { return Ok(()) };
    dealer.push(matches.entry(edge.one, Entry::from(edge.other) << 64 | verdict))?;
    dealer.push(matches.entry(edge.other, Entry::from(edge.one) << 64 | verdict))
}

struct Stage<'a> {
    config: &'a DedupConfig,
    documents: &'a Documents,
    earlier: &'a Earlier,
    memory_bytes: usize,
    folder: &'a Path,
    executor: &'a dyn Executor,
}

impl Stage<'_> {
    /// The cluster of each document, and its family: the smallest numbers in them.
    fn clusters(
        &self,
        copies: &[Number],
        found: &mut Found,
    ) -> Result<(Vec<Number>, Vec<Number>), DedupError> {
        let Stage { documents, memory_bytes, folder, executor, .. } = *self;
        let bands = Bands::parse(&self.config.bands).unwrap_or_default();
        let pairs = candidates(documents, copies, bands, memory_bytes, folder, executor)?;
        let rule = Rule::new(self.config);
        let mut verified = verify(documents, &pairs, rule, self.earlier, memory_bytes, folder, executor)?;
        found.compared = verified.compared;
        found.disk_bytes = pairs.on_disk() + verified.edges.on_disk();
        drop(pairs);
        let kindred = joined(copies, &[&verified.edges, &verified.kin])?;
        let families = joined(copies, &[&verified.edges])?;
        let count = documents.len();
        found.record = verified.record.take().map(|compared| Record {
            compared,
            matches: Numbered::new(count, 2 * count, executor.width(), memory_bytes, folder),
        });
        let matches = found.record.as_ref().map(|record| &record.matches);
        let (edges, templates) = self.told_apart(&kindred, verified, matches)?;
        drop(kindred);
        found.templates = templates;
        Ok((joined(copies, &[&edges])?, families))
    }

    /// The pairs that are copies, without those that are pages of one template, and how many these are. `kindred` are
    /// the documents that pairs connect, alike or not.
    fn told_apart(
        &self,
        kindred: &[Number],
        verified: Verified,
        matches: Option<&Numbered>,
    ) -> Result<(Numbered, u64), DedupError> {
        let count = self.documents.len();
        let make = || Numbered::new(count, count, self.executor.width(), self.memory_bytes, self.folder);
        let (by_family, left) = (make(), make());
        let family = |number: Number| kindred.get(number as usize).copied().unwrap_or(number);
        for pairs in [&verified.edges, &verified.kin] {
            pairs.each_part(self.executor, |_, entries| {
                let mut dealer = by_family.dealer();
                for entry in entries {
                    let edge = Edge::of(*entry & REST);
                    let entry = by_family.entry(family(edge.one), edge.rest());
                    dealer.push(entry).map_err(DedupError::Temporary)?;
                }
                dealer.finish().map_err(DedupError::Temporary)
            })?;
        }
        drop(verified);
        let (templates, done) = (AtomicU64::new(0), AtomicU64::new(0));
        by_family.each_part(self.executor, |_, entries| {
            let mut judge = FamilyJudge::new(self.config.threshold as f32);
            let mut dealer = left.dealer();
            let mut matches = matches.map(|matches| (matches, matches.dealer()));
            for (_, group) in by_family.groups(entries) {
                let mut edges: Vec<Edge> = group.iter().map(|entry| Edge::of(*entry & REST)).collect();
                let members = members(self.documents, &edges)?;
                edges.retain(|edge| edge.is_alike());
                let (copies, pages) =
                    judge.part(self.documents, members, edges).map_err(DedupError::Temporary)?;
                templates.fetch_add(pages.len() as u64, Ordering::Relaxed);
                for edge in &pages {
                    push_match(&mut matches, edge, PAGE).map_err(DedupError::Temporary)?;
                }
                for edge in &copies {
                    push_match(&mut matches, edge, COPY).map_err(DedupError::Temporary)?;
                    dealer.push(left.entry(edge.one, edge.rest())).map_err(DedupError::Temporary)?;
                }
            }
            let done = done.fetch_add(1, Ordering::Relaxed) + 1;
            self.executor.report(Phase::Clusters, done, by_family.parts() as u64);
            let matches = matches.map_or(Ok(()), |(_, dealer)| dealer.finish());
            matches.and_then(|()| dealer.finish()).map_err(DedupError::Temporary)
        })?;
        Ok((left, templates.into_inner()))
    }

    /// By the number of each cluster: the document that stays, and how many documents are in it. Contained ones do not
    /// count; a cluster of none but these has nobody.
    fn kept(
        &self,
        clusters: &[Number],
        containers: &[Number],
    ) -> Result<(Vec<Number>, Vec<u32>), DedupError> {
        let count = clusters.len() as u64;
        let members = Numbered::new(count, count, self.executor.width(), self.memory_bytes, self.folder);
        try_each(self.executor, numbers_in(count, TASK_DOCUMENTS), |task| {
            let from = task as u64 * TASK_DOCUMENTS;
            let mut dealer = members.dealer();
            for number in from..(from + TASK_DOCUMENTS).min(count) {
                let at = number as usize;
                if containers.get(at).is_none_or(|container| *container == NOBODY) {
                    let cluster = clusters.get(at).copied().unwrap_or(number as Number);
                    let entry = members.entry(cluster, number.into());
                    dealer.push(entry).map_err(DedupError::Temporary)?;
                }
            }
            dealer.finish().map_err(DedupError::Temporary)
        })?;
        let stays: Vec<AtomicU32> = (0..count).map(|_| AtomicU32::new(NOBODY)).collect();
        let sizes: Vec<AtomicU32> = (0..count).map(|_| AtomicU32::new(0)).collect();
        members.each_part(self.executor, |_, entries| {
            let mut comparer = Comparer::default();
            for (cluster, group) in members.groups(entries) {
                let numbers: Vec<Number> = group.iter().map(|entry| *entry as Number).collect();
                let one = match numbers.as_slice() {
                    [single] => Some(*single),
                    several => kept(self.config, self.documents, several, &mut comparer)
                        .map_err(DedupError::Temporary)?,
                };
                if let (Some(place), Some(one)) = (stays.get(cluster as usize), one) {
                    place.store(one, Ordering::Relaxed);
                }
                if let Some(place) = sizes.get(cluster as usize) {
                    place.store(numbers.len() as u32, Ordering::Relaxed);
                }
            }
            Ok(())
        })?;
        let plain = |atomic: Vec<AtomicU32>| atomic.into_iter().map(AtomicU32::into_inner).collect();
        Ok((plain(stays), plain(sizes)))
    }
}

/// The documents of pairs, in the order of the hashes of their words.
pub(crate) fn members(documents: &Documents, edges: &[Edge]) -> Result<Vec<Number>, DedupError> {
    let mut numbers: Vec<Number> = edges.iter().flat_map(|edge| [edge.one, edge.other]).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let mut members = Vec::with_capacity(numbers.len());
    for number in numbers {
        members.push((documents.facts(number).map_err(DedupError::Temporary)?.words, number));
    }
    members.sort_unstable();
    Ok(members.into_iter().map(|(_, number)| number).collect())
}

/// The lowest bits of an entry, beside its number.
pub(crate) const REST: Entry = (1 << 96) - 1;

/// The sets of documents that copies and pairs connect.
fn joined(copies: &[Number], pairs: &[&Numbered]) -> Result<Vec<Number>, DedupError> {
    let mut sets = Sets::of(copies.to_vec());
    for edges in pairs {
        for part in 0..edges.parts() {
            for entry in edges.part(part)? {
                let edge = Edge::of(entry & REST);
                sets.join(edge.one, edge.other);
            }
        }
    }
    Ok(sets.flatten())
}

/// Comparers that are not in use.
#[derive(Debug, Default)]
pub(crate) struct Comparers(Mutex<Vec<Comparer>>);

impl Comparers {
    /// Lends a comparer.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut Comparer) -> T) -> T {
        let mut comparer = self.0.lock().ok().and_then(|mut free| free.pop()).unwrap_or_default();
        let result = act(&mut comparer);
        if let Ok(mut free) = self.0.lock() {
            free.push(comparer);
        }
        result
    }
}
