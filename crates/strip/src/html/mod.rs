//! Which blocks of an HTML page belong to the main content.
//!
//! A learned judge: [`features`] counts several hundred figures of every block, the elements around it and
//! the page; a forest of decision trees turns them into a first guess, and a second forest corrects it by
//! the guesses for all other blocks; [`crate::decision`] keeps the blocks that give the highest expected
//! F-measure. [`reasons`] names what goes, by the markup around it ([`zones`], [`keywords`]) and by what
//! it says ([`patterns`]); [`crate::explain`] puts the strongest features of a decision in words.

mod config;
mod features;
mod keywords;
mod learned;
mod patterns;
mod reasons;
#[cfg(test)]
mod tests;
mod training;
mod zones;

pub use config::HtmlConfig;
pub(crate) use learned::HtmlJudge;
pub use training::HtmlTrainer;
