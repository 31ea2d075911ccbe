//! Which blocks does a page or a text consist of?
//!
//! In goes decoded text: the HTML of a whole page, or the lines of a plain text. Out comes the same
//! thing for both: [`tamis_core::Block`]s in exact reading order, every visible character in them,
//! nothing judged. For HTML the [`Page`] also tells title, language, canonical URL, and the outline
//! of the elements around the blocks.
//!
//! ```
//! use tamis_core::Line;
//! use tamis_extract::{ExtractConfig, Extractor};
//!
//! let extractor = Extractor::new(ExtractConfig::default())?;
//! let page = extractor.html("<title>Floods</title><h1>Floods</h1><p>The <b>river</b> rose.", None)?;
//! assert_eq!(page.title.as_deref(), Some("Floods"));
//! let texts: Vec<&str> = page.blocks.iter().map(|block| block.text.as_str()).collect();
//! assert_eq!(texts, ["Floods", "The river rose."]);
//!
//! let blocks = extractor.text(vec![Line::plain("The river rose.", 0), Line::plain("", 1)]);
//! assert_eq!(blocks.len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
#![forbid(unsafe_code)]

mod config;
mod extractor;
mod facts;
mod html;
mod text;

pub use config::{ExtractConfig, TooComplex};
pub use extractor::{Extractor, Page};
pub use html::SelectorRules;
