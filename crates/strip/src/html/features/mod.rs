//! What the learned judge sees of every block of a page: some three hundred figures, each computed in one
//! pass over the blocks or the elements.
//!
//! The design follows the public literature on block classification (Kohlschütter et al. 2010 for text
//! and link density of a block and its neighbours; Vogels et al. 2018 for features of the ancestors),
//! with sums over every element around a block, sibling statistics and a second pass over first
//! guesses. All figures are counts, or quotients and sums of counts in a fixed order, so that they are
//! the same on every machine. Whatever is not there is [`MISSING`](crate::columns::MISSING),
//! or a multiple of it where a count may be negative.

mod around;
mod block;
mod copies;
mod hints;
mod keywords;
mod levels;
mod page;
mod second;
mod sums;
mod text;
mod title;
mod tree;

use std::borrow::Cow;

use tamis_core::{ConfigError, Document};

pub(crate) use page::Page;

/// The tables that features are computed with.
#[derive(Debug, Clone)]
pub(crate) struct Tables {
    keywords: keywords::Keywords,
}

impl Tables {
    pub(crate) fn new() -> Result<Tables, ConfigError> {
        Ok(Tables { keywords: keywords::Keywords::new()? })
    }

    /// Names of the features of the first pass and of the second, in order.
    pub(crate) fn names(&self) -> (Vec<Cow<'static, str>>, Vec<Cow<'static, str>>) {
        let mut document = Document::default();
        document.blocks.push(tamis_core::Block::new(tamis_core::BlockKind::Paragraph, "word"));
        let page = Page::of(&document, self);
        let (mut first, mut second) = (Vec::new(), Vec::new());
        page.put_first(0, &mut first);
        second::Guesses::of(&page, &[0.5]).put_second(0, &mut second);
        (first, second)
    }
}
