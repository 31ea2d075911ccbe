use std::sync::OnceLock;

use tamis_core::{ConfigError, Document, Flag, Markup, Reason, Verdict, word_count};

use crate::html::HtmlJudge;
use crate::model::{Model, fnv};
use crate::text::TextJudge;
use crate::{Explanation, StripConfig, recurs};

/// The built-in models.
const EMBEDDED_HTML: &[u8] = include_bytes!("../models/html.model");
const EMBEDDED_TEXT: &[u8] = include_bytes!("../models/text.model");

/// A stable hash of the built-in model for pages: 12 hexadecimal digits, lower case, of the FNV-1a hash of
/// its file.
pub fn html_model_hash() -> String {
    file_hash(EMBEDDED_HTML)
}

/// The same of the built-in model for plain text.
pub fn text_model_hash() -> String {
    file_hash(EMBEDDED_TEXT)
}

fn file_hash(file: &[u8]) -> String {
    const DROPPED_BITS: u32 = 16;
    format!("{:012x}", fnv(file.iter().copied()) >> DROPPED_BITS)
}

/// The engine of this stage: immutable, to be shared between threads.
#[derive(Debug, Clone)]
pub struct Stripper {
    config: StripConfig,
    // A judge takes milliseconds to make, and most runs need one of the two.
    text: OnceLock<TextJudge>,
    html: OnceLock<HtmlJudge>,
}

/// What is to happen to a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// One verdict a block, in the order of the blocks.
    pub verdicts: Vec<Verdict>,
    /// Blocks of a higher score go, where one threshold decides.
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
        Stripper::build(config, &[])
    }

    /// An engine with these settings and a model file; what the file has no forests for is judged by the
    /// built-in ones.
    ///
    /// # Errors
    /// When a threshold lies outside its range, or when the file is no model of this version, or one for
    /// other features; the error names the key.
    pub fn with_model(config: StripConfig, model: &[u8]) -> Result<Stripper, ConfigError> {
        Stripper::build(config, &[model])
    }

    fn build(config: StripConfig, given: &[&[u8]]) -> Result<Stripper, ConfigError> {
        config.check()?;
        let read = |file: &&[u8]| {
            Model::read(file).map_err(|error| ConfigError::new("strip.model", error.to_string()))
        };
        let given = given.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let (text, html) = (OnceLock::new(), OnceLock::new());
        for model in &given {
            if model.serves("text.") {
                // Of several models for one judge the first counts.
                let judge = TextJudge::new(config.text.clone(), config.mode, model)?;
                text.get_or_init(|| judge);
            }
            if model.serves("html.") {
                let judge = HtmlJudge::new(config.html.clone(), config.mode, model)?;
                html.get_or_init(|| judge);
            }
        }
        Ok(Stripper { config, text, html })
    }

    fn text(&self) -> &TextJudge {
        let config = &self.config;
        self.text.get_or_init(|| {
            built_in(EMBEDDED_TEXT, |model| TextJudge::new(config.text.clone(), config.mode, model))
        })
    }

    fn html(&self) -> &HtmlJudge {
        let config = &self.config;
        self.html.get_or_init(|| {
            built_in(EMBEDDED_HTML, |model| HtmlJudge::new(config.html.clone(), config.mode, model))
        })
    }

    /// Judges every block of a document. Cost is linear in the size of the document.
    pub fn judge(&self, document: &Document) -> Judgement {
        let mut judgement = if document.markup == Markup::Html {
            self.html().judge(document)
        } else {
            self.text().judge(document)
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

    /// Why the learned judge thinks of each block as it does, in the order of the blocks, with at most so
    /// many causes each.
    pub fn explain(&self, document: &Document, causes: usize) -> Vec<Explanation> {
        match document.markup {
            Markup::Html => self.html().explain(document, causes),
            _ => self.text().explain(document, causes),
        }
    }
}

/// A judge with a built-in model, which tests know to be one of this version.
#[expect(
    clippy::expect_used,
    reason = "a model that is built in is valid, as tests show; settings were checked"
)]
fn built_in<J>(file: &[u8], judge: impl FnOnce(&Model) -> Result<J, ConfigError>) -> J {
    let model = Model::read(file).expect("the built-in model is valid");
    judge(&model).expect("the built-in model is of this version")
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
