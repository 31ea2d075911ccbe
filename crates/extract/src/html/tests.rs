//! Small pages of our own, one for each thing that segmentation promises.

use tamis_core::{Block, BlockKind, Inline, InlineKind, Marker};

use crate::Page;

const STEPS: u64 = 1_000_000_000;

fn read(html: &str) -> Page {
    super::page(html, None, None, STEPS).unwrap()
}

/// Blocks as `kind: text`, with `- ` before the text if marked and `!` before the kind if hidden.
fn shown(block: &Block) -> String {
    let hidden = if block.signals.hidden { "!" } else { "" };
    let level = match block.kind {
        BlockKind::Heading(level) => format!("h{level}"),
        kind => kind.name().to_owned(),
    };
    let dash = if block.marker == Marker::Dash { "- " } else { "" };
    format!("{hidden}{level}: {dash}{}", block.text)
}

#[track_caller]
fn check(html: &str, expect: &[&str]) {
    let page = read(html);
    assert_eq!(page.blocks.iter().map(shown).collect::<Vec<_>>(), expect, "{html}");
    consistent(&page);
}

/// What every page promises of its outline.
#[track_caller]
fn consistent(page: &Page) {
    let elements = page.outline.elements();
    for (at, element) in elements.iter().enumerate() {
        assert!(element.blocks.start <= element.blocks.end, "{at} {element:?}");
        assert!(element.blocks.end as usize <= page.blocks.len(), "{at} {element:?}");
        let Some(parent) = element.parent else { continue };
        assert!((parent.0 as usize) < at, "{at} {element:?} is not in pre-order");
        let around = &elements[parent.0 as usize].blocks;
        let inside = around.start <= element.blocks.start && element.blocks.end <= around.end;
        assert!(inside || element.blocks.is_empty(), "{at} {element:?} sticks out of {around:?}");
    }
    for (at, block) in page.blocks.iter().enumerate() {
        let holder = page.outline.get(block.element.unwrap()).unwrap();
        assert!(holder.blocks.contains(&(at as u32)), "block {at} {block:?} is not in {holder:?}");
        assert_eq!(block.text.trim_end(), block.text);
        assert!(block.kind == BlockKind::Code || !block.text.contains('\n'), "{block:?}");
        assert!(block.inlines.is_sorted_by_key(|inline| inline.range.start), "{block:?}");
        for Inline { range, .. } in &block.inlines {
            let marked = block.text.get(range.clone()).unwrap();
            assert!(!marked.is_empty() && marked.trim() == marked, "{block:?}");
        }
        let chars = block.text.chars().count() as u32;
        assert!(block.signals.link_chars <= chars && block.signals.bold_chars <= chars, "{block:?}");
    }
}

#[test]
fn block_elements_break_and_inline_ones_do_not() {
    check(
        "<p>The <b>ri</b>ver <i>rose</i>.<p>Then<em> it</em> fell.",
        &["paragraph: The river rose.", "paragraph: Then it fell."],
    );
    check(
        "<div>one<div>two</div>three</div>four<x-card>five</x-card><span>six</span>",
        &[
            "paragraph: one",
            "paragraph: two",
            "paragraph: three",
            "paragraph: four",
            "paragraph: five",
            "paragraph: six",
        ],
    );
    check("<a href=/x>one <p>two</p> three</a>", &["paragraph: one", "paragraph: two", "paragraph: three"]);
}

#[test]
fn line_breaks_are_blanks_and_two_of_them_a_boundary() {
    check(
        "one<br>two<br> <br>three<br><br/><br>four<br><b><br></b>five",
        &["paragraph: one two", "paragraph: three", "paragraph: four", "paragraph: five"],
    );
}

#[test]
fn no_words_are_glued() {
    check("<p>one<img src=x>two<img>.</p>", &["paragraph: one two."]);
    check("<a href=1>Home</a><a href=2>About</a><span>s</span>", &["paragraph: Home Abouts"]);
    check("<p>pick<select><option>x</select>now<svg><text>t</text></svg>go", &["paragraph: pick now go"]);
    check(
        "<p><a href=1>Whetstones</a><span>In stock</span><a href=2>Details</a>",
        &["paragraph: Whetstones In stock Details"],
    );
    check(
        "<p><span>T</span><span>He</span> <span>one</span><span>two</span> i<span>Pad</span>",
        &["paragraph: THe onetwo iPad"],
    );
    check("fo<!-- c -->o<script>1</script>ba<wbr>r", &["paragraph: foobar"]);
    check(
        "<ul><li>a<li>b</ul><table><tr><td>c<td>d</table>e",
        &["list-item: - a", "list-item: - b", "table-row: c\td", "paragraph: e"],
    );
}

