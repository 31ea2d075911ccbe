//! A Parquet file as far as its footer says what is in it.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;

use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions};
use parquet::arrow::parquet_to_arrow_schema;
use parquet::basic::{ConvertedType, LogicalType, Repetition, Type as PhysicalType};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::file::reader::{ChunkReader, Length};
use parquet::schema::types::{SchemaDescriptor, Type, TypePtr};
use thiserror::Error;

use super::{MAGIC, groups};
use crate::arrow_rows::{Column, ColumnKind, Shared, unfit};
use crate::parquet_columns::SCHEMA_KEY;
use crate::source::Source;

/// The bytes of a file in any order. A length from a broken file asks for no more memory than the file can fill.
#[derive(Debug, Clone)]
pub(super) struct Bytes {
    file: Arc<File>,
    length: u64,
}

impl Bytes {
    pub(super) fn new(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Bytes { file: Arc::new(file), length })
    }

    /// A reader of the bytes from an offset on. All readers share one position, so that one is done with before
    /// the next is asked for, as is the case in a file that one thread reads page by page.
    fn from(&self, start: u64) -> io::Result<File> {
        let mut file = self.file.try_clone()?;
        file.seek(SeekFrom::Start(start))?;
        Ok(file)
    }

    /// The four bytes from an offset on.
    fn four(&self, start: u64) -> io::Result<[u8; 4]> {
        let mut four = [0; 4];
        self.from(start)?.read_exact(&mut four)?;
        Ok(four)
    }
}

impl Length for Bytes {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Bytes {
    type T = BufReader<File>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        Ok(BufReader::new(self.from(start)?))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<bytes::Bytes, ParquetError> {
        let end = start.checked_add(length as u64).filter(|end| *end <= self.length);
        if end.is_none() {
            let message = format!("{length} bytes at byte {start} would end behind the file");
            return Err(ParquetError::EOF(message));
        }
        let mut buffer = Vec::with_capacity(length);
        self.from(start)?.take(length as u64).read_to_end(&mut buffer)?;
        if buffer.len() < length {
            return Err(ParquetError::EOF(format!("only {} bytes of {length} could be read", buffer.len())));
        }
        Ok(buffer.into())
    }
}

/// Why nothing of a file can be read.
#[derive(Debug, Error)]
pub(super) enum Unfit {
    /// The system could not read it.
    #[error("the file cannot be read: {0}")]
    Read(io::Error),
    /// It is something else.
    #[error("the file is no Parquet file, whatever its name; give its format with --from")]
    NotParquet,
    /// It is encrypted.
    #[error("the file is encrypted; decrypt it first")]
    Encrypted,
    /// It has no end.
    #[error(
        "the file has no Parquet footer, which says where its rows are: it was cut off after {0} bytes, or never \
         finished; get or write it again"
    )]
    NoFooter(u64),
    /// Its footer is no footer.
    #[error("the Parquet footer cannot be read ({0}); get or write the file again")]
    Footer(String),
    /// It has a column that has no form here.
    #[error("the column `{0}` cannot be read: {1}; write the file without it")]
    Column(String, String),
}

/// A file whose footer was read.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) bytes: Bytes,
    pub(super) metadata: ArrowReaderMetadata,
    pub(super) shared: Arc<Shared>,
}

impl Opened {
    /// Reads the footer.
    pub(super) fn new(bytes: Bytes, source: &Source) -> Result<Self, Unfit> {
        check_ends(&bytes)?;
        let footer = |error: ParquetError| Unfit::Footer(error.to_string());
        let guarded = groups::guarded(|| read_footer(&bytes));
        let (metadata, kinds) = guarded.map_err(Unfit::Footer)?.map_err(footer)?;
        let columns = metadata.schema().fields().iter().zip(kinds);
        let columns = columns.map(|(field, kind)| match unfit(field.data_type()) {
            Some(why) => Err(Unfit::Column(field.name().clone(), why)),
            None => Ok(Column::new(field.name(), kind, &source.fields)),
        });
        let columns = columns.collect::<Result<_, _>>()?;
        let pairs = metadata.metadata().file_metadata().key_value_metadata();
        let is_own = pairs.is_some_and(|pairs| pairs.iter().any(|pair| pair.key == SCHEMA_KEY));
        let shared = Shared {
            file: source.file.clone(),
            id: source.id.clone(),
            fields: Arc::clone(&source.fields),
            columns,
            is_own,
            max_document_bytes: source.max_document_bytes,
        };
        Ok(Opened { bytes, metadata, shared: Arc::new(shared) })
    }
}

