//! Documents compared with each other: `dedup`.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use arrow_array::builder::{BooleanBuilder, Float64Builder, StringBuilder, UInt64Builder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use pyo3_arrow::PyRecordBatch;
use pyo3_arrow::input::AnyRecordBatch;
use tamis_core::{Metadata, Reject};
use tamis_pipeline::{
    Annotation, ArrowRows, Clusters, Comparison, DocumentSketcher, Ordered, Progress, RowSource, RunError,
    Sketch,
};

use crate::cleaner::threads_of;
use crate::values::{self, Document};
use crate::{errors, settings};

/// How long a result is waited for before signals are looked at.
const PATIENCE: Duration = Duration::from_millis(50);
/// Bytes of rows of a batch that a thread takes at a time (guess).
const ROWS_BYTES: usize = 256 << 10;

/// What a thread makes of documents.
enum Job {
    One(u64, Document),
    /// Rows of a batch, from one up to another.
    Rows(Arc<ArrowRows>, usize, usize),
}

type Sketched = Vec<Result<(Metadata, Sketch), Box<Reject>>>;

fn sketch(sketcher: &DocumentSketcher, source: &RowSource, job: Job) -> Sketched {
    match job {
        Job::One(number, document) => {
            vec![document.into_record(source, number).and_then(|record| sketcher.sketch(record))]
        }
        Job::Rows(rows, from, to) => {
            (from..to).map(|at| rows.record(at).and_then(|record| sketcher.sketch(record))).collect()
        }
    }
}

/// Takes documents in and adds what is compared of them.
struct Reading {
    work: Ordered<Job, Sketched>,
    comparison: Comparison,
    source: RowSource,
    /// Documents taken, and those added or rejected.
    taken: u64,
    done: u64,
    /// Places of documents in the input that are no documents, with why.
    rejected: Vec<(u64, Box<Reject>)>,
}

impl Reading {
    fn push(&mut self, py: Python<'_>, job: Job, bytes: usize) -> PyResult<()> {
        while !self.work.wants_more() {
            self.take(py)?;
        }
        self.work.push(job, bytes);
        Ok(())
    }

    /// Adds the next results.
    fn take(&mut self, py: Python<'_>) -> PyResult<()> {
        self.work.hand_over();
        let sketched = loop {
            if let Some(sketched) = self.work.take() {
                break sketched;
            }
            py.detach(|| self.work.wait(PATIENCE));
            py.check_signals()?;
        };
        let sketched = sketched.map_err(|message| failed(py, &message))?;
        for document in sketched {
            match document {
                Ok((meta, sketch)) => {
                    self.comparison.add(meta, &sketch).map_err(|error| raised(py, &error))?;
                }
                Err(reject) => self.rejected.push((self.done, reject)),
            }
            self.done += 1;
        }
        Ok(())
    }

    fn one(&mut self, object: &Bound<'_, PyAny>) -> PyResult<()> {
        let py = object.py();
        let document = match object.cast::<PyTuple>() {
            Ok(pair) if pair.len() == 2 => {
                let names = [(&self.source.fields.id, "id"), (&self.source.fields.text, "text")];
                let row = PyDict::new(py);
                for ((name, default), value) in names.iter().zip(pair.iter()) {
                    row.set_item(name.as_deref().unwrap_or(default), value)?;
                }
                Document::of(&row)?
            }
            _ => Document::of(object)?,
        };
        self.taken += 1;
        let bytes = document.bytes();
        self.push(py, Job::One(self.taken, document), bytes)
    }

    fn batches(&mut self, py: Python<'_>, batches: AnyRecordBatch) -> PyResult<()> {
        for batch in batches.into_reader()? {
            let batch = batch.map_err(|error| errors::schema(py, "", &error.to_string()))?;
            let rows = ArrowRows::new(&batch, &self.source, self.taken + 1, false)
                .map_err(|unfit| errors::schema(py, &unfit.column, &unfit.to_string()))?;
            self.taken += rows.len() as u64;
            let rows = Arc::new(rows);
            let (mut from, mut bytes) = (0, 0);
            for at in 0..rows.len() {
                bytes += rows.bytes(at);
                if bytes >= ROWS_BYTES || at + 1 == rows.len() {
                    self.push(py, Job::Rows(Arc::clone(&rows), from, at + 1), bytes)?;
                    (from, bytes) = (at + 1, 0);
                }
            }
        }
        Ok(())
    }
}

fn is_arrow(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    Ok(!object.is_instance_of::<PyDict>()
        && !object.is_instance_of::<PyTuple>()
        && (object.hasattr("__arrow_c_array__")? || object.hasattr("__arrow_c_stream__")?))
}

fn failed(py: Python<'_>, message: &str) -> PyErr {
    errors::dedup(py, message)
}

fn raised(py: Python<'_>, error: &RunError) -> PyErr {
    match error {
        RunError::Config(error) => errors::unfit(py, error),
        other => errors::dedup(py, &other.to_string()),
    }
}

