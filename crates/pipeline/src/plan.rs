//! What a run will take, told from a sample.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use tamis_core::ConfigError;
use tamis_io::{
    Discovery, InputFile, IoError, Manifest, Output, OutputConfig, Reader, Side, SideChoice, Target,
};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::collect::{Collecting, Collector};
use crate::deal::{ChunkWork, Position};
use crate::executor::temporary_folder;
use crate::learn::{self, LineCounter};
use crate::packed::Packing;
use crate::run::{compares_all, container, outputs_of};
use crate::shard::Unit;
use crate::work::{Chunk, Worker, Working};
use crate::{Books, Cleaner, Config, Progress, RunError, Stats};

/// Part of the bytes that is read: one in so many.
const ONE_IN: u64 = 100;
/// Bytes that are read at least, if there are so many: some hundred pages. A guess.
const LEAST_BYTES: u64 = 16 << 20;
/// Bytes that are read at most: about ten seconds of work. A guess.
const MOST_BYTES: u64 = 256 << 20;
/// Files that the sample is spread over at least, if there are so many. A guess.
const FILES: u64 = 64;

/// Memory of a run beside what grows with it, measured on pages and texts with one to four threads.
const BASE_BYTES: u64 = 48 << 20;
/// Memory of each worker, measured likewise.
const THREAD_BYTES: u64 = 12 << 20;
/// Memory that each document takes as long as no limit is reached, if copies are looked for, and else. Measured on
/// 20,000 to 1,000,000 documents.
const COMPARED_BYTES: u64 = 900;
const SEEN_BYTES: u64 = 120;
/// Memory that each line takes while lines that recur are counted.
const BYTES_A_LINE: u64 = 150;
/// CPU time of comparing a document with all others, in seconds; measured on 20,000 to 1,000,000 documents.
const COMPARE_SECONDS: f64 = 0.000_16;
/// Bytes in temporary files for each word of a document that is compared, and for each document: its numbers and signature.
const BYTES_A_WORD: u64 = 4;
const BYTES_A_SKETCH: u64 = 650;

/// What is to be planned.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlanRequest {
    /// Files and directories.
    pub inputs: Vec<String>,
    /// Where the run would write: a file, a directory, or `-`.
    pub output: String,
}

/// What a run would take, by what a sample of its inputs took.
#[derive(Debug, Clone, Serialize)]
pub struct Plan {
    /// Files that would be read.
    pub files: u64,
    /// Their bytes as they lie there.
    pub bytes: u64,
    /// Files that the sample was read from, each from its beginning.
    pub sampled_files: u64,
    /// Bytes of them that were read.
    pub sampled_bytes: u64,
    /// What became of the records of the sample; of copies only those of equal words are found.
    pub sampled: Books,
    /// Records in all.
    pub records: u64,
    /// CPU time in seconds, by what it goes to.
    pub cpu_seconds: BTreeMap<&'static str, f64>,
    /// Worker threads.
    pub threads: u64,
    /// Time in seconds if nothing else is done on these cores.
    pub wall_seconds: f64,
    /// Most memory in bytes; the run keeps to its limit by using more disk.
    pub memory_bytes: u64,
    /// The limit, in bytes.
    pub memory_limit_bytes: u64,
    /// Bytes on disk by what they are: `output`, `side-files`, `journal`, `temporary`.
    pub disk_bytes: BTreeMap<&'static str, u64>,
    /// Bytes that are free where the output and where temporary files go; `None` if that is not known.
    pub free_bytes: BTreeMap<&'static str, Option<u64>>,
    /// Share of the words that each reason would remove, without what is only known from the whole corpus: lines that
    /// recur, and copies.
    pub removed_share: BTreeMap<String, f64>,
    /// Why the run would not fit, in words.
    pub warnings: Vec<String>,
}

