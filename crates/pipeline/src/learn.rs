//! The pass that counts what recurs, on its own or before a run.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use tamis_boilerplate::{Learned, Learner, LearnerConfig, StoryLines};
use tamis_core::{ConfigError, Document, Markup, Record, Reject};
use tamis_dedup::{Scratch, Sketcher};
use tamis_io::{AtomicFile, Discovery, InputFile, Reader};

use crate::collect::REJECTS_SAID;
use crate::deal::{ChunkWork, Dealer, Dealing};
use crate::run::check;
use crate::stories::{Sketched, Stories, visible_sketch};
use crate::work::{Chunk, is_sampled};
use crate::{Cleaner, Progress, RunError};

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
    if request.output.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz")) {
        let problem =
            format!("{}: a table cannot be gzipped; end its name in .zst", request.output.display());
        return Err(ConfigError::new("output", problem).into());
    }
    let reader = Reader::new(config.input.clone(), config.limits.max_document_bytes)?;
    let discovery = reader.discover(&request.inputs, &[&request.output])?;
    let mut report = LearnReport {
        records: discovery.rejects.len() as u64,
        rejected: discovery.rejects.len() as u64,
        ..LearnReport::default()
    };
    progress.begin(1, 1);
    discovery.rejects.iter().for_each(|reject| say(progress, reject));
    let learned = count(cleaner, reader, discovery.files.into(), progress, true, |reject| {
        report.records += 1;
        let Some(reject) = reject else { return };
        report.rejected += 1;
        if report.rejected <= REJECTS_SAID {
            say(progress, reject);
        }
    })?;
    let Some(mut learned) = learned.filter(|_| report.rejected < report.records || report.records == 0)
    else {
        return Ok(report);
    };
    let mut file = Appended { file: AtomicFile::create(&request.output)?, failed: None };
    if let Err(error) = learned.write_to(&mut file) {
        return Err(file.failed.map_or_else(|| error.into(), RunError::Io));
    }
    file.file.finish()?;
    let summary = learned.summary();
    (report.stories, report.sources, report.lines) = (summary.stories, summary.sources, summary.lines);
    Ok(report)
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
        [single] if single.is_plain() => {
            reader.open(single).next().is_some_and(|record| record.place().line.is_some())
        }
        // A pipe gives its bytes once.
        files => files.iter().all(InputFile::is_plain),
    }
}

/// Counts the lines of all records, those of pages only if asked to. `finished` is told of each record, and why
/// it was rejected. `None` if the run was stopped.
pub(crate) fn count(
    cleaner: &Arc<Cleaner>,
    reader: Reader,
    files: Arc<[InputFile]>,
    progress: &Arc<Progress>,
    pages: bool,
    mut finished: impl FnMut(Option<&Reject>),
) -> Result<Option<Learned>, RunError> {
    let config = cleaner.config();
    let mut learner = Learner::new(LearnerConfig {
        memory_bytes: usize::try_from(config.limits.memory_bytes() / 4).unwrap_or(usize::MAX),
        folder: std::env::temp_dir(),
    });
    let mut stories = Stories::new(config)?;
    let sketcher = config.dedup.near.then(|| Sketcher::new(&config.dedup)).transpose()?;
    let worker = Arc::new(LineCounter { cleaner: Arc::clone(cleaner), pages, sketcher });
    let mut dealing = Dealing::start(
        config,
        Dealer { reader, files, limit: config.run.limit, progress: Arc::clone(progress), worker },
    )?;
    let chunks = dealing.in_order(progress, |counted: Counted| {
        progress.bytes_processed.fetch_add(counted.bytes, Ordering::Relaxed);
        for seen in counted.seen {
            progress.records.fetch_add(1, Ordering::Relaxed);
            match seen {
                Ok(Seen { lines, sketched }) => {
                    let number = sketched.map(|sketched| stories.number(&sketched)).transpose()?;
                    let lines = match number.flatten() {
                        Some(number) => lines.in_story(number),
                        None => lines,
                    };
                    learner.add(&lines)?;
                    finished(None);
                }
                Err(reject) => finished(Some(&reject)),
            }
        }
        Ok(())
    })?;
    dealing.finish(progress, chunks)?;
    let Some(known) = stories.resolve(config, progress)? else { return Ok(None) };
    Ok(Some(learner.finish(|story| known.canonical(story))?).filter(|_| !progress.is_stopped()))
}

fn say(progress: &Progress, reject: &Reject) {
    progress.say(format!("tamis: {}: {} ({})", reject.place, reject.message, reject.cause.name()));
}

/// Takes records as far as their lines.
struct LineCounter {
    cleaner: Arc<Cleaner>,
    pages: bool,
    /// If near-duplicates are one story.
    sketcher: Option<Sketcher>,
}

/// What was seen of the records of a chunk.
struct Counted {
    seen: Vec<Result<Seen, Box<Reject>>>,
    bytes: u64,
}

/// The lines of a record, and what its story is told by if it is not by its words alone.
#[derive(Default)]
struct Seen {
    lines: StoryLines,
    sketched: Option<Box<Sketched>>,
}

impl LineCounter {
    fn record(&self, record: Record, scratch: &mut Scratch) -> Result<Seen, Box<Reject>> {
        let left_out = !is_sampled(&self.cleaner.config().run, &record.meta.id);
        if left_out || record.markup == Markup::Html && !self.pages {
            return Ok(Seen::default());
        }
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
        let mut counted = Counted { seen: Vec::with_capacity(chunk.records.len()), bytes: 0 };
        for (_, raw) in chunk.records {
            counted.bytes += raw.bytes() as u64;
            counted.seen.push(match raw.parse() {
                Ok(record) => self.record(record, &mut scratch),
                Err(reject) => Err(Box::new(reject)),
            });
        }
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
    progress: &Arc<Progress>,
) -> Result<Option<tamis_boilerplate::Table>, RunError> {
    let config = cleaner.config();
    let reader = Reader::new(config.input.clone(), config.limits.max_document_bytes)?;
    // What is rejected is told of by the second pass.
    let pages = config.boilerplate.pages;
    let learned = count(cleaner, reader, Arc::clone(files), progress, pages, |_| {})?;
    Ok(learned.map(|mut learned| learned.table()).transpose()?)
}
