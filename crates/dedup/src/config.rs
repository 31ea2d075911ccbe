use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What counts as the same story, and which copy of it stays. The section `[dedup]` of `tamis.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DedupConfig {
    /// Whether near-duplicates and contained copies are looked for; without, only equal words in equal order
    /// match.
    pub near: bool,
    /// Least share of word 5-grams that near-duplicates have in common (Jaccard), 0..=1.
    pub threshold: f64,
    /// How candidates are found: bands x rows of the signature of 128 values. More bands find more and cost
    /// more; every candidate is verified.
    pub bands: String,
    /// Least share of the word 5-grams of the smaller document that stand in the larger, 0..=1, from which on the
    /// smaller is a contained copy.
    pub containment: f64,
    /// Which copy stays.
    pub keep: Keep,
    /// Whether contained copies stay.
    pub keep_contained: bool,
    /// Whether every document stays, and its row says what was found under `metadata.tamis.dedup`.
    pub annotate: bool,
}

impl Default for DedupConfig {
    fn default() -> Self {
        DedupConfig {
            near: true,
            threshold: 0.7,
            bands: "25x5".into(),
            containment: 0.8,
            keep: Keep::Best,
            keep_contained: false,
            annotate: false,
        }
    }
}

/// Which copy of a story stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Keep {
    /// The one with the earliest plausible date, then the one with more words, then the smaller hash of its
    /// words. A document without a plausible date comes after all that have one. Of a story that grew, the
    /// last full version.
    #[default]
    Best,
    /// The first in input order.
    First,
    /// The one with most words, then the earliest plausible date, then the smaller hash of its words.
    Longest,
}
