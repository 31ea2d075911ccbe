//! Tokens in tables.
//!
//! After <https://html.spec.whatwg.org/multipage/parsing.html#parsing-main-intable> and what follows it.

#![allow(clippy::enum_glob_use, reason = "long lists of names read better without a prefix")]

use super::builder::{Builder, Mode, Next};
use super::sets;
use super::tokens::{Tag, Text, Token};
use crate::html::name::{Name, Namespace};

impl Builder<'_> {
    pub(super) fn in_table(&mut self, token: Token) -> Next {
        use Name::*;
        match token {
            Token::Text(text) => self.text_in_table(text),
            Token::Start(tag) => match tag.name {
                Caption => {
                    self.close_until(sets::ends_table_scope);
                    self.formatting.mark();
                    self.insert(tag);
                    self.mode = Mode::InCaption;
                    Next::Done
                }
                Colgroup => self.open_in_table(tag, Mode::InColumnGroup),
                Tbody | Tfoot | Thead => self.open_in_table(tag, Mode::InTableBody),
                Col => self.imply_in_table(Colgroup, Mode::InColumnGroup),
                Td | Th | Tr => self.imply_in_table(Tbody, Mode::InTableBody),
                Table => {
                    if !self.has_in_table_scope(Table) {
                        return Next::Done;
                    }
                    self.close_named(Table);
                    Next::Again(self.mode_of_stack())
                }
                Style | Script | Template => self.in_head(token),
                Input if self.is_hidden_input(tag) => {
                    self.insert_closed(tag, Namespace::Html);
                    Next::Done
                }
                Form => {
                    if !self.in_template() && self.form.is_none() {
                        self.form = Some(self.insert_closed(tag, Namespace::Html).node);
                    }
                    Next::Done
                }
                _ => self.foster(token),
            },
            Token::End(tag) => match tag.name {
                Table => {
                    if self.has_in_table_scope(Table) {
                        self.close_named(Table);
                        self.mode = self.mode_of_stack();
                    }
                    Next::Done
                }
                Body | Caption | Col | Colgroup | Html | Tbody | Td | Tfoot | Th | Thead | Tr => Next::Done,
                Template => self.in_head(token),
                _ => self.foster(token),
            },
            Token::Finish => self.in_body(token),
            Token::Doctype { .. } => Next::Done,
        }
    }

    fn open_in_table(&mut self, tag: Tag, mode: Mode) -> Next {
        self.close_until(sets::ends_table_scope);
        self.insert(tag);
        self.mode = mode;
        Next::Done
    }

    fn imply_in_table(&mut self, name: Name, mode: Mode) -> Next {
        self.close_until(sets::ends_table_scope);
        self.imply(name);
        Next::Again(mode)
    }

    /// What has no place in a table goes before it.
    fn foster(&mut self, token: Token) -> Next {
        self.fostering = true;
        let next = self.in_body(token);
        self.fostering = false;
        next
    }

    fn text_in_table(&mut self, text: Text) -> Next {
        if text.blank && sets::fosters(self.current()) {
            self.put_text(text);
            return Next::Done;
        }
        self.foster(Token::Text(text))
    }

    pub(super) fn in_caption(&mut self, token: Token) -> Next {
        use Name::*;
        match token {
            Token::Start(Tag {
                name: Caption | Col | Colgroup | Tbody | Td | Tfoot | Th | Thead | Tr,
                ..
            })
            | Token::End(Tag { name: Table | Caption, .. }) => {
                if !self.has_in_table_scope(Caption) {
                    return Next::Done;
                }
                self.close_implied(sets::is_implied_end);
                self.close_named(Caption);
                self.formatting.clear_to_marker();
                if matches!(token, Token::End(tag) if tag.name == Caption) {
                    self.mode = Mode::InTable;
                    return Next::Done;
                }
                Next::Again(Mode::InTable)
            }
            Token::End(Tag {
                name: Body | Col | Colgroup | Html | Tbody | Td | Tfoot | Th | Thead | Tr,
                ..
            }) => Next::Done,
            _ => self.in_body(token),
        }
    }

    pub(super) fn in_column_group(&mut self, token: Token) -> Next {
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
                Col => {
                    self.insert_closed(tag, Namespace::Html);
                    return Next::Done;
                }
                Template => return self.in_head(token),
                _ => {}
            },
            Token::End(tag) => match tag.name {
                Colgroup => {
                    if self.current().is(Colgroup) {
                        self.open.pop();
                        self.mode = Mode::InTable;
                    }
                    return Next::Done;
                }
                Col => return Next::Done,
                Template => return self.in_head(token),
                _ => {}
            },
            Token::Finish => return self.in_body(token),
            Token::Doctype { .. } => return Next::Done,
        }
        if !self.current().is(Colgroup) {
            return Next::Done;
        }
        self.open.pop();
        Next::Again(Mode::InTable)
    }

    pub(super) fn in_table_body(&mut self, token: Token) -> Next {
        use Name::*;
        match token {
            Token::Start(tag) if tag.name == Tr => {
                self.close_until(sets::ends_table_body);
                self.insert(tag);
                self.mode = Mode::InRow;
                Next::Done
            }
            Token::Start(Tag { name: Th | Td, .. }) => {
                self.close_until(sets::ends_table_body);
                self.imply(Tr);
                Next::Again(Mode::InRow)
            }
            Token::End(tag) if matches!(tag.name, Tbody | Tfoot | Thead) => {
                if self.has_in_table_scope(tag.name) {
                    self.close_until(sets::ends_table_body);
                    self.open.pop();
                    self.mode = Mode::InTable;
                }
                Next::Done
            }
            Token::Start(Tag { name: Caption | Col | Colgroup | Tbody | Tfoot | Thead, .. })
            | Token::End(Tag { name: Table, .. }) => {
                if !self.in_scope(sets::ends_table_scope, |open| {
                    open.is(Table) || open.is(Tbody) || open.is(Tfoot) || open.is(Thead)
                }) {
                    return Next::Done;
                }
                self.close_until(sets::ends_table_body);
                self.open.pop();
                Next::Again(Mode::InTable)
            }
            Token::End(Tag { name: Body | Caption | Col | Colgroup | Html | Td | Th | Tr, .. }) => Next::Done,
            _ => self.in_table(token),
        }
    }

    pub(super) fn in_row(&mut self, token: Token) -> Next {
        use Name::*;
        match token {
            Token::Start(tag) if matches!(tag.name, Th | Td) => {
                self.close_until(sets::ends_table_row);
                self.insert(tag);
                self.mode = Mode::InCell;
                self.formatting.mark();
                Next::Done
            }
            Token::End(tag) if tag.name == Tr => {
                if self.close_row() {
                    self.mode = Mode::InTableBody;
                }
                Next::Done
            }
            Token::Start(Tag { name: Caption | Col | Colgroup | Tbody | Tfoot | Thead | Tr, .. })
            | Token::End(Tag { name: Table, .. }) => {
                if self.close_row() {
                    Next::Again(Mode::InTableBody)
                } else {
                    Next::Done
                }
            }
            Token::End(tag) if matches!(tag.name, Tbody | Tfoot | Thead) => {
                if self.has_in_table_scope(tag.name) && self.close_row() {
                    Next::Again(Mode::InTableBody)
                } else {
                    Next::Done
                }
            }
            Token::End(Tag { name: Body | Caption | Col | Colgroup | Html | Td | Th, .. }) => Next::Done,
            _ => self.in_table(token),
        }
    }

    fn close_row(&mut self) -> bool {
        let found = self.has_in_table_scope(Name::Tr);
        if found {
            self.close_until(sets::ends_table_row);
            self.open.pop();
        }
        found
    }

    pub(super) fn in_cell(&mut self, token: Token) -> Next {
        use Name::*;
        match token {
            Token::End(tag) if matches!(tag.name, Td | Th) => {
                if self.has_in_table_scope(tag.name) {
                    self.close_implied(sets::is_implied_end);
                    self.close_named(tag.name);
                    self.formatting.clear_to_marker();
                    self.mode = Mode::InRow;
                }
                Next::Done
            }
            Token::Start(Tag {
                name: Caption | Col | Colgroup | Tbody | Td | Tfoot | Th | Thead | Tr,
                ..
            }) => {
                if !self.in_scope(sets::ends_table_scope, sets::is_cell) {
                    return Next::Done;
                }
                self.close_cell()
            }
            Token::End(Tag { name: Body | Caption | Col | Colgroup | Html, .. }) => Next::Done,
            Token::End(tag) if matches!(tag.name, Table | Tbody | Tfoot | Thead | Tr) => {
                if self.has_in_table_scope(tag.name) { self.close_cell() } else { Next::Done }
            }
            _ => self.in_body(token),
        }
    }

    fn close_cell(&mut self) -> Next {
        self.close_implied(sets::is_implied_end);
        self.close_to(sets::is_cell);
        self.formatting.clear_to_marker();
        Next::Again(Mode::InRow)
    }
}
