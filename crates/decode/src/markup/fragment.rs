//! A fragment of HTML as lines of text.
//!
//! The fragment is first written anew with bare tags: what is no tag becomes text, attributes go
//! (nothing in them is read), and the elements of tables get neutral names, so that no part of a
//! table without its table is thrown away or moved. `scraper` then builds the tree, with all the
//! repair that HTML prescribes. A fragment in which every tag is in its place needs none, and is read
//! tag by tag; so is one too deep or too long for a tree, since html5ever needs time quadratic in the
//! depth.

use scraper::Html;
use scraper::node::Node;

use super::elements::{Family, is_void};
use super::line_builder::{KindLine, LineBuilder};
use super::tags::{Side, Tag, tags_of};
use crate::entity;

/// Open elements from which on no tree is built. Guess: pages are rarely deeper than 40.
const DEEPEST: usize = 100;
/// Bytes from which on no tree is built. Guess: no fragment of an article is longer.
const LONGEST: usize = 1 << 20;

/// The lines of a fragment, with the part of a tag that the end cuts off left out.
pub(crate) fn text_of(fragment: &str) -> Vec<KindLine> {
    let mut found = tags_of(fragment);
    leave_out_unclosed(&mut found.tags);
    let fragment = found.cut.and_then(|cut| fragment.get(..cut)).unwrap_or(fragment);
    if is_well_nested(&found.tags) || fragment.len() > LONGEST || depth(&found.tags) > DEEPEST {
        read_in_order(fragment, &found.tags)
    } else {
        read_tree(&Html::parse_fragment(&bare(fragment, &found.tags)))
    }
}

/// Lets start tags of scripts and their like that have no end tag be text, so that they hide nothing.
fn leave_out_unclosed(tags: &mut Vec<Tag>) {
    if !tags.iter().any(|tag| tag.family == Family::Unread) {
        return;
    }
    let mut ends: Vec<&'static str> = Vec::new();
    let mut kept: Vec<bool> = tags
        .iter()
        .rev()
        .map(|tag| match (tag.family, tag.side) {
            (Family::Unread, Side::Close) => {
                ends.push(tag.name);
                true
            }
            (Family::Unread, Side::Open) => {
                let end = ends.iter().rev().take(MOST_UNREAD).position(|name| *name == tag.name);
                end.inspect(|end| ends.truncate(ends.len() - end - 1)).is_some()
            }
            _ => true,
        })
        .collect();
    tags.retain(|_| kept.pop().unwrap_or(true));
}

/// End tags among which that of a script is looked for. Guess; bounds the cost.
const MOST_UNREAD: usize = 8;

/// Whether every start tag has its end tag in the right place, so that there is nothing to repair.
fn is_well_nested(tags: &[Tag]) -> bool {
    let mut open = Vec::new();
    for tag in tags {
        match tag.side {
            Side::Comment => {}
            Side::Open if is_void(tag.name) => {}
            Side::Open => open.push(tag.name),
            Side::Close if open.pop() == Some(tag.name) => {}
            Side::Close => return false,
        }
    }
    open.is_empty()
}

/// The most elements that are open at once, if no end tag is left out.
fn depth(tags: &[Tag]) -> usize {
    let (mut now, mut most) = (0_usize, 0);
    for tag in tags {
        match tag.side {
            Side::Open if !is_void(tag.name) => now += 1,
            Side::Close => now = now.saturating_sub(1),
            _ => {}
        }
        most = most.max(now);
    }
    most
}

/// The fragment with bare tags, and every `<` that begins none as a reference.
fn bare(fragment: &str, tags: &[Tag]) -> String {
    let mut out = String::with_capacity(fragment.len() + 16);
    let mut done = 0;
    for tag in tags {
        push_text(fragment.get(done..tag.range.start).unwrap_or_default(), &mut out);
        done = tag.range.end;
        if tag.side == Side::Comment {
            continue;
        }
        out.push_str(if tag.side == Side::Close { "</" } else { "<" });
        out.push_str(tree_name(tag));
        out.push('>');
    }
    push_text(fragment.get(done..).unwrap_or_default(), &mut out);
    out
}

fn push_text(text: &str, out: &mut String) {
    for (at, part) in text.split('<').enumerate() {
        if at > 0 {
            out.push_str("&lt;");
        }
        out.push_str(part);
    }
}

/// The name under which an element goes into the tree: parts of tables and pages, which the parser
/// would move, ignore or read as raw text, go by a name that means nothing to it.
fn tree_name(tag: &Tag) -> &'static str {
    match tag.name {
        "tr" => ROW,
        "td" | "th" => CELL,
        "caption" => CAPTION,
        "table" | "tbody" | "thead" | "tfoot" | "html" | "head" | "body" | "title" | "form" | "colgroup" => {
            BLOCK
        }
        "select" | "option" | "optgroup" | "textarea" | "button" => SEPARATE,
        "script" | "style" | "noscript" | "template" | "iframe" | "svg" => UNREAD,
        name => name,
    }
}

const ROW: &str = "x-row";
const CELL: &str = "x-cell";
const CAPTION: &str = "x-caption";
const BLOCK: &str = "x-block";
const SEPARATE: &str = "x-separate";
const UNREAD: &str = "x-unread";

