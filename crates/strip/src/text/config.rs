use serde::{Deserialize, Serialize};
use tamis_core::ConfigError;

use crate::config::share;

/// Settings of the judge for plain text.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct TextConfig {
    /// A unit is dropped in balanced mode when its score is at least this, 0..=1.
    pub threshold: f32,
}

impl Default for TextConfig {
    fn default() -> Self {
        TextConfig { threshold: 0.5 }
    }
}

impl TextConfig {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        share("strip.text.threshold", self.threshold)
    }
}
