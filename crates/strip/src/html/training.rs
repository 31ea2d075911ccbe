//! The features of pages, as training needs them.

use std::borrow::Cow;

use tamis_core::{ConfigError, Document};

use super::features::{Page, Tables};
use crate::Features;
use crate::model::{Forest, Model, ModelError, Rows, guesses, scores};

/// Computes what the learned judge for HTML sees, exactly as the judge does.
#[derive(Debug)]
pub struct HtmlTrainer {
    tables: Tables,
    names: Vec<Cow<'static, str>>,
    second_names: Vec<Cow<'static, str>>,
    first: Option<Forest>,
}

impl HtmlTrainer {
    /// A trainer of the first pass; with a model file, of the second, which builds on the first.
    ///
    /// # Errors
    /// If the model cannot be read or was trained on other features.
    pub fn new(model: Option<&[u8]>) -> Result<HtmlTrainer, ConfigError> {
        let tables = Tables::new()?;
        let (names, second_names) = tables.names();
        let wrong = |error: ModelError| ConfigError::new("strip.model", error.to_string());
        let first = match model {
            None => None,
            Some(bytes) => {
                let model = Model::read(bytes).map_err(wrong)?;
                Some(model.forest("html.first", &names).map_err(wrong)?)
            }
        };
        Ok(HtmlTrainer { tables, names, second_names, first })
    }

    /// Names of the features, in the order of the columns.
    pub fn names(&self) -> Vec<&str> {
        let names = if self.first.is_some() { &self.second_names } else { &self.names };
        names.iter().map(AsRef::as_ref).collect()
    }

    /// The features of a page.
    pub fn features(&self, document: &Document) -> Features {
        let page = Page::of(document, &self.tables);
        let mut values = Vec::new();
        let first = page.first(&self.names);
        if let Some(forest) = &self.first {
            let guesses = guesses(&scores(forest, &first));
            let second = page.second(&guesses);
            (0..page.len()).for_each(|at| second.put(at, &mut values));
        } else {
            (0..page.len()).for_each(|at| first.put(at, &mut values));
        }
        let words = (0..page.len()).map(|at| page.words(at)).collect();
        let blocks = (0..page.len()).map(|at| vec![at]).collect();
        Features { columns: self.names().len(), values, words, blocks, hashed_words: Vec::new() }
    }
}
