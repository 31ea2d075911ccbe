//! What a CommonMark parser reads in what is written.

use proptest::prelude::*;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use tamis_core::{
    Block, BlockKind, Document, Element, ElementId, Inline, InlineKind, Layout, Markup, Outline, words,
};

use super::render;
use crate::{Cleaner, Config};

/// The text of Markdown as a parser reads it. With `numbers`, those of ordered lists are text.
fn read(markdown: &str, numbers: bool) -> String {
    let mut text = String::new();
    let mut lists: Vec<Option<u64>> = Vec::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        match event {
            Event::Text(piece) | Event::Code(piece) => text.push_str(&piece),
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            Event::Start(Tag::List(first)) => lists.push(first),
            Event::End(pulldown_cmark::TagEnd::List(_)) => {
                lists.pop();
            }
            Event::Start(Tag::Item) => {
                text.push('\n');
                if let Some(Some(number)) = lists.last_mut() {
                    if numbers {
                        text.extend([number.to_string().as_str(), " "]);
                    }
                    *number += 1;
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => panic!("indented code in {markdown:?}"),
            Event::Start(Tag::Image { .. }) => panic!("a picture in {markdown:?}"),
            // In a text, the language behind a fence is text.
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if numbers => {
                text.extend(["\n", &info, "\n"]);
            }
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::TableCell | Tag::CodeBlock(_)) => {
                text.push('\n');
            }
            Event::Html(html) | Event::InlineHtml(html) => panic!("{html} is HTML in {markdown:?}"),
            Event::Rule => panic!("a rule in {markdown:?}"),
            _ => {}
        }
    }
    text
}

#[track_caller]
fn same_words(document: &Document, links: bool) -> Result<(), TestCaseError> {
    let markdown = render(document, &[], links);
    let is_text = document.markup == Markup::Text;
    let found = read(&markdown, is_text);
    let plain = Layout::new(&document.blocks).document_text();
    let (found, plain): (Vec<&str>, Vec<&str>) = (words(&found).collect(), words(&plain).collect());
    prop_assert_eq!(found, plain, "{}", markdown);
    Ok(())
}

/// Not only the words: every character of the blocks but blanks. Markup that is not read as such shows.
fn same_characters(document: &Document, links: bool) -> Result<(), TestCaseError> {
    let markdown = render(document, &[], links);
    let found = read(&markdown, false);
    let plain = Layout::new(&document.blocks).document_text();
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    prop_assert_eq!(bare(&found), bare(&plain), "{}", markdown);
    Ok(())
}

/// Cleans a page of which everything stays, and gives the Markdown of it.
fn of_page(html: &str) -> String {
    let mut config = Config::default();
    config.stages.strip = false;
    config.output.text_format = crate::TextFormat::Markdown;
    config.output.links = true;
    let record = tamis_core::Record {
        place: tamis_core::Place::default(),
        meta: tamis_core::Metadata {
            url: Some("https://example.org/a/b".into()),
            ..tamis_core::Metadata::default()
        },
        markup: Markup::Html,
        body: tamis_core::Body::Text(html.into()),
    };
    let cleaned = Cleaner::new(config).unwrap().clean(record).unwrap();
    same_words(&cleaned.document, true).unwrap();
    cleaned.written().to_owned()
}

#[track_caller]
fn check(html: &str, expect: &str) {
    assert_eq!(of_page(html), expect, "{html}");
}

#[track_caller]
fn check_text(text: &str, expect: &str) {
    let mut config = Config::default();
    config.stages.strip = false;
    config.output.text_format = crate::TextFormat::Markdown;
    let record = tamis_core::Record {
        place: tamis_core::Place::default(),
        meta: tamis_core::Metadata::default(),
        markup: Markup::Text,
        body: tamis_core::Body::Text(text.into()),
    };
    let cleaned = Cleaner::new(config).unwrap().clean(record).unwrap();
    assert_eq!(cleaned.written(), expect, "{text}");
}

#[test]
fn headings_and_paragraphs_stand_apart() {
    check(
        "<h1>Dykes</h1><p>The <b>sea</b> rose, <a href=c>they say</a>.<h3>Damage # 2</h3><p>None.",
        "# Dykes\n\nThe **sea** rose, [they say](https://example.org/a/c).\n\n### Damage \\# 2\n\nNone.",
    );
}

#[test]
fn lists_nest_and_count_as_the_page_does() {
    check("<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c");
    check("<ol start=3><li>a<li>b<li value=9>c</ol>", "3. a\n4. b\n\n9) c");
    check("<ol><li>a<p>more</p><ol start=5><li>x</ol><li>b</ol>", "1. a\n\n   more\n\n   5. x\n2. b");
    check("<ul><li>a</ul><ul><li>b</ul><p>c", "- a\n\n* b\n\nc");
    check("<ul><li><ul><li>deep</ul></ul>", "- - deep");
    check("<ul><li><h2>a</h2><pre>b\n c</pre></ul>", "- ## a\n\n  ```\n  b\n   c\n  ```");
}

#[test]
fn quotes_nest() {
    check("<blockquote><p>a<p>b<ul><li>c<li>d</ul></blockquote><p>e", "> a\n>\n> b\n>\n> - c\n> - d\n\ne");
    check("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b");
    check("<blockquote>a</blockquote><blockquote>b</blockquote>", "> a\n\n> b");
}

#[test]
fn code_keeps_its_lines_and_its_language() {
    check(
        "<pre><code class='hljs language-rust'>fn a() {\n    ```\n}</code></pre>",
        "````rust\nfn a() {\n    ```\n}\n````",
    );
    check("<p>Call <code>f(`x`)</code>", "Call ``f(`x`)``");
}