/// Compares documents with each other. See `tamis.dedup`.
#[pyfunction]
#[pyo3(signature = (documents, *, config = None, settings = None, threads = 0, name = "", **flags))]
pub(crate) fn compare(
    py: Python<'_>,
    documents: &Bound<'_, PyAny>,
    config: Option<&Bound<'_, PyAny>>,
    settings: Option<&Bound<'_, PyDict>>,
    threads: usize,
    name: &str,
    flags: Option<&Bound<'_, PyDict>>,
) -> PyResult<PyClusters> {
    values::refuse_one(documents)?;
    let mut config = settings::resolve(config, settings, flags)?;
    config.run.threads = threads_of(threads)?;
    let threads = config.run.threads;
    let comparison = py.detach(|| Comparison::new(config)).map_err(|error| errors::unfit(py, &error))?;
    let sketcher = comparison.sketcher();
    let source = sketcher.row_source(name);
    let work = {
        let source = source.clone();
        Ordered::start(threads, move |job| sketch(&sketcher, &source, job))?
    };
    let mut reading = Reading { work, comparison, source, taken: 0, done: 0, rejected: Vec::new() };
    if is_arrow(documents)? {
        reading.batches(py, documents.extract()?)?;
    } else {
        for document in documents.try_iter()? {
            let document = document?;
            if is_arrow(&document)? {
                reading.batches(py, document.extract()?)?;
            } else {
                reading.one(&document)?;
            }
        }
    }
    while !reading.work.is_empty() {
        reading.take(py)?;
    }
    let Reading { work, comparison, rejected, taken, .. } = reading;
    py.detach(|| work.close());
    let clusters = resolve(py, comparison)?;
    Ok(PyClusters { clusters, rejected, taken })
}

/// Compares on a thread of its own, so that this one can look at signals.
fn resolve(py: Python<'_>, comparison: Comparison) -> PyResult<Clusters> {
    let progress = Arc::new(Progress::default());
    let (sender, receiver) = channel();
    let receiver = Mutex::new(receiver);
    let theirs = Arc::clone(&progress);
    let thread = std::thread::spawn(move || {
        // Whoever waits for it may be gone.
        drop(sender.send(comparison.resolve(&theirs)));
    });
    let resolved = loop {
        let wait = || receiver.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(PATIENCE);
        match py.detach(wait) {
            Ok(resolved) => break resolved,
            Err(RecvTimeoutError::Timeout) => {
                if let Err(signal) = py.check_signals() {
                    progress.stop();
                    py.detach(|| drop(thread.join()));
                    return Err(signal);
                }
            }
            Err(RecvTimeoutError::Disconnected) => {
                return Err(failed(py, "the comparison panicked; please report this"));
            }
        }
    };
    let resolved = resolved.map_err(|error| raised(py, &error))?;
    resolved.ok_or_else(|| failed(py, "the comparison was stopped"))
}

/// What was found about documents that were compared.
#[pyclass(frozen, module = "tamis._tamis", name = "Clusters")]
pub(crate) struct PyClusters {
    clusters: Clusters,
    rejected: Vec<(u64, Box<Reject>)>,
    taken: u64,
}

impl PyClusters {
    /// Place in the input of the document of this number.
    fn index(&self, number: u64) -> u64 {
        let mut index = number;
        for (at, _) in &self.rejected {
            if *at > index {
                break;
            }
            index += 1;
        }
        index
    }

    fn found(&self, py: Python<'_>, number: u64) -> PyResult<Annotation> {
        self.clusters.annotation(number).map_err(|error| failed(py, &error.to_string()))
    }
}

#[pymethods]
impl PyClusters {
    fn __len__(&self) -> usize {
        self.clusters.len() as usize
    }

    fn __getitem__(&self, py: Python<'_>, at: isize) -> PyResult<PyAnnotation> {
        let count = self.clusters.len() as isize;
        let number = if at < 0 { at + count } else { at };
        if number < 0 || number >= count {
            return Err(PyIndexError::new_err("no such document"));
        }
        let number = number as u64;
        Ok(PyAnnotation { found: self.found(py, number)?, index: self.index(number) })
    }

    #[getter]
    fn kept_ids(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        let mut kept = Vec::new();
        for number in 0..self.clusters.len() {
            let found = self.found(py, number)?;
            if found.stays {
                kept.push(found.id);
            }
        }
        Ok(kept)
    }

