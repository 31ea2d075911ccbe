//! What recurs: what is counted of documents, and the table of what was counted.

use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, Int8Builder, Int64Builder};
use arrow_array::{Array, ArrayRef, RecordBatch};
use pyo3::exceptions::{PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyModule;
use pyo3_arrow::PyRecordBatch;
use tamis_pipeline::{
    ArrowRows, Card, Cleaner, Count, CountedTable, Kind, RunError, Sight, Story, StoryLines, StoryReader,
    Summary,
};

use super::columns::{batch, bytes, longs, wrong};
use super::sketch::Sketches;
use super::{Kernel, Step, cleaner};

/// What turns hashes into numbers with a sign that have the same order.
const SIGN: u64 = 1 << 63;

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<TableWriter>()?;
    module.add_function(wrap_pyfunction!(read_stories, module)?)?;
    module.add_function(wrap_pyfunction!(count_sights, module)?)
}

/// What is counted of documents: (number, and columns as tamis names them) to the columns of
/// `tamis.spark.job.DOCUMENT_SCHEMA`, which are null where nothing is to be compared, and (lines). `settings` is a whole
/// `tamis.toml`.
#[pyfunction]
fn read_stories(settings: &str) -> PyResult<Kernel> {
    let cleaner = Arc::new(cleaner(settings)?);
    let reader = StoryReader::new(&cleaner).map_err(|error| wrong(&error.to_string()))?;
    Ok(Kernel::of(ReadStep { cleaner, reader }))
}

struct ReadStep {
    cleaner: Arc<Cleaner>,
    reader: StoryReader,
}

impl Step for ReadStep {
    fn push(&mut self, rows: &RecordBatch) -> PyResult<RecordBatch> {
        let numbers = longs(rows, "number")?;
        let records = ArrowRows::new(rows, &self.cleaner.row_source(""), 1, false);
        let records = records.map_err(|unfit| wrong(&unfit.to_string()))?;
        let (mut found, mut lines, mut written) = (Sketches::default(), BinaryBuilder::new(), Vec::new());
        for row in 0..records.len() {
            let number = numbers.value(row);
            match records.record(row).and_then(|record| self.reader.read(record)) {
                Ok(Story { lines: read, compared }) => {
                    match compared {
                        Some((meta, sketch)) => found.push(number, "", &Card::of(&meta, &sketch), &sketch),
                        None => found.push_nothing(number, None, None),
                    }
                    written.clear();
                    read.write_to(&mut written);
                    lines.append_option((!read.is_empty()).then_some(&written));
                }
                Err(reject) => {
                    let said = format!("{}: {}", reject.cause.name(), reject.message);
                    found.push_nothing(number, reject.id.as_deref(), Some(&said));
                    lines.append_null();
                }
            }
        }
        with_lines(found, lines)
    }

    fn finish(&mut self) -> PyResult<RecordBatch> {
        with_lines(Sketches::default(), BinaryBuilder::new())
    }
}

fn with_lines(mut sketches: Sketches, mut lines: BinaryBuilder) -> PyResult<RecordBatch> {
    let mut columns = sketches.columns();
    columns.push(("lines", Arc::new(lines.finish())));
    batch(columns)
}

/// What stands in stories: (lines, story), where a story that is null is that of the lines, to (source, kind, hash, story,
/// sample), each once a batch. Hashes have their highest bit turned, so that their order is that of the table. A sample
/// that is null stands in another row of the same source, kind and hash.
#[pyfunction]
fn count_sights() -> Kernel {
    Kernel::of(SightStep)
}

struct SightStep;

#[derive(Default)]
struct Sights {
    source: Int64Builder,
    kind: Int8Builder,
    hash: Int64Builder,
    story: Int64Builder,
    sample: BinaryBuilder,
}

impl Sights {
    fn push(&mut self, (source, kind, hash): (u64, Kind, u64), story: u64, sample: Option<&str>) {
        self.source.append_value((source ^ SIGN) as i64);
        self.kind.append_value(kind.number() as i8);
        self.hash.append_value((hash ^ SIGN) as i64);
        self.story.append_value(story as i64);
        self.sample.append_option(sample);
    }

