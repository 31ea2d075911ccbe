//! Rows of columns as records.

use std::ops::Range;
use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef};
use arrow_schema::DataType;
use tamis_core::{Body, Place, Record, Reject, RejectCause};

use super::{Column, ColumnKind, Shared, json};
use crate::json_text::{push_bytes, push_string};
use crate::parquet_columns::push_own_row;
use crate::record::{RawRecord, Wanted};
use crate::row_in::{self, METADATA};

/// What stands for the bytes of a page in a row of JSON, which cannot hold them: no blank, and no beginning of a page.
const PLACEHOLDER: &str = "-";

/// Rows that were decoded together.
#[derive(Debug)]
pub(crate) struct Batch {
    shared: Arc<Shared>,
    columns: Vec<ArrayRef>,
    rows: usize,
    /// Rows of the file before the first.
    before: u64,
    /// Bytes that a row holds on average beside its texts and bytes.
    other_bytes: usize,
}

impl Batch {
    pub(crate) fn new(shared: Arc<Shared>, columns: Vec<ArrayRef>, rows: usize, before: u64) -> Self {
        let others = columns.iter().filter(|column| !is_bytes(column));
        let bytes: usize = others.map(Array::get_array_memory_size).sum();
        let other_bytes = bytes / rows.max(1);
        Batch { shared, columns, rows, before, other_bytes }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows
    }

    /// The record of a row; it holds on to all rows of the batch.
    pub(crate) fn record(batch: &Arc<Self>, at: usize) -> RawRecord {
        let place = Place { file: batch.shared.file.clone(), line: Some(batch.number(at)), offset: None };
        let batch = Arc::clone(batch);
        RawRecord::new(place, batch.bytes_of(at), move |place, wanted| batch.parse(place, at, wanted))
    }

    /// Bytes that a row holds.
    pub(crate) fn bytes_of(&self, at: usize) -> usize {
        let texts = self.columns.iter().filter_map(|column| bytes_at(column, at));
        texts.map(<[u8]>::len).sum::<usize>() + self.other_bytes
    }

    /// The 1-based number of a row in the file.
    fn number(&self, at: usize) -> u64 {
        self.before + at as u64 + 1
    }

    fn parse(&self, place: Place, at: usize, wanted: Wanted) -> Result<Record, Reject> {
        let (id, number) = (&self.shared.id, self.number(at));
        let reject = |place, (cause, message)| {
            let message = format!("row {number}: {message}");
            Reject { place, id: Some(format!("{id}#{number}")), cause, message }
        };
        let mut values = match self.values(at, None, wanted) {
            Ok(values) => values,
            Err(wrong) => return Err(reject(place, wrong)),
        };
        let position = row_in::Position { file: id, number, unit: "row" };
        if self.shared.is_own {
            let mut object = Vec::new();
            push_own_row(&mut object, values.members(&self.shared.columns));
            return row_in::parse(place, position, &object, &self.shared.fields, wanted);
        }
        let (fields, columns) = (&self.shared.fields, &self.shared.columns);
        let mut found = row_in::of_members(place, position, values.members(columns), fields, wanted)?;
        let body_of = |values: &Values, body: usize| values.ranges.get(body).map(|(column, _)| *column);
        let body = body_of(&values, found.1);
        if values.placeholders.iter().any(|column| Some(*column) != body) {
            // Bytes that might have been the body are something else of the row.
            let place = found.0.place;
            values = match self.values(at, Some(body.unwrap_or(usize::MAX)), wanted) {
                Ok(values) => values,
                Err(wrong) => return Err(reject(place, wrong)),
            };
            found = row_in::of_members(place, position, values.members(columns), fields, wanted)?;
        }
        let (mut record, _) = found;
        if let Some(bytes) = values.placeholders.first().and_then(|column| self.bytes(*column, at)) {
            record.body = Body::Bytes { bytes: bytes.to_vec(), charset: None };
        }
        Ok(record)
    }

    fn bytes(&self, column: usize, at: usize) -> Option<&[u8]> {
        bytes_at(self.columns.get(column)?, at)
    }

