//! Shards of a run joined to what one run would have written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::ThreadPool;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde::Deserialize;
use serde_json::value::RawValue;
use tamis_core::{Body, Place, Reason, Reject, RejectCause, word_count};
use tamis_dedup::{DedupError, Scratch, Sketcher};
use tamis_io::{
    Container, Discovery, InputFile, Output, OutputConfig, RejectRow, SavedRows, SavedRun, Side, SideChoice,
    Target, parse_row,
};

use crate::article::{Article, Known};
use crate::collect::{Collecting, Collector};
use crate::deal::Position;
use crate::held::Held;
use crate::journal::log::{self, Log};
use crate::packed::{Packing, pack};
use crate::run::{container, finish_run, path_of_rejects, worker_pool};
use crate::shard::Unit;
use crate::units::{UnitRow, UnitsHead};
use crate::work::{ChunkResults, Compared, Processed, Ready};
use crate::{Config, Progress, RunError, RunReport, Stats};

/// Bytes of rows that are taken apart at a time. A guess.
const BATCH_BYTES: usize = 4 << 20;

/// What is merged, and where it goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergeRequest {
    /// The outputs of all shards of a run, in any order.
    pub shards: Vec<PathBuf>,
    /// A file, a directory, or `-`.
    pub output: String,
    /// Whether copies are looked for among the documents of all shards.
    pub dedup: bool,
    /// A further place for the figures.
    pub stats: Option<PathBuf>,
    /// Whether a directory that tamis did not write may be written into.
    pub force: bool,
}

/// Joins the shards of a run: documents in input order, side files, figures. Ids that come more than once are numbered as
/// one run would have done. With `dedup`, documents are compared with each other, and the result is that of one run that
/// did so. When `progress` is asked to stop, nothing gets its final name.
///
/// # Errors
/// [`RunError::Unmergeable`] if the shards are not all those of one run; a [`RunError`] if reading or writing fails.
pub fn merge(
    config: &Config,
    request: &MergeRequest,
    progress: &Arc<Progress>,
) -> Result<RunReport, RunError> {
    let target = Target::parse(request.output.as_ref())?;
    let mut shards = open_all(&request.shards)?;
    let Surveyed { discovery, numbers, figures } = survey(&mut shards)?;
    let whole = settings_of_whole(config, request, &shards);
    let mut output = Output::create(&target, output_config(&whole, request, &target, &shards))?;
    let sketcher = request.dedup.then(|| Sketcher::new(&config.dedup)).transpose()?;
    let temporary = || Log::temporary().map_err(DedupError::Temporary);
    let collecting = Collecting {
        boilerplate: figures.boilerplate,
        held: request.dedup.then(|| Held::new(config)).transpose()?,
        log: request.dedup.then(temporary).transpose()?.map(|log| (log, Packing::Documents)),
        units: None,
        trace_bound: None,
    };
    progress.begin(1, 1);
    progress.set_phase("merging");
    let mut collector = Collector::new(&discovery, Some(&mut output), progress, config, collecting);
    collector.begin(config, None)?;
    let merging = Merging {
        pool: worker_pool(config.run.threads)?,
        container: container(config, &target).unwrap_or_default(),
        sketcher: sketcher.as_ref(),
    };
    while let Some(batch) = next_batch(&mut shards, &numbers)? {
        if progress.is_stopped() {
            break;
        }
        collector.take_new(merging.processed(batch)?)?;
    }
    if !progress.is_stopped() {
        collector.release(config)?;
    }
    let mut stats = collector.into_stats();
    stats.merge(&figures);
    stats.boilerplate = figures.boilerplate;
    let wants_rejects = output.wants(Side::Rejects) && !progress.is_stopped();
    let stats = finish_run(stats, Some(output), &whole, request.stats.as_deref(), progress)?;
    let rejects_path = if wants_rejects { path_of_rejects(None, &target) } else { None };
    Ok(RunReport { stats, rejects_path, can_continue: false, timing: None })
}