/// Tells a file that was cut off from one that never was Parquet.
fn check_ends(bytes: &Bytes) -> Result<(), Unfit> {
    let length = bytes.len();
    if length == 0 {
        return Err(Unfit::NoFooter(0));
    }
    let head = if length >= 4 { bytes.four(0).map_err(Unfit::Read)? } else { *MAGIC_ENCRYPTED };
    let tail = if length >= 12 { bytes.four(length - 4).map_err(Unfit::Read)? } else { head };
    match (&head[..], &tail[..]) {
        _ if length < 12 => Err(Unfit::NoFooter(length)),
        (_, tail) if tail == MAGIC_ENCRYPTED => Err(Unfit::Encrypted),
        (MAGIC, tail) if tail != MAGIC => Err(Unfit::NoFooter(length)),
        (_, tail) if tail == MAGIC => Ok(()),
        _ => Err(Unfit::NotParquet),
    }
}

/// What an encrypted file ends with.
const MAGIC_ENCRYPTED: &[u8; 4] = b"PARE";

type Footer = (ArrowReaderMetadata, Vec<ColumnKind>);

/// The footer, with texts at the top of the schema taken for bytes: so that one that is not UTF-8 costs its row, and
/// not all rows of its page.
fn read_footer(bytes: &Bytes) -> Result<Footer, ParquetError> {
    let found = ParquetMetaDataReader::new().parse_and_finish(bytes)?;
    let schema = found.file_metadata().schema_descr();
    let (fields, kinds): (Vec<TypePtr>, Vec<ColumnKind>) = schema
        .root_schema()
        .get_fields()
        .iter()
        .map(without_text)
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .unzip();
    let root = Type::group_type_builder(schema.root_schema().name()).with_fields(fields).build()?;
    let descriptor = Arc::new(SchemaDescriptor::new(Arc::new(root)));
    let arrow = parquet_to_arrow_schema(&descriptor, None)?;
    let fields: Vec<Field> = arrow.fields().iter().map(|field| as_view(field)).collect();
    let options = ArrowReaderOptions::new().with_parquet_schema(descriptor);
    let metadata: ParquetMetaData = ParquetMetaDataReader::new()
        .with_metadata_options(Some(options.metadata_options().clone()))
        .parse_and_finish(bytes)?;
    let options = options.with_schema(Arc::new(Schema::new_with_metadata(fields, arrow.metadata().clone())));
    Ok((ArrowReaderMetadata::try_new(Arc::new(metadata), options)?, kinds))
}

/// Bytes as slices of their pages, which are not copied.
fn as_view(field: &Field) -> Field {
    match field.data_type() {
        DataType::Binary => field.clone().with_data_type(DataType::BinaryView),
        _ => field.clone(),
    }
}

/// A column at the top, as bytes if it is text.
fn without_text(column: &TypePtr) -> Result<(TypePtr, ColumnKind), ParquetError> {
    let info = column.get_basic_info();
    let is_bytes = column.is_primitive()
        && column.get_physical_type() == PhysicalType::BYTE_ARRAY
        && info.repetition() != Repetition::REPEATED;
    let converted = info.converted_type();
    let is_text = matches!(converted, ConvertedType::UTF8 | ConvertedType::ENUM | ConvertedType::JSON)
        || matches!(
            info.logical_type_ref(),
            Some(LogicalType::String | LogicalType::Enum | LogicalType::Json)
        );
    if !(is_bytes && is_text) {
        let is_plain = converted == ConvertedType::NONE && info.logical_type_ref().is_none();
        let kind = if is_bytes && is_plain { ColumnKind::Bytes } else { ColumnKind::Other };
        return Ok((Arc::clone(column), kind));
    }
    let id = info.has_id().then(|| info.id());
    let plain = Type::primitive_type_builder(column.name(), PhysicalType::BYTE_ARRAY)
        .with_repetition(info.repetition())
        .with_id(id)
        .build()?;
    Ok((Arc::new(plain), ColumnKind::Text))
}