    /// The values of a row that are not null, as JSON. A placeholder stands for bytes that are the body: those of the
    /// given column, or any that may be it. Values that are not wanted are left out.
    fn values(
        &self,
        at: usize,
        body: Option<usize>,
        wanted: Wanted,
    ) -> Result<Values, (RejectCause, String)> {
        let (mut json, mut ranges, mut placeholders) = (Vec::new(), Vec::new(), Vec::new());
        for (index, (array, column)) in self.columns.iter().zip(&self.shared.columns).enumerate() {
            if json::is_null(array, at) {
                continue;
            }
            let from = json.len();
            let limit = self.shared.max_document_bytes;
            let too_large = |bytes: usize| {
                let name = &column.name;
                let message = format!(
                    "`{name}` has {bytes} bytes and is over the limit of {limit} (--max-document-bytes, --memory)"
                );
                (bytes as u64 > limit).then_some((RejectCause::TooLarge, message))
            };
            let is_wanted = wanted == Wanted::Whole || self.shared.is_own || column.is_known;
            if let Some(bytes) = bytes_at(array, at) {
                too_large(bytes.len()).map_or(Ok(()), Err)?;
                if !is_wanted {
                    continue;
                }
                let is_body = match body {
                    Some(body) => body == index,
                    None => row_in::may_be_body(&column.name, &self.shared.fields),
                };
                if is_body && column.kind == ColumnKind::Bytes && !bytes.trim_ascii().is_empty() {
                    push_string(&mut json, PLACEHOLDER);
                    placeholders.push(index);
                } else {
                    push_text(&mut json, bytes, column)?;
                }
            } else if is_wanted {
                json::push_value(&mut json, array, at);
                too_large(json.len() - from).map_or(Ok(()), Err)?;
            } else {
                continue;
            }
            ranges.push((index, from..json.len()));
        }
        // All of it is JSON, and its texts have been looked at.
        let json = String::from_utf8(json).unwrap_or_default();
        Ok(Values { json, ranges, placeholders })
    }
}

/// Whether the values of a column are bytes, of texts or of anything.
fn is_bytes(column: &dyn Array) -> bool {
    matches!(column.data_type(), DataType::Binary | DataType::LargeBinary | DataType::BinaryView)
}

/// The bytes of a value; `None` for null, for a value that is no bytes, and for a slice that a broken file sends out of
/// its page.
fn bytes_at(column: &dyn Array, at: usize) -> Option<&[u8]> {
    if at >= column.len() || column.is_null(at) {
        return None;
    }
    match column.data_type() {
        DataType::Binary => Some(column.as_binary::<i32>().value(at)),
        DataType::LargeBinary => Some(column.as_binary::<i64>().value(at)),
        DataType::BinaryView => Some(column.as_binary_view().value(at)),
        _ => None,
    }
}

/// Appends the value of a column of texts or bytes.
fn push_text(out: &mut Vec<u8>, bytes: &[u8], column: &Column) -> Result<(), (RejectCause, String)> {
    let name = column.name.as_str();
    match (column.kind, simdutf8::basic::from_utf8(bytes)) {
        (_, Ok(text)) if name == METADATA && is_object(text) => push_on_one_line(out, text),
        (_, Ok(text)) => push_string(out, text),
        (ColumnKind::Text, Err(_)) => {
            return Err((RejectCause::BadUtf8, format!("the text in `{name}` is not UTF-8")));
        }
        (_, Err(_)) => push_bytes(out, bytes),
    }
    Ok(())
}

/// Whether a text is a JSON object.
fn is_object(text: &str) -> bool {
    text.trim_ascii_start().starts_with('{') && row_in::raw_members(text).is_ok()
}

/// Appends JSON without line feeds, which can only stand between its tokens.
fn push_on_one_line(out: &mut Vec<u8>, json: &str) {
    out.extend(json.trim_ascii().bytes().filter(|byte| *byte >= b' '));
}

/// The values of a row as JSON, one behind the other.
struct Values {
    json: String,
    /// The column of each, and where it stands.
    ranges: Vec<(usize, Range<usize>)>,
    /// The columns for whose bytes a placeholder stands.
    placeholders: Vec<usize>,
}

impl Values {
    /// Names and values.
    fn members<'a>(&'a self, columns: &'a [Column]) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.ranges.iter().map(|(index, range)| {
            let name = columns.get(*index).map_or("", |column| column.name.as_str());
            (name, self.json.get(range.clone()).unwrap_or("null"))
        })
    }
}