#[test]
fn blanks_collapse_and_unseen_characters_go() {
    check("<p> a&nbsp; b\u{2003}\n\tc&shy;d\u{200B}e\0f </p>", &["paragraph: a b cdef"]);
    check("<p>&nbsp;</p><p>|</p>", &["paragraph: |"]);
}

#[test]
fn headings_quotes_definitions_captions_and_buttons_have_their_kind() {
    check(
        "<h1>T</h1><h3><span>S</span></h3><div role=heading aria-level=4>R</div><blockquote><p>Q<p>Q2</blockquote>\
         <dl><dt>W<dd>V<p>V2</dl><figure><img><figcaption>C</figcaption></figure><button>B</button>",
        &[
            "h1: T",
            "h3: S",
            "h4: R",
            "quote: Q",
            "quote: Q2",
            "definition: W",
            "definition: V",
            "definition: V2",
            "caption: C",
            "other: B",
        ],
    );
}

#[test]
fn list_items_are_marked_once() {
    check(
        "<ul><li>a<ul><li>b</ul>c<li><p>d<p>e<li><h3>f</h3><p>g<li><ul><li>h</ul></ul>",
        &[
            "list-item: - a",
            "list-item: - b",
            "list-item: c",
            "list-item: - d",
            "list-item: e",
            "h3: f",
            "list-item: g",
            "list-item: - h",
        ],
    );
}

#[test]
fn preformatted_text_keeps_its_lines() {
    check(
        "<pre>\n\n  if <b>x</b>:\n\n    y&nbsp;\n</pre>z",
        &["code: \u{20} if x:\n\n    y", "paragraph: z"],
    );
    check("<pre>a<br>b<div>c</div>d<span>e</span></pre>", &["code: a\nb\nc\nde"]);
    check(
        "<pre>code <p>para <b>two</b></p> more",
        &["code: code", "paragraph: para two", "code: \u{20}more"],
    );
    check("<pre> \n </pre>", &[]);
}

#[test]
fn data_tables_give_rows_and_layout_tables_give_blocks() {
    check(
        "<table><caption>C</caption><tr><th>Town<th>People<tr><td>Ely<td><a href=1>20 000</a><tr><td><td>x<td></table>",
        &["caption: C", "table-row: Town\tPeople", "table-row: Ely\t20 000", "table-row: \tx"],
    );
    check(
        "<table><tr><td>menu<td><p>one<p>two</table>",
        &["paragraph: menu", "paragraph: one", "paragraph: two"],
    );
    check("<table><tr><td>a<td><table><tr><td>b<td>c</table></table>", &["paragraph: a", "table-row: b\tc"]);
    check("<table><tr><td>alone</table>", &["paragraph: alone"]);
    check("<table>fostered<tr><td>a<td>b</table>", &["paragraph: fostered", "table-row: a\tb"]);
}

#[test]
fn scripts_and_their_like_are_no_text() {
    check(
        "<head><title>t</title><style>s</style></head><script>a</script><template>b</template><svg><text>c</text></svg>\
         <iframe>d</iframe><object>e</object><canvas>f</canvas><video>g</video><audio>h</audio><select><option>i</select>\
         <textarea>j</textarea><noframes>k</noframes><progress>l</progress><!-- m --><math><mi>x</mi><annotation>n\
         </annotation></math>",
        &["paragraph: x"],
    );
}

#[test]
fn hidden_text_is_flagged() {
    check(
        "<div style='display: none'>a<p>b</div><p hidden>c<p aria-hidden=true>d<p hidden=until-found>e",
        &["!paragraph: a", "!paragraph: b", "!paragraph: c", "!paragraph: d", "paragraph: e"],
    );
    check("<dialog>a</dialog><dialog open>b</dialog>", &["!paragraph: a", "paragraph: b"]);
}

