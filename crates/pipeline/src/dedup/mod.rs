//! Documents of a corpus compared with each other, their text as it stands.
//!
//! The inputs are read twice. The first reading takes a sketch of every text ([`sketch`]); when all have been compared,
//! the second writes the rows that stay, in input order ([`mod@write`]). Nothing of a document is held in between but what
//! `tamis_dedup` keeps of it, and where each chunk of records begins ([`Numbers`]).

mod numbers;
pub(crate) mod rows;
mod sketch;
mod write;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use tamis_core::ConfigError;
use tamis_dedup::{Collection, DedupError, Index, Resolved};
use tamis_io::{
    AtomicFile, Container, Discovery, InputFile, IoError, KeptStreams, Output, OutputConfig, Reader, Side,
    SideChoice, Target,
};

use crate::executor::{PoolExecutor, temporary_folder};
use crate::run::{check, check_books, container, path_of_rejects, worker_pool};
use crate::{Cleaner, Config, DedupStats, Progress, RunError, RunReport, Stats};

use numbers::Numbers;

/// What is compared, and what is written of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DedupRequest {
    /// Files, directories, or `-`.
    pub inputs: Vec<String>,
    /// A file, a directory, or `-`; `None` writes no documents.
    pub output: Option<String>,
    /// A file of lines `id<TAB>kept_id`, one a document in input order. In ids a tab is written `\t`, a line feed
    /// `\n`, a carriage return `\r` and a backslash `\\`.
    pub clusters: Option<PathBuf>,
    /// The directory of an index: documents of its batches are compared with, but not written. The documents of this
    /// run become its next batch, unless they were its last one already; but not with `dry_run`, and not if
    /// `clusters` is all that is written.
    pub index: Option<PathBuf>,
    /// Where duplicates are recorded, instead of the folder beside the output.
    pub duplicates: Option<PathBuf>,
    /// Where rejects are recorded, instead of the folder beside the output.
    pub rejects: Option<PathBuf>,
    /// A further place for the figures.
    pub stats: Option<PathBuf>,
    /// Whether a directory that tamis did not write may be written into.
    pub force: bool,
    /// Whether everything is done but writing.
    pub dry_run: bool,
}

impl DedupRequest {
    /// Whether the documents are to stay in the index.
    fn appends(&self) -> bool {
        !self.dry_run && (self.output.is_some() || self.clusters.is_none())
    }

    fn open_index(&self) -> Result<Option<Index>, DedupError> {
        let open = if self.appends() { Index::claim } else { Index::open };
        self.index.as_deref().map(open).transpose()
    }
}

/// Compares all documents of the inputs and writes those that stay, in input order, their text as it stands; with
/// `dedup.annotate` all of them, each with what was found.
///
/// The output depends on input, settings and version alone. Standard input and pipes are kept in a temporary file
/// for the second reading. When `progress` is asked to stop, nothing more gets its final name. The batch of an index is
/// whole before anything is written, and becomes a part of the index after all else has its name: whoever is killed in
/// between can run again, and gets the same output.
///
/// # Errors
/// A [`RunError`] if the run failed as a whole, such as [`RunError::InputChanged`]; single records that fail are
/// rejects in the report.
pub fn dedup(
    cleaner: &Arc<Cleaner>,
    request: &DedupRequest,
    progress: &Arc<Progress>,
) -> Result<RunReport, RunError> {
    let config = cleaner.config();
    check(config)?;
    let target = request.output.as_ref().map(|output| Target::parse(output.as_ref())).transpose()?;
    let container = target.as_ref().and_then(|target| container(config, target));
    if config.dedup.annotate && container == Some(Container::Files) {
        let problem = "text files hold nothing but text; write rows (--to jsonl) to annotate them";
        return Err(ConfigError::new("dedup.annotate", problem).into());
    }
    let inputs = Inputs::find(config, request, target.as_ref())?;
    let index = request.open_index()?;
    let mut outputs = Outputs::create(config, request, target.as_ref(), container)?;
    let (collection, numbers) = sketch::first_reading(cleaner, &inputs, progress)?;
    let appends = request.appends() && !collection.is_empty();
    let known = index.as_ref().map(|index| (index, appends));
    let Some(resolved) = compare(config, collection, known, progress)? else {
        return Ok(RunReport { stats: Stats::new(), rejects_path: None, can_continue: false, timing: None });
    };
    let batch = index.filter(|_| appends).map(|index| resolved.write_batch(index)).transpose()?;
    let mut stats = Stats { dedup: Some(DedupStats::from(resolved.summary())), ..Stats::new() };
    let single = inputs.discovery.files.len() == 1
        && target.as_ref().is_none_or(|target| target.data_path().is_none());
    let rules = write::Rules { resolved, numbers, container, single };
    write::second_reading(cleaner, rules, &inputs, &mut outputs, &mut stats, progress)?;
    let report = outputs.publish(stats, config, request, target.as_ref(), progress)?;
    if let Some(batch) = batch.filter(|_| !progress.is_stopped() && !report.stats.books.nothing_was_read()) {
        batch.commit()?;
    }
    Ok(report)
}

