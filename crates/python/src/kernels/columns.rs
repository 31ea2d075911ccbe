//! Columns of batches by name, and batches of columns.

use std::sync::Arc;

use arrow_array::builder::{
    BinaryBuilder, BooleanBuilder, FixedSizeBinaryBuilder, Float32Builder, Int32Builder, Int64Builder,
};
use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowPrimitiveType, Float32Type, Int32Type, Int64Type};
use arrow_array::{ArrayRef, BinaryArray, BooleanArray, PrimitiveArray, RecordBatch};
use arrow_schema::DataType;
use pyo3::PyErr;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use tamis_pipeline::Card;

/// What is wrong with a batch.
pub(crate) fn wrong(message: &str) -> PyErr {
    PyValueError::new_err(message.to_owned())
}

fn column(batch: &RecordBatch, name: &str, kind: &DataType) -> PyResult<ArrayRef> {
    let found = batch.column_by_name(name).ok_or_else(|| wrong(&format!("there is no column {name}")))?;
    if found.data_type() == kind {
        return Ok(Arc::clone(found));
    }
    arrow_cast::cast(found, kind).map_err(|error| wrong(&format!("column {name}: {error}")))
}

fn primitive<T: ArrowPrimitiveType>(batch: &RecordBatch, name: &str) -> PyResult<PrimitiveArray<T>> {
    Ok(column(batch, name, &T::DATA_TYPE)?.as_primitive::<T>().clone())
}

/// A column of numbers of 64 bits.
pub(crate) fn longs(batch: &RecordBatch, name: &str) -> PyResult<PrimitiveArray<Int64Type>> {
    primitive(batch, name)
}

/// A column of numbers of 32 bits.
pub(crate) fn ints(batch: &RecordBatch, name: &str) -> PyResult<PrimitiveArray<Int32Type>> {
    primitive(batch, name)
}

pub(crate) fn floats(batch: &RecordBatch, name: &str) -> PyResult<PrimitiveArray<Float32Type>> {
    primitive(batch, name)
}

pub(crate) fn flags(batch: &RecordBatch, name: &str) -> PyResult<BooleanArray> {
    Ok(column(batch, name, &DataType::Boolean)?.as_boolean().clone())
}

pub(crate) fn bytes(batch: &RecordBatch, name: &str) -> PyResult<BinaryArray> {
    Ok(column(batch, name, &DataType::Binary)?.as_binary::<i32>().clone())
}

/// A hash of 128 bits from 16 bytes, the highest first, so that their order is that of the numbers.
pub(crate) fn hash(bytes: &[u8]) -> PyResult<u128> {
    let found = bytes.try_into().map_err(|_| wrong("a hash has 16 bytes"))?;
    Ok(u128::from_be_bytes(found))
}

/// A signature from its bytes, little-endian numbers of 16 bits.
pub(crate) fn signature(bytes: &[u8]) -> PyResult<[u16; 128]> {
    let (values, rest) = bytes.as_chunks::<2>();
    let mut signature = [0; 128];
    if values.len() != signature.len() || !rest.is_empty() {
        return Err(wrong("a signature has 256 bytes"));
    }
    signature.iter_mut().zip(values).for_each(|(to, from)| *to = u16::from_le_bytes(*from));
    Ok(signature)
}

/// Words as numbers from their bytes, little-endian numbers of 32 bits, in place of what was in `into`.
pub(crate) fn sequence(bytes: &[u8], into: &mut Vec<u32>) {
    into.clear();
    into.extend(bytes.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)));
}

/// The columns of cards, whose names may have something before them.
pub(crate) struct Cards {
    words: BinaryArray,
    bytes: BinaryArray,
    tokens: PrimitiveArray<Int32Type>,
    shingles: PrimitiveArray<Int32Type>,
    day: PrimitiveArray<Int32Type>,
    site: PrimitiveArray<Int64Type>,
    page: PrimitiveArray<Int64Type>,
}

impl Cards {
    pub(crate) fn of(batch: &RecordBatch, before: &str) -> PyResult<Self> {
        let name = |name: &str| format!("{before}{name}");
        Ok(Cards {
            words: bytes(batch, &name("words"))?,
            bytes: bytes(batch, &name("bytes"))?,
            tokens: ints(batch, &name("tokens"))?,
            shingles: ints(batch, &name("shingles"))?,
            day: ints(batch, &name("day"))?,
            site: longs(batch, &name("site"))?,
            page: longs(batch, &name("page"))?,
        })
    }

    pub(crate) fn card(&self, row: usize) -> PyResult<Card> {
        Ok(Card {
            words: hash(self.words.value(row))?,
            bytes: hash(self.bytes.value(row))?,
            tokens: self.tokens.value(row) as u32,
            shingles: self.shingles.value(row) as u32,
            day: self.day.value(row),
            site: self.site.value(row) as u32,
            page: self.page.value(row) as u32,
        })
    }
}

/// A batch of named columns. All may hold nulls, so that every batch of a kernel has the same schema.
pub(crate) fn batch(columns: Vec<(&str, ArrayRef)>) -> PyResult<RecordBatch> {
    let columns = columns.into_iter().map(|(name, column)| (name, column, true));
    RecordBatch::try_from_iter_with_nullable(columns).map_err(|error| wrong(&error.to_string()))
}

/// Columns that are filled row by row.
pub(crate) trait Column {
    fn column(&mut self) -> ArrayRef;
}

macro_rules! columns {
    ($($builder:ty),*) => {$(
        impl Column for $builder {
            fn column(&mut self) -> ArrayRef {
                Arc::new(self.finish())
            }
        }
    )*};
}
columns!(BinaryBuilder, BooleanBuilder, FixedSizeBinaryBuilder, Float32Builder, Int32Builder, Int64Builder);
