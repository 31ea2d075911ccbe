//! What holds for any input: no panic, every visible character once and in order, a sound outline.

#![expect(clippy::expect_used, reason = "a test may stop at what cannot be")]

use html5ever::driver::{ParseOpts, parse_document};
use html5ever::tendril::TendrilSink;
use proptest::prelude::*;
use scraper::{Html, HtmlTreeSink, Node, node};
use tamis_core::{BlockKind, Line};
use tamis_extract::{ExtractConfig, Extractor, Page, SelectorRules};

/// Elements whose inside is no text, as `extract` documents them.
const UNSEEN: &str = " script style template head noframes noembed link meta title base datalist map area param \
                      source track frameset frame svg iframe object embed applet canvas video audio select textarea \
                      input progress meter annotation annotation-xml ";

/// Elements that change what a block holds: they are tried inside of each other at random.
const TAGS: &str = "p div b i a span li ul ol h2 table tr td th caption pre br hr img blockquote dl dt dd noscript \
                    script svg select math button form nobr template title x-y textarea ruby";

fn is_shown(c: char) -> bool {
    let unseen = matches!(c, '\0'..='\x08' | '\x0E'..='\x1F' | '\x7F'..='\u{84}' | '\u{86}'..='\u{9F}'
        | '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}');
    !unseen && !c.is_whitespace()
}

fn is_aside(element: &node::Element) -> bool {
    element.name() == "noscript" || element.attr("hidden").is_some()
}

/// The visible characters of scraper's own tree in document order, those aside left out, and all of
/// them sorted: the naive twin of the segmentation.
fn twin(html: &str) -> (String, Vec<char>) {
    let mut options = ParseOpts::default();
    options.tree_builder.scripting_enabled = false;
    let tree = parse_document(HtmlTreeSink::new(Html::new_document()), options).one(html);
    let (mut ordered, mut all) = (String::new(), Vec::new());
    let mut stack = vec![(tree.tree.root(), false)];
    while let Some((node, aside)) = stack.pop() {
        let mut aside = aside;
        match node.value() {
            Node::Element(element) if UNSEEN.contains(&format!(" {} ", element.name())) => continue,
            Node::Element(element) => aside |= is_aside(element),
            Node::Text(text) => {
                all.extend(text.chars().filter(|c| is_shown(*c)));
                if !aside {
                    ordered.extend(text.chars().filter(|c| is_shown(*c)));
                }
            }
            _ => {}
        }
        stack.extend(node.children().rev().map(|child| (child, aside)));
    }
    all.sort_unstable();
    (ordered, all)
}

fn ours(page: &Page) -> (String, Vec<char>) {
    let (mut ordered, mut all) = (String::new(), Vec::new());
    for block in &page.blocks {
        all.extend(block.text.chars().filter(|c| is_shown(*c)));
        let in_fallback = page.outline.ancestors(block.element).any(|(_, element)| element.tag == "noscript");
        if !block.signals.hidden && !in_fallback {
            ordered.extend(block.text.chars().filter(|c| is_shown(*c)));
        }
    }
    all.sort_unstable();
    (ordered, all)
}

fn check_outline(page: &Page) {
    let elements = page.outline.elements();
    for (at, element) in elements.iter().enumerate() {
        assert!(
            element.blocks.start <= element.blocks.end && element.blocks.end as usize <= page.blocks.len()
        );
        if let Some(parent) = element.parent {
            assert!((parent.0 as usize) < at);
            let around = &elements[parent.0 as usize].blocks;
            let inside = around.start <= element.blocks.start && element.blocks.end <= around.end;
            assert!(inside || element.blocks.is_empty(), "{element:?} sticks out of {around:?}");
        }
    }
    for (at, block) in page.blocks.iter().enumerate() {
        let holder =
            block.element.and_then(|id| page.outline.get(id)).expect("a block of HTML has an element");
        assert!(holder.blocks.contains(&(at as u32)), "{at} {block:?} {holder:?}");
        assert!(block.kind == BlockKind::Code || !block.text.contains('\n'));
        assert!(block.text.chars().any(is_shown), "a block without a visible character");
    }
}

fn extractor() -> Extractor {
    Extractor::new(ExtractConfig::default()).expect("the defaults are right")
}

