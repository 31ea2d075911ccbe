//! The door through which html5ever's tree builder fills a [`Tree`], counting its steps.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, QualName, local_name, ns};

use crate::html::name::{Name, Namespace, key};
use crate::html::tags::flow;
use crate::html::tree;
use crate::html::tree::{Attributes, Element, NONE, Span, Tree};

/// What making and visiting a node costs, in steps; a step is one look at an open element.
const STEPS_A_NODE: u64 = 16;

/// What the tree builder holds of a node: its place, and that of its name if it is an element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Handle {
    node: u32,
    element: u32,
}

/// Fills a tree and counts the work.
#[derive(Debug)]
pub(super) struct Sink<'s> {
    tree: RefCell<Tree<'s>>,
    /// Names of the elements by [`Handle::element`]; the first is that of what is no element.
    names: RefCell<Vec<QualName>>,
    steps: Cell<u64>,
    created: Cell<u64>,
    parent: Cell<u32>,
    line: Cell<u64>,
}

impl<'s> Sink<'s> {
    pub(super) fn new(source: &'s str) -> Sink<'s> {
        Sink {
            tree: RefCell::new(Tree::new(source)),
            names: RefCell::new(vec![QualName::new(None, ns!(), local_name!(""))]),
            steps: Cell::new(0),
            created: Cell::new(0),
            parent: Cell::new(0),
            line: Cell::new(1),
        }
    }

    /// Steps taken so far.
    pub(super) fn steps(&self) -> u64 {
        self.steps.get()
    }

    /// Elements made so far, those included that the tree builder makes on its own.
    pub(super) fn created(&self) -> u64 {
        self.created.get()
    }

    /// Depth at which the tree was last added to.
    pub(super) fn depth(&self) -> u32 {
        self.tree.borrow().depth(self.parent.get())
    }

    /// Marks the end of a block where the tree was last added to.
    pub(super) fn boundary(&self) {
        let mut tree = self.tree.borrow_mut();
        let id = tree.add_boundary();
        tree.attach(id, self.parent.get(), NONE);
        self.count(STEPS_A_NODE);
    }

    fn count(&self, steps: u64) {
        self.steps.set(self.steps.get() + steps);
    }

    fn insert(&self, parent: u32, next: u32, child: NodeOrText<Handle>) {
        let mut tree = self.tree.borrow_mut();
        self.parent.set(parent);
        match child {
            NodeOrText::AppendNode(handle) => {
                if tree.parent(handle.node) != NONE {
                    tree.detach(handle.node);
                }
                tree.attach(handle.node, parent, next);
            }
            NodeOrText::AppendText(text) => {
                self.count(1);
                let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).count() as u32;
                let line = (self.line.get() as u32).saturating_sub(breaks);
                let text = kept(&mut tree, &text);
                tree.attach_text(text, line, parent, next);
            }
        }
    }

    fn container(&self) -> Handle {
        self.count(STEPS_A_NODE);
        Handle { node: self.tree.borrow_mut().add_container(), element: 0 }
    }
}

impl<'s> TreeSink for Sink<'s> {
    type Handle = Handle;
    type Output = Tree<'s>;
    type ElemName<'a>
        = Ref<'a, QualName>
    where
        Self: 'a;

    fn finish(self) -> Tree<'s> {
        self.tree.into_inner()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { node: 0, element: 0 }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> Ref<'a, QualName> {
        self.count(1);
        Ref::map(self.names.borrow(), |names| &names[target.element as usize])
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _flags: ElementFlags) -> Handle {
        self.count(STEPS_A_NODE);
        self.created.set(self.created.get() + 1);
        let mut tree = self.tree.borrow_mut();
        let attributes = add_attributes(&mut tree, &attributes);
        let namespace = match name.ns {
            ns!(svg) => Namespace::Svg,
            ns!(mathml) => Namespace::MathMl,
            _ => Namespace::Html,
        };
        let spelling = kept(&mut tree, &name.local);
        let known = Name::of(&name.local);
        let flow = flow(known, namespace, || &name.local);
        let node = tree.add_element(Element { name: known, namespace, flow, spelling, attributes });
        let mut names = self.names.borrow_mut();
        names.push(name);
        Handle { node, element: names.len() as u32 - 1 }
    }

    fn create_comment(&self, _text: StrTendril) -> Handle {
        self.container()
    }

    fn create_pi(&self, _target: StrTendril, _data: StrTendril) -> Handle {
        self.container()
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        self.insert(parent.node, NONE, child);
    }

    fn append_based_on_parent_node(&self, element: &Handle, previous: &Handle, child: NodeOrText<Handle>) {
        let parent = self.tree.borrow().parent(element.node);
        if parent == NONE {
            self.insert(previous.node, NONE, child);
        } else {
            self.insert(parent, element.node, child);
        }
    }

    fn append_doctype_to_document(&self, _name: StrTendril, _public: StrTendril, _system: StrTendril) {}

    fn get_template_contents(&self, target: &Handle) -> Handle {
        let mut tree = self.tree.borrow_mut();
        let first = tree.first_child(target.node);
        if first != NONE {
            return Handle { node: first, element: 0 };
        }
        let node = tree.add_container();
        tree.attach(node, target.node, NONE);
        Handle { node, element: 0 }
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        self.count(1);
        x.node == y.node
    }

    fn set_quirks_mode(&self, _mode: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        let parent = self.tree.borrow().parent(sibling.node);
        if parent != NONE {
            self.insert(parent, sibling.node, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &Handle, attributes: Vec<Attribute>) {
        let mut tree = self.tree.borrow_mut();
        let Some(known) = tree.element(target.node).map(|element| element.attributes) else { return };
        let more = add_attributes(&mut tree, &attributes);
        let joined = tree.joined(known, more);
        if let Some(element) = tree.element_mut(target.node) {
            element.attributes = joined;
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.tree.borrow_mut().detach(target.node);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut tree = self.tree.borrow_mut();
        loop {
            let child = tree.first_child(node.node);
            if child == NONE {
                break;
            }
            self.count(STEPS_A_NODE);
            tree.detach(child);
            tree.attach(child, new_parent.node, NONE);
        }
    }

    fn set_current_line(&self, line_number: u64) {
        self.line.set(line_number);
    }
}

/// Text as the tree keeps what does not stand in the page as it is.
fn kept(tree: &mut Tree<'_>, text: &str) -> Span {
    let start = tree.decoded_end();
    tree.decoded_mut().push_str(text);
    Span::new(start, tree.decoded_end())
}

fn add_attributes(tree: &mut Tree<'_>, attributes: &[Attribute]) -> Attributes {
    let start = tree.attributes_end();
    for attribute in attributes {
        let (name, value) = (kept(tree, &attribute.name.local), kept(tree, &attribute.value));
        tree.add_attribute(tree::Attribute { key: key(attribute.name.local.as_bytes()), name, value });
    }
    Attributes { start, end: tree.attributes_end() }
}
