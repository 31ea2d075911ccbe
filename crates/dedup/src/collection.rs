use std::path::PathBuf;

use tamis_core::{ConfigError, Metadata};

use crate::documents::{Documents, Segment};
use crate::error::DedupError;
use crate::parallel::Executor;
use crate::resolve::resolve;
use crate::sketch::{Sketch, Sketcher};
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
        Ok(Collection { config, workspace, own })
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
        resolve(&self.config, &self.workspace, Documents::new(vec![self.own]), executor)
    }
}
