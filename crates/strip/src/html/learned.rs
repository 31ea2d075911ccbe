//! The learned judge: the features of every block, two forests, and the choice of the blocks that stay.

use std::collections::BTreeSet;

use tamis_core::{BlockKind, ConfigError, Document, Flag, Reason, Verdict};

use super::config::HtmlConfig;
use super::features::{Page, Tables};
use super::reasons::Reasons;
use crate::decision::{self, Choice};
use crate::model::{Model, guesses};
use crate::passes::Passes;
use crate::{Explanation, Judgement, Mode};

/// Score of a verdict that is no guess: the page says it.
const CERTAIN: f32 = 1.0;

/// How much recall weighs against precision in each mode, as the beta of the F-measure.
const fn beta(mode: Mode) -> f32 {
    match mode {
        Mode::Precision => 0.5,
        Mode::Balanced => 1.0,
        Mode::Recall => 2.0,
    }
}

/// Judges pages. Immutable.
#[derive(Debug, Clone)]
pub(crate) struct HtmlJudge {
    config: HtmlConfig,
    mode: Mode,
    tables: Tables,
    passes: Passes,
}

/// Words of hidden text that can be a notice alone, such as "enable scripts" (guess).
const NOTICE_WORDS: f32 = 40.0;

/// Whether all that is kept is a few words that a reader never sees.
fn is_notice(page: &Page<'_>, kept: &[bool]) -> bool {
    let mut words = 0.0;
    for (at, _) in kept.iter().enumerate().filter(|(_, kept)| **kept) {
        if !page.is_hidden(at) {
            return false;
        }
        words += page.words(at);
    }
    words < NOTICE_WORDS
}

/// Share of the words of the title that stand in a heading, and of the heading's in the title, from which
/// the two say the same (guess).
const SAME_TITLE: f32 = 0.8;

/// Words of main content from which the headline is metadata and not text; below, on the page of a product
/// say, the name at the top is a part of the text (chosen on labelled pages: without it products lose .004).
const ARTICLE_WORDS: f32 = 200.0;

/// Whether a heading is the title.
fn is_title((coverage, precision): (f32, f32)) -> bool {
    coverage.min(precision) >= SAME_TITLE
}

/// Appends a share, 0..=1, as `{:.2}` prints it, at a tenth of the cost.
fn push_share(text: &mut String, share: f32) {
    // Exact: a share has 24 bits, a hundred 7.
    #[expect(clippy::cast_sign_loss, reason = "a share is not below 0")]
    let hundredths = (f64::from(share) * 100.0).round_ties_even() as u32;
    let digit = |of: u32| char::from_digit(of % 10, 10).unwrap_or('0');
    text.extend([digit(hundredths / 100), '.', digit(hundredths / 10), digit(hundredths)]);
}

impl HtmlJudge {
    pub(crate) fn new(config: HtmlConfig, mode: Mode, model: &Model) -> Result<HtmlJudge, ConfigError> {
        let tables = Tables::new()?;
        let passes = Passes::of(model, ["html.first", "html.second"], tables.names())?;
        Ok(HtmlJudge { config, mode, tables, passes })
    }

    /// For each block the first guess, and how likely it belongs to the main content.
    fn probabilities(&self, page: &Page<'_>) -> (Vec<f32>, Vec<f32>) {
        let first = self.passes.guess(&page.first(self.passes.names()));
        let guesses = guesses(&first);
        let corrected = self.passes.correct(&first, &page.second(&guesses));
        (guesses, corrected)
    }

    fn choose(&self, page: &Page<'_>, probabilities: &[f32]) -> Choice {
        let blocks: Vec<(f32, f32)> =
            probabilities.iter().enumerate().map(|(at, p)| (page.words(at), *p)).collect();
        let mut choice = decision::choose(&blocks, beta(Mode::Balanced));
        // Whether a page is worth keeping does not depend on the mode.
        let worthless = choice.expected < self.config.least_expected;
        if self.mode != Mode::Balanced {
            choice = decision::choose(&blocks, beta(self.mode));
        }
        if worthless || is_notice(page, &choice.kept) {
            choice.kept.fill(false);
            choice.threshold = 1.0;
        }
        choice
    }

    /// One verdict a block, in the order of the blocks, and what a user should know of the judgement.
    pub(crate) fn judge(&self, document: &Document) -> Judgement {
        let page = Page::of(document, &self.tables);
        let (_, probabilities) = self.probabilities(&page);
        let choice = self.choose(&page, &probabilities);
        let nothing = !choice.kept.contains(&true);
        let reasons = Reasons::of(&page, document, &choice.kept);
        let mut texts = BTreeSet::new();
        let since = format!(", kept from {:.2}", choice.threshold);
        let words_kept =
            (0..page.len()).filter(|at| choice.kept.get(*at) == Some(&true)).map(|at| page.words(at));
        let is_article = words_kept.sum::<f32>() >= ARTICLE_WORDS;
        let mut verdicts = Vec::with_capacity(document.blocks.len());
        for (at, (block, p)) in document.blocks.iter().zip(&probabilities).enumerate() {
            let kept = choice.kept.get(at).copied().unwrap_or(false);
            let long = page.words(at) >= self.config.duplicate_words as f32;
            verdicts.push(if !kept {
                let (reason, place) = reasons.name(at, block);
                let mut evidence = String::with_capacity(place.len() + since.len() + "; p 0.00".len());
                evidence.push_str(&place);
                evidence.push_str("; p ");
                push_share(&mut evidence, *p);
                evidence.push_str(&since);
                Verdict::drop(reason, 1.0 - p, evidence)
            } else if is_article && block.kind == BlockKind::Heading(1) && is_title(page.title_agreement(at))
            {
                Verdict::drop(Reason::Headline, 1.0 - p, "a first heading that says what the title says")
            } else if long && !texts.insert(block.text.as_str()) {
                Verdict::drop(Reason::DuplicateBlock, CERTAIN, "the same text stands above")
            } else {
                Verdict::keep(1.0 - p)
            });
        }
        let flags = if nothing && page.has_words() { vec![Flag::NoMainContent] } else { Vec::new() };
        Judgement { verdicts, threshold: Some(1.0 - choice.threshold), flags }
    }

    /// Why each block is judged as it is, in the order of the blocks, with so many causes each.
    pub(crate) fn explain(&self, document: &Document, causes: usize) -> Vec<Explanation> {
        let page = Page::of(document, &self.tables);
        let (guesses, probabilities) = self.probabilities(&page);
        let choice = self.choose(&page, &probabilities);
        let (first, second) = (page.first(self.passes.names()), page.second(&guesses));
        let explained = probabilities.iter().enumerate().map(|(at, p)| {
            let causes = self.passes.causes(&first, &second, at, causes);
            Explanation { probability: *p, threshold: choice.threshold, causes }
        });
        explained.collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_share_is_printed_as_the_standard_library_does(share in 0.0_f32..=1.0, ties in 0_u8..=200) {
            for share in [share, f32::from(ties) / 200.0, f32::from(ties) / 256.0] {
                if share <= 1.0 {
                    let mut text = String::new();
                    push_share(&mut text, share);
                    prop_assert_eq!(text, format!("{share:.2}"));
                }
            }
        }
    }
}