#[test]
fn what_is_hidden_inside_a_line_follows_it() {
    check(
        "<p>a<span hidden>x</span>b <i hidden>y <u>z</u></i>c</p>",
        &["paragraph: ab c", "!paragraph: x", "!paragraph: y z"],
    );
    check("<p><span hidden>x</span>a", &["!paragraph: x", "paragraph: a"]);
    check(
        "<p>a<noscript><img><i>x<br><br>y</i></noscript>b<noscript>c</noscript></p>",
        &["paragraph: ab", "!paragraph: x", "!paragraph: y", "!paragraph: c"],
    );
    check("<body><noscript><h2>a</h2>b</noscript>", &["!h2: a", "!paragraph: b"]);
}

#[test]
fn signals_count_links_pictures_and_bold() {
    let page = read(
        "<p><b>ab</b> <a href=/1>cd <img></a><a href=/2>e</a> f<a>g</a></p><a href=/3><div>h</div><div>i</div></a>",
    );
    let signals = &page.blocks[0].signals;
    assert_eq!(page.blocks[0].text, "ab cd e fg");
    assert_eq!(
        (signals.bold_chars, signals.link_chars, signals.link_count, signals.image_count),
        (2, 5, 2, 1)
    );
    assert_eq!(signals.first_href.as_deref(), Some("/1"));
    let counts = |at: usize| (page.blocks[at].signals.link_chars, page.blocks[at].signals.link_count);
    assert_eq!((counts(1), counts(2)), ((1, 1), (1, 0)));
    assert_eq!(page.blocks[2].signals.first_href.as_deref(), Some("/3"));
}

#[test]
fn origins_are_lines_of_the_input() {
    let page = read(
        "<html>\n<body>\n<p>one\n<b>two</b>\n\n<!-- a\nb\n-->three</p>\r\n<p>\nfour <br>\n</p><pre>\n5\n6</pre>",
    );
    let lines: Vec<_> = page.blocks.iter().map(|b| (b.origin.first_line, b.origin.last_line)).collect();
    assert_eq!(lines, [(3, 8), (10, 10), (12, 13)]);
}

#[test]
fn the_outline_knows_which_blocks_an_element_holds() {
    let page = read(
        "<body class='a b'><nav id=n><a href=1>x</a></nav><div role=main><p itemprop=text>y <b>z</b></p><i>w</i></div>",
    );
    consistent(&page);
    let ranges: Vec<_> = page.outline.elements().iter().map(|e| (e.tag.as_str(), e.blocks.clone())).collect();
    let expect = [
        ("html", 0..3),
        ("body", 0..3),
        ("nav", 0..1),
        ("a", 0..1),
        ("div", 1..3),
        ("p", 1..2),
        ("b", 1..1),
        ("i", 2..3),
    ];
    assert_eq!(ranges, expect);
    let holders: Vec<u32> = page.blocks.iter().map(|b| b.element.unwrap().0).collect();
    assert_eq!(holders, [3, 5, 7]);
    let element = |at: usize| &page.outline.elements()[at];
    assert_eq!((element(1).class.as_str(), element(2).id.as_str()), ("a b", "n"));
    assert_eq!((element(4).role.as_str(), element(5).itemprop.as_str()), ("main", "text"));
}

#[test]
fn the_holder_of_a_block_holds_all_of_it() {
    let page = read("<div><span><a href=1>x</a> y</span> <i>z</i></div>");
    consistent(&page);
    assert_eq!(page.outline.get(page.blocks[0].element.unwrap()).unwrap().tag, "div");
}

#[test]
fn the_head_gives_title_language_and_address() {
    let page = read(
        "<html lang=de><title> A\n b </title><meta name=description content=d><link rel='x Canonical' href=/c><h1>H</h1>",
    );
    assert_eq!(page.title.as_deref(), Some("A b"));
    assert_eq!(page.language.as_deref(), Some("de"));
    assert_eq!(page.canonical_url.as_deref(), Some("/c"));
    assert_eq!(page.hints.description.as_deref(), Some("d"));
    let page = read("<meta property=og:title content=O><meta property=og:url content=u><title>T</title>");
    assert_eq!((page.title.as_deref(), page.canonical_url.as_deref()), (Some("O"), Some("u")));
    assert_eq!(
        read("<svg><title>no</title></svg><h1 hidden>no</h1><h1>H <b>x</b></h1>").title.as_deref(),
        Some("H x")
    );
    assert_eq!(read("").title, None);
}

