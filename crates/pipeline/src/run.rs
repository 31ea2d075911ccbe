use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tamis_boilerplate::BoilerplateError;
use tamis_core::ConfigError;
use tamis_dedup::{DedupError, Sketcher};
use tamis_io::{Container, InputFile, IoError, Output, OutputConfig, Reader, Side, SideChoice, Target};
use thiserror::Error;

use crate::collect::{Collecting, Collector};
use crate::config::OutputFormat;
use crate::deal::{Dealer, Dealing};
use crate::held::Held;
use crate::journal::log::Log;
use crate::journal::{Identity, Journal};
use crate::packed::Packing;
use crate::shard::Share;
use crate::timing::Stopwatch;
use crate::units::UnitBook;
use crate::work::{Comparing, Worker, Working};
use crate::{BoilerplateStats, Books, Cleaner, Config, Event, Progress, Shard, Stats, Timing, learn};

/// What a run reads and writes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct RunRequest {
    /// Files, directories, or `-`.
    pub inputs: Vec<String>,
    /// A file, a directory, or `-`.
    pub output: String,
    /// Where removed spans are recorded, instead of the folder beside the output.
    pub removed: Option<PathBuf>,
    /// Whether removed spans are not recorded at all.
    pub no_removed: bool,
    /// Where rejects are recorded, instead of the folder beside the output.
    pub rejects: Option<PathBuf>,
    /// A further place for the figures.
    pub stats: Option<PathBuf>,
    /// Whether a directory that tamis did not write may be written into.
    pub force: bool,
    /// Whether everything is done but writing.
    pub dry_run: bool,
    /// Whether what an unfinished run left is thrown away, instead of continued.
    pub fresh: bool,
    /// Whether documents are taken as they are and filtered, rather than cleaned; those that a filter of an earlier run
    /// dropped, whose output is among the inputs, are judged again.
    pub filters_only: bool,
    /// Where private data that is taken out is written, and nobody but the owner of the file can read it.
    pub vault: Option<PathBuf>,
    /// Which part of the records is processed, if several runs share them.
    pub shard: Option<Shard>,
}

/// How a run went.
#[derive(Debug, Clone)]
pub struct RunReport {
    /// Its figures; the books balance.
    pub stats: Stats,
    /// Where rejects were written, if they were.
    pub rejects_path: Option<PathBuf>,
    /// Whether the run was stopped, and the same request continues it.
    pub can_continue: bool,
    /// How long it took; `None` if an earlier run had done a part of it.
    pub timing: Option<Timing>,
}

