//! Sets of elements that the rules of tree construction speak of.

#![allow(clippy::enum_glob_use, reason = "long lists of names read better without a prefix")]

use super::builder::Open;
use crate::html::name::{Name, Namespace};

/// Elements at which a search for an open element of some kind ends.
pub(super) fn ends_scope(open: Open) -> bool {
    use Name::*;
    match open.namespace {
        Namespace::Html => {
            matches!(
                open.name,
                Applet | Caption | Html | Table | Td | Th | Marquee | Object | Select | Template
            )
        }
        Namespace::MathMl => matches!(open.name, Mi | Mo | Mn | Ms | Mtext),
        Namespace::Svg => matches!(open.name, ForeignObject | Desc | Title),
    }
}

pub(super) fn ends_list_scope(open: Open) -> bool {
    ends_scope(open) || (open.namespace == Namespace::Html && matches!(open.name, Name::Ol | Name::Ul))
}

pub(super) fn ends_button_scope(open: Open) -> bool {
    ends_scope(open) || open.is(Name::Button)
}

pub(super) fn ends_table_scope(open: Open) -> bool {
    open.namespace == Namespace::Html && matches!(open.name, Name::Html | Name::Table | Name::Template)
}

/// Elements whose end tag may be left out.
pub(super) fn is_implied_end(open: Open) -> bool {
    use Name::*;
    open.namespace == Namespace::Html
        && matches!(open.name, Dd | Dt | Li | Option | Optgroup | P | Rb | Rp | Rt | Rtc)
}

/// The same at the end of a template.
pub(super) fn is_implied_template_end(open: Open) -> bool {
    use Name::*;
    let of_table = matches!(open.name, Caption | Colgroup | Tbody | Td | Tfoot | Th | Thead | Tr);
    is_implied_end(open) || (open.namespace == Namespace::Html && of_table)
}

/// Elements that no mere inline end tag closes.
#[rustfmt::skip]
pub(super) fn is_special(open: Open) -> bool {
    use Name::*;
    open.namespace == Namespace::Html
        && matches!(
            open.name,
            Address | Applet | Area | Article | Aside | Base | Basefont | Bgsound | Blockquote | Body | Br
                | Button | Caption | Center | Col | Colgroup | Dd | Details | Dir | Div | Dl | Dt | Embed
                | Fieldset | Figcaption | Figure | Footer | Form | Frame | Frameset | H1 | H2 | H3 | H4 | H5
                | H6 | Head | Header | Hgroup | Hr | Html | Iframe | Img | Input | Li | Link | Listing | Main
                | Marquee | Menu | Meta | Nav | Noembed | Noframes | Noscript | Object | Ol | P | Param
                | Plaintext | Pre | Script | Section | Select | Source | Style | Summary | Table | Tbody | Td
                | Template | Textarea | Tfoot | Th | Thead | Title | Tr | Track | Ul | Wbr | Xmp
        )
}

/// Elements of a table in which text has no place.
pub(super) fn fosters(open: Open) -> bool {
    use Name::*;
    open.namespace == Namespace::Html && matches!(open.name, Table | Tbody | Tfoot | Thead | Tr)
}

pub(super) fn ends_table_body(open: Open) -> bool {
    use Name::*;
    open.namespace == Namespace::Html && matches!(open.name, Tbody | Tfoot | Thead | Template | Html)
}

pub(super) fn ends_table_row(open: Open) -> bool {
    use Name::*;
    open.namespace == Namespace::Html && matches!(open.name, Tr | Template | Html)
}

pub(super) fn is_cell(open: Open) -> bool {
    open.namespace == Namespace::Html && matches!(open.name, Name::Td | Name::Th)
}

/// Foreign elements whose text is HTML: `MathML`.
pub(super) fn holds_text(open: Open) -> bool {
    use Name::*;
    open.namespace == Namespace::MathMl && matches!(open.name, Mi | Mo | Mn | Ms | Mtext)
}

/// Foreign elements that hold HTML: SVG.
pub(super) fn holds_html(open: Open) -> bool {
    use Name::*;
    open.namespace == Namespace::Svg && matches!(open.name, ForeignObject | Desc | Title)
}
