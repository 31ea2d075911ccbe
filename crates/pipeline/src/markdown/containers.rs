//! The quotes and list items around a block, from the outline of a page or from the line itself.

use tamis_core::{Block, BlockKind, Element, Outline};

/// Containers that are written around each other; deeper ones are left out, so that the cost of a line
/// does not grow with the depth of the page. A guess at what anybody can read.
const MAX_DEPTH: u32 = 12;

/// Largest number of an item that CommonMark reads.
const MAX_NUMBER: u32 = 999_999_999;

/// No container.
const NONE: u32 = u32::MAX;

/// What a block stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Container {
    /// What tells it from every other of the document.
    pub(super) id: Id,
    pub(super) kind: ContainerKind,
}

/// Which container it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Id {
    /// An element of the outline.
    Element(u32),
    /// The block alone, by its index.
    Block(usize),
    /// Quoted lines of a text, as far as they follow each other.
    Lines,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ContainerKind {
    Quote,
    Item {
        list: List,
        /// The number of an ordered item.
        number: Option<u32>,
    },
}

/// Which list an item belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    /// That of an element of the outline.
    Element(u32),
    /// Lines of a text.
    Lines,
}

/// The containers of a page: for each element the innermost one that it is or lies in.
#[derive(Debug)]
pub(super) struct Containers {
    nodes: Vec<Node>,
    of_element: Vec<u32>,
}

#[derive(Debug)]
struct Node {
    around: u32,
    depth: u32,
    container: Container,
}

impl Containers {
    pub(super) fn of(outline: &Outline) -> Containers {
        let elements = outline.elements();
        let mut containers = Containers { nodes: Vec::new(), of_element: Vec::with_capacity(elements.len()) };
        // The number of the next item of each list.
        let mut next: Vec<u32> = elements.iter().map(|element| element.ordinal.unwrap_or(1)).collect();
        for (at, element) in elements.iter().enumerate() {
            let parent = element.parent.map(|id| id.0);
            let around =
                parent.and_then(|id| containers.of_element.get(id as usize)).copied().unwrap_or(NONE);
            let kind = match element.tag.as_str() {
                "blockquote" => Some(ContainerKind::Quote),
                "li" => Some(item(element, parent, elements, &mut next)),
                _ => None,
            };
            let own =
                kind.and_then(|kind| containers.add(around, Container { id: Id::Element(at as u32), kind }));
            containers.of_element.push(own.unwrap_or(around));
        }
        containers
    }

    fn add(&mut self, around: u32, container: Container) -> Option<u32> {
        let depth = self.nodes.get(around as usize).map_or(0, |node| node.depth + 1);
        if depth >= MAX_DEPTH {
            return None;
        }
        self.nodes.push(Node { around, depth, container });
        Some(self.nodes.len() as u32 - 1)
    }

    /// The containers of a block of a page, outermost first.
    pub(super) fn path(&self, index: usize, block: &Block) -> Vec<Container> {
        let element = block.element.and_then(|id| self.of_element.get(id.0 as usize));
        let mut at = element.copied().unwrap_or(NONE);
        let mut path = Vec::new();
        while let Some(node) = self.nodes.get(at as usize) {
            path.push(node.container);
            at = node.around;
        }
        path.reverse();
        // What a decoded fragment inside of a block says of its lines.
        let kind = match block.kind {
            BlockKind::ListItem => ContainerKind::Item { list: List::Lines, number: None },
            BlockKind::Quote => ContainerKind::Quote,
            _ => return path,
        };
        let is_there = path.iter().any(|around| {
            matches!(around.kind, ContainerKind::Quote) == matches!(kind, ContainerKind::Quote)
        });
        if !is_there && path.len() < MAX_DEPTH as usize {
            path.push(Container { id: Id::Block(index), kind });
        }
        path
    }
}

/// An item of a list, and the number of the next one of that list.
fn item(element: &Element, parent: Option<u32>, elements: &[Element], next: &mut [u32]) -> ContainerKind {
    let list = parent.unwrap_or(NONE);
    let is_ordered = elements.get(list as usize).is_some_and(|around| around.tag == "ol");
    let mut number = None;
    if let Some(next) = next.get_mut(list as usize).filter(|_| is_ordered) {
        let own = element.ordinal.unwrap_or(*next);
        number = (own <= MAX_NUMBER).then_some(own);
        *next = if element.hidden { *next } else { own.saturating_add(1) };
    }
    ContainerKind::Item { list: List::Element(list), number }
}

/// The containers of a line of a text, and the line without the marks that say so.
pub(super) fn of_line(index: usize, kind: BlockKind, text: &str) -> (Vec<Container>, &str) {
    let text = text.trim();
    match kind {
        BlockKind::Quote => {
            let inside = text.trim_start_matches(['>', ' ']);
            (vec![Container { id: Id::Lines, kind: ContainerKind::Quote }], inside)
        }
        BlockKind::ListItem => {
            let (number, inside) = without_mark(text);
            let kind = ContainerKind::Item { list: List::Lines, number };
            (vec![Container { id: Id::Block(index), kind }], inside)
        }
        _ => (Vec::new(), text),
    }
}

/// An item of a text without its bullet, or without its number and with it.
fn without_mark(text: &str) -> (Option<u32>, &str) {
    let Some((mark, inside)) = text.split_once(char::is_whitespace) else { return (None, text) };
    let number = mark.strip_suffix(['.', ')']).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    // A number with a zero in front would lose it.
    let is_plain = |digits: &&str| !digits.starts_with('0') || *digits == "0";
    if let Some(number) = number.filter(is_plain).and_then(|digits| digits.parse().ok()) {
        return (Some(number).filter(|number| *number <= MAX_NUMBER), inside.trim_start());
    }
    let is_bullet = mark.chars().count() == 1 && !mark.contains(char::is_alphanumeric);
    (None, if is_bullet { inside.trim_start() } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_lose_the_marks_of_their_containers() {
        #[track_caller]
        fn check(kind: BlockKind, text: &str, number: Option<u32>, inside: &str) {
            let (path, left) = of_line(0, kind, text);
            assert_eq!(left, inside);
            let found = path.iter().find_map(|around| match around.kind {
                ContainerKind::Item { number, .. } => number,
                ContainerKind::Quote => None,
            });
            assert_eq!(found, number, "{text}");
        }
        check(BlockKind::Quote, "> > a", None, "a");
        check(BlockKind::ListItem, "  • eggs", None, "eggs");
        check(BlockKind::ListItem, "12) eggs", Some(12), "eggs");
        check(BlockKind::ListItem, "007. eggs", None, "007. eggs");
        check(BlockKind::ListItem, "two eggs", None, "two eggs");
        check(BlockKind::Paragraph, " - eggs", None, "- eggs");
    }
}
