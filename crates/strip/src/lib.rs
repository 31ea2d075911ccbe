//! Which blocks belong to the article?
//!
//! In goes a segmented [`Document`](tamis_core::Document), HTML or plain text; out comes a
//! [`Judgement`]: one [`Verdict`](tamis_core::Verdict) a block, in the order of the blocks, with the
//! reason and the evidence of every removal. Nothing is changed here; a
//! [`Layout`](tamis_core::Layout) carries the verdicts out.
//!
//! ```
//! use tamis_core::{Block, BlockKind, Document, Layout, Markup};
//! use tamis_strip::{StripConfig, Stripper};
//!
//! # fn main() -> Result<(), tamis_core::ConfigError> {
//! let lines = ["The ferry will sail again on Monday.", "Share this:", "Repairs took a week."];
//! let document = Document {
//!     markup: Markup::Text,
//!     blocks: lines.iter().map(|line| Block::new(BlockKind::Paragraph, *line)).collect(),
//!     ..Document::default()
//! };
//! let judgement = Stripper::new(StripConfig::default())?.judge(&document);
//! let text = Layout::new(&document.blocks).render(&judgement.verdicts);
//! assert_eq!(text, "The ferry will sail again on Monday.\nRepairs took a week.");
//! # Ok(())
//! # }
//! ```

mod columns;
mod config;
mod decision;
#[cfg(test)]
mod engines;
mod explain;
mod features;
mod figures;
mod hashes;
mod html;
mod model;
mod passes;
mod recurs;
mod stripper;
mod text;
mod word_kinds;

pub use config::{Mode, StripConfig};
pub use explain::{Cause, Explanation};
pub use features::Features;
pub use html::{HtmlConfig, HtmlTrainer};
pub use model::ModelError;
pub use stripper::{Judgement, Stripper, html_model_hash, text_model_hash};
pub use text::{TextConfig, TextTrainer};
