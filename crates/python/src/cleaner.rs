//! The class `Cleaner`.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use arrow_array::RecordBatch;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple, PyType};
use pyo3_arrow::input::AnyRecordBatch;
use pyo3_arrow::{PyRecordBatch, PySchema, PyTable};
use tamis_pipeline::{Cleaner, Config};

use crate::article::PyArticle;
use crate::many::PyArticles;
use crate::values::{self, Document};
use crate::{batch, errors, settings};

/// Threads that may be asked for; more than machines have cores, and systems give them (guess).
const MAX_THREADS: usize = 1024;

/// The id of a text that came alone, as that of standard input.
const LONE_ID: &str = "-";

/// Cleans documents by settings that were checked once.
#[pyclass(frozen, module = "tamis._tamis", name = "Cleaner")]
pub(crate) struct PyCleaner {
    pub(crate) inner: Arc<Cleaner>,
    /// The settings as a `tamis.toml`, by which it is pickled.
    toml: String,
    hash: String,
}

impl PyCleaner {
    fn make(py: Python<'_>, config: Config) -> PyResult<Self> {
        let toml = config.to_toml().map_err(|error| errors::unresolved(py, &error))?;
        let hash = config.hash();
        // Models and tables are read here.
        let made = py.detach(|| Cleaner::new(config));
        let inner = Arc::new(made.map_err(|error| errors::unfit(py, &error))?);
        Ok(PyCleaner { inner, toml, hash })
    }
}

#[pymethods]
impl PyCleaner {
    #[new]
    #[pyo3(signature = (config = None, *, settings = None, **flags))]
    fn new(
        py: Python<'_>,
        config: Option<&Bound<'_, PyAny>>,
        settings: Option<&Bound<'_, PyDict>>,
        flags: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        Self::make(py, settings::resolve(config, settings, flags)?)
    }

    /// A cleaner with the settings of this text of a `tamis.toml`, as a pickle holds them.
    #[classmethod]
    fn _of_toml(class: &Bound<'_, PyType>, toml: &str) -> PyResult<Self> {
        let py = class.py();
        let config = Config::resolve(Some(("settings", toml)), &[]);
        Self::make(py, config.map_err(|error| errors::unresolved(py, &error))?)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let make = slf.get_type().getattr("_of_toml")?;
        Ok((make, PyTuple::new(slf.py(), [slf.get().toml.as_str()])?))
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    /// The resolved settings: a dict of sections, as in a `tamis.toml`.
    #[getter]
    fn config<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let table = self.toml.parse::<toml::Table>();
        let table = table.map_err(|error| errors::config(py, "settings", error.message()))?;
        settings::to_python(py, &toml::Value::Table(table))
    }

    /// The same as the text of a `tamis.toml`.
    fn to_toml(&self) -> &str {
        &self.toml
    }

    /// Hash of the settings that outputs depend on, as in the manifest of a run.
    #[getter]
    fn config_hash(&self) -> &str {
        &self.hash
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash.hash(&mut hasher);
        hasher.finish()
    }

    fn __eq__(&self, other: PyRef<'_, Self>) -> bool {
        self.hash == other.hash
    }

    fn __repr__(&self) -> String {
        let differing = differing(&self.toml).join(", ");
        format!("Cleaner({differing})")
    }

    #[pyo3(signature = (document, *, url = None))]
    fn clean(&self, py: Python<'_>, document: &Bound<'_, PyAny>, url: Option<String>) -> PyResult<PyArticle> {
        let document = Document::of(document)?;
        let source = self.inner.row_source("");
        let read = || {
            let is_bare = document.is_bare();
            let mut record = document.into_record(&source, 1)?;
            record.meta.url = url.or(record.meta.url);
            if is_bare {
                LONE_ID.clone_into(&mut record.meta.id);
            }
            Ok(record)
        };
        let outcome = py.detach(|| self.inner.outcome(read, true));
        match &outcome.article {
            Err(reject) => Err(errors::rejected(py, reject)),
            Ok(_) => Ok(PyArticle::new(outcome)),
        }
    }

