//! Groups that have nothing to do with the article, told by their words, shape and place.

use tamis_core::Reason;

use super::chain::foreign_probability;
use super::config::TextConfig;
use super::emission::{CUES, Setting, Site, border, cues, is_measured, odds};
use super::facts::Facts;
use super::groups::{Group, Shape};
use super::lexicon::{HashedMap, List};
use super::model::Model;
use super::page::Relief;
use super::topic::{Overlap, Topic};

/// Rounds of judging: the first takes all paragraphs for the article, the second those that the first
/// one kept.
const ROUNDS: usize = 2;

/// Whatever scores less in the first round lends its words to the article in the second (guess).
const OWN_SCORE: f32 = 0.15;

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

/// What the learned judge sees of a group of lines.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupCues {
    /// Indexes into the blocks of the document, ascending.
    pub blocks: Vec<usize>,
    /// Whether the document is judged as a whole page rather than as an article.
    pub page: bool,
    /// Whether the group is running text.
    pub paragraph: bool,
    /// The cues in the order of [`cue_names`](crate::cue_names).
    pub cues: Vec<f32>,
}

/// The cues of every group, as the last round of judging sees them.
pub(crate) fn group_cues(
    facts: &Facts<'_>,
    groups: &[Group],
    hints: &[f32],
    config: &TextConfig,
    model: &Model,
) -> Vec<GroupCues> {
    let judge = Judge::new(facts, groups, hints, config, model);
    let cues = judge.last_round().cues;
    groups
        .iter()
        .zip(cues)
        .map(|(group, cues)| GroupCues {
            blocks: group.lines.clone(),
            page: judge.page,
            paragraph: group.shape == Shape::Paragraph,
            cues: cues.to_vec(),
        })
        .collect()
}

/// Judges every group against the article, which is found on the way.
pub(crate) fn judge(
    facts: &Facts<'_>,
    groups: &[Group],
    hints: &[f32],
    config: &TextConfig,
    model: &Model,
) -> Vec<GroupVerdict> {
    Judge::new(facts, groups, hints, config, model).verdicts()
}

struct Judge<'a, 'd> {
    facts: &'a Facts<'d>,
    groups: &'a [Group],
    config: &'a TextConfig,
    model: &'a Model,
    page: bool,
    settings: Vec<Setting>,
}

/// What one round of judging found.
struct Round {
    cues: Vec<[f32; CUES]>,
    scores: Vec<f32>,
    overlaps: Vec<Overlap>,
    places: Vec<(Site, usize)>,
}

impl<'a, 'd> Judge<'a, 'd> {
    fn new(
        facts: &'a Facts<'d>,
        groups: &'a [Group],
        hints: &[f32],
        config: &'a TextConfig,
        model: &'a Model,
    ) -> Self {
        let relief = Relief::of(facts);
        let page = relief.page_signs >= config.page_signs;
        let mut copies: HashedMap<u32> = HashedMap::default();
        for line in &facts.lines {
            *copies.entry(line.key).or_default() += 1;
        }
        let settings = groups.iter().map(|group| setting(facts, group, hints, &relief, &copies)).collect();
        let mut judge = Judge { facts, groups, config, model, page, settings };
        judge.weigh();
        judge
    }

    /// Gives every paragraph its share of the words of all that may be text.
    fn weigh(&mut self) {
        let words = |group: &Group| -> u32 {
            group.lines.iter().filter_map(|at| self.facts.lines.get(*at)).map(|line| line.words).sum()
        };
        let text = |group: &Group| !group.encoded && group.shape == Shape::Paragraph;
        let all: u32 = self.groups.iter().filter(|group| text(group)).map(words).sum();
        let weights: Vec<f32> = self
            .groups
            .iter()
            .map(|group| if text(group) && all > 0 { words(group) as f32 / all as f32 } else { 0.0 })
            .collect();
        for (setting, weight) in self.settings.iter_mut().zip(weights) {
            setting.weight = weight;
        }
    }

    fn verdicts(&self) -> Vec<GroupVerdict> {
        let round = self.last_round();
        (0..self.groups.len()).filter_map(|at| self.verdict(&round, at)).collect()
    }

    fn last_round(&self) -> Round {
        let ties = if self.page { self.config.page_ties } else { self.config.article_ties };
        let borders: Vec<f32> = self
            .groups
            .iter()
            .zip(self.groups.iter().skip(1))
            .map(|(before, after)| ties * border(self.facts, before, after))
            .collect();
        let candidates: Vec<bool> = self.groups.iter().map(|group| self.is_text(group)).collect();
        let inside = self.settings.iter().map(|setting| !self.page || setting.lines_off_body == 0);
        let mut core: Vec<bool> =
            candidates.iter().zip(inside).map(|(text, inside)| *text && inside).collect();
        let mut round = self.round(&core, &core, &borders);
        for _ in 1..ROUNDS {
            core = candidates.iter().zip(&round.scores).map(|(text, score)| *text && *score < 0.5).collect();
            if !core.contains(&true) {
                break;
            }
            let own: Vec<bool> =
                core.iter().zip(&round.scores).map(|(core, score)| *core || *score < OWN_SCORE).collect();
            round = self.round(&core, &own, &borders);
        }
        round
    }

