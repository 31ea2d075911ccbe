//! Groups that have nothing to do with the article, told by their words, shape and place.

use tamis_core::Reason;

use super::chain::foreign_probability;
use super::config::TextConfig;
use super::emission::{Setting, Site, border, cues, odds};
use super::facts::Facts;
use super::groups::{Group, Shape};
use super::topic::{Overlap, Topic};

/// What is thought of a group.
#[derive(Debug, Clone)]
pub(crate) struct GroupVerdict {
    /// Probability of being foreign, 0..=1.
    pub(crate) score: f32,
    /// Why it would go.
    pub(crate) reason: Reason,
    /// The figures.
    pub(crate) evidence: String,
}

/// Judges every group against the article, which is found on the way.
///
/// The first round takes all paragraphs for the article, the second those that the first one kept.
pub(crate) fn judge(
    facts: &Facts<'_>,
    groups: &[Group],
    hints: &[f32],
    config: &TextConfig,
) -> Vec<GroupVerdict> {
    const ROUNDS: usize = 2;
    let borders: Vec<f32> = groups
        .windows(2)
        .map(|pair| {
            pair.first().zip(pair.last()).map_or(0.0, |(a, b)| config.border_weight * border(facts, a, b))
        })
        .collect();
    let candidates: Vec<bool> = groups.iter().map(|group| is_text(facts, group)).collect();
    let mut core = candidates.clone();
    let mut scores = Vec::new();
    let mut overlaps: Vec<Overlap> = Vec::new();
    let mut sites = Vec::new();
    for _ in 0..ROUNDS {
        let mut topic = Topic::of(facts, groups, &core);
        sites = places(&core);
        overlaps = groups.iter().enumerate().map(|(at, group)| topic.overlap(facts, group, at)).collect();
        let odds: Vec<f32> = groups
            .iter()
            .zip(&overlaps)
            .zip(&sites)
            .map(|((group, overlap), (site, _))| {
                let setting = setting(facts, group, hints, *site);
                let cues = cues(facts, group, overlap, &topic, setting);
                odds(group, &cues, config)
            })
            .collect();
        scores = foreign_probability(&odds, &borders);
        core = candidates.iter().zip(&scores).map(|(candidate, score)| *candidate && *score < 0.5).collect();
        if !core.contains(&true) {
            break;
        }
    }
    groups
        .iter()
        .zip(&overlaps)
        .zip(scores.iter().zip(&sites))
        .map(|((group, overlap), (score, (site, distance)))| GroupVerdict {
            score: *score,
            reason: if group.encoded { Reason::EncodedFragment } else { Reason::UnrelatedBox },
            evidence: evidence(group, overlap, *site, *distance),
        })
        .collect()
}

/// Whether a group may be part of the article's running text.
fn is_text(facts: &Facts<'_>, group: &Group) -> bool {
    let first = group.lines.first().copied().unwrap_or_default();
    first == 0
        || (group.shape == Shape::Paragraph && !group.encoded)
        || (group.shape == Shape::List
            && group
                .lines
                .iter()
                .filter_map(|at| facts.lines.get(*at))
                .all(|line| line.terminal || line.colon))
}

/// The place of every group, and how many groups of the same side lie between it and the article.
fn places(core: &[bool]) -> Vec<(Site, usize)> {
    let first = core.iter().position(|core| *core).unwrap_or(0);
    let last = core.iter().rposition(|core| *core).unwrap_or(core.len());
    (0..core.len())
        .map(|at| {
            if at < first {
                (Site::Head, first - at)
            } else if at > last {
                (Site::Tail, at - last)
            } else {
                (Site::Middle, 0)
            }
        })
        .collect()
}

fn evidence(group: &Group, overlap: &Overlap, site: Site, distance: usize) -> String {
    let words = overlap.words();
    let mut text = if words == 0 {
        format!("{}: no content words", group.shape.name())
    } else {
        format!("shares {} of {words} content words with the article", overlap.shared())
    };
    match site {
        Site::Head => text.push_str("; before its first paragraph"),
        Site::Middle => text.push_str("; between its paragraphs"),
        Site::Tail => text.push_str(&format!("; {distance} groups after its last paragraph")),
    }
    text
}

/// What is known of a group besides its words.
fn setting(facts: &Facts<'_>, group: &Group, hints: &[f32], site: Site) -> Setting {
    let sum: f32 = group.lines.iter().filter_map(|line| hints.get(*line)).sum();
    let start = group.lines.first().copied().unwrap_or_default();
    Setting {
        site,
        hint: sum / group.lines.len().max(1) as f32,
        announced: start.checked_sub(1).and_then(|at| facts.lines.get(at)).is_some_and(|line| line.colon),
        first: start == 0,
    }
}
