use tamis_core::{ConfigError, Document, Flag, Markup, Reason, Verdict, word_count};

use crate::html::HtmlJudge;
use crate::model::{Model, fnv};
use crate::text::TextJudge;
use crate::{Explanation, GroupCues, StripConfig, recurs};

/// The built-in model.
const EMBEDDED: &[u8] = include_bytes!("../models/html.model");

/// A stable hash of the built-in model for pages: 12 hexadecimal digits, lower case, of the FNV-1a hash of
/// its file.
pub fn html_model_hash() -> String {
    const DROPPED_BITS: u32 = 16;
    format!("{:012x}", fnv(EMBEDDED.iter().copied()) >> DROPPED_BITS)
}

/// The engine of this stage: immutable, to be shared between threads.
#[derive(Debug, Clone)]
pub struct Stripper {
    config: StripConfig,
    text: TextJudge,
    html: HtmlJudge,
}

/// What is to happen to a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// One verdict a block, in the order of the blocks.
    pub verdicts: Vec<Verdict>,
    /// Blocks of a higher score go, where one threshold decides; `None` for plain text.
    pub threshold: Option<f32>,
    /// What a user should know about the way it was judged.
    pub flags: Vec<Flag>,
}

impl Stripper {
    /// An engine with these settings.
    ///
    /// # Errors
    /// When a threshold lies outside its range; the error names the key.
    pub fn new(config: StripConfig) -> Result<Stripper, ConfigError> {
        Stripper::with_model(config, EMBEDDED)
    }

    /// An engine with these settings and a model file other than the built-in one.
    ///
    /// # Errors
    /// When a threshold lies outside its range, or when the file is no model of this version; the error
    /// names the key.
    pub fn with_model(config: StripConfig, model: &[u8]) -> Result<Stripper, ConfigError> {
        config.check()?;
        let model = Model::read(model).map_err(|error| ConfigError::new("strip.model", error.to_string()))?;
        let text = TextJudge::new(config.text.clone(), config.mode);
        let html = HtmlJudge::new(config.html.clone(), config.mode, &model)?;
        Ok(Stripper { config, text, html })
    }

    /// Judges every block of a document. Cost is linear in the size of the document.
    pub fn judge(&self, document: &Document) -> Judgement {
        let mut judgement = if document.markup == Markup::Html {
            self.html.judge(document)
        } else {
            let (verdicts, flags) = self.text.judge(document);
            Judgement { verdicts, threshold: None, flags }
        };
        recurs::apply(document, self.config.mode, &mut judgement);
        if self.config.loss_limit < 1.0 && lost_share(document, &judgement.verdicts) > self.config.loss_limit
        {
            for verdict in judgement.verdicts.iter_mut().filter(|verdict| is_judged_away(verdict)) {
                *verdict = Verdict::keep(verdict.score);
            }
            judgement.flags.push(Flag::LossLimit);
        }
        judgement
    }

    /// Why the learned judge for HTML thinks of each block as it does, with at most so many causes each.
    /// Nothing for plain text.
    pub fn explain(&self, document: &Document, causes: usize) -> Vec<Explanation> {
        match document.markup {
            Markup::Html => self.html.explain(document, causes),
            _ => Vec::new(),
        }
    }

    /// What the learned judge for plain text sees of a document: the groups of lines that it judges
    /// together, with their cues, as training needs them. Lines that a rule takes out stand in no
    /// group. Nothing for HTML.
    pub fn cues(&self, document: &Document) -> Vec<GroupCues> {
        match document.markup {
            Markup::Html => Vec::new(),
            _ => self.text.cues(document),
        }
    }
}

/// Whether a block goes because of what it seems to be; what the page hides is no text to begin with.
fn is_judged_away(verdict: &Verdict) -> bool {
    verdict.is_drop() && verdict.reason != Some(Reason::Hidden)
}

/// Share of the visible words of a document that stand in dropped blocks, 0..=1.
fn lost_share(document: &Document, verdicts: &[Verdict]) -> f32 {
    let (mut all, mut lost) = (0_usize, 0_usize);
    for (block, verdict) in document.blocks.iter().zip(verdicts) {
        if verdict.reason == Some(Reason::Hidden) {
            continue;
        }
        let count = word_count(&block.text);
        all += count;
        lost += if verdict.is_drop() { count } else { 0 };
    }
    if all == 0 { 0.0 } else { lost as f32 / all as f32 }
}
