//! The elements of HTML that are told apart here, and what each does to the text around it.

/// What an element does to the text in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// Runs on within the line.
    Inline,
    /// Runs on, but two of them side by side are two words: links, buttons, options.
    Separate,
    /// Ends the line: `<br>`, `<hr>`.
    Break,
    /// Stands on lines of its own.
    Block,
    Heading(u8),
    ListItem,
    Row,
    Cell,
    Quote,
    Preformatted,
    Caption,
    Definition,
    /// Holds nothing to read: scripts, styles.
    Unread,
    /// Holds nothing at all and shows nothing to read: pictures, fields.
    Empty,
}

use Family::{
    Block, Break, Caption, Cell, Definition, Empty, Heading, Inline, ListItem, Preformatted, Quote, Row,
    Separate, Unread,
};

/// Every known element, sorted by name.
#[rustfmt::skip]
const ELEMENTS: &[(&str, Family)] = &[
    ("a", Separate), ("abbr", Inline), ("acronym", Inline), ("address", Block), ("area", Empty), ("article", Block),
    ("aside", Block), ("audio", Inline), ("b", Inline), ("bdi", Inline), ("bdo", Inline), ("big", Inline),
    ("blockquote", Quote), ("body", Block), ("br", Break), ("button", Separate), ("canvas", Inline), ("caption", Caption),
    ("center", Block), ("cite", Inline), ("code", Inline), ("col", Empty), ("colgroup", Inline), ("dd", Definition),
    ("del", Inline), ("details", Block), ("dfn", Inline), ("dialog", Block), ("dir", Block), ("div", Block), ("dl", Block),
    ("dt", Definition), ("em", Inline), ("embed", Empty), ("fieldset", Block), ("figcaption", Caption), ("figure", Block),
    ("font", Inline), ("footer", Block), ("form", Block), ("h1", Heading(1)), ("h2", Heading(2)), ("h3", Heading(3)),
    ("h4", Heading(4)), ("h5", Heading(5)), ("h6", Heading(6)), ("head", Block), ("header", Block), ("hgroup", Block),
    ("hr", Break), ("html", Block), ("i", Inline), ("iframe", Unread), ("img", Empty), ("input", Empty), ("ins", Inline),
    ("kbd", Inline), ("label", Separate), ("legend", Block), ("li", ListItem), ("link", Empty), ("main", Block),
    ("map", Inline), ("mark", Inline), ("menu", Block), ("meta", Empty), ("nav", Block), ("nobr", Inline),
    ("noscript", Unread), ("object", Inline), ("ol", Block), ("optgroup", Separate), ("option", Separate), ("p", Block),
    ("param", Empty), ("picture", Inline), ("pre", Preformatted), ("q", Inline), ("rp", Inline), ("rt", Inline),
    ("ruby", Inline), ("s", Inline), ("samp", Inline), ("script", Unread), ("section", Block), ("select", Separate),
    ("small", Inline), ("source", Empty), ("span", Inline), ("strike", Inline), ("strong", Inline), ("style", Unread),
    ("sub", Inline), ("summary", Block), ("sup", Inline), ("svg", Unread), ("table", Block), ("tbody", Block),
    ("td", Cell), ("template", Unread), ("textarea", Separate), ("tfoot", Block), ("th", Cell), ("thead", Block),
    ("time", Inline), ("title", Block), ("tr", Row), ("track", Empty), ("tt", Inline), ("u", Inline), ("ul", Block),
    ("var", Inline), ("video", Inline), ("wbr", Empty),
];

/// The lower-case name and the family of an element, whatever case the name is written in.
pub(crate) fn family(name: &str) -> Option<(&'static str, Family)> {
    if name.is_empty() {
        return None;
    }
    let lower = || name.bytes().map(|b| b.to_ascii_lowercase());
    let at = ELEMENTS.binary_search_by(|(known, _)| known.bytes().cmp(lower())).ok()?;
    ELEMENTS.get(at).copied()
}

/// Whether some known name begins like this lower-case one; the empty one does.
pub(crate) fn begins_known(start: &str) -> bool {
    let at = ELEMENTS.partition_point(|(known, _)| *known < start);
    ELEMENTS.get(at).is_some_and(|(known, _)| known.starts_with(start))
}

/// Elements that never have an end tag.
pub(crate) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "br"
            | "col"
            | "embed"
            | "hr"
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

/// Elements whose end tag may be left out.
pub(crate) fn may_stay_open(name: &str) -> bool {
    matches!(
        name,
        "p" | "li"
            | "td"
            | "th"
            | "tr"
            | "tbody"
            | "thead"
            | "tfoot"
            | "dt"
            | "dd"
            | "option"
            | "body"
            | "html"
            | "head"
    )
}

/// Elements of forms, pages and programs, which a fragment of an article does not hold: a line with
/// one is an example of HTML.
pub(crate) fn is_of_examples(name: &str) -> bool {
    matches!(
        name,
        "html"
            | "head"
            | "body"
            | "title"
            | "meta"
            | "link"
            | "script"
            | "style"
            | "template"
            | "form"
            | "input"
            | "label"
            | "button"
            | "select"
            | "option"
            | "optgroup"
            | "textarea"
            | "fieldset"
            | "legend"
            | "nav"
            | "header"
            | "footer"
            | "main"
            | "section"
            | "svg"
            | "canvas"
            | "dialog"
            | "code"
            | "pre"
            | "kbd"
            | "samp"
            | "var"
    )
}

/// Elements that only give a look or a target to the words in them.
pub(crate) fn is_formatting(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "b"
            | "big"
            | "br"
            | "cite"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "mark"
            | "nobr"
            | "q"
            | "s"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "u"
            | "wbr"
            | "img"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_sorted_and_found() {
        assert!(ELEMENTS.is_sorted_by_key(|(name, _)| *name));
        assert_eq!(family("STRONG"), Some(("strong", Inline)));
        assert_eq!(family("strange"), None);
        assert!(begins_known(""));
        assert!(begins_known("stro"));
        assert!(!begins_known("strx"));
    }
}
