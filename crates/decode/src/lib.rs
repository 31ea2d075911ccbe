//! What text did these bytes mean?
//!
//! **In:** the bytes of a record, with whatever label they came with; or text that a format has
//! decoded already. **Out:** text that says what its author wrote: the charset found
//! ([`Decoder::charset`]), HTML told from plain text ([`Decoder::sniff_markup`]), encoded documents
//! opened ([`Decoder::whole_document`]), and plain text as clean [`tamis_core::Line`]s
//! ([`Decoder::lines`]): percent-encoded fragments, character references, HTML tags and mojibake
//! inside running text decoded layer by layer until nothing is left to decode, at most four layers.
//!
//! What is not clearly encoded stays as it is: addresses, `50%`, printf formats, code, a tutorial
//! about `%20`. Decoding decoded text changes nothing, no input panics, and the cost is linear.
//!
//! ```
//! use tamis_decode::{DecodeConfig, Decoder};
//!
//! let decoder = Decoder::new(DecodeConfig::default())?;
//! let decoded = decoder.lines("The%20trailblazers\n%3Cp%3EOne%3Cbr%3Etwo%26nbsp%3B%3C%2Fp%3E\n50% off");
//! assert_eq!(decoded.text(), "The trailblazers\nOne\ntwo\n50% off");
//! assert_eq!(decoder.lines(&decoded.text()).text(), decoded.text());
//! # Ok::<(), tamis_core::ConfigError>(())
//! ```
#![forbid(unsafe_code)]

mod address;
mod characters;
mod charset;
mod config;
mod decoder;
mod document;
mod entity;
mod entity_names;
mod escapes;
mod line_list;
mod markup;
mod mojibake;
mod outcome;
mod percent;
mod settle;
mod vocabulary;

pub use config::DecodeConfig;
pub use decoder::Decoder;
pub use outcome::{CharsetSource, CharsetText, Decoded, NotText, StepCounts, WholeDocument};
