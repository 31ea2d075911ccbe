//! The pass that counts what recurs, on its own or before a run.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tamis_boilerplate::{Learned, Learner, LearnerConfig, StoryLines};
use tamis_core::{ConfigError, Document, Markup, Record, Reject};
use tamis_dedup::{DedupError, Scratch, Sketcher};
use tamis_io::{AtomicFile, Discovery, InputFile, Parsed, Reader};

use crate::collect::REJECTS_SAID;
use crate::deal::{ChunkWork, Dealer, Dealing, Position};
use crate::journal::log::{self, Log};
use crate::journal::{Journal, replay};
use crate::packed::{pack_counted, unpack_counted};
use crate::run::check;
use crate::shard::Share;
use crate::stories::{Sketched, Stories, visible_sketch};
use crate::work::{Chunk, is_sampled};
use crate::{Cleaner, Config, Progress, RunError};

/// What is learned from, and where the table goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LearnRequest {
    /// Files, directories, or `-`.
    pub inputs: Vec<String>,
    /// The file of the table; compressed if its name ends in `.zst`.
    pub output: PathBuf,
}

/// What was learned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LearnReport {
    /// Records read; a file that could not be opened counts as one.
    pub records: u64,
    /// Those that were not readable, or over a limit.
    pub rejected: u64,
    /// Distinct stories that were counted.
    pub stories: u64,
    /// Sources with a line that recurs.
    pub sources: u64,
    /// Lines that recur.
    pub lines: u64,
}

/// Counts in how many distinct stories of its source each line of the inputs stands, and writes the table.
///
/// The table depends on the stories alone, not on their order or the number of threads. When `progress` is
/// asked to stop, nothing is written.
///
/// # Errors
/// A [`RunError`] if it failed as a whole; single records that fail are counted.
pub fn learn(
    cleaner: &Arc<Cleaner>,
    request: &LearnRequest,
    progress: &Arc<Progress>,
) -> Result<LearnReport, RunError> {
    let config = cleaner.config();
    check(config)?;
    check_name(&request.output)?;
    let reader = Reader::new(config.input.clone(), config.limits.max_document_bytes)?;
    let discovery = reader.discover(&request.inputs, &[&request.output])?;
    let mut report = LearnReport {
        records: discovery.rejects.len() as u64,
        rejected: discovery.rejects.len() as u64,
        ..LearnReport::default()
    };
    progress.begin(1, 1);
    for reject in &discovery.rejects {
        progress.count_reject(reject.cause);
        progress.say(reject);
    }
    let learned = count(cleaner, reader, discovery.files.into(), progress, (true, None), |reject| {
        report.records += 1;
        let Some(reject) = reject else { return };
        report.rejected += 1;
        progress.count_reject(reject.cause);
        if report.rejected <= REJECTS_SAID {
            progress.say(reject);
        }
    })?;
    let Some(mut learned) = learned.filter(|_| report.rejected < report.records || report.records == 0)
    else {
        return Ok(report);
    };
    write_table(&request.output, &mut learned)?;
    let summary = learned.summary();
    (report.stories, report.sources, report.lines) = (summary.stories, summary.sources, summary.lines);
    Ok(report)
}

/// Refuses a name that asks for what tables cannot be.
pub(crate) fn check_name(path: &Path) -> Result<(), ConfigError> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz")) {
        let problem = format!("{}: a table cannot be gzipped; end its name in .zst", path.display());
        return Err(ConfigError::new("output", problem));
    }
    Ok(())
}

/// Writes what was learned into a file.
pub(crate) fn write_table(path: &Path, learned: &mut Learned) -> Result<(), RunError> {
    let mut file = Appended { file: AtomicFile::create(path)?, failed: None };
    if let Err(error) = learned.write_to(&mut file) {
        return Err(file.failed.map_or_else(|| error.into(), RunError::Io));
    }
    file.file.finish()?;
    Ok(())
}

/// Whether a run over a corpus is to read it twice, to count first what recurs.
pub(crate) fn is_worth_a_pass(cleaner: &Cleaner) -> bool {
    let config = cleaner.config();
    config.boilerplate.learn && config.stages.strip && cleaner.table().is_none()
}

