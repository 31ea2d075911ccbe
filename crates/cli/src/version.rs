//! What `--version` prints.

use std::sync::LazyLock;

/// Version of the program, and the hash of the model inside it.
pub(crate) fn long() -> &'static str {
    static TEXT: LazyLock<String> =
        LazyLock::new(|| format!("{} (model: {})", env!("CARGO_PKG_VERSION"), tamis_pipeline::model_hash()));
    &TEXT
}
