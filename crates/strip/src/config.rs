use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tamis_core::ConfigError;

use crate::{HtmlConfig, TextConfig};

/// How much is removed when it is unsure.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Removes more: the output is cleaner, and a true line is lost now and then.
    Precision,
    /// What every quoted figure is taken with.
    #[default]
    Balanced,
    /// Removes only what is sure: more junk stays, hardly a true line is lost.
    Recall,
}

/// Settings of the whole stage.
#[derive(Serialize, Deserialize, JsonSchema, Clone, Debug, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct StripConfig {
    /// How much is removed when it is unsure.
    pub mode: Mode,
    /// A model file to judge with instead of the built-in model. Whoever makes the engine reads it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<PathBuf>,
    /// A document of which more than this share of the words would go is kept whole and flagged,
    /// 0..=1; 1 switches the limit off.
    pub loss_limit: f32,
    /// The judge for plain text.
    pub text: TextConfig,
    /// The judge for HTML pages.
    pub html: HtmlConfig,
}

impl Default for StripConfig {
    fn default() -> Self {
        StripConfig {
            mode: Mode::default(),
            model: None,
            loss_limit: 1.0,
            text: TextConfig::default(),
            html: HtmlConfig::default(),
        }
    }
}

impl StripConfig {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        share("strip.loss_limit", self.loss_limit)?;
        self.html.check()?;
        self.text.check()
    }
}

/// An error unless `value` is a share of something, 0..=1.
pub(crate) fn share(key: &str, value: f32) -> Result<(), ConfigError> {
    if (0.0..=1.0).contains(&value) {
        return Ok(());
    }
    Err(ConfigError::new(key, format!("{value} is no share: give a number from 0 to 1")))
}
