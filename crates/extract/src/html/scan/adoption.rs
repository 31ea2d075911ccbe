//! End tags of formatting elements that overlap other elements.
//!
//! The adoption agency of <https://html.spec.whatwg.org/multipage/parsing.html#adoption-agency-algorithm>;
//! the numbers in the comments are those of its steps.

use super::builder::{Builder, Open};
use super::formatting::Entry;
use super::sets;
use super::tokens::Tag;
use crate::html::name::{Name, Namespace};
use crate::html::tree::NONE;

/// Blocks out of which one end tag takes its element (the standard's).
const MAX_BLOCKS: usize = 8;

/// Elements between block and formatting element that stay formatting elements (the standard's).
const MAX_INNER: usize = 3;

/// A formatting element that is being closed, with its places.
#[derive(Debug, Clone, Copy)]
struct Subject {
    node: u32,
    tag: Tag,
    at_stack: usize,
}

impl Builder<'_> {
    /// Closes a formatting element, and takes it out of blocks that go on.
    pub(super) fn close_formatting(&mut self, name: Name) {
        let current = self.current();
        if current.is(name) && self.formatting.position(current.node).is_none() {
            self.open.pop();
            return;
        }
        for _ in 0..MAX_BLOCKS {
            let Some((at_list, node, tag)) = self.formatting.last_named(name) else {
                self.close_other(Tag::implied(name));
                return;
            };
            let Some(at_stack) = self.position(node) else {
                self.formatting.entries.remove(at_list);
                return;
            };
            if !self.in_scope(sets::ends_scope, |open| open.node == node) {
                return;
            }
            let inside = self.open.get(at_stack..).unwrap_or_default();
            self.steps += inside.len() as u64;
            let Some(block_at) = inside.iter().position(|open| sets::is_special(*open)) else {
                self.open.truncate(at_stack);
                self.formatting.entries.remove(at_list);
                return;
            };
            self.adopt(Subject { node, tag, at_stack }, at_stack + block_at);
        }
    }

    /// Steps 11 to 19: the element ends before the block and begins again inside of it.
    fn adopt(&mut self, subject: Subject, block_at: usize) {
        let Some(block) = self.open.get(block_at).copied() else { return };
        let ancestor = subject.at_stack.checked_sub(1).and_then(|at| self.open.get(at)).copied();
        let Some(ancestor) = ancestor else { return };
        let (last, after) = self.clone_between(subject, block, block_at);
        // 14.
        self.tree.detach(last);
        self.put(last, ancestor);
        // 15 to 17.
        let clone = self.create(subject.tag, Namespace::Html);
        self.move_children(block.node, clone.node);
        self.attach(clone.node, block.node, NONE);
        // 18.
        let entry = Entry::Element { node: clone.node, tag: subject.tag };
        match after.and_then(|node| self.formatting.position(node)) {
            Some(at) => {
                self.formatting.entries.insert(at + 1, entry);
                self.formatting.remove_node(subject.node);
            }
            None => {
                if let Some(at) = self.formatting.position(subject.node)
                    && let Some(old) = self.formatting.entries.get_mut(at)
                {
                    *old = entry;
                }
            }
        }
        // 19.
        self.remove_open(subject.node);
        if let Some(at) = self.position(block.node) {
            self.open.insert(at + 1, clone);
        }
    }

    /// Step 13: clones the formatting elements between the subject and the block around the block.
    /// Gives the outermost node of what was made, and the element after which the subject goes in the list.
    fn clone_between(&mut self, subject: Subject, block: Open, block_at: usize) -> (u32, Option<u32>) {
        let (mut last, mut after) = (block.node, None);
        let mut at = block_at;
        for count in 1.. {
            at -= 1;
            let Some(open) = self.open.get(at).copied().filter(|open| open.node != subject.node) else {
                break;
            };
            let listed = self.formatting.position(open.node);
            if count > MAX_INNER
                && let Some(listed) = listed
            {
                self.formatting.entries.remove(listed);
            }
            let Some(listed) = listed.filter(|_| count <= MAX_INNER) else {
                self.open.remove(at);
                continue;
            };
            let Some(Entry::Element { tag, .. }) = self.formatting.entries.get(listed).copied() else {
                break;
            };
            let clone = self.create(tag, Namespace::Html);
            if let Some(open) = self.open.get_mut(at) {
                *open = clone;
            }
            if let Some(entry) = self.formatting.entries.get_mut(listed) {
                *entry = Entry::Element { node: clone.node, tag };
            }
            if last == block.node {
                after = Some(clone.node);
            }
            self.attach(last, clone.node, NONE);
            last = clone.node;
        }
        (last, after)
    }

    fn move_children(&mut self, from: u32, to: u32) {
        loop {
            let child = self.tree.first_child(from);
            if child == NONE {
                return;
            }
            self.steps += 1;
            self.tree.detach(child);
            self.tree.attach(child, to, NONE);
        }
    }

    /// A second `a` closes the first.
    pub(super) fn close_open_link(&mut self) {
        let Some((_, node, _)) = self.formatting.last_named(Name::A) else { return };
        self.close_formatting(Name::A);
        self.formatting.remove_node(node);
        self.remove_open(node);
    }
}
