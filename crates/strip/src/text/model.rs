//! The weights in force: the built-in ones of [`super::weights`], or those of the settings.

use serde::{Deserialize, Serialize};
use tamis_core::ConfigError;

use crate::model::fnv;

use super::emission::{CUE_NAMES, CUES};
use super::weights::{BOX_WEIGHTS, PAGE_BOX_WEIGHTS, PAGE_TEXT_WEIGHTS, TEXT_WEIGHTS};

/// Weights of the judge for plain text: natural log-odds of being foreign for one unit of each cue, in
/// the order of [`cue_names`]. For cross-validation; the built-in ones are used where none are given.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(deny_unknown_fields)]
pub struct TextWeights {
    /// Of running text of an article.
    pub text: Vec<f32>,
    /// Of everything else of an article.
    pub boxes: Vec<f32>,
    /// Of running text of a whole page.
    pub page_text: Vec<f32>,
    /// Of everything else of a whole page.
    pub page_boxes: Vec<f32>,
}

impl Default for TextWeights {
    /// The built-in weights.
    fn default() -> Self {
        TextWeights {
            text: TEXT_WEIGHTS.to_vec(),
            boxes: BOX_WEIGHTS.to_vec(),
            page_text: PAGE_TEXT_WEIGHTS.to_vec(),
            page_boxes: PAGE_BOX_WEIGHTS.to_vec(),
        }
    }
}

impl TextWeights {
    fn tables(&self) -> [(&'static str, &[f32]); 4] {
        [
            ("text", &self.text),
            ("boxes", &self.boxes),
            ("page_text", &self.page_text),
            ("page_boxes", &self.page_boxes),
        ]
    }

    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        for (name, weights) in self.tables() {
            if weights.len() != CUES || !weights.iter().all(|weight| weight.is_finite()) {
                let problem = format!("give {CUES} numbers, one for each cue; there are {}", weights.len());
                return Err(ConfigError::new(format!("strip.text.weights.{name}"), problem));
            }
        }
        Ok(())
    }
}

/// The names of the cues in the order of their weights, in kebab-case. Training writes them beside the
/// weights; a change of the list makes a new model necessary.
pub fn cue_names() -> &'static [&'static str] {
    &CUE_NAMES
}

/// A stable hash of the built-in weights: 12 hexadecimal digits, lower case.
///
/// It is the FNV-1a hash of their IEEE 754 single-precision bytes, least significant byte first, table
/// by table in the order of [`TextWeights`].
pub fn model_hash() -> String {
    const DIGITS: u32 = 12;
    let tables = [&TEXT_WEIGHTS, &BOX_WEIGHTS, &PAGE_TEXT_WEIGHTS, &PAGE_BOX_WEIGHTS];
    let bytes = tables.into_iter().flatten().flat_map(|weight| weight.to_le_bytes());
    let hash = fnv(bytes);
    format!("{:0width$x}", hash >> (u64::BITS - DIGITS * 4), width = DIGITS as usize)
}

/// Weights, ready to be used.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    tables: Box<[[f32; CUES]; 4]>,
}

impl Model {
    /// These weights, which have been checked, or the built-in ones.
    pub(crate) fn new(weights: Option<&TextWeights>) -> Self {
        let mut tables = Box::new([TEXT_WEIGHTS, BOX_WEIGHTS, PAGE_TEXT_WEIGHTS, PAGE_BOX_WEIGHTS]);
        if let Some(weights) = weights {
            for (table, (_, given)) in tables.iter_mut().zip(weights.tables()) {
                for (slot, weight) in table.iter_mut().zip(given) {
                    *slot = *weight;
                }
            }
        }
        Model { tables }
    }

    /// The weights of a group, by whether the text is a whole page and the group running text.
    pub(crate) fn weights(&self, page: bool, text: bool) -> &[f32; CUES] {
        let [own_text, own_boxes, page_text, page_boxes] = &*self.tables;
        match (page, text) {
            (false, true) => own_text,
            (false, false) => own_boxes,
            (true, true) => page_text,
            (true, false) => page_boxes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weights_are_those_that_training_wrote() {
        assert_eq!(model_hash(), include_str!("weights.hash").trim());
    }

    #[test]
    fn tables_of_another_length_name_their_key() {
        let weights = TextWeights { page_text: vec![0.0; CUES - 1], ..TextWeights::default() };
        assert_eq!(weights.check().map_err(|error| error.key), Err("strip.text.weights.page_text".into()));
        assert_eq!(TextWeights::default().check(), Ok(()));
    }
}
