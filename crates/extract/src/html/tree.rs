//! A compact tree of a page: nodes in one vector, all text in one string.

use html5ever::{Attribute, QualName, local_name, ns};

use super::tags::Flow;

/// No node.
pub(super) const NONE: u32 = u32::MAX;

/// Index of a node in its [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NodeId(u32);

#[derive(Debug)]
struct Node {
    parent: u32,
    first_child: u32,
    last_child: u32,
    previous: u32,
    next: u32,
    depth: u32,
    content: Content,
}

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Element(u32),
    Text { start: u32, end: u32, line: u32 },
    Boundary,
    Container,
}

/// One element with all its attributes.
#[derive(Debug)]
pub(super) struct ElementNode {
    pub(super) name: QualName,
    pub(super) attributes: Vec<Attribute>,
    pub(super) flow: Flow,
}

impl ElementNode {
    /// Local name, lower case in HTML.
    pub(super) fn tag(&self) -> &str {
        &self.name.local
    }

    /// The value of an attribute, if it has it.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|a| &*a.name.local == name).map(|a| &*a.value)
    }
}

/// A node as a walk sees it.
#[derive(Debug, Clone, Copy)]
pub(super) enum View<'t> {
    /// An element, which may have children.
    Element(&'t ElementNode),
    /// A run of text, and the line of the input on which it begins.
    Text(&'t str, u32),
    /// The place of a tag that was left out for its depth.
    Boundary,
    /// The document itself, a comment, or what a template holds.
    Container,
}

/// The tree of a page.
#[derive(Debug)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    elements: Vec<ElementNode>,
    text: String,
    /// Line of the input on which `text` ends.
    text_line: u32,
    nameless: QualName,
}

/// One move of a walk through a tree.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// A node is reached, before its children.
    Enter(NodeId),
    /// The children of an element have all been visited.
    Leave(NodeId),
}

impl Tree {
    /// A tree of nothing but the document node.
    pub(super) fn new() -> Tree {
        let nameless = QualName::new(None, ns!(), local_name!(""));
        let (nodes, elements) = (Vec::new(), Vec::new());
        let mut tree = Tree { nodes, elements, text: String::new(), text_line: 0, nameless };
        tree.add(Content::Container);
        tree
    }

    /// The node of the whole document.
    pub(super) fn root() -> NodeId {
        NodeId(0)
    }

    /// Makes an element that is in no tree yet, and tells the index of the node and of the element.
    pub(super) fn add_element(&mut self, element: ElementNode) -> (u32, u32) {
        let at = self.elements.len() as u32;
        self.elements.push(element);
        (self.add(Content::Element(at)), at)
    }

    /// The name of an element by its own index; an empty one for what is no element.
    pub(super) fn name(&self, at: u32) -> &QualName {
        self.elements.get(at as usize).map_or(&self.nameless, |element| &element.name)
    }

    /// An element by its own index.
    pub(super) fn element_mut(&mut self, at: u32) -> Option<&mut ElementNode> {
        self.elements.get_mut(at as usize)
    }

    /// Depth of a node under the document at the time it was put there.
    pub(super) fn depth(&self, id: u32) -> u32 {
        self.nodes.get(id as usize).map_or(0, |node| node.depth)
    }

    /// The node around a node, or [`NONE`].
    pub(super) fn parent(&self, id: u32) -> u32 {
        self.nodes.get(id as usize).map_or(NONE, |node| node.parent)
    }

    /// The first child of a node, or [`NONE`].
    pub(super) fn first_child(&self, id: u32) -> u32 {
        self.nodes.get(id as usize).map_or(NONE, |node| node.first_child)
    }

