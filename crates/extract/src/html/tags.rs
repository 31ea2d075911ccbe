//! What each element does to the flow of text, after the HTML standard's rendering section.

use html5ever::{QualName, ns};
use tamis_core::BlockKind;

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

/// What this element does to the flow.
pub(super) fn flow(name: &QualName) -> Flow {
    if name.ns == ns!(mathml) {
        return match (&*name.local, flow_of_html(&name.local)) {
            ("annotation" | "annotation-xml", _) => Flow::Unseen,
            (_, Flow::Block | Flow::LineBreak) => Flow::Inline,
            (_, flow) => flow,
        };
    }
    flow_of_html(&name.local)
}

fn flow_of_html(tag: &str) -> Flow {
    match tag {
        "script" | "style" | "template" | "head" | "noframes" | "noembed" | "link" | "meta" | "title"
        | "base" | "datalist" | "map" | "area" | "param" | "source" | "track" | "frameset" | "frame" => {
            Flow::Unseen
        }
        "svg" | "iframe" | "object" | "embed" | "applet" | "canvas" | "video" | "audio" | "select"
        | "textarea" | "input" | "progress" | "meter" => Flow::Replaced,
        "img" => Flow::Picture,
        "a" | "abbr" | "acronym" | "b" | "bdi" | "bdo" | "big" | "cite" | "code" | "data" | "del" | "dfn"
        | "em" | "font" | "i" | "ins" | "kbd" | "label" | "mark" | "nobr" | "picture" | "q" | "rb" | "rp"
        | "rt" | "rtc" | "ruby" | "s" | "samp" | "small" | "span" | "strike" | "strong" | "sub" | "sup"
        | "time" | "tt" | "u" | "var" | "wbr" => Flow::Inline,
        "noscript" => Flow::Fallback,
        "br" => Flow::LineBreak,
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
pub(super) fn is_formatting(tag: &str) -> bool {
    matches!(
        tag,
        "a" | "b"
            | "big"
            | "code"
            | "em"
            | "font"
            | "i"
            | "nobr"
            | "s"
            | "small"
            | "strike"
            | "strong"
            | "tt"
            | "u"
    )
}

/// Elements whose start tag must reach the tree builder at any depth: it switches the tokenizer, makes
/// the root, or opens something whose text must not be shown.
pub(super) fn is_structural(tag: &str) -> bool {
    matches!(
        tag,
        "html"
            | "head"
            | "body"
            | "frameset"
            | "title"
            | "style"
            | "script"
            | "noscript"
            | "textarea"
            | "iframe"
            | "xmp"
            | "noembed"
            | "noframes"
            | "plaintext"
            | "template"
            | "select"
            | "svg"
            | "math"
            | "object"
            | "applet"
            | "canvas"
            | "video"
            | "audio"
            | "map"
            | "datalist"
            | "progress"
            | "meter"
    ) || is_void(tag)
}

/// Elements that never have an inside, and so never nest.
fn is_void(tag: &str) -> bool {
    matches!(
        tag,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "image"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Elements that the tree builder takes only inside a table.
pub(super) fn is_table_part(tag: &str) -> bool {
    matches!(tag, "caption" | "colgroup" | "tbody" | "tfoot" | "thead" | "tr" | "td" | "th")
}

/// Elements that stay within a line, by their local name.
pub(super) fn is_line(tag: &str) -> bool {
    matches!(
        flow_of_html(tag),
        Flow::Inline | Flow::Picture | Flow::Unseen | Flow::Replaced | Flow::LineBreak
    )
}
