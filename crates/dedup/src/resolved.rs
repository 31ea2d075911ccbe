use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::DedupConfig;
use crate::copies::TASK_DOCUMENTS;
use crate::date::iso_date;
use crate::documents::{Documents, Facts, NO_DAY, NOBODY, Number};
use crate::error::DedupError;
use crate::index::Files;
use crate::parallel::Executor;
use crate::resolve::{Comparers, Found, Record};
use crate::ruling::{DedupSummary, Likeness, Role, Ruling};
use crate::sorter::{numbers_in, try_each};

/// What was found about every document of a run. May be asked from any thread.
#[derive(Debug)]
pub struct Resolved {
    documents: Documents,
    /// Number of the first document of the run: those of an index come before.
    first: Number,
    /// Cluster of each document: the smallest number in it.
    clusters: Vec<Number>,
    /// Container of each document, or nobody; empty if none was looked for.
    containers: Vec<Number>,
    /// The document that stays, by the number of the cluster.
    kept: Vec<Number>,
    /// Documents of the cluster, by its number, without contained ones.
    sizes: Vec<u32>,
    /// The earliest day of the cluster, by its number, where the one that stays is of a later one.
    first_days: Vec<(Number, i32)>,
    keep_contained: bool,
    comparers: Comparers,
    summary: DedupSummary,
    record: Option<Record>,
    origin: Option<Origin>,
}

/// What a batch of an index is made from.
#[derive(Debug)]
pub(crate) struct Origin {
    /// Hash over its ids and texts.
    pub(crate) input: String,
    pub(crate) config: DedupConfig,
    /// The batches it was compared with.
    pub(crate) files: Files,
}

/// The fate of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Fate {
    cluster: Number,
    /// The document that stays for it; itself if it does.
    kept: Number,
    container: Option<Number>,
    size: u32,
}

/// What became of a document, as an index keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) cluster: Number,
    pub(crate) kept: Number,
    pub(crate) container: Number,
}

impl Resolved {
    #[expect(clippy::too_many_arguments, reason = "the parts of one result")]
    pub(crate) fn new(
        documents: Documents,
        config: &DedupConfig,
        earlier: u64,
        clusters: Vec<Number>,
        containers: Vec<Number>,
        kept: Vec<Number>,
        sizes: Vec<u32>,
        found: Found,
        executor: &dyn Executor,
    ) -> Result<Self, DedupError> {
        let summary = DedupSummary {
            documents: documents.len() - earlier,
            indexed: earlier,
            verified: found.compared,
            templates: found.templates,
            disk_bytes: found.disk_bytes + documents.on_disk(),
            ..DedupSummary::default()
        };
        let mut resolved = Resolved {
            documents,
            first: earlier as Number,
            clusters,
            containers,
            kept,
            sizes,
            first_days: Vec::new(),
            keep_contained: config.keep_contained,
            comparers: Comparers::default(),
            summary,
            record: found.record,
            origin: None,
        };
        resolved.count(executor)?;
        Ok(resolved)
    }

    /// What was found about the document of this number; those of an index are not counted.
    ///
    /// # Errors
    /// [`DedupError::Temporary`].
    pub fn ruling(&self, number: u64) -> Result<Ruling, DedupError> {
        self.ruling_of(self.first + number as Number).map_err(DedupError::Temporary)
    }

    fn ruling_of(&self, number: Number) -> io::Result<Ruling> {
        let fate = self.fate(number);
        let facts = self.documents.facts(number)?;
        let kept_id = self.documents.id(fate.kept)?;
        let (likeness, similarity) = self.likeness(number, &facts, fate)?;
        let role = match (fate.container, fate.kept == number) {
            (Some(_), _) => Role::Contained,
            (None, false) => Role::Duplicate,
            (None, true) if fate.size > 1 => Role::Kept,
            (None, true) => Role::Single,
        };
        let first_day = self.first_days.binary_search_by_key(&fate.cluster, |(cluster, _)| *cluster);
        let first_day = first_day.ok().and_then(|at| self.first_days.get(at)).map(|(_, day)| *day);
        Ok(Ruling {
            role,
            stays: match role {
                Role::Single | Role::Kept => true,
                Role::Duplicate => false,
                Role::Contained => self.keep_contained,
            },
            cluster: kept_id.clone(),
            size: fate.size.into(),
            kept_id,
            similarity,
            contained_in: fate.container.map(|container| self.documents.id(container)).transpose()?,
            likeness,
            first_date: first_day.filter(|_| role == Role::Kept).map(iso_date),
            text_hash: facts.text_hash,
        })
    }

