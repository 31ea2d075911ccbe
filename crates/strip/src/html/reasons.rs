//! Why a block that does not belong to the main content stands on the page: a name for it, and the part
//! of the page or the property of the block that gave the name.

use std::borrow::Cow;
use std::cell::OnceCell;

use tamis_core::{Block, BlockKind, Document, Element, Reason};

use super::features::Page;
use super::{patterns, zones};

/// Share of the words of the shorter of two lines that must stand in the other for the two to be the
/// same headline (guess).
const SAME_HEADLINE: f32 = 0.8;

/// Words of a line that can be a date or a name (guess).
const MAX_BYLINE_WORDS: f32 = 16.0;

/// Link density from which a block counts as links.
const LINKS: f32 = 0.5;

/// Words of a link from which it is the title of another page and not an entry of a menu (guess).
const TITLE_WORDS: f32 = 4.0;

/// Characters of a heading that the evidence quotes.
const MAX_QUOTED_CHARS: usize = 60;

/// Levels up to which a name around a block counts as its own (guess).
const NEAR_LEVELS: u8 = 6;

/// What a part of a page that is named so is, if it does not belong to the main content.
const PURPOSES: [(&str, Reason); 32] = [
    ("nav", Reason::Navigation),
    ("crumb", Reason::Navigation),
    ("pager", Reason::Navigation),
    ("filter", Reason::Navigation),
    ("header", Reason::Navigation),
    ("toc", Reason::Navigation),
    ("search", Reason::Form),
    ("footer", Reason::Footer),
    ("contact", Reason::Footer),
    ("legal", Reason::Legal),
    ("side", Reason::Boilerplate),
    ("widget", Reason::Boilerplate),
    ("comment", Reason::Comments),
    ("review", Reason::Comments),
    ("forum", Reason::Comments),
    ("share", Reason::ShareLine),
    ("related", Reason::RelatedLinks),
    ("latest", Reason::RelatedLinks),
    ("card", Reason::RelatedLinks),
    ("carousel", Reason::RelatedLinks),
    ("teaser", Reason::Teaser),
    ("list", Reason::RelatedLinks),
    ("consent", Reason::Consent),
    ("promo", Reason::Promotion),
    ("action", Reason::Promotion),
    ("price", Reason::Promotion),
    ("modal", Reason::Promotion),
    ("newsletter", Reason::Newsletter),
    ("author", Reason::AuthorBox),
    ("date", Reason::Byline),
    ("tag", Reason::Tags),
    ("caption", Reason::Caption),
];

/// Names for what is dropped of one page.
#[derive(Debug)]
pub(super) struct Reasons<'a> {
    page: &'a Page<'a>,
    document: &'a Document,
    /// For each element the nearest one around it, or itself, whose markup says that it is no content: its place
    /// among the stated ones.
    zones: Vec<Option<u32>>,
    stated: Vec<Stated>,
    /// For each block that is a heading, what it says of the section below.
    headings: Vec<Option<Reason>>,
    /// Blocks from the first that is kept to the last; none if nothing is kept.
    body: std::ops::Range<usize>,
}

/// What the markup of an element says.
#[derive(Debug)]
struct Stated {
    reason: Reason,
    element: u32,
    /// The evidence, once somebody asked for it.
    evidence: OnceCell<String>,
}

