//! The door through which html5ever's tree builder fills a [`Tree`], counting its steps.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, QualName};

use super::tags::flow;
use super::tree::{Content, ElementNode, NONE, Tree};

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
pub(super) struct Sink {
    tree: RefCell<Tree>,
    steps: Cell<u64>,
    created: Cell<u64>,
    parent: Cell<u32>,
    line: Cell<u64>,
}

impl Sink {
    pub(super) fn new() -> Sink {
        Sink {
            tree: RefCell::new(Tree::new()),
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
        let id = tree.add(Content::Boundary);
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
                tree.attach_text(&text, self.line.get() as u32, parent, next);
            }
        }
    }

    fn container(&self) -> Handle {
        self.count(STEPS_A_NODE);
        Handle { node: self.tree.borrow_mut().add(Content::Container), element: NONE }
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Tree;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree {
        self.tree.into_inner()
    }

    fn parse_error(&self, _message: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { node: 0, element: NONE }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> Ref<'a, QualName> {
        self.count(1);
        Ref::map(self.tree.borrow(), |tree| tree.name(target.element))
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, _flags: ElementFlags) -> Handle {
        self.count(STEPS_A_NODE);
        self.created.set(self.created.get() + 1);
        let flow = flow(&name);
        let (node, element) = self.tree.borrow_mut().add_element(ElementNode { name, attributes, flow });
        Handle { node, element }
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
            return Handle { node: first, element: NONE };
        }
        let node = tree.add(Content::Container);
        tree.attach(node, target.node, NONE);
        Handle { node, element: NONE }
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
        let Some(element) = tree.element_mut(target.element) else { return };
        for attribute in attributes {
            self.count(element.attributes.len() as u64);
            if element.attributes.iter().all(|known| known.name != attribute.name) {
                element.attributes.push(attribute);
            }
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