/// Reads about one percent of the inputs, cleans it on one thread, and says what all of them would take. Nothing is
/// written but into a temporary folder.
///
/// # Errors
/// A [`RunError`] if the inputs cannot be read, or are a stream, of which nobody knows how much it holds.
pub fn plan(cleaner: &Arc<Cleaner>, request: &PlanRequest, progress: &Progress) -> Result<Plan, RunError> {
    let config = cleaner.config();
    let target = Target::parse(request.output.as_ref())?;
    let reader = Reader::new(config.input.clone(), config.limits.longest_document_bytes())?;
    let discovery = reader.discover(&request.inputs, &outputs_of(&target))?;
    if discovery.files.iter().any(InputFile::is_stream) {
        return Err(ConfigError::new("input", "a stream cannot be planned: nobody knows its length").into());
    }
    let is_corpus = learn::is_corpus(&reader, &discovery);
    let sample = Sample::choose(&discovery, config.run.seed);
    progress.begin(1, 1);
    let (mut cpu, mut lines) = (BTreeMap::new(), 0);
    if is_corpus && learn::is_worth_a_pass(cleaner) {
        let counter = LineCounter::of(cleaner)?;
        let mut seconds = 0.0;
        sample.each_chunk(&reader, progress, |chunk| {
            let (done, took) = timed(|| counter.process(chunk));
            seconds += took;
            lines += done.seen.iter().flatten().map(|seen| seen.lines.len() as u64).sum::<u64>();
            Ok(())
        })?;
        cpu.insert("learning what recurs", seconds);
    }
    let compares = compares_all(config, is_corpus);
    let folder = tempfile::tempdir_in(temporary_folder())
        .map_err(|source| IoError::Create { path: temporary_folder(), source })?;
    let trial = trial_target(&target, folder.path())?;
    let trial_config = OutputConfig {
        container: container(config, &trial).unwrap_or_default(),
        sides: [(Side::Rejects, SideChoice::InFolder)].into(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        ..OutputConfig::default()
    };
    let mut output = Output::create(&trial, trial_config)?;
    let journaled = is_corpus && config.run.journal && target.side_folder().is_some();
    let packing = if journaled { Packing::Everything } else { Packing::Documents };
    let working = Working {
        container: container(config, &trial),
        packing: (journaled || compares).then_some(packing),
        ..Working::default()
    };
    let worker = Worker::new(Arc::clone(cleaner), Some(&output), working);
    let quiet = Progress::new();
    let mut collector = Collector::new(&discovery, Some(&mut output), &quiet, config, Collecting::default());
    let (mut seconds, mut logged) = (0.0, 0);
    let read = sample.each_chunk(&reader, progress, |chunk| {
        let (results, took) = timed(|| worker.process(chunk));
        logged += results.packed.as_ref().map_or(0, |packed| packed.as_ref().map_or(0, Vec::len)) as u64;
        let (taken, more) = timed(|| collector.take_new(results));
        seconds += took + more;
        taken
    })?;
    cpu.insert("cleaning", seconds);
    let stats = collector.into_stats();
    let manifest = output.finish(b"{}\n", b"")?;
    let measured = Measured { read, stats, manifest, cpu, lines, logged, compares, journaled };
    Ok(measured.plan(config, &discovery, &target))
}

/// What was done, and the CPU time of this thread in seconds that it took.
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let before = thread_time();
    let done = work();
    (done, thread_time().saturating_sub(before).as_secs_f64())
}

#[cfg(unix)]
fn thread_time() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}

