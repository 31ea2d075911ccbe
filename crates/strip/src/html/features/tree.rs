//! The elements around the blocks: their tags, what their names say, and which of them are one level.

use std::sync::LazyLock;

use tamis_core::{Document, ElementId};

use super::keywords::{self, Keywords};
use crate::hashes::{HashedMap, SEED, bytes_hash, mix};

/// No element.
pub(super) const NONE: u32 = u32::MAX;

/// Levels that are told apart on the way up; more counts as none.
pub(super) const FAR: u8 = 20;

/// Tags whose nearest element around a block is looked for.
pub(super) const NEAR_TAGS: [&str; 22] = [
    "nav",
    "header",
    "footer",
    "aside",
    "main",
    "article",
    "section",
    "form",
    "ul",
    "ol",
    "table",
    "figure",
    "blockquote",
    "pre",
    "p",
    "li",
    "td",
    "dl",
    "a",
    "button",
    "span",
    "body",
];

/// What is looked for on the way up: tags, then purposes.
pub(super) const NEAR: usize = NEAR_TAGS.len() + keywords::COUNT;

/// One element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) parent: u32,
    pub(super) tag: u8,
    pub(super) depth: u16,
    /// Purposes that its own names tell.
    pub(super) purposes: u64,
    /// Hash of its tag and those of three elements around it.
    pub(super) path: u64,
    /// Hash of its class and `itemprop`, digits taken as one.
    pub(super) names: u64,
    /// The outermost element around it that holds the same blocks: the two are one level.
    pub(super) level: u32,
    pub(super) first: u32,
    pub(super) end: u32,
}

/// The elements of a page.
#[derive(Debug)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    /// Levels from each element up to the nearest that has a tag or purpose, 0 for itself.
    near: Vec<[u8; NEAR]>,
}

impl Tree {
    pub(super) fn of(document: &Document, keywords: &Keywords) -> Tree {
        let elements = document.outline.elements();
        let mut tree =
            Tree { nodes: Vec::with_capacity(elements.len()), near: Vec::with_capacity(elements.len()) };
        let mut classes: HashedMap<Class> = HashedMap::default();
        for (at, element) in elements.iter().enumerate() {
            let parent = element.parent.map_or(NONE, |id| id.0);
            let around = tree.nodes.get(parent as usize).copied();
            let tag = tag_id(&element.tag);
            let (first, end) = (element.blocks.start, element.blocks.end);
            let level = around.filter(|node| (node.first, node.end) == (first, end));
            let class = if element.class.is_empty() {
                Class { purposes: 0, names: SEED }
            } else {
                let class = || Class {
                    purposes: keywords.of(&element.class),
                    names: names_hash(SEED, &element.class),
                };
                *classes.entry(bytes_hash(element.class.as_bytes())).or_insert_with(class)
            };
            let others = [&element.id, &element.role, &element.itemprop];
            let purposes = others.iter().fold(class.purposes, |mask, names| mask | keywords.of(names));
            tree.near.push(near(tree.near.get(parent as usize), tag, purposes));
            tree.nodes.push(Node {
                parent,
                tag,
                depth: around.map_or(0, |node| node.depth.saturating_add(1)),
                purposes,
                // A byte a tag: the three tags around and its own.
                path: around.map_or(0, |node| node.path << 8 & 0xFFFF_FFFF) | u64::from(tag),
                names: names_hash(class.names, &element.itemprop),
                level: level.map_or(at as u32, |node| node.level),
                first,
                end,
            });
        }
        tree
    }

    pub(super) fn node(&self, id: u32) -> Option<&Node> {
        self.nodes.get(id as usize)
    }

    pub(super) fn near(&self, id: Option<ElementId>) -> [u8; NEAR] {
        id.and_then(|id| self.near.get(id.0 as usize)).copied().unwrap_or([FAR; NEAR])
    }

    /// The levels around a block, innermost first, each by its outermost element.
    pub(super) fn levels(&self, id: Option<ElementId>) -> impl Iterator<Item = u32> + '_ {
        let mut next = id.map_or(NONE, |id| id.0);
        std::iter::from_fn(move || {
            let level = self.node(next)?.level;
            next = self.node(level)?.parent;
            Some(level)
        })
    }
}

