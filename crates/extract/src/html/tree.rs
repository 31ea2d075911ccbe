//! A compact tree of a page: nodes, elements and attributes each in one vector, text as ranges of the
//! page itself or, where it was encoded, of one string beside it.

use super::name::{Name, Namespace, key};
use super::tags::Flow;

/// No node.
pub(super) const NONE: u32 = u32::MAX;

/// Bytes of a page for each of its nodes, to ask for memory once: 1,313 pages of seven types have 105.
const BYTES_A_NODE: usize = 105;

/// Bytes of a page for each element (guess).
const BYTES_AN_ELEMENT: usize = 250;

/// Bytes of a page for each attribute (guess).
const BYTES_AN_ATTRIBUTE: usize = 150;

/// Index of a node in its [`Tree`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NodeId(u32);

/// A range of the page, or past its end one of the decoded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Span {
    pub(super) fn new(start: usize, end: usize) -> Span {
        Span { start: start as u32, end: end as u32 }
    }

    pub(super) fn len(self) -> usize {
        (self.end - self.start) as usize
    }
}

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
enum Content {
    Element(u32),
    Text(Span, u32),
    Boundary,
    Container,
}

/// An element as the tree keeps it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element {
    pub(super) name: Name,
    pub(super) namespace: Namespace,
    pub(super) flow: Flow,
    /// Where an unknown name stands, in lower case.
    pub(super) spelling: Span,
    pub(super) attributes: Attributes,
}

/// The attributes of one tag: a range of those of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Attributes {
    pub(super) start: u32,
    pub(super) end: u32,
}

/// One attribute, its value decoded. Of several with one name the first counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Attribute {
    pub(super) key: u64,
    /// The name as written.
    pub(super) name: Span,
    pub(super) value: Span,
}

/// One element with all its attributes.
#[derive(Debug, Clone, Copy)]
pub(super) struct ElementNode<'t> {
    tree: &'t Tree<'t>,
    element: &'t Element,
}

impl<'t> ElementNode<'t> {
    /// Local name, lower case.
    pub(super) fn tag(&self) -> &'t str {
        match self.element.name {
            Name::Other => self.tree.text(self.element.spelling),
            name => name.text(),
        }
    }

    /// Local name, if it is a known one.
    pub(super) fn name(&self) -> Name {
        self.element.name
    }

    pub(super) fn namespace(&self) -> Namespace {
        self.element.namespace
    }

    /// What the element does to the flow of text.
    pub(super) fn flow(&self) -> Flow {
        self.element.flow
    }

    /// The value of an attribute, if it has it; `name` is in lower case.
    #[inline]
    pub(super) fn attribute(&self, name: &str) -> Option<&'t str> {
        let Attributes { start, end } = self.element.attributes;
        if start == end {
            return None;
        }
        let attribute = self.tree.attribute_by_key(self.element.attributes, key(name.as_bytes()), name)?;
        Some(self.tree.text(attribute.value))
    }

    /// The values of the attributes that say what an element is and whether it is shown, at one look.
    pub(super) fn traits(&self) -> Traits<'t> {
        const CLASS: u64 = key(b"class");
        const ID: u64 = key(b"id");
        const ROLE: u64 = key(b"role");
        const ITEMPROP: u64 = key(b"itemprop");
        const HIDDEN: u64 = key(b"hidden");
        const STYLE: u64 = key(b"style");
        const ARIA_HIDDEN: u64 = key(b"aria-hidden");
        let mut traits = Traits::default();
        for attribute in self.tree.attributes(self.element.attributes) {
            let place = match (attribute.key, attribute.name.len()) {
                (CLASS, 5) => &mut traits.class,
                (ID, 2) => &mut traits.id,
                (ROLE, 4) => &mut traits.role,
                (ITEMPROP, 8) => &mut traits.itemprop,
                (HIDDEN, 6) => &mut traits.hidden,
                (STYLE, 5) => &mut traits.style,
                (ARIA_HIDDEN, 11) if self.tree.text(attribute.name).eq_ignore_ascii_case("aria-hidden") => {
                    &mut traits.aria_hidden
                }
                _ => continue,
            };
            // Of several with one name the first counts.
            place.get_or_insert_with(|| self.tree.text(attribute.value));
        }
        traits
    }

    /// Name as written and value of each attribute, those included that are of no effect because
    /// one before them has the same name.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'t str, &'t str)> + use<'t> {
        let tree = self.tree;
        let attributes = tree.attributes(self.element.attributes).iter();
        attributes.map(|attribute| (tree.text(attribute.name), tree.text(attribute.value)))
    }
}

/// The attributes of an element that say what it is and whether it is shown.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Traits<'t> {
    pub(super) class: Option<&'t str>,
    pub(super) id: Option<&'t str>,
    pub(super) role: Option<&'t str>,
    pub(super) itemprop: Option<&'t str>,
    pub(super) hidden: Option<&'t str>,
    pub(super) style: Option<&'t str>,
    pub(super) aria_hidden: Option<&'t str>,
}

/// A node as a walk sees it.
#[derive(Debug, Clone, Copy)]
pub(super) enum View<'t> {
    /// An element, which may have children.
    Element(ElementNode<'t>),
    /// A run of text, and the line of the input on which it begins.
    Text(&'t str, u32),
    /// The place of a tag that was left out for its depth.
    Boundary,
    /// The document itself.
    Container,
}

/// The tree of a page.
#[derive(Debug)]
pub(super) struct Tree<'s> {
    source: &'s str,
    /// Text and attribute values that do not stand in the page as they are.
    decoded: String,
    nodes: Vec<Node>,
    elements: Vec<Element>,
    attributes: Vec<Attribute>,
}