/// Whether these files are a corpus: more than one document, and all there to be read again.
pub(crate) fn is_corpus(reader: &Reader, discovery: &Discovery) -> bool {
    match discovery.files.as_slice() {
        [] => false,
        [single] if single.is_plain() => reader.open(single).next().is_some_and(|record| record.is_row()),
        // A pipe gives its bytes once.
        files => files.iter().all(InputFile::is_plain),
    }
}

/// Counts the lines of all records, those of pages only if asked to. `finished` is told of each record, and why
/// it was rejected, but not of those that a log holds. `None` if the run was stopped.
pub(crate) fn count(
    cleaner: &Arc<Cleaner>,
    reader: Reader,
    files: Arc<[InputFile]>,
    progress: &Arc<Progress>,
    (pages, mut log): (bool, Option<Log>),
    mut finished: impl FnMut(Option<&Reject>),
) -> Result<Option<Learned>, RunError> {
    let config = cleaner.config();
    let mut counts = Counts::new(config)?;
    let from = match &mut log {
        Some(log) => counts.take_up(config, log, progress)?,
        None => Position::default(),
    };
    let worker = Arc::new(LineCounter { pages, logs: log.is_some(), ..LineCounter::of(cleaner)? });
    let (limit, share) = (config.run.limit, Share::All);
    let dealer = Dealer { reader, files, limit, from, share, progress: Arc::clone(progress), worker };
    let mut dealing = Dealing::start(config, dealer)?.draining(log.is_some());
    let chunks = dealing.in_order(progress, |mut counted: Counted| {
        if let (Some(log), Some(packed)) = (&mut log, counted.packed.take()) {
            log.append(counted.end, &packed.map_err(DedupError::Temporary)?)?;
        }
        counts.take(counted, progress, &mut finished)
    })?;
    log.as_mut().map_or(Ok(()), Log::sync)?;
    dealing.finish(progress, chunks)?;
    if progress.is_stopped() {
        return Ok(None);
    }
    let Counts { learner, stories } = counts;
    let Some(known) = stories.resolve(config, progress)? else { return Ok(None) };
    Ok(Some(learner.finish(|story| known.canonical(story))?).filter(|_| !progress.is_stopped()))
}

/// What was counted so far.
struct Counts {
    learner: Learner,
    stories: Stories,
}

impl Counts {
    fn new(config: &Config) -> Result<Self, RunError> {
        let learner = Learner::new(LearnerConfig {
            memory_bytes: usize::try_from(config.limits.memory_bytes() / 4).unwrap_or(usize::MAX),
            folder: std::env::temp_dir(),
        });
        Ok(Counts { learner, stories: Stories::new(config)? })
    }

    /// Counts what an earlier run logged. Returns where the inputs are to be read on.
    fn take_up(&mut self, config: &Config, log: &mut Log, progress: &Progress) -> Result<Position, RunError> {
        replay(config, log, unpack_counted, |counted| self.take(counted, progress, &mut |_| {}))
    }

    fn take(
        &mut self,
        counted: Counted,
        progress: &Progress,
        finished: &mut impl FnMut(Option<&Reject>),
    ) -> Result<(), RunError> {
        progress.bytes_processed.fetch_add(counted.bytes, Ordering::Relaxed);
        for seen in counted.seen {
            progress.records.fetch_add(1, Ordering::Relaxed);
            match seen {
                Ok(Seen { lines, sketched }) => {
                    let number = sketched.map(|sketched| self.stories.number(&sketched)).transpose()?;
                    let lines = match number.flatten() {
                        Some(number) => lines.in_story(number),
                        None => lines,
                    };
                    self.learner.add(&lines)?;
                    finished(None);
                }
                Err(reject) => finished(Some(&reject)),
            }
        }
        Ok(())
    }
}

/// Takes records as far as their lines.
pub(crate) struct LineCounter {
    cleaner: Arc<Cleaner>,
    pages: bool,
    /// If near-duplicates are one story.
    sketcher: Option<Sketcher>,
    /// Whether what is counted goes to a log.
    logs: bool,
}

/// What was seen of the records of a chunk.
pub(crate) struct Counted {
    pub(crate) seen: Vec<Result<Seen, Box<Reject>>>,
    pub(crate) bytes: u64,
    /// Where the chunk ends in the inputs.
    pub(crate) end: Position,
    /// The same as it is logged, if it is.
    pub(crate) packed: Option<io::Result<Vec<u8>>>,
}

