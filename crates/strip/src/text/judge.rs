use tamis_core::{Decision, Document, Flag, Verdict};

use super::boxes;
use super::config::TextConfig;
use super::facts::Facts;
use super::groups::group;
use super::lexicon::Lexicon;
use super::rules::{Mark, Scene, edits, marks};
use crate::Mode;

/// The judge for plain text: immutable, built once per engine.
#[derive(Debug, Clone)]
pub(crate) struct TextJudge {
    lexicon: Lexicon,
    config: TextConfig,
    threshold: f32,
}

impl TextJudge {
    /// A judge with these settings, which have been checked.
    pub(crate) fn new(config: TextConfig, mode: Mode) -> Self {
        TextJudge { lexicon: Lexicon::built_in(), threshold: config.threshold(mode), config }
    }

    /// One verdict a block, in the order of the blocks.
    pub(crate) fn judge(&self, document: &Document) -> (Vec<Verdict>, Vec<Flag>) {
        let facts = Facts::of(document, &self.lexicon);
        let marks = marks(&Scene::new(&facts, &self.lexicon));
        let taken: Vec<bool> =
            marks.iter().map(|mark| mark.as_ref().is_some_and(|mark| mark.score >= self.threshold)).collect();
        let groups = group(&facts, &taken);
        let hints: Vec<f32> = marks.iter().map(|mark| mark.as_ref().map_or(0.0, |mark| mark.score)).collect();
        let judged = boxes::judge(&facts, &groups, &hints, &self.config);
        let mut verdicts: Vec<Verdict> = marks.into_iter().map(verdict_of).collect();
        for (group, judged) in groups.iter().zip(judged) {
            let drop = judged.score >= self.threshold;
            for line in &group.lines {
                let Some(verdict) = verdicts.get_mut(*line) else { continue };
                *verdict = if drop {
                    Verdict::drop(judged.reason, judged.score, judged.evidence.clone())
                } else {
                    Verdict { evidence: judged.evidence.clone(), ..Verdict::keep(judged.score) }
                };
            }
        }
        let mut flags = Vec::new();
        if !verdicts.is_empty() && verdicts.iter().all(Verdict::is_drop) {
            flags.push(Flag::NoMainContent);
            for verdict in &mut verdicts {
                verdict.decision = Decision::Keep;
                verdict.reason = None;
            }
        }
        for (at, (block, verdict)) in document.blocks.iter().zip(&mut verdicts).enumerate() {
            if !verdict.is_drop() {
                let edits = edits(&block.text, at == 0);
                if !edits.is_empty() {
                    *verdict = Verdict::edit(edits);
                }
            }
        }
        (verdicts, flags)
    }
}

fn verdict_of(mark: Option<Mark>) -> Verdict {
    mark.map_or_else(|| Verdict::keep(0.0), |mark| Verdict::drop(mark.reason, mark.score, mark.evidence))
}