/// Pages made of tags, attributes, blanks and short words in any order.
fn pages() -> impl Strategy<Value = String> {
    let tags: Vec<&str> = TAGS.split_whitespace().collect();
    let tag = proptest::sample::select(tags);
    let piece = prop_oneof![
        4 => "[a-z]{1,3}[ \n]?".prop_map(|word| word),
        3 => tag.clone().prop_map(|tag| format!("<{tag}>")),
        1 => tag.clone().prop_map(|tag| format!("<{tag} hidden>")),
        1 => tag.clone().prop_map(|tag| format!("<{tag} href=/x class='k l'>")),
        3 => tag.prop_map(|tag| format!("</{tag}>")),
        1 => proptest::sample::select(vec![" ", "&nbsp;", "&shy;", "<!-- c -->", "\0", "\r\n", "&lt;", "."])
            .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

/// JSON-LD that is whole, broken or something else.
fn linked_data() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"@type\":\"Article\"",
        "\"author\":",
        "\"datePublished\":",
        "\"2024-05-03\"",
        "null",
        "\"name\":\"Ada Ray\"",
        "\"@graph\":[",
        "\"@id\":\"#a\"",
        "1",
        "\u{1}",
        "\"\\ud800\"",
        "\"é\"",
        "<!--",
        "\n",
    ]);
    let object =
        |inner: String| format!("{{\"@type\":[\"Article\"],\"author\":{inner},\"datePublished\":{inner}}}");
    prop_oneof![
        proptest::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat()),
        "[0-9]{1,4}|\"\\PC{0,20}\"|\\{\"name\":[0-9]\\}|\\[\"[a-z ,]{0,30}\"\\]".prop_map(object),
        (1_usize..400).prop_map(|depth| "[".repeat(depth) + &"]".repeat(depth)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, ..ProptestConfig::default() })]

    #[test]
    fn every_visible_character_comes_out_once_and_in_order(html in pages()) {
        let page = extractor().html(&html, None).expect("a small page");
        prop_assert_eq!(ours(&page), twin(&html));
        check_outline(&page);
    }

    #[test]
    fn any_text_can_be_read_as_a_page(html in "\\PC*|[<>/a-c\"'= &;!\\-]*") {
        let page = extractor().html(&html, None).expect("a small page");
        prop_assert_eq!(ours(&page), twin(&html));
        check_outline(&page);
    }

    #[test]
    fn whatever_a_page_states_of_itself_is_read_or_left(
        json in linked_data(), name in "author|date|article:published_time|og:title|keywords|og:locale|citation_author",
        value in "\\PC{0,40}|[0-9/. :T-]{0,24}|By [A-Z][a-z]{1,9},? \\PC{0,20}", url in "\\PC{0,20}|https://[a-z/0-9.-]{0,40}",
    ) {
        let value = value.replace('\'', " ");
        let html = format!("<meta property='{name}' content='{value}'><script type='application/ld+json'>{json}</script>\
            <h1>{value}</h1><p>By {value}</p><time datetime='{value}'>{value}</time><p class=author>{value}</p>");
        let page = extractor().html_at(&html, None, Some(&url)).expect("a small page");
        let days = page.facts.published.iter().chain(&page.facts.updated);
        prop_assert!(days.into_iter().all(|dated| dated.day.len() == 10 && !dated.evidence.is_empty()));
        prop_assert!(page.facts.authors.iter().all(|name| !name.trim().is_empty()));
        let plain = extractor().text(value.lines().zip(0..).map(|(text, at)| Line::plain(text, at)).collect());
        extractor().text_facts(&plain, Some(&url));
    }

    #[test]
    fn rules_never_change_the_blocks(html in pages()) {
        let rules = SelectorRules::new(&["b, .k".into()], &["td > *".into()], Some("div")).expect("valid CSS");
        let (plain, ruled) = (extractor().html(&html, None), extractor().html(&html, Some(&rules)));
        prop_assert_eq!(plain.expect("a small page").blocks, ruled.expect("a small page").blocks);
    }

    #[test]
    fn lines_keep_every_character(texts in proptest::collection::vec("\\PC{0,12}|[ \t]*|- x|```|> y", 0..20)) {
        let lines = texts.iter().zip(0..).map(|(text, at)| Line::plain(text, at)).collect();
        let blocks = extractor().text(lines);
        let kept: Vec<&str> = texts.iter().map(String::as_str).filter(|text| !text.trim().is_empty()).collect();
        prop_assert_eq!(blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>(), kept);
    }
}
