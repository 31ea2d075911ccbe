//! Which articles to keep: by language, by quality, by address, and what of them is private.
//!
//! Everything here looks at one document alone, and at its text as it would be written. Engines are made once from
//! their settings, are immutable, and can be used from any thread.
#![forbid(unsafe_code)]

mod finding;
mod language;
mod pii;
mod quality;
mod urls;

pub use finding::Finding;
pub use language::{ForeignParagraphs, Identified, Identifier, LanguageConfig};
pub use pii::{PiiConfig, PiiFinder, PiiMode, PlaceholderConfig, PrivateKind, PrivateSpan, phone_region};
pub use quality::{
    ArticleThresholds, C4Thresholds, Figure, FinewebThresholds, GopherThresholds, Judgement, Preset, Quality,
    QualityConfig, RefinedwebThresholds, RemovedLine, RepetitionThresholds, WordBoundaries,
};
pub use urls::{UrlConfig, UrlLists, canonical_url};
