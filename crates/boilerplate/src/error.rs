use std::io;

/// Why lines could not be counted, or a table not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BoilerplateError {
    /// The temporary files of the count could not be written or read.
    #[error("the temporary files of the count failed: {0}")]
    Temporary(io::Error),
    /// The table could not be written.
    #[error("the table cannot be written: {0}")]
    Write(io::Error),
    /// The table could not be read.
    #[error("the table cannot be read: {0}")]
    Read(io::Error),
    /// The file is something else.
    #[error("is no table of recurring lines; `tamis learn` makes one")]
    NotATable,
    /// The table was written by a version that counts or writes otherwise.
    #[error(
        "is a table of format {found} with words of form {found_words}, but this version reads format {known} \
         with words of form {known_words}; learn it anew"
    )]
    OtherVersion {
        /// Version of the format in the file.
        found: u32,
        /// Version of the normalised words in the file.
        found_words: u32,
        /// Version of the format that is read.
        known: u32,
        /// Version of the normalised words that is read.
        known_words: u32,
    },
    /// The file ends too early.
    #[error("the table is cut short; learn or copy it anew")]
    Truncated,
    /// The file is not what was written.
    #[error("the table is damaged ({0}); learn or copy it anew")]
    Damaged(&'static str),
    /// A count was given to a [`CountsWriter`](crate::CountsWriter) in the wrong place.
    #[error(
        "the counts of a table come in ascending order, each source before its lines, with short samples"
    )]
    Unordered,
}
