//! Formatting elements that are opened again where they were not closed.
//!
//! After <https://html.spec.whatwg.org/multipage/parsing.html#the-list-of-active-formatting-elements>.

use super::builder::{Builder, Open};
use super::tokens::Tag;
use crate::html::name::{Name, Namespace};
use crate::html::tree::{Attribute, Attributes, Tree};

/// Elements of one kind that are opened again.
const MAX_ALIKE: usize = 3;

/// Entries past which the older half is forgotten: no page of the ordinary kind comes near (guess).
const MAX_ENTRIES: usize = 1024;

/// Elements made for each tag of the page and at all past which formatting is no more repeated (guess).
const MAX_REPEATS: (u64, u64) = (8, 4096);

/// Attributes past which those of two tags are compared in order (guess).
const MAX_UNORDERED_ATTRIBUTES: usize = 32;

/// An entry of the list.
#[derive(Debug, Clone, Copy)]
pub(super) enum Entry {
    /// What is before it is not opened again.
    Marker,
    Element {
        node: u32,
        tag: Tag,
    },
}

impl Entry {
    fn is_node(&self, wanted: u32) -> bool {
        matches!(self, Entry::Element { node, .. } if *node == wanted)
    }
}

/// The list of active formatting elements.
#[derive(Debug, Default)]
pub(super) struct Formatting {
    pub(super) entries: Vec<Entry>,
}

impl Formatting {
    pub(super) fn mark(&mut self) {
        self.push(Entry::Marker);
    }

    fn push(&mut self, entry: Entry) {
        if self.entries.len() >= MAX_ENTRIES {
            self.entries.drain(..MAX_ENTRIES / 2);
        }
        self.entries.push(entry);
    }

    pub(super) fn clear_to_marker(&mut self) {
        while let Some(Entry::Element { .. }) = self.entries.pop() {}
    }

    /// Where in the list an element stands.
    pub(super) fn position(&self, node: u32) -> Option<usize> {
        self.entries.iter().rposition(|entry| entry.is_node(node))
    }

    /// The last element of this name after the last marker.
    pub(super) fn last_named(&self, wanted: Name) -> Option<(usize, u32, Tag)> {
        for (at, entry) in self.entries.iter().enumerate().rev() {
            match entry {
                Entry::Marker => return None,
                Entry::Element { node, tag } if tag.name == wanted => return Some((at, *node, *tag)),
                Entry::Element { .. } => {}
            }
        }
        None
    }

    pub(super) fn remove_node(&mut self, node: u32) {
        if let Some(at) = self.position(node) {
            self.entries.remove(at);
        }
    }

    /// The first of too many elements like this one after the last marker.
    fn surplus(&self, tree: &Tree<'_>, new: Tag) -> Option<usize> {
        let (mut alike, mut first) = (0, None);
        for (at, entry) in self.entries.iter().enumerate().rev() {
            match entry {
                Entry::Marker => break,
                Entry::Element { tag, .. } => {
                    if tag.name == new.name && same_attributes(tree, tag.attributes, new.attributes) {
                        alike += 1;
                        first = Some(at);
                    }
                }
            }
        }
        first.filter(|_| alike >= MAX_ALIKE)
    }
}

fn same_attributes(tree: &Tree<'_>, one: Attributes, other: Attributes) -> bool {
    let (ones, others) = (tree.attributes(one), tree.attributes(other));
    let is_same = |a: &Attribute, b: &Attribute| {
        a.key == b.key
            && tree.text(a.name).eq_ignore_ascii_case(tree.text(b.name))
            && tree.text(a.value) == tree.text(b.value)
    };
    if ones.len() != others.len() {
        return false;
    }
    if ones.len() > MAX_UNORDERED_ATTRIBUTES {
        return ones.iter().zip(others).all(|(a, b)| is_same(a, b));
    }
    ones.iter().all(|a| others.iter().any(|b| is_same(a, b)))
}

impl Builder<'_> {
    /// Opens a formatting element.
    pub(super) fn insert_formatting(&mut self, tag: Tag) {
        self.steps += self.formatting.entries.len() as u64;
        if let Some(at) = self.formatting.surplus(&self.tree, tag) {
            self.formatting.entries.remove(at);
        }
        let Open { node, .. } = self.insert(tag);
        self.formatting.push(Entry::Element { node, tag });
    }

    fn is_settled(&self, entry: Option<&Entry>) -> bool {
        match entry {
            None | Some(Entry::Marker) => true,
            Some(Entry::Element { node, .. }) => self.position(*node).is_some(),
        }
    }

    /// Opens the formatting elements again that were not closed by their own end tags.
    pub(super) fn reopen_formatting(&mut self) {
        let entries = &self.formatting.entries;
        if self.is_settled(entries.last()) {
            return;
        }
        let mut first = entries.len() - 1;
        while first > 0 && !self.is_settled(entries.get(first - 1)) {
            first -= 1;
        }
        self.steps += (entries.len() - first) as u64;
        if self.created > self.tags * MAX_REPEATS.0 + MAX_REPEATS.1 {
            self.formatting.entries.truncate(first);
            return;
        }
        for at in first..self.formatting.entries.len() {
            let Some(Entry::Element { tag, .. }) = self.formatting.entries.get(at).copied() else { continue };
            let element = self.insert_closed(tag, Namespace::Html);
            self.open.push(element);
            if let Some(entry) = self.formatting.entries.get_mut(at) {
                *entry = Entry::Element { node: element.node, tag };
            }
        }
    }
}
