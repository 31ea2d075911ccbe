use std::ops::Range;

/// Index of an [`Element`] in its [`Outline`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ElementId(pub u32);

/// The elements of a page in document order (pre-order), as far as later stages need them.
///
/// Because elements are in pre-order and blocks in reading order, the blocks of a subtree are one
/// contiguous range, so any statistic over a subtree is a difference of prefix sums.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outline {
    elements: Vec<Element>,
}

/// One element of a page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Element {
    /// Local name, lower case.
    pub tag: String,
    /// The element around it; `None` for the root.
    pub parent: Option<ElementId>,
    /// Value of `class`, as written; empty if there is none.
    pub class: String,
    /// Value of `id`, as written; empty if there is none.
    pub id: String,
    /// Value of `role`, as written; empty if there is none.
    pub role: String,
    /// Value of `itemprop`, as written; empty if there is none.
    pub itemprop: String,
    /// For `ol` the number it begins with, for `li` its own, where the page states it.
    pub ordinal: Option<u32>,
    /// Whether the element itself hides its content.
    pub hidden: bool,
    /// Blocks of the subtree, as indexes into [`crate::Document::blocks`].
    pub blocks: Range<u32>,
    /// What the user's own selectors say of the subtree: `Some(true)` keep, `Some(false)` drop.
    pub user_rule: Option<bool>,
    /// Whether the user restricts the page to other elements: it is neither matched by the selector of
    /// what alone is wanted, nor inside of a match. An element *around* a match is outside too.
    pub unselected: bool,
}

/// Characters of a tag, and of class names, in a label.
const MAX_LABEL_CHARS: usize = 40;

/// Class names in a label.
const MAX_LABEL_NAMES: usize = 3;

impl Element {
    /// The element as evidence names it, such as `div.share.bar` or `section#news`: its tag, and its
    /// first classes or else its id, cut to a readable length.
    pub fn label(&self) -> String {
        let named = if self.class.is_empty() { &self.id } else { &self.class };
        let mark = match (self.class.is_empty(), self.id.is_empty()) {
            (true, true) => "",
            (true, false) => "#",
            (false, _) => ".",
        };
        let classes = named.trim_ascii_start().split_ascii_whitespace().take(MAX_LABEL_NAMES);
        let first: String = classes
            .flat_map(|class| ['.'].into_iter().chain(class.chars()))
            .skip(1)
            .take(MAX_LABEL_CHARS)
            .collect();
        let tag: String = self.tag.chars().take(MAX_LABEL_CHARS).collect();
        format!("{tag}{mark}{first}")
    }
}

impl Outline {
    /// An outline of the elements of a page, which must be in pre-order.
    pub fn new(elements: Vec<Element>) -> Self {
        Outline { elements }
    }

    /// All elements in document order.
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// All elements in document order, to be changed in place.
    pub fn elements_mut(&mut self) -> &mut [Element] {
        &mut self.elements
    }

    /// The element with this id, if it is of this outline.
    pub fn get(&self, id: ElementId) -> Option<&Element> {
        self.elements.get(id.0 as usize)
    }

    /// The element itself and everything around it, innermost first.
    pub fn ancestors(&self, id: Option<ElementId>) -> impl Iterator<Item = (ElementId, &Element)> + '_ {
        let mut next = id;
        std::iter::from_fn(move || {
            let at = next?;
            let element = self.get(at)?;
            next = element.parent;
            Some((at, element))
        })
    }
}
