//! The classes `Article` and `Removed`.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyList, PyTuple, PyType};
use std::fmt::Write as _;
use tamis_core::Reject;
use tamis_pipeline::{Article, Outcome, RemovedSpan};

use crate::batch::line;
use crate::errors;

/// Characters of a text that are shown of it.
const SHOWN_CHARACTERS: usize = 60;

/// What became of one document.
#[pyclass(frozen, module = "tamis._tamis", name = "Article")]
pub(crate) struct PyArticle {
    outcome: Outcome,
}

impl PyArticle {
    pub(crate) fn new(outcome: Outcome) -> Self {
        PyArticle { outcome }
    }

    fn article(&self) -> Option<&Article> {
        self.outcome.article.as_ref().ok()
    }

    fn reject(&self) -> Option<&Reject> {
        self.outcome.article.as_ref().err().map(|reject| &**reject)
    }
}

#[pymethods]
impl PyArticle {
    /// An article as a pickle holds it.
    #[classmethod]
    fn _of_bytes(_class: &Bound<'_, PyType>, bytes: &[u8]) -> PyResult<Self> {
        let outcome = Outcome::from_bytes(bytes);
        Ok(PyArticle { outcome: outcome.map_err(|error| PyValueError::new_err(error.to_string()))? })
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let bytes = PyBytes::new(slf.py(), &slf.get().outcome.to_bytes());
        Ok((slf.get_type().getattr("_of_bytes")?, PyTuple::new(slf.py(), [bytes])?))
    }

    #[getter]
    fn text(&self) -> &str {
        self.article().map_or("", |article| &article.text)
    }

    #[getter]
    fn id(&self) -> Option<&str> {
        match &self.outcome.article {
            Ok(article) => Some(&article.meta.id),
            Err(reject) => reject.id.as_deref(),
        }
    }

    #[getter]
    fn url(&self) -> Option<&str> {
        self.article()?.meta.url.as_deref()
    }

    #[getter]
    fn title(&self) -> Option<&str> {
        self.article()?.own().title
    }

    #[getter]
    fn authors(&self) -> Vec<&str> {
        let authors = self.article().map(|article| article.own().authors);
        authors.unwrap_or_default().iter().map(String::as_str).collect()
    }

    #[getter]
    fn date(&self) -> Option<&str> {
        self.article()?.meta.created.as_deref()
    }

    #[getter]
    fn language(&self) -> Option<&str> {
        self.article()?.own().language
    }

    #[getter]
    fn language_score(&self) -> Option<f64> {
        self.article()?.own().language_score
    }

    #[getter]
    fn flags(&self) -> Vec<&'static str> {
        self.article().map(|article| article.own().flags).unwrap_or_default()
    }

    #[getter]
    fn dropped(&self) -> Option<&'static str> {
        self.article()?.drop.as_ref().map(|(reason, _)| reason.name())
    }

    #[getter]
    fn dropped_evidence(&self) -> Option<&str> {
        self.article()?.drop.as_ref().map(|(_, evidence)| evidence.as_str())
    }

    #[getter]
    fn error<'py>(&self, py: Python<'py>) -> Option<Bound<'py, PyAny>> {
        Some(errors::rejected(py, self.reject()?).into_value(py).into_bound(py).into_any())
    }

    #[getter]
    fn removed<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        PyList::new(py, self.outcome.removed.iter().cloned().map(PyRemoved))
    }

    #[getter]
    fn metadata<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        if self.reject().is_some() {
            return Ok(PyDict::new(py).into_any());
        }
        self.row(py)?.get_item("metadata")
    }

    fn row<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (self.row_json(py)?,))
    }

    fn row_json(&self, py: Python<'_>) -> PyResult<String> {
        match &self.outcome.article {
            Ok(article) => Ok(line(article)),
            Err(reject) => Err(errors::rejected(py, reject)),
        }
    }

    fn __repr__(&self) -> String {
        let article = match &self.outcome.article {
            Ok(article) => article,
            Err(reject) => {
                return format!(
                    "Article(id={:?}, error={:?})",
                    reject.id.as_deref().unwrap_or_default(),
                    reject.cause.name()
                );
            }
        };
        let mut shown: String = article.text.chars().take(SHOWN_CHARACTERS).collect();
        let count = article.text.chars().count();
        if count > SHOWN_CHARACTERS {
            shown.push('…');
        }
        let mut said = format!("Article({shown:?}, {count} characters");
        for (name, value) in [("title", self.title()), ("date", self.date()), ("language", self.language())] {
            if let Some(value) = value {
                let _ = write!(said, ", {name}={value:?}");
            }
        }
        if let Some(reason) = self.dropped() {
            let _ = write!(said, ", dropped={reason:?}");
        }
        match self.outcome.removed.len() {
            0 => said.push(')'),
            removed => {
                let _ = write!(said, ", {removed} removed)");
            }
        }
        said
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<PyArticle>().is_ok_and(|other| other.get().outcome == self.outcome)
    }
}

/// A span of a document that was removed, edited or decoded.
#[pyclass(frozen, module = "tamis._tamis", name = "Removed")]
pub(crate) struct PyRemoved(RemovedSpan);

#[pymethods]
impl PyRemoved {
    #[new]
    #[pyo3(signature = (start, end, reason, text, score, evidence, replacement = None))]
    fn new(
        start: u64,
        end: u64,
        reason: &str,
        text: String,
        score: f64,
        evidence: String,
        replacement: Option<String>,
    ) -> PyResult<Self> {
        let Some(known) = tamis_core::Reason::from_name(reason) else {
            return Err(PyValueError::new_err(format!("unknown reason {reason:?}")));
        };
        Ok(PyRemoved(RemovedSpan { start, end, reason: known, score, evidence, text, replacement }))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> (Bound<'py, PyType>, Parts) {
        let span = &slf.get().0;
        let parts = (
            span.start,
            span.end,
            span.reason.name(),
            span.text.clone(),
            span.score,
            span.evidence.clone(),
            span.replacement.clone(),
        );
        (slf.get_type(), parts)
    }

    #[getter]
    fn start(&self) -> u64 {
        self.0.start
    }

    #[getter]
    fn end(&self) -> u64 {
        self.0.end
    }

    #[getter]
    fn stage(&self) -> &'static str {
        self.0.reason.stage().name()
    }

    #[getter]
    fn action(&self) -> &'static str {
        self.0.reason.action().name()
    }

    #[getter]
    fn reason(&self) -> &'static str {
        self.0.reason.name()
    }

    #[getter]
    fn text(&self) -> &str {
        &self.0.text
    }

    #[getter]
    fn score(&self) -> f64 {
        self.0.score
    }

    #[getter]
    fn evidence(&self) -> &str {
        &self.0.evidence
    }

    #[getter]
    fn replacement(&self) -> Option<&str> {
        self.0.replacement.as_deref()
    }

    fn __repr__(&self) -> String {
        let RemovedSpan { start, end, reason, score, text, .. } = &self.0;
        let mut shown: String = text.chars().take(SHOWN_CHARACTERS).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        format!("Removed({start}, {end}, {:?}, {shown:?}, score={score})", reason.name())
    }

    fn __eq__(&self, other: &Bound<'_, PyAny>) -> bool {
        other.cast::<PyRemoved>().is_ok_and(|other| other.get().0 == self.0)
    }
}

/// What a `Removed` is made from.
type Parts = (u64, u64, &'static str, String, f64, String, Option<String>);
