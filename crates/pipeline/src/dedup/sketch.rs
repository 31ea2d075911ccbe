//! The first reading: a sketch of every text.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use tamis_core::{ConfigError, Metadata, Record, Reject, RejectCause};
use tamis_dedup::{Collection, DedupError, Scratch, Sketch, Sketcher};
use tamis_io::Parsed;

use super::{Inputs, Numbers, Reading};
use crate::cleaner::guarded;
use crate::collect::REPEATED_IDS_SAID;
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
    let worker = Arc::new(SketchWork {
        cleaner: Arc::clone(cleaner),
        sketcher: Sketcher::new(&config.dedup)?,
        scratches: Mutex::default(),
    });
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
struct SketchWork {
    cleaner: Arc<Cleaner>,
    sketcher: Sketcher,
    /// Memory of workers that have nothing to do just now.
    scratches: Mutex<Vec<Scratch>>,
}

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
        let pooled = self.scratches.lock().ok().and_then(|mut scratches| scratches.pop());
        let mut scratch = pooled.unwrap_or_default();
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
            if !is_sampled(&self.cleaner.config().run, &record.meta.id) {
                continue;
            }
            match self.document(record, &mut scratch) {
                Some(Ok(document)) => sketched.documents.push(document),
                Some(Err(message)) => sketched.failed.push((at, message)),
                None => {}
            }
        }
        if let Ok(mut scratches) = self.scratches.lock() {
            scratches.push(scratch);
        }
        sketched
    }
}

impl SketchWork {
    /// The sketch of one record, or what went wrong with it; `None` if its text cannot be read.
    fn document(&self, record: Record, scratch: &mut Scratch) -> Option<Result<Document, String>> {
        let standing = self.cleaner.as_it_stands(record).ok()?;
        let sketch = sketch_of(&standing.text, &self.sketcher, scratch);
        let meta = Metadata { passthrough: Vec::new(), own: None, ..standing.meta };
        Some(sketch.map(|sketch| Document { meta, sketch }))
    }
}

/// The sketch of a text, or how that went wrong.
fn sketch_of(text: &str, sketcher: &Sketcher, scratch: &mut Scratch) -> Result<Sketch, String> {
    let sketch = guarded(|| sketcher.sketch(text, scratch));
    if sketch.is_err() {
        *scratch = Scratch::default();
    }
    sketch
}

/// Makes sketches of documents as `tamis dedup` does, one after the other on one thread.
#[derive(Debug)]
pub struct DocumentSketcher {
    cleaner: Arc<Cleaner>,
    sketcher: Sketcher,
    scratch: Scratch,
}

impl DocumentSketcher {
    /// A maker of sketches with these settings.
    ///
    /// # Errors
    /// A setting that makes no sense, by its key.
    pub fn new(cleaner: Arc<Cleaner>) -> Result<Self, ConfigError> {
        let sketcher = Sketcher::new(&cleaner.config().dedup)?;
        Ok(DocumentSketcher { cleaner, sketcher, scratch: Scratch::default() })
    }

    /// What is known of a record and the sketch of its text as it stands.
    ///
    /// # Errors
    /// A [`Reject`] if the record is no text, or over a limit.
    pub fn sketch(&mut self, record: Record) -> Result<(Metadata, Sketch), Box<Reject>> {
        let (place, id) = (record.place.clone(), record.meta.id.clone());
        let standing = self.cleaner.as_it_stands(record)?;
        match sketch_of(&standing.text, &self.sketcher, &mut self.scratch) {
            Ok(sketch) => Ok((standing.meta, sketch)),
            Err(message) => {
                Err(Box::new(Reject { place, id: Some(id), cause: RejectCause::Panicked, message }))
            }
        }
    }
}
