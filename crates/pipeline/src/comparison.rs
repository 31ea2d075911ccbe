//! Documents of a caller compared with each other, as `tamis dedup` does with those of files.

use std::sync::{Arc, Mutex};

use tamis_core::{ConfigError, Metadata, Record, Reject, RejectCause};
use tamis_dedup::{Collection, DedupError, Resolved, Role, Scratch, Sketch, Sketcher};
use tamis_io::{RowSource, written_score};

use crate::cleaner::guarded;
use crate::dedup::{compare, rows};
use crate::executor::workspace;
use crate::ids::{UniqueIds, numbered};
use crate::{Cleaner, Config, DedupSummary, Progress, RunError};

/// Makes of records what is compared of them, on any thread.
#[derive(Debug)]
pub struct DocumentSketcher {
    cleaner: Arc<Cleaner>,
    sketcher: Sketcher,
    /// Memory of workers that have nothing to do just now.
    scratches: Mutex<Vec<Scratch>>,
}

impl DocumentSketcher {
    /// A maker of sketches with the settings of this cleaner.
    ///
    /// # Errors
    /// A setting that makes no sense, by its key.
    pub fn new(cleaner: Arc<Cleaner>) -> Result<Self, ConfigError> {
        let sketcher = Sketcher::new(&cleaner.config().dedup)?;
        Ok(DocumentSketcher { cleaner, sketcher, scratches: Mutex::default() })
    }

    pub(crate) fn cleaner(&self) -> &Cleaner {
        &self.cleaner
    }

    /// Memory for one text after the other, to be given back.
    pub(crate) fn take_scratch(&self) -> Scratch {
        self.scratches.lock().ok().and_then(|mut scratches| scratches.pop()).unwrap_or_default()
    }

    pub(crate) fn give_back(&self, scratch: Scratch) {
        if let Ok(mut scratches) = self.scratches.lock() {
            scratches.push(scratch);
        }
    }

    /// Where documents come from that stand in no file; see [`Cleaner::row_source`].
    pub fn row_source(&self, name: &str) -> RowSource {
        self.cleaner.row_source(name)
    }

    /// What is known of a record, and the sketch of its text as it stands, of a page of all that is visible.
    ///
    /// # Errors
    /// A [`Reject`] if its text cannot be read, is over a limit, or makes sketching panic.
    pub fn sketch(&self, record: Record) -> Result<(Metadata, Sketch), Box<Reject>> {
        let (place, id) = (record.place.clone(), record.meta.id.clone());
        let mut scratch = self.take_scratch();
        let sketched = self.sketch_with(record, &mut scratch);
        self.give_back(scratch);
        sketched?.map_err(|message| {
            Box::new(Reject { place, id: Some(id), cause: RejectCause::Panicked, message })
        })
    }

    /// The same, with what went wrong in sketching told apart from a text that cannot be read.
    pub(crate) fn sketch_with(
        &self,
        record: Record,
        scratch: &mut Scratch,
    ) -> Result<Result<(Metadata, Sketch), String>, Box<Reject>> {
        let standing = self.cleaner.as_it_stands(record)?;
        let sketch = guarded(|| self.sketcher.sketch(&standing.text, scratch));
        if sketch.is_err() {
            *scratch = Scratch::default();
        }
        Ok(sketch.map(|sketch| (standing.meta, sketch)))
    }
}

/// Documents that are to be compared, in their order.
#[derive(Debug)]
pub struct Comparison {
    config: Config,
    sketcher: Arc<DocumentSketcher>,
    collection: Collection,
    ids: UniqueIds,
}

impl Comparison {
    /// Nothing to compare yet. Of the settings those of input, limits, decoding, extraction and `dedup` matter.
    ///
    /// # Errors
    /// A setting that makes no sense, by its key.
    pub fn new(mut config: Config) -> Result<Self, ConfigError> {
        config.without_cleaning();
        let cleaner = Arc::new(Cleaner::new(config.clone())?);
        Ok(Comparison {
            sketcher: Arc::new(DocumentSketcher::new(cleaner)?),
            collection: Collection::new(config.dedup.clone(), workspace(&config))?,
            ids: UniqueIds::new(&config),
            config,
        })
    }

    /// What makes documents of records.
    pub fn sketcher(&self) -> Arc<DocumentSketcher> {
        Arc::clone(&self.sketcher)
    }

    /// Adds the next document, by what [`DocumentSketcher::sketch`] made of it; one whose id came before gets another.
    ///
    /// # Errors
    /// Such as a full disk.
    pub fn add(&mut self, mut meta: Metadata, sketch: &Sketch) -> Result<(), RunError> {
        if let Some(number) = self.ids.claim(&meta.id)? {
            meta.id = numbered(&meta.id, number);
        }
        Ok(self.collection.add(&meta, sketch)?)
    }

    /// Compares all documents with each other; `None` if `progress` was asked to stop.
    ///
    /// # Errors
    /// Such as a full disk.
    pub fn resolve(self, progress: &Progress) -> Result<Option<Clusters>, RunError> {
        let documents = self.collection.len();
        let resolved = compare(&self.config, self.collection, None, progress)?;
        Ok(resolved.map(|resolved| Clusters { resolved, documents }))
    }
}

/// What was found about documents that were compared, by their numbers in the order in which they were added, from 0.
#[derive(Debug)]
pub struct Clusters {
    resolved: Resolved,
    documents: u64,
}

/// What was found about one document, as `metadata.tamis.dedup` of a row holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Annotation {
    /// Its id; `ID#2` for the second of an id.
    pub id: String,
    /// Id of the cluster: that of the document which stays.
    pub cluster: String,
    /// Documents in the cluster, without contained copies.
    pub size: u64,
    /// `kept`, `duplicate`, `contained` or `single`.
    pub role: &'static str,
    /// The document that stays; its own id for one that is kept or single.
    pub kept_id: String,
    /// How much of it is the same, 0..=1, to three decimals; `None` for one that is kept or single.
    pub similarity: Option<f64>,
    /// The document that contains it.
    pub contained_in: Option<String>,
    /// Whether it stays.
    pub stays: bool,
    /// Name of the reason why it goes, if it does or might.
    pub reason: Option<&'static str>,
}

impl Clusters {
    /// Number of documents.
    pub fn len(&self) -> u64 {
        self.documents
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.documents == 0
    }

    /// What was found about a document.
    ///
    /// # Errors
    /// If temporary files cannot be read.
    pub fn annotation(&self, number: u64) -> Result<Annotation, DedupError> {
        let ruling = self.resolved.ruling(number)?;
        let has_reason = matches!(ruling.role, Role::Duplicate | Role::Contained);
        Ok(Annotation {
            id: self.resolved.id(number)?,
            size: ruling.size,
            role: ruling.role.name(),
            similarity: ruling.similarity.map(written_score),
            stays: ruling.stays,
            reason: has_reason.then(|| rows::reason(&ruling).name()),
            cluster: ruling.cluster,
            kept_id: ruling.kept_id,
            contained_in: ruling.contained_in,
        })
    }

    /// Figures over all documents.
    pub fn summary(&self) -> &DedupSummary {
        self.resolved.summary()
    }
}
