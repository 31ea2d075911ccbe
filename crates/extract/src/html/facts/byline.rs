//! Authors by what a reader sees: links and microdata that say so, elements named so, lines that read so.

use crate::facts::author::{self, Place};
use crate::facts::visible;

use super::Page;

/// Bytes of an element that holds names and little else (guess).
const MAX_BYTES: usize = 90;
/// Bytes of an element that begins as a byline (guess).
const MAX_BYLINE_BYTES: usize = 240;

/// Parts of class names of elements that hold authors.
const AUTHORS: &[&str] = &["author", "byline", "by-line", "writer", "contributor", "posted-by", "username"];
/// Words of class names of elements that do not, though one of these is in their names.
const OTHERS: &[&str] = &[
    "comment",
    "comments",
    "avatar",
    "image",
    "img",
    "photo",
    "picture",
    "social",
    "bio",
    "description",
    "desc",
    "related",
    "date",
    "time",
    "role",
    "job",
    "title",
    "position",
    "icon",
    "link-list",
    "more",
];

/// Parts of addresses of pages about authors.
const AUTHOR_PATHS: &[&str] = &[
    "/author/",
    "/authors/",
    "/people/",
    "/person/",
    "/profile/",
    "/profiles/",
    "/contributor/",
    "/contributors/",
    "/writer/",
    "/writers/",
    "/staff/",
    "/by/",
    "/byline/",
    "/journalist/",
    "/autor/",
    "/auteur/",
    "/autore/",
    "/autoren/",
    "/redakteur/",
    "?author=",
    "/expert/",
    "/experts/",
    "/columnist/",
    "/bio/",
];

/// The authors that a reader sees.
pub(super) fn authors(page: &Page<'_>) -> Vec<String> {
    let marked = marked(page);
    if !marked.is_empty() {
        return marked;
    }
    let lines = lines(page);
    if !lines.is_empty() || !page.has_headline {
        return lines;
    }
    let named = named(page);
    if !named.is_empty() {
        return named;
    }
    let linked = linked(page);
    if linked.is_empty() { beside_day(page) } else { linked }
}

/// By links near the headline to pages about authors.
fn linked(page: &Page<'_>) -> Vec<String> {
    let mut authors = Vec::new();
    for (at, element) in page.seen.outline.elements().iter().enumerate() {
        if element.tag != "a" || !page.near.contains(&(element.blocks.start as usize)) {
            continue;
        }
        let href = page.seen.element(at).and_then(|element| element.attribute("href")).unwrap_or_default();
        if AUTHOR_PATHS.iter().any(|path| href.contains(path))
            && let Some(text) = page.seen.short_text(at, MAX_BYTES)
        {
            let names = author::names(&text, Place::Seen);
            if let Some(name) = names.first().filter(|name| names.len() == 1 && author::is_person(name)) {
                author::add(&mut authors, name, Place::Machine);
            }
        }
    }
    authors
}

/// By a line beside one with a day that is a name of a person.
fn beside_day(page: &Page<'_>) -> Vec<String> {
    let blocks = page.seen.blocks.get(page.near.clone()).unwrap_or_default();
    let shown: Vec<_> =
        blocks.iter().filter(|block| !block.signals.hidden && !block.kind.is_heading()).collect();
    let dated =
        |at: usize| shown.get(at).is_some_and(|block| !visible::days(&block.text, page.order).is_empty());
    for (at, block) in shown.iter().enumerate() {
        if author::is_person(&block.text) && (dated(at + 1) || at.checked_sub(1).is_some_and(dated)) {
            return vec![block.text.clone()];
        }
    }
    Vec::new()
}

/// By `rel=author` and `itemprop=author`: those near the headline, else the first of the page.
fn marked(page: &Page<'_>) -> Vec<String> {
    let (mut near, mut first) = (Vec::new(), Vec::new());
    for (at, element) in page.seen.outline.elements().iter().enumerate() {
        let by_microdata = !element.itemprop.is_empty()
            && element.itemprop.split_ascii_whitespace().any(|name| name == "author" || name == "creator");
        let by_link = || {
            element.tag == "a"
                && page.seen.element(at).and_then(|element| element.attribute("rel")).is_some_and(|rel| {
                    rel.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("author"))
                })
        };
        if !by_microdata && !by_link() {
            continue;
        }
        let Some(text) = page.seen.name_in(at) else { continue };
        let is_near = page.near.contains(&(element.blocks.start as usize));
        if is_near {
            author::add(&mut near, &text, Place::Seen);
        } else if first.is_empty() {
            author::add(&mut first, &text, Place::Seen);
        }
    }
    if near.is_empty() { first } else { near }
}

impl super::Seen<'_> {
    /// The name in an element marked as an author: that of the microdata in it, else its short text.
    fn name_in(&self, at: usize) -> Option<String> {
        let elements = self.outline.elements();
        let inner = elements.iter().enumerate().skip(at + 1).take(MAX_INNER);
        let inside =
            inner.take_while(|(_, element)| element.parent.is_some_and(|parent| parent.0 as usize >= at));
        let named = inside.filter(|(_, element)| element.itemprop == "name").map(|(inner, _)| inner).next();
        named.and_then(|inner| self.short_text(inner, MAX_BYTES)).or_else(|| self.short_text(at, MAX_BYTES))
    }
}

/// Elements inside of an author's that are looked at (guess).
const MAX_INNER: usize = 12;

/// By lines near the headline that open as bylines.
fn lines(page: &Page<'_>) -> Vec<String> {
    let mut opened = false;
    for block in page.seen.blocks.get(page.near.clone()).unwrap_or_default() {
        if block.signals.hidden || block.kind.is_heading() || block.text.len() > MAX_BYLINE_BYTES {
            continue;
        }
        let names =
            if opened { author::names(&block.text, Place::Seen) } else { author::byline(&block.text) };
        if !names.is_empty() {
            return names;
        }
        opened = author::is_opening(&block.text);
    }
    Vec::new()
}

/// By elements near the headline whose class says so.
fn named(page: &Page<'_>) -> Vec<String> {
    for (at, element) in page.seen.outline.elements().iter().enumerate() {
        let (start, end) = (element.blocks.start as usize, element.blocks.end as usize);
        if element.class.is_empty() || start < page.near.start || end > page.near.end || start >= end {
            continue;
        }
        let class = element.class.to_ascii_lowercase();
        let mut words = class.split(|c: char| !c.is_ascii_alphanumeric());
        if !AUTHORS.iter().any(|part| class.contains(part)) || words.any(|word| OTHERS.contains(&word)) {
            continue;
        }
        let Some(text) = page.seen.short_text(at, MAX_BYLINE_BYTES) else { continue };
        let names = author::byline(&text);
        if !names.is_empty() {
            return names;
        }
        if text.len() <= MAX_BYTES {
            let names = author::names(&text, Place::Seen);
            if !names.is_empty() {
                return names;
            }
        }
    }
    Vec::new()
}
