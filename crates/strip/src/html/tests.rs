//! Small pages built by hand, one for each rule.

use proptest::prelude::*;
use tamis_core::{
    Block, BlockKind, Decision, Document, Element, ElementId, Flag, Markup, Outline, Reason, words,
};

use super::{HtmlConfig, judge};

/// A page in the making: elements are opened and closed around the blocks.
#[derive(Default)]
struct Page {
    elements: Vec<Element>,
    open: Vec<u32>,
    blocks: Vec<Block>,
    title: Option<String>,
}

impl Page {
    fn new(title: &str) -> Page {
        let mut page = Page { title: Some(title.to_owned()), ..Page::default() };
        page.open("html");
        page.open("body");
        page
    }

    /// Opens an element written as `tag.class`, `tag#id` or `tag[role]`; a `!` in front hides it.
    fn open(&mut self, written: &str) {
        let shown = written.trim_start_matches('!');
        let tag: String = shown.chars().take_while(|c| c.is_alphanumeric()).collect();
        let after = |mark: char| {
            let rest = shown.split_once(mark).map_or("", |(_, rest)| rest);
            rest.trim_end_matches(']').to_owned()
        };
        let next = self.blocks.len() as u32;
        self.elements.push(Element {
            tag,
            parent: self.open.last().map(|at| ElementId(*at)),
            class: after('.'),
            id: after('#'),
            role: after('['),
            hidden: written.starts_with('!'),
            blocks: next..next,
            ..Element::default()
        });
        self.open.push(self.elements.len() as u32 - 1);
    }

    fn close(&mut self) {
        let at = self.open.pop().unwrap();
        self.elements[at as usize].blocks.end = self.blocks.len() as u32;
    }

    fn block(&mut self, kind: BlockKind, text: &str) -> &mut Block {
        let mut block = Block::new(kind, text);
        block.element = self.open.last().map(|at| ElementId(*at));
        block.signals.hidden = self.open.iter().any(|at| self.elements[*at as usize].hidden);
        self.blocks.push(block);
        self.blocks.last_mut().unwrap()
    }

    fn paragraph(&mut self, text: &str) {
        self.block(BlockKind::Paragraph, text);
    }

    fn link(&mut self, text: &str, href: &str) {
        let block = self.block(BlockKind::ListItem, text);
        block.signals.link_chars = text.chars().count() as u32;
        block.signals.link_count = 1;
        block.signals.first_href = Some(href.to_owned());
    }

    /// An element with blocks of one kind in it.
    fn within(&mut self, element: &str, kind: BlockKind, texts: &[&str]) {
        self.open(element);
        for text in texts {
            self.block(kind, text);
        }
        self.close();
    }

    /// Enough prose for a page to count as an article; each paragraph is another.
    fn prose(&mut self, paragraphs: usize) {
        const RIVERS: [&str; 6] = ["Aller", "Bode", "Oker", "Leine", "Innerste", "Weser"];
        for (at, river) in (0..paragraphs).zip(RIVERS.iter().cycle()) {
            self.paragraph(&format!(
                "In year {at} the {river} rose by two metres within a night, and the people of the lower town \
                 carried what they could to the church on the hill, where it stayed dry, as it had before, \
                 until the water left the streets and the first shops opened again."
            ));
        }
    }

    fn document(mut self) -> Document {
        while !self.open.is_empty() {
            self.close();
        }
        let mut document = Document {
            markup: Markup::Html,
            blocks: self.blocks,
            outline: Outline::new(self.elements),
            ..Document::default()
        };
        document.meta.title = self.title;
        document
    }
}

/// The reasons of the blocks that begin with the given words; `None` for one that stays.
#[track_caller]
fn check(document: &Document, expect: &[(&str, Option<Reason>)]) {
    let (verdicts, _) = judge(document, &HtmlConfig::default());
    assert_eq!(verdicts.len(), document.blocks.len());
    for (opening, reason) in expect {
        let at = document.blocks.iter().position(|block| block.text.starts_with(opening)).unwrap();
        let got = verdicts[at].is_drop().then_some(verdicts[at].reason).flatten();
        assert_eq!(got, *reason, "{opening}: {:?}", verdicts[at]);
    }
    for verdict in verdicts.iter().filter(|verdict| verdict.decision == Decision::Drop) {
        assert!((0.0..=1.0).contains(&verdict.score) && !verdict.evidence.is_empty(), "{verdict:?}");
    }
}

