//! Which lines of a plain text belong to the article.

mod config;

pub use config::TextConfig;

use tamis_core::{Document, Reason, Verdict};

use crate::Mode;

/// One verdict a block, in the order of the blocks.
pub(crate) fn judge(document: &Document, _config: &TextConfig, _mode: Mode) -> Vec<Verdict> {
    document
        .blocks
        .iter()
        .map(|block| {
            if block.text.trim().trim_end_matches(':').eq_ignore_ascii_case("share this") {
                Verdict::drop(Reason::ShareLine, 1.0, "closed vocabulary")
            } else {
                Verdict::keep(0.0)
            }
        })
        .collect()
}
