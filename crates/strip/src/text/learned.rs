//! The learned judge: the features of every group, two forests, and the choice of the groups that stay.

use tamis_core::{BlockKind, ConfigError, Document, Verdict};

use super::article::Article;
use super::config::TextConfig;
use super::features::{First, Second, names};
use super::groups::{Group, Shape};
use super::inline::InlineRules;
use super::lexicon::Lexicon;
use super::reasons::Reasons;
use super::sums::Sums;
use crate::decision::{self, Choice};
use crate::figures::push_hundredths;
use crate::model::{Model, Score, guesses};
use crate::passes::Passes;
use crate::{Explanation, Judgement, Mode};

/// Room for the evidence of a group; the longest shows the first words of a line.
const EVIDENCE_BYTES: usize = 112;

/// What the table of the weights of words is called in a model.
pub(super) const WORD_TABLE: &str = "text.words";

/// Judges plain texts. Immutable, built once per engine.
#[derive(Debug, Clone)]
pub(crate) struct TextJudge {
    config: TextConfig,
    mode: Mode,
    lexicon: Lexicon,
    inline: InlineRules,
    passes: Passes,
}

impl TextJudge {
    /// A judge with these settings, which have been checked.
    pub(crate) fn new(config: TextConfig, mode: Mode, model: &Model) -> Result<TextJudge, ConfigError> {
        let lexicon = Lexicon::new(model.word_table(WORD_TABLE));
        let passes = Passes::of(model, ["text.first", "text.second"], names(&lexicon))?;
        Ok(TextJudge { config, mode, lexicon, inline: InlineRules::built_in(), passes })
    }

    fn choose(&self, article: &Article<'_>, probabilities: &[f32]) -> Choice {
        let groups: Vec<(f32, f32)> =
            article.sums.iter().zip(probabilities).map(|(sums, p)| (sums.words, *p)).collect();
        let beta = self.config.beta(self.mode) * if article.page { self.config.page_factor } else { 1.0 };
        let beta = if article.knows_language { beta } else { beta.max(self.config.unknown_beta) };
        let mut choice = decision::choose(&groups, beta);
        self.release_encoded(article, probabilities, &mut choice.kept);
        self.take_rows(article, probabilities, &mut choice.kept);
        self.release_alone(article, probabilities, &mut choice.kept);
        self.settle_headings(article, probabilities, &mut choice.kept);
        choice
    }

    /// A heading goes with the text below it, and stays with it unless it is surely foreign. Single lines that
    /// a rule is sure of are no text of a section.
    fn settle_headings(&self, article: &Article<'_>, probabilities: &[f32], kept: &mut [bool]) {
        // Whether text of the section stays, and whether the next heading does; nothing if there is none.
        let (mut text, mut next) = (None, None);
        let last = kept.len().saturating_sub(1);
        for (at, (group, kept)) in article.groups.iter().zip(kept).enumerate().rev() {
            if group.shape == Shape::Heading && at < last {
                let p = probabilities.get(at).copied().unwrap_or_default();
                *kept = match text.or(next) {
                    Some(true) => *kept || p >= self.config.heading_floor,
                    Some(false) => *kept && at == 0,
                    None => *kept,
                };
                (text, next) = (None, Some(*kept));
            } else if *kept || group.shape != Shape::Marked {
                text = Some(*kept || text == Some(true));
            }
        }
    }

    /// Running text that came in encoded, behind a group that stays, goes only if it is surely foreign: the
    /// end of an article may come in so, and no box of it has a title.
    fn release_encoded(&self, article: &Article<'_>, probabilities: &[f32], kept: &mut [bool]) {
        for (at, group) in article.groups.iter().enumerate().skip(1) {
            let goes_on = group.encoded && !group.titled && group.shape == Shape::Paragraph;
            if goes_on && kept.get(at - 1) == Some(&true) {
                let sure = probabilities.get(at).is_some_and(|p| *p < self.config.encoded_floor);
                if let Some(kept) = kept.get_mut(at) {
                    *kept |= !sure;
                }
            }
        }
    }

    /// A long row of keys and values goes with the rows right above it, unless it is surely the article's.
    fn take_rows(&self, article: &Article<'_>, probabilities: &[f32], kept: &mut [bool]) {
        for (at, group) in article.groups.iter().enumerate().skip(1) {
            let row = group.lines.first().and_then(|line| article.facts.lines.get(*line));
            let is_row = group.shape == Shape::Paragraph && row.is_some_and(|row| row.key_value && !row.gap);
            let rows_above = article.groups.get(at - 1).is_some_and(|above| above.shape == Shape::KeyValues);
            if is_row && rows_above && kept.get(at - 1) == Some(&false) {
                let sure = probabilities.get(at).is_some_and(|p| *p >= self.config.row_ceiling);
                if let Some(kept) = kept.get_mut(at) {
                    *kept &= sure;
                }
            }
        }
    }

