//! The compiled part of the Python package `tamis`: thin bindings over `tamis_pipeline`.
//!
//! What users see stands in `python/tamis`; this module is `tamis._tamis` there and no interface of its own.
#![allow(clippy::needless_pass_by_value, reason = "functions that Python calls own what they are given")]
#![allow(
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "Arrow's numbers have a sign; hashes and counts keep their bits in them"
)]

mod article;
mod batch;
mod cleaner;
mod dedup;
mod errors;
mod kernels;
mod many;
mod settings;
mod values;

use pyo3::prelude::*;

/// The compiled part of tamis.
#[pymodule(gil_used = false)]
mod _tamis {
    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::article::{PyArticle, PyRemoved};
    #[pymodule_export]
    use crate::cleaner::PyCleaner;
    #[pymodule_export]
    use crate::dedup::{PyAnnotation, PyClusters, compare};
    #[pymodule_export]
    use crate::many::PyArticles;

    /// Version of the package.
    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        crate::kernels::register(module)
    }
}
