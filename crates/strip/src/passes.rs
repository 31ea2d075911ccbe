//! The two passes of a learned judge: a forest guesses, and a second one corrects it.

use std::borrow::Cow;

use tamis_core::ConfigError;

use crate::explain::{Cause, strongest};
use crate::model::{Forest, Model, ModelError, Rows, Score, scores};

/// Names of features, in the order of the columns.
pub(crate) type Names = Vec<Cow<'static, str>>;

/// The forests of a judge, and the names of what they look at.
#[derive(Debug, Clone)]
pub(crate) struct Passes {
    first: Forest,
    second: Forest,
    names: Names,
    second_names: Names,
}

impl Passes {
    /// The forests of these names, if they were trained on these features.
    pub(crate) fn of(
        model: &Model,
        [first, second]: [&'static str; 2],
        (names, second_names): (Names, Names),
    ) -> Result<Passes, ConfigError> {
        let wrong = |error: ModelError| ConfigError::new("strip.model", error.to_string());
        let first = model.forest(first, &names).map_err(wrong)?;
        let second = model.forest(second, &second_names).map_err(wrong)?;
        Ok(Passes { first, second, names, second_names })
    }

    /// Names of the features of the first pass.
    pub(crate) fn names(&self) -> &[Cow<'static, str>] {
        &self.names
    }

    /// The scores of the first pass.
    pub(crate) fn guess(&self, rows: &impl Rows) -> Vec<Score> {
        scores(&self.first, rows)
    }

    /// The scores of the first pass with the corrections of the second, as probabilities.
    pub(crate) fn correct(&self, first: &[Score], rows: &impl Rows) -> Vec<f32> {
        let corrections = scores(&self.second, rows);
        first.iter().zip(corrections).map(|(score, by)| score.plus(by).probability()).collect()
    }

    /// The features of both passes that moved the score of one unit most, at most so many.
    pub(crate) fn causes(&self, first: &impl Rows, second: &impl Rows, at: usize, most: usize) -> Vec<Cause> {
        let names: Vec<&str> = self.names.iter().chain(&self.second_names).map(AsRef::as_ref).collect();
        let mut row = Vec::with_capacity(names.len());
        first.put(at, &mut row);
        let mut moved = self.first.explain(&row);
        let corrected = row.len();
        second.put(at, &mut row);
        moved.extend(self.second.explain(row.get(corrected..).unwrap_or_default()));
        strongest(&names, &row, &moved, most)
    }
}
