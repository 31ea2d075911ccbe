//! Many documents one after the other: `Cleaner.clean_many`.

use std::mem::ManuallyDrop;
use std::process;
use std::sync::Arc;
use std::time::Duration;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyIterator;
use tamis_core::{Place, Reject, RejectCause};
use tamis_pipeline::{Cleaner, Ordered, Outcome, RowSource};

use crate::article::PyArticle;
use crate::errors;
use crate::values::Document;

/// How long a result is waited for before signals are looked at, such as that of Ctrl-C.
const PATIENCE: Duration = Duration::from_millis(50);

/// Articles of the documents of an iterable, in its order.
#[pyclass(module = "tamis._tamis", name = "Articles")]
pub(crate) struct PyArticles {
    /// `None` when it has ended.
    documents: Option<Py<PyIterator>>,
    /// What the iterable raised, which is raised behind what came before it.
    raised: Option<PyErr>,
    /// `None` when nothing is under way any more.
    work: Option<Ordered<(u64, Document), Outcome>>,
    pulled: u64,
    raises: bool,
    /// The process that the threads belong to.
    process: u32,
}

impl PyArticles {
    pub(crate) fn new(
        cleaner: &Arc<Cleaner>,
        documents: &Bound<'_, PyAny>,
        source: RowSource,
        threads: usize,
        raises: bool,
    ) -> PyResult<Self> {
        let cleaner = Arc::clone(cleaner);
        let work = move |(number, document): (u64, Document)| {
            cleaner.outcome(|| document.into_record(&source, number), true)
        };
        Ok(PyArticles {
            documents: Some(documents.try_iter()?.unbind()),
            raised: None,
            work: Some(Ordered::start(threads, work)?),
            pulled: 0,
            raises,
            process: process::id(),
        })
    }

    /// In a process that was forked there are no threads to wait for, and a lock may be held for ever.
    fn leave_to_parent(&mut self) {
        if self.process != process::id() {
            let _ = self.work.take().map(ManuallyDrop::new);
        }
    }

    /// Takes documents until the next result is there or enough is under way, one at least if it fits.
    fn pull(&mut self, py: Python<'_>) {
        let (Some(work), Some(documents)) = (&mut self.work, &self.documents) else { return };
        let mut documents = documents.bind(py).clone();
        while work.wants_more() {
            let document = match documents.next() {
                Some(Ok(object)) => Document::of(&object),
                Some(Err(error)) => Err(error),
                None => {
                    self.documents = None;
                    break;
                }
            };
            match document {
                Ok(document) => {
                    self.pulled += 1;
                    let bytes = document.bytes();
                    work.push((self.pulled, document), bytes);
                }
                Err(error) => {
                    self.raised = Some(error);
                    self.documents = None;
                    break;
                }
            }
            if work.is_ready() {
                break;
            }
        }
    }
}

impl Drop for PyArticles {
    fn drop(&mut self) {
        self.leave_to_parent();
    }
}

#[pymethods]
impl PyArticles {
    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<PyArticle>> {
        if self.process != process::id() {
            let message =
                "the articles belong to the process that was forked; call clean_many in each process";
            return Err(PyRuntimeError::new_err(message));
        }
        self.pull(py);
        let Some(work) = &mut self.work else { return Ok(None) };
        if work.is_empty() {
            let raised = self.raised.take();
            self.close(py);
            return raised.map_or(Ok(None), Err);
        }
        let taken = loop {
            if let Some(taken) = work.take() {
                break taken;
            }
            work.hand_over();
            py.detach(|| work.wait(PATIENCE));
            py.check_signals()?;
        };
        let outcome = taken.unwrap_or_else(|message| Outcome {
            article: Err(Box::new(Reject {
                place: Place::default(),
                id: None,
                cause: RejectCause::Panicked,
                message,
            })),
            removed: Vec::new(),
        });
        match &outcome.article {
            Err(reject) if self.raises => Err(errors::rejected(py, reject)),
            _ => Ok(Some(PyArticle::new(outcome))),
        }
    }

    /// Forgets what is under way and waits until the threads have ended.
    fn close(&mut self, py: Python<'_>) {
        self.documents = None;
        self.raised = None;
        self.leave_to_parent();
        if let Some(work) = self.work.take() {
            py.detach(|| work.close());
        }
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    #[pyo3(signature = (*_raised))]
    fn __exit__(&mut self, py: Python<'_>, _raised: &Bound<'_, PyAny>) {
        self.close(py);
    }
}
