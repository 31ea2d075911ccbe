//! Small pages built by hand, with what must hold of them whatever the model is trained on.

use proptest::prelude::*;
use tamis_core::{Block, BlockKind, Decision, Document, Element, ElementId, Flag, Markup, Outline, Reason};

use crate::engines::engine;
use crate::{Judgement, Mode};

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

fn judge(document: &Document, mode: Mode) -> Judgement {
    engine(mode).judge(document)
}

/// The reasons of the blocks that begin with the given words; `None` for one that stays.
#[track_caller]
fn check(document: &Document, expect: &[(&str, Option<Reason>)]) {
    let verdicts = judge(document, Mode::Balanced).verdicts;
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

/// An article with the frame of a site around it.
fn article() -> Page {
    let mut page = Page::new("Floods in the lower town");
    page.open("header.site-header");
    page.open("nav.menu");
    page.link("Home", "/");
    page.link("Weather", "/weather");
    page.link("Sports", "/sports");
    page.close();
    page.close();
    page.open("main");
    page.open("article.post");
    page.block(BlockKind::Heading(1), "Floods in the lower town");
    page.prose(8);
    page.within("div.share-buttons", BlockKind::Paragraph, &["Share this on your network"]);
    page.close();
    page.close();
    page.open("aside.related");
    page.block(BlockKind::Heading(3), "Related stories");
    page.link("A storm in the north takes roofs", "/storm");
    page.link("Harvest begins late this year", "/harvest");
    page.close();
    page.open("footer");
    page.paragraph("Copyright 2024 The Valley Post. All rights reserved.");
    page.link("Imprint", "/imprint");
    page.close();
    page
}

#[test]
fn the_frame_of_a_page_goes_and_says_where_it_stood() {
    let document = article().document();
    check(
        &document,
        &[
            ("Weather", Some(Reason::Navigation)),
            ("Floods", Some(Reason::Headline)),
            ("In year 0", None),
            ("In year 7", None),
            ("Share this", Some(Reason::ShareLine)),
            ("A storm", Some(Reason::RelatedLinks)),
            ("Copyright", Some(Reason::Footer)),
        ],
    );
}

#[test]
fn repeated_blocks_go_once() {
    let mut page = article();
    let again = page.blocks.iter().find(|block| block.text.starts_with("In year 3")).unwrap().clone();
    let at = page.blocks.iter().position(|block| block.text.starts_with("In year 6")).unwrap();
    page.blocks[at] = again;
    let document = page.document();
    let verdicts = judge(&document, Mode::Balanced).verdicts;
    assert_eq!(verdicts[at].reason, Some(Reason::DuplicateBlock));
}

#[test]
fn a_page_of_links_alone_has_no_main_content_and_says_so() {
    let mut page = Page::new("Valley Post");
    page.open("nav.menu");
    for name in ["Home", "Weather", "Sports", "Login", "Contact", "Imprint"] {
        page.link(name, "/somewhere");
    }
    page.close();
    let document = page.document();
    let judgement = judge(&document, Mode::Balanced);
    if judgement.verdicts.iter().all(tamis_core::Verdict::is_drop) {
        assert_eq!(judgement.flags, [Flag::NoMainContent]);
    } else {
        assert_eq!(judgement.flags, []);
    }
}

#[test]
fn a_page_without_blocks_is_judged_too() {
    let judgement = judge(&Document { markup: Markup::Html, ..Document::default() }, Mode::Balanced);
    assert_eq!((judgement.verdicts, judgement.flags), (Vec::new(), Vec::new()));
}

#[test]
fn every_block_is_explained_by_its_strongest_features() {
    let document = article().document();
    let stripper = engine(Mode::Balanced);
    let explained = stripper.explain(&document, 3);
    let judgement = stripper.judge(&document);
    assert_eq!(explained.len(), document.blocks.len());
    for (explanation, verdict) in explained.iter().zip(&judgement.verdicts) {
        assert!((explanation.probability - (1.0 - verdict.score)).abs() < 1e-6);
        let by_convention = verdict.reason == Some(Reason::Headline);
        assert_eq!(explanation.probability < explanation.threshold || by_convention, verdict.is_drop());
        assert_eq!(explanation.causes.len(), 3);
        let pushes: Vec<f32> = explanation.causes.iter().map(|cause| cause.push.abs()).collect();
        assert!(pushes.is_sorted_by(|a, b| a >= b), "{pushes:?}");
    }
}

#[test]
fn the_model_is_the_one_that_training_wrote() {
    assert_eq!(crate::html_model_hash(), include_str!("../../models/html.hash").trim());
}

/// What the features of one block are, by name: a change of any of them makes a new model necessary.
#[test]
fn the_features_of_a_block_are_what_they_were() {
    let document = article().document();
    let trainer = crate::HtmlTrainer::new(None).unwrap();
    let features = trainer.features(&document);
    let at = document.blocks.iter().position(|block| block.text.starts_with("In year 4")).unwrap();
    let row = features.values.chunks(features.columns).nth(at).unwrap();
    let named: Vec<String> =
        trainer.names().iter().zip(row).map(|(name, value)| format!("{name} {value}")).collect();
    insta::assert_snapshot!(named.join("\n"));
}

/// How likely each block is content, to three digits: a change makes figures and documents wrong.
#[test]
fn the_probabilities_of_a_page_are_what_they_were() {
    let document = article().document();
    let explained = engine(Mode::Balanced).explain(&document, 0);
    let lines = document.blocks.iter().zip(&explained).map(|(block, explanation)| {
        let text: String = block.text.chars().take(30).collect();
        format!("{:.3} {text}", explanation.probability)
    });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
}

/// One step in the making of a random page.
fn steps() -> impl Strategy<Value = Vec<(u8, usize)>> {
    proptest::collection::vec((0..8_u8, 0..12_usize), 0..80)
}

fn random(steps: Vec<(u8, usize)>) -> Document {
    const ELEMENTS: [&str; 12] = [
        "div",
        "main",
        "article",
        "nav",
        "aside.related",
        "section#comments",
        "!div",
        "div.accordion",
        "form",
        "header",
        "footer",
        "div.sr-only",
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
    page.document()
}

proptest! {
    #[test]
    fn any_page_gets_a_verdict_a_block_with_a_reason(steps in steps()) {
        let document = random(steps);
        let judgement = judge(&document, Mode::Balanced);
        prop_assert_eq!(judgement.verdicts.len(), document.blocks.len());
        prop_assert!(judgement.verdicts.iter().all(|verdict| !verdict.is_drop() || verdict.reason.is_some()));
        prop_assert_eq!(judge(&document, Mode::Balanced), judgement);
    }

    #[test]
    fn a_mode_that_keeps_more_keeps_all_that_the_other_keeps(steps in steps()) {
        let document = random(steps);
        let kept = |mode| judge(&document, mode).threshold.unwrap_or(0.0);
        prop_assert!(kept(Mode::Precision) <= kept(Mode::Balanced));
        prop_assert!(kept(Mode::Balanced) <= kept(Mode::Recall));
    }
}