#[test]
fn tables_have_a_header_and_all_their_cells() {
    check(
        "<table><tr><th>Town<th>People<tr><td>Orrin <b>x</b><td>1|2<tr><td>Sule<td>3<td>4</table>",
        "| Town | People | |\n| --- | --- | --- |\n| Orrin **x** | 1\\|2 |\n| Sule | 3 | 4 |",
    );
    check(
        "<table><tr><td>a<td>b</table><table><tr><td>c<td>d</table>",
        "| a | b |\n| --- | --- |\n\n| c | d |\n| --- | --- |",
    );
}

#[test]
fn lines_of_a_text_keep_their_structure() {
    check_text("1. a\n2. b\n4. c\n\n• d\n- e", "1. a\n2. b\n\n4) c\n\n- d\n- e");
    check_text("> a\n> b\nc", "> a\n>\n> b\n\nc");
    check_text("```rust\nlet x;\n\n```\nd", "```rust\nlet x;\n```\n\nd");
    check_text("Town\tPeople\nSule\t3", "| Town | People |\n| --- | --- |\n| Sule | 3 |");
    check_text("# a\n1986. A good year", "\\# a\n\n1986\\. A good year");
}

/// Text made of what is markup somewhere, and of words.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "Bc",
        "7",
        "12",
        " ",
        " ",
        " ",
        "*",
        "**",
        "_",
        "`",
        "``",
        "[",
        "]",
        "(",
        ")",
        "](x)",
        "!",
        "!",
        "<",
        "<b>",
        "<!--",
        "&amp;",
        "&#35;",
        "&",
        "#",
        "##",
        ">",
        "-",
        "---",
        "+",
        "1.",
        "1)",
        "~~",
        "~",
        "|",
        "\\",
        ".",
        "\"",
        "“",
        "é",
        "水",
        "https://a.example/x_y",
        "www.a.example",
        "=",
        "===",
        ":",
        "\u{a0}",
        "x@y.z",
        "$",
    ]);
    prop::collection::vec(piece, 1..12)
        .prop_map(|pieces| pieces.concat().trim().to_owned())
        .prop_filter("a block is not blank", |text| !text.trim().is_empty())
}

fn inlines(text: &str, cuts: &[(usize, usize, u8)]) -> Vec<Inline> {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut inlines: Vec<Inline> = cuts
        .iter()
        .map(|(a, b, kind)| {
            let (a, b) = (places[a % places.len()], places[b % places.len()]);
            let kind = match kind % 4 {
                0 => InlineKind::Strong,
                1 => InlineKind::Emphasis,
                2 => InlineKind::Code,
                _ => InlineKind::Link("/x (y)_&amp;*".into()),
            };
            Inline { range: a.min(b)..a.max(b), kind }
        })
        .filter(|inline| !inline.range.is_empty())
        .collect();
    inlines.sort_by_key(|inline| inline.range.start);
    inlines
}

prop_compose! {
    fn page_block(elements: u32)(
        text in text(),
        cell in text(),
        cuts in prop::collection::vec((0..30_usize, 0..30_usize, 0..4_u8), 0..5),
        element in 0..elements,
        kind in 0..8,
    ) -> Block {
        let (kind, text) = match kind {
            0 => (BlockKind::Heading(2), text),
            1 => (BlockKind::Code, format!("{text}\n  {cell}")),
            2 => (BlockKind::TableRow, format!("{text}\t{cell}\t{text}")),
            3 | 4 => (BlockKind::ListItem, text),
            5 => (BlockKind::Quote, text),
            _ => (BlockKind::Paragraph, text),
        };
        let inlines = if kind == BlockKind::Code { Vec::new() } else { inlines(&text, &cuts) };
        Block { inlines, element: Some(ElementId(element)), ..Block::new(kind, text) }
    }
}

/// Elements of a page, each under one of those before it, and blocks that stand in them.
fn page() -> impl Strategy<Value = Document> {
    let tag = prop::sample::select(vec!["div", "ul", "ol", "li", "li", "blockquote", "table"]);
    prop::collection::vec((tag, 0..8_usize, prop::option::of(0..12_u32)), 1..12).prop_flat_map(|tags| {
        let elements: Vec<Element> = tags
            .iter()
            .enumerate()
            .map(|(at, (tag, up, ordinal))| Element {
                tag: (*tag).into(),
                parent: at.checked_sub(1 + up % at.max(1)).map(|parent| ElementId(parent as u32)),
                ordinal: *ordinal,
                ..Element::default()
            })
            .collect();
        prop::collection::vec(page_block(elements.len() as u32), 1..8).prop_map(move |mut blocks| {
            blocks.sort_by_key(|block| block.element);
            Document {
                markup: Markup::Html,
                blocks,
                outline: Outline::new(elements.clone()),
                ..Document::default()
            }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_parser_reads_the_words_of_a_page_in_order(document in page(), links: bool) {
        same_words(&document, links)?;
        same_characters(&document, links)?;
    }

    #[test]
    fn a_parser_reads_the_words_of_a_text_in_order(lines in prop::collection::vec(text(), 1..8)) {
        let extractor = tamis_extract::Extractor::new(tamis_extract::ExtractConfig::default()).unwrap();
        let lines = lines.iter().map(|text| tamis_core::Line::plain(text.as_str(), 0)).collect();
        let blocks = extractor.text(lines);
        same_words(&Document { markup: Markup::Text, blocks, ..Document::default() }, false)?;
    }
}
