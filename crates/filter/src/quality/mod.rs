//! Quality rules as they were published, and two mild ones of our own.
//!
//! The figures are those of datatrove 0.10, to the last document: its filters were the reference for what the papers
//! leave open, and words are the tokens of spaCy's English pipeline, as there. See `docs/filters.md` for every rule with
//! its source and numbers.

mod article;
mod c4;
mod config;
mod document;
mod engine;
mod figure;
mod fineweb;
mod gopher;
mod lines;
mod refinedweb;
mod repetition;
mod rules;
mod spacy;
#[cfg(test)]
mod tests;
mod words;

pub use c4::RemovedLine;
pub use config::{
    ArticleThresholds, C4Thresholds, FinewebThresholds, GopherThresholds, Preset, QualityConfig,
    RefinedwebThresholds, RepetitionThresholds, WordBoundaries,
};
pub use engine::{Judgement, Quality};
pub use figure::Figure;
