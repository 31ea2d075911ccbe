//! What a record, a document, a block, a verdict and a reason are in tamis.
//!
//! Every stage crate knows this crate and no other. It does no I/O, starts no thread, and holds no
//! clock, environment or randomness: a value built from the same input is the same value.
//!
//! The life of one document in these types: a [`Record`] (bytes with a place) is decoded into text,
//! segmented into a [`Document`] (metadata and [`Block`]s in reading order), judged into one
//! [`Verdict`] a block, and rendered by [`Layout`] into the text that is written.
//!
//! ```
//! use tamis_core::{Block, BlockKind, Layout, Reason, Verdict};
//!
//! let blocks = vec![
//!     Block::new(BlockKind::Paragraph, "The river rose again."),
//!     Block::new(BlockKind::Paragraph, "Share this:"),
//! ];
//! let verdicts = vec![Verdict::keep(0.1), Verdict::drop(Reason::ShareLine, 0.9, "closed vocabulary")];
//! assert_eq!(Layout::new(&blocks).render(&verdicts), "The river rose again.");
//! ```
#![forbid(unsafe_code)]

mod block;
mod config;
mod document;
mod facts;
mod inline;
mod line;
mod outline;
mod reason;
mod record;
mod reject;
mod render;
mod verdict;
mod words;

pub use block::{Block, BlockKind, Marker, Origin, Recurrence, Signals};
pub use config::ConfigError;
pub use document::{Document, Flag, PageHints};
pub use facts::{Dated, Facts};
pub use inline::{Inline, InlineKind};
pub use line::{DecodeNote, Encoding, Line};
pub use outline::{Element, ElementId, Outline};
pub use reason::{Action, Reason, Stage};
pub use record::{Body, Markup, Metadata, Place, Record};
pub use reject::{Reject, RejectCause};
pub use render::{CharSpan, Kept, Layout};
pub use verdict::{Decision, Edit, Verdict};
pub use words::{Words, ascii_length, is_unspaced, is_wordlike, word_count, words};
