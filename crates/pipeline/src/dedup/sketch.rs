//! The first reading: a sketch of every text.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tamis_core::Metadata;
use tamis_dedup::{Collection, DedupError, Sketch};
use tamis_io::Parsed;

use super::{Inputs, Numbers, Reading};
use crate::collect::REPEATED_IDS_SAID;
use crate::comparison::DocumentSketcher;
use crate::deal::{ChunkWork, Dealer, Dealing, Position};
use crate::executor::workspace;
use crate::ids::{UniqueIds, numbered};
use crate::shard::Share;
use crate::work::{Chunk, is_sampled};
use crate::{Cleaner, Event, Progress, RunError};

/// Reads all records and collects the sketches of their texts. If the run is stopped, not all are there.
pub(super) fn first_reading(
    cleaner: &Arc<Cleaner>,
    inputs: &Inputs,
    progress: &Arc<Progress>,
) -> Result<(Collection, Numbers), RunError> {
    let config = cleaner.config();
    let mut collection = Collection::new(config.dedup.clone(), workspace(config))?;
    let worker = Arc::new(SketchWork(DocumentSketcher::new(Arc::clone(cleaner))?));
    progress.begin(1, 2);
    progress.set_doing("comparing");
    let dealer = Dealer {
        reader: inputs.reader(config, Reading::First)?,
        files: Arc::clone(&inputs.files),
        limit: config.run.limit,
        from: Position::default(),
        share: Share::All,
        progress: Arc::clone(progress),
        worker,
    };
    let mut dealing = Dealing::start(config, dealer)?;
    let (mut numbers, mut ids, mut repeated) = (Numbers::default(), UniqueIds::new(config), 0);
    let taken = dealing.in_order(progress, |sketched: Sketched| {
        progress.bytes_processed.fetch_add(sketched.bytes, Ordering::Relaxed);
        progress.records.fetch_add(sketched.records, Ordering::Relaxed);
        let chunk = numbers.chunks();
        numbers.push_chunk(sketched.documents.len() as u64);
        for (at, message) in sketched.failed {
            numbers.push_failed(chunk, at, message);
        }
        for Document { mut meta, sketch } in sketched.documents {
            if let Some(number) = ids.claim(&meta.id)? {
                let unique = numbered(&meta.id, number);
                repeated += 1;
                if repeated <= REPEATED_IDS_SAID {
                    progress.say(Event::RepeatedId { id: meta.id.clone(), becomes: unique.clone() });
                }
                numbers.push_renamed(collection.len(), number);
                meta.id = unique;
            }
            collection.add(&meta, &sketch)?;
        }
        Ok(())
    })?;
    if repeated > REPEATED_IDS_SAID {
        progress.say(Event::RepeatedIds { records: repeated });
    }
    dealing.finish(progress, taken)?;
    match inputs.streams.take_failure() {
        Some(error) => Err(DedupError::Temporary(error).into()),
        None => Ok((collection, numbers)),
    }
}

/// Sketches the texts of a chunk on one thread.
struct SketchWork(DocumentSketcher);

/// What is collected of a document.
struct Document {
    /// Without what only its row holds.
    meta: Metadata,
    sketch: Sketch,
}

/// What is collected of a chunk.
struct Sketched {
    /// Those that could be read and are in the sample, in order.
    documents: Vec<Document>,
    /// Places in the chunk of records on which sketching failed, and how.
    failed: Vec<(usize, String)>,
    records: u64,
    bytes: u64,
}

impl ChunkWork for SketchWork {
    type Results = Sketched;

    fn process(&self, chunk: Chunk) -> Sketched {
        let SketchWork(maker) = self;
        let mut scratch = maker.take_scratch();
        let records = chunk.records.len();
        let mut sketched = Sketched {
            documents: Vec::with_capacity(records),
            failed: Vec::new(),
            records: records as u64,
            bytes: 0,
        };
        for (at, (_, raw)) in chunk.records.into_iter().enumerate() {
            sketched.bytes += raw.bytes() as u64;
            // What is rejected is told of by the second reading.
            let Ok(Parsed::Record(record)) = raw.parse_known() else { continue };
            if !is_sampled(&maker.cleaner().config().run, &record.meta.id) {
                continue;
            }
            match maker.sketch_with(record, &mut scratch) {
                Ok(Ok((meta, sketch))) => {
                    let meta = Metadata { passthrough: Vec::new(), own: None, ..meta };
                    sketched.documents.push(Document { meta, sketch });
                }
                Ok(Err(message)) => sketched.failed.push((at, message)),
                Err(_) => {}
            }
        }
        maker.give_back(scratch);
        sketched
    }
}
