//! The steps of a comparison over streams of rows, for engines that bring documents together by sorting and joining on many
//! machines, such as Spark.
//!
//! They are the steps of [`Collection::resolve`](crate::Collection::resolve), with the same rules and the same results;
//! what is different is who carries the rows from step to step. A document is known by a number of the caller's, whose
//! order stands for that of the input; [`Card`](crate::Card) is what travels of it beside its words. A step that needs all rows of a
//! group gets them one behind the other, in an order that its description names, and holds one group at a time; words that
//! do not fit go to temporary files.
//!
//! 1. [`BandKeys`]: a document's bands, by which [`PairUp`] makes candidates.
//! 2. [`PairJudge`](crate::PairJudge): which of them are alike or kin, by signatures or by words.
//! 3. [`Families`]: of all that these connect, which pairs are copies.
//! 4. [`ContainerChoice`], [`sampled_shingles`], [`Meetings`], [`MainStories`], [`is_likely`], [`Holding`]: contained copies.
//! 5. [`KeptChoice`]: the copy that stays of a story that grew.
//!
//! Components of pairs, least and greatest of a group, and counts are the engine's. `python/tamis/spark` puts them
//! together.

mod bands;
mod components;
mod containers;
mod families;
mod gathered;
mod kept;

pub use bands::{BandKey, BandKeys, PairUp};
pub use components::components;
pub use containers::{
    ContainerChoice, Holding, MainStories, MainStory, Meeting, Meetings, Shingled, is_likely,
    sampled_shingles,
};
pub use families::{Families, Parted};
pub use kept::KeptChoice;