    /// One round: `core` is the running text of the article, `own` all that is sure to be its own.
    fn round(&self, core: &[bool], own: &[bool], borders: &[f32]) -> Round {
        let mut topic = Topic::of(self.facts, self.groups, own);
        let places = places(core);
        let mut all_cues = Vec::with_capacity(self.groups.len());
        let mut overlaps = Vec::with_capacity(self.groups.len());
        let mut log_odds = Vec::with_capacity(self.groups.len());
        for (at, (group, (setting, (site, _)))) in
            self.groups.iter().zip(self.settings.iter().zip(&places)).enumerate()
        {
            let overlap = topic.overlap(self.facts, group, at);
            let setting = Setting { site: *site, ..*setting };
            let cues = cues(self.facts, group, &overlap, &topic, setting);
            log_odds.push(odds(group, &overlap, &setting, &cues, self.page, self.config, self.model));
            all_cues.push(cues);
            overlaps.push(overlap);
        }
        Round { cues: all_cues, scores: foreign_probability(&log_odds, borders), overlaps, places }
    }

    fn verdict(&self, round: &Round, at: usize) -> Option<GroupVerdict> {
        let (group, setting) = (self.groups.get(at)?, self.settings.get(at)?);
        let (site, distance) = *round.places.get(at)?;
        let figures = evidence(group, round.overlaps.get(at)?, site, distance);
        let evidence = if self.page {
            format!(
                "{figures}; {:.0} % of the words around it are running text",
                setting.prose_shares.1 * 100.0
            )
        } else {
            figures
        };
        Some(GroupVerdict {
            score: *round.scores.get(at)?,
            reason: self.reason(group, setting, site),
            evidence,
        })
    }

    /// Whether a group may be part of the article's running text.
    fn is_text(&self, group: &Group) -> bool {
        let first = group.lines.first().copied().unwrap_or_default();
        first == 0 && !self.page
            || (group.shape == Shape::Paragraph && !group.encoded)
            || (group.shape == Shape::List
                && group
                    .lines
                    .iter()
                    .skip(usize::from(group.titled))
                    .filter_map(|at| self.facts.lines.get(*at))
                    .all(|line| line.terminal || line.colon || is_measured(line)))
    }

    /// Why a group would go.
    fn reason(&self, group: &Group, setting: &Setting, site: Site) -> Reason {
        let title = group.lines.first().and_then(|line| self.facts.lines.get(*line));
        if group.encoded {
            return Reason::EncodedFragment;
        }
        if title.is_some_and(|line| line.whole.has(List::Related) || line.start.has(List::Related)) {
            return Reason::RelatedLinks;
        }
        match (self.page, site) {
            (false, _) => Reason::UnrelatedBox,
            (true, _) if setting.lines_off_body == 0 => Reason::UnrelatedBox,
            (true, Site::Head) if group.shape != Shape::Paragraph => Reason::Navigation,
            (true, Site::Tail) if group.shape != Shape::Paragraph => Reason::Footer,
            _ => Reason::Boilerplate,
        }
    }
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

/// The figures behind a verdict, in words.
fn evidence(group: &Group, overlap: &Overlap, site: Site, distance: usize) -> String {
    let words = overlap.words();
    let shares = if words == 0 {
        format!("{} without content words", group.shape.name())
    } else {
        format!("shares {} of {words} content words with the article", overlap.shared())
    };
    match site {
        Site::Head => format!("{shares}; {distance} groups before its first paragraph"),
        Site::Middle => format!("{shares}; between its paragraphs"),
        Site::Tail => {
            let groups = if distance == 1 { "group" } else { "groups" };
            format!("{shares}; {distance} {groups} after its last paragraph")
        }
    }
}

/// What is known of a group besides its words and its site, which each round finds anew.
fn setting(
    facts: &Facts<'_>,
    group: &Group,
    hints: &[f32],
    relief: &Relief,
    copies: &HashedMap<u32>,
) -> Setting {
    let count = group.lines.len().max(1) as f32;
    let hint: f32 = group.lines.iter().filter_map(|line| hints.get(*line)).sum();
    let repeated = group
        .lines
        .iter()
        .filter_map(|line| facts.lines.get(*line))
        .filter(|line| copies.get(&line.key).is_some_and(|copies| *copies > 1))
        .count();
    let start = group.lines.first().copied().unwrap_or_default();
    let end = group.lines.last().map_or(start, |last| last + 1);
    let lines = start..end;
    let text = || group.lines.iter().filter_map(|line| facts.lines.get(*line));
    let words = text().map(|line| line.words).sum();
    let own_prose: u32 = text().filter(|line| line.is_prose()).map(|line| line.words).sum();
    let off = relief
        .body
        .start
        .saturating_sub(end.saturating_sub(1))
        .max(start.saturating_sub(relief.body.end.saturating_sub(1)));
    Setting {
        site: Site::Middle,
        hint: hint / count,
        announced: start.checked_sub(1).and_then(|at| facts.lines.get(at)).is_some_and(|line| line.colon),
        first: start == 0,
        prose_shares: relief.prose_shares(&lines),
        frame_share: relief.frame_share(&lines),
        lines_off_body: if relief.body.is_empty() { 0 } else { off },
        depth: start as f32 / facts.lines.len().max(1) as f32,
        repeated: repeated as f32 / count,
        weight: 0.0,
        words,
        sentence_words: own_prose,
        body_words: relief.prose_words() - own_prose,
    }
}