/// Why a run failed as a whole.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RunError {
    /// A setting that a stage cannot work with.
    #[error("{0}")]
    Config(#[from] ConfigError),
    /// Input or output failed.
    #[error(transparent)]
    Io(#[from] IoError),
    /// The workers could not be started.
    #[error("{threads} worker threads cannot be started: {message}")]
    Threads {
        /// Number asked for.
        threads: usize,
        /// What the system said.
        message: String,
    },
    /// What recurs could not be counted.
    #[error("recurring lines: {0}")]
    Boilerplate(#[from] BoilerplateError),
    /// Documents could not be compared.
    #[error("duplicates: {0}")]
    Dedup(#[from] DedupError),
    /// The input was not the same when it was read a second time.
    #[error("{place}: changed while it was read, so that nothing was written; run again when it is at rest")]
    InputChanged {
        /// Where the difference was found.
        place: String,
    },
    /// An unfinished run that is another one.
    #[error(
        "{}: holds an unfinished run, which cannot be continued: {differences}. Run what was run before, or \
         start over with --fresh",
        path.display()
    )]
    Unfinished {
        /// The folder of side files.
        path: PathBuf,
        /// What is different, in words.
        differences: String,
    },
    /// What should be merged are not the shards of one run.
    #[error("{}: cannot be merged: {why}", path.display())]
    Unmergeable {
        /// The output of the shard.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// The thread that reads the input ended before the input did. A bug in tamis.
    #[error("the input was not read to its end; please report this")]
    ReaderFailed,
    /// Records went missing. A bug in tamis.
    #[error(
        "the books do not balance: {records_in} records in, but {accounted} accounted for; please report this"
    )]
    BooksDoNotBalance {
        /// Records that came in.
        records_in: u64,
        /// Kept, duplicates, dropped, rejected and skipped together.
        accounted: u64,
    },
    /// The input that was to be inspected holds no such record.
    #[error("{file}: no record {wanted}")]
    NoSuchRecord {
        /// The file.
        file: String,
        /// The id or number asked for.
        wanted: String,
    },
    /// The run that was to be inspected knows no such document.
    #[error("{run}: no document {wanted}{near}")]
    NoSuchDocument {
        /// The run.
        run: String,
        /// The id asked for.
        wanted: String,
        /// Ids that are near it, as a message goes on with them; empty if there are none.
        near: String,
    },
    /// The record that was to be inspected, or a row of predictions, cannot be read.
    #[error("{place}: {message}")]
    Unreadable {
        /// Where it stands.
        place: String,
        /// Why.
        message: String,
    },
    /// The folder that was to be scored holds nothing to score.
    #[error(
        "{}: no page with ground truth; expected ground-truth/ID.json and html/ID.html[.gz]",
        folder.display()
    )]
    NothingToScore {
        /// The folder as the user named it.
        folder: PathBuf,
    },
    /// A file of ground truth is not what it should be.
    #[error("{}: is no ground truth: {source}", path.display())]
    BrokenTruth {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

impl RunError {
    /// Whether the command line or the settings are to blame, rather than the system.
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            RunError::Config(_)
                | RunError::NoSuchRecord { .. }
                | RunError::NoSuchDocument { .. }
                | RunError::NothingToScore { .. }
                | RunError::Unfinished { .. }
                | RunError::Unmergeable { .. }
                | RunError::Dedup(DedupError::Unfit { .. } | DedupError::Missing { .. })
                | RunError::Io(
                    IoError::ForeignDirectory { .. }
                        | IoError::InputIsOutput { .. }
                        | IoError::StandardInputTwice
                        | IoError::NotADirectory { .. }
                        | IoError::UnfitContainer { .. }
                        | IoError::ForeignPart { .. }
                        | IoError::NoRun { .. }
                        | IoError::RemoteOutput { .. }
                        | IoError::UnknownAddress { .. }
                        | IoError::WithoutCloud { .. }
                        | IoError::BrokenList { .. }
                )
        )
    }
}

