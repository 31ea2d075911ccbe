//! Tokens before and after the body, in templates and in framesets.
//!
//! After <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-inhtml>.

#![allow(clippy::enum_glob_use, reason = "long lists of names read better without a prefix")]

use super::builder::{Builder, Mode, Next};
use super::sets;
use super::tokens::{Raw, Text, Token};
use crate::html::name::{Name, Namespace};

impl Builder<'_> {
    /// Takes in a token by the rules of a mode.
    pub(super) fn step(&mut self, mode: Mode, token: Token) -> Next {
        match mode {
            Mode::InBody => self.in_body(token),
            Mode::InCell => self.in_cell(token),
            Mode::InHead => self.in_head(token),
            Mode::RawText => self.in_raw_text(token),
            Mode::InRow => self.in_row(token),
            Mode::InTable => self.in_table(token),
            Mode::InTableBody => self.in_table_body(token),
            Mode::InCaption => self.in_caption(token),
            Mode::InColumnGroup => self.in_column_group(token),
            Mode::InTemplate => self.in_template_mode(token),
            Mode::Initial => self.initial(token),
            Mode::BeforeHtml => self.before_html(token),
            Mode::BeforeHead => self.before_head(token),
            Mode::InHeadNoscript => self.in_head_noscript(token),
            Mode::AfterHead => self.after_head(token),
            Mode::AfterBody | Mode::AfterAfterBody => self.after_body(mode, token),
            Mode::InFrameset | Mode::AfterFrameset | Mode::AfterAfterFrameset => {
                self.in_frameset(mode, token)
            }
        }
    }

    /// A text without the blanks before it, which are `kept` in the tree or left out; `None` if there
    /// are none before it.
    pub(super) fn without_blanks(&mut self, text: Text, kept: bool) -> Option<Text> {
        let bytes = self.tree.text(text.span).as_bytes();
        let blanks = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if blanks == 0 {
            return None;
        }
        let breaks = bytes.iter().take(blanks).filter(|byte| **byte == b'\n').count() as u32;
        let (mut before, mut rest) = (text, text);
        before.span.end = text.span.start + blanks as u32;
        rest.span.start = before.span.end;
        rest.line = text.line.saturating_add(breaks);
        if kept {
            self.put_text(before);
        }
        Some(rest)
    }

    fn initial(&mut self, token: Token) -> Next {
        match token {
            Token::Text(text) if text.blank => return Next::Done,
            Token::Text(text) => {
                if let Some(rest) = self.without_blanks(text, false) {
                    return Next::Rest(rest);
                }
            }
            Token::Doctype { quirky } => {
                self.quirky = quirky;
                self.mode = Mode::BeforeHtml;
                return Next::Done;
            }
            _ => {}
        }
        self.quirky = true;
        Next::Again(Mode::BeforeHtml)
    }

    fn before_html(&mut self, token: Token) -> Next {
        match token {
            Token::Text(text) if text.blank => return Next::Done,
            Token::Text(text) => {
                if let Some(rest) = self.without_blanks(text, false) {
                    return Next::Rest(rest);
                }
            }
            Token::Start(tag) if tag.name == Name::Html => {
                self.insert(tag);
                self.mode = Mode::BeforeHead;
                return Next::Done;
            }
            Token::End(tag) if !opens_body(tag.name) && tag.name != Name::Head => return Next::Done,
            Token::Doctype { .. } => return Next::Done,
            _ => {}
        }
        self.imply(Name::Html);
        Next::Again(Mode::BeforeHead)
    }

    fn before_head(&mut self, token: Token) -> Next {
        match token {
            Token::Text(text) if text.blank => return Next::Done,
            Token::Text(text) => {
                if let Some(rest) = self.without_blanks(text, false) {
                    return Next::Rest(rest);
                }
            }
            Token::Start(tag) if tag.name == Name::Html => return self.in_body(token),
            Token::Start(tag) if tag.name == Name::Head => {
                self.head = Some(self.insert(tag));
                self.mode = Mode::InHead;
                return Next::Done;
            }
            Token::End(tag) if !opens_body(tag.name) && tag.name != Name::Head => return Next::Done,
            Token::Doctype { .. } => return Next::Done,
            _ => {}
        }
        self.head = Some(self.imply(Name::Head));
        Next::Again(Mode::InHead)
    }

    pub(super) fn in_head(&mut self, token: Token) -> Next {
        use Name::*;
        match token {
            Token::Text(text) if text.blank => {
                self.put_text(text);
                return Next::Done;
            }
            Token::Text(text) => {
                if let Some(rest) = self.without_blanks(text, true) {
                    return Next::Rest(rest);
                }
            }
            Token::Start(tag) => match tag.name {
                Html => return self.in_body(token),
                Base | Basefont | Bgsound | Link | Meta => {
                    self.insert_closed(tag, Namespace::Html);
                    return Next::Done;
                }
                Title => return self.insert_raw(tag, Raw::Escapable),
                Noframes | Style => return self.insert_raw(tag, Raw::Text),
                Script => return self.insert_raw(tag, Raw::Script),
                Noscript => {
                    self.insert(tag);
                    self.mode = Mode::InHeadNoscript;
                    return Next::Done;
                }
                Template => {
                    self.formatting.mark();
                    self.allows_frameset = false;
                    self.mode = Mode::InTemplate;
                    self.template_modes.push(Mode::InTemplate);
                    self.insert(tag);
                    return Next::Done;
                }
                Head => return Next::Done,
                _ => {}
            },
            Token::End(tag) => match tag.name {
                Head => {
                    self.open.pop();
                    self.mode = Mode::AfterHead;
                    return Next::Done;
                }
                Template => {
                    self.end_of_template();
                    return Next::Done;
                }
                name if !opens_body(name) => return Next::Done,
                _ => {}
            },
            Token::Doctype { .. } => return Next::Done,
            Token::Finish => {}
        }
        self.open.pop();
        Next::Again(Mode::AfterHead)
    }

    fn end_of_template(&mut self) {
        if self.in_template() {
            self.close_implied(sets::is_implied_template_end);
            self.close_named(Name::Template);
            self.formatting.clear_to_marker();
            self.template_modes.pop();
            self.mode = self.mode_of_stack();
        }
    }

    fn in_head_noscript(&mut self, token: Token) -> Next {
        use Name::*;
        match token {
            Token::Text(text) if text.blank => return self.in_head(token),
            Token::Text(text) => {
                if let Some(rest) = self.without_blanks(text, true) {
                    return Next::Rest(rest);
                }
            }
            Token::Start(tag) => match tag.name {
                Html => return self.in_body(token),
                Basefont | Bgsound | Link | Meta | Noframes | Style => return self.in_head(token),
                Head | Noscript => return Next::Done,
                _ => {}
            },
            Token::End(tag) => match tag.name {
                Noscript => {
                    self.open.pop();
                    self.mode = Mode::InHead;
                    return Next::Done;
                }
                Br => {}
                _ => return Next::Done,
            },
            Token::Doctype { .. } => return Next::Done,
            Token::Finish => {}
        }
        self.open.pop();
        Next::Again(Mode::InHead)
    }

    fn after_head(&mut self, token: Token) -> Next {
        use Name::*;
        match token {
            Token::Text(text) if text.blank => {
                self.put_text(text);
                return Next::Done;
            }
            Token::Text(text) => {
                if let Some(rest) = self.without_blanks(text, true) {
                    return Next::Rest(rest);
                }
            }
            Token::Start(tag) => match tag.name {
                Html => return self.in_body(token),
                Body => {
                    self.insert(tag);
                    self.allows_frameset = false;
                    self.mode = Mode::InBody;
                    return Next::Done;
                }
                Frameset => {
                    self.insert(tag);
                    self.mode = Mode::InFrameset;
                    return Next::Done;
                }
                Base | Basefont | Bgsound | Link | Meta | Noframes | Script | Style | Template | Title => {
                    return self.again_in_head(token);
                }
                Head => return Next::Done,
                _ => {}
            },
            Token::End(tag) => match tag.name {
                Template => return self.in_head(token),
                name if !opens_body(name) => return Next::Done,
                _ => {}
            },
            Token::Doctype { .. } => return Next::Done,
            Token::Finish => {}
        }
        self.imply(Body);
        Next::Again(Mode::InBody)
    }

    /// A tag that belongs into the head, after its end.
    fn again_in_head(&mut self, token: Token) -> Next {
        let Some(head) = self.head else { return Next::Done };
        self.open.push(head);
        let next = self.in_head(token);
        self.remove_open(head.node);
        next
    }

    fn in_raw_text(&mut self, token: Token) -> Next {
        match token {
            Token::Text(text) => {
                self.put_text(text);
                Next::Done
            }
            Token::Finish => {
                self.open.pop();
                Next::Again(self.mode_around)
            }
            _ => {
                self.open.pop();
                self.mode = self.mode_around;
                Next::Done
            }
        }
    }

    pub(super) fn in_template_mode(&mut self, token: Token) -> Next {
        use Name::*;
        let mode = match token {
            Token::Text(_) => return self.in_body(token),
            Token::Start(tag) => match tag.name {
                Base | Basefont | Bgsound | Link | Meta | Noframes | Script | Style | Template | Title => {
                    return self.in_head(token);
                }
                Caption | Colgroup | Tbody | Tfoot | Thead => Mode::InTable,
                Col => Mode::InColumnGroup,
                Tr => Mode::InTableBody,
                Td | Th => Mode::InRow,
                _ => Mode::InBody,
            },
            Token::End(tag) if tag.name == Template => return self.in_head(token),
            Token::End(_) | Token::Doctype { .. } => return Next::Done,
            Token::Finish => {
                if !self.in_template() {
                    return Next::Done;
                }
                self.close_named(Template);
                self.formatting.clear_to_marker();
                self.template_modes.pop();
                return Next::Again(self.mode_of_stack());
            }
        };
        if let Some(last) = self.template_modes.last_mut() {
            *last = mode;
        }
        Next::Again(mode)
    }

    fn after_body(&mut self, mode: Mode, token: Token) -> Next {
        match token {
            Token::Text(text) if text.blank => return self.in_body(token),
            Token::Start(tag) if tag.name == Name::Html => return self.in_body(token),
            Token::End(tag) if tag.name == Name::Html && mode == Mode::AfterBody => {
                self.mode = Mode::AfterAfterBody;
                return Next::Done;
            }
            Token::Finish | Token::Doctype { .. } => return Next::Done,
            _ => {}
        }
        Next::Again(Mode::InBody)
    }

    /// In framesets there is no text at all.
    fn in_frameset(&mut self, mode: Mode, token: Token) -> Next {
        match token {
            Token::Start(tag) => match tag.name {
                Name::Html => return self.in_body(token),
                Name::Noframes => return self.in_head(token),
                Name::Frameset if mode == Mode::InFrameset => {
                    self.insert(tag);
                }
                Name::Frame if mode == Mode::InFrameset => {
                    self.insert_closed(tag, Namespace::Html);
                }
                _ => {}
            },
            Token::End(tag)
                if mode == Mode::InFrameset && tag.name == Name::Frameset && self.open.len() > 1 =>
            {
                self.open.pop();
                if !self.current().is(Name::Frameset) {
                    self.mode = Mode::AfterFrameset;
                }
            }
            Token::End(tag) if mode == Mode::AfterFrameset && tag.name == Name::Html => {
                self.mode = Mode::AfterAfterFrameset;
            }
            _ => {}
        }
        Next::Done
    }
}

/// End tags that begin the body if it has not begun.
fn opens_body(name: Name) -> bool {
    matches!(name, Name::Body | Name::Html | Name::Br)
}