    #[getter]
    fn errors<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let found = PyDict::new(py);
        for (index, reject) in &self.rejected {
            found.set_item(index, errors::rejected(py, reject).into_value(py))?;
        }
        Ok(found)
    }

    #[getter]
    fn summary<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let summary = self.clusters.summary();
        let figures = [
            ("documents", summary.documents),
            ("rejected", self.rejected.len() as u64),
            ("clusters", summary.clusters),
            ("largest", summary.largest),
            ("same_bytes", summary.same_bytes),
            ("same_words", summary.same_words),
            ("near", summary.near),
            ("contained", summary.contained),
            ("templates", summary.templates),
        ];
        let found = PyDict::new(py);
        for (name, figure) in figures {
            found.set_item(name, figure)?;
        }
        Ok(found)
    }

    fn to_arrow<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let batch = self.table(py)?;
        let batch = PyRecordBatch::new(batch);
        if py.import("pyarrow").is_ok() {
            batch.into_pyarrow(py)
        } else {
            Ok(Bound::new(py, batch)?.into_any())
        }
    }

    fn __repr__(&self) -> String {
        let (documents, clusters) = (self.clusters.len(), self.clusters.summary().clusters);
        format!("Clusters({} taken, {documents} compared, {clusters} clusters of two or more)", self.taken)
    }
}

impl PyClusters {
    fn table(&self, py: Python<'_>) -> PyResult<RecordBatch> {
        let (mut index, mut sizes) = (UInt64Builder::new(), UInt64Builder::new());
        let mut texts: [StringBuilder; 6] = Default::default();
        let (mut similarity, mut stays) = (Float64Builder::new(), BooleanBuilder::new());
        for number in 0..self.clusters.len() {
            let found = self.found(py, number)?;
            index.append_value(self.index(number));
            let values = [
                Some(found.id.as_str()),
                Some(found.cluster.as_str()),
                Some(found.role),
                Some(found.kept_id.as_str()),
                found.contained_in.as_deref(),
                found.reason,
            ];
            texts.iter_mut().zip(values).for_each(|(builder, value)| builder.append_option(value));
            sizes.append_value(found.size);
            similarity.append_option(found.similarity);
            stays.append_value(found.stays);
        }
        let mut texts = texts.into_iter().map(|mut builder| -> ArrayRef { Arc::new(builder.finish()) });
        let mut text = || texts.next().unwrap_or_else(|| Arc::new(StringBuilder::new().finish()));
        let (id, cluster, role, kept_id, contained_in, reason) =
            (text(), text(), text(), text(), text(), text());
        let columns: [(&str, ArrayRef, bool); 10] = [
            ("index", Arc::new(index.finish()), false),
            ("id", id, false),
            ("cluster", cluster, false),
            ("size", Arc::new(sizes.finish()), false),
            ("role", role, false),
            ("kept_id", kept_id, false),
            ("similarity", Arc::new(similarity.finish()), true),
            ("contained_in", contained_in, true),
            ("stays", Arc::new(stays.finish()), false),
            ("reason", reason, true),
        ];
        let fields: Vec<Field> = columns
            .iter()
            .map(|(name, array, can_be_null)| {
                Field::new(*name, DataType::clone(array.data_type()), *can_be_null)
            })
            .collect();
        let arrays = columns.into_iter().map(|(_, array, _)| array).collect();
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays);
        batch.map_err(|error| failed(py, &error.to_string()))
    }
}

/// What was found about one document.
#[pyclass(frozen, module = "tamis._tamis", name = "Annotation")]
pub(crate) struct PyAnnotation {
    found: Annotation,
    index: u64,
}

#[pymethods]
impl PyAnnotation {
    #[getter]
    fn index(&self) -> u64 {
        self.index
    }

    #[getter]
    fn id(&self) -> &str {
        &self.found.id
    }

    #[getter]
    fn cluster(&self) -> &str {
        &self.found.cluster
    }

    #[getter]
    fn size(&self) -> u64 {
        self.found.size
    }

    #[getter]
    fn role(&self) -> &'static str {
        self.found.role
    }

    #[getter]
    fn kept_id(&self) -> &str {
        &self.found.kept_id
    }

    #[getter]
    fn similarity(&self) -> Option<f64> {
        self.found.similarity
    }

    #[getter]
    fn contained_in(&self) -> Option<&str> {
        self.found.contained_in.as_deref()
    }

    #[getter]
    fn stays(&self) -> bool {
        self.found.stays
    }

    #[getter]
    fn reason(&self) -> Option<&'static str> {
        self.found.reason
    }

    /// The members of `metadata.tamis.dedup` of a row.
    fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item("cluster", &self.found.cluster)?;
        dict.set_item("size", self.found.size)?;
        dict.set_item("role", self.found.role)?;
        dict.set_item("kept_id", &self.found.kept_id)?;
        if let Some(similarity) = self.found.similarity {
            dict.set_item("similarity", similarity)?;
        }
        if let Some(container) = &self.found.contained_in {
            dict.set_item("contained_in", container)?;
        }
        Ok(dict)
    }

    fn __repr__(&self) -> String {
        let Annotation { id, role, kept_id, size, .. } = &self.found;
        format!("Annotation({id:?}, role={role:?}, kept_id={kept_id:?}, size={size})")
    }
}
