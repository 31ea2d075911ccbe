//! Supervised models in the format of fastText: read, and applied to a text.
//!
//! The format and the arithmetic are those of fastText 0.9 (<https://github.com/facebookresearch/fastText>, MIT): versions
//! 11 and 12 of the file, plain and quantised, with each of its four losses. The crate `fasttext` 0.8 is not used
//! because it takes every quantised model for one with a softmax, and common ones have a hierarchical softmax.

mod dictionary;
mod matrix;
mod output;
mod source;

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use dictionary::{Dictionary, Shape};
use matrix::Matrix;
use output::Output;
pub(super) use source::ModelError;
use source::Source;

use super::codes;
use super::ngrams::Likely;

/// First number of a file.
const MAGIC: i32 = 793_712_314;
/// The last version there is; models of version 11 were trained without n-grams of characters.
const VERSION: i32 = 12;
const VERSION_WITHOUT_NGRAMS: i32 = 11;
const SUPERVISED: i32 = 3;
const LABEL_PREFIX: &str = "__label__";

/// A model that says how likely each of its labels is.
#[derive(Debug)]
pub(super) struct Model {
    dictionary: Dictionary,
    input: Matrix,
    output_matrix: Matrix,
    output: Output,
    /// The language of each label, in one spelling.
    languages: Vec<String>,
}

impl Model {
    /// Reads a `.bin` or `.ftz` file.
    pub(super) fn open(path: &Path) -> Result<Model, ModelError> {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        Model::read(&mut Source::new(BufReader::new(file), bytes))
    }

    fn read(source: &mut Source<impl Read>) -> Result<Model, ModelError> {
        if source.i32()? != MAGIC {
            return Err(ModelError::Wrong("this is no fastText model"));
        }
        let version = source.i32()?;
        if !(VERSION_WITHOUT_NGRAMS..=VERSION).contains(&version) {
            return Err(ModelError::Wrong("the version of its format is not known"));
        }
        let arguments = Arguments::read(source, version)?;
        let dictionary = Dictionary::read(source, &arguments.shape)?;
        let quantised = source.flag()?;
        let input = Matrix::read(source, quantised)?;
        let quantised_output = source.flag()?;
        let output_matrix = Matrix::read(source, quantised && quantised_output)?;
        let labels = dictionary.labels();
        if labels.is_empty() {
            return Err(ModelError::Wrong("it has no labels"));
        }
        if [input.columns(), output_matrix.columns()] != [arguments.columns; 2]
            || output_matrix.rows() < labels.len()
            || input.rows() < dictionary.rows()
        {
            return Err(ModelError::Wrong("its matrices do not fit its dictionary"));
        }
        let output = match arguments.loss {
            1 => Output::tree(&labels.iter().map(|(_, count)| *count).collect::<Vec<_>>()),
            2 | 4 => Output::Sigmoids,
            3 => Output::Softmax,
            _ => return Err(ModelError::Wrong("its loss is not known")),
        };
        let languages: Vec<String> = labels.iter().map(|(label, _)| language_of(label)).collect();
        if languages.iter().any(|language| language.trim().is_empty()) {
            return Err(ModelError::Wrong("it has a label that names nothing"));
        }
        Ok(Model { dictionary, input, output_matrix, output, languages })
    }

    /// Every language that it has a label for.
    pub(super) fn languages(&self) -> Vec<String> {
        let mut languages = self.languages.clone();
        languages.sort_unstable();
        languages.dedup();
        languages
    }

    /// The languages, most likely first; labels that mean the same language count together.
    pub(super) fn rank(&self, pieces: &[&str]) -> Vec<Likely> {
        let rows = self.dictionary.rows_of(pieces.iter().copied());
        if rows.is_empty() {
            return Vec::new();
        }
        let mut hidden = vec![0.0; self.input.columns()];
        for &row in &rows {
            self.input.add_row(row as usize, &mut hidden);
        }
        for value in &mut hidden {
            *value /= rows.len() as f32;
        }
        let scores = self.output.probabilities(&self.output_matrix, self.languages.len(), &hidden);
        let mut ranked: Vec<Likely> = Vec::new();
        for (language, score) in self.languages.iter().zip(scores) {
            match ranked.iter_mut().find(|likely| likely.language == *language) {
                Some(likely) => likely.score = (likely.score + score).min(1.0),
                None => ranked.push(Likely { language: language.clone(), score: score.clamp(0.0, 1.0) }),
            }
        }
        ranked.sort_by(|left, right| {
            right.score.total_cmp(&left.score).then(left.language.cmp(&right.language))
        });
        ranked
    }
}

/// What a model was trained with, as far as it matters here.
struct Arguments {
    columns: usize,
    loss: i32,
    shape: Shape,
}

impl Arguments {
    fn read(source: &mut Source<impl Read>, version: i32) -> Result<Arguments, ModelError> {
        let columns = source.small_count()?;
        // Window, epochs, least count, negatives.
        for _ in 0..4 {
            source.i32()?;
        }
        let word_ngrams = source.small_count()?;
        let loss = source.i32()?;
        if source.i32()? != SUPERVISED {
            return Err(ModelError::Wrong("it was not trained with labels (supervised)"));
        }
        let buckets = source.small_count()? as u32;
        let (shortest, longest) = (source.small_count()?, source.small_count()?);
        // Rate of updates, and the threshold of sampling.
        source.i32()?;
        source.i64()?;
        let longest = if version == VERSION_WITHOUT_NGRAMS { 0 } else { longest };
        Ok(Arguments { columns, loss, shape: Shape { shortest, longest, word_ngrams, buckets } })
    }
}

/// `__label__eng_Latn` is `en`; a label that is no code is its own name.
fn language_of(label: &str) -> String {
    let name = label.strip_prefix(LABEL_PREFIX).unwrap_or(label);
    codes::normalise(name).unwrap_or_else(|| name.to_ascii_lowercase())
}
