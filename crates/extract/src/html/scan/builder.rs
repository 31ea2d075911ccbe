//! The state of tree construction: the tree, the stack of open elements, and where things go.

use super::formatting::Formatting;
use super::sets;
use super::tokens::{Raw, Tag, Text, Token};
use crate::html::name::{Name, Namespace, key};
use crate::html::tags::flow;
use crate::html::tree::{Attributes, Element, NONE, Tree};

/// What making and visiting a node costs, in steps; a step is one look at an open element.
const STEPS_A_NODE: u64 = 16;

/// Attributes that a second `html` or `body` tag may still add to the first (guess).
const MAX_JOINED_ATTRIBUTES: u32 = 256;

/// An element on the stack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Open {
    pub(super) node: u32,
    pub(super) name: Name,
    pub(super) namespace: Namespace,
    /// The first bytes of the name if it is [`Name::Other`].
    pub(super) key: u64,
}

impl Open {
    /// Whether this is the HTML element of this name.
    pub(super) fn is(self, name: Name) -> bool {
        self.name == name && self.namespace == Namespace::Html
    }
}

/// Stands for the element around the root, which the page never closes.
const DOCUMENT: Open = Open { node: 0, name: Name::Other, namespace: Namespace::Html, key: 0 };

/// How the next token is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Initial,
    BeforeHtml,
    BeforeHead,
    InHead,
    InHeadNoscript,
    AfterHead,
    InBody,
    RawText,
    InTable,
    InCaption,
    InColumnGroup,
    InTableBody,
    InRow,
    InCell,
    InTemplate,
    AfterBody,
    InFrameset,
    AfterFrameset,
    AfterAfterBody,
    AfterAfterFrameset,
}

/// What became of a token.
#[derive(Debug, Clone, Copy)]
pub(super) enum Next {
    Done,
    /// It is to be processed again, in this mode.
    Again(Mode),
    /// It is to be processed again, and is this much shorter.
    Rest(Text),
}

/// The place of a new node.
#[derive(Debug, Clone, Copy)]
struct Place {
    parent: u32,
    /// The node before which it goes, or [`NONE`].
    next: u32,
}

/// Builds the tree of a page from its tokens.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "the standard's flags, each by itself")]
pub(super) struct Builder<'s> {
    pub(super) tree: Tree<'s>,
    pub(super) open: Vec<Open>,
    pub(super) formatting: Formatting,
    pub(super) mode: Mode,
    /// The mode before [`Mode::RawText`].
    pub(super) mode_around: Mode,
    pub(super) template_modes: Vec<Mode>,
    pub(super) head: Option<Open>,
    pub(super) form: Option<u32>,
    pub(super) allows_frameset: bool,
    pub(super) quirky: bool,
    /// Content that has no place in a table goes before it.
    pub(super) fostering: bool,
    /// A line feed right after the token is no text.
    pub(super) ignores_line_feed: bool,
    /// The element just opened holds mere text.
    pub(super) raw: Option<(Raw, Name)>,
    /// Looks at open elements and nodes made so far.
    pub(super) steps: u64,
    /// Elements made so far, those included that no tag asked for.
    pub(super) created: u64,
    /// Start and end tags so far.
    pub(super) tags: u64,
    /// Where the tree was last added to.
    last_parent: u32,
}