/// Cleans every record of the inputs and writes what is left, in input order.
///
/// Many documents are read twice: first to count what recurs in their sources, then to be cleaned. Standard
/// input and a single document are read once, and so is everything if `boilerplate.learn` is off or
/// `boilerplate.table` names a table.
///
/// Of many documents near-duplicates are found, unless `dedup.near` is off: what is to be written waits in a
/// temporary file until all documents are known. Otherwise a document is only compared with those before it, for equal
/// words, and the first stays.
///
/// What a run over files into a file or directory has done so far stands in a journal beside the output, unless
/// `run.journal` is off. If the run is stopped or killed, the same request continues it, and the outputs are those of a
/// run that was not; another request is refused unless it is to start over.
///
/// One thread reads, a pool of `run.threads` cleans, the calling thread writes. The output depends on
/// input, settings and version alone. When `progress` is asked to stop, nothing more gets its final
/// name, and the report covers what was done by then.
///
/// # Errors
/// A [`RunError`] if the run failed as a whole; single records that fail are rejects in the report.
pub fn run(
    cleaner: &Arc<Cleaner>,
    request: &RunRequest,
    progress: &Arc<Progress>,
) -> Result<RunReport, RunError> {
    let stopwatch = Stopwatch::start();
    let config = cleaner.config();
    check(config)?;
    let target = Target::parse(request.output.as_ref())?;
    let reader = Reader::new(config.input.clone(), config.limits.longest_document_bytes())?;
    let mut sides =
        [&request.removed, &request.rejects, &request.stats, &request.vault].into_iter().flatten();
    // They are made only after the output, which would then be left behind.
    if let Some(path) = sides.find(|path| InputFile::new(path, "").is_remote()).cloned() {
        return Err(IoError::RemoteOutput { path }.into());
    }
    let mut discovery = reader.discover(&request.inputs, &outputs_of(&target))?;
    if request.filters_only {
        discovery.files.extend(tamis_io::dropped_by(&request.inputs));
    }
    check_request(config, request, &target)?;
    check_sides(request, &discovery.files)?;
    let files: Arc<[InputFile]> = discovery.files.clone().into();
    let mut output = if request.dry_run {
        None
    } else {
        Some(Output::create(&target, output_config(config, request, &target))?)
    };
    let is_corpus = learn::is_corpus(&reader, &discovery);
    // What a vault holds should stand nowhere else, not even for the time of a run.
    let keeps_journal = is_corpus && config.run.journal && !request.dry_run && request.vault.is_none();
    let journal_folder = target.side_folder().filter(|_| keeps_journal);
    // It is taken of all inputs, and of files that settings name.
    let identity = (journal_folder.is_some() || request.shard.is_some())
        .then(|| Identity::new(config, request, &discovery));
    let journal = match (&journal_folder, &identity) {
        (Some(folder), Some(identity)) => Some(Journal::open(folder, identity, &discovery, request.fresh)?),
        _ => None,
    };
    let continues = journal.as_ref().is_some_and(|journal| journal.continues);
    if continues {
        progress.say(Event::Resume);
    }
    let alone = request.shard.is_none();
    let passes = if alone && is_corpus && learn::is_worth_a_pass(cleaner) { 2 } else { 1 };
    let compares = alone && compares_all(config, is_corpus);
    let sketcher = compares.then(|| Sketcher::new(&config.dedup)).transpose()?.map(Arc::new);
    progress.begin(1, passes);
    let learned = match passes {
        2 => learn::first_pass(cleaner, &files, journal.as_ref(), progress)?,
        _ => None,
    };
    if passes == 2 {
        progress.begin(2, passes);
    }
    let table = learned.as_ref().or(cleaner.table());
    let boilerplate = table.map(|table| BoilerplateStats::of(table, passes == 2));
    let log = match (&journal, compares) {
        (Some(journal), _) => Some((journal.results()?, Packing::Everything)),
        (None, true) => Some((Log::temporary().map_err(DedupError::Temporary)?, Packing::Documents)),
        (None, false) => None,
    };
    let working = Working {
        learned,
        container: container(config, &target),
        single_input: discovery.files.len() == 1 && target.data_path().is_none(),
        comparing: match &sketcher {
            Some(sketcher) => Comparing::WithAll(Arc::clone(sketcher)),
            None if alone => Comparing::Before,
            None => Comparing::Nothing,
        },
        filters_only: request.filters_only,
        packing: log.as_ref().map(|(_, packing)| *packing),
    };
    let wants_removed = output.as_ref().is_some_and(|output| output.wants(Side::Removed));
    let worker = Arc::new(Worker::new(Arc::clone(cleaner), output.as_ref(), working));
    let collecting = Collecting {
        trace_bound: worker.trace_bound(),
        boilerplate,
        held: compares.then(|| Held::new(config)).transpose()?,
        units: request.shard.zip(identity).map(|(shard, run)| UnitBook::new(shard, run, wants_removed)),
        log,
    };
    let mut collector = Collector::new(&discovery, output.as_mut(), progress, config, collecting);
    if !progress.is_stopped() {
        let from = collector.begin(config, sketcher.as_deref())?;
        let (limit, share) = (config.run.limit, request.shard.map_or(Share::All, Share::Of));
        let dealer = Dealer { reader, files, limit, from, share, progress: Arc::clone(progress), worker };
        let mut dealing = Dealing::start(config, dealer)?.draining(journal.is_some());
        let collected = collector.collect(&mut dealing)?;
        dealing.finish(progress, collected)?;
    }
    if !progress.is_stopped() {
        collector.release(config)?;
        collector.write_traces()?;
    }
    let stats = collector.into_stats();
    let report = finish(stats, output, journal, config, request, &target, progress)?;
    Ok(RunReport { timing: (!continues).then(|| stopwatch.read(thread_count(config.run.threads))), ..report })
}

/// Whether documents are compared with all others, rather than with those before them.
pub(crate) fn compares_all(config: &Config, is_corpus: bool) -> bool {
    config.stages.dedup && (config.dedup.annotate || config.dedup.near && is_corpus)
}

