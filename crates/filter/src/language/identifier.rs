use std::ops::Range;

use tamis_core::{ConfigError, Reason};

use super::codes;
use super::config::{ForeignParagraphs, LanguageConfig};
use super::fasttext::Model;
use super::ngrams::{Likely, Ngrams};
use super::sample;
use crate::Finding;

/// Score that is asked for where languages are, if none is given: more likely than not.
const DEFAULT_MIN_SCORE: f32 = 0.5;
/// A paragraph is dropped as foreign from this many bytes on: some thirty words (guess).
const LONG_PARAGRAPH_BYTES: usize = 200;
/// And from this score on (guess: of the texts that long none had another language at this score, in the tests' list).
const CERTAIN: f32 = 0.95;
/// Languages that a paragraph is not told apart from its document by, since a text of one may well be taken for another.
const ALIKE: &[&[&str]] =
    &[&["hr", "bs", "sr"], &["no", "nn", "da"], &["id", "ms"], &["pt", "gl", "es"], &["hi", "mr", "ne"]];

/// The language of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Identified {
    /// ISO 639-1 code, or 639-3 where there is none, in lower case: `de`, `ckb`.
    pub language: String,
    /// How likely it is that this is right, 0 to 1. Of the built-in identifier: the probability among the languages it
    /// knows, less where the text looks like none of them or mixes scripts. Of a user's model: what the model says.
    pub score: f32,
    /// The next most likely language, with its score.
    pub second: Option<(String, f32)>,
}

/// Tells the language of texts, and which of them are to be kept. Immutable; any number of threads may use it.
#[derive(Debug)]
pub struct Identifier {
    engine: Engine,
    /// Codes in one spelling, as given.
    accept: Vec<String>,
    min_score: f32,
    paragraphs: ForeignParagraphs,
}

#[derive(Debug)]
enum Engine {
    Off,
    Ngrams(Box<Ngrams>),
    Model(Box<Model>),
}

impl Identifier {
    /// Makes an identifier; reads the model if there is one.
    ///
    /// # Errors
    /// If a code is none, or is of a language that cannot be identified; if the least score is not between 0 and 1; if
    /// the model cannot be read.
    pub fn new(config: &LanguageConfig) -> Result<Self, ConfigError> {
        let wanted = !config.accept.is_empty() || config.min_score.is_some_and(|score| score > 0.0);
        let wanted = wanted || config.paragraphs == ForeignParagraphs::Drop;
        let engine = match &config.model {
            _ if !config.identify && !wanted => Engine::Off,
            None => Engine::Ngrams(Box::new(Ngrams::new())),
            Some(path) => Engine::Model(Box::new(Model::open(path).map_err(|problem| {
                ConfigError::new("language.model", format!("{}: {problem}", path.display()))
            })?)),
        };
        let accept = accepted(&config.accept, &engine.languages())?;
        let default = if accept.is_empty() { 0.0 } else { DEFAULT_MIN_SCORE };
        let min_score = config.min_score.unwrap_or(default);
        if !(0.0..=1.0).contains(&min_score) {
            return Err(ConfigError::new(
                "language.min_score",
                format!("{min_score} is not between 0 and 1"),
            ));
        }
        Ok(Identifier { engine, accept, min_score, paragraphs: config.paragraphs })
    }

    /// Every language that can be found, as codes, in their order.
    pub fn languages(&self) -> Vec<String> {
        self.engine.languages()
    }

    /// The language of a text; none if it has no words, or the settings do not ask for it. Of a long text, windows spread
    /// over it are read, so that the cost is bounded.
    pub fn identify(&self, text: &str) -> Option<Identified> {
        let mut ranked = self.engine.rank(text).into_iter();
        let first = ranked.next()?;
        let second = ranked.find(|likely| likely.language != first.language);
        Some(Identified {
            language: first.language,
            score: first.score,
            second: second.map(|likely| (likely.language, likely.score)),
        })
    }

