//! How much a group looks as if it did not belong, by its words, its shape and its place.

use super::config::TextConfig;
use super::facts::Facts;
use super::groups::{Group, Shape};
use super::topic::{Overlap, Topic};

/// Share of its words that a foreign text has in common with an article of no words, by chance.
const CHANCE_FLOOR: f32 = 0.02;
/// What is added to it for each different word of the article.
const CHANCE_PER_WORD: f32 = 1.0 / 5000.0;
/// The most that chance may explain.
const CHANCE_LIMIT: f32 = 0.3;

/// The place of a group in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Site {
    /// Before the first paragraph of the article.
    Head,
    /// Between two paragraphs of the article.
    Middle,
    /// Behind the last paragraph of the article.
    Tail,
}

/// Log-odds of a group to be foreign.
pub(crate) fn odds(group: &Group, overlap: &Overlap, topic: &Topic, site: Site, config: &TextConfig) -> f32 {
    prior(group, site) + config.topic_weight * likelihood(group, overlap, topic).clamp(-6.0, 6.0)
}

/// Log-odds by shape and place alone.
fn prior(group: &Group, site: Site) -> f32 {
    let shape = match group.shape {
        Shape::Paragraph => -2.0,
        Shape::Heading => -0.5,
        Shape::List => -0.6,
        Shape::KeyValues => 0.0,
        Shape::Rows => -0.3,
        Shape::Verse => -3.0,
    };
    let place = match site {
        Site::Head => -0.3,
        Site::Middle => -0.3,
        Site::Tail => 1.0,
    };
    shape + place + if group.encoded { 1.5 } else { 0.0 }
}

/// Log-likelihood ratio of the shared and unshared words, foreign against own.
fn likelihood(group: &Group, overlap: &Overlap, topic: &Topic) -> f32 {
    let loose = match group.shape {
        Shape::Paragraph => 1.0,
        Shape::Heading => 0.9,
        Shape::List | Shape::Verse => 0.7,
        Shape::KeyValues | Shape::Rows => 0.6,
    };
    let chance = (CHANCE_FLOOR + topic.vocabulary as f32 * CHANCE_PER_WORD).min(CHANCE_LIMIT);
    let own = (topic.own_rate * loose).clamp(chance + 0.02, 0.9);
    let shared = overlap.rare_shared as f32;
    let unshared = (overlap.rare - overlap.rare_shared) as f32;
    let rare = shared * (chance / own).ln() + unshared * ((1.0 - chance) / (1.0 - own)).ln();
    let common_shared = overlap.common_shared as f32;
    let common_unshared = (overlap.common - overlap.common_shared) as f32;
    rare - 0.15 * common_shared + 0.1 * common_unshared - 0.5 * overlap.rare_central as f32
}

/// Cost of a change between own and foreign at the border of two neighbours.
pub(crate) fn border(facts: &Facts<'_>, before: &Group, after: &Group) -> f32 {
    let last = before.lines.last().and_then(|at| facts.lines.get(*at));
    let first = after.lines.first().and_then(|at| facts.lines.get(*at));
    let (Some(last), Some(first)) = (last, first) else { return 2.0 };
    if before.encoded || after.encoded {
        return 1.0;
    }
    let cost: f32 = match (before.shape, after.shape) {
        (Shape::Heading, _) => 4.0,
        _ if last.colon => 4.0,
        (Shape::List, Shape::List) => 2.5,
        (Shape::Paragraph, Shape::Paragraph) => 2.5,
        _ => 1.8,
    };
    if first.gap { cost * 0.7 } else { cost }
}
