//! What counts as text besides the body of an article: a step between the judge and the user's rulings.

use tamis_core::{Block, BlockKind, Decision, Document, Marker, Origin, Outline, Reason, Verdict, words};

use crate::ConventionConfig;

/// No table.
const NONE: u32 = u32::MAX;

/// Carries the settings out on the verdicts, one a block.
pub(crate) fn apply(document: &Document, verdicts: &mut [Verdict], config: &ConventionConfig) {
    for verdict in verdicts.iter_mut().filter(|verdict| verdict.is_drop()) {
        let stays = match verdict.reason {
            Some(Reason::Comments) => config.comments,
            Some(Reason::Caption) => config.captions,
            _ => false,
        };
        if stays {
            verdict.decision = Decision::Keep;
        }
    }
    if !config.tables {
        drop_tables(document, verdicts);
    }
}

/// Drops the rows of tables and what else stands in an element that has rows: captions, a cell of its own.
fn drop_tables(document: &Document, verdicts: &mut [Verdict]) {
    let tables = Tables::of(&document.outline);
    let mut has_rows = vec![false; document.outline.elements().len()];
    for block in document.blocks.iter().filter(|block| block.kind == BlockKind::TableRow) {
        if let Some(has_rows) = tables.around(block).and_then(|table| has_rows.get_mut(table)) {
            *has_rows = true;
        }
    }
    for (block, verdict) in document.blocks.iter().zip(verdicts) {
        let in_table =
            || tables.around(block).and_then(|table| has_rows.get(table)).is_some_and(|rows| *rows);
        if !verdict.is_drop() && (block.kind == BlockKind::TableRow || in_table()) {
            *verdict = Verdict::drop(Reason::Table, 1.0, "convention.tables is off");
        }
    }
}

/// For each element of an outline the innermost table that it is or lies in.
struct Tables(Vec<u32>);

impl Tables {
    fn of(outline: &Outline) -> Tables {
        let mut tables: Vec<u32> = Vec::with_capacity(outline.elements().len());
        for (at, element) in outline.elements().iter().enumerate() {
            let around = element.parent.and_then(|id| tables.get(id.0 as usize)).copied();
            tables.push(if element.tag == "table" { at as u32 } else { around.unwrap_or(NONE) });
        }
        Tables(tables)
    }

    fn around(&self, block: &Block) -> Option<usize> {
        let table = self.0.get(block.element?.0 as usize)?;
        (*table != NONE).then_some(*table as usize)
    }
}

/// Makes the title part of the text: keeps the headline, or puts the stated title in front as a block of
/// its own, so that it is part of the document text too. Tells whether anything has changed.
pub(crate) fn add_title(document: &mut Document, verdicts: &mut Vec<Verdict>) -> bool {
    if let Some(at) = headline(document, verdicts) {
        let (Some(block), Some(verdict)) = (document.blocks.get_mut(at), verdicts.get_mut(at)) else {
            return false;
        };
        if !verdict.is_drop() || verdict.reason == Some(Reason::UserSelector) {
            return false;
        }
        verdict.decision = Decision::Keep;
        if !block.kind.is_heading() {
            block.kind = BlockKind::Title;
            block.marker = Marker::None;
        }
        return true;
    }
    let stated = document.meta.title.as_deref().unwrap_or_default();
    let title = stated.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return false;
    }
    let origin = Origin { first_line: 1, last_line: 1 };
    document.blocks.insert(0, Block { origin, ..Block::new(BlockKind::Title, title) });
    verdicts.insert(0, Verdict::keep(0.0));
    for element in document.outline.elements_mut() {
        element.blocks = element.blocks.start + 1..element.blocks.end + 1;
    }
    true
}

/// The block that is the headline: one that says the title and is kept, else one that the judge took out
/// as the headline, else a heading that says the title, whoever took it out.
fn headline(document: &Document, verdicts: &[Verdict]) -> Option<usize> {
    let title = lower_words(document.meta.title.as_deref().unwrap_or_default());
    let mut judged = None;
    let mut best: Option<(usize, usize)> = None;
    for (at, (block, verdict)) in document.blocks.iter().zip(verdicts).enumerate() {
        if block.signals.hidden && verdict.is_drop() {
            continue;
        }
        let could_be = block.kind.is_heading() || document.outline.elements().is_empty();
        let said = if could_be && block.text.len() <= MAX_TITLE_BYTES {
            lower_words(&block.text)
        } else {
            Vec::new()
        };
        if says(&said, &title) {
            if !verdict.is_drop() {
                return Some(at);
            }
            if best.is_none_or(|(_, length)| said.len() > length) {
                best = Some((at, said.len()));
            }
        } else if verdict.is_drop() && verdict.reason == Some(Reason::Headline) && judged.is_none() {
            judged = Some(at);
        }
    }
    best.map(|(at, _)| at).or(judged)
}

