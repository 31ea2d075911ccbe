use serde::{Deserialize, Serialize};
use tamis_core::ConfigError;

use crate::config::share;

/// Settings of the judge for HTML pages.
///
/// The defaults are guesses, checked against 1,313 labelled pages of seven types.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(default, deny_unknown_fields)]
pub struct HtmlConfig {
    /// Link density, 0..=1, from which a block counts as links and not as text.
    pub link_density: f32,
    /// Words from which a block that is no link counts as prose.
    pub prose_words: usize,
    /// A part of the page that holds more than this share of its prose, 0..=1, is content, whatever
    /// its markup calls it, and even if it is hidden until a script has run.
    pub zone_prose_share: f32,
    /// Share of prose in the words outside of zones, 0..=1, from which the main content is where the
    /// prose is; below, it is where the words are.
    pub prose_share: f32,
    /// Share of the prose outside of zones, 0..=1, that the main content must hold.
    pub container_share: f32,
    /// Words of prose in the main content from which a page is judged as an article: lists of links
    /// and loose lines around the prose go then.
    pub article_words: usize,
    /// The F-measure that must be expected of the best choice of blocks, 0..=1; below it a page counts as
    /// one without main content, and nothing of it is kept.
    pub least_expected: f32,
    /// Words in a repeated block from which it goes as a duplicate.
    pub duplicate_words: usize,
}

impl Default for HtmlConfig {
    fn default() -> Self {
        HtmlConfig {
            link_density: 0.5,
            prose_words: 12,
            zone_prose_share: 0.6,
            prose_share: 0.6,
            container_share: 0.8,
            article_words: 200,
            least_expected: 0.25,
            duplicate_words: 8,
        }
    }
}

impl HtmlConfig {
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        share("strip.html.link_density", self.link_density)?;
        share("strip.html.least_expected", self.least_expected)?;
        share("strip.html.zone_prose_share", self.zone_prose_share)?;
        share("strip.html.prose_share", self.prose_share)?;
        share("strip.html.container_share", self.container_share)
    }
}