    #[pyo3(signature = (documents, *, threads = 0, errors = "return", name = ""))]
    fn clean_many(
        &self,
        documents: &Bound<'_, PyAny>,
        threads: usize,
        errors: &str,
        name: &str,
    ) -> PyResult<PyArticles> {
        values::refuse_one(documents)?;
        let raises = match errors {
            "return" => false,
            "raise" => true,
            other => {
                let message = format!("errors is \"return\" or \"raise\", not {other:?}");
                return Err(PyValueError::new_err(message));
            }
        };
        let source = self.inner.row_source(name);
        PyArticles::new(&self.inner, documents, source, threads_of(threads)?, raises)
    }

    #[pyo3(signature = (batch, *, removed = false, rows = false, threads = 1, name = "", first = 1))]
    #[expect(clippy::too_many_arguments, reason = "they have names in Python")]
    fn clean_batch<'py>(
        &self,
        py: Python<'py>,
        batch: AnyRecordBatch,
        removed: bool,
        rows: bool,
        threads: usize,
        name: &str,
        first: u64,
    ) -> PyResult<Bound<'py, PyAny>> {
        let threads = threads_of(threads)?;
        let mut wanted = batch::Wanted { removed, rows, threads, name, first };
        let clean = |batch, wanted| {
            py.detach(|| batch::clean(&self.inner, &batch, wanted)).map_err(|unfit| raise(py, &unfit))
        };
        match batch {
            AnyRecordBatch::RecordBatch(batch) => {
                let cleaned = PyRecordBatch::new(clean(batch.into_inner(), wanted)?);
                if py.import("pyarrow").is_ok() {
                    cleaned.into_pyarrow(py)
                } else {
                    Ok(Bound::new(py, cleaned)?.into_any())
                }
            }
            AnyRecordBatch::Stream(stream) => {
                let reader = stream.into_reader()?;
                let shape = batch::Shape::new(&reader.schema(), &self.inner.config().input.fields, wanted);
                let schema = shape.map_err(|unfit| raise(py, &unfit))?.schema;
                let mut done = Vec::new();
                for batch in reader {
                    let batch = batch.map_err(|error| errors::schema(py, "", &error.to_string()))?;
                    let rows = batch.num_rows() as u64;
                    done.push(clean(batch, wanted)?);
                    wanted.first += rows;
                }
                let cleaned = PyTable::try_new(done, schema)?;
                if py.import("pyarrow").is_ok() {
                    cleaned.into_pyarrow(py)
                } else {
                    Ok(Bound::new(py, cleaned)?.into_any())
                }
            }
        }
    }

    #[pyo3(signature = (schema, *, removed = false, rows = false))]
    fn output_schema<'py>(
        &self,
        py: Python<'py>,
        schema: PySchema,
        removed: bool,
        rows: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let wanted = batch::Wanted { removed, rows, threads: 1, name: "", first: 1 };
        let none = RecordBatch::new_empty(schema.into_inner());
        let cleaned = batch::clean(&self.inner, &none, wanted).map_err(|unfit| raise(py, &unfit))?;
        let schema = PySchema::new(cleaned.schema());
        if py.import("pyarrow").is_ok() {
            schema.into_pyarrow(py)
        } else {
            Ok(Bound::new(py, schema)?.into_any())
        }
    }
}

fn raise(py: Python<'_>, unfit: &batch::Unfit) -> PyErr {
    errors::schema(py, &unfit.column, &unfit.message)
}

/// As many threads as asked for; for 0 one a core.
pub(crate) fn threads_of(threads: usize) -> PyResult<usize> {
    match threads {
        0 => Ok(std::thread::available_parallelism().map_or(1, usize::from)),
        1..=MAX_THREADS => Ok(threads),
        _ => Err(PyValueError::new_err(format!("threads is {MAX_THREADS} at most, not {threads}"))),
    }
}

/// Settings that are not the defaults, as `key=value`.
fn differing(toml: &str) -> Vec<String> {
    let parse = |text: &str| text.parse::<toml::Table>().unwrap_or_default();
    let defaults = parse(&Config::default().to_toml().unwrap_or_default());
    let mut found = Vec::new();
    compare("", &parse(toml), &defaults, &mut found);
    found
}

fn compare(prefix: &str, table: &toml::Table, defaults: &toml::Table, found: &mut Vec<String>) {
    for (name, value) in table {
        let default = defaults.get(name);
        match (value, default) {
            _ if default == Some(value) => {}
            (toml::Value::Table(inner), Some(toml::Value::Table(defaults))) => {
                compare(&format!("{prefix}{name}."), inner, defaults, found);
            }
            _ => found.push(format!("{prefix}{name}={value}")),
        }
    }
}
