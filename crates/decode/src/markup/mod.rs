//! HTML that stands in plain text: whether a line is HTML, and what text it means.

pub(crate) mod elements;
mod fragment;
mod judge;
mod line_builder;
pub(crate) mod tags;

pub(crate) use fragment::text_of;
pub(crate) use judge::{is_example, is_markup};

/// Where the HTML of a line comes from, which says how sure it is that it is meant as HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Provenance {
    /// The text of a block of HTML: what looks like a tag was written to be seen.
    Block,
    /// Plain text, which may be a page about HTML.
    Raw,
    /// The line was entity-escaped.
    Escaped,
    /// The line was percent-encoded.
    Encoded,
}
