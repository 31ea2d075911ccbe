//! The exceptions of `tamis.errors`, raised from here.

use pyo3::BoundObject;
use pyo3::prelude::*;
use pyo3::types::PyTuple;
use tamis_core::{ConfigError, Reject};
use tamis_pipeline::ResolveError;

/// An exception of the package by its name, or whatever kept it from being made.
fn raised<'py>(py: Python<'py>, name: &str, arguments: impl IntoPyObject<'py, Target = PyTuple>) -> PyErr {
    let made = arguments
        .into_pyobject(py)
        .map_err(Into::into)
        .and_then(|arguments| py.import("tamis.errors")?.getattr(name)?.call1(arguments.into_bound()));
    match made {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}

/// `ConfigError(key, message)`.
pub(crate) fn config(py: Python<'_>, key: &str, message: &str) -> PyErr {
    raised(py, "ConfigError", (key, message))
}

/// The same for settings that could not be resolved.
pub(crate) fn unresolved(py: Python<'_>, error: &ResolveError) -> PyErr {
    match error {
        ResolveError::Invalid { origin, message } => {
            config(py, origin.strip_prefix("setting ").unwrap_or(origin), message)
        }
        other => config(py, "settings", &other.to_string()),
    }
}

/// The same for a value that a stage cannot work with.
pub(crate) fn unfit(py: Python<'_>, error: &ConfigError) -> PyErr {
    config(py, &error.key, &error.problem)
}

/// `RejectedError(cause, message, id)`.
pub(crate) fn rejected(py: Python<'_>, reject: &Reject) -> PyErr {
    raised(py, "RejectedError", (reject.cause.name(), &reject.message, reject.id.as_deref()))
}

/// `SchemaError(column, message)`.
pub(crate) fn schema(py: Python<'_>, column: &str, message: &str) -> PyErr {
    raised(py, "SchemaError", (column, message))
}

/// `DedupError(message)`.
pub(crate) fn dedup(py: Python<'_>, message: &str) -> PyErr {
    raised(py, "DedupError", (message,))
}
