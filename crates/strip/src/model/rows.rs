//! Rows of features, and the scores of all of them.

use super::forest::{Forest, ROWS, Score};
use super::quick_scorer::Evaluation;

/// The features of the units of a document, a row a unit, computed when they are asked for: all rows of a
/// long document at once would need many times the memory of the document.
pub(crate) trait Rows {
    /// Number of rows.
    fn count(&self) -> usize;

    /// Puts the features of one unit behind the values that are there.
    fn put(&self, at: usize, values: &mut Vec<f32>);
}

/// The scores that a forest gives to the units of a document.
pub(crate) fn scores(forest: &Forest, rows: &impl Rows) -> Vec<Score> {
    let mut scores = Vec::with_capacity(rows.count());
    let mut values = Vec::with_capacity(ROWS.min(rows.count()) * forest.columns);
    let mut evaluation = Evaluation::default();
    for start in (0..rows.count()).step_by(ROWS) {
        values.clear();
        for at in start..rows.count().min(start + ROWS) {
            rows.put(at, &mut values);
        }
        evaluation.add(forest, &values, &mut scores);
    }
    scores
}

/// Scores as probabilities.
pub(crate) fn guesses(scores: &[Score]) -> Vec<f32> {
    scores.iter().map(|score| score.probability()).collect()
}
