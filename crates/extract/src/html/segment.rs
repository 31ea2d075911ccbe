//! The walk through the tree of a page that cuts its text into blocks and notes the outline.
//!
//! Block elements end the block before them and their own; inline elements do not. Text that is hidden
//! or a fallback *inside* a line is gathered aside and follows the block that it interrupted, flagged
//! as hidden, so that no paragraph is cut in two by it.

use tamis_core::{Block, BlockKind, Element, Marker, Outline};

use super::blanks::first_shown;
use super::rows::Row;
use super::run::{Link, NO_ITEM, Run, Style};
use super::spans::Marks;
use super::style::{heading_role, hides};
use super::tags::{self, Flow};
use super::tree::{ElementNode, NodeId, Step, Traits, Tree, View};

/// No outline element.
const NO_ELEMENT: u32 = u32::MAX;

/// What a page consists of, and which outline element each node of the tree became.
pub(super) struct Segments {
    pub(super) blocks: Vec<Block>,
    pub(super) outline: Outline,
    /// For each outline element its node.
    pub(super) nodes: Vec<NodeId>,
}

/// An element that is open in the walk.
#[derive(Debug, Clone, Copy)]
struct Frame {
    style: Style,
    /// Innermost element at whose end every block inside is complete.
    block_element: u32,
    /// First block that can lie wholly inside the element.
    first_block: u32,
    /// Position in `links` plus one; 0 outside of links.
    link: u32,
    inline: bool,
    /// Gathers into the aside.
    aside: bool,
    /// Preformatted, and the element around it is not.
    opens_preformatted: bool,
}

/// A list item: whether a block of it has been seen, and the item around it.
struct Item {
    begun: bool,
    around: u32,
}

pub(super) fn segments(tree: &Tree<'_>) -> Segments {
    let mut segmenter = Segmenter::new();
    let mut walk = tree.walk(Tree::root());
    while let Some(step) = walk.next() {
        match step {
            Step::Enter(node) => {
                let descends = match tree.view(node) {
                    View::Element(element) => segmenter.enter(&element, node),
                    View::Text(text, line) => {
                        segmenter.text(text, line);
                        true
                    }
                    View::Boundary => {
                        segmenter.boundary();
                        true
                    }
                    View::Container => true,
                };
                if !descends {
                    walk.skip_children();
                }
            }
            Step::Leave(node) => {
                if let View::Element(element) = tree.view(node) {
                    segmenter.leave(&element);
                }
            }
        }
    }
    segmenter.finish()
}

struct Segmenter {
    blocks: Vec<Block>,
    elements: Vec<Element>,
    nodes: Vec<NodeId>,
    frames: Vec<Frame>,
    links: Vec<Link>,
    items: Vec<Item>,
    rows: Vec<Row>,
    run: Run,
    /// Text that stands aside of the run, and blocks of it that are complete.
    aside: Run,
    aside_blocks: Vec<Block>,
    /// Elements that ended inside the run: they hold it if nothing more comes in.
    ended: Vec<u32>,
}

impl Segmenter {
    fn new() -> Segmenter {
        Segmenter {
            blocks: Vec::new(),
            elements: Vec::new(),
            nodes: Vec::new(),
            frames: Vec::new(),
            links: Vec::new(),
            items: Vec::new(),
            rows: Vec::new(),
            run: Run::new(),
            aside: Run::new(),
            aside_blocks: Vec::new(),
            ended: Vec::new(),
        }
    }

    fn frame(&self) -> Frame {
        self.frames.last().copied().unwrap_or(Frame {
            style: Style {
                kind: BlockKind::Paragraph,
                holder: NO_ELEMENT,
                item: NO_ITEM,
                preformatted: false,
                marks: Marks::default(),
                hidden: false,
            },
            block_element: NO_ELEMENT,
            first_block: 0,
            link: 0,
            inline: false,
            aside: false,
            opens_preformatted: false,
        })
    }

