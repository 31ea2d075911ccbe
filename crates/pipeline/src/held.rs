//! Documents that are held back until all are known, and then written as the comparison says.

use rayon::ThreadPool;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use tamis_core::{Metadata, Reason};
use tamis_dedup::{Collection, DedupError, Resolved, Ruling, Sketch};
use tamis_io::{Container, OutputRow};

use crate::dedup::{compare, rows};
use crate::executor::workspace;
use crate::ids::UniqueIds;
use crate::journal::log::{Frame, Frames, Log};
use crate::packed::{Logged, Packing, unpack_documents};
use crate::run::worker_pool;
use crate::shard::Unit;
use crate::work::Ready;
use crate::{Config, DedupStats, Progress, RunError};

/// Bytes of logged results that are ruled about at a time, as they lie in the log: enough for all threads, little beside
/// the memory of a run. A guess.
const BATCH_BYTES: usize = 4 << 20;
/// Chunks that are ruled about at a time, for short documents, of which a few bytes of the log hold many. A guess.
const BATCH_FRAMES: usize = 32;

/// Documents in input order: what is compared of them. What is written of them stands in the log of the run.
pub(crate) struct Held {
    collection: Collection,
}

/// A document that is let go: what is written of it, and where to.
pub(crate) struct Released {
    pub(crate) unit: Unit,
    pub(crate) ready: Ready,
    /// Bytes of its plain text.
    pub(crate) plain_bytes: u64,
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
        Ok(Held { collection: Collection::new(config.dedup.clone(), workspace(config))? })
    }

    /// Number of documents held.
    pub(crate) fn len(&self) -> u64 {
        self.collection.len()
    }

    /// Takes the next document in input order.
    pub(crate) fn add(&mut self, meta: &Metadata, sketch: &Sketch) -> Result<(), DedupError> {
        self.collection.add(meta, sketch)
    }

    /// Compares all documents, and hands them from the log to `take` in input order. Returns what was found, or nothing
    /// if the run was stopped before.
    pub(crate) fn release(
        self,
        config: &Config,
        (log, packing): (&mut Log, Packing),
        progress: &Progress,
        mut take: impl FnMut(Released) -> Result<(), RunError>,
    ) -> Result<Option<DedupStats>, RunError> {
        let Some(resolved) = compare(config, self.collection, None, progress)? else { return Ok(None) };
        let pool = worker_pool(config.run.threads)?;
        let mut frames = log.frames()?;
        let mut ids = UniqueIds::new(config);
        let mut first = 0;
        progress.set_phase("writing");
        while !progress.is_stopped() {
            let batch = next_batch(&mut frames)?;
            if batch.is_empty() {
                break;
            }
            let mut numbered = Vec::new();
            for documents in unpacked(&pool, &batch, packing) {
                for mut logged in documents.map_err(DedupError::Temporary)? {
                    ids.make_unique(&mut logged.ready.article.meta.id)?;
                    if let Some(plain_bytes) = logged.plain_bytes {
                        numbered.push((first, logged, plain_bytes));
                        first += 1;
                    }
                }
            }
            for released in rule(&pool, &resolved, numbered, config.dedup.annotate) {
                take(released?)?;
            }
        }
        progress.set_phase("");
        Ok(Some(DedupStats::from(resolved.summary())))
    }
}

/// The next frames; none at the end.
pub(crate) fn next_batch(frames: &mut Frames<'_>) -> Result<Vec<Frame>, RunError> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while bytes < BATCH_BYTES && batch.len() < BATCH_FRAMES {
        let Some(frame) = frames.next()? else { break };
        bytes += frame.len();
        batch.push(frame);
    }
    Ok(batch)
}

/// The documents of frames, on all threads.
fn unpacked(pool: &ThreadPool, batch: &[Frame], packing: Packing) -> Vec<std::io::Result<Vec<Logged>>> {
    pool.install(|| {
        batch.into_par_iter().map(|frame| unpack_documents(&frame.unpacked()?, packing)).collect()
    })
}

/// Serialises documents as their rulings say, on all threads.
fn rule(
    pool: &ThreadPool,
    resolved: &Resolved,
    numbered: Vec<(u64, Logged, u64)>,
    annotate: bool,
) -> Vec<Result<Released, DedupError>> {
    pool.install(|| {
        numbered
            .into_par_iter()
            .map(|(number, Logged { unit, ready, .. }, plain_bytes)| {
                let ruling = resolved.ruling(number)?;
                let (ready, fate) = ruled(ready, &ruling, annotate);
                Ok(Released { unit, ready, plain_bytes, fate, is_copy: ruling.likeness.is_some() })
            })
            .collect()
    })
}

fn ruled(mut ready: Ready, ruling: &Ruling, annotate: bool) -> (Ready, Fate) {
    if !(ruling.stays || annotate) {
        let mut row = Vec::new();
        rows::duplicate(&ready.article.meta.id, ruling).write_json(&ready.as_row(), &mut row);
        return (ready, Fate::Duplicate(rows::reason(ruling), row));
    }
    rows::set_first_date(&mut ready.article.meta, ruling);
    let mut row = Vec::new();
    match ready.container {
        Container::Jsonl | Container::Parquet => {
            let dedup = annotate.then(|| rows::annotation(ruling));
            OutputRow { dedup: dedup.as_ref(), ..ready.as_row() }.write_json(&mut row);
        }
        Container::Files => ready.as_row().write_text(&mut row),
    }
    ready.row = row;
    (ready, Fate::Kept)
}
