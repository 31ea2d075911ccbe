use serde::{Deserialize, Serialize};
use tamis_core::ConfigError;

use super::model::TextWeights;
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
    /// Log-odds added to those of every group of an article; more removes more.
    pub article_bias: f32,
    /// The same for a whole page.
    pub page_bias: f32,
    /// Weight of the ties between neighbours in an article; 0 judges every group for itself.
    pub article_ties: f32,
    /// The same for a whole page.
    pub page_ties: f32,
    /// A text with at least so many of five signs of a whole page (menu entries, a long head and a long
    /// tail of short lines, a foot, mostly short lines) is judged as one; more than 5 switches that off.
    pub page_signs: u32,
    /// Weights of the cues; none are the built-in ones.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weights: Option<TextWeights>,
}

impl Default for TextConfig {
    fn default() -> Self {
        TextConfig {
            precision_threshold: 0.35,
            balanced_threshold: 0.5,
            recall_threshold: 0.8,
            article_bias: 0.8,
            page_bias: -1.0,
            article_ties: 0.7,
            page_ties: 0.3,
            page_signs: 3,
            weights: None,
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
        finite("strip.text.article_bias", self.article_bias)?;
        finite("strip.text.page_bias", self.page_bias)?;
        weight("strip.text.article_ties", self.article_ties)?;
        weight("strip.text.page_ties", self.page_ties)?;
        self.weights.as_ref().map_or(Ok(()), TextWeights::check)
    }
}

/// An error unless `value` can be the weight of something.
fn weight(key: &str, value: f32) -> Result<(), ConfigError> {
    if value.is_finite() && value >= 0.0 {
        return Ok(());
    }
    Err(ConfigError::new(key, format!("{value} is no weight: give a number of at least 0")))
}

/// An error unless `value` is a number.
fn finite(key: &str, value: f32) -> Result<(), ConfigError> {
    if value.is_finite() { Ok(()) } else { Err(ConfigError::new(key, "give a number")) }
}
