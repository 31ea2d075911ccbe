//! Documents that are held back until all are known, and then written as the comparison says.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek};

use rayon::ThreadPool;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use tamis_core::Reason;
use tamis_dedup::{Collection, DedupError, Resolved, Ruling, Sketch};
use tamis_io::{Container, OutputRow};

use crate::dedup::{compare, rows};
use crate::executor::{temporary_folder, workspace};
use crate::packed::{pack, unpack};
use crate::run::worker_pool;
use crate::work::Ready;
use crate::{Config, DedupStats, Progress, RunError};

/// Bytes that are written to or read from the spool at a time.
const BUFFER_BYTES: usize = 256 << 10;
/// Bytes of text that are ruled about at a time: enough for all threads, little beside the memory of a run. A guess.
const BATCH_BYTES: usize = 8 << 20;
/// Documents that are ruled about at a time, for short ones. A guess.
const BATCH_DOCUMENTS: usize = 4096;

/// A cleaned document that is to be compared with all others, on its way through the spool.
pub(crate) struct HeldDocument {
    /// Index of the input file.
    pub(crate) file: u64,
    pub(crate) ready: Ready,
    /// Bytes of its plain text.
    pub(crate) plain_bytes: u64,
}

/// Documents in input order: their texts in a temporary file without a name, what is compared of them beside it.
pub(crate) struct Held {
    collection: Collection,
    spool: BufWriter<File>,
}

/// A document that is let go: what is written of it, and where to.
pub(crate) struct Released {
    pub(crate) document: HeldDocument,
    pub(crate) fate: Fate,
    /// Whether another document says the same, wherever this one goes.
    pub(crate) is_copy: bool,
}

/// Where a document goes.
pub(crate) enum Fate {
    /// To the output.
    Kept,
    /// To the duplicates, for this reason, as this row.
    Duplicate(Reason, Vec<u8>),
}

impl Held {
    /// Nothing held yet.
    pub(crate) fn new(config: &Config) -> Result<Self, RunError> {
        let collection = Collection::new(config.dedup.clone(), workspace(config))?;
        let file = tempfile::tempfile_in(temporary_folder()).map_err(DedupError::Temporary)?;
        Ok(Held { collection, spool: BufWriter::with_capacity(BUFFER_BYTES, file) })
    }

    /// Number of documents held.
    pub(crate) fn len(&self) -> u64 {
        self.collection.len()
    }

    /// Takes the next document in input order.
    pub(crate) fn add(&mut self, document: &HeldDocument, sketch: &Sketch) -> Result<(), DedupError> {
        self.collection.add(&document.ready.meta, sketch)?;
        pack(document, &mut self.spool).map_err(DedupError::Temporary)
    }

    /// Compares all documents, and hands them to `take` in input order. Returns what was found, or nothing if the
    /// run was stopped before.
    pub(crate) fn release(
        self,
        config: &Config,
        progress: &Progress,
        mut take: impl FnMut(Released) -> Result<(), RunError>,
    ) -> Result<Option<DedupStats>, RunError> {
        let Held { collection, spool } = self;
        let mut unread = collection.len();
        let Some(resolved) = compare(config, collection, None, progress)? else { return Ok(None) };
        let pool = worker_pool(config.run.threads)?;
        let mut spool = read_again(spool).map_err(DedupError::Temporary)?;
        progress.set_phase("writing");
        let mut first = 0;
        while unread > 0 && !progress.is_stopped() {
            let batch = next_batch(&mut spool, unread).map_err(DedupError::Temporary)?;
            let count = batch.len() as u64;
            for released in rule(&pool, &resolved, first, batch, config.dedup.annotate) {
                take(released?)?;
            }
            unread -= count;
            first += count;
        }
        progress.set_phase("");
        Ok(Some(DedupStats::from(resolved.summary())))
    }
}

fn read_again(spool: BufWriter<File>) -> io::Result<BufReader<File>> {
    let mut file = spool.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(BufReader::with_capacity(BUFFER_BYTES, file))
}

/// The next documents, one at least.
fn next_batch(spool: &mut BufReader<File>, most: u64) -> io::Result<Vec<HeldDocument>> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while (batch.len() as u64) < most && batch.len() < BATCH_DOCUMENTS && bytes < BATCH_BYTES {
        let document = unpack(spool)?;
        bytes += document.ready.text.len();
        batch.push(document);
    }
    Ok(batch)
}

/// Serialises documents as their rulings say, on all threads.
fn rule(
    pool: &ThreadPool,
    resolved: &Resolved,
    first: u64,
    batch: Vec<HeldDocument>,
    annotate: bool,
) -> Vec<Result<Released, DedupError>> {
    let numbered: Vec<(u64, HeldDocument)> = (first..).zip(batch).collect();
    pool.install(|| {
        numbered
            .into_par_iter()
            .map(|(number, document)| Ok(released(document, &resolved.ruling(number)?, annotate)))
            .collect()
    })
}

fn released(mut document: HeldDocument, ruling: &Ruling, annotate: bool) -> Released {
    let is_copy = ruling.likeness.is_some();
    let ready = &mut document.ready;
    if !(ruling.stays || annotate) {
        let mut row = Vec::new();
        rows::duplicate(&ready.meta.id, ruling).write_json(&ready.as_row(), &mut row);
        return Released { document, fate: Fate::Duplicate(rows::reason(ruling), row), is_copy };
    }
    rows::set_first_date(&mut ready.meta, ruling);
    let mut row = Vec::new();
    match ready.container {
        Container::Jsonl | Container::Parquet => {
            let dedup = annotate.then(|| rows::annotation(ruling));
            OutputRow { dedup: dedup.as_ref(), ..ready.as_row() }.write_json(&mut row);
        }
        Container::Files => ready.as_row().write_text(&mut row),
    }
    ready.row = row;
    Released { document, fate: Fate::Kept, is_copy }
}