    /// The id of the document of this number.
    ///
    /// # Errors
    /// [`DedupError::Temporary`].
    pub fn id(&self, number: u64) -> Result<String, DedupError> {
        self.documents.id(self.first + number as Number).map_err(DedupError::Temporary)
    }

    /// The number of the document that stands for all copies of this one: two documents tell the same story if it is
    /// the same. Contained copies do not count as copies.
    pub fn story(&self, number: u64) -> u64 {
        let number = u64::from(self.first) + number;
        self.clusters.get(number as usize).map_or(number, |cluster| u64::from(*cluster))
    }

    /// Figures over all documents.
    pub fn summary(&self) -> &DedupSummary {
        &self.summary
    }

    pub(crate) fn documents(&self) -> &Documents {
        &self.documents
    }

    /// Number of the first document of the run.
    pub(crate) fn first(&self) -> Number {
        self.first
    }

    pub(crate) fn set_origin(&mut self, origin: Origin) {
        self.origin = Some(origin);
    }

    pub(crate) fn origin(&self) -> Option<&Origin> {
        self.origin.as_ref()
    }

    pub(crate) fn record(&self) -> Option<&Record> {
        self.record.as_ref()
    }

    /// The cluster of a document, the one that stays for it, and its container, or nobody.
    pub(crate) fn standing(&self, number: Number) -> Standing {
        let Fate { cluster, kept, container, .. } = self.fate(number);
        Standing { cluster, kept, container: container.unwrap_or(NOBODY) }
    }

    fn fate(&self, number: Number) -> Fate {
        let at = |list: &[Number], number: Number| list.get(number as usize).copied();
        let cluster = at(&self.clusters, number).unwrap_or(number);
        let container = at(&self.containers, number).filter(|container| *container != NOBODY);
        // The container may be contained itself, and so on; each is longer than the one before.
        let mut stands = number;
        while let Some(next) = at(&self.containers, stands).filter(|container| *container != NOBODY) {
            stands = next;
        }
        let stands = at(&self.clusters, stands).unwrap_or(stands);
        let kept = at(&self.kept, stands).filter(|kept| *kept != NOBODY).unwrap_or(number);
        Fate { cluster, kept, container, size: at(&self.sizes, stands).unwrap_or(1) }
    }

    /// How a document that does not stay is like the one that stays for it, or that contains it.
    fn likeness(
        &self,
        number: Number,
        facts: &Facts,
        fate: Fate,
    ) -> io::Result<(Option<Likeness>, Option<f32>)> {
        let other = fate.container.unwrap_or(fate.kept);
        if other == number {
            return Ok((None, None));
        }
        let theirs = self.documents.facts(other)?;
        if facts.words == theirs.words {
            let same = facts.bytes == theirs.bytes;
            return Ok((Some(if same { Likeness::Bytes } else { Likeness::Words }), Some(1.0)));
        }
        let overlap = self.comparers.with(|comparer| {
            comparer.begin(&self.documents, other, &theirs)?;
            comparer.overlap(&self.documents, number, facts)
        })?;
        Ok(match fate.container {
            Some(_) => {
                (Some(Likeness::Contained), Some(crate::compare::ratio(overlap.shared, facts.shingles)))
            }
            None => (Some(Likeness::Near), Some(overlap.jaccard())),
        })
    }

