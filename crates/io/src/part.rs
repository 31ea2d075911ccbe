//! Data files: what rows are written into, whole or in parts.

use std::path::Path;

use crate::atomic::Links;
use crate::batch::SealedFile;
use crate::names::part_file;
#[cfg(feature = "parquet")]
use crate::parquet_out::ParquetFile;
use crate::{AtomicFile, Container, IoError};

/// What decides what a data file looks like.
#[derive(Debug, Clone)]
pub(crate) struct DataLayout {
    pub(crate) container: Container,
    /// Bytes after which a part ends; 0: files are not cut.
    pub(crate) max_bytes: u64,
    pub(crate) tool_version: String,
}

impl DataLayout {
    /// The name of a file or, where files are cut, of a part of it.
    pub(crate) fn name(&self, whole: &str, part: u64) -> String {
        if self.max_bytes == 0 { whole.to_owned() } else { part_file(whole, part) }
    }
}

/// A file of rows that is being written.
pub(crate) enum DataFile {
    /// Rows, or texts, as they come.
    Lines(Box<AtomicFile>),
    /// Columns.
    #[cfg(feature = "parquet")]
    Parquet(Box<ParquetFile>),
}

impl DataFile {
    pub(crate) fn create(path: &Path, layout: &DataLayout, links: Links) -> Result<Self, IoError> {
        match layout.container {
            #[cfg(feature = "parquet")]
            Container::Parquet => {
                let file = ParquetFile::create(path, &layout.tool_version, layout.max_bytes, links)?;
                Ok(DataFile::Parquet(Box::new(file)))
            }
            _ => Ok(DataFile::Lines(Box::new(AtomicFile::create_with(path.to_path_buf(), links)?))),
        }
    }

    pub(crate) fn append(&mut self, row: &[u8]) -> Result<(), IoError> {
        match self {
            DataFile::Lines(file) => file.append(row),
            #[cfg(feature = "parquet")]
            DataFile::Parquet(file) => file.append(row),
        }
    }

    /// Whether the file has reached the size at which a part ends.
    pub(crate) fn is_full(&self, layout: &DataLayout) -> bool {
        let bytes = || match self {
            DataFile::Lines(file) => file.bytes(),
            #[cfg(feature = "parquet")]
            DataFile::Parquet(file) => file.bytes(),
        };
        layout.max_bytes > 0 && bytes() >= layout.max_bytes
    }

    pub(crate) fn seal(self) -> Result<SealedFile, IoError> {
        match self {
            DataFile::Lines(file) => file.seal(),
            #[cfg(feature = "parquet")]
            DataFile::Parquet(file) => file.seal(),
        }
    }
}
