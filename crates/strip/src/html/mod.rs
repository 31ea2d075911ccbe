//! Which blocks of an HTML page belong to the article.

use serde::{Deserialize, Serialize};
use tamis_core::{Document, Verdict};

/// Settings of the judge for HTML pages.
#[derive(Serialize, Deserialize, Clone, Debug, Default, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct HtmlConfig {}

/// One verdict a block, in the order of the blocks.
pub(crate) fn judge(document: &Document, _config: &HtmlConfig) -> Vec<Verdict> {
    document.blocks.iter().map(|_| Verdict::keep(0.0)).collect()
}