    /// Opens an element; tells whether its children are to be visited.
    fn enter(&mut self, element: &ElementNode<'_>, node: NodeId) -> bool {
        let around = self.frame();
        match element.flow() {
            Flow::Unseen => return false,
            Flow::Replaced => {
                self.current(around.aside).set_apart();
                return false;
            }
            Flow::Picture => {
                self.current(around.aside).count_image();
                return false;
            }
            Flow::LineBreak => {
                let preformatted = around.style.preformatted;
                if self.current(around.aside).line_break(preformatted) {
                    self.boundary();
                }
                return false;
            }
            Flow::Inline | Flow::Fallback | Flow::Block => {}
        }
        // Browsers run scripts, so readers never see what stands in its place.
        let traits = element.traits();
        let hidden = hides(element, &traits) || element.flow() == Flow::Fallback;
        let apart = match element.flow() {
            Flow::Fallback => true,
            Flow::Inline => hidden && !around.style.hidden,
            _ => hidden && !around.style.hidden && around.style.preformatted,
        };
        let in_row = element.flow() == Flow::Fallback && !self.rows.is_empty();
        let interrupts = apart && (in_row || around.style.preformatted || !self.run.is_empty());
        let mut frame = Frame { opens_preformatted: false, ..around };
        frame.inline = interrupts || (element.flow() == Flow::Inline && !apart);
        frame.aside |= interrupts;
        frame.style.hidden |= hidden || interrupts;
        if !frame.inline {
            self.open_block(element, &traits, &mut frame);
        }
        self.open_outline(element, node, &traits, hidden, &mut frame);
        match element.tag() {
            "a" => self.open_link(element, &mut frame),
            "b" | "strong" => frame.style.marks.strong = true,
            "em" | "i" => frame.style.marks.emphasis = true,
            "code" | "kbd" | "samp" | "tt" => frame.style.marks.code = true,
            "tr" if !frame.aside => self.rows.push(Row::new(frame.first_block, frame.style.holder)),
            "table" => self.rows.last_mut().into_iter().for_each(Row::refuse),
            _ => {}
        }
        if frame.inline && tags::is_part(element.tag()) {
            self.current(frame.aside).begin_part();
        }
        self.frames.push(frame);
        true
    }

    /// A block element begins: what stood before it is complete.
    fn open_block(&mut self, element: &ElementNode<'_>, traits: &Traits<'_>, frame: &mut Frame) {
        let tag = element.tag();
        if frame.style.preformatted && tags::ends_preformatted(tag) {
            self.close_block(frame.aside);
            frame.style.preformatted = false;
            frame.style.kind = BlockKind::Paragraph;
        } else {
            self.boundary();
        }
        let kind = heading_role(element, traits).or_else(|| tags::kind(tag, frame.style.kind));
        if let Some(kind) = kind.filter(|_| !frame.style.preformatted) {
            frame.style.kind = kind;
            frame.style.preformatted = kind == BlockKind::Code;
            frame.opens_preformatted = frame.style.preformatted;
        }
        if tag == "li" {
            self.items.push(Item { begun: false, around: frame.style.item });
            frame.style.item = self.items.len() as u32 - 1;
        }
    }

    fn open_outline(
        &mut self,
        element: &ElementNode<'_>,
        node: NodeId,
        traits: &Traits<'_>,
        hidden: bool,
        frame: &mut Frame,
    ) {
        let id = self.elements.len() as u32;
        let parent = (frame.style.holder != NO_ELEMENT).then_some(tamis_core::ElementId(frame.style.holder));
        let owned = |value: Option<&str>| value.unwrap_or_default().to_owned();
        let next = self.blocks.len() as u32;
        frame.first_block = next + u32::from(!self.run.is_empty());
        frame.style.holder = id;
        let ends_blocks = !frame.style.preformatted || frame.opens_preformatted;
        if !frame.inline && !frame.aside && ends_blocks {
            frame.block_element = id;
        }
        self.elements.push(Element {
            tag: element.tag().to_owned(),
            parent,
            class: owned(traits.class),
            id: owned(traits.id),
            role: owned(traits.role),
            itemprop: owned(traits.itemprop),
            ordinal: tags::ordinal_attribute(element.tag())
                .and_then(|name| element.attribute(name)?.trim().parse().ok()),
            hidden,
            blocks: next..next,
            ..Element::default()
        });
        self.nodes.push(node);
    }

    fn open_link(&mut self, element: &ElementNode<'_>, frame: &mut Frame) {
        let Some(href) = element.attribute("href") else { return };
        self.links.push(Link { href: href.into(), counted: false });
        frame.link = self.links.len() as u32;
        self.current(frame.aside).begin_link();
    }

