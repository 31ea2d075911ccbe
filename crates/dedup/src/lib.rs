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
//! let mut index = ExactIndex::new();
//! assert_eq!(index.insert(Fingerprint::of("The mayor’s café opens."), "a"), None);
//! assert_eq!(index.insert(Fingerprint::of("THE MAYOR'S CAFE OPENS"), "b"), Some("a"));
//! assert_eq!(index.insert(Fingerprint::of("The mayor’s café closes."), "c"), None);
//! ```

mod exact;
mod normalise;

pub use exact::{ExactIndex, Fingerprint};
pub use normalise::{NORMALISER_VERSION, normalise_into};
