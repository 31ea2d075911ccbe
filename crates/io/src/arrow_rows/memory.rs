use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{ArrayRef, BinaryArray, LargeBinaryArray, RecordBatch};
use arrow_schema::{DataType, Schema};
use tamis_core::{Record, Reject, RejectCause};
use thiserror::Error;

use super::{Batch, Column, ColumnKind, Shared, unfit};
use crate::parquet_columns::SCHEMA_KEY;
use crate::row_in;
use crate::{FieldNames, Parsed, RowSource};

/// The rows of an Arrow batch as records: columns go by their names, as those of a Parquet file do.
///
/// Texts and bytes stay where they are until a row is asked for. May be asked from any thread.
#[derive(Debug)]
pub struct ArrowRows {
    batch: Arc<Batch>,
    source: RowSource,
    first: u64,
    wants_rows: bool,
}

/// A column that has no form in a row of JSON.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the column `{column}` cannot be read: {why}; leave it out")]
pub struct UnfitColumn {
    /// Its name.
    pub column: String,
    /// What of its type has no form.
    pub why: String,
}

impl ArrowRows {
    /// The rows of a batch. The first is number `first` of the source, counted from 1. With `wants_rows` records hold all
    /// columns; without, only what is known by name, which is quicker.
    ///
    /// # Errors
    /// [`UnfitColumn`] for the first column that is wanted and has a type without a form in JSON, such as a duration.
    pub fn new(
        batch: &RecordBatch,
        source: &RowSource,
        first: u64,
        wants_rows: bool,
    ) -> Result<Self, UnfitColumn> {
        let schema = batch.schema();
        let mut columns = Vec::with_capacity(schema.fields().len());
        let is_own = schema.metadata().contains_key(SCHEMA_KEY);
        for field in schema.fields() {
            let column = Column::new(field.name(), kind(field.data_type()), &source.fields);
            if let Some(why) = unfit(field.data_type()).filter(|_| wants_rows || is_own || column.is_known) {
                return Err(UnfitColumn { column: column.name, why });
            }
            columns.push(column);
        }
        let shared = Shared {
            file: source.name.clone(),
            id: source.name.clone(),
            fields: Arc::clone(&source.fields),
            columns,
            is_own,
            max_document_bytes: source.max_document_bytes,
        };
        let arrays = batch.columns().iter().map(as_bytes).collect();
        let batch = Batch::new(Arc::new(shared), arrays, batch.num_rows(), first.saturating_sub(1));
        Ok(ArrowRows { batch: Arc::new(batch), source: source.clone(), first, wants_rows })
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.batch.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// About how many bytes a row holds; 0 behind the last.
    pub fn bytes(&self, at: usize) -> usize {
        if at < self.len() { self.batch.bytes_of(at) } else { 0 }
    }

    /// The record of a row, counted from 0.
    ///
    /// # Errors
    /// A [`Reject`] if the row has no text, or one that is none.
    pub fn record(&self, at: usize) -> Result<Record, Box<Reject>> {
        let raw = Batch::record(&self.batch, at);
        let parsed = if self.wants_rows { raw.parse() } else { raw.parse_known() };
        match parsed.map_err(Box::new)? {
            Parsed::Record(record) => Ok(record),
            Parsed::Skipped(kind) => Err(Box::new(self.source.reject(
                self.first + at as u64,
                RejectCause::MissingText,
                kind.to_owned(),
            ))),
        }
    }

    /// The column that holds the body of documents: that of HTML if there is one, else the first that is called as texts
    /// are; `None` if no column is.
    pub fn body_column(schema: &Schema, fields: &FieldNames) -> Option<usize> {
        let names = row_in::body_names(fields);
        names.iter().find_map(|name| schema.fields().iter().rposition(|field| field.name() == name))
    }

    /// The names that [`ArrowRows::body_column`] looks for, in their order.
    pub fn body_names(fields: &FieldNames) -> Vec<String> {
        row_in::body_names(fields)
    }
}

fn kind(data_type: &DataType) -> ColumnKind {
    match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => ColumnKind::Text,
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => ColumnKind::Bytes,
        _ => ColumnKind::Other,
    }
}

/// Texts as bytes, without copying them: whoever made them may not have checked them.
fn as_bytes(array: &ArrayRef) -> ArrayRef {
    match array.data_type() {
        DataType::Utf8 => Arc::new(BinaryArray::from(array.as_string::<i32>().clone())),
        DataType::LargeUtf8 => Arc::new(LargeBinaryArray::from(array.as_string::<i64>().clone())),
        DataType::Utf8View => Arc::new(array.as_string_view().clone().to_binary_view()),
        _ => Arc::clone(array),
    }
}