    fn leave(&mut self, element: &ElementNode<'_>) {
        let frame = self.frame();
        let ends_aside = frame.aside && !self.frames.iter().rev().nth(1).is_some_and(|around| around.aside);
        if frame.opens_preformatted || ends_aside {
            self.close_block(frame.aside);
        } else if !frame.inline {
            self.boundary();
        }
        match element.tag() {
            "td" | "th" if !frame.aside => {
                let end = self.blocks.len() as u32;
                if let Some(row) = self.rows.last_mut() {
                    row.cell(frame.first_block..end);
                }
            }
            "tr" if !frame.aside => self.close_row(),
            _ => {}
        }
        if frame.inline && tags::is_part(element.tag()) {
            self.current(frame.aside).end_part();
        }
        self.frames.pop();
        self.close_outline(frame);
    }

    fn close_outline(&mut self, frame: Frame) {
        let next = self.blocks.len() as u32;
        let Some(element) = self.elements.get_mut(frame.style.holder as usize) else { return };
        element.blocks = frame.first_block.min(next)..next;
        if !frame.aside && !self.run.is_empty() && frame.first_block <= next {
            self.ended.push(frame.style.holder);
        }
    }

    fn close_row(&mut self) {
        let Some(row) = self.rows.pop() else { return };
        let Some((first, block)) = row.merged(&self.blocks) else { return };
        let inside = row.holder() as usize + 1;
        if self.blocks.len() > first + 1 {
            for element in self.elements.iter_mut().skip(inside) {
                element.blocks = first as u32..first as u32;
            }
        }
        self.blocks.truncate(first);
        self.blocks.push(block);
    }

    fn current(&mut self, aside: bool) -> &mut Run {
        if aside { &mut self.aside } else { &mut self.run }
    }

    fn text(&mut self, text: &str, line: u32) {
        let frame = self.frame();
        let line_feeds;
        let text = if frame.style.preformatted && text.contains('\r') {
            line_feeds = text.replace("\r\n", "\n");
            &line_feeds
        } else {
            text
        };
        if !frame.aside && !self.run.is_empty() && first_shown(text).is_some() {
            self.widen_holder();
            self.ended.clear();
        }
        let anchor = frame.link.checked_sub(1).and_then(|at| self.links.get_mut(at as usize));
        if frame.aside {
            let style = Style { holder: frame.block_element, item: NO_ITEM, ..frame.style };
            self.aside.push(text, line, style, anchor);
        } else {
            self.run.push(text, line, frame.style, anchor);
        }
    }

    /// Moves the holder of the run up to an element that is still open.
    fn widen_holder(&mut self) {
        // Open elements are the frames, in ascending order of their number.
        let mut holder = self.run.holder();
        while self.frames.binary_search_by_key(&holder, |frame| frame.style.holder).is_err() {
            let Some(parent) = self.elements.get(holder as usize).and_then(|element| element.parent) else {
                break;
            };
            holder = parent.0;
        }
        self.run.set_holder(holder);
    }

    /// The end of a block, or of a line of preformatted text.
    fn boundary(&mut self) {
        let frame = self.frame();
        if frame.style.preformatted {
            self.current(frame.aside).end_line();
        } else {
            self.close_block(frame.aside);
        }
    }

    fn close_block(&mut self, aside: bool) {
        if aside {
            self.aside_blocks.extend(self.aside.finish(Marker::None));
            return;
        }
        let marker = self.marker();
        if let Some(block) = self.run.finish(marker) {
            let at = self.blocks.len() as u32;
            self.blocks.push(block);
            for id in self.ended.drain(..) {
                if let Some(element) = self.elements.get_mut(id as usize) {
                    element.blocks.end = at + 1;
                }
            }
        }
        self.aside_blocks.extend(self.aside.finish(Marker::None));
        self.blocks.append(&mut self.aside_blocks);
    }

    /// The marker of the run: a dash for the first block of a list item.
    fn marker(&mut self) -> Marker {
        let mut at = self.run.item();
        let mut first = false;
        while !self.run.is_empty()
            && !self.run.is_hidden()
            && let Some(item) = self.items.get_mut(at as usize)
            && !item.begun
        {
            first = true;
            item.begun = true;
            at = item.around;
        }
        if first && self.run.kind() == BlockKind::ListItem { Marker::Dash } else { Marker::None }
    }

    fn finish(mut self) -> Segments {
        self.close_block(false);
        Segments { blocks: self.blocks, outline: Outline::new(self.elements), nodes: self.nodes }
    }
}
