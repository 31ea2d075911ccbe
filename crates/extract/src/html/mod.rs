//! HTML to blocks.

mod rules;

use tamis_core::{Block, BlockKind};

use crate::{Page, TooComplex};

pub use rules::SelectorRules;

pub(crate) fn page(html: &str, _rules: Option<&SelectorRules>, _max_steps: u64) -> Result<Page, TooComplex> {
    let tree = scraper::Html::parse_document(html);
    let mut page = Page::default();
    for node in tree.tree.nodes() {
        let Some(text) = node.value().as_text() else { continue };
        let parent = node.parent().and_then(scraper::ElementRef::wrap);
        match parent.map(|parent| parent.value().name()) {
            Some("title") => page.title = Some(text.trim().to_string()),
            Some("script" | "style" | "noscript") => {}
            _ if text.trim().is_empty() => {}
            _ => page.blocks.push(Block::new(BlockKind::Paragraph, text.trim())),
        }
    }
    Ok(page)
}
