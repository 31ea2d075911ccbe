use serde::{Deserialize, Serialize};
use tamis_core::ConfigError;

use crate::Mode;
use crate::config::share;

/// Settings of the judge for plain text.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct TextConfig {
    /// Lines are dropped in precision mode from this score on, 0..=1.
    pub precision_threshold: f32,
    /// Lines are dropped in balanced mode from this score on, 0..=1.
    pub balanced_threshold: f32,
    /// Lines are dropped in recall mode from this score on, 0..=1.
    pub recall_threshold: f32,
    /// Weight of the words that a group shares or does not share with the article; 0 switches the
    /// comparison of topics off.
    pub topic_weight: f32,
    /// Weight of the ties between neighbours; 0 judges every group for itself.
    pub border_weight: f32,
}

impl Default for TextConfig {
    fn default() -> Self {
        TextConfig {
            precision_threshold: 0.35,
            balanced_threshold: 0.5,
            recall_threshold: 0.8,
            topic_weight: 1.0,
            border_weight: 0.7,
        }
    }
}

impl TextConfig {
    /// The score from which on a line goes.
    pub(crate) fn threshold(&self, mode: Mode) -> f32 {
        match mode {
            Mode::Precision => self.precision_threshold,
            Mode::Balanced => self.balanced_threshold,
            Mode::Recall => self.recall_threshold,
        }
    }

    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        share("strip.text.precision_threshold", self.precision_threshold)?;
        share("strip.text.balanced_threshold", self.balanced_threshold)?;
        share("strip.text.recall_threshold", self.recall_threshold)?;
        weight("strip.text.topic_weight", self.topic_weight)?;
        weight("strip.text.border_weight", self.border_weight)
    }
}

/// An error unless `value` can be the weight of something.
fn weight(key: &str, value: f32) -> Result<(), ConfigError> {
    if value.is_finite() && value >= 0.0 {
        return Ok(());
    }
    Err(ConfigError::new(key, format!("{value} is no weight: give a number of at least 0")))
}