/// What a run writes, which is never read.
pub(crate) fn outputs_of(target: &Target) -> Vec<PathBuf> {
    let mut outputs = target.earlier_parts();
    outputs.extend(target.data_path().map(Into::into).into_iter().chain(target.side_folder()));
    outputs
}

/// Checks what the settings and the request say together.
fn check_request(config: &Config, request: &RunRequest, target: &Target) -> Result<(), ConfigError> {
    let container = container(config, target);
    if config.stages.dedup && config.dedup.annotate && container == Some(Container::Files) {
        let problem = "text files hold nothing but text; write rows (--to jsonl) to annotate them";
        return Err(ConfigError::new("dedup.annotate", problem));
    }
    if let Some(vault) = &request.vault {
        let outputs = outputs_of(target);
        let problem = if !config.takes_private_data_out() {
            "nothing is taken out, so a vault would stay empty; set pii.mode (--pii redact or drop)"
        } else if vault.as_os_str() == "-" {
            "a vault is a file that nobody else can read, not a stream"
        } else if outputs.iter().any(|output| is_inside(vault, output)) {
            "a vault stands apart from the output, which may be given away; name another place"
        } else {
            return check_shard(config, request, target, container);
        };
        return Err(ConfigError::new("pii-vault", problem));
    }
    check_shard(config, request, target, container)
}

/// Whether a file is, or will be, a folder or file or in it.
fn is_inside(path: &Path, folder: &Path) -> bool {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    absolute(path).starts_with(absolute(folder))
}

/// Refuses side files that are inputs or each other.
fn check_sides(request: &RunRequest, files: &[InputFile]) -> Result<(), RunError> {
    let sides = [&request.removed, &request.rejects, &request.stats, &request.vault];
    let sides: Vec<&PathBuf> = sides.into_iter().flatten().collect();
    for (at, path) in sides.iter().enumerate() {
        if sides.iter().take(at).any(|other| other == path) {
            let problem = format!("two side files cannot both be {}", path.display());
            return Err(ConfigError::new("output", problem).into());
        }
        // A file that is not there yet is no input.
        let Ok(real) = std::fs::canonicalize(path) else { continue };
        let is_input = |file: &InputFile| std::fs::canonicalize(file.path()).is_ok_and(|input| input == real);
        if files.iter().any(is_input) {
            return Err(IoError::InputIsOutput { path: (*path).clone() }.into());
        }
    }
    Ok(())
}

/// Checks what a shard can do.
fn check_shard(
    config: &Config,
    request: &RunRequest,
    target: &Target,
    container: Option<Container>,
) -> Result<(), ConfigError> {
    let Some(shard) = request.shard else { return Ok(()) };
    let problem = if container != Some(Container::Jsonl) || target.side_folder().is_none() {
        "a shard writes rows into a file or directory (-o DIR or -o X.jsonl); merge writes what you like"
    } else if config.run.limit > 0 {
        "a shard does not know what the others read; leave --limit away"
    } else if config.run.trace_most > 0 {
        "a shard does not know which documents the others trace; give a share (--trace=SHARE), and make the report of what \
         merge writes"
    } else if config.urls.canonical_duplicates {
        "one document an address is a matter of all shards; filter what is merged (tamis filter --one-per-url)"
    } else if request.inputs.iter().any(|input| input == "-") {
        "standard input cannot be shared"
    } else if request.removed.is_some() || request.rejects.is_some() || request.vault.is_some() {
        "the side files of a shard stay beside its output, where merge finds them"
    } else {
        return Ok(());
    };
    Err(ConfigError::new(format!("shard {shard}"), problem))
}

fn finish(
    stats: Stats,
    output: Option<Output>,
    journal: Option<Journal>,
    config: &Config,
    request: &RunRequest,
    target: &Target,
    progress: &Progress,
) -> Result<RunReport, RunError> {
    let wants_rejects = output.as_ref().is_some_and(|output| output.wants(Side::Rejects));
    // A part of a run may be all rejects.
    let is_nothing = stats.books.nothing_was_read() && request.shard.is_none();
    let output = if is_nothing { None } else { output };
    let is_written = output.is_some() && !progress.is_stopped();
    let stats = finish_run(stats, output, config, request.stats.as_deref(), progress)?;
    let can_continue = progress.is_stopped() && journal.is_some();
    if !can_continue {
        journal.map_or(Ok(()), Journal::remove)?;
    }
    let rejects_path =
        if wants_rejects && is_written { path_of_rejects(request.rejects.as_ref(), target) } else { None };
    Ok(RunReport { stats, rejects_path, can_continue, timing: None })
}

