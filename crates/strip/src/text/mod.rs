//! Which lines of a plain text belong to the article.

mod boxes;
mod chain;
mod config;
mod emission;
mod facts;
mod groups;
mod judge;
mod lexicon;
mod page;
mod rules;
#[cfg(test)]
mod tests;
mod topic;
mod weights;

pub use config::TextConfig;
pub(crate) use judge::TextJudge;
