//! Rows of Arrow columns, from a Parquet file or from memory.

mod batch;
mod json;
mod memory;
mod time;

use std::sync::Arc;

pub(crate) use batch::Batch;
pub(crate) use json::unfit;
pub use memory::{ArrowRows, UnfitColumn};

use crate::FieldNames;
use crate::row_in;

/// A column at the top of the schema.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: ColumnKind,
    /// Whether its values are known by name, rather than only passed through.
    pub(crate) is_known: bool,
}

impl Column {
    pub(crate) fn new(name: &str, kind: ColumnKind, fields: &FieldNames) -> Self {
        Column { name: name.to_owned(), kind, is_known: row_in::is_known(name, fields) }
    }
}

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ColumnKind {
    /// Text; its bytes have still to be checked.
    Text,
    /// Bytes of any kind.
    Bytes,
    /// Anything else.
    Other,
}

/// What the rows of a file share.
#[derive(Debug)]
pub(crate) struct Shared {
    /// The path as messages name it.
    pub(crate) file: String,
    /// The id of the file.
    pub(crate) id: String,
    pub(crate) fields: Arc<FieldNames>,
    pub(crate) columns: Vec<Column>,
    /// Whether tamis wrote the file, so that its columns are those of its rows.
    pub(crate) is_own: bool,
    pub(crate) max_document_bytes: u64,
}