/// One move of a walk through a tree.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// A node is reached, before its children.
    Enter(NodeId),
    /// The children of an element have all been visited.
    Leave(NodeId),
}

impl<'s> Tree<'s> {
    /// A tree of nothing but the document node, for this page.
    pub(super) fn new(source: &'s str) -> Tree<'s> {
        let nodes = Vec::with_capacity(source.len() / BYTES_A_NODE);
        let elements = Vec::with_capacity(source.len() / BYTES_AN_ELEMENT);
        let attributes = Vec::with_capacity(source.len() / BYTES_AN_ATTRIBUTE);
        let mut tree = Tree { source, decoded: String::new(), nodes, elements, attributes };
        tree.add(Content::Container);
        tree
    }

    /// The node of the whole document.
    pub(super) fn root() -> NodeId {
        NodeId(0)
    }

    /// Makes an element that is in no tree yet.
    pub(super) fn add_element(&mut self, element: Element) -> u32 {
        let at = self.elements.len() as u32;
        self.elements.push(element);
        self.add(Content::Element(at))
    }

    /// The element that a node is, to be changed.
    pub(super) fn element_mut(&mut self, id: u32) -> Option<&mut Element> {
        match self.nodes.get(id as usize)?.content {
            Content::Element(at) => self.elements.get_mut(at as usize),
            _ => None,
        }
    }

    /// The element that a node is.
    pub(super) fn element(&self, id: u32) -> Option<&Element> {
        match self.nodes.get(id as usize)?.content {
            Content::Element(at) => self.elements.get(at as usize),
            _ => None,
        }
    }

    /// The value of an attribute of the element that a node is.
    pub(super) fn element_attribute(&self, id: u32, name: &str) -> Option<&str> {
        let attribute = self.attribute(self.element(id)?.attributes, name)?;
        Some(self.text(attribute.value))
    }

    /// The text of a span.
    pub(super) fn text(&self, span: Span) -> &str {
        let (start, end, offset) = (span.start as usize, span.end as usize, self.source.len());
        let text = if start < offset {
            self.source.get(start..end)
        } else {
            self.decoded.get(start - offset..end - offset)
        };
        text.unwrap_or_default()
    }

    /// Where the next decoded text begins.
    pub(super) fn decoded_end(&self) -> usize {
        self.source.len() + self.decoded.len()
    }

    /// Decoded text, to be appended to.
    pub(super) fn decoded_mut(&mut self) -> &mut String {
        &mut self.decoded
    }

    /// Number of attributes of all tags so far.
    pub(super) fn attributes_end(&self) -> u32 {
        self.attributes.len() as u32
    }

    pub(super) fn add_attribute(&mut self, attribute: Attribute) {
        self.attributes.push(attribute);
    }

    pub(super) fn attributes(&self, range: Attributes) -> &[Attribute] {
        self.attributes.get(range.start as usize..range.end as usize).unwrap_or_default()
    }

    /// The attribute of this name, which is in lower case.
    pub(super) fn attribute(&self, range: Attributes, name: &str) -> Option<&Attribute> {
        self.attribute_by_key(range, key(name.as_bytes()), name)
    }

    fn attribute_by_key(&self, range: Attributes, key: u64, name: &str) -> Option<&Attribute> {
        let is_it = |attribute: &&Attribute| {
            attribute.key == key
                && attribute.name.len() == name.len()
                && (name.len() <= 8 || self.text(attribute.name).eq_ignore_ascii_case(name))
        };
        self.attributes(range).iter().find(is_it)
    }

    /// The attributes of two tags as one range, those of the first before those of the second.
    pub(super) fn joined(&mut self, first: Attributes, second: Attributes) -> Attributes {
        let start = self.attributes_end();
        self.attributes.extend_from_within(first.start as usize..first.end as usize);
        self.attributes.extend_from_within(second.start as usize..second.end as usize);
        Attributes { start, end: self.attributes_end() }
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
            Some(Content::Element(at)) => self
                .elements
                .get(at as usize)
                .map_or(View::Container, |element| View::Element(ElementNode { tree: self, element })),
            Some(Content::Text(span, line)) => View::Text(self.text(span), line),
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
    fn add(&mut self, content: Content) -> u32 {
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

    /// Makes a node for the place of a tag that is left out.
    pub(super) fn add_boundary(&mut self) -> u32 {
        self.add(Content::Boundary)
    }

    /// Makes a node that is nothing by itself.
    #[cfg(any(test, feature = "twin"))]
    pub(super) fn add_container(&mut self) -> u32 {
        self.add(Content::Container)
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

    /// Adds text under `parent` before `next`, which begins on `line` of the input.
    pub(super) fn attach_text(&mut self, text: Span, line: u32, parent: u32, next: u32) {
        let id = self.add(Content::Text(text, line));
        self.attach(id, parent, next);
    }
}

/// A walk through a tree in document order; see [`Tree::walk`].
#[derive(Debug)]
pub(super) struct Walk<'t> {
    tree: &'t Tree<'t>,
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
                    (Content::Text(..) | Content::Boundary, _) => self.after(id),
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
