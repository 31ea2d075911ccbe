use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tamis_core::ConfigError;

use crate::Mode;
use crate::config::share;

/// Settings of the judge for plain text.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct TextConfig {
    /// How much recall weighs against precision in precision mode, as the beta of the F-measure.
    pub precision_beta: f32,
    /// The same in balanced mode.
    pub balanced_beta: f32,
    /// The same in recall mode.
    pub recall_beta: f32,
    /// What the beta of a mode is multiplied by for whole pages, whose lines are harder to tell.
    pub page_factor: f32,
    /// The least that is taken for texts of a language whose words are not known.
    pub unknown_beta: f32,
    /// A heading over text that stays is kept from this probability on, 0..=1.
    pub heading_floor: f32,
    /// Running text that came in encoded and goes on where the article stops is kept from this probability on,
    /// 0..=1.
    pub encoded_floor: f32,
    /// A long row of keys and values behind rows that go is kept from this probability on, 0..=1.
    pub row_ceiling: f32,
    /// What would go alone between neighbours that stay is kept from this probability on, 0..=1.
    pub alone_floor: f32,
}

impl Default for TextConfig {
    fn default() -> Self {
        TextConfig {
            precision_beta: 0.5,
            balanced_beta: 0.7,
            recall_beta: 1.4,
            page_factor: 1.4,
            unknown_beta: 1.4,
            heading_floor: 0.25,
            encoded_floor: 0.1,
            row_ceiling: 0.8,
            alone_floor: 0.3,
        }
    }
}

impl TextConfig {
    /// How much recall weighs against precision.
    pub(crate) fn beta(&self, mode: Mode) -> f32 {
        match mode {
            Mode::Precision => self.precision_beta,
            Mode::Balanced => self.balanced_beta,
            Mode::Recall => self.recall_beta,
        }
    }

    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        for (key, beta) in [
            ("strip.text.precision_beta", self.precision_beta),
            ("strip.text.balanced_beta", self.balanced_beta),
            ("strip.text.recall_beta", self.recall_beta),
            ("strip.text.page_factor", self.page_factor),
            ("strip.text.unknown_beta", self.unknown_beta),
        ] {
            if !beta.is_finite() || beta <= 0.0 {
                return Err(ConfigError::new(key, format!("{beta} is no weight: give a number above 0")));
            }
        }
        share("strip.text.heading_floor", self.heading_floor)?;
        share("strip.text.encoded_floor", self.encoded_floor)?;
        share("strip.text.row_ceiling", self.row_ceiling)?;
        share("strip.text.alone_floor", self.alone_floor)
    }
}