    /// What stands alone between two groups that stay goes only if it is surely foreign. Lines that a rule is
    /// sure of are not looked at.
    fn release_alone(&self, article: &Article<'_>, probabilities: &[f32], kept: &mut [bool]) {
        let others: Vec<(usize, bool)> = article
            .groups
            .iter()
            .zip(&*kept)
            .enumerate()
            .filter(|(_, (group, _))| group.shape != Shape::Marked)
            .map(|(at, (_, kept))| (at, *kept))
            .collect();
        let stays =
            |place: Option<usize>| place.and_then(|place| others.get(place)).is_none_or(|(_, kept)| *kept);
        for (place, (at, _)) in others.iter().enumerate() {
            let alone = stays(place.checked_sub(1)) && stays(Some(place + 1));
            let doubted = probabilities.get(*at).is_some_and(|p| *p >= self.config.alone_floor);
            if let Some(kept) = kept.get_mut(*at) {
                *kept |= alone && doubted;
            }
        }
    }

    /// For each group how likely it is the article's: what the forests say, and of a line that a rule is sure
    /// of, what the rule says, as if the two knew nothing of each other.
    fn probabilities(&self, article: &Article<'_>, first: &[Score], second: &Second<'_>) -> Vec<f32> {
        let corrected = self.passes.correct(first, second);
        let of = |(p, (group, sums)): (f32, (&Group, &Sums))| {
            if group.shape == Shape::Marked && sums.mark > 0.0 {
                let (own, foreign) = (p * (1.0 - sums.mark), (1.0 - p) * sums.mark);
                own / (own + foreign).max(f32::MIN_POSITIVE)
            } else {
                p
            }
        };
        corrected.into_iter().zip(article.groups.iter().zip(&article.sums)).map(of).collect()
    }

    /// One verdict a block, in the order of the blocks, and what a user should know of the judgement.
    pub(crate) fn judge(&self, document: &Document) -> Judgement {
        let article = Article::of(document, &self.lexicon);
        let core = article.first_core();
        let first = self.passes.guess(&First::of(&article, &core, self.passes.names()));
        let guesses = guesses(&first);
        let second = Second::of(&article, &guesses);
        let probabilities = self.probabilities(&article, &first, &second);
        let choice = self.choose(&article, &probabilities);
        let reasons = Reasons::of(&article, second.overlaps(), &choice.kept);
        let mut verdicts = vec![Verdict::keep(0.0); document.blocks.len()];
        for (at, (group, p)) in article.groups.iter().zip(&probabilities).enumerate() {
            if choice.kept.get(at) == Some(&false) {
                let mut seen = String::with_capacity(EVIDENCE_BYTES);
                let reason = reasons.name(at, &mut seen);
                seen.push_str("; p ");
                push_hundredths(&mut seen, *p);
                seen.push_str(", kept from ");
                push_hundredths(&mut seen, choice.threshold);
                let verdict = Verdict::drop(reason, 1.0 - p, seen);
                let Some((first, others)) = group.lines.split_first() else { continue };
                for line in others {
                    if let Some(place) = verdicts.get_mut(*line) {
                        place.clone_from(&verdict);
                    }
                }
                if let Some(place) = verdicts.get_mut(*first) {
                    *place = verdict;
                }
            } else {
                for line in &group.lines {
                    if let Some(place) = verdicts.get_mut(*line) {
                        place.score = 1.0 - p;
                    }
                }
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
        Judgement { verdicts, threshold: Some(1.0 - choice.threshold), flags: Vec::new() }
    }

    /// Why each block is judged as it is, in the order of the blocks, with so many causes each.
    pub(crate) fn explain(&self, document: &Document, causes: usize) -> Vec<Explanation> {
        let article = Article::of(document, &self.lexicon);
        let core = article.first_core();
        let first = First::of(&article, &core, self.passes.names());
        let first_scores = self.passes.guess(&first);
        let guesses = guesses(&first_scores);
        let second = Second::of(&article, &guesses);
        let probabilities = self.probabilities(&article, &first_scores, &second);
        let choice = self.choose(&article, &probabilities);
        let nothing = Explanation { probability: 0.0, threshold: choice.threshold, causes: Vec::new() };
        let mut explained = vec![nothing; document.blocks.len()];
        for (at, (group, p)) in article.groups.iter().zip(&probabilities).enumerate() {
            let causes = self.passes.causes(&first, &second, at, causes);
            let explanation = Explanation { probability: *p, threshold: choice.threshold, causes };
            for line in &group.lines {
                if let Some(place) = explained.get_mut(*line) {
                    place.clone_from(&explanation);
                }
            }
        }
        explained
    }
}