/// A shard that is read.
struct Opened {
    path: PathBuf,
    run: SavedRun,
    head: UnitsHead,
    units: SavedRows,
    next: Option<UnitRow>,
    rows: SavedRows,
    sides: BTreeMap<Side, SavedRows>,
}

impl Opened {
    fn open(path: &Path) -> Result<Self, RunError> {
        let unmergeable = |why: String| RunError::Unmergeable { path: path.to_path_buf(), why };
        let run = SavedRun::open(path)?;
        let units = run.side_rows(Side::Units);
        let mut units = units.ok_or_else(|| unmergeable("it is no shard (clean --shard I/N)".into()))?;
        let head = units.expect_row()?;
        let head = serde_json::from_slice(&head).map_err(|error| unmergeable(error.to_string()))?;
        let sides = [Side::Removed, Side::Rejects, Side::Dropped, Side::Trace];
        let sides = sides.into_iter().filter_map(|side| Some((side, run.side_rows(side)?))).collect();
        Ok(Opened { path: path.to_path_buf(), rows: run.rows()?, units, next: None, head, sides, run })
    }

    /// Reads the next unit.
    fn advance(&mut self) -> Result<(), RunError> {
        let row = self.units.next_row()?;
        let parsed = row.map(|row| serde_json::from_slice(&row)).transpose();
        self.next = parsed.map_err(|error| self.broken(&error.to_string()))?;
        Ok(())
    }

    fn side(&mut self, side: Side, count: u64) -> Result<Vec<u8>, RunError> {
        let mut all = Vec::new();
        let Some(rows) = self.sides.get_mut(&side) else { return Ok(all) };
        for _ in 0..count {
            all.append(&mut rows.expect_row()?);
        }
        Ok(all)
    }

    fn broken(&self, why: &str) -> RunError {
        RunError::Unmergeable { path: self.path.clone(), why: format!("{why}; see tamis verify") }
    }
}

/// Opens all shards and checks that they are those of one run.
fn open_all(paths: &[PathBuf]) -> Result<Vec<Opened>, RunError> {
    let mut shards = paths.iter().map(|path| Opened::open(path)).collect::<Result<Vec<_>, _>>()?;
    shards.sort_by_key(|shard| shard.head.shard);
    let Some(first) = shards.first() else { return Ok(shards) };
    let of = first.head.of;
    for (shard, expected) in shards.iter().zip(1..) {
        let differences =
            shard.head.run.differences(&first.head.run, || Ok("the inputs are others".into()))?;
        let number = shard.head.shard;
        let why = if shard.head.of != of {
            format!("it is a shard of {}, {} one of {of}", shard.head.of, first.path.display())
        } else if !differences.is_empty() {
            format!("it is of another run than {}: {}", first.path.display(), differences.join("; "))
        } else if number < expected {
            format!("shard {number}/{of} is given twice")
        } else if number > expected {
            format!("shard {expected}/{of} is missing")
        } else {
            continue;
        };
        return Err(RunError::Unmergeable { path: shard.path.clone(), why });
    }
    if (shards.len() as u64) < of {
        let (path, missing) = (first.path.clone(), shards.len() + 1);
        return Err(RunError::Unmergeable { path, why: format!("shard {missing}/{of} is missing") });
    }
    Ok(shards)
}

/// What the shards say of the whole run.
struct Surveyed {
    discovery: Discovery,
    /// The numbers of the inputs of which there are records, in order.
    numbers: Vec<u64>,
    figures: Stats,
}

