//! Parts of the page that its own markup calls something else than the content.

use tamis_core::{Document, Element, Reason};

use super::HtmlConfig;
use super::facts::Facts;
use super::keywords;

/// For each element the zone that it lies in.
#[derive(Debug)]
pub(super) struct Zones {
    /// For each element, the outermost zone around it: why, and the element that opens it.
    of_element: Vec<Option<Zone>>,
}

/// A part of the page that is not content.
#[derive(Debug, Clone, Copy)]
pub(super) struct Zone {
    pub(super) reason: Reason,
    /// Index of the element that opens it.
    pub(super) opened_by: u32,
}

impl Zones {
    pub(super) fn of(document: &Document, facts: &Facts, config: &HtmlConfig) -> Zones {
        let elements = document.outline.elements();
        let mut of_element: Vec<Option<Zone>> = Vec::with_capacity(elements.len());
        // Whether an `article` or `main` is around each element.
        let mut in_article: Vec<bool> = Vec::with_capacity(elements.len());
        let page = Page { facts, config };
        for (at, element) in elements.iter().enumerate() {
            let parent = element.parent.map(|id| id.0 as usize);
            let around = parent.and_then(|at| of_element.get(at)).copied().flatten();
            let within = parent.and_then(|at| in_article.get(at)).copied().unwrap_or(false);
            let zone = around.or_else(|| {
                let reason = page.reason(element, within)?;
                Some(Zone { reason, opened_by: at as u32 })
            });
            of_element.push(zone);
            in_article.push(within || is_article(element));
        }
        Zones { of_element }
    }

    /// The zone around an element.
    pub(super) fn around(&self, element: Option<tamis_core::ElementId>) -> Option<Zone> {
        self.of_element.get(element?.0 as usize).copied().flatten()
    }
}

/// What zones are weighed against.
struct Page<'a> {
    facts: &'a Facts,
    config: &'a HtmlConfig,
}

impl Page<'_> {
    /// Why an element is not content, unless it holds too much of the page for that.
    fn reason(&self, element: &Element, in_article: bool) -> Option<Reason> {
        if element.blocks.is_empty() || matches!(element.tag.as_str(), "html" | "body" | "main" | "article") {
            return None;
        }
        let reason = stated_reason(element, in_article)?;
        if reason == Reason::Comments {
            let outside = self.facts.all().prose - self.facts.sums(&element.blocks).prose;
            return (outside as usize >= self.config.article_words).then_some(reason);
        }
        (!self.facts.hold_the_content(&element.blocks, self.config)).then_some(reason)
    }
}

pub(super) fn is_article(element: &Element) -> bool {
    matches!(element.tag.as_str(), "article" | "main") || element.role.eq_ignore_ascii_case("main")
}

/// Why an element is not content, by its tag, its role, and the words of its class and id.
pub(super) fn stated_reason(element: &Element, in_article: bool) -> Option<Reason> {
    let by_tag = match element.tag.as_str() {
        "nav" => Some(Reason::Navigation),
        "footer" => Some(Reason::Footer),
        "aside" => Some(Reason::Boilerplate),
        "form" | "fieldset" => Some(Reason::Form),
        "dialog" => Some(Reason::Promotion),
        "header" if !in_article => Some(Reason::Navigation),
        _ => None,
    };
    let by_role = || match element.role.to_ascii_lowercase().as_str() {
        "navigation" | "menu" | "menubar" | "banner" => Some(Reason::Navigation),
        "contentinfo" => Some(Reason::Footer),
        "complementary" => Some(Reason::Boilerplate),
        "dialog" | "alertdialog" => Some(Reason::Promotion),
        "search" => Some(Reason::Form),
        _ => None,
    };
    // A name says more than a tag: `aside.related`, `div[role=dialog].cookie`.
    match by_name(element) {
        Some(reason) => Some(reason),
        None => by_tag.or_else(by_role),
    }
}

fn by_name(element: &Element) -> Option<Reason> {
    if element.class.split_ascii_whitespace().any(|class| keywords::UNSEEN_CLASSES.contains(&class)) {
        return Some(Reason::Hidden);
    }
    [&element.class, &element.id]
        .into_iter()
        .flat_map(|names| name_words(names))
        .find_map(keywords::reason_of)
}

/// The words of class names: runs of letters, cut where a capital follows a small letter.
pub(super) fn name_words(names: &str) -> impl Iterator<Item = &str> {
    names.split(|c: char| !c.is_ascii_alphabetic()).flat_map(humps)
}

/// `siteNavBar` as `site`, `Nav`, `Bar`.
fn humps(name: &str) -> impl Iterator<Item = &str> {
    let mut rest = name;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let bytes = rest.as_bytes();
        let cut = bytes
            .windows(2)
            .position(|pair| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase()));
        let (hump, after) = rest.split_at_checked(cut.map_or(rest.len(), |at| at + 1))?;
        rest = after;
        Some(hump)
    })
}
