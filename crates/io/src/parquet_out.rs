//! Rows as columns of a Parquet file.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow_array::builder::{Float64Builder, Int32Builder, Int64Builder, ListBuilder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;

use crate::atomic::Links;
use crate::batch::SealedFile;
use crate::json_text::decode;
use crate::parquet_columns::{DEDUP, INNER, INNER_END, OUTER, SCHEMA_KEY, URL, metadata_column};
use crate::row_in::{METADATA, OWN, raw_members};
use crate::{AtomicFile, IoError, SCHEMA_VERSION};

/// zstd level of pages: that of data in other containers.
const ZSTD_LEVEL: i32 = 3;
/// Bytes of rows that are encoded together (guess).
const BATCH_BYTES: usize = 1 << 20;
/// Bytes of rows in a row group, which is held in memory encoded until it is whole (guess).
const ROW_GROUP_BYTES: usize = 64 << 20;
/// Rows in a row group at most: what tools that read a group at a time expect (guess).
const ROW_GROUP_ROWS: usize = 10_000;
/// The columns whose values are nearly all different, for which dictionaries and statistics are of no use.
const DISTINCT: &[&str] = &["text", METADATA];

/// A Parquet file that appears under its name only when it is whole.
pub(crate) struct ParquetFile {
    writer: ArrowWriter<AtomicFile>,
    path: PathBuf,
    schema: Arc<Schema>,
    columns: Columns,
    /// Bytes of rows that are encoded together.
    batch_bytes: usize,
    /// Rows and bytes in the row group so far.
    group_rows: usize,
    group_bytes: usize,
}

impl ParquetFile {
    /// Begins a file; a part that is to have about `max_bytes` (0: any number) is filled in small steps.
    pub(crate) fn create(
        path: &Path,
        tool_version: &str,
        max_bytes: u64,
        links: Links,
    ) -> Result<Self, IoError> {
        let file = AtomicFile::create_with(path.to_path_buf(), links)?;
        let schema = Arc::new(Schema::new(fields()));
        let writer = ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties(tool_version)))
            .map_err(|error| failed(path, error))?;
        let max_bytes =
            if max_bytes == 0 { usize::MAX } else { usize::try_from(max_bytes).unwrap_or(usize::MAX) };
        Ok(ParquetFile {
            writer,
            path: path.to_path_buf(),
            schema,
            columns: Columns::default(),
            batch_bytes: BATCH_BYTES.min(max_bytes),
            group_rows: 0,
            group_bytes: 0,
        })
    }

    /// Appends a row of JSON, as [`crate::OutputRow::write_json`] writes it.
    pub(crate) fn append(&mut self, row: &[u8]) -> Result<(), IoError> {
        if row.len() > i32::MAX as usize {
            let message = "a row of more than 2 GiB has no place in a Parquet file";
            let source = io::Error::new(io::ErrorKind::InvalidInput, message);
            return Err(IoError::Write { path: self.path.clone(), source });
        }
        if self.columns.push(row).is_none() {
            let source = io::Error::new(io::ErrorKind::InvalidData, "a row is not one of tamis");
            return Err(IoError::Write { path: self.path.clone(), source });
        }
        if self.columns.bytes >= self.batch_bytes || self.group_rows + self.columns.rows >= ROW_GROUP_ROWS {
            self.encode()?;
        }
        Ok(())
    }

    /// Bytes that the file would have on disk now, rows left out that are not encoded yet.
    pub(crate) fn bytes(&self) -> u64 {
        (self.writer.bytes_written() + self.writer.in_progress_size()) as u64
    }

    fn encode(&mut self) -> Result<(), IoError> {
        self.group_rows += self.columns.rows;
        self.group_bytes += self.columns.bytes;
        let arrays = self.columns.finish();
        let failed = |error| failed(&self.path, error);
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), arrays);
        let batch = batch.map_err(|error| failed(ParquetError::ArrowError(error.to_string())))?;
        self.writer.write(&batch).map_err(failed)?;
        if self.group_rows >= ROW_GROUP_ROWS || self.group_bytes >= ROW_GROUP_BYTES {
            self.writer.flush().map_err(failed)?;
            (self.group_rows, self.group_bytes) = (0, 0);
        }
        Ok(())
    }

    /// Ends the file, still under its temporary name.
    pub(crate) fn seal(mut self) -> Result<SealedFile, IoError> {
        if self.columns.rows > 0 {
            self.encode()?;
        }
        let ParquetFile { writer, path, .. } = self;
        writer.into_inner().map_err(|error| failed(&path, error))?.seal()
    }
}