/// Where threads have no clock, what else the machine does counts as well.
#[cfg(not(unix))]
fn thread_time() -> Duration {
    use std::time::{SystemTime, UNIX_EPOCH};
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// The same target in another folder.
fn trial_target(target: &Target, folder: &Path) -> Result<Target, IoError> {
    let name = target.data_path().and_then(Path::file_name).unwrap_or("out.jsonl".as_ref());
    Target::parse(&folder.join(name))
}

/// The files that are read, in input order, and how much of each.
struct Sample<'a> {
    files: Vec<(usize, &'a InputFile)>,
    bytes_each: u64,
    bytes: u64,
}

/// What was read of a sample.
#[derive(Debug, Clone, Copy, Default)]
struct Read {
    files: u64,
    bytes: u64,
}

impl<'a> Sample<'a> {
    /// Chooses files by hashes of their ids until their beginnings are enough.
    fn choose(discovery: &'a Discovery, seed: u64) -> Self {
        let all: u64 = discovery.files.iter().map(|file| file.bytes).sum();
        let bytes = (all / ONE_IN).clamp(LEAST_BYTES, MOST_BYTES);
        let bytes_each = bytes / FILES.min(discovery.files.len().max(1) as u64);
        let mut order: Vec<(usize, &InputFile)> = discovery.files.iter().enumerate().collect();
        order.sort_by_cached_key(|(_, file)| xxh3_64_with_seed(file.id().as_bytes(), seed));
        let mut left = bytes;
        let enough = |(_, file): &(usize, &InputFile)| {
            let is_wanted = left > 0;
            left = left.saturating_sub(file.bytes.min(bytes_each).max(1));
            is_wanted
        };
        let mut files: Vec<(usize, &InputFile)> = order.into_iter().take_while(enough).collect();
        files.sort_by_key(|(at, _)| *at);
        Sample { files, bytes_each, bytes }
    }

    /// Hands out the records of the sample, those of a file as a chunk.
    fn each_chunk(
        &self,
        reader: &Reader,
        progress: &Progress,
        mut take: impl FnMut(Chunk) -> Result<(), RunError>,
    ) -> Result<Read, RunError> {
        let mut read = Read::default();
        for (at, file) in &self.files {
            let mut records = reader.open(file);
            let mut chunk = Chunk::default();
            while !progress.is_stopped()
                && (chunk.records.is_empty() || records.bytes_read() < self.bytes_each)
            {
                let Some(record) = records.next() else { break };
                chunk.add(Unit { file: *at, range: 0 }, record, Position::default());
            }
            read.files += 1;
            read.bytes += records.bytes_read();
            take(chunk)?;
            if read.bytes > 2 * self.bytes {
                break;
            }
        }
        Ok(read)
    }
}

struct Measured {
    read: Read,
    stats: Stats,
    manifest: Manifest,
    cpu: BTreeMap<&'static str, f64>,
    /// Lines that were counted to learn what recurs.
    lines: u64,
    logged: u64,
    compares: bool,
    journaled: bool,
}

impl Measured {
    fn plan(self, config: &Config, discovery: &Discovery, target: &Target) -> Plan {
        let Measured { read, stats, manifest, mut cpu, lines, logged, compares, journaled } = self;
        let bytes: u64 = discovery.files.iter().map(|file| file.bytes).sum();
        let read_bytes = read.bytes.max(1);
        let scaled = |count: u64| {
            let all = u128::from(count) * u128::from(bytes) / u128::from(read_bytes);
            u64::try_from(all).unwrap_or(u64::MAX)
        };
        for seconds in cpu.values_mut() {
            *seconds *= bytes as f64 / read_bytes as f64;
        }
        let documents = scaled(stats.books.records_in - stats.books.rejected);
        let passes = if cpu.len() > 1 { 2 } else { 1 };
        if compares {
            cpu.insert("comparing", documents as f64 * COMPARE_SECONDS * f64::from(passes));
        }
        let threads = match config.run.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        } as u64;
        let sum = |files: &[tamis_io::ManifestFile]| files.iter().map(|file| file.bytes).sum::<u64>();
        let sketches = if compares {
            scaled(stats.volume.words_in) * BYTES_A_WORD + documents * BYTES_A_SKETCH
        } else {
            0
        };
        let logged = scaled(logged);
        let disk_bytes = BTreeMap::from([
            ("output", scaled(sum(&manifest.files))),
            (
                "side-files",
                if target.side_folder().is_some() { scaled(sum(&manifest.side_files)) } else { 0 },
            ),
            ("journal", if journaled { logged + if passes > 1 { sketches } else { 0 } } else { 0 }),
            ("temporary", sketches + if journaled { 0 } else { logged }),
        ]);
        let limit = config.limits.memory_bytes();
        let a_document = if compares { COMPARED_BYTES } else { SEEN_BYTES };
        let fixed = BASE_BYTES + threads * THREAD_BYTES;
        let counted = (scaled(lines) * BYTES_A_LINE).min(limit / 4);
        let memory_bytes = (fixed + counted + documents * a_document).min(fixed.max(limit));
        let output_folder = target.data_path().map(existing_folder);
        let free_bytes = BTreeMap::from([
            ("output", output_folder.as_deref().and_then(free)),
            ("temporary", free(&temporary_folder())),
        ]);
        let words: u64 = stats.volume.words_in.max(1);
        let removed = stats.removed_by_reason.iter();
        let mut plan = Plan {
            files: discovery.files.len() as u64,
            bytes,
            sampled_files: read.files,
            sampled_bytes: read.bytes,
            sampled: stats.books,
            records: scaled(stats.books.records_in),
            wall_seconds: cpu.values().sum::<f64>() / threads as f64,
            cpu_seconds: cpu,
            threads,
            memory_bytes,
            memory_limit_bytes: limit,
            disk_bytes,
            free_bytes,
            removed_share: removed
                .map(|(name, gone)| (name.clone(), gone.words as f64 / words as f64))
                .collect(),
            warnings: Vec::new(),
        };
        plan.warn(fixed);
        plan
    }
}

impl Plan {
    fn warn(&mut self, least_memory: u64) {
        let mib = |bytes: u64| format!("{} MiB", bytes.div_ceil(1 << 20));
        if least_memory > self.memory_limit_bytes {
            let (least, limit) = (mib(least_memory), mib(self.memory_limit_bytes));
            self.warnings.push(format!("the run takes at least {least} of memory, and the limit is {limit}"));
        }
        let needs =
            |names: &[&str]| -> u64 { names.iter().filter_map(|name| self.disk_bytes.get(name)).sum() };
        for (place, needed) in
            [("output", needs(&["output", "side-files", "journal"])), ("temporary", needs(&["temporary"]))]
        {
            if let Some(free) = self.free_bytes.get(place).copied().flatten().filter(|free| *free < needed) {
                let (needed, free) = (mib(needed), mib(free));
                self.warnings.push(format!("{place} files take about {needed} of disk, and {free} are free"));
            }
        }
        if self.sampled.nothing_was_read() {
            self.warnings.push("every record of the sample was rejected".into());
        }
    }
}

/// The nearest folder around a path that is there.
fn existing_folder(path: &Path) -> PathBuf {
    let mut folders = path.ancestors().filter(|folder| folder.is_dir());
    folders.next().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Bytes that are free for this user on the file system of a folder.
#[cfg(unix)]
fn free(folder: &Path) -> Option<u64> {
    let found = rustix::fs::statvfs(folder).ok()?;
    Some(found.f_bavail * found.f_frsize)
}

#[cfg(not(unix))]
fn free(_: &Path) -> Option<u64> {
    None
}
