//! The features of texts, as training needs them.

use std::borrow::Cow;

use tamis_core::{ConfigError, Document};

use super::article::Article;
use super::facts::weighed_words;
use super::features::{First, Second, names};
use super::groups::Group;
use super::learned::WORD_TABLE;
use super::lexicon::Lexicon;
use crate::Features;
use crate::model::{Forest, Model, ModelError, Rows, guesses, scores};

/// Computes what the learned judge for plain text sees, exactly as the judge does.
#[derive(Debug)]
pub struct TextTrainer {
    lexicon: Lexicon,
    names: Vec<Cow<'static, str>>,
    second_names: Vec<Cow<'static, str>>,
    first: Option<Forest>,
    language_free: bool,
}

impl TextTrainer {
    /// A trainer of the first pass, with the weights of words that the model file holds, if there is one; or
    /// of the second pass, if the file holds the forest of the first, on which it builds.
    ///
    /// `language_free` computes the features as for a text of an unknown language.
    ///
    /// # Errors
    /// If the model cannot be read or was trained on other features.
    pub fn new(model: Option<&[u8]>, language_free: bool) -> Result<TextTrainer, ConfigError> {
        let wrong = |error: ModelError| ConfigError::new("strip.model", error.to_string());
        let model = model.map(Model::read).transpose().map_err(wrong)?.unwrap_or_default();
        let lexicon = Lexicon::new(model.word_table(WORD_TABLE));
        let (names, second_names) = names(&lexicon);
        let first = if model.serves("text.") {
            Some(model.forest("text.first", &names).map_err(wrong)?)
        } else {
            None
        };
        Ok(TextTrainer { lexicon, names, second_names, first, language_free })
    }

    /// Names of the features, in the order of the columns.
    pub fn names(&self) -> Vec<&str> {
        let names = if self.first.is_some() { &self.second_names } else { &self.names };
        names.iter().map(AsRef::as_ref).collect()
    }

    /// The features of a text.
    pub fn features(&self, document: &Document) -> Features {
        let mut article = Article::of(document, &self.lexicon);
        if self.language_free {
            article.forget_language();
        }
        let core = article.first_core();
        let first = First::of(&article, &core, &self.names);
        let mut values = Vec::new();
        if let Some(forest) = &self.first {
            let guesses = guesses(&scores(forest, &first));
            let second = Second::of(&article, &guesses);
            (0..second.count()).for_each(|at| Rows::put(&second, at, &mut values));
        } else {
            (0..first.count()).for_each(|at| first.put(at, &mut values));
        }
        let words = article.sums.iter().map(|sums| sums.words).collect();
        let blocks = article.groups.iter().map(|group| group.lines.clone()).collect();
        let hashed = |group: &Group| -> Vec<u16> {
            let lines = group.lines.iter().filter_map(|at| article.facts.lines.get(*at));
            lines.flat_map(|line| weighed_words(line.text)).map(|hash| (hash >> 48) as u16).collect()
        };
        let hashed_words = article.groups.iter().map(hashed).collect();
        Features { columns: self.names().len(), values, words, blocks, hashed_words }
    }
}