#[test]
fn deep_nesting_is_flattened_and_loses_no_text() {
    let deep = 20_000;
    let html = format!("{}x{}y", "<div>a<span>b".repeat(deep), "</span>c</div>".repeat(deep));
    let page = read(&html);
    consistent(&page);
    let text: String = page.blocks.iter().map(|b| b.text.as_str()).collect();
    assert_eq!(text.len(), deep * 3 + 2);
    assert_eq!(page.blocks.iter().filter(|b| b.text == "ab").count(), deep - 1);
    assert_eq!(page.blocks.last().map(|b| b.text.as_str()), Some("y"));
}

#[test]
fn unclosed_formatting_is_not_repeated_without_end() {
    let html = (0..5_000).map(|n| format!("<p><b id={n}>word")).collect::<Vec<_>>().concat();
    let page = super::page(&html, None, None, 60_000_000).unwrap();
    assert_eq!(page.blocks.len(), 5_000);
    assert!(page.outline.elements().len() < 500_000, "{}", page.outline.elements().len());
}

#[test]
fn the_step_limit_holds() {
    let html = "<div>x".repeat(5_000);
    assert_eq!(super::page(&html, None, None, 1_000).unwrap_err().max_steps, 1_000);
    assert!(super::page(&html, None, None, STEPS).is_ok());
}

#[test]
fn tags_of_countless_attributes_and_long_comments_cost_no_text() {
    let attributes = (0..10_000).map(|n| format!(" a{n}='x y'")).collect::<Vec<_>>().concat();
    for html in [
        format!("a<p{attributes}>b"),
        format!("a<!--{attributes}-->b"),
        format!("a<p title=\"{attributes}\">b"),
    ] {
        let page = super::page(&html, None, None, 1_000).unwrap();
        assert_eq!(page.blocks.iter().map(|b| b.text.as_str()).collect::<String>(), "ab");
    }
}

/// What is marked up in the blocks, as its text with a letter for its kind, or with the target of a link.
#[track_caller]
fn check_inlines(html: &str, expect: &[&str]) {
    let page = read(html);
    let shown = page.blocks.iter().flat_map(|block| {
        block.inlines.iter().map(|Inline { range, kind }| {
            let marked = block.text.get(range.clone()).unwrap();
            match kind {
                InlineKind::Link(href) => format!("{marked}->{href}"),
                InlineKind::Strong => format!("s:{marked}"),
                InlineKind::Emphasis => format!("e:{marked}"),
                _ => format!("c:{marked}"),
            }
        })
    });
    assert_eq!(shown.collect::<Vec<_>>(), expect, "{html}");
    consistent(&page);
}

#[test]
fn what_is_marked_up_inside_a_block_is_known() {
    check_inlines(
        "<p>a <b> bold <i>word</i> </b> <a href=/x>two <em>links</em></a> <a href=/x>one</a><code>f</code>",
        &["s:bold word", "e:word", "two links->/x", "e:links", "one->/x", "c:f"],
    );
    check_inlines("<p><b>one</b> <strong>bold</strong> run<p>and<b></b> none", &["s:one bold"]);
    check_inlines("<p><a href=#>open<p>still</a> closed", &["open->#", "still->#"]);
    check_inlines("<table><tr><td><b>a</b><td>b <a href=c>\u{e9}</a><td></table>", &["s:a", "\u{e9}->c"]);
    check_inlines("<pre>a <b>b</b></pre>", &[]);
}

#[test]
fn numbers_of_lists_are_those_that_the_page_states() {
    let page = read("<ol start=4><li>a<li value=' 9 '>b<li value=x>c</ol><ul start=2><li>d</ul>");
    let numbers = page.outline.elements().iter().filter(|e| matches!(&*e.tag, "ol" | "ul" | "li"));
    assert_eq!(numbers.map(|e| e.ordinal).collect::<Vec<_>>(), [Some(4), None, Some(9), None, None, None]);
}
