use std::borrow::Cow;
use std::sync::Arc;

use tamis_boilerplate::Table;
use tamis_core::{Record, Reject, RejectCause};
use tamis_dedup::{Fingerprint, Scratch, Sketch, Sketcher};
use tamis_io::{Container, Output, OutputRow, Parsed, RawRecord, Side};
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::article::{Article, Terms};

use crate::cleaner::{Sifted, SiftedText, guarded};
use crate::collect::count_rows;
use crate::deal::{ChunkWork, Position};
use crate::journal::log;
use crate::packed::{Packing, pack};
use crate::shard::Unit;
use crate::trace_sample::TraceBound;
use crate::{Cleaned, Cleaner, RunConfig, Stats, ledger};

/// Records that are processed one after the other on one thread.
#[derive(Debug, Default)]
pub(crate) struct Chunk {
    pub(crate) records: Vec<(Unit, RawRecord)>,
    /// Bytes they hold in memory.
    pub(crate) bytes: usize,
    /// Its place in the sequence of chunks, which is the same whenever the same inputs are dealt.
    pub(crate) sequence: u64,
    /// Where it ends in the inputs.
    pub(crate) end: Position,
}

/// The results of a chunk, with its place in the sequence of chunks.
pub(crate) struct Finished<R> {
    pub(crate) sequence: u64,
    pub(crate) results: R,
    /// Bytes of the budget that the chunk has taken.
    pub(crate) bytes: u64,
}

/// What became of the records of a chunk, in their order, and their figures added up.
pub(crate) struct ChunkResults {
    pub(crate) results: Vec<(Unit, Processed)>,
    pub(crate) stats: Stats,
    /// Bytes of the bodies.
    pub(crate) bytes: u64,
    /// Where the chunk ends in the inputs.
    pub(crate) end: Position,
    /// The results as they are logged, if they are.
    pub(crate) packed: Option<std::io::Result<Vec<u8>>>,
}

/// What became of one record, as far as one thread can know.
pub(crate) enum Processed {
    /// Cleaned; whether it is a duplicate is the collector's to say.
    Document(Box<Ready>),
    /// Not readable, or over a limit.
    Reject(Box<Reject>),
    /// Passed over on purpose, for this reason.
    Skipped(Cow<'static, str>),
}

/// How a document is compared with the others.
pub(crate) enum Compared {
    /// Not at all.
    Never,
    /// With those before it, for equal words.
    Before(Fingerprint),
    /// With all others, when all are known. Its row is written then.
    WithAll {
        sketch: Box<Sketch>,
        /// Bytes of the plain text.
        plain_bytes: u64,
        /// The plain text, if another one is written and this one may be asked for again.
        plain: Option<String>,
    },
}

/// A cleaned document with its rows, ready to be written.
pub(crate) struct Ready {
    /// What is known of it alone.
    pub(crate) article: Article,
    pub(crate) compared: Compared,
    /// The row or the text as it is written, under the id of the article; nothing yet if it is compared with all others.
    pub(crate) row: Vec<u8>,
    /// Rows of the removed spans.
    pub(crate) removed: Vec<u8>,
    /// The row of the trace, or nothing.
    pub(crate) trace: Vec<u8>,
    pub(crate) container: Container,
    pub(crate) words_in: u64,
    pub(crate) words_out: u64,
}

impl Ready {
    /// The document as a row.
    pub(crate) fn as_row(&self) -> OutputRow<'_> {
        self.article.as_row()
    }

    /// Number of its rows of removed spans.
    pub(crate) fn removed_rows(&self) -> u64 {
        count_rows(&self.removed)
    }

    /// Serialises the document.
    pub(crate) fn write_row(&mut self) {
        if matches!(self.compared, Compared::WithAll { .. }) {
            return;
        }
        let mut row = std::mem::take(&mut self.row);
        row.clear();
        match self.container {
            Container::Jsonl | Container::Parquet => self.as_row().write_json(&mut row),
            Container::Files => self.as_row().write_text(&mut row),
        }
        self.row = row;
    }
}

