//! What a page says of itself: title, authors, days, site and tags, each from the best place that states it.

mod byline;
mod dates;
pub(super) mod linked;
pub(super) mod meta_names;

use std::ops::Range;

use tamis_core::{Block, BlockKind, Facts, Outline};

use self::linked::Object;
use self::meta_names::Kind;
use super::meta::Head;
use super::tree::{ElementNode, NodeId, Step, Tree, View};
use crate::facts::author::{self, Place};
use crate::facts::day::Order;
use crate::facts::title::{Titles, headline, is_site, says};
use crate::facts::{decoded, folded};

/// Blocks before and behind the headline in which bylines are looked for (guess).
const BLOCKS_BEFORE: usize = 5;
const BLOCKS_BEHIND: usize = 30;
/// Blocks at the top of a page without a headline in which they are looked for (guess).
const BLOCKS_AT_TOP: usize = 60;
/// Bytes of a block that is running text (guess), and how many of them a byline may stand behind.
const RUNNING_BYTES: usize = 280;
const RUNNING_BLOCKS: usize = 2;
/// Longest line that says the headline without being a heading, in bytes (guess).
const MAX_HEADLINE_BYTES: usize = 400;
/// Tags of a document, and bytes of one (guess).
const MAX_TAGS: usize = 40;
const MAX_TAG_BYTES: usize = 80;

/// A page as it was segmented.
pub(super) struct Seen<'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) blocks: &'a [Block],
    pub(super) outline: &'a Outline,
    pub(super) nodes: &'a [NodeId],
}

/// What is known of a page before authors and days are looked for.
struct Page<'a> {
    seen: &'a Seen<'a>,
    head: &'a Head,
    /// What linked data says of the article, and of the page.
    article: Option<&'a Object>,
    webpage: Option<&'a Object>,
    url: Option<&'a str>,
    order: Order,
    site: Option<&'a str>,
    has_headline: bool,
    /// The block that says it.
    headline_at: Option<usize>,
    /// The blocks around the headline, where bylines stand.
    near: Range<usize>,
}

/// The facts of a page, which was found at `url` or says so.
pub(super) fn read(seen: &Seen<'_>, head: &Head, url: Option<&str>) -> Facts {
    let (open_graph, element) = head.titles();
    let (open_graph, element) = (open_graph.map(decoded), element.map(decoded));
    let words: Vec<String> =
        [&open_graph, &element].into_iter().flatten().flat_map(|title| folded(title)).collect();
    let article = head.linked.article(&words);
    let webpage = head.linked.page();
    let site = site(head, article.or(webpage));
    let host = url.and_then(host);
    let titles = Titles {
        open_graph: open_graph.as_deref(),
        element: element.as_deref(),
        linked: article.and_then(|article| article.headline.as_deref()),
        site: site.as_deref(),
        host: host.as_deref(),
    };
    let (headline, at) = title(&titles, seen.blocks);
    let headline_at = at.or_else(|| place_of_headline(seen.blocks, headline.as_deref()));
    let near = near(seen.blocks, headline_at);
    let page = Page {
        seen,
        head,
        article,
        webpage,
        url,
        has_headline: at.is_some(),
        headline_at,
        order: order(head),
        site: site.as_deref(),
        near,
    };
    let authors = page.authors();
    let (published, updated) = dates::days(&page, !authors.is_empty());
    let tags = page.tags();
    Facts { headline, authors, published, updated, site, canonical_url: None, tags }
}

/// The headline, and the block that says it.
fn title(titles: &Titles<'_>, blocks: &[Block]) -> (Option<String>, Option<usize>) {
    let is_heading =
        |block: &&(usize, &Block)| block.1.kind == BlockKind::Heading(1) && !block.1.signals.hidden;
    let all: Vec<(usize, &Block)> = blocks.iter().enumerate().collect();
    let headings: Vec<(usize, &Block)> = all.iter().filter(is_heading).copied().collect();
    let texts: Vec<&str> = headings.iter().map(|(_, block)| block.text.as_str()).collect();
    let (title, at) = headline(titles, &texts);
    let block = at.and_then(|at| headings.get(at)).map(|(at, _)| *at);
    let words = title.as_deref().map(folded).unwrap_or_default();
    let other = || {
        let mut headings = all.iter().filter(|(_, block)| block.kind.is_heading() && !block.signals.hidden);
        headings.find(|(_, block)| says(&block.text, &words)).map(|(at, _)| *at)
    };
    let block = block.or_else(other);
    (title.map(|title| decoded(&title)).filter(|title| !title.is_empty()), block)
}