/// What the class names of an element tell. Pages repeat theirs.
#[derive(Debug, Clone, Copy)]
struct Class {
    purposes: u64,
    names: u64,
}

/// Places of some tags in a list, by their numbers.
#[derive(Debug)]
pub(super) struct TagPlaces([u8; 256]);

impl TagPlaces {
    /// The places of at most 255 tags, all of which have a number.
    pub(super) fn of(tags: &[&str]) -> TagPlaces {
        let mut places = TagPlaces([u8::MAX; 256]);
        for (tag, at) in tags.iter().zip(0..u8::MAX) {
            if let Some(place) = places.0.get_mut(usize::from(tag_id(tag))) {
                *place = at;
            }
        }
        places
    }

    /// The place of the tag of this number, if it is listed.
    pub(super) fn get(&self, tag: u8) -> Option<usize> {
        let place = self.0.get(usize::from(tag)).copied()?;
        (place != u8::MAX).then_some(usize::from(place))
    }
}

static NEAR_PLACES: LazyLock<TagPlaces> = LazyLock::new(|| TagPlaces::of(&NEAR_TAGS));

fn near(around: Option<&[u8; NEAR]>, tag: u8, purposes: u64) -> [u8; NEAR] {
    let mut near = around.map_or([FAR; NEAR], |around| around.map(|levels| (levels + 1).min(FAR)));
    if let Some(levels) = NEAR_PLACES.get(tag).and_then(|place| near.get_mut(place)) {
        *levels = 0;
    }
    let mut rest = purposes;
    while rest != 0 {
        if let Some(levels) = near.get_mut(NEAR_TAGS.len() + rest.trailing_zeros() as usize) {
            *levels = 0;
        }
        rest &= rest - 1;
    }
    near
}

fn names_hash(mut hash: u64, names: &str) -> u64 {
    for chunk in names.as_bytes().chunks(8) {
        let value = chunk.iter().fold(0_u64, |value, byte| {
            // Numbers in names count things, they do not tell kinds apart.
            value << 8 | u64::from(if byte.is_ascii_digit() { b'0' } else { *byte })
        });
        hash = mix(hash, value);
    }
    hash
}

/// A number for a tag; 0 for one that is not listed.
pub(super) fn tag_id(tag: &str) -> u8 {
    match tag {
        "div" => 1,
        "p" => 2,
        "span" => 3,
        "a" => 4,
        "li" => 5,
        "ul" => 6,
        "ol" => 7,
        "h1" => 8,
        "h2" => 9,
        "h3" => 10,
        "h4" => 11,
        "h5" => 12,
        "h6" => 13,
        "td" => 14,
        "th" => 15,
        "tr" => 16,
        "tbody" => 17,
        "thead" => 18,
        "table" => 19,
        "section" => 20,
        "article" => 21,
        "main" => 22,
        "header" => 23,
        "footer" => 24,
        "nav" => 25,
        "aside" => 26,
        "form" => 27,
        "fieldset" => 28,
        "figure" => 29,
        "figcaption" => 30,
        "blockquote" => 31,
        "pre" => 32,
        "code" => 33,
        "dl" => 34,
        "dt" => 35,
        "dd" => 36,
        "strong" => 37,
        "b" => 38,
        "em" => 39,
        "i" => 40,
        "button" => 41,
        "label" => 42,
        "time" => 43,
        "details" => 44,
        "summary" => 45,
        "body" => 46,
        "html" => 47,
        "center" => 48,
        "font" => 49,
        "small" => 50,
        "noscript" => 51,
        "address" => 52,
        "cite" => 53,
        "hgroup" => 54,
        "legend" => 55,
        "caption" => 56,
        "u" => 57,
        "abbr" => 58,
        "sup" => 59,
        "sub" => 60,
        "s" => 61,
        "q" => 62,
        "dialog" => 63,
        _ if tag.contains('-') => 64,
        _ => 0,
    }
}
