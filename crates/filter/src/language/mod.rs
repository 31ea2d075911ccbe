//! Which language a text is in: n-grams that say how likely each language is, or a fastText model of the user's.

mod codes;
mod config;
mod fasttext;
mod identifier;
mod letters;
mod markers;
mod ngrams;
mod sample;
mod script;
mod table;
mod tally;
mod words;

pub use config::{ForeignParagraphs, LanguageConfig};
pub use identifier::{Identified, Identifier};