impl<'s> Builder<'s> {
    pub(super) fn new(source: &'s str) -> Builder<'s> {
        Builder {
            tree: Tree::new(source),
            open: Vec::new(),
            formatting: Formatting::default(),
            mode: Mode::Initial,
            mode_around: Mode::InBody,
            template_modes: Vec::new(),
            head: None,
            form: None,
            allows_frameset: true,
            quirky: false,
            fostering: false,
            ignores_line_feed: false,
            raw: None,
            steps: 0,
            created: 0,
            tags: 0,
            last_parent: 0,
        }
    }

    /// Takes in one token.
    pub(super) fn process(&mut self, token: Token) {
        let mut token = token;
        loop {
            let next =
                if self.is_foreign(token) { self.in_foreign(token) } else { self.step(self.mode, token) };
            match next {
                Next::Done => return,
                Next::Again(mode) => self.mode = mode,
                Next::Rest(text) => token = Token::Text(text),
            }
        }
    }

    /// The innermost open element.
    pub(super) fn current(&self) -> Open {
        self.open.last().copied().unwrap_or(DOCUMENT)
    }

    /// Depth at which the tree was last added to.
    pub(super) fn depth(&self) -> u32 {
        self.tree.depth(self.last_parent)
    }

    /// Marks the end of a block where the tree was last added to.
    pub(super) fn boundary(&mut self) {
        let node = self.tree.add_boundary();
        self.tree.attach(node, self.last_parent, NONE);
        self.steps += STEPS_A_NODE;
    }

    /// The place for what belongs into `target`.
    fn place(&self, target: Open) -> Place {
        if !(self.fostering && sets::fosters(target)) {
            return Place { parent: target.node, next: NONE };
        }
        for (at, open) in self.open.iter().enumerate().rev() {
            if open.is(Name::Template) {
                return Place { parent: open.node, next: NONE };
            }
            if open.is(Name::Table) {
                let around = self.open.get(at.wrapping_sub(1)).map_or(0, |open| open.node);
                return match self.tree.parent(open.node) {
                    NONE => Place { parent: around, next: NONE },
                    parent => Place { parent, next: open.node },
                };
            }
        }
        Place { parent: self.open.first().map_or(0, |root| root.node), next: NONE }
    }

    /// Puts a node where what belongs into `target` goes.
    pub(super) fn put(&mut self, node: u32, target: Open) {
        let Place { parent, next } = self.place(target);
        self.attach(node, parent, next);
    }

    pub(super) fn attach(&mut self, node: u32, parent: u32, next: u32) {
        self.last_parent = parent;
        if self.tree.parent(node) != NONE {
            self.tree.detach(node);
        }
        self.tree.attach(node, parent, next);
    }

    /// Text at the current place.
    pub(super) fn put_text(&mut self, text: Text) {
        let Place { parent, next } = self.place(self.current());
        self.last_parent = parent;
        self.steps += 1;
        self.tree.attach_text(text.span, text.line, parent, next);
    }

    /// Makes an element that is in no tree yet.
    pub(super) fn create(&mut self, tag: Tag, namespace: Namespace) -> Open {
        self.steps += STEPS_A_NODE;
        self.created += 1;
        let Tag { name, spelling, attributes, .. } = tag;
        let key = self.key(tag);
        let flow = flow(name, namespace, || self.tree.text(spelling));
        let node = self.tree.add_element(Element { name, namespace, flow, spelling, attributes });
        Open { node, name, namespace, key }
    }

    /// The first bytes of a name that is not known.
    pub(super) fn key(&self, tag: Tag) -> u64 {
        if tag.name == Name::Other { key(self.tree.text(tag.spelling).as_bytes()) } else { 0 }
    }

    /// An element at the current place; it is not opened.
    pub(super) fn insert_closed(&mut self, tag: Tag, namespace: Namespace) -> Open {
        let element = self.create(tag, namespace);
        self.put(element.node, self.current());
        element
    }

    /// An HTML element at the current place that is open from now on.
    pub(super) fn insert(&mut self, tag: Tag) -> Open {
        let element = self.insert_closed(tag, Namespace::Html);
        self.open.push(element);
        element
    }

    /// An element without a tag.
    pub(super) fn imply(&mut self, name: Name) -> Open {
        self.insert(Tag::implied(name))
    }

    /// An element whose text is read in one piece.
    pub(super) fn insert_raw(&mut self, tag: Tag, raw: Raw) -> Next {
        self.insert(tag);
        self.raw = Some((raw, tag.name));
        self.mode_around = self.mode;
        self.mode = Mode::RawText;
        Next::Done
    }

    /// The attributes of a second tag go to the element of the first, unless it has them.
    pub(super) fn add_attributes(&mut self, node: u32, more: Attributes) {
        let Some(element) = self.tree.element_mut(node) else { return };
        let known = element.attributes;
        if more.start < more.end && known.end - known.start < MAX_JOINED_ATTRIBUTES {
            let joined = self.tree.joined(known, more);
            if let Some(element) = self.tree.element_mut(node) {
                element.attributes = joined;
            }
        }
    }

    /// Whether an element is open before one that `ends` the search.
    pub(super) fn in_scope(&mut self, ends: fn(Open) -> bool, is_it: impl Fn(Open) -> bool) -> bool {
        for open in self.open.iter().rev() {
            self.steps += 1;
            if is_it(*open) {
                return true;
            }
            if ends(*open) {
                return false;
            }
        }
        false
    }

    /// Whether an HTML element of this name is in the ordinary scope.
    pub(super) fn has_in_scope(&mut self, name: Name) -> bool {
        self.in_scope(sets::ends_scope, |open| open.is(name))
    }

    /// Whether an HTML element of this name is in the scope of tables.
    pub(super) fn has_in_table_scope(&mut self, name: Name) -> bool {
        self.in_scope(sets::ends_table_scope, |open| open.is(name))
    }

    /// Whether a template is open.
    pub(super) fn in_template(&mut self) -> bool {
        // Each open template has its mode.
        !self.template_modes.is_empty() && self.open.iter().any(|open| open.is(Name::Template))
    }

    /// Closes elements whose end tag may be left out.
    pub(super) fn close_implied(&mut self, may_close: impl Fn(Open) -> bool) {
        while self.open.last().is_some_and(|open| may_close(*open)) {
            self.open.pop();
        }
    }

    /// Closes elements up to and with the first that is meant.
    pub(super) fn close_to(&mut self, is_it: impl Fn(Open) -> bool) {
        while let Some(open) = self.open.pop() {
            if is_it(open) {
                return;
            }
        }
    }

    /// Closes elements up to and with the innermost HTML element of this name.
    pub(super) fn close_named(&mut self, name: Name) {
        self.close_to(|open| open.is(name));
    }

    /// Closes elements until one is current that `stays`.
    pub(super) fn close_until(&mut self, stays: fn(Open) -> bool) {
        while self.open.last().is_some_and(|open| !stays(*open)) {
            self.open.pop();
        }
    }

    /// Takes an element off the stack, wherever it is.
    pub(super) fn remove_open(&mut self, node: u32) {
        if let Some(at) = self.position(node) {
            self.open.remove(at);
        }
    }

    /// Where on the stack a node stands.
    pub(super) fn position(&self, node: u32) -> Option<usize> {
        self.open.iter().rposition(|open| open.node == node)
    }

    /// Closes a paragraph that a block element ends.
    pub(super) fn close_paragraph_in_scope(&mut self) {
        if self.in_scope(sets::ends_button_scope, |open| open.is(Name::P)) {
            self.close_paragraph();
        }
    }

    pub(super) fn close_paragraph(&mut self) {
        self.close_implied(|open| sets::is_implied_end(open) && open.name != Name::P);
        self.close_named(Name::P);
    }

    /// The mode that the stack of open elements calls for.
    pub(super) fn mode_of_stack(&self) -> Mode {
        for (at, open) in self.open.iter().enumerate().rev() {
            if open.namespace != Namespace::Html {
                continue;
            }
            return match open.name {
                Name::Td | Name::Th if at > 0 => Mode::InCell,
                Name::Tr => Mode::InRow,
                Name::Tbody | Name::Thead | Name::Tfoot => Mode::InTableBody,
                Name::Caption => Mode::InCaption,
                Name::Colgroup => Mode::InColumnGroup,
                Name::Table => Mode::InTable,
                Name::Template => self.template_modes.last().copied().unwrap_or(Mode::InTemplate),
                Name::Head if at > 0 => Mode::InHead,
                Name::Body => Mode::InBody,
                Name::Frameset => Mode::InFrameset,
                Name::Html if self.head.is_none() => Mode::BeforeHead,
                Name::Html => Mode::AfterHead,
                _ => continue,
            };
        }
        Mode::InBody
    }
}