#[test]
fn the_frame_of_a_page_goes_by_its_landmarks_and_names() {
    let mut page = Page::new("Floods");
    page.within("nav", BlockKind::ListItem, &["Home", "News"]);
    page.within("div.cookie-banner", BlockKind::Paragraph, &["We value your privacy."]);
    page.open("main");
    page.within("div.share-buttons", BlockKind::Paragraph, &["Tweet"]);
    page.prose(5);
    page.within("aside.related-posts", BlockKind::Paragraph, &["Ten castles"]);
    page.within("div#newsletterSignup", BlockKind::Paragraph, &["Get our letter"]);
    page.close();
    page.within("div[contentinfo]", BlockKind::Paragraph, &["Imprint"]);
    check(
        &page.document(),
        &[
            ("Home", Some(Reason::Navigation)),
            ("We value", Some(Reason::Consent)),
            ("Tweet", Some(Reason::ShareLine)),
            ("In year 0", None),
            ("In year 4", None),
            ("Ten castles", Some(Reason::RelatedLinks)),
            ("Get our", Some(Reason::Newsletter)),
            ("Imprint", Some(Reason::Footer)),
        ],
    );
}

#[test]
fn a_name_cannot_take_the_content_away() {
    let mut page = Page::new("Floods");
    page.open("div.page-with-sidebar menu-open");
    page.prose(4);
    page.close();
    check(&page.document(), &[("In year 0", None), ("In year 3", None)]);
}

#[test]
fn headline_and_byline_are_metadata() {
    let mut page = Page::new("When the river came | The Lower Town Post");
    page.open("article");
    page.within("header", BlockKind::Heading(1), &["When the river came"]);
    page.paragraph("By Ann Lee");
    page.paragraph("March 3, 2024");
    page.prose(5);
    page.block(BlockKind::Heading(2), "The next morning");
    page.prose(1);
    check(
        &page.document(),
        &[
            ("When the", Some(Reason::Headline)),
            ("By Ann", Some(Reason::Byline)),
            ("March", Some(Reason::Byline)),
            ("The next", None),
        ],
    );
}

#[test]
fn what_stands_outside_of_the_prose_goes_with_a_figure() {
    let mut page = Page::new("Floods");
    page.within("div.teaser-row", BlockKind::Paragraph, &["Castle opens", "Fair begins"]);
    page.open("div.text");
    page.prose(6);
    page.close();
    check(&page.document(), &[("Castle", Some(Reason::Boilerplate)), ("In year 0", None)]);
}

#[test]
fn sections_go_by_their_heading_and_lists_of_links_go_from_prose() {
    let mut page = Page::new("Floods");
    page.open("article");
    page.open("ul");
    page.link("The night of the flood", "#night");
    page.link("What came after it", "#after");
    page.link("Sources of this page", "#sources");
    page.close();
    page.prose(6);
    page.open("section");
    page.block(BlockKind::Heading(3), "You may also like");
    page.paragraph("A walk along the dyke");
    page.close();
    page.open("div.box");
    page.link("A storm in the north", "/storm");
    page.link("A drought in the south", "/drought");
    page.link("A frost in the east", "/frost");
    page.close();
    check(
        &page.document(),
        &[
            ("The night", None),
            ("You may", Some(Reason::RelatedLinks)),
            ("A walk", Some(Reason::RelatedLinks)),
            ("A storm", Some(Reason::RelatedLinks)),
            ("A frost", Some(Reason::RelatedLinks)),
        ],
    );
}

#[test]
fn lists_are_the_content_of_a_page_of_lists() {
    let mut page = Page::new("Shops");
    page.within("nav", BlockKind::ListItem, &["Home"]);
    page.open("main");
    for shop in ["Bakery by the bridge", "Bookshop in the tower", "Market hall", "Old mill"] {
        page.open("div.card");
        page.link(shop, "/shop");
        page.close();
    }
    check(&page.document(), &[("Home", Some(Reason::Navigation)), ("Bakery", None), ("Old mill", None)]);
}

#[test]
fn comments_go_from_an_article_and_stay_in_a_thread() {
    let comment =
        "I stood there as well that night and I can tell you that nobody slept in our street at all.";
    let mut page = Page::new("Floods");
    page.open("article");
    page.prose(6);
    page.close();
    page.within("section#comments", BlockKind::Paragraph, &[comment]);
    check(&page.document(), &[("In year 0", None), ("I stood", Some(Reason::Comments))]);

    let mut page = Page::new("Floods");
    page.within("section#comments", BlockKind::Paragraph, &[comment]);
    check(&page.document(), &[("I stood", None)]);
}