/// How records are worked on.
#[derive(Default)]
pub(crate) struct Working {
    /// What the first pass of this run learned.
    pub(crate) learned: Option<Table>,
    /// `None`: text for a single document that is no row, rows otherwise.
    pub(crate) container: Option<Container>,
    pub(crate) single_input: bool,
    pub(crate) comparing: Comparing,
    /// Whether documents are filtered as they stand, rather than cleaned.
    pub(crate) filters_only: bool,
    /// What is logged of the results.
    pub(crate) packing: Option<Packing>,
}

/// What documents are compared with.
#[derive(Default)]
pub(crate) enum Comparing {
    /// Nothing.
    Nothing,
    /// Those before them.
    #[default]
    Before,
    /// All others.
    WithAll(Arc<Sketcher>),
}

/// Takes one record after the other through the stages that look at one document alone, and
/// serialises what comes out.
pub(crate) struct Worker {
    cleaner: Arc<Cleaner>,
    working: Working,
    wants_removed: bool,
    /// Which documents are traced, if any.
    trace: Option<Arc<TraceBound>>,
    wants_vault: bool,
}

impl Worker {
    pub(crate) fn new(cleaner: Arc<Cleaner>, output: Option<&Output>, working: Working) -> Self {
        let wants = |side| output.is_some_and(|output| output.wants(side));
        let bound = || Arc::new(TraceBound::new(&cleaner.config().run));
        let trace = wants(Side::Trace).then(bound);
        Worker {
            wants_removed: wants(Side::Removed),
            wants_vault: wants(Side::Vault),
            trace,
            cleaner,
            working,
        }
    }

    /// Which documents are traced, if any; it is to be told of those that were.
    pub(crate) fn trace_bound(&self) -> Option<Arc<TraceBound>> {
        self.trace.clone()
    }

    fn document(&self, record: Record, is_row: bool, stats: &mut Stats, scratch: &mut Scratch) -> Processed {
        let (place, id, bytes) = (record.place.clone(), record.meta.id.clone(), record.body.len() as u64);
        let _passed = self.cleaner.gate().pass(&record);
        let sifted = if self.working.filters_only {
            self.cleaner.filter(record)
        } else {
            let cleaned = self.cleaner.clean_with(record, self.working.learned.as_ref());
            cleaned.map(|cleaned| Sifted::Page(Box::new(cleaned)))
        };
        let sifted = match sifted {
            Ok(sifted) => sifted,
            Err(reject) => return Processed::Reject(reject),
        };
        let ready = guarded(|| match sifted {
            Sifted::Page(cleaned) => {
                let own = Stats::of_document(&cleaned, bytes);
                (self.ready(*cleaned, &own, is_row, scratch), own)
            }
            Sifted::Text(text) => {
                let own = Stats::of_text(&text, bytes);
                (self.ready_text(*text, &own, is_row, scratch), own)
            }
        });
        match ready {
            Ok((ready, own)) => {
                stats.merge(&own);
                Processed::Document(Box::new(ready))
            }
            Err(message) => {
                *scratch = Scratch::default();
                let (id, cause) = (Some(id), RejectCause::Panicked);
                Processed::Reject(Box::new(Reject { place, id, cause, message }))
            }
        }
    }

    fn ready(&self, cleaned: Cleaned, own: &Stats, is_row: bool, scratch: &mut Scratch) -> Ready {
        let mut removed = Vec::new();
        if self.wants_removed {
            ledger::write_removed(&cleaned, &mut removed);
        }
        let is_traced = self.trace.as_ref().is_some_and(|bound| bound.admits(&cleaned.document.meta.id));
        let trace = if is_traced { self.cleaner.trace_row(&cleaned) } else { Vec::new() };
        let finished = Article::of_page(cleaned, &self.terms(own, is_row));
        self.written(finished, own, is_row, (removed, trace), scratch)
    }

