//! Tokens in the body of a page.
//!
//! After <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inbody>.

#![allow(clippy::enum_glob_use, reason = "long lists of names read better without a prefix")]

use super::builder::{Builder, Mode, Next, Open};
use super::sets;
use super::tokens::{Raw, Tag, Token};
use crate::html::name::{Name, Namespace};

impl Builder<'_> {
    pub(super) fn in_body(&mut self, token: Token) -> Next {
        match token {
            Token::Text(text) => {
                self.reopen_formatting();
                let is_blank = |byte: u8| byte.is_ascii_whitespace() || byte == 0;
                self.allows_frameset &= text.blank || self.tree.text(text.span).bytes().all(is_blank);
                self.put_text(text);
                Next::Done
            }
            Token::Start(tag) => self.start_in_body(tag),
            Token::End(tag) => self.end_in_body(tag),
            Token::Finish if !self.template_modes.is_empty() => self.in_template_mode(token),
            Token::Finish | Token::Doctype { .. } => Next::Done,
        }
    }

    #[rustfmt::skip]
    fn start_in_body(&mut self, tag: Tag) -> Next {
        use Name::*;
        match tag.name {
            Address | Article | Aside | Blockquote | Center | Details | Dialog | Dir | Div | Dl | Fieldset
            | Figcaption | Figure | Footer | Header | Hgroup | Main | Menu | Nav | Ol | P | Search | Section
            | Summary | Ul => {
                self.close_paragraph_in_scope();
                self.insert(tag);
            }
            A => {
                self.close_open_link();
                self.reopen_formatting();
                self.insert_formatting(tag);
            }
            B | Big | Code | Em | Font | I | S | Small | Strike | Strong | Tt | U => {
                self.reopen_formatting();
                self.insert_formatting(tag);
            }
            Nobr => self.start_of_nobr(tag),
            Li | Dd | Dt => self.start_of_item(tag),
            H1 | H2 | H3 | H4 | H5 | H6 => {
                self.close_paragraph_in_scope();
                if self.current().namespace == Namespace::Html && self.current().name.is_heading() {
                    self.open.pop();
                }
                self.insert(tag);
            }
            Area | Br | Embed | Img | Image | Keygen | Wbr => {
                self.reopen_formatting();
                let name = if tag.name == Image { Img } else { tag.name };
                self.insert_closed(Tag { name, ..tag }, Namespace::Html);
                self.allows_frameset = false;
            }
            Base | Basefont | Bgsound | Link | Meta | Noframes | Script | Style | Template | Title => {
                return self.in_head(Token::Start(tag));
            }
            Html | Body | Frameset => self.start_of_root(tag),
            Caption | Col | Colgroup | Frame | Head | Tbody | Td | Tfoot | Th | Thead | Tr => {}
            Param | Source | Track => {
                self.insert_closed(tag, Namespace::Html);
            }
            Applet | Marquee | Object => {
                self.reopen_formatting();
                self.insert(tag);
                self.formatting.mark();
                self.allows_frameset = false;
            }
            Math => {
                self.reopen_formatting();
                self.insert_foreign(tag, Namespace::MathMl);
            }
            Svg => {
                self.reopen_formatting();
                self.insert_foreign(tag, Namespace::Svg);
            }
            Table => {
                if !self.quirky {
                    self.close_paragraph_in_scope();
                }
                self.insert(tag);
                self.allows_frameset = false;
                self.mode = Mode::InTable;
            }
            Pre | Listing => {
                self.close_paragraph_in_scope();
                self.insert(tag);
                self.ignores_line_feed = true;
                self.allows_frameset = false;
            }
            Hr => {
                self.close_paragraph_in_scope();
                if self.has_in_scope(Select) {
                    self.close_implied(sets::is_implied_end);
                }
                self.insert_closed(tag, Namespace::Html);
                self.allows_frameset = false;
            }
            Rb | Rtc | Rp | Rt => self.start_of_ruby(tag),
            Button | Form | Input | Select | Option | Optgroup => self.start_of_control(tag),
            Plaintext | Textarea | Xmp | Iframe | Noembed => return self.start_of_raw(tag),
            _ => self.start_of_any(tag),
        }
        Next::Done
    }

    fn start_of_any(&mut self, tag: Tag) {
        self.reopen_formatting();
        self.insert(tag);
    }

    fn start_of_nobr(&mut self, tag: Tag) {
        self.reopen_formatting();
        if self.has_in_scope(Name::Nobr) {
            self.close_formatting(Name::Nobr);
            self.reopen_formatting();
        }
        self.insert_formatting(tag);
    }

    /// `li`, `dd`, `dt`: it closes one of its kind in the same list.
    fn start_of_item(&mut self, tag: Tag) {
        self.allows_frameset = false;
        let mut closes = None;
        for open in self.open.iter().rev() {
            self.steps += 1;
            let alike = match tag.name {
                Name::Li => open.is(Name::Li),
                _ => open.is(Name::Dd) || open.is(Name::Dt),
            };
            if alike {
                closes = Some(open.name);
                break;
            }
            if sets::is_special(*open) && !matches!(open.name, Name::Address | Name::Div | Name::P) {
                break;
            }
        }
        if let Some(name) = closes {
            self.close_implied(|open| sets::is_implied_end(open) && open.name != name);
            self.close_named(name);
        }
        self.close_paragraph_in_scope();
        self.insert(tag);
    }

    /// A second `html` or `body` adds to the first; a `frameset` takes the place of an empty body.
    fn start_of_root(&mut self, tag: Tag) {
        let body = self.open.get(1).copied().filter(|open| open.is(Name::Body));
        match tag.name {
            Name::Html if !self.in_template() => {
                if let Some(root) = self.open.first() {
                    self.add_attributes(root.node, tag.attributes);
                }
            }
            Name::Body if !self.in_template() => {
                if let Some(body) = body {
                    self.allows_frameset = false;
                    self.add_attributes(body.node, tag.attributes);
                }
            }
            Name::Frameset if self.allows_frameset => {
                if let Some(body) = body {
                    self.tree.detach(body.node);
                    self.open.truncate(1);
                    self.insert(tag);
                    self.mode = Mode::InFrameset;
                }
            }
            _ => {}
        }
    }

    fn start_of_ruby(&mut self, tag: Tag) {
        if self.has_in_scope(Name::Ruby) {
            let stays = if matches!(tag.name, Name::Rp | Name::Rt) { Name::Rtc } else { Name::Other };
            self.close_implied(|open| sets::is_implied_end(open) && open.name != stays);
        }
        self.insert(tag);
    }

    fn start_of_control(&mut self, tag: Tag) {
        match tag.name {
            Name::Form => {
                let in_template = self.in_template();
                if self.form.is_some() && !in_template {
                    return;
                }
                self.close_paragraph_in_scope();
                let form = self.insert(tag);
                if !in_template {
                    self.form = Some(form.node);
                }
                return;
            }
            Name::Button => {
                if self.has_in_scope(Name::Button) {
                    self.close_implied(sets::is_implied_end);
                    self.close_named(Name::Button);
                }
                self.allows_frameset = false;
            }
            Name::Select | Name::Input => {
                if self.has_in_scope(Name::Select) {
                    self.close_named(Name::Select);
                    if tag.name == Name::Select {
                        return;
                    }
                }
                self.allows_frameset &= tag.name == Name::Input && self.is_hidden_input(tag);
            }
            // `option` and `optgroup`.
            name => {
                if self.has_in_scope(Name::Select) {
                    let stays = if name == Name::Option { Name::Optgroup } else { Name::Other };
                    self.close_implied(|open| sets::is_implied_end(open) && open.name != stays);
                } else if self.current().is(Name::Option) {
                    self.open.pop();
                }
            }
        }
        self.reopen_formatting();
        let element = self.insert_closed(tag, Namespace::Html);
        if tag.name != Name::Input {
            self.open.push(element);
        }
    }

    pub(super) fn is_hidden_input(&self, tag: Tag) -> bool {
        let kind = self.tree.attribute(tag.attributes, "type");
        kind.is_some_and(|kind| self.tree.text(kind.value).eq_ignore_ascii_case("hidden"))
    }

    fn start_of_raw(&mut self, tag: Tag) -> Next {
        self.allows_frameset &= !matches!(tag.name, Name::Textarea | Name::Xmp | Name::Iframe);
        match tag.name {
            Name::Plaintext => {
                self.close_paragraph_in_scope();
                self.insert(tag);
                self.raw = Some((Raw::Plain, tag.name));
                Next::Done
            }
            Name::Textarea => {
                self.ignores_line_feed = true;
                self.insert_raw(tag, Raw::Escapable)
            }
            Name::Xmp => {
                self.close_paragraph_in_scope();
                self.reopen_formatting();
                self.insert_raw(tag, Raw::Text)
            }
            _ => self.insert_raw(tag, Raw::Text),
        }
    }

    #[rustfmt::skip]
    fn end_in_body(&mut self, tag: Tag) -> Next {
        use Name::*;
        match tag.name {
            A | B | Big | Code | Em | Font | I | Nobr | S | Small | Strike | Strong | Tt | U => {
                self.close_formatting(tag.name);
            }
            Address | Article | Aside | Blockquote | Button | Center | Details | Dialog | Dir | Div | Dl
            | Fieldset | Figcaption | Figure | Footer | Header | Hgroup | Listing | Main | Menu | Nav | Ol
            | Pre | Search | Section | Select | Summary | Ul => {
                if self.has_in_scope(tag.name) {
                    self.close_implied(sets::is_implied_end);
                    self.close_named(tag.name);
                }
            }
            P => {
                if !self.in_scope(sets::ends_button_scope, |open| open.is(P)) {
                    self.imply(P);
                }
                self.close_paragraph();
            }
            Li | Dd | Dt => {
                let ends = if tag.name == Li { sets::ends_list_scope } else { sets::ends_scope };
                if self.in_scope(ends, |open| open.is(tag.name)) {
                    self.close_implied(|open| sets::is_implied_end(open) && open.name != tag.name);
                    self.close_named(tag.name);
                }
            }
            H1 | H2 | H3 | H4 | H5 | H6 => {
                let is_heading = |open: Open| open.namespace == Namespace::Html && open.name.is_heading();
                if self.in_scope(sets::ends_scope, is_heading) {
                    self.close_implied(sets::is_implied_end);
                    self.close_to(is_heading);
                }
            }
            Body | Html => {
                if self.has_in_scope(Body) {
                    if tag.name == Html {
                        return Next::Again(Mode::AfterBody);
                    }
                    self.mode = Mode::AfterBody;
                }
            }
            Form => self.end_of_form(),
            Applet | Marquee | Object => {
                if self.has_in_scope(tag.name) {
                    self.close_implied(sets::is_implied_end);
                    self.close_named(tag.name);
                    self.formatting.clear_to_marker();
                }
            }
            Br => return self.start_in_body(Tag::implied(Br)),
            Template => return self.in_head(Token::End(tag)),
            _ => self.close_other(tag),
        }
        Next::Done
    }

    fn end_of_form(&mut self) {
        if self.in_template() {
            if self.has_in_scope(Name::Form) {
                self.close_implied(sets::is_implied_end);
                self.close_named(Name::Form);
            }
            return;
        }
        let Some(form) = self.form.take() else { return };
        if self.in_scope(sets::ends_scope, |open| open.node == form) {
            self.close_implied(sets::is_implied_end);
            self.remove_open(form);
        }
    }

    /// The end tag of an inline or unknown element.
    pub(super) fn close_other(&mut self, tag: Tag) {
        let key = self.key(tag);
        let mut found = None;
        for (at, open) in self.open.iter().enumerate().rev() {
            self.steps += 1;
            if open.is(tag.name) && open.key == key && self.is_spelled_alike(*open, tag) {
                found = Some(at);
                break;
            }
            if sets::is_special(*open) {
                return;
            }
        }
        if let Some(at) = found {
            self.open.truncate(at);
        }
    }
}
