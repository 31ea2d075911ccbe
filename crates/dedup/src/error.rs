use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why documents could not be compared.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum DedupError {
    /// A temporary file could not be written or read, for example because the disk is full.
    #[error("a temporary file: {0}")]
    Temporary(#[source] io::Error),
    /// More documents than numbers of 32 bits.
    #[error("more than {most} documents in one run or index")]
    TooMany {
        /// Most documents.
        most: u64,
    },
    /// The executor asked to stop.
    #[error("stopped")]
    Stopped,
    /// A file of an index could not be read or written.
    #[error("{}: {source}", path.display())]
    Index {
        /// The file or directory.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of an index is not what was written.
    #[error("{}: is damaged: {problem}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Another run appends to the index, or rolls it back.
    #[error("{}: another run of tamis is writing this index", path.display())]
    Busy {
        /// The directory.
        path: PathBuf,
    },
    /// An index holds no such batch or document.
    #[error("{}: holds no {wanted}", path.display())]
    Missing {
        /// The directory.
        path: PathBuf,
        /// What was asked for.
        wanted: String,
    },
    /// A file of an index was made in another way, or a directory is no index.
    #[error("{}: {message}", path.display())]
    Unfit {
        /// The file or directory.
        path: PathBuf,
        /// What is wrong, and what would be right.
        message: String,
    },
}
