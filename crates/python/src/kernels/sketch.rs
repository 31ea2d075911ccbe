//! Documents as they are compared.

use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, Int32Builder, Int64Builder, StringBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use pyo3::prelude::*;
use pyo3::types::PyModule;
use pyo3_arrow::PyTable;
use tamis_pipeline::distributed::components as connected;
use tamis_pipeline::{ArrowRows, Card, DocumentSketcher, RowSource, Sketch};

use super::columns::{batch, longs, wrong};
use super::{Kernel, Step, cleaner};

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(sketch_documents, module)?)?;
    module.add_function(wrap_pyfunction!(components, module)?)
}

/// Columns of documents that are compared, filled row by row.
#[derive(Default)]
pub(super) struct Sketches {
    number: Int64Builder,
    id: StringBuilder,
    words: BinaryBuilder,
    bytes: BinaryBuilder,
    tokens: Int32Builder,
    shingles: Int32Builder,
    day: Int32Builder,
    site: Int64Builder,
    page: Int64Builder,
    signature: BinaryBuilder,
    sequence: BinaryBuilder,
    error: StringBuilder,
}

impl Sketches {
    /// Appends a document.
    pub(super) fn push(&mut self, number: i64, id: &str, card: &Card, sketch: &Sketch) {
        self.number.append_value(number);
        self.id.append_value(id);
        self.words.append_value(card.words.to_be_bytes());
        self.bytes.append_value(card.bytes.to_be_bytes());
        self.tokens.append_value(card.tokens as i32);
        self.shingles.append_value(card.shingles as i32);
        self.day.append_value(card.day);
        self.site.append_value(card.site.into());
        self.page.append_value(card.page.into());
        self.signature.append_value(sketch.signature().map(u16::to_le_bytes).as_flattened());
        let sequence: Vec<u8> = sketch.tokens().iter().flat_map(|word| word.to_le_bytes()).collect();
        self.sequence.append_value(sequence);
        self.error.append_null();
    }

    /// Appends a row of which nothing is compared, such as one that is no document.
    pub(super) fn push_nothing(&mut self, number: i64, id: Option<&str>, error: Option<&str>) {
        self.number.append_value(number);
        self.id.append_option(id);
        self.words.append_null();
        self.bytes.append_null();
        self.tokens.append_null();
        self.shingles.append_null();
        self.day.append_null();
        self.site.append_null();
        self.page.append_null();
        self.signature.append_null();
        self.sequence.append_null();
        self.error.append_option(error);
    }

    /// The columns, by name.
    pub(super) fn columns(&mut self) -> Vec<(&'static str, ArrayRef)> {
        vec![
            ("number", Arc::new(self.number.finish())),
            ("id", Arc::new(self.id.finish())),
            ("words", Arc::new(self.words.finish())),
            ("bytes", Arc::new(self.bytes.finish())),
            ("tokens", Arc::new(self.tokens.finish())),
            ("shingles", Arc::new(self.shingles.finish())),
            ("day", Arc::new(self.day.finish())),
            ("site", Arc::new(self.site.finish())),
            ("page", Arc::new(self.page.finish())),
            ("signature", Arc::new(self.signature.finish())),
            ("sequence", Arc::new(self.sequence.finish())),
            ("error", Arc::new(self.error.finish())),
        ]
    }
}

/// What stands of documents while they are compared: (number, and columns as tamis names them) to the columns of
/// `tamis.spark.job.DOCUMENT_SCHEMA`. `settings` is a whole `tamis.toml`.
#[pyfunction]
fn sketch_documents(settings: &str) -> PyResult<Kernel> {
    let cleaner = cleaner(settings)?;
    let source = cleaner.row_source(NAMELESS);
    let sketcher = DocumentSketcher::new(Arc::new(cleaner)).map_err(|error| wrong(&error.to_string()))?;
    Ok(Kernel::of(SketchStep { source, sketcher }))
}

struct SketchStep {
    source: RowSource,
    sketcher: DocumentSketcher,
}

/// How an id begins that no row has: then the number stands for it.
const NAMELESS: &str = "\0";

impl Step for SketchStep {
    fn push(&mut self, rows: &RecordBatch) -> PyResult<RecordBatch> {
        let numbers = longs(rows, "number")?;
        let records = ArrowRows::new(rows, &self.source, 1, false);
        let records = records.map_err(|unfit| wrong(&unfit.to_string()))?;
        let mut found = Sketches::default();
        for row in 0..records.len() {
            let number = numbers.value(row);
            match records.record(row).and_then(|record| self.sketcher.sketch(record)) {
                Ok((meta, sketch)) => {
                    let card = Card::of(&meta, &sketch);
                    if meta.id.starts_with(NAMELESS) {
                        found.push(number, &number.to_string(), &card, &sketch);
                    } else {
                        found.push(number, &meta.id, &card, &sketch);
                    }
                }
                Err(reject) => {
                    found.push_nothing(
                        number,
                        reject.id.as_deref(),
                        Some(&format!("{}: {}", reject.cause.name(), reject.message)),
                    );
                }
            }
        }
        batch(found.columns())
    }

    fn finish(&mut self) -> PyResult<RecordBatch> {
        batch(Sketches::default().columns())
    }
}

/// The smallest number that each number of a table of pairs (one, other) is connected with: (number, component).
#[pyfunction]
fn components(py: Python<'_>, pairs: PyTable) -> PyResult<Bound<'_, PyAny>> {
    let (batches, _) = pairs.into_inner();
    let mut read = Vec::new();
    for batch in &batches {
        let (one, other) = (longs(batch, "one")?, longs(batch, "other")?);
        read.extend(one.values().iter().copied().zip(other.values().iter().copied()));
    }
    let found = py.detach(|| connected(read.iter().copied()));
    let (mut number, mut component) = (Int64Builder::new(), Int64Builder::new());
    for (one, least) in found {
        number.append_value(one);
        component.append_value(least);
    }
    let found =
        batch(vec![("number", Arc::new(number.finish())), ("component", Arc::new(component.finish()))])?;
    pyo3_arrow::PyRecordBatch::new(found).into_pyarrow(py)
}
