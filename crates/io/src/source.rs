use std::io::{self, BufRead};
use std::path::PathBuf;
use std::sync::Arc;

use tamis_core::{Place, Reject, RejectCause};

use crate::FieldNames;
use crate::compression::Tally;
use crate::members::Gap;

/// One opened input, as a format gets it.
pub(crate) struct Source {
    /// The path as messages name it.
    pub(crate) file: String,
    /// The id of the file.
    pub(crate) id: String,
    /// Where the same bytes lie in a file of this machine, if they do, compressed or not.
    pub(crate) local: Option<PathBuf>,
    /// Its bytes, decompressed.
    pub(crate) stream: Box<dyn BufRead + Send>,
    /// What has been read of it.
    pub(crate) tally: Arc<Tally>,
    /// Names of the fields of a row.
    pub(crate) fields: Arc<FieldNames>,
    /// Largest document, in bytes.
    pub(crate) max_document_bytes: u64,
    /// What the format was told by.
    pub(crate) told_by: ToldBy,
}

/// How it is known what format an input has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ToldBy {
    /// The user said so; content does not matter.
    User,
    /// The extension.
    Name,
    /// Content alone.
    Content,
}

impl Source {
    /// A place in this input.
    pub(crate) fn place(&self, line: Option<u64>, offset: Option<u64>) -> Place {
        Place { file: self.file.clone(), line, offset }
    }

    /// The reject for a stream that failed after `read` decompressed bytes; `loss` says what it costs.
    pub(crate) fn broken(&self, error: &io::Error, read: u64, line: Option<u64>, loss: &str) -> Reject {
        let (cause, what) = failure(error, read);
        let id = Some(self.id.clone());
        Reject { place: self.place(line, Some(read)), id, cause, message: format!("{what}; {loss}") }
    }
}

/// What it means that a stream failed after `read` decompressed bytes.
pub(crate) fn failure(error: &io::Error, read: u64) -> (RejectCause, String) {
    match Gap::of(error) {
        Some(gap) => (RejectCause::BrokenCompression, gap.to_string()),
        None => (RejectCause::Unreadable, format!("the file cannot be read on at byte {read}: {error}")),
    }
}