/// Compares what was collected, with an index too, and for that if `true` stands beside it; `None` if the run was stopped.
pub(crate) fn compare(
    config: &Config,
    collection: Collection,
    index: Option<(&Index, bool)>,
    progress: &Progress,
) -> Result<Option<Resolved>, RunError> {
    if progress.is_stopped() {
        return Ok(None);
    }
    let pool = worker_pool(config.run.threads)?;
    let executor = PoolExecutor { pool: &pool, progress };
    let resolved = match index {
        Some((index, records)) => collection.resolve_with(index, records, &executor),
        None => collection.resolve(&executor),
    };
    progress.set_phase("");
    match resolved {
        Ok(resolved) => Ok(Some(resolved)),
        Err(DedupError::Stopped) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// The files of a run, which are read twice.
pub(super) struct Inputs {
    discovery: Discovery,
    files: Arc<[InputFile]>,
    streams: Arc<KeptStreams>,
}

impl Inputs {
    fn find(config: &Config, request: &DedupRequest, target: Option<&Target>) -> Result<Self, RunError> {
        let reader = Reader::new(config.input.clone(), config.limits.longest_document_bytes())?;
        let mut outputs: Vec<PathBuf> = request.clusters.iter().chain(&request.index).cloned().collect();
        if let Some(target) = target {
            outputs.extend(target.data_path().map(Into::into));
            outputs.extend(target.side_folder());
            outputs.extend(target.earlier_parts());
        }
        let discovery = reader.discover(&request.inputs, &outputs)?;
        let files = discovery.files.clone().into();
        Ok(Inputs { discovery, files, streams: Arc::new(KeptStreams::new(temporary_folder())) })
    }

    fn reader(&self, config: &Config, reading: Reading) -> Result<Reader, ConfigError> {
        let reader = Reader::new(config.input.clone(), config.limits.longest_document_bytes())?;
        let streams = Arc::clone(&self.streams);
        Ok(match reading {
            Reading::First => reader.keeping(streams),
            Reading::Second => reader.reading_again(streams),
        })
    }
}

/// Which reading of the inputs it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    First,
    Second,
}

/// What is written, none of which has its name before [`Outputs::publish`].
pub(super) struct Outputs {
    documents: Option<Output>,
    clusters: Option<AtomicFile>,
}

impl Outputs {
    fn create(
        config: &Config,
        request: &DedupRequest,
        target: Option<&Target>,
        container: Option<Container>,
    ) -> Result<Self, IoError> {
        if request.dry_run {
            return Ok(Outputs { documents: None, clusters: None });
        }
        let settings = output_config(config, request, container);
        request.clusters.as_deref().map_or(Ok(()), tamis_io::remove_leftovers_of)?;
        Ok(Outputs {
            documents: target.map(|target| Output::create(target, settings)).transpose()?,
            clusters: request.clusters.as_ref().map(AtomicFile::create).transpose()?,
        })
    }

    fn publish(
        self,
        stats: Stats,
        config: &Config,
        request: &DedupRequest,
        target: Option<&Target>,
        progress: &Progress,
    ) -> Result<RunReport, RunError> {
        let books = &stats.books;
        if progress.is_stopped() {
            return Ok(RunReport { stats, rejects_path: None, can_continue: false, timing: None });
        }
        check_books(books)?;
        if books.nothing_was_read() {
            return Ok(RunReport { stats, rejects_path: None, can_continue: false, timing: None });
        }
        let mut json = serde_json::to_vec_pretty(&stats).unwrap_or_default();
        json.push(b'\n');
        let mut rejects_path = None;
        if let Some(output) = self.documents {
            if let Some(target) = target.filter(|_| output.wants(Side::Rejects)) {
                rejects_path = path_of_rejects(request.rejects.as_ref(), target);
            }
            output.finish(&json, config.to_toml().unwrap_or_default().as_bytes())?;
        }
        if let Some(clusters) = self.clusters {
            clusters.finish()?;
        }
        if let (Some(path), false) = (&request.stats, request.dry_run) {
            tamis_io::write_atomically(path, &json)?;
        }
        Ok(RunReport { stats, rejects_path, can_continue: false, timing: None })
    }
}

fn output_config(config: &Config, request: &DedupRequest, container: Option<Container>) -> OutputConfig {
    let at = |path: &Option<PathBuf>, otherwise| path.clone().map_or(otherwise, SideChoice::At);
    // Where every row stays there are no rows of duplicates.
    let duplicates = if config.dedup.annotate { SideChoice::Off } else { SideChoice::InFolder };
    OutputConfig {
        container: container.unwrap_or_default(),
        force: request.force,
        sides: BTreeMap::from([
            (Side::Removed, SideChoice::Off),
            (Side::Dropped, SideChoice::Off),
            (Side::Trace, SideChoice::Off),
            (Side::Rejects, at(&request.rejects, SideChoice::InFolder)),
            (Side::Duplicates, at(&request.duplicates, duplicates)),
        ]),
        max_bytes: config.output.max_bytes,
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        config_hash: config.hash(),
    }
}
