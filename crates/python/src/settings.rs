//! Settings from Python, and back.

use std::path::PathBuf;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};
use tamis_pipeline::{Config, Override};
use toml::{Table, Value};

use crate::errors;

/// Tables and lists that may stand in each other; far more than settings have.
const MAX_DEPTH: usize = 16;

/// The settings that follow from the defaults, then `config`, a dict or the path of a `tamis.toml`, then `settings` by
/// their keys, then `flags` by their names.
pub(crate) fn resolve(
    config: Option<&Bound<'_, PyAny>>,
    settings: Option<&Bound<'_, PyDict>>,
    flags: Option<&Bound<'_, PyDict>>,
) -> PyResult<Config> {
    let mut overrides = Vec::new();
    let mut file = None;
    let given = config.filter(|config| !config.is_none());
    if let Some(config) = given {
        let py = config.py();
        if let Ok(table) = config.cast::<PyDict>() {
            flatten("", &table_of(table, 0)?, &mut overrides);
        } else if let Ok(path) = config.extract::<PathBuf>() {
            let text = std::fs::read_to_string(&path).map_err(|error| {
                errors::config(py, &path.display().to_string(), &format!("cannot be read: {error}"))
            })?;
            file = Some((path.display().to_string(), text));
        } else {
            let message = "config is a dict or the path of a tamis.toml";
            return Err(PyTypeError::new_err(message));
        }
    }
    if let Some(settings) = settings {
        flatten("", &table_of(settings, 0)?, &mut overrides);
    }
    for (name, value) in flags.into_iter().flatten() {
        if value.is_none() {
            continue;
        }
        let name: String = name.extract()?;
        let item = Override::of_flag(&name, value_of(&value, 0)?);
        overrides.push(item.map_err(|error| errors::unresolved(value.py(), &error))?);
    }
    let named = file.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
    Python::attach(|py| Config::resolve(named, &overrides).map_err(|error| errors::unresolved(py, &error)))
}

/// A table of tables as settings by dotted keys.
fn flatten(prefix: &str, table: &Table, out: &mut Vec<Override>) {
    for (name, value) in table {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            Value::Table(inner) => flatten(&key, inner, out),
            value => out.push(Override::new(key, value.clone())),
        }
    }
}

fn table_of(dict: &Bound<'_, PyDict>, depth: usize) -> PyResult<Table> {
    let mut table = Table::new();
    for (name, value) in dict {
        if !value.is_none() {
            table.insert(name.extract()?, value_of(&value, depth + 1)?);
        }
    }
    Ok(table)
}

/// A value of Python as one of TOML; a path as its text.
fn value_of(value: &Bound<'_, PyAny>, depth: usize) -> PyResult<Value> {
    if depth > MAX_DEPTH {
        return Err(PyTypeError::new_err("settings are nested too deep"));
    }
    let list = |items: Vec<Bound<'_, PyAny>>| {
        items.iter().map(|item| value_of(item, depth + 1)).collect::<PyResult<Vec<_>>>().map(Value::Array)
    };
    if value.is_instance_of::<PyBool>() {
        Ok(Value::Boolean(value.extract()?))
    } else if value.is_instance_of::<PyInt>() {
        Ok(Value::Integer(value.extract()?))
    } else if value.is_instance_of::<PyFloat>() {
        Ok(Value::Float(value.extract()?))
    } else if value.is_instance_of::<PyString>() {
        Ok(Value::String(value.extract()?))
    } else if let Ok(dict) = value.cast::<PyDict>() {
        table_of(dict, depth + 1).map(Value::Table)
    } else if let Ok(items) = value.cast::<PyList>() {
        list(items.iter().collect())
    } else if let Ok(items) = value.cast::<PyTuple>() {
        list(items.iter().collect())
    } else if let Ok(path) = value.extract::<PathBuf>() {
        Ok(Value::String(path.to_string_lossy().into_owned()))
    } else {
        let kind = value.get_type().name()?;
        Err(PyTypeError::new_err(format!("a setting cannot be a {kind}")))
    }
}

/// A value of TOML as one of Python.
pub(crate) fn to_python<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::String(text) => PyString::new(py, text).into_any(),
        Value::Integer(number) => number.into_pyobject(py)?.into_any(),
        Value::Float(number) => number.into_pyobject(py)?.into_any(),
        Value::Boolean(is_so) => PyBool::new(py, *is_so).to_owned().into_any(),
        Value::Datetime(moment) => PyString::new(py, &moment.to_string()).into_any(),
        Value::Array(items) => {
            let items = items.iter().map(|item| to_python(py, item)).collect::<PyResult<Vec<_>>>()?;
            PyList::new(py, items)?.into_any()
        }
        Value::Table(table) => {
            let dict = PyDict::new(py);
            for (name, value) in table {
                dict.set_item(name, to_python(py, value)?)?;
            }
            dict.into_any()
        }
    })
}
