use std::sync::Arc;

use crate::{DecodeNote, ElementId, Inline, words};

/// The smallest unit that is judged and rendered: one line of the document text.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// What kind of text this is.
    pub kind: BlockKind,
    /// The text: no line break except in [`BlockKind::Code`]; cells of a table row joined by a tab.
    pub text: String,
    /// What the page marks up inside the text. Empty for plain text and for [`BlockKind::Code`].
    pub inlines: Vec<Inline>,
    /// What the renderer puts in front of the text.
    pub marker: Marker,
    /// Where it came from in the input after charset decoding.
    pub origin: Origin,
    /// Whether a blank line stands before it in a text input, and stays in the output.
    pub gap_before: bool,
    /// For HTML: the element that directly holds the text.
    pub element: Option<ElementId>,
    /// Figures that later stages need and only the segmenter can see.
    pub signals: Signals,
    /// How the text was decoded, if it was; blocks of one fragment share the note by pointer.
    pub note: Option<Arc<DecodeNote>>,
    /// How often it stands in other stories of its source, if that is known and it does.
    pub recurrence: Option<Recurrence>,
}

/// In how many stories of a source the words of a block stand, its own document's counted too if the
/// source was learned with it. Stories are counted, not places: a refrain is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Recurrence {
    /// Distinct stories of the source that hold it.
    pub stories: u32,
    /// Distinct stories of the source in which the next block with words stands right behind it.
    pub with_next: u32,
    /// All distinct stories of the source.
    pub of: u32,
}

/// The kind of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlockKind {
    /// The title of the document.
    Title,
    /// A section heading of level 1..=6.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// An item of a list; `marker` tells whether the bullet is part of the text.
    ListItem,
    /// A row of a table, cells joined by a tab.
    TableRow,
    /// Quoted text.
    Quote,
    /// Preformatted text; may hold line breaks.
    Code,
    /// The caption of a picture, table or figure.
    Caption,
    /// A term or a description of a definition list.
    Definition,
    /// Whatever else stood visible on the page: a button, a label, a bare cell.
    Other,
}

impl BlockKind {
    /// Stable kebab-case name, as traces and `inspect` print it.
    pub fn name(self) -> &'static str {
        match self {
            BlockKind::Title => "title",
            BlockKind::Heading(_) => "heading",
            BlockKind::Paragraph => "paragraph",
            BlockKind::ListItem => "list-item",
            BlockKind::TableRow => "table-row",
            BlockKind::Quote => "quote",
            BlockKind::Code => "code",
            BlockKind::Caption => "caption",
            BlockKind::Definition => "definition",
            BlockKind::Other => "other",
        }
    }

    /// Whether this is a title or a heading of any level.
    pub fn is_heading(self) -> bool {
        matches!(self, BlockKind::Title | BlockKind::Heading(_))
    }
}

/// What the renderer puts in front of a block's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Marker {
    /// Nothing; a bullet of a text input is part of the text itself.
    #[default]
    None,
    /// `- `, for list items of HTML.
    Dash,
}

impl Marker {
    /// The characters themselves.
    pub fn as_str(self) -> &'static str {
        match self {
            Marker::None => "",
            Marker::Dash => "- ",
        }
    }
}

/// Where a block came from, in the input after charset decoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Origin {
    /// 1-based first line.
    pub first_line: u32,
    /// 1-based last line, inclusive.
    pub last_line: u32,
}

/// Figures of a block of HTML that its text alone does not show. Zero for plain text.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Signals {
    /// Unicode scalars of the text that stand inside links.
    pub link_chars: u32,
    /// Links that begin in the block.
    pub link_count: u32,
    /// Target of the first link, as written.
    pub first_href: Option<String>,
    /// Pictures inside the block.
    pub image_count: u32,
    /// Unicode scalars in bold.
    pub bold_chars: u32,
    /// Whether the page hides it from a reader (`hidden`, `display:none`, `aria-hidden`).
    pub hidden: bool,
}

impl Block {
    /// A block with nothing known but its kind and text.
    pub fn new(kind: BlockKind, text: impl Into<String>) -> Self {
        Block {
            kind,
            text: text.into(),
            inlines: Vec::new(),
            marker: Marker::None,
            origin: Origin::default(),
            gap_before: false,
            element: None,
            signals: Signals::default(),
            note: None,
            recurrence: None,
        }
    }

    /// Gives the block another text. What was marked up stays so where the text has not changed.
    pub fn set_text(&mut self, text: String) {
        self.inlines = Inline::refitted(&self.inlines, &self.text, &text);
        self.text = text;
    }

    /// Share of the block's characters that stand inside links, 0..=1.
    pub fn link_density(&self) -> f32 {
        let chars = self.text.chars().count();
        if chars == 0 { 0.0 } else { (self.signals.link_chars as f32 / chars as f32).min(1.0) }
    }

    /// Whether it has words that a reader sees; only such blocks are counted over the stories of a source.
    pub fn is_worded(&self) -> bool {
        !self.signals.hidden && words(&self.text).next().is_some()
    }

    /// Whether the text was encoded as a whole when it came in.
    pub fn was_encoded(&self) -> bool {
        self.note.as_ref().is_some_and(|note| note.whole_line)
    }
}