    /// Number of nodes ever made.
    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// What a node is.
    pub(super) fn view(&self, id: NodeId) -> View<'_> {
        match self.nodes.get(id.0 as usize).map(|node| node.content) {
            Some(Content::Element(at)) => {
                self.elements.get(at as usize).map_or(View::Container, View::Element)
            }
            Some(Content::Text { start, end, line }) => {
                View::Text(self.text.get(start as usize..end as usize).unwrap_or_default(), line)
            }
            Some(Content::Boundary) => View::Boundary,
            Some(Content::Container) | None => View::Container,
        }
    }

    /// Position of a node among all ever made.
    pub(super) fn index(id: NodeId) -> usize {
        id.0 as usize
    }

    /// A walk through everything under a node, itself included.
    pub(super) fn walk(&self, from: NodeId) -> Walk<'_> {
        Walk { tree: self, root: from.0, place: Place::Before(from.0) }
    }

    /// The text directly and deeply in a node.
    pub(super) fn text_of(&self, id: NodeId) -> String {
        let mut text = String::new();
        for step in self.walk(id) {
            if let Step::Enter(node) = step
                && let View::Text(piece, _) = self.view(node)
            {
                text.push_str(piece);
            }
        }
        text
    }

    /// Makes a node that is in no tree yet.
    pub(super) fn add(&mut self, content: Content) -> u32 {
        let id = self.nodes.len() as u32;
        self.nodes.push(Node {
            parent: NONE,
            first_child: NONE,
            last_child: NONE,
            previous: NONE,
            next: NONE,
            depth: 0,
            content,
        });
        id
    }

    /// Takes a node and what is under it out of the tree.
    pub(super) fn detach(&mut self, id: u32) {
        let at = id as usize;
        let (parent, previous, next) = (self.nodes[at].parent, self.nodes[at].previous, self.nodes[at].next);
        match previous {
            NONE if parent != NONE => self.nodes[parent as usize].first_child = next,
            NONE => {}
            previous => self.nodes[previous as usize].next = next,
        }
        match next {
            NONE if parent != NONE => self.nodes[parent as usize].last_child = previous,
            NONE => {}
            next => self.nodes[next as usize].previous = previous,
        }
        let node = &mut self.nodes[at];
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    }

    /// Puts a node without parent under `parent`, before `next` or at the end.
    pub(super) fn attach(&mut self, id: u32, parent: u32, next: u32) {
        let previous = if next == NONE {
            self.nodes[parent as usize].last_child
        } else {
            self.nodes[next as usize].previous
        };
        let depth = self.nodes[parent as usize].depth + 1;
        let node = &mut self.nodes[id as usize];
        (node.parent, node.previous, node.next, node.depth) = (parent, previous, next, depth);
        match previous {
            NONE => self.nodes[parent as usize].first_child = id,
            previous => self.nodes[previous as usize].next = id,
        }
        match next {
            NONE => self.nodes[parent as usize].last_child = id,
            next => self.nodes[next as usize].previous = id,
        }
    }

    /// Adds text under `parent` before `next`, joining it to the text that stands there already.
    /// `line` is the line of the input on which the text ends.
    pub(super) fn attach_text(&mut self, piece: &str, line: u32, parent: u32, next: u32) {
        let breaks = memchr::memchr_iter(b'\n', piece.as_bytes()).count() as u32;
        let first_line = line.saturating_sub(breaks);
        let continues = std::mem::replace(&mut self.text_line, line) == first_line;
        let start = self.text.len() as u32;
        self.text.push_str(piece);
        let end = self.text.len() as u32;
        let previous = if next == NONE {
            self.nodes[parent as usize].last_child
        } else {
            self.nodes[next as usize].previous
        };
        if previous != NONE
            && let Content::Text { end: previous_end, .. } = &mut self.nodes[previous as usize].content
            && *previous_end == start
            && continues
        {
            *previous_end = end;
            return;
        }
        let id = self.add(Content::Text { start, end, line: first_line });
        self.attach(id, parent, next);
    }
}

/// A walk through a tree in document order; see [`Tree::walk`].
#[derive(Debug)]
pub(super) struct Walk<'t> {
    tree: &'t Tree,
    root: u32,
    place: Place,
}

/// Where a walk stands.
#[derive(Debug, Clone, Copy)]
enum Place {
    Before(u32),
    Inside(u32),
    After(u32),
    End,
}

impl Walk<'_> {
    /// Leaves out what is under the element entered last, and the leaving of it.
    pub(super) fn skip_children(&mut self) {
        if let Place::Inside(id) = self.place {
            self.place = Place::After(id);
        }
    }

    fn step(&self) -> Option<Step> {
        match self.place {
            Place::Before(id) => Some(Step::Enter(NodeId(id))),
            Place::Inside(id) => {
                let node = self.tree.nodes.get(id as usize)?;
                match (node.content, node.first_child) {
                    (Content::Text { .. } | Content::Boundary, _) => self.after(id),
                    (_, NONE) => Some(Step::Leave(NodeId(id))),
                    (_, first) => Some(Step::Enter(NodeId(first))),
                }
            }
            Place::After(id) => self.after(id),
            Place::End => None,
        }
    }

    fn after(&self, id: u32) -> Option<Step> {
        let node = self.tree.nodes.get(id as usize)?;
        match (node.next, node.parent) {
            _ if id == self.root => None,
            (NONE, NONE) => None,
            (NONE, parent) => Some(Step::Leave(NodeId(parent))),
            (next, _) => Some(Step::Enter(NodeId(next))),
        }
    }
}

impl Iterator for Walk<'_> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        let step = self.step();
        self.place = match step {
            Some(Step::Enter(id)) => Place::Inside(id.0),
            Some(Step::Leave(id)) => Place::After(id.0),
            None => Place::End,
        };
        step
    }
}