/// The lines of a record, and what its story is told by if it is not by its words alone.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) lines: StoryLines,
    pub(crate) sketched: Option<Box<Sketched>>,
}

impl LineCounter {
    /// The counter of the first pass of a run.
    pub(crate) fn of(cleaner: &Arc<Cleaner>) -> Result<Self, ConfigError> {
        let config = cleaner.config();
        let sketcher = config.dedup.near.then(|| Sketcher::new(&config.dedup)).transpose()?;
        let (pages, logs) = (config.boilerplate.pages, config.run.journal);
        Ok(LineCounter { cleaner: Arc::clone(cleaner), pages, sketcher, logs })
    }

    /// The same, for pages too.
    pub(crate) fn with_pages(self) -> Self {
        LineCounter { pages: true, ..self }
    }

    pub(crate) fn record(&self, record: Record, scratch: &mut Scratch) -> Result<Seen, Box<Reject>> {
        let left_out = !is_sampled(&self.cleaner.config().run, &record.meta.id);
        if left_out || record.markup == Markup::Html && !self.pages {
            return Ok(Seen::default());
        }
        let _passed = self.cleaner.gate().pass(&record);
        let seen = self.cleaner.look(record, |document| self.look(document, scratch));
        if seen.is_err() {
            *scratch = Scratch::default();
        }
        seen
    }

    fn look(&self, document: &Document, scratch: &mut Scratch) -> Seen {
        if document.markup == Markup::Html && !self.pages {
            return Seen::default();
        }
        let Some(sketcher) = &self.sketcher else {
            return Seen { lines: StoryLines::of(document), sketched: None };
        };
        let lines = StoryLines::with_story(document, 0);
        let seen = (!lines.is_empty()).then(|| Box::new(visible_sketch(document, sketcher, scratch)));
        Seen { lines, sketched: seen }
    }
}

impl ChunkWork for LineCounter {
    type Results = Counted;

    fn process(&self, chunk: Chunk) -> Counted {
        let mut scratch = Scratch::default();
        let mut counted =
            Counted { seen: Vec::with_capacity(chunk.records.len()), bytes: 0, end: chunk.end, packed: None };
        for (_, raw) in chunk.records {
            counted.bytes += raw.bytes() as u64;
            counted.seen.push(match raw.parse() {
                Ok(Parsed::Record(record)) => self.record(record, &mut scratch),
                Ok(Parsed::Skipped(_)) => Ok(Seen::default()),
                Err(reject) => Err(Box::new(reject)),
            });
        }
        counted.packed = self.logs.then(|| log::compressed(&pack_counted(&counted)));
        counted
    }
}

/// A file that keeps why it could not be written.
struct Appended {
    file: AtomicFile,
    failed: Option<tamis_io::IoError>,
}

impl io::Write for Appended {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        match self.file.append(buffer) {
            Ok(()) => Ok(buffer.len()),
            Err(error) => {
                self.failed = Some(error);
                Err(io::ErrorKind::Other.into())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is counted before the pass that writes; nothing if the run was stopped.
pub(crate) fn first_pass(
    cleaner: &Arc<Cleaner>,
    files: &Arc<[InputFile]>,
    journal: Option<&Journal>,
    progress: &Arc<Progress>,
) -> Result<Option<tamis_boilerplate::Table>, RunError> {
    if let Some(table) = journal.map(Journal::table).transpose()?.flatten() {
        return Ok(Some(table));
    }
    let config = cleaner.config();
    // What is logged and kept of this pass holds beginnings of lines as they came in.
    let journal = journal.filter(|_| !config.takes_private_data_out());
    let reader = Reader::new(config.input.clone(), config.limits.longest_document_bytes())?;
    // What is rejected is told of by the second pass.
    let how = (config.boilerplate.pages, journal.map(Journal::first_pass).transpose()?);
    // Pages that nothing is learned from need not be read for it; but all counts where there is a limit.
    let files: Arc<[InputFile]> = if config.boilerplate.pages || config.run.limit > 0 {
        Arc::clone(files)
    } else {
        files.iter().filter(|file| !reader.is_page(file)).cloned().collect()
    };
    let Some(mut learned) = count(cleaner, reader, files, progress, how, |_| {})? else {
        return Ok(None);
    };
    journal.map_or(Ok(()), |journal| journal.keep_table(&mut learned))?;
    Ok(Some(learned.table()?))
}