    fn ready_text(&self, sifted: SiftedText, own: &Stats, is_row: bool, scratch: &mut Scratch) -> Ready {
        let mut removed = Vec::new();
        if self.wants_removed {
            ledger::write_changes(&sifted, &mut removed);
        }
        let finished = Article::of_text(sifted, &self.terms(own, is_row));
        self.written(finished, own, is_row, (removed, Vec::new()), scratch)
    }

    fn terms(&self, own: &Stats, is_row: bool) -> Terms<'_> {
        Terms {
            config: self.cleaner.config(),
            is_asked_for: self.working.single_input && !is_row,
            wants_vault: self.wants_vault,
            bytes_in: own.volume.bytes_in,
        }
    }

    fn container(&self, is_row: bool) -> Container {
        let plain = self.working.single_input && !is_row && !self.cleaner.config().dedup.annotate;
        self.working.container.unwrap_or(if plain { Container::Files } else { Container::Jsonl })
    }

    fn written(
        &self,
        (article, plain): (Article, Option<String>),
        own: &Stats,
        is_row: bool,
        (removed, trace): (Vec<u8>, Vec<u8>),
        scratch: &mut Scratch,
    ) -> Ready {
        let text = plain.as_deref().unwrap_or(&article.text);
        let mut ready = Ready {
            compared: self.compared(text, plain.is_some(), article.drop.is_none(), scratch),
            article,
            row: Vec::new(),
            removed,
            trace,
            container: self.container(is_row),
            words_in: own.volume.words_in,
            words_out: own.volume.words_out,
        };
        if ready.article.drop.is_none() {
            ready.write_row();
        }
        ready
    }

    fn compared(&self, text: &str, is_marked_up: bool, stays: bool, scratch: &mut Scratch) -> Compared {
        if !(self.cleaner.config().stages.dedup && stays) {
            return Compared::Never;
        }
        let asked_again = self.working.packing == Some(Packing::Everything) && is_marked_up;
        match &self.working.comparing {
            Comparing::Nothing => Compared::Never,
            Comparing::Before => Compared::Before(Fingerprint::of(text)),
            Comparing::WithAll(sketcher) => Compared::WithAll {
                sketch: Box::new(sketcher.sketch(text, scratch)),
                plain_bytes: text.len() as u64,
                plain: asked_again.then(|| text.to_owned()),
            },
        }
    }
}

impl ChunkWork for Worker {
    type Results = ChunkResults;

    fn process(&self, chunk: Chunk) -> ChunkResults {
        let mut stats = Stats::default();
        let mut scratch = Scratch::default();
        let mut bytes = 0;
        let mut results = Vec::with_capacity(chunk.records.len());
        for (unit, raw) in chunk.records {
            bytes += raw.bytes() as u64;
            let is_row = raw.is_row();
            let processed = match raw.parse() {
                Ok(Parsed::Skipped(kind)) => Processed::Skipped(kind.into()),
                Ok(Parsed::Record(record)) if !is_sampled(&self.cleaner.config().run, &record.meta.id) => {
                    Processed::Skipped(NOT_SAMPLED.into())
                }
                Ok(Parsed::Record(record)) => self.document(record, is_row, &mut stats, &mut scratch),
                Err(reject) => Processed::Reject(Box::new(reject)),
            };
            results.push((unit, processed));
        }
        let mut done = ChunkResults { results, stats, bytes, end: chunk.end, packed: None };
        done.packed = self.working.packing.map(|packing| log::compressed(&pack(&done, packing)));
        done
    }
}

/// The type under which records are counted that the sample passes over.
pub(crate) const NOT_SAMPLED: &str = "not-sampled";

/// Whether the record is one of the share that is processed, by a hash of its id and the seed.
pub(crate) fn is_sampled(config: &RunConfig, id: &str) -> bool {
    config.sample >= 1.0
        || (xxh3_64_with_seed(id.as_bytes(), config.seed) as f64) < config.sample * (u64::MAX as f64)
}
