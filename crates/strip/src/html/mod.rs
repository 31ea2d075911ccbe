//! Which blocks of an HTML page belong to the article.
//!
//! Rules in three steps, each in its own module: [`zones`] finds the parts of the page that its own
//! markup calls something else (navigation, comments, a cookie notice); [`container`] finds the smallest
//! element that holds nearly all the prose outside of them; [`inside`] judges what else stands in that
//! element. What the user's selectors say goes before all of it.

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

use tamis_core::{Block, Document, ElementId, Flag, Outline, Reason, Verdict};

pub use config::HtmlConfig;
pub use explain::Cause;
pub(crate) use learned::HtmlJudge;
pub use learned::Explanation;
pub use training::{HtmlFeatures, HtmlTrainer};

use facts::Facts;
use zones::Zones;

/// Score of a verdict that is no guess: the page or the user says it.
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
    let has_rules = document.outline.elements().iter().any(|e| e.user_rule.is_some() || e.unselected);
    for (block, verdict) in document.blocks.iter().zip(&mut verdicts).filter(|_| has_rules) {
        if let Some(ruled) = by_user(block, &document.outline) {
            *verdict = ruled;
        }
    }
    (verdicts, flags)
}

/// What the user's selectors say of a block: a drop around it wins over all, then the restriction to
/// a part of the page, then a keep.
fn by_user(block: &Block, outline: &Outline) -> Option<Verdict> {
    let mut keeps = false;
    for (_, element) in outline.ancestors(block.element) {
        match element.user_rule {
            Some(false) => {
                let evidence = format!("drop selector matches {}", zones::name(element));
                return Some(Verdict::drop(Reason::UserSelector, CERTAIN, evidence));
            }
            Some(true) => keeps = true,
            None => {}
        }
    }
    let holder = block.element.and_then(|id: ElementId| outline.get(id));
    if holder.is_some_and(|element| element.unselected) {
        let evidence = "outside of what the only-selector matches";
        return Some(Verdict::drop(Reason::UserSelector, CERTAIN, evidence));
    }
    keeps.then(|| Verdict::keep(0.0))
}

#[cfg(test)]
mod tests;
