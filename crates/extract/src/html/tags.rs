//! What each element does to the flow of text, after the HTML standard's rendering section.

#![allow(clippy::enum_glob_use, reason = "long lists of names read better without a prefix")]

use tamis_core::BlockKind;

use super::name::{Name, Namespace};

/// What an element does to the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// Never shown, and no sign of it: `script`, `style`, `head`.
    Unseen,
    /// Shown as one opaque thing whose inside is no text: `svg`, `iframe`, `select`, `input`.
    Replaced,
    /// A picture: opaque too, and counted.
    Picture,
    /// Part of a line: `b`, `span`, `a`.
    Inline,
    /// `noscript`: inline where it interrupts a line, else a block of its own.
    Fallback,
    /// `br`.
    LineBreak,
    /// Begins and ends a block: everything else, unknown elements too.
    Block,
}

/// What an element does to the flow; `spelling` gives its local name in lower case.
pub(super) fn flow<'t>(name: Name, namespace: Namespace, spelling: impl FnOnce() -> &'t str) -> Flow {
    if namespace != Namespace::MathMl {
        return flow_of_html(name);
    }
    match flow_of_html(name) {
        _ if name == Name::AnnotationXml || (name == Name::Other && spelling() == "annotation") => {
            Flow::Unseen
        }
        Flow::Block | Flow::LineBreak => Flow::Inline,
        flow => flow,
    }
}

#[rustfmt::skip]
fn flow_of_html(name: Name) -> Flow {
    use Name::*;
    match name {
        Script | Style | Template | Head | Noframes | Noembed | Link | Meta | Title | Base | Datalist | Map
        | Area | Param | Source | Track | Frameset | Frame => Flow::Unseen,
        Svg | Iframe | Object | Embed | Applet | Canvas | Video | Audio | Select | Textarea | Input
        | Progress | Meter => Flow::Replaced,
        Img => Flow::Picture,
        A | Abbr | Acronym | B | Bdi | Bdo | Big | Cite | Code | Data | Del | Dfn | Em | Font | I | Ins | Kbd
        | Label | Mark | Nobr | Picture | Q | Rb | Rp | Rt | Rtc | Ruby | S | Samp | Small | Span | Strike
        | Strong | Sub | Sup | Time | Tt | U | Var | Wbr => Flow::Inline,
        Noscript => Flow::Fallback,
        Br => Flow::LineBreak,
        _ => Flow::Block,
    }
}

/// The kind of the blocks directly in an element; `None` leaves what the elements around it say.
pub(super) fn kind(tag: &str, around: BlockKind) -> Option<BlockKind> {
    Some(match tag {
        "h1" => BlockKind::Heading(1),
        "h2" => BlockKind::Heading(2),
        "h3" => BlockKind::Heading(3),
        "h4" => BlockKind::Heading(4),
        "h5" => BlockKind::Heading(5),
        "h6" => BlockKind::Heading(6),
        "pre" | "listing" | "xmp" | "plaintext" => BlockKind::Code,
        "li" => BlockKind::ListItem,
        "dt" | "dd" => BlockKind::Definition,
        "blockquote" => BlockKind::Quote,
        "figcaption" | "caption" => BlockKind::Caption,
        "td" | "th" => BlockKind::Paragraph,
        "button" | "legend" | "optgroup" | "option" => BlockKind::Other,
        "p" if matches!(around, BlockKind::Other | BlockKind::Code) => BlockKind::Paragraph,
        _ => return None,
    })
}

/// The attribute that says with which number a list begins, or which one an item has.
pub(super) fn ordinal_attribute(tag: &str) -> Option<&'static str> {
    match tag {
        "ol" => Some("start"),
        "li" => Some("value"),
        _ => None,
    }
}

/// Elements of a line that pages make labels and buttons of, set apart by a style sheet alone.
pub(super) fn is_part(tag: &str) -> bool {
    matches!(tag, "a" | "span" | "label" | "time")
}

/// Elements inside preformatted text that are no lines of it: a `pre` that was never closed.
pub(super) fn ends_preformatted(tag: &str) -> bool {
    matches!(
        tag,
        "p" | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "article"
            | "section"
            | "header"
            | "footer"
            | "nav"
            | "aside"
            | "form"
            | "blockquote"
            | "dl"
            | "figure"
            | "main"
    )
}

/// Formatting elements in the sense of the tree builder: they are opened again in the next paragraph
/// until they are closed.
pub(super) fn is_formatting(name: Name) -> bool {
    use Name::*;
    matches!(name, A | B | Big | Code | Em | Font | I | Nobr | S | Small | Strike | Strong | Tt | U)
}

/// Elements whose start tag must reach the tree builder at any depth: it switches the tokenizer, makes
/// the root, or opens something whose text must not be shown.
#[rustfmt::skip]
pub(super) fn is_structural(name: Name) -> bool {
    use Name::*;
    let hides = matches!(
        name,
        Html | Head | Body | Frameset | Noscript | Template | Select | Svg | Math | Object | Applet | Canvas
            | Video | Audio | Map | Datalist | Progress | Meter
    );
    hides || never_nests(name)
}

/// Elements that hold no other: void ones, and those whose inside is mere text.
#[rustfmt::skip]
pub(super) fn never_nests(name: Name) -> bool {
    use Name::*;
    matches!(
        name,
        Area | Base | Br | Col | Embed | Frame | Hr | Image | Img | Input | Link | Meta | Param | Source | Track
            | Wbr | Title | Style | Script | Textarea | Iframe | Xmp | Noembed | Noframes | Plaintext
    )
}

/// Elements that the tree builder takes only inside a table.
pub(super) fn is_table_part(name: Name) -> bool {
    use Name::*;
    matches!(name, Caption | Colgroup | Tbody | Tfoot | Thead | Tr | Td | Th)
}

/// Elements that stay within a line.
pub(super) fn is_line(name: Name) -> bool {
    !matches!(flow_of_html(name), Flow::Block | Flow::Fallback)
}