fn failed(path: &Path, error: ParquetError) -> IoError {
    let source = match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(source) => *source,
            Err(source) => io::Error::other(source),
        },
        error => io::Error::other(error),
    };
    IoError::Write { path: path.to_path_buf(), source }
}

fn properties(tool_version: &str) -> WriterProperties {
    let level = ZstdLevel::try_new(ZSTD_LEVEL).unwrap_or_default();
    let pair = |key: &str, value: String| KeyValue::new(key.to_owned(), value);
    let pairs =
        vec![pair("tamis.version", tool_version.to_owned()), pair(SCHEMA_KEY, SCHEMA_VERSION.to_string())];
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(level))
        .set_max_row_group_row_count(None)
        .set_key_value_metadata(Some(pairs));
    for name in DISTINCT {
        let path = ColumnPath::from(*name);
        properties = properties
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_statistics_enabled(path, EnabledStatistics::None);
    }
    properties.build()
}

/// The columns in their order.
fn fields() -> Vec<Field> {
    let text = |name: &str| Field::new(name, DataType::Utf8, true);
    let texts = |name: &str| Field::new_list(name, Field::new_list_field(DataType::Utf8, true), true);
    let mut fields: Vec<Field> = OUTER.into_iter().map(text).collect();
    fields.push(text(URL));
    fields.extend(INNER.into_iter().map(|name| match name {
        "authors" | "tags" | "flags" => texts(name),
        "language_score" => Field::new(name, DataType::Float64, true),
        _ => text(name),
    }));
    fields.extend(DEDUP.into_iter().map(|(name, _)| match name {
        "dedup_size" => Field::new(name, DataType::Int64, true),
        "dedup_similarity" => Field::new(name, DataType::Float64, true),
        _ => text(name),
    }));
    let [version, schema] = INNER_END;
    fields.extend([text(version), Field::new(schema, DataType::Int32, true), text(METADATA)]);
    fields
}

/// Values of one kind that are gathered for a column.
#[derive(Debug)]
enum Column {
    Text(StringBuilder),
    Texts(ListBuilder<StringBuilder>),
    Whole32(Int32Builder),
    Whole64(Int64Builder),
    Number(Float64Builder),
}

impl Column {
    fn new(data_type: &DataType) -> Self {
        match data_type {
            DataType::List(_) => Column::Texts(ListBuilder::new(StringBuilder::new())),
            DataType::Int32 => Column::Whole32(Int32Builder::new()),
            DataType::Int64 => Column::Whole64(Int64Builder::new()),
            DataType::Float64 => Column::Number(Float64Builder::new()),
            _ => Column::Text(StringBuilder::new()),
        }
    }

