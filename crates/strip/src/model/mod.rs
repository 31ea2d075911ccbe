//! Gradient-boosted trees: the one format of all learned judges, and what evaluates it.
//!
//! A [`Model`] is a file with several named [`Forest`]s. Scores are sums of whole numbers, so that the
//! order of the sum, the number of threads and the instruction set cannot change them.

mod forest;
mod format;
mod logistic;
mod quick_scorer;
mod rows;
mod word_table;

pub(crate) use forest::{Forest, Score};
pub use format::ModelError;
pub(crate) use format::{Model, fnv};
pub(crate) use rows::{Rows, guesses, scores};
pub(crate) use word_table::WordTable;