impl<'a> Reasons<'a> {
    pub(super) fn of(page: &'a Page<'a>, document: &'a Document, kept: &[bool]) -> Reasons<'a> {
        let mut all: Vec<Option<u32>> = Vec::with_capacity(document.outline.elements().len());
        let mut stated = Vec::new();
        let mut classes = zones::Classes::default();
        let mut in_article: Vec<bool> = Vec::with_capacity(all.capacity());
        let mut kept_before = vec![0_u32];
        for kept in kept {
            kept_before.push(kept_before.last().copied().unwrap_or(0) + u32::from(*kept));
        }
        let before = |at: u32| kept_before.get(at as usize).copied();
        for (at, element) in document.outline.elements().iter().enumerate() {
            let around = element.parent.map(|id| id.0 as usize);
            let within = around.and_then(|at| in_article.get(at)).copied().unwrap_or(false);
            // What holds a part of the main content cannot be the reason why something in it goes.
            let holds_kept = before(element.blocks.start) != before(element.blocks.end);
            let own = match element.tag.as_str() {
                _ if holds_kept || element.blocks.is_empty() => None,
                "html" | "body" | "main" | "article" => None,
                _ => zones::stated_reason(element, within, &mut classes),
            };
            let own = own.map(|reason| {
                stated.push(Stated { reason, element: at as u32, evidence: OnceCell::new() });
                stated.len() as u32 - 1
            });
            all.push(own.or_else(|| around.and_then(|at| all.get(at)).copied().flatten()));
            in_article.push(within || zones::is_article(element));
        }
        let first = kept.iter().position(|kept| *kept).unwrap_or(0);
        let last = kept.iter().rposition(|kept| *kept).map_or(0, |last| last + 1);
        let said = |block: &Block| {
            if block.kind.is_heading() { patterns::section_reason(&block.text) } else { None }
        };
        let headings = document.blocks.iter().map(said).collect();
        Reasons { page, document, zones: all, stated, headings, body: first..last }
    }

    /// The name for a block, and what gave it.
    pub(super) fn name(&self, at: usize, block: &Block) -> (Reason, Cow<'_, str>) {
        if block.signals.hidden {
            return (Reason::Hidden, "the page hides it from its readers".into());
        }
        let zone = block.element.and_then(|id| self.zones.get(id.0 as usize).copied().flatten());
        if let Some(stated) = zone.and_then(|zone| self.stated.get(zone as usize)) {
            let element = self.document.outline.elements().get(stated.element as usize);
            let label = || element.map(Element::label).unwrap_or_default();
            let evidence = stated.evidence.get_or_init(|| ["inside ", &label()].concat());
            return (stated.reason, evidence.into());
        }
        if block.kind.is_heading() && self.is_headline(at, block) {
            return (Reason::Headline, "a heading that says what the title says".into());
        }
        if self.page.words(at) <= MAX_BYLINE_WORDS && patterns::is_byline(&block.text) {
            return (Reason::Byline, "a date, a name or a reading time".into());
        }
        if let Some(named) = self.by_heading(at) {
            return named;
        }
        let links = self.page.link_density(at);
        if links >= LINKS {
            let per_link = self.page.words(at) / block.signals.link_count.max(1) as f32;
            let reason = if per_link >= TITLE_WORDS { Reason::RelatedLinks } else { Reason::Navigation };
            return (reason, format!("link density {links:.2}").into());
        }
        if block.kind == BlockKind::Caption {
            return (Reason::Caption, "a caption".into());
        }
        if let Some(named) = self.by_purpose(at) {
            return named;
        }
        match block.kind {
            BlockKind::Other => (Reason::Form, "a button or label".into()),
            _ if self.body.is_empty() => (Reason::Boilerplate, "the page has no main content".into()),
            _ if at < self.body.start => (Reason::Boilerplate, "before the main content".into()),
            _ if at >= self.body.end => (Reason::Boilerplate, "after the main content".into()),
            _ => (Reason::Other, "inside the main content, unlike it".into()),
        }
    }

    /// What the nearest name around the block tells that it is for.
    fn by_purpose(&self, at: usize) -> Option<(Reason, Cow<'static, str>)> {
        let near = self.page.purposes(at).into_iter().take_while(|(levels, _)| *levels <= NEAR_LEVELS);
        let mut named = near.filter_map(|(levels, purpose)| {
            let (_, reason) = PURPOSES.iter().find(|(listed, _)| *listed == purpose)?;
            Some((*reason, format!("named {purpose}, {levels} levels up").into()))
        });
        named.next()
    }

    /// What the heading above says, or the block itself if it is one.
    fn by_heading(&self, at: usize) -> Option<(Reason, Cow<'static, str>)> {
        let heading = self.page.heading_of(at)?;
        let reason = self.headings.get(heading).copied().flatten()?;
        let heading = self.document.blocks.get(heading)?;
        let quoted: String = heading.text.chars().take(MAX_QUOTED_CHARS).collect();
        Some((reason, format!("under the heading \u{201C}{quoted}\u{201D}").into()))
    }

    fn is_headline(&self, at: usize, block: &Block) -> bool {
        let (coverage, precision) = self.page.title_agreement(at);
        coverage.max(precision) >= SAME_HEADLINE
            || (block.kind == BlockKind::Heading(1) && at <= self.body.start)
    }
}
