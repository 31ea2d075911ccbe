//! Which blocks of an HTML page belong to the article.
//!
//! Rules in three steps, each in its own module: [`zones`] finds the parts of the page that its own
//! markup calls something else (navigation, comments, a cookie notice); [`container`] finds the smallest
//! element that holds nearly all the prose outside of them; [`inside`] judges what else stands in that
//! element.

mod config;
mod container;
mod decision;
mod explain;
mod facts;
mod features;
mod inside;
mod keywords;
mod learned;
mod patterns;
mod reasons;
mod sections;
mod training;
mod visibility;
mod zones;

use tamis_core::{Document, Flag, Verdict};

pub use config::HtmlConfig;
pub use explain::Cause;
pub(crate) use learned::HtmlJudge;
pub use learned::Explanation;
pub use training::{HtmlFeatures, HtmlTrainer};

use facts::Facts;
use zones::Zones;

/// Score of a verdict that is no guess: the page says it.
const CERTAIN: f32 = 1.0;

/// One verdict a block, in the order of the blocks, and what a user should know of the judgement.
pub(crate) fn judge(document: &Document, config: &HtmlConfig) -> (Vec<Verdict>, Vec<Flag>) {
    let facts = Facts::of(document, config);
    let zones = Zones::of(document, &facts, config);
    let main = container::main(document, &facts, &zones, config);
    let mut verdicts = inside::verdicts(document, &facts, &zones, main.as_ref(), config);
    let mut flags = Vec::new();
    if !verdicts.iter().any(|verdict| !verdict.is_drop()) && facts.has_visible_words() {
        verdicts = document.blocks.iter().map(Verdict::by_visibility).collect();
        flags.push(Flag::NoMainContent);
    }
    (verdicts, flags)
}

#[cfg(test)]
mod tests;
