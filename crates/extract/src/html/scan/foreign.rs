//! SVG and `MathML` inside of a page.
//!
//! After <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inforeign>.

#![allow(clippy::enum_glob_use, reason = "long lists of names read better without a prefix")]

use super::builder::{Builder, Mode, Next, Open};
use super::sets;
use super::tokens::{Nul, Surroundings, Tag, Token};
use crate::html::name::{Name, Namespace};
use crate::html::tree::Element;

impl Builder<'_> {
    /// Whether the rules of foreign content hold for a token.
    pub(super) fn is_foreign(&self, token: Token) -> bool {
        let current = self.current();
        if current.namespace == Namespace::Html {
            return false;
        }
        match token {
            Token::Finish | Token::Doctype { .. } => false,
            Token::Text(_) => self.surroundings().nul == Nul::Marked,
            Token::Start(tag) => {
                let in_text =
                    sets::holds_text(current) && !matches!(tag.name, Name::Mglyph | Name::Malignmark);
                let in_annotation =
                    is_annotation(current) && (tag.name == Name::Svg || self.is_html_annotation(current));
                !(in_text || in_annotation || sets::holds_html(current))
            }
            Token::End(_) => true,
        }
    }

    /// What the innermost open element means for the scanner.
    pub(super) fn surroundings(&self) -> Surroundings {
        let current = self.current();
        let foreign = current.namespace != Namespace::Html;
        let holds_html = foreign
            && (sets::holds_text(current) || sets::holds_html(current) || self.is_html_annotation(current));
        let nul = match self.mode {
            _ if foreign && !holds_html => Nul::Marked,
            // Before the body, even this begins it.
            Mode::Initial
            | Mode::BeforeHtml
            | Mode::BeforeHead
            | Mode::InHead
            | Mode::InHeadNoscript
            | Mode::AfterHead => Nul::Kept,
            _ => Nul::LeftOut,
        };
        Surroundings { cdata: foreign, nul }
    }

    /// Whether this is an annotation of `MathML` that says that it is HTML.
    fn is_html_annotation(&self, open: Open) -> bool {
        is_annotation(open)
            && self.tree.element_attribute(open.node, "encoding").is_some_and(|encoding| {
                encoding.eq_ignore_ascii_case("text/html")
                    || encoding.eq_ignore_ascii_case("application/xhtml+xml")
            })
    }

    pub(super) fn in_foreign(&mut self, token: Token) -> Next {
        match token {
            Token::Text(text) => {
                self.allows_frameset &= text.blank;
                self.put_text(text);
                Next::Done
            }
            Token::Start(tag) if self.breaks_out(tag) => self.break_out(token),
            Token::End(tag) if matches!(tag.name, Name::Br | Name::P) => self.break_out(token),
            Token::Start(tag) => {
                self.insert_foreign(tag, self.current().namespace);
                Next::Done
            }
            Token::End(tag) => self.end_in_foreign(tag),
            Token::Doctype { .. } | Token::Finish => Next::Done,
        }
    }

    /// Opens an element of SVG or `MathML`.
    pub(super) fn insert_foreign(&mut self, tag: Tag, namespace: Namespace) {
        let element = self.insert_closed(tag, namespace);
        if !tag.self_closing {
            self.open.push(element);
        }
    }

    /// Whether this is the tag of an HTML element, which ends foreign content.
    #[rustfmt::skip]
    fn breaks_out(&self, tag: Tag) -> bool {
        use Name::*;
        match tag.name {
            B | Big | Blockquote | Body | Br | Center | Code | Dd | Div | Dl | Dt | Em | Embed | H1 | H2 | H3
            | H4 | H5 | H6 | Head | Hr | I | Img | Li | Listing | Menu | Meta | Nobr | Ol | P | Pre | Ruby | S
            | Small | Span | Strong | Strike | Sub | Sup | Table | Tt | U | Ul | Var => true,
            Font => {
                let has = |name| self.tree.attribute(tag.attributes, name).is_some();
                has("color") || has("face") || has("size")
            }
            _ => false,
        }
    }

    fn break_out(&mut self, token: Token) -> Next {
        self.close_until(|open| {
            open.namespace == Namespace::Html || sets::holds_text(open) || sets::holds_html(open)
        });
        self.step(self.mode, token)
    }

    fn end_in_foreign(&mut self, tag: Tag) -> Next {
        let key = self.key(tag);
        for at in (1..self.open.len()).rev() {
            self.steps += 1;
            let Some(open) = self.open.get(at).copied() else { break };
            if open.namespace == Namespace::Html && at + 1 < self.open.len() {
                return self.step(self.mode, Token::End(tag));
            }
            if open.name == tag.name && open.key == key && self.is_spelled_alike(open, tag) {
                self.open.truncate(at);
                return Next::Done;
            }
        }
        Next::Done
    }

    /// Whether an open element has all of the name of a tag, of which it has the first bytes.
    pub(super) fn is_spelled_alike(&self, open: Open, tag: Tag) -> bool {
        let spelling = |element: &Element| self.tree.text(element.spelling) == self.tree.text(tag.spelling);
        tag.name != Name::Other || self.tree.element(open.node).is_some_and(spelling)
    }
}

fn is_annotation(open: Open) -> bool {
    open.namespace == Namespace::MathMl && open.name == Name::AnnotationXml
}
