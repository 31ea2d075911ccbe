//! What `--version` prints.

use std::sync::LazyLock;

/// Version of the program, and the hashes of the models inside it.
pub(crate) fn long() -> &'static str {
    static TEXT: LazyLock<String> = LazyLock::new(|| {
        let (text, html) = (tamis_pipeline::text_model_hash(), tamis_pipeline::html_model_hash());
        format!("{} (model: text {text}, html {html})", env!("CARGO_PKG_VERSION"))
    });
    &TEXT
}