/// Longest block that is compared with the title, in bytes (guess: no headline is longer).
const MAX_TITLE_BYTES: usize = 600;

fn lower_words(text: &str) -> Vec<String> {
    words(text).map(str::to_lowercase).collect()
}

/// Whether a block says the title: all of it, or as a title with the name of the site holds it.
fn says(block: &[String], title: &[String]) -> bool {
    !block.is_empty()
        && (title.starts_with(block)
            || (2 * block.len() >= title.len() && title.windows(block.len()).any(|part| part == block)))
}

#[cfg(test)]
mod tests {
    use tamis_core::{Element, ElementId, Layout, Markup};

    use super::*;

    fn element(tag: &str, parent: Option<u32>) -> Element {
        Element { tag: tag.into(), parent: parent.map(ElementId), blocks: 0..3, ..Element::default() }
    }

    fn block(kind: BlockKind, text: &str, element: u32) -> Block {
        Block { element: Some(ElementId(element)), ..Block::new(kind, text) }
    }

    /// A page with these blocks, each with the reason for which the judge dropped it, after `change`.
    #[track_caller]
    fn check(blocks: &[(BlockKind, &str, Option<Reason>)], config: &ConventionConfig, expect: &str) {
        let outline =
            Outline::new(vec![element("main", None), element("table", Some(0)), element("tr", Some(1))]);
        let place = |kind| if kind == BlockKind::TableRow { 2 } else { 0 };
        let mut document = Document {
            markup: Markup::Html,
            blocks: blocks.iter().map(|(kind, text, _)| block(*kind, text, place(*kind))).collect(),
            outline,
            ..Document::default()
        };
        document.meta.title = Some("Weir holds  firm | The Sule Post".into());
        let mut verdicts: Vec<Verdict> = blocks
            .iter()
            .map(|(_, _, reason)| {
                reason.map_or(Verdict::keep(0.1), |reason| Verdict::drop(reason, 0.9, "seen"))
            })
            .collect();
        apply(&document, &mut verdicts, config);
        if config.title {
            add_title(&mut document, &mut verdicts);
        }
        assert_eq!(verdicts.len(), document.blocks.len());
        assert_eq!(Layout::new(&document.blocks).render(&verdicts), expect);
    }

    const TITLE: ConventionConfig =
        ConventionConfig { title: true, comments: false, captions: false, tables: true };

    #[test]
    fn the_body_is_all_by_default() {
        let blocks = [
            (BlockKind::Heading(1), "Weir holds firm", Some(Reason::Headline)),
            (BlockKind::Paragraph, "It held.", None),
            (BlockKind::TableRow, "a\tb", None),
            (BlockKind::Caption, "The weir", Some(Reason::Caption)),
            (BlockKind::Paragraph, "First!", Some(Reason::Comments)),
        ];
        let config = ConventionConfig::default();
        check(&blocks, &config, "It held.\na\tb");
        check(&blocks, &ConventionConfig { comments: true, ..config.clone() }, "It held.\na\tb\nFirst!");
        check(&blocks, &ConventionConfig { captions: true, ..config.clone() }, "It held.\na\tb\nThe weir");
        check(&blocks, &ConventionConfig { tables: false, ..config }, "It held.");
        check(&blocks, &TITLE, "Weir holds firm\nIt held.\na\tb");
    }

    #[test]
    fn the_title_is_a_block_of_the_page_or_the_stated_one() {
        let body = (BlockKind::Paragraph, "It held.", None);
        let heading = |text, reason| (BlockKind::Heading(1), text, reason);
        check(&[heading("Weir holds firm", None), body], &TITLE, "Weir holds firm\nIt held.");
        check(&[heading("WEIR HOLDS", Some(Reason::Boilerplate)), body], &TITLE, "WEIR HOLDS\nIt held.");
        check(
            &[heading("The Sule", Some(Reason::Navigation)), body],
            &TITLE,
            "Weir holds firm | The Sule Post\nIt held.",
        );
        check(&[body], &TITLE, "Weir holds firm | The Sule Post\nIt held.");
        check(&[heading("Weir holds firm", Some(Reason::UserSelector)), body], &TITLE, "It held.");
        let named = (BlockKind::Other, "Water and the weir", Some(Reason::Headline));
        check(&[named, body], &TITLE, "Water and the weir\nIt held.");
    }
}
