//! What the learned judge sees of every group of lines: its surface, its place, its words against those of
//! the article, and its neighbours; then, in a second pass, what a first guess says of all others.
//!
//! All figures are counts, or quotients and sums of counts in a fixed order, so that they are the same on
//! every machine. What is not there is [`MISSING`].

mod around;
mod second;
mod topic;
mod unit;

use std::borrow::Cow;

use tamis_core::{Block, BlockKind, Document};

use self::around::Surroundings;
use super::article::Article;
use super::lexicon::Lexicon;
use super::topic::Topic;
use crate::columns::{Columns, LEXICAL, MISSING};
use crate::model::Rows;
pub(crate) use second::Second;

/// Names of the features of the first pass and of the second, in order.
pub(crate) fn names(lexicon: &Lexicon) -> (Vec<Cow<'static, str>>, Vec<Cow<'static, str>>) {
    let mut document = Document::default();
    document.blocks.push(Block::new(BlockKind::Paragraph, "word"));
    let article = Article::of(&document, lexicon);
    let core = article.first_core();
    let (mut first, mut second) = (Vec::new(), Vec::new());
    First::of(&article, &core, &[]).put_all(0, &mut first);
    Second::of(&article, &[0.5]).put_all(0, &mut second);
    (first, second)
}

/// The features of the first pass.
#[derive(Debug)]
pub(crate) struct First<'a> {
    article: &'a Article<'a>,
    topic: Topic,
    surroundings: Surroundings,
    /// Features that depend on the language, if it is not known.
    unknown: Vec<usize>,
}

impl<'a> First<'a> {
    /// The features of a document with a first idea of its `core`; the names are those of the columns.
    pub(crate) fn of(article: &'a Article<'a>, core: &'a [f32], names: &[Cow<'static, str>]) -> Self {
        let lexical = names.iter().enumerate().filter(|(_, name)| name.contains(LEXICAL));
        let unknown = if article.knows_language { Vec::new() } else { lexical.map(|(at, _)| at).collect() };
        First {
            article,
            topic: Topic::of(&article.facts, &article.groups, &article.index, core),
            surroundings: Surroundings::of(article),
            unknown,
        }
    }

    fn put_all(&self, at: usize, columns: &mut impl Columns) {
        unit::put(self.article, at, columns);
        self.surroundings.put(self.article, at, columns);
        topic::put(self.article, &self.topic, at, columns);
    }
}

impl Rows for First<'_> {
    fn count(&self) -> usize {
        self.article.groups.len()
    }

    fn put(&self, at: usize, values: &mut Vec<f32>) {
        let start = values.len();
        self.put_all(at, values);
        for column in &self.unknown {
            if let Some(value) = values.get_mut(start + column) {
                *value = MISSING;
            }
        }
    }
}

impl Rows for Second<'_> {
    fn count(&self) -> usize {
        self.len()
    }

    fn put(&self, at: usize, values: &mut Vec<f32>) {
        self.put_all(at, values);
    }
}