/// Where rejects are written: where the user said, or else in the folder of side files.
pub(crate) fn path_of_rejects(named: Option<&PathBuf>, target: &Target) -> Option<PathBuf> {
    let in_folder = || target.side_folder().map(|folder| folder.join(Side::Rejects.file_name()));
    named.cloned().or_else(in_folder)
}

/// Checks that every record that came in is accounted for.
pub(crate) fn check_books(books: &Books) -> Result<(), RunError> {
    if books.balance() {
        return Ok(());
    }
    let accounted = books.kept + books.duplicates + books.dropped + books.rejected + books.skipped;
    Err(RunError::BooksDoNotBalance { records_in: books.records_in, accounted })
}

/// Gives the outputs of a run their names, if its books balance and it was not stopped; else what an earlier run left
/// under these names stays.
pub(crate) fn finish_run(
    stats: Stats,
    output: Option<Output>,
    config: &Config,
    more_stats: Option<&Path>,
    progress: &Progress,
) -> Result<Stats, RunError> {
    check_books(&stats.books)?;
    if progress.is_stopped() {
        return Ok(stats);
    }
    let mut json = serde_json::to_vec_pretty(&stats).unwrap_or_default();
    json.push(b'\n');
    if let Some(output) = output {
        output.finish(&json, config.to_toml().unwrap_or_default().as_bytes())?;
        if let Some(path) = more_stats {
            tamis_io::write_atomically(path, &json)?;
        }
    }
    Ok(stats)
}

/// How many threads a setting asks for; 0 stands for one a core.
fn thread_count(threads: usize) -> usize {
    match threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    }
}

/// Threads for the workers; 0 asks for one a core.
pub(crate) fn worker_pool(threads: usize) -> Result<rayon::ThreadPool, RunError> {
    let threads = thread_count(threads);
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|at| format!("tamis-worker-{at}"))
        .build()
        .map_err(|error| RunError::Threads { threads, message: error.to_string() })
}

/// Checks what no stage does.
pub(crate) fn check(config: &Config) -> Result<(), ConfigError> {
    for (key, share) in [("run.sample", config.run.sample), ("run.trace", config.run.trace)] {
        if !(0.0..=1.0).contains(&share) {
            return Err(ConfigError::new(key, format!("{share} is no share: give a number from 0 to 1")));
        }
    }
    Ok(())
}

pub(crate) fn container(config: &Config, target: &Target) -> Option<Container> {
    match (config.output.to, target) {
        (OutputFormat::Jsonl, _) => Some(Container::Jsonl),
        (OutputFormat::Files, _) => Some(Container::Files),
        (OutputFormat::Parquet, _) => Some(Container::Parquet),
        (OutputFormat::Auto, Target::StandardOutput | Target::Stream(_)) => None,
        (OutputFormat::Auto, target) => Some(target.container()),
    }
}

fn output_config(config: &Config, request: &RunRequest, target: &Target) -> OutputConfig {
    let at = |path: &Option<PathBuf>| path.clone().map_or(SideChoice::InFolder, SideChoice::At);
    let removed = if request.no_removed { SideChoice::Off } else { at(&request.removed) };
    let if_wanted = |wanted| if wanted { SideChoice::InFolder } else { SideChoice::Off };
    OutputConfig {
        container: container(config, target).unwrap_or_default(),
        force: request.force,
        sides: BTreeMap::from([
            (Side::Removed, removed),
            (Side::Rejects, at(&request.rejects)),
            (Side::Trace, if_wanted(config.run.trace > 0.0)),
            (Side::Units, if_wanted(request.shard.is_some())),
            (Side::Vault, request.vault.clone().map_or(SideChoice::Off, SideChoice::At)),
        ]),
        max_bytes: config.output.max_bytes,
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        config_hash: config.hash(),
    }
}
