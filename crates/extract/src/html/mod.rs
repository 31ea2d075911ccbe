//! HTML to blocks: [`scan`] makes a [`tree`], [`segment`] walks it once.

mod blanks;
mod facts;
mod linked;
mod meta;
mod name;
mod rows;
mod rules;
mod run;
mod scan;
mod segment;
mod spans;
mod style;
mod tags;
mod tree;
#[cfg(any(test, feature = "twin"))]
mod twin;

use crate::{Page, TooComplex};

pub use rules::SelectorRules;

/// The blocks of a page and what its head says.
pub(crate) fn page(
    html: &str,
    rules: Option<&SelectorRules>,
    url: Option<&str>,
    max_steps: u64,
) -> Result<Page, TooComplex> {
    let source = scan::with_line_feeds(html);
    let tree = scan::parse(&source, max_steps)?;
    page_of(&tree, rules, url, max_steps)
}

/// Nodes of the tree of a page, and its blocks, made one after the other if `wants_blocks`: what parsing and segmenting take by
/// themselves.
#[cfg(feature = "twin")]
pub(crate) fn nodes_and_blocks(
    html: &str,
    max_steps: u64,
    wants_blocks: bool,
) -> Result<(usize, usize), TooComplex> {
    let source = scan::with_line_feeds(html);
    let tree = scan::parse(&source, max_steps)?;
    let blocks = if wants_blocks { segment::segments(&tree).blocks.len() } else { 0 };
    Ok((tree.len(), blocks))
}

/// The blocks of a page by html5ever's parser, which this one is compared with.
#[cfg(any(test, feature = "twin"))]
pub(crate) fn page_by_twin(html: &str, max_steps: u64) -> Result<Page, TooComplex> {
    let source = scan::with_line_feeds(html);
    let tree = twin::parse(&source, max_steps)?;
    page_of(&tree, None, None, max_steps)
}

fn page_of(
    tree: &tree::Tree<'_>,
    rules: Option<&SelectorRules>,
    url: Option<&str>,
    max_steps: u64,
) -> Result<Page, TooComplex> {
    let segment::Segments { blocks, outline, nodes } = segment::segments(tree);
    let outline = match rules.filter(|rules| !rules.is_empty()) {
        Some(rules) => rules.applied(tree, &nodes, outline, max_steps)?,
        None => outline,
    };
    let mut head = meta::Head::read(tree);
    let canonical_url = head.canonical_url();
    let url = url.or(canonical_url.as_deref());
    let mut facts =
        facts::read(&facts::Seen { tree, blocks: &blocks, outline: &outline, nodes: &nodes }, &head, url);
    facts.canonical_url.clone_from(&canonical_url);
    Ok(Page {
        title: head.title(&blocks),
        canonical_url,
        facts,
        hints: head.hints(),
        language: head.language.take().or_else(|| head.locale()),
        blocks,
        outline,
    })
}

#[cfg(test)]
mod tests;
