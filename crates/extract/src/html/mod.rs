//! HTML to blocks: [`parse`] makes a [`tree`], [`segment`] walks it once.

mod blanks;
mod linked;
mod meta;
mod parse;
mod rows;
mod rules;
mod run;
mod segment;
mod sink;
mod spans;
mod style;
mod tags;
mod tree;

use crate::{Page, TooComplex};

pub use rules::SelectorRules;

/// The blocks of a page and what its head says.
pub(crate) fn page(html: &str, rules: Option<&SelectorRules>, max_steps: u64) -> Result<Page, TooComplex> {
    let tree = parse::parse(html, max_steps)?;
    let segment::Segments { blocks, outline, nodes } = segment::segments(&tree);
    let outline = match rules.filter(|rules| !rules.is_empty()) {
        Some(rules) => rules.applied(&tree, &nodes, outline),
        None => outline,
    };
    let mut head = meta::Head::read(&tree);
    Ok(Page {
        title: head.title(&blocks),
        canonical_url: head.canonical_url(),
        hints: head.hints(),
        language: head.language,
        blocks,
        outline,
    })
}

#[cfg(test)]
mod tests;
