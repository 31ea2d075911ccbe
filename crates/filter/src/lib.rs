//! Which articles to keep: by language, by quality, by address, and what of them is private.
//!
//! Everything here looks at one document alone, and at its text as it would be written. Engines are made once from
//! their settings, are immutable, and can be used from any thread.

mod finding;

pub use finding::Finding;