/// The block that stands for a headline which no heading says: a line that says it, else the only main heading.
fn place_of_headline(blocks: &[Block], headline: Option<&str>) -> Option<usize> {
    let words = headline.map(folded).filter(|words| !words.is_empty())?;
    let mut shown = blocks.iter().enumerate().filter(|(_, block)| !block.signals.hidden);
    let mut headings = shown.clone().filter(|(_, block)| block.kind == BlockKind::Heading(1));
    let only = headings.next().filter(|_| headings.next().is_none());
    let says = |block: &Block| block.text.len() <= MAX_HEADLINE_BYTES && folded(&block.text) == words;
    let line = shown.find(|(_, block)| !block.kind.is_heading() && says(block));
    line.or(only).map(|(at, _)| at)
}

/// The blocks in which bylines are looked for.
fn near(blocks: &[Block], headline: Option<usize>) -> Range<usize> {
    let (start, most) = match headline {
        Some(at) => (at.saturating_sub(BLOCKS_BEFORE), at + BLOCKS_BEHIND),
        None => (0, BLOCKS_AT_TOP),
    };
    let from = headline.unwrap_or(0);
    let mut running = 0;
    let mut end = from;
    for block in blocks.get(from..).unwrap_or_default() {
        running += usize::from(block.text.len() >= RUNNING_BYTES);
        if end >= most || running > RUNNING_BLOCKS {
            break;
        }
        end += 1;
    }
    start..end
}

/// What the language of a page says of `03/04/2020`.
fn order(head: &Head) -> Order {
    let locale = head.locale();
    let stated = head.language.as_deref().map(str::trim);
    let stated = match (stated, locale.as_deref()) {
        // The region may stand in another place.
        (Some("en" | "EN"), Some(locale)) if locale.starts_with("en") => locale,
        (Some(language), _) => language,
        (None, Some(locale)) => locale,
        (None, None) => return Order::Unknown,
    };
    let tag = stated.to_ascii_lowercase().replace('_', "-");
    match tag.split('-').next().unwrap_or_default() {
        "en" => match tag.split('-').nth(1) {
            Some("us" | "ph") => Order::Month,
            Some("gb" | "au" | "nz" | "ie" | "in" | "za" | "sg" | "my" | "hk" | "ng" | "ke") => Order::Day,
            _ => Order::Unknown,
        },
        "de" | "fr" | "es" | "it" | "pt" | "nl" | "da" | "nb" | "no" | "fi" | "pl" | "cs" | "sk" | "ru"
        | "uk" | "bg" | "el" | "tr" | "ro" | "hr" | "sr" | "sl" | "id" | "vi" | "ar" | "he" | "hi" | "ca"
        | "gl" | "et" => Order::Day,
        _ => Order::Unknown,
    }
}

fn host(url: &str) -> Option<String> {
    let named = tamis_core::Metadata { url: Some(url.to_owned()), ..tamis_core::Metadata::default() };
    named.host()
}

fn site(head: &Head, object: Option<&Object>) -> Option<String> {
    let stated = |kind: Kind| {
        head.statements
            .iter()
            .find(|statement| statement.kind == kind)
            .map(|statement| decoded(&statement.value))
    };
    let linked = || head.linked.site(object).map(str::to_owned);
    let is_name = |name: &String| !name.is_empty() && !name.contains("://");
    stated(Kind::Site).filter(is_name).or_else(linked).or_else(|| stated(Kind::Publisher)).filter(is_name)
}