#[test]
fn hidden_text_goes_and_closed_panels_stay() {
    let mut page = Page::new("Floods");
    page.open("main");
    page.prose(5);
    page.within("!div", BlockKind::Paragraph, &["Loading, please wait"]);
    page.open("div.accordion-item");
    page.within("!div", BlockKind::Paragraph, &["The pumps ran for a week, day and night."]);
    page.close();
    page.within("span.sr-only", BlockKind::Paragraph, &["Opens in a new window"]);
    check(
        &page.document(),
        &[("Loading", Some(Reason::Hidden)), ("The pumps", None), ("Opens in", Some(Reason::Hidden))],
    );
}

#[test]
fn a_page_that_hides_all_of_it_is_shown_by_script() {
    let mut page = Page::new("Floods");
    page.open("!div");
    page.prose(3);
    check(&page.document(), &[("In year 0", None)]);
}

#[test]
fn noscript_stays_where_it_is_all_there_is() {
    let mut page = Page::new("Floods");
    page.paragraph("Loading");
    page.open("!noscript");
    page.prose(3);
    check(&page.document(), &[("In year 0", None)]);
    let mut page = Page::new("Floods");
    page.prose(3);
    page.within("!noscript", BlockKind::Paragraph, &["Please switch scripts on."]);
    check(&page.document(), &[("In year 0", None), ("Please", Some(Reason::Hidden))]);
}

#[test]
fn repeated_blocks_go_once() {
    let mut page = Page::new("Floods");
    page.open("main");
    page.prose(5);
    page.prose(1);
    let document = page.document();
    let (verdicts, _) = judge(&document, &HtmlConfig::default());
    let dropped: Vec<_> = verdicts.iter().map(|verdict| verdict.reason).collect();
    assert_eq!(dropped, [None, None, None, None, None, Some(Reason::DuplicateBlock)]);
}

#[test]
fn a_page_without_main_content_keeps_what_is_visible() {
    let mut page = Page::new("Floods");
    page.within("div.sr-only", BlockKind::Paragraph, &["Skip"]);
    page.within("!div", BlockKind::Paragraph, &["x"]);
    page.within("div.menu", BlockKind::Paragraph, &["A"]);
    page.within("div.footer", BlockKind::Paragraph, &["B"]);
    let (verdicts, flags) = judge(&page.document(), &HtmlConfig::default());
    assert_eq!(flags, [Flag::NoMainContent]);
    assert_eq!(verdicts.iter().filter(|verdict| verdict.is_drop()).count(), 1);
    assert_eq!(judge(&Document::default(), &HtmlConfig::default()), (Vec::new(), Vec::new()));
}

#[test]
fn the_prose_of_these_tests_is_prose() {
    let mut page = Page::new("Floods");
    page.prose(1);
    let count = words(&page.blocks[0].text).count();
    assert!((40..60).contains(&count), "{count}");
}

/// One step in the making of a random page.
fn steps() -> impl Strategy<Value = Vec<(u8, usize)>> {
    proptest::collection::vec((0..8_u8, 0..12_usize), 0..80)
}

proptest! {
    #[test]
    fn any_page_gets_a_verdict_a_block_and_keeps_something_visible(steps in steps()) {
        const ELEMENTS: [&str; 12] = [
            "div", "main", "article", "nav", "aside.related", "section#comments", "!div", "div.accordion",
            "form", "header", "footer", "div.sr-only",
        ];
        const HEADINGS: [&str; 4] = ["Floods", "Read more", "The next morning", "Comments"];
        let mut page = Page::new("Floods");
        for (step, at) in steps {
            match step {
                0 | 1 => page.open(ELEMENTS[at]),
                2 if page.open.len() > 2 => page.close(),
                3 => page.prose(at),
                4 => page.link("A storm in the north", if at % 2 == 0 { "/storm" } else { "#storm" }),
                5 => drop(page.block(BlockKind::Heading(1 + at as u8 % 6), HEADINGS[at % 4])),
                6 => drop(page.block(BlockKind::Other, "Send")),
                _ => page.paragraph("A short line"),
            }
        }
        let document = page.document();
        let (verdicts, _) = judge(&document, &HtmlConfig::default());
        prop_assert_eq!(verdicts.len(), document.blocks.len());
        let shown = document.blocks.iter().any(|block| !block.signals.hidden);
        prop_assert!(!shown || verdicts.iter().any(|verdict| !verdict.is_drop()));
        prop_assert!(verdicts.iter().all(|verdict| !verdict.is_drop() || !verdict.evidence.is_empty()));
        prop_assert_eq!(judge(&document, &HtmlConfig::default()).0, verdicts);
    }
}
