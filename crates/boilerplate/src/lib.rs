//! Which lines stand in many stories of one source?
//!
//! What a site puts into every article, from a plea to subscribe to a box about another topic, recurs word
//! for word. **In** go segmented documents, each as its [`StoryLines`], which any thread can make; a
//! [`Learner`] counts in how many distinct stories of a source each line, and each pair of neighbouring
//! lines, stands. **Out** comes a table: [`Learned`] writes it to a file, [`Table`] looks the blocks of a
//! document up and gives each its [`Recurrence`](tamis_core::Recurrence). What follows from that is for the
//! judge to say; nothing is removed here.
//!
//! Whoever counts with other means, such as many machines, takes the [`Sight`]s of each document and gives what was
//! counted to a [`CountsWriter`], which makes the same table.
//!
//! Documents of the same words are one story, or whatever the caller says is one. The counting is exact, holds a bounded amount in memory and
//! the rest in temporary files, and gives the same table for any order of the documents.
//!
//! ```
//! use tamis_boilerplate::{Learner, LearnerConfig, StoryLines};
//! use tamis_core::{Block, BlockKind, Document};
//!
//! let story = |lines: [&str; 2]| Document {
//!     blocks: lines.iter().map(|line| Block::new(BlockKind::Paragraph, *line)).collect(),
//!     ..Document::default()
//! };
//! let folder = std::env::temp_dir();
//! let mut learner = Learner::new(LearnerConfig { folder, ..LearnerConfig::default() });
//! learner.add(&StoryLines::of(&story(["The ferry sails.", "Sign up for our letter!"])))?;
//! learner.add(&StoryLines::of(&story(["The bridge is shut.", "SIGN UP for our letter"])))?;
//! let table = learner.finish(|story| story)?.table()?;
//!
//! let mut document = story(["The mill burned.", "Sign up for our letter."]);
//! table.annotate(&mut document);
//! assert_eq!(document.blocks[0].recurrence, None);
//! assert_eq!(document.blocks[1].recurrence.map(|found| (found.stories, found.of)), Some((2, 2)));
//! # Ok::<(), tamis_boilerplate::BoilerplateError>(())
//! ```
#![forbid(unsafe_code)]

mod bytes;
mod counts;
mod error;
mod format;
mod key;
mod learned;
mod learner;
mod run;
mod scan;
mod story;
mod table;

pub use counts::{Count, CountsWriter, Kind, Sight};
pub use error::BoilerplateError;
pub use format::Summary;
pub use learned::Learned;
pub use learner::{Learner, LearnerConfig};
pub use scan::{Entry, scan};
pub use story::StoryLines;
pub use table::Table;
