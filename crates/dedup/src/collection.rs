use std::path::PathBuf;

use tamis_core::{ConfigError, Metadata};
use xxhash_rust::xxh3::xxh3_128;

use crate::documents::{Documents, Segment};
use crate::error::DedupError;
use crate::index::{Index, Section, hex};
use crate::parallel::Executor;
use crate::resolve::resolve;
use crate::resolved::Origin;
use crate::sketch::{Sketch, Sketcher};
use crate::verify::Earlier;
use crate::{DedupConfig, Resolved};

/// Where a [`Collection`] keeps what it does not hold in memory, and how much it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    /// Bytes that sorting may hold in memory, over all threads. What is found does not depend on it.
    pub memory_bytes: usize,
    /// The directory of the temporary files, which have no names there.
    pub folder: PathBuf,
}

impl Default for Workspace {
    /// 1 GiB (a guess); temporary files in the working directory.
    fn default() -> Self {
        Workspace { memory_bytes: 1 << 30, folder: PathBuf::from(".") }
    }
}

/// Documents that are to be compared. They are numbered from 0 in the order in which they are added.
#[derive(Debug)]
pub struct Collection {
    config: DedupConfig,
    workspace: Workspace,
    own: Segment,
    /// Hash over the ids and texts in order.
    input: u128,
}

/// Most documents of a run and its index.
const MOST_DOCUMENTS: u64 = u32::MAX as u64 - 1;

impl Collection {
    /// Nothing to compare yet.
    ///
    /// # Errors
    /// A setting that makes no sense, by its key.
    pub fn new(config: DedupConfig, workspace: Workspace) -> Result<Self, ConfigError> {
        Sketcher::new(&config)?;
        let own = Segment::new(&workspace.folder);
        Ok(Collection { config, workspace, own, input: 0 })
    }

    /// Adds a document: what is known of it, of which id, date, address and publisher matter, and the sketch of its
    /// text.
    ///
    /// # Errors
    /// [`DedupError::Temporary`], such as a full disk, or [`DedupError::TooMany`].
    pub fn add(&mut self, meta: &Metadata, sketch: &Sketch) -> Result<(), DedupError> {
        if self.len() >= MOST_DOCUMENTS {
            return Err(DedupError::TooMany { most: MOST_DOCUMENTS });
        }
        let parts = [self.input, xxh3_128(meta.id.as_bytes()), sketch.bytes];
        self.input = xxh3_128(parts.map(u128::to_le_bytes).as_flattened());
        self.own.push(meta, sketch).map_err(DedupError::Temporary)
    }

    /// Number of documents added.
    pub fn len(&self) -> u64 {
        self.own.len()
    }

    /// Whether none was added yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Compares all documents with each other. What is found depends on their texts, dates and settings alone, and
    /// with [`Keep::First`](crate::Keep::First) on their order; equal documents are told apart by their order.
    ///
    /// # Errors
    /// [`DedupError::Temporary`], or [`DedupError::Stopped`].
    pub fn resolve(self, executor: &dyn Executor) -> Result<Resolved, DedupError> {
        let documents = Documents::new(vec![self.own]);
        resolve(&self.config, &self.workspace, documents, &Earlier::default(), executor)
    }

    /// Compares all documents with each other and with those of an index, as if these had come first: what is found about
    /// the documents added here is what one run over all of them finds. If the index was given the same documents last,
    /// that batch is left out, as what is done over again. With `records`, the result can be written to the index.
    ///
    /// # Errors
    /// [`DedupError::Damaged`] or [`DedupError::Unfit`] if the index cannot be used, and as [`Collection::resolve`].
    pub fn resolve_with(
        self,
        index: &Index,
        records: bool,
        executor: &dyn Executor,
    ) -> Result<Resolved, DedupError> {
        let input = hex(self.input);
        let earlier = index.before(&input);
        let files = index.files(earlier)?;
        let mut segments = files.segments(self.config.near)?;
        segments.push(self.own);
        let documents = Documents::new(segments);
        if documents.len() > MOST_DOCUMENTS {
            return Err(DedupError::TooMany { most: MOST_DOCUMENTS });
        }
        let known = Earlier {
            documents: earlier.iter().map(|batch| batch.documents).sum(),
            compared: files.runs(Section::Compared),
            records,
        };
        let mut resolved = resolve(&self.config, &self.workspace, documents, &known, executor)?;
        resolved.set_origin(Origin { input, config: self.config, files });
        Ok(resolved)
    }
}
