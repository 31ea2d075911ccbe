//! Which lines of a plain text belong to the article.
//!
//! 1. `facts` looks at every line once: shape, content words, phrases of the lists in `words/`.
//! 2. `rules` mark single lines by closed vocabularies tied to place, length and neighbours.
//! 3. `groups` joins the lines into what is judged together: a title with its rows, a list, a paragraph,
//!    an encoded fragment, or one line that a rule is sure of.
//! 4. `features` counts what can be seen of every group: its surface (`sums`), its place and neighbours
//!    (`page`), and what its words share with the article outside it (`topic`).
//! 5. `learned` turns them into a first guess by a forest of decision trees, and corrects it by a second
//!    one that sees the guesses for all other groups; it keeps what gives the highest expected F-measure.
//!    `reasons` names what goes.
//!
//! What stays is looked through by `inline` for what does not belong inside a line.
//!
//! The cost is linear in the length of the text.

mod article;
mod config;
mod facts;
mod features;
mod groups;
mod index;
mod inline;
mod learned;
mod lexicon;
mod numbering;
mod page;
mod reasons;
mod rules;
mod sums;
#[cfg(test)]
mod tests;
mod topic;
mod training;
mod word_batch;
mod word_slots;

pub use config::TextConfig;
pub(crate) use learned::TextJudge;
pub use training::TextTrainer;
