//! Parts of the page that its own markup calls something else than the content.

use tamis_core::{Element, Reason};

use super::keywords;
use crate::hashes::{HashedMap, bytes_hash};

pub(super) fn is_article(element: &Element) -> bool {
    matches!(element.tag.as_str(), "article" | "main") || element.role.eq_ignore_ascii_case("main")
}

/// What the class names that were met on a page say. Pages repeat theirs.
#[derive(Debug, Default)]
pub(super) struct Classes(HashedMap<Option<Reason>>);

/// Why an element is not content, by its tag, its role, and the words of its class and id.
pub(super) fn stated_reason(element: &Element, in_article: bool, classes: &mut Classes) -> Option<Reason> {
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
    match by_name(element, classes) {
        Some(reason) => Some(reason),
        None => by_tag.or_else(by_role),
    }
}

fn by_name(element: &Element, classes: &mut Classes) -> Option<Reason> {
    let mut by_class =
        || *classes.0.entry(bytes_hash(element.class.as_bytes())).or_insert_with(|| by_class(&element.class));
    let class = if element.class.is_empty() { None } else { by_class() };
    class.or_else(|| name_words(&element.id).find_map(keywords::reason_of))
}

fn by_class(class: &str) -> Option<Reason> {
    if class.split_ascii_whitespace().any(|class| keywords::UNSEEN_CLASSES.contains(&class)) {
        return Some(Reason::Hidden);
    }
    name_words(class).find_map(keywords::reason_of)
}

/// The words of class names: runs of letters, cut where a capital follows a small letter.
fn name_words(names: &str) -> impl Iterator<Item = &str> {
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