    fn batch(mut self) -> PyResult<RecordBatch> {
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("source", Arc::new(self.source.finish())),
            ("kind", Arc::new(self.kind.finish())),
            ("hash", Arc::new(self.hash.finish())),
            ("story", Arc::new(self.story.finish())),
            ("sample", Arc::new(self.sample.finish())),
        ];
        batch(columns)
    }
}

impl Step for SightStep {
    fn push(&mut self, rows: &RecordBatch) -> PyResult<RecordBatch> {
        let (lines, stories) = (bytes(rows, "lines")?, longs(rows, "story")?);
        let read = |row: usize| {
            let lines = StoryLines::from_bytes(lines.value(row));
            let lines = lines.ok_or_else(|| wrong("the column lines holds something else"))?;
            Ok(if stories.is_valid(row) { lines.in_story(stories.value(row) as u64) } else { lines })
        };
        let read: Vec<StoryLines> =
            (0..rows.num_rows()).filter(|row| lines.is_valid(*row)).map(read).collect::<PyResult<_>>()?;
        let sights = read.iter().flat_map(|lines| {
            lines
                .sights()
                .map(|Sight { source, kind, hash, sample }| ((source, kind, hash), lines.story(), sample))
        });
        let mut sights: Vec<_> = sights.collect();
        sights.sort_unstable();
        let mut found = Sights::default();
        for same in sights.chunk_by(|one, other| one.0 == other.0) {
            let mut sample = same.iter().map(|(_, _, sample)| *sample).min();
            for story in same.chunk_by(|one, other| one.1 == other.1) {
                if let Some((key, story, _)) = story.first() {
                    found.push(*key, *story, sample.take());
                }
            }
        }
        found.batch()
    }

    fn finish(&mut self) -> PyResult<RecordBatch> {
        Sights::default().batch()
    }
}

/// Writes a table of recurring lines from what was counted. Boxed: Python aligns its objects less than a hash wants to be.
#[pyclass(module = "tamis._tamis")]
struct TableWriter(Option<Box<CountedTable>>);

#[pymethods]
impl TableWriter {
    /// A table that will stand in the file `path`.
    #[new]
    fn new(path: PathBuf) -> PyResult<Self> {
        let table = CountedTable::new(&path).map_err(|error| wrong(&error.to_string()))?;
        Ok(TableWriter(Some(Box::new(table))))
    }

    /// The next counts: (source, kind, hash, stories, sample), sorted by the first three, hashes as `count_sights` gives
    /// them.
    fn push(&mut self, py: Python<'_>, rows: PyRecordBatch) -> PyResult<()> {
        let (table, rows) = (self.0.as_mut().ok_or_else(finished)?, rows.into_inner());
        py.detach(|| add(table, &rows))
    }

    /// Writes the file, and returns how many stories were counted, and how many sources, lines and pairs it holds.
    fn finish(&mut self, py: Python<'_>) -> PyResult<(u64, u64, u64, u64)> {
        let table = self.0.take().ok_or_else(finished)?;
        let Summary { stories, sources, lines, pairs } =
            py.detach(|| table.finish()).map_err(|error| failed(&error))?;
        Ok((stories, sources, lines, pairs))
    }
}

fn finished() -> PyErr {
    PyValueError::new_err("the table is finished")
}

fn failed(error: &RunError) -> PyErr {
    PyOSError::new_err(error.to_string())
}

fn add(table: &mut CountedTable, rows: &RecordBatch) -> PyResult<()> {
    let [source, kind, hash, stories] = ["source", "kind", "hash", "stories"].map(|name| longs(rows, name));
    let (source, kind, hash, stories) = (source?, kind?, hash?, stories?);
    let samples = bytes(rows, "sample")?;
    for row in 0..rows.num_rows() {
        let kind = u8::try_from(kind.value(row)).ok().and_then(Kind::from_number);
        let sample = std::str::from_utf8(samples.value(row)).ok();
        let (Some(kind), Some(sample)) = (kind, sample) else {
            return Err(wrong("the counts hold something else"));
        };
        let (source, hash) = (source.value(row) as u64 ^ SIGN, hash.value(row) as u64 ^ SIGN);
        let stories = u32::try_from(stories.value(row)).unwrap_or(u32::MAX);
        let seen = Sight { source, kind, hash, sample };
        table.add(Count { seen, stories }).map_err(|error| failed(&error))?;
    }
    Ok(())
}
