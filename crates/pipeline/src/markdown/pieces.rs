//! The blocks that are left, as pieces of Markdown: a paragraph, a heading, a table, a stretch of code.

use std::iter::Peekable;

use tamis_core::{Block, BlockKind, Document, Inline, Kept, Layout, Outline, Verdict};

use super::containers::{self, Container, Containers};
use super::escape::Place;
use super::inline::Inlines;

/// Longest name of a language of code, in characters (guess: names are short).
const MAX_LANGUAGE_CHARS: usize = 20;

/// Prefixes of class names that state the language of code, as highlighters write them.
const LANGUAGE_PREFIXES: &[&str] = &["language-", "lang-", "highlight-source-", "brush:"];

/// Elements around code that are looked at for its language.
const LANGUAGE_ANCESTORS: usize = 4;

/// Elements around a row that are looked at for its table.
const TABLE_ANCESTORS: usize = 4;

/// A piece of Markdown with what it stands in.
#[derive(Debug)]
pub(super) struct Piece {
    /// Quotes and items around it, outermost first.
    pub(super) path: Vec<Container>,
    pub(super) body: Body,
}

#[derive(Debug)]
pub(super) enum Body {
    /// Written text on one line.
    Paragraph(String),
    /// Level and written text.
    Heading(u8, String),
    /// Lines as they are, and the language.
    Code { language: String, text: String },
    /// Written cells, a row each; the first is the header.
    Table(Vec<Vec<String>>),
}

/// The pieces of what is left of a document, in reading order.
pub(super) fn of(document: &Document, verdicts: &[Verdict], inlines: Inlines<'_>) -> Vec<Piece> {
    let outline = &document.outline;
    let containers = Containers::of(outline);
    let mut pieces = Vec::new();
    let mut kept = Layout::new(&document.blocks).kept(verdicts).peekable();
    while let Some(first) = kept.next() {
        let block = first.block;
        // What stands in no element is a line of a text, in a page too: its structured data has some.
        let is_page = block.element.is_some();
        let path = if is_page { containers.path(first.index, block) } else { Vec::new() };
        let piece = match block.kind {
            BlockKind::TableRow => {
                let body = Body::Table(table(&first, &mut kept, outline, inlines));
                Piece { path, body }
            }
            BlockKind::Code if is_page => {
                let (language, text) = (language(block, outline), first.text.into_owned());
                Piece { path, body: Body::Code { language, text } }
            }
            BlockKind::Code => Piece { path, body: lines_of_code(&first, &mut kept) },
            _ if is_page => Piece { path, body: line(block, &first.text, &first.inlines(), inlines) },
            kind => {
                let (path, text) = containers::of_line(first.index, kind, &first.text);
                Piece { path, body: line(block, text, &[], inlines) }
            }
        };
        if !matches!(&piece.body, Body::Paragraph(text) | Body::Heading(_, text) if text.is_empty()) {
            pieces.push(piece);
        }
    }
    pieces
}

fn line(block: &Block, text: &str, spans: &[Inline], inlines: Inlines<'_>) -> Body {
    let level = match block.kind {
        BlockKind::Title => 1,
        BlockKind::Heading(level) => level.clamp(1, 6),
        _ => return Body::Paragraph(inlines.line(text, spans, Place::Line)),
    };
    Body::Heading(level, inlines.line(text, spans, Place::Heading))
}

/// The rows of a table, from its first on.
fn table<'a, 'v>(
    first: &Kept<'a, 'v>,
    kept: &mut Peekable<impl Iterator<Item = Kept<'a, 'v>>>,
    outline: &Outline,
    inlines: Inlines<'_>,
) -> Vec<Vec<String>> {
    let of_block = |block: &Block| {
        let mut around = outline.ancestors(block.element).take(TABLE_ANCESTORS);
        around.find(|(_, element)| element.tag == "table").map(|(id, _)| id)
    };
    let table = of_block(first.block);
    let mut rows = vec![cells(first, inlines)];
    let is_next =
        |next: &Kept<'_, '_>| next.block.kind == BlockKind::TableRow && of_block(next.block) == table;
    while let Some(next) = kept.next_if(is_next) {
        rows.push(cells(&next, inlines));
    }
    rows
}

fn cells(row: &Kept<'_, '_>, inlines: Inlines<'_>) -> Vec<String> {
    let spans = row.inlines();
    let mut rest: &[Inline] = &spans;
    let mut start = 0;
    let cells = row.text.split('\t').map(|cell| {
        let end = start + cell.len();
        let inside = rest.partition_point(|span| span.range.start < end);
        let (own, after) = rest.split_at(inside);
        rest = after;
        let own: Vec<Inline> = own
            .iter()
            .filter(|span| span.range.start >= start && span.range.end <= end)
            .map(|span| Inline {
                range: span.range.start - start..span.range.end - start,
                kind: span.kind.clone(),
            })
            .collect();
        start = end + 1;
        inlines.line(cell, &own, Place::Cell)
    });
    cells.collect()
}

/// Lines of code of a text, without the fences that stand around them in the text itself.
fn lines_of_code<'a, 'v>(
    first: &Kept<'a, 'v>,
    kept: &mut Peekable<impl Iterator<Item = Kept<'a, 'v>>>,
) -> Body {
    let opening = first.text.trim();
    let fence = ["```", "~~~"].into_iter().find(|fence| opening.starts_with(fence));
    let info = fence.map(|fence| opening.trim_start_matches(fence.chars().next().unwrap_or('`')).trim());
    // What cannot stand behind a fence stays a line of the code.
    let language = info.filter(|info| info.is_empty() || is_language(info)).map(str::to_owned);
    let mut text = if language.is_some() { String::new() } else { first.text.to_string() };
    let mut is_first = language.is_some();
    while let Some(next) =
        kept.next_if(|next| next.block.kind == BlockKind::Code && next.block.element.is_none())
    {
        let closes = fence.is_some_and(|fence| next.text.trim().starts_with(fence));
        if closes && language.is_some() && next.text.trim().chars().all(|c| matches!(c, '`' | '~')) {
            break;
        }
        if !is_first {
            text.push_str(if next.gap_before { "\n\n" } else { "\n" });
        }
        text.push_str(&next.text);
        is_first = false;
        if closes {
            break;
        }
    }
    Body::Code { language: language.unwrap_or_default(), text }
}

/// The language that the page states for a block of code, or nothing.
fn language(block: &Block, outline: &Outline) -> String {
    let around = outline.ancestors(block.element).take(LANGUAGE_ANCESTORS);
    let stated = around.flat_map(|(_, element)| element.class.split_ascii_whitespace()).find_map(|class| {
        let name = LANGUAGE_PREFIXES.iter().find_map(|prefix| class.strip_prefix(prefix))?;
        is_language(name).then(|| name.to_owned())
    });
    stated.unwrap_or_default()
}

fn is_language(name: &str) -> bool {
    (1..=MAX_LANGUAGE_CHARS).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'#' | b'.' | b'-'))
}