impl Page<'_> {
    /// By linked data, else `meta` elements, else what a reader sees. What is only the name of the site or of a
    /// system's user counts where nothing else does.
    fn authors(&self) -> Vec<String> {
        let mut linked = Vec::new();
        for name in self.article.into_iter().flat_map(|article| self.head.linked.authors(article)) {
            author::add(&mut linked, name, Place::Machine);
        }
        let mut stated = Vec::new();
        for (name, value) in self.stated_authors() {
            match inverted(name, value) {
                Some(name) => author::add(&mut stated, &name, Place::Machine),
                None => author::add(&mut stated, value, Place::Machine),
            }
        }
        let is_weak =
            |authors: &[String]| authors.iter().all(|name| author::is_handle(name) || self.is_site(name));
        if !is_weak(&linked) {
            return linked;
        }
        if !is_weak(&stated) {
            return stated;
        }
        let known = [byline::authors(self), linked, stated];
        known.into_iter().find(|authors| !authors.is_empty()).unwrap_or_default()
    }

    fn is_site(&self, name: &str) -> bool {
        is_site(name, self.site, self.url.and_then(host).as_deref())
    }

    /// What `meta` elements state as authors.
    fn stated_authors(&self) -> impl Iterator<Item = (&str, &str)> {
        let statements = &self.head.statements;
        let label = statements.iter().find(|statement| statement.kind == Kind::Label);
        let labelled = label.is_some_and(|label| author::is_opening(&label.value));
        let data = statements.iter().find(|statement| statement.kind == Kind::Data && labelled);
        let named = statements.iter().filter(|statement| statement.kind == Kind::Author);
        named.chain(data).map(|statement| (statement.name.as_str(), statement.value.as_str()))
    }

    /// Sections and tags; the words for search engines only where there are none.
    fn tags(&self) -> Vec<String> {
        let mut tags = Tags::default();
        let statements = &self.head.statements;
        for object in self.article.into_iter().chain(self.webpage.filter(|_| self.article.is_none())) {
            object.sections.iter().for_each(|section| tags.push(section));
            object.keywords.iter().for_each(|keywords| tags.push_all(keywords));
        }
        for statement in statements {
            match statement.kind {
                Kind::Tag => tags.push(&statement.value),
                Kind::Tags => tags.push_all(&statement.value),
                _ => {}
            }
        }
        if tags.0.is_empty() {
            let keywords = statements.iter().filter(|statement| statement.kind == Kind::Keywords);
            keywords.for_each(|statement| tags.push_all(&statement.value));
        }
        tags.0
    }
}

/// `Ray, Ada` of a catalogue as `Ada Ray`.
fn inverted(name: &str, value: &str) -> Option<String> {
    let catalogue = name.starts_with("citation_") || name.starts_with("dc");
    let (family, given) = value.split_once(',').filter(|_| catalogue)?;
    (!given.contains([',', ';']) && !given.trim().is_empty())
        .then(|| format!("{} {}", given.trim(), family.trim()))
}

#[derive(Default)]
struct Tags(Vec<String>);

impl Tags {
    fn push_all(&mut self, several: &str) {
        several.split([',', ';']).for_each(|tag| self.push(tag));
    }

    fn push(&mut self, tag: &str) {
        let tag = decoded(tag);
        let known = || self.0.iter().any(|known| known.to_lowercase() == tag.to_lowercase());
        if !tag.is_empty() && tag.len() <= MAX_TAG_BYTES && self.0.len() < MAX_TAGS && !known() {
            self.0.push(tag);
        }
    }
}

impl Seen<'_> {
    /// The element of the tree that one of the outline is made of.
    fn element(&self, at: usize) -> Option<ElementNode<'_>> {
        match self.tree.view(*self.nodes.get(at)?) {
            View::Element(element) => Some(element),
            _ => None,
        }
    }

    /// The text in an element, its pieces a blank apart, if it has at most so many bytes.
    fn short_text(&self, at: usize, most: usize) -> Option<String> {
        let mut text = String::new();
        let mut walk = self.tree.walk(*self.nodes.get(at)?);
        let mut steps = 0;
        while let Some(step) = walk.next() {
            steps += 1;
            let Step::Enter(node) = step else { continue };
            match self.tree.view(node) {
                View::Text(piece, _) => {
                    text.push_str(piece.trim());
                    text.push(' ');
                }
                View::Element(element)
                    if matches!(element.tag(), "script" | "style" | "svg" | "template") =>
                {
                    walk.skip_children();
                }
                _ => {}
            }
            if text.trim_end().len() > most || steps > MAX_STEPS {
                return None;
            }
        }
        let text = decoded(&text);
        (!text.is_empty()).then_some(text)
    }
}

/// Steps of a walk through an element that may be a name (guess).
const MAX_STEPS: usize = 200;

#[cfg(test)]
mod tests;