/// Reads the units of all shards for the inputs they name, adds up their figures as far as documents of a unit do not tell
/// them again, and takes what could not be looked at.
fn survey(shards: &mut [Opened]) -> Result<Surveyed, RunError> {
    let mut inputs: BTreeMap<u64, String> = BTreeMap::new();
    let mut unreadable: BTreeMap<u64, Reject> = BTreeMap::new();
    let mut figures = Stats::default();
    for shard in shards.iter_mut() {
        loop {
            shard.advance()?;
            let Some(unit) = &mut shard.next else { break };
            inputs.entry(unit.file).or_insert_with(|| std::mem::take(&mut unit.input));
        }
        // From the start again, for the merge.
        let mut units = shard.run.side_rows(Side::Units).ok_or_else(|| shard.broken("its units are gone"))?;
        units.expect_row()?;
        shard.units = units;
        shard.advance()?;
        for at in shard.head.unreadable.clone() {
            let row = shard.side(Side::Rejects, 1)?;
            unreadable.insert(at, reject(&row).ok_or_else(|| shard.broken("a reject cannot be read"))?);
        }
        let stats = shard.run.side_file("stats.json")?;
        let stats = Stats::from_json(&stats).map_err(|error| shard.broken(&error.to_string()))?;
        figures.merge(&stats);
    }
    let skipped = figures.books.skipped;
    figures.books = crate::Books { records_in: skipped, skipped, ..crate::Books::default() };
    figures.volume.bytes_out = 0;
    figures.documents_by_reason.clear();
    figures.rejected_by_cause.clear();
    // Files are known by their place among those of which there are records, whatever numbers a shard gives.
    let (numbers, ids): (Vec<u64>, Vec<String>) = inputs.into_iter().unzip();
    let files = ids.iter().map(|id| InputFile::new(id, id)).collect();
    let rejects = unreadable.into_values().collect();
    Ok(Surveyed { discovery: Discovery { files, rejects, ..Discovery::default() }, numbers, figures })
}

/// A record as the shards have it.
enum Found {
    Document { row: Vec<u8>, is_dropped: bool, removed: Vec<u8>, trace: Vec<u8> },
    Reject(Vec<u8>),
}

/// The records of the next units in input order; nothing at the end.
fn next_batch(shards: &mut [Opened], numbers: &[u64]) -> Result<Option<Vec<(Unit, Found)>>, RunError> {
    let (mut batch, mut bytes, mut any) = (Vec::new(), 0, false);
    while bytes < BATCH_BYTES {
        let next = shards.iter_mut().filter(|shard| shard.next.is_some());
        let next = next.min_by_key(|shard| shard.next.as_ref().map(|unit| (unit.file, unit.range)));
        let Some(shard) = next else { break };
        let Some(row) = shard.next.take() else { break };
        any = true;
        let place = numbers.binary_search(&row.file);
        let file = place.map_err(|_| shard.broken("its units changed while they were read"))?;
        let unit = Unit { file, range: row.range };
        for code in row.documents {
            let (removed, is_traced, is_dropped) = UnitRow::document(code);
            let removed = shard.side(Side::Removed, removed)?;
            let trace = shard.side(Side::Trace, u64::from(is_traced))?;
            let row = if is_dropped { shard.side(Side::Dropped, 1)? } else { shard.rows.expect_row()? };
            bytes += row.len() + removed.len() + trace.len();
            batch.push((unit, Found::Document { row, is_dropped, removed, trace }));
        }
        for _ in 0..row.rejects {
            let row = shard.side(Side::Rejects, 1)?;
            if row.is_empty() {
                return Err(shard.broken("its rejects are gone"));
            }
            bytes += row.len();
            batch.push((unit, Found::Reject(row)));
        }
        shard.advance()?;
    }
    Ok(any.then_some(batch))
}

/// A row of `dropped.jsonl.zst` as it is read.
#[derive(Deserialize)]
struct Dropped<'a> {
    reason: String,
    evidence: String,
    #[serde(borrow)]
    row: &'a RawValue,
}

struct Merging<'a> {
    pool: ThreadPool,
    container: Container,
    sketcher: Option<&'a Sketcher>,
}

