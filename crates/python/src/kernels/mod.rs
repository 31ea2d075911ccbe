//! Steps of work on streams of Arrow batches, which `tamis.spark` puts together; no interface for users.
//!
//! A kernel takes the batches of a partition one after the other (`push`) and gives what it knows by then; `finish` gives the
//! rest. Columns are found by name; others pass unseen.

mod columns;
mod compare;
mod contained;
mod learn;
mod pairs;
mod sketch;

use arrow_array::RecordBatch;
use pyo3::prelude::*;
use pyo3::types::PyModule;
use pyo3_arrow::PyRecordBatch;
use pyo3_arrow::error::PyArrowResult;
use tamis_pipeline::{Cleaner, Config, DedupConfig};

/// One step.
pub(crate) trait Step: Send + Sync {
    /// Takes a batch and returns the rows that are known by then.
    fn push(&mut self, batch: &RecordBatch) -> PyResult<RecordBatch>;

    /// Returns the rows that are left.
    fn finish(&mut self) -> PyResult<RecordBatch>;
}

/// A step of work on a stream of Arrow batches.
#[pyclass(module = "tamis._tamis")]
pub(crate) struct Kernel(Box<dyn Step>);

#[pymethods]
impl Kernel {
    /// Takes a batch and returns the rows that are known by then, as a `pyarrow.RecordBatch`.
    fn push<'py>(&mut self, py: Python<'py>, batch: PyRecordBatch) -> PyArrowResult<Bound<'py, PyAny>> {
        let batch = batch.into_inner();
        let step = &mut self.0;
        let found = py.detach(|| step.push(&batch))?;
        Ok(PyRecordBatch::new(found).into_pyarrow(py)?)
    }

    /// Returns the rows that are left.
    fn finish<'py>(&mut self, py: Python<'py>) -> PyArrowResult<Bound<'py, PyAny>> {
        let step = &mut self.0;
        let found = py.detach(|| step.finish())?;
        Ok(PyRecordBatch::new(found).into_pyarrow(py)?)
    }
}

impl Kernel {
    pub(crate) fn of(step: impl Step + 'static) -> Self {
        Kernel(Box::new(step))
    }
}

/// Settings of the section `[dedup]` as JSON.
pub(crate) fn dedup_settings(json: &str) -> PyResult<DedupConfig> {
    serde_json::from_str(json).map_err(|error| columns::wrong(&format!("settings: {error}")))
}

/// A cleaner by a whole `tamis.toml`.
pub(crate) fn cleaner(settings: &str) -> PyResult<Cleaner> {
    let config = Config::resolve(Some(("settings", settings)), &[]);
    let config = config.map_err(|error| columns::wrong(&error.to_string()))?;
    Cleaner::new(config).map_err(|error| columns::wrong(&error.to_string()))
}

/// Adds the kernels to the module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<Kernel>()?;
    pairs::register(module)?;
    sketch::register(module)?;
    learn::register(module)?;
    compare::register(module)?;
    contained::register(module)
}
