//! Which documents say the same.
//!
//! What enters is the cleaned text of a document; what leaves is the id of the document whose copy it
//! is, if there is one. This first form finds documents whose *normalised* texts are equal: same words
//! in the same order, whatever the case, accents, punctuation and line breaks.
//!
//! [`Fingerprint::of`] is pure and runs on any thread; [`ExactIndex::insert`] is called in input order,
//! so the first document in input order is the one that stays, for any number of threads.
//!
//! ```
//! use tamis_dedup::{ExactIndex, Fingerprint};
//!
//! let mut index = ExactIndex::new(1 << 20, std::env::temp_dir());
//! assert_eq!(index.insert(Fingerprint::of("The mayor’s café opens."), "a")?, None);
//! assert_eq!(index.insert(Fingerprint::of("THE MAYOR'S CAFE OPENS"), "b")?.as_deref(), Some("a"));
//! assert_eq!(index.insert(Fingerprint::of("The mayor’s café closes."), "c")?, None);
//! # Ok::<(), tamis_dedup::DedupError>(())
//! ```
#![forbid(unsafe_code)]

mod bands;
mod candidates;
mod collection;
mod compare;
mod config;
mod contain;
mod copies;
mod date;
pub mod distributed;
mod documents;
mod error;
mod exact;
mod families;
mod index;
mod keep;
mod normalise;
mod parallel;
mod resolve;
mod resolved;
mod ruling;
mod signature;
mod sketch;
mod sorter;
mod spilled;
mod spool;
mod tokens;
mod union;
mod verify;

pub use bands::Bands;
pub use collection::{Collection, Workspace};
pub use config::{DedupConfig, Keep};
pub use documents::Card;
pub use error::DedupError;
pub use exact::{ExactIndex, Fingerprint};
pub use index::{Batch, DirectMatch, Explained, Index, Member, PendingBatch, Verdict};
pub use normalise::{NORMALISER_VERSION, normalise_into};
pub use parallel::{Executor, Phase, Sequential};
pub use resolved::Resolved;
pub use ruling::{DedupSummary, Likeness, Role, Ruling};
pub use signature::SIGNATURE_VALUES;
pub use sketch::{Scratch, Sketch, Sketcher};
pub use spilled::SpilledMap;
pub use verify::{Estimated, PairJudge};
