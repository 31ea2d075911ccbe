use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tamis_core::ConfigError;

use crate::config::share;

/// Settings of the judge for HTML pages.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct HtmlConfig {
    /// The F-measure that must be expected of the best choice of blocks, 0..=1; below it a page counts as
    /// one without main content, and nothing of it is kept.
    pub least_expected: f32,
    /// Words in a repeated block from which it goes as a duplicate.
    pub duplicate_words: usize,
}

impl Default for HtmlConfig {
    fn default() -> Self {
        // Chosen by cross-validation on 1,313 labelled pages of seven types; 0.2 to 0.35 give nearly the same.
        HtmlConfig { least_expected: 0.25, duplicate_words: 8 }
    }
}

impl HtmlConfig {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        share("strip.html.least_expected", self.least_expected)
    }
}
