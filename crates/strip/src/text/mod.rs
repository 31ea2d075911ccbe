//! Which lines of a plain text belong to the article.
//!
//! 1. `facts` looks at every line once: shape, content words, phrases of the lists in `words/`.
//! 2. `rules` mark single lines by closed vocabularies tied to place, length and neighbours. A sure mark
//!    takes the line out, a doubtful one is a hint to the group that holds it.
//! 3. `groups` joins the other lines into what is judged together: a title with its rows, a list, a
//!    paragraph, an encoded fragment.
//! 4. `topic` counts what each group shares with the article outside it, `page` tells whole pages from
//!    articles and where running text is dense, `emission` turns both into log-odds by `weights`.
//! 5. `chain` weighs each group with its neighbours; `boxes` runs the last two steps twice, the second
//!    time against the paragraphs that the first one kept.
//!
//! What stays is looked through by `inline` for what does not belong inside a line.
//!
//! The cost is linear in the length of the text.

mod boxes;
mod chain;
mod config;
mod emission;
mod facts;
mod groups;
mod inline;
mod judge;
mod lexicon;
mod model;
mod page;
mod rules;
#[cfg(test)]
mod tests;
mod topic;
mod weights;

pub use boxes::GroupCues;
pub use config::TextConfig;
pub(crate) use judge::TextJudge;
pub use model::{TextWeights, cue_names, model_hash};