    /// Adds up the figures of the documents of the run, and finds the first days of stories whose copy that stays is a
    /// later one.
    fn count(&mut self, executor: &dyn Executor) -> Result<(), DedupError> {
        let counters: [AtomicU64; 5] = Default::default();
        let (first, count) = (u64::from(self.first), self.documents.len());
        try_each(executor, numbers_in(count - first, TASK_DOCUMENTS), |task| {
            let from = first + task as u64 * TASK_DOCUMENTS;
            let mut found = [0; 5];
            for number in from..(from + TASK_DOCUMENTS).min(count) {
                let number = number as Number;
                let fate = self.fate(number);
                let Some(kind) = self.kind(number, fate).map_err(DedupError::Temporary)? else { continue };
                let is_earlier = fate.container.unwrap_or(fate.kept) < self.first;
                for kind in [Some(kind), is_earlier.then_some(4)].into_iter().flatten() {
                    if let Some(place) = found.get_mut(kind) {
                        *place += 1;
                    }
                }
            }
            counters.iter().zip(found).for_each(|(counter, found)| {
                counter.fetch_add(found, Ordering::Relaxed);
            });
            Ok(())
        })?;
        let [same_bytes, same_words, near, contained, earlier] = counters.map(AtomicU64::into_inner);
        let (clusters, largest) = self.count_clusters();
        self.summary = DedupSummary {
            earlier,
            same_bytes,
            same_words,
            near,
            contained,
            clusters,
            largest,
            ..self.summary
        };
        self.find_first_days()
    }

    /// Which of the first four figures a document counts for; `None` if nothing else stays for it.
    fn kind(&self, number: Number, fate: Fate) -> io::Result<Option<usize>> {
        if fate.container.is_some() {
            return Ok(Some(3));
        }
        if fate.kept == number {
            return Ok(None);
        }
        let (one, kept) = (self.documents.facts(number)?, self.documents.facts(fate.kept)?);
        Ok(Some(match (one.bytes == kept.bytes, one.words == kept.words) {
            (true, _) => 0,
            (false, true) => 1,
            (false, false) => 2,
        }))
    }

    /// Clusters of two documents or more that hold one of the run, and the documents in the largest.
    fn count_clusters(&self) -> (u64, u64) {
        let is_contained =
            |number: usize| self.containers.get(number).is_some_and(|container| *container != NOBODY);
        let size = |cluster: Number| self.sizes.get(cluster as usize).copied().unwrap_or_default();
        let own = self.clusters.iter().enumerate().skip(self.first as usize);
        let own = own.filter(|(number, _)| !is_contained(*number)).map(|(_, cluster)| *cluster);
        let largest = own.clone().map(size).max().unwrap_or_default();
        let mut clusters: Vec<Number> = own.filter(|cluster| size(*cluster) > 1).collect();
        clusters.sort_unstable();
        clusters.dedup();
        (clusters.len() as u64, largest.into())
    }

    fn find_first_days(&mut self) -> Result<(), DedupError> {
        let mut later: Vec<(Number, i32)> = Vec::new();
        let Resolved { documents, clusters, kept, sizes, .. } = &*self;
        let mut failed = Ok(());
        let walked = documents.each_fact(0, documents.len(), |number, facts| {
            let cluster = clusters.get(number as usize).copied().unwrap_or(number);
            let size = sizes.get(cluster as usize).copied().unwrap_or_default();
            if facts.day == NO_DAY || size < 2 || failed.is_err() {
                return;
            }
            let kept = kept.get(cluster as usize).copied().filter(|kept| *kept != NOBODY).unwrap_or(number);
            match documents.facts(kept) {
                Ok(kept) if facts.day < kept.day => later.push((cluster, facts.day)),
                Ok(_) => {}
                Err(error) => failed = Err(error),
            }
        });
        walked.and(failed).map_err(DedupError::Temporary)?;
        later.sort_unstable();
        later.dedup_by_key(|(cluster, _)| *cluster);
        self.first_days = later;
        Ok(())
    }
}