fn tree_family(name: &str) -> Family {
    match name {
        ROW => Family::Row,
        CELL => Family::Cell,
        CAPTION => Family::Caption,
        BLOCK => Family::Block,
        SEPARATE => Family::Separate,
        UNREAD => Family::Unread,
        // The root that the parser puts around every fragment.
        "html" => Family::Inline,
        name => super::elements::family(name).map_or(Family::Inline, |(_, family)| family),
    }
}

fn read_tree(html: &Html) -> Vec<KindLine> {
    let mut builder = LineBuilder::default();
    let root = html.tree.root();
    let mut next = root.first_child();
    while let Some(node) = next {
        match node.value() {
            Node::Text(text) => builder.text(text),
            Node::Element(element) => builder.open(tree_family(element.name())),
            _ => {}
        }
        next = node.first_child();
        // Without children, go up until there is a sibling, closing on the way.
        let mut leaving = Some(node);
        while next.is_none() {
            let Some(left) = leaving.filter(|left| left.id() != root.id()) else { break };
            if let Node::Element(element) = left.value() {
                builder.close(tree_family(element.name()));
            }
            next = left.next_sibling();
            leaving = left.parent();
        }
    }
    builder.finish()
}

/// Reads a fragment tag by tag, without the repair that a tree brings.
fn read_in_order(fragment: &str, tags: &[Tag]) -> Vec<KindLine> {
    let mut builder = LineBuilder::default();
    let mut done = 0;
    for tag in tags {
        builder.text(&entity::resolved(fragment.get(done..tag.range.start).unwrap_or_default()));
        done = tag.range.end;
        match tag.side {
            Side::Open => builder.open(tag.family),
            Side::Close => builder.close(tag.family),
            Side::Comment => {}
        }
    }
    builder.text(&entity::resolved(fragment.get(done..).unwrap_or_default()));
    builder.finish()
}

#[cfg(test)]
mod tests {
    use tamis_core::BlockKind::{Code, Heading, ListItem, Paragraph, TableRow};

    use super::*;

    fn check(fragment: &str, expect: &[&str]) {
        let lines = text_of(fragment);
        let texts: Vec<&str> = lines.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts, expect, "{fragment}");
    }

    /// The same from the tree and from the tags in order.
    fn check_both(fragment: &str, expect: &[&str]) {
        check(fragment, expect);
        let mut found = tags_of(fragment);
        leave_out_unclosed(&mut found.tags);
        let whole = found.cut.and_then(|cut| fragment.get(..cut)).unwrap_or(fragment);
        let tree = read_tree(&Html::parse_fragment(&bare(whole, &found.tags)));
        let in_order = read_in_order(whole, &found.tags);
        for lines in [tree, in_order] {
            let texts: Vec<&str> = lines.iter().map(|(text, _)| text.as_str()).collect();
            assert_eq!(texts, expect, "{fragment}");
        }
    }

    #[test]
    fn blocks_become_lines_and_words_never_glue() {
        check_both("<p><strong>Director:</strong> Ann Lee&nbsp;</p>", &["Director: Ann Lee\u{a0}"]);
        check_both("<strong>Ann Lee (Club)</strong>\r<br>Text of hers", &["Ann Lee (Club)", "Text of hers"]);
        check_both("<div>One<div>two</div>three</div>", &["One", "two", "three"]);
        check_both("<p>b<b>ol</b>d</p>", &["bold"]);
        check_both("<a>Home</a><a>News</a>", &["Home News"]);
        check_both("one\n two\t three", &["one two three"]);
        check_both("<p>One</p><script>var a = '<p>';</script><p>Two</p>", &["One", "Two"]);
        check_both("<p>Vec<T> and a < b</p>", &["Vec<T> and a < b"]);
        check_both("One <script> two <p>three</p><style>x</style>", &["One <script> two", "three"]);
        check_both("<h2>Head</h2>Text", &["Head", "Text"]);
    }

    #[test]
    fn lists_and_tables_keep_their_shape() {
        check_both(
            "<ul><li>One</li><li><p>Two</p><p>more</p></li><li>• Three</li><li>- Four</li></ul>",
            &["- One", "- Two", "more", "• Three", "- Four"],
        );
        check_both("<table><tr><td>A</td><td><p>B</p></td></tr><tr><td>C</td></tr></table>", &["A\tB", "C"]);
        check_both("<tr><td>A</td><td>B</td></tr>", &["A\tB"]);
        check_both("<td>A</td><td>B</td>", &["A", "B"]);
    }

    #[test]
    fn a_cut_end_costs_only_the_tag() {
        check_both("<p>One</p><p>Two</p", &["One", "Two"]);
        check("<p>One</p><p>Two</st", &["One", "Two"]);
        check("<p>One<", &["One"]);
    }

    #[test]
    fn kinds_are_told() {
        let kinds: Vec<_> = text_of(
            "<h3>a</h3><ul><li>b</li></ul><p>c</p><table><tr><td>d</td></tr></table><pre>e\n  f</pre>g",
        )
        .into_iter()
        .map(|(_, kind)| kind)
        .collect();
        let expect = [Heading(3), ListItem, Paragraph, TableRow, Code, Code].map(Some);
        assert_eq!(kinds, [expect.as_slice(), &[None]].concat());
    }

    #[test]
    fn depth_and_length_cost_no_more_than_their_size() {
        let deep = format!("{}x{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
        check(&deep, &["x"]);
        let wide = "<b><i><p>y".repeat(50_000);
        assert_eq!(text_of(&wide).len(), 50_000);
    }
}