    /// Appends a value in JSON, or null; a value of another kind is not taken.
    fn push(&mut self, json: Option<&str>) -> Option<()> {
        let Some(json) = json else {
            match self {
                Column::Text(builder) => builder.append_null(),
                Column::Texts(builder) => builder.append_null(),
                Column::Whole32(builder) => builder.append_null(),
                Column::Whole64(builder) => builder.append_null(),
                Column::Number(builder) => builder.append_null(),
            }
            return Some(());
        };
        match self {
            Column::Text(builder) => builder.append_value(decode(json)?),
            Column::Texts(builder) => {
                let texts: Vec<String> = serde_json::from_str(json).ok()?;
                builder.append_value(texts.into_iter().map(Some));
            }
            Column::Whole32(builder) => builder.append_value(json.parse().ok()?),
            Column::Whole64(builder) => builder.append_value(json.parse().ok()?),
            Column::Number(builder) => builder.append_value(json.parse().ok()?),
        }
        Some(())
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Column::Text(builder) => Arc::new(builder.finish()),
            Column::Texts(builder) => Arc::new(builder.finish()),
            Column::Whole32(builder) => Arc::new(builder.finish()),
            Column::Whole64(builder) => Arc::new(builder.finish()),
            Column::Number(builder) => Arc::new(builder.finish()),
        }
    }
}

/// Rows that are not encoded yet, by column.
#[derive(Debug)]
struct Columns {
    builders: Vec<Column>,
    rows: usize,
    bytes: usize,
}

impl Default for Columns {
    fn default() -> Self {
        let builders = fields().iter().map(|field| Column::new(field.data_type())).collect();
        Columns { builders, rows: 0, bytes: 0 }
    }
}

/// Names, in quotes, and values.
type Members<'a> = Vec<(&'a str, &'a str)>;

impl Columns {
    /// Appends a row of JSON; `None` if it is none.
    fn push(&mut self, row: &[u8]) -> Option<()> {
        let mut outer = members(std::str::from_utf8(row).ok()?)?;
        let mut user = members(take(&mut outer, METADATA).unwrap_or("{}"))?;
        let mut own = members(take(&mut user, OWN).unwrap_or("{}"))?;
        let url = user.iter().rfind(|(name, _)| is(name, URL)).map(|(_, value)| *value);
        let raw_dedup = take(&mut own, "dedup").unwrap_or("{}");
        let mut dedup = members(raw_dedup).unwrap_or_else(|| vec![("", raw_dedup)]);
        let mut columns = self.builders.iter_mut();
        for name in OUTER {
            push_known(columns.next()?, &mut outer, name);
        }
        let column = columns.next()?;
        if column.push(url).is_none() {
            column.push(None);
        }
        for name in INNER {
            push_known(columns.next()?, &mut own, name);
        }
        for (_, name) in DEDUP {
            push_known(columns.next()?, &mut dedup, name);
        }
        for name in INNER_END {
            push_known(columns.next()?, &mut own, name);
        }
        if !dedup.is_empty() {
            // It is not all in its columns, so all of it is kept.
            own.push(("\"dedup\"", raw_dedup));
        }
        let Column::Text(metadata) = columns.next()? else { return None };
        metadata.append_option(metadata_column(&user, &own));
        self.rows += 1;
        self.bytes += row.len();
        Some(())
    }

    fn finish(&mut self) -> Vec<ArrayRef> {
        (self.rows, self.bytes) = (0, 0);
        self.builders.iter_mut().map(Column::finish).collect()
    }
}

fn members(object: &str) -> Option<Members<'_>> {
    raw_members(object).ok()
}

/// Whether a name in quotes is this one.
fn is(quoted: &str, name: &str) -> bool {
    quoted.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) == Some(name)
}

/// Takes a member out.
fn take<'a>(members: &mut Members<'a>, name: &str) -> Option<&'a str> {
    let at = members.iter().rposition(|(found, _)| is(found, name))?;
    Some(members.remove(at).1)
}

/// Moves a member into its column; what the column does not hold stays.
fn push_known(column: &mut Column, members: &mut Members<'_>, name: &str) {
    let at = members.iter().rposition(|(found, _)| is(found, name));
    let value = at.and_then(|at| members.get(at)).map(|(_, value)| *value).filter(|value| *value != "null");
    match (column.push(value), at) {
        (Some(()), Some(at)) => drop(members.remove(at)),
        (Some(()), None) => {}
        (None, _) => drop(column.push(None)),
    }
}