    /// Why a document goes for its language: it is in none that is asked for (`language`), or not certain enough to be
    /// (`language-score`). Nothing where no language and no score is asked for.
    pub fn judge(&self, identified: Option<&Identified>) -> Option<Finding> {
        if self.accept.is_empty() && self.min_score == 0.0 {
            return None;
        }
        let Some(identified) = identified else {
            return Some(Finding::new(Reason::LanguageUncertain, format!("no words < {}", self.min_score)));
        };
        let taken =
            |code: &str| self.accept.is_empty() || self.accept.iter().any(|accepted| accepted == code);
        let first = if taken(&identified.language) { identified.score } else { 0.0 };
        let second = identified.second.as_ref().filter(|(code, _)| !self.accept.is_empty() && taken(code));
        let score = first + second.map_or(0.0, |(_, score)| *score);
        if !taken(&identified.language) && (score == 0.0 || score < self.min_score) {
            let accept = self.accept.join(", ");
            let evidence = format!("{} ({:.2}), not {accept}", identified.language, identified.score);
            return Some(Finding::new(Reason::LanguageNotAccepted, evidence));
        }
        (score < self.min_score).then(|| {
            let evidence = format!("{} {:.2} < {}", identified.language, score, self.min_score);
            Finding::new(Reason::LanguageUncertain, evidence)
        })
    }

    /// The paragraphs (lines) that are to go because they are in another language than their document, as ranges of
    /// bytes without their line breaks, with the language and its score. Only long and certain ones, only where the
    /// settings say so; a paragraph in a language that is accepted stays.
    pub fn foreign_paragraphs(&self, text: &str, document: &Identified) -> Vec<(Range<usize>, String)> {
        if self.paragraphs == ForeignParagraphs::Keep {
            return Vec::new();
        }
        let mut start = 0;
        let mut foreign = Vec::new();
        for line in text.split('\n') {
            let range = start..start + line.len();
            start = range.end + 1;
            if line.len() < LONG_PARAGRAPH_BYTES {
                continue;
            }
            if let Some(found) = self.identify(line).filter(|found| self.is_foreign(found, document)) {
                foreign.push((
                    range,
                    format!("{} ({:.2}), not {}", found.language, found.score, document.language),
                ));
            }
        }
        foreign
    }

    fn is_foreign(&self, found: &Identified, document: &Identified) -> bool {
        let alike = |group: &&[&str]| {
            group.contains(&found.language.as_str()) && group.contains(&document.language.as_str())
        };
        found.score >= CERTAIN
            && found.language != document.language
            && !self.accept.contains(&found.language)
            && !ALIKE.iter().any(alike)
    }
}

impl Engine {
    fn languages(&self) -> Vec<String> {
        match self {
            Engine::Off => Vec::new(),
            Engine::Ngrams(ngrams) => ngrams.languages(),
            Engine::Model(model) => model.languages(),
        }
    }

    fn rank(&self, text: &str) -> Vec<Likely> {
        match self {
            Engine::Off => Vec::new(),
            Engine::Ngrams(ngrams) => ngrams.rank(text),
            Engine::Model(model) => model.rank(&sample::windows(text)),
        }
    }
}

/// The codes that are asked for, in one spelling.
fn accepted(tags: &[String], known: &[String]) -> Result<Vec<String>, ConfigError> {
    let mut accept: Vec<String> = Vec::new();
    for tag in tags {
        let error = |problem: String| ConfigError::new("language.accept", problem);
        let Some(code) = codes::normalise(tag) else {
            return Err(error(format!(
                "`{tag}` is no language code; codes are such as `en`, `deu` or `pt-BR`"
            )));
        };
        let members: Vec<String> =
            codes::members(&code).into_iter().filter(|code| known.contains(code)).collect();
        if members.is_empty() {
            return Err(error(format!("`{tag}` cannot be identified; what can is {}", known.join(", "))));
        }
        accept.extend(members);
    }
    accept.sort_unstable();
    accept.dedup();
    Ok(accept)
}