impl Merging<'_> {
    /// Takes records apart, on all threads.
    fn processed(&self, batch: Vec<(Unit, Found)>) -> Result<ChunkResults, RunError> {
        let results: Option<Vec<(Unit, Processed)>> = self.pool.install(|| {
            let each = batch.into_par_iter();
            each.map_init(Scratch::default, |scratch, (unit, found)| {
                let processed = match found {
                    Found::Document { row, is_dropped, removed, trace } => {
                        let mut ready = self.ready(&row, is_dropped, scratch)?;
                        (ready.removed, ready.trace) = (removed, trace);
                        Processed::Document(Box::new(ready))
                    }
                    Found::Reject(row) => Processed::Reject(Box::new(reject(&row)?)),
                };
                Some((unit, processed))
            })
            .collect()
        });
        let results = results.ok_or_else(|| RunError::Unmergeable {
            path: PathBuf::from("shards"),
            why: "a row cannot be read; see tamis verify".into(),
        })?;
        let (stats, end) = (Stats::default(), Position::default());
        let mut chunk = ChunkResults { results, stats, bytes: 0, end, packed: None };
        chunk.packed = self.sketcher.map(|_| log::compressed(&pack(&chunk, Packing::Documents)));
        Ok(chunk)
    }

    fn ready(&self, row: &[u8], is_dropped: bool, scratch: &mut Scratch) -> Option<Ready> {
        let dropped: Option<Dropped<'_>> =
            if is_dropped { Some(serde_json::from_slice(row).ok()?) } else { None };
        let document = dropped.as_ref().map_or(row, |dropped| dropped.row.get().as_bytes());
        let record = parse_row(document).ok()?;
        let Body::Text(text) = record.body else { return None };
        let drop = match dropped {
            Some(dropped) => Some((Reason::from_name(&dropped.reason)?, dropped.evidence)),
            None => None,
        };
        let compared = match self.sketcher.filter(|_| drop.is_none()) {
            Some(sketcher) => Compared::WithAll {
                sketch: Box::new(sketcher.sketch(&text, scratch)),
                plain_bytes: text.len() as u64,
                plain: None,
            },
            None => Compared::Never,
        };
        let words_out = if self.sketcher.is_some() { word_count(&text) as u64 } else { 0 };
        let mut ready = Ready {
            article: Article { meta: record.meta, flags: Vec::new(), text, drop, known: Known::default() },
            compared,
            row: Vec::new(),
            removed: Vec::new(),
            trace: Vec::new(),
            container: self.container,
            words_in: 0,
            words_out,
        };
        if ready.article.drop.is_none() {
            ready.write_row();
        }
        Some(ready)
    }
}

fn reject(row: &[u8]) -> Option<Reject> {
    let row: RejectRow<'_> = serde_json::from_slice(row).ok()?;
    let place = Place { file: row.file.into_owned(), line: row.line, offset: row.offset };
    let (id, cause) = (row.id.map(Into::into), RejectCause::from_name(&row.cause)?);
    Some(Reject { place, id, cause, message: row.message.into_owned() })
}

/// The settings that the whole was made with: those of the shards, but for what merging decides. Those of the merging alone, if
/// the shards' cannot be read.
fn settings_of_whole(config: &Config, request: &MergeRequest, shards: &[Opened]) -> Config {
    let file = shards.first().and_then(|shard| shard.run.side_file("config.toml").ok());
    let text = file.and_then(|bytes| String::from_utf8(bytes).ok());
    let Some(of_shards) = text.and_then(|text| Config::resolve(Some(("config.toml", &text)), &[]).ok())
    else {
        return config.clone();
    };
    let mut whole = of_shards;
    whole.stages.dedup = request.dedup;
    whole.dedup.clone_from(&config.dedup);
    (whole.output.to, whole.output.max_bytes) = (config.output.to, config.output.max_bytes);
    whole.limits.max_rejects.clone_from(&config.limits.max_rejects);
    (whole.limits.memory, whole.run.threads) = (config.limits.memory, config.run.threads);
    whole
}

fn output_config(
    config: &Config,
    request: &MergeRequest,
    target: &Target,
    shards: &[Opened],
) -> OutputConfig {
    let have = |side: Side| shards.first().is_some_and(|shard| shard.sides.contains_key(&side));
    let choice = |side| (side, if have(side) { SideChoice::InFolder } else { SideChoice::Off });
    OutputConfig {
        container: container(config, target).unwrap_or_default(),
        force: request.force,
        sides: [Side::Removed, Side::Rejects, Side::Trace].into_iter().map(choice).collect(),
        max_bytes: config.output.max_bytes,
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        config_hash: config.hash(),
    }
}
