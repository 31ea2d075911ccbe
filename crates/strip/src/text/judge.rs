use tamis_core::{BlockKind, Document, Flag, Verdict};

use super::boxes::{self, GroupCues, GroupVerdict};
use super::config::TextConfig;
use super::facts::Facts;
use super::groups::{Group, Shape, group};
use super::inline::InlineRules;
use super::lexicon::Lexicon;
use super::model::Model;
use super::rules::{Mark, Scene, marks};
use crate::Mode;

/// What is kept against its score gets this share of the threshold.
const JUST_UNDER: f32 = 0.99;

/// The judge for plain text: immutable, built once per engine.
#[derive(Debug, Clone)]
pub(crate) struct TextJudge {
    lexicon: Lexicon,
    inline: InlineRules,
    config: TextConfig,
    model: Model,
    threshold: f32,
}

impl TextJudge {
    /// A judge with these settings, which have been checked.
    pub(crate) fn new(config: TextConfig, mode: Mode) -> Self {
        TextJudge {
            lexicon: Lexicon::built_in(),
            inline: InlineRules::built_in(),
            threshold: config.threshold(mode),
            model: Model::new(config.weights.as_ref()),
            config,
        }
    }

    /// One verdict a block, in the order of the blocks.
    pub(crate) fn judge(&self, document: &Document) -> (Vec<Verdict>, Vec<Flag>) {
        let facts = Facts::of(document, &self.lexicon);
        let marks = marks(&Scene::new(&facts, &self.lexicon));
        let groups = self.groups(&facts, &marks);
        let hints = hints(&marks);
        let mut judged = boxes::judge(&facts, &groups, &hints, &self.config, &self.model);
        let mut flags = Vec::new();
        self.release_all_or_none(&facts, &groups, &mut judged, &mut flags);
        self.take_bare_headings(&groups, &mut judged);
        let mut verdicts: Vec<Verdict> = marks.into_iter().map(verdict_of).collect();
        for (group, judged) in groups.iter().zip(judged) {
            for line in &group.lines {
                let Some(verdict) = verdicts.get_mut(*line) else { continue };
                *verdict = if judged.score >= self.threshold {
                    Verdict::drop(judged.reason, judged.score, judged.evidence.clone())
                } else {
                    Verdict { evidence: judged.evidence.clone(), ..Verdict::keep(judged.score) }
                };
            }
        }
        for (at, (block, verdict)) in document.blocks.iter().zip(&mut verdicts).enumerate() {
            if !verdict.is_drop() && block.kind != BlockKind::Code {
                let edits = self.inline.edits(&block.text, at == 0);
                if !edits.is_empty() {
                    *verdict = Verdict::edit(edits);
                }
            }
        }
        (verdicts, flags)
    }

    /// The groups of a document with their cues.
    pub(crate) fn cues(&self, document: &Document) -> Vec<GroupCues> {
        let facts = Facts::of(document, &self.lexicon);
        let marks = marks(&Scene::new(&facts, &self.lexicon));
        let groups = self.groups(&facts, &marks);
        boxes::group_cues(&facts, &groups, &hints(&marks), &self.config, &self.model)
    }

    /// Groups of the lines that no rule is sure of.
    fn groups(&self, facts: &Facts<'_>, marks: &[Option<Mark>]) -> Vec<Group> {
        let taken: Vec<bool> =
            marks.iter().map(|mark| mark.as_ref().is_some_and(|mark| mark.score >= self.threshold)).collect();
        group(facts, &taken)
    }

    /// Keeps every group when no group with words would be left: there was nothing to compare with.
    fn release_all_or_none(
        &self,
        facts: &Facts<'_>,
        groups: &[Group],
        judged: &mut [GroupVerdict],
        flags: &mut Vec<Flag>,
    ) {
        let has_words = |group: &Group| {
            group.lines.iter().filter_map(|line| facts.lines.get(*line)).any(|line| line.words > 0)
        };
        let left = groups
            .iter()
            .zip(&*judged)
            .any(|(group, verdict)| verdict.score < self.threshold && has_words(group));
        if left || !groups.iter().any(has_words) {
            return;
        }
        flags.push(Flag::NoMainContent);
        for verdict in judged {
            verdict.score = verdict.score.min(self.threshold * JUST_UNDER);
        }
    }

    /// Takes a heading along whose text goes, when no other text follows before the next heading.
    fn take_bare_headings(&self, groups: &[Group], judged: &mut [GroupVerdict]) {
        let mut gone: Option<GroupVerdict> = None;
        for at in (0..groups.len()).rev() {
            let (Some(group), Some(verdict)) = (groups.get(at), judged.get_mut(at)) else { continue };
            let heading = group.shape == Shape::Heading && at > 0;
            match (&gone, verdict.score >= self.threshold) {
                (_, true) => gone = Some(verdict.clone()),
                (Some(text), false) if heading => *verdict = text.clone(),
                (_, false) => gone = None,
            }
        }
    }
}

/// The score of the mark of each line; 0 without one.
fn hints(marks: &[Option<Mark>]) -> Vec<f32> {
    marks.iter().map(|mark| mark.as_ref().map_or(0.0, |mark| mark.score)).collect()
}

fn verdict_of(mark: Option<Mark>) -> Verdict {
    mark.map_or_else(|| Verdict::keep(0.0), |mark| Verdict::drop(mark.reason, mark.score, mark.evidence))
}
