use crate::{Block, Markup, Metadata, Outline};

/// A decoded, segmented document: what is known of it, and its visible blocks in reading order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// What is known besides the text.
    pub meta: Metadata,
    /// What the document was written in; never [`Markup::Unknown`] after segmentation.
    pub markup: Markup,
    /// Every visible block, in reading order.
    pub blocks: Vec<Block>,
    /// For HTML: the elements that hold the blocks. Empty for plain text.
    pub outline: Outline,
    /// For HTML: what the page says of itself outside of its visible text.
    pub hints: PageHints,
    /// What a user should know about the way the document was read, in the order it was found.
    pub flags: Vec<Flag>,
}

/// What an HTML page says of itself in its head and in its structured data. Texts are plain text on
/// one line or several, as the page gives them, and may say anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageHints {
    /// `meta name=description`, else `og:description`.
    pub description: Option<String>,
    /// `og:type`, such as `article` or `product`.
    pub kind: Option<String>,
    /// Every `@type` of its JSON-LD, in order, without doubles.
    pub types: Vec<String>,
    /// Every `articleBody`, `text` and `reviewBody` of its JSON-LD, in order.
    pub bodies: Vec<String>,
    /// Every `description` of its JSON-LD, in order.
    pub descriptions: Vec<String>,
}

/// Something a user should know about a document that was nevertheless processed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Flag {
    /// Some bytes were not valid in the charset found, and became U+FFFD.
    InvalidBytes,
    /// Mojibake was repaired somewhere in the document.
    MojibakeRepaired,
    /// A run was encoded in more layers than are undone, and stands as found.
    EncodedTooDeep,
    /// The whole document was percent-encoded or entity-escaped HTML.
    WholeDocumentDecoded,
    /// No main content was found on a page, so nothing of what it shows was kept.
    NoMainContent,
    /// The page would have been empty, so its text was taken from its structured data.
    StructuredData,
    /// More than `strip.loss_limit` of the visible words would have gone, so all of them were kept.
    LossLimit,
}

impl Flag {
    /// Every flag there is.
    pub const ALL: &'static [Flag] = &[
        Flag::InvalidBytes,
        Flag::MojibakeRepaired,
        Flag::EncodedTooDeep,
        Flag::WholeDocumentDecoded,
        Flag::NoMainContent,
        Flag::StructuredData,
        Flag::LossLimit,
    ];

    /// The flag with this name.
    pub fn from_name(name: &str) -> Option<Flag> {
        Flag::ALL.iter().copied().find(|flag| flag.name() == name)
    }

    /// Stable kebab-case name, as rows print it.
    pub fn name(self) -> &'static str {
        match self {
            Flag::InvalidBytes => "invalid-bytes",
            Flag::MojibakeRepaired => "mojibake-repaired",
            Flag::EncodedTooDeep => "encoded-too-deep",
            Flag::WholeDocumentDecoded => "whole-document-decoded",
            Flag::NoMainContent => "no-main-content",
            Flag::StructuredData => "structured-data",
            Flag::LossLimit => "loss-limit",
        }
    }
}
