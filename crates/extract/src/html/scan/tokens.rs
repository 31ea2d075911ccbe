//! HTML text to tokens: tags with their attributes, and the text between them.
//!
//! After <https://html.spec.whatwg.org/multipage/parsing.html#tokenization>, with each jump over
//! uninteresting bytes made by `memchr`. Comments and the like are passed over in silence.

use memchr::{memchr, memchr2, memchr3};

use super::doctype::is_quirky;
use super::entities::{Place, decode};
use crate::html::name::{Name, key_at};
use crate::html::tree::{Attribute, Attributes, Span, Tree};

/// A piece of the page.
#[derive(Debug, Clone, Copy)]
pub(super) enum Token {
    Text(Text),
    Start(Tag),
    End(Tag),
    /// A document type, and whether it is an old one.
    Doctype {
        quirky: bool,
    },
    /// The end of the page.
    Finish,
}

/// Text without markup, references resolved.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text {
    pub(super) span: Span,
    /// Line of the page on which it begins; of no meaning for blank text.
    pub(super) line: u32,
    /// Nothing but ASCII white space.
    pub(super) blank: bool,
}

/// A start or end tag.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tag {
    pub(super) name: Name,
    /// Where the name stands in lower case, if it is [`Name::Other`].
    pub(super) spelling: Span,
    pub(super) attributes: Attributes,
    pub(super) self_closing: bool,
}

impl Tag {
    /// A tag that does not stand in the page.
    pub(super) fn implied(name: Name) -> Tag {
        let (spelling, attributes) = (Span::default(), Attributes::default());
        Tag { name, spelling, attributes, self_closing: false }
    }
}

/// How the text in an element is read that holds no elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Raw {
    /// `title` and `textarea`: references count.
    Escapable,
    /// `style` and its like.
    Text,
    /// A script, which may hold other scripts in a comment.
    Script,
    /// `plaintext`: no end.
    Plain,
}

/// How what stands around a place in the page changes how it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Surroundings {
    /// `<![CDATA[` begins text.
    pub(super) cdata: bool,
    pub(super) nul: Nul,
}

/// What becomes of a NUL in text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nul {
    LeftOut,
    Kept,
    /// A replacement character stands for it.
    Marked,
}

/// Cuts a page into tokens.
#[derive(Debug)]
pub(super) struct Scanner<'s> {
    source: &'s str,
    at: usize,
    /// Line at `counted`, up to which line breaks have been counted.
    line: u32,
    counted: usize,
}

impl<'s> Scanner<'s> {
    /// A scanner for a page in which each carriage return stands before a line feed.
    pub(super) fn new(source: &'s str) -> Scanner<'s> {
        let at = if source.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
        Scanner { source, at, line: 1, counted: 0 }
    }

    /// The next token.
    pub(super) fn next(&mut self, tree: &mut Tree<'s>, around: Surroundings) -> Token {
        let bytes = self.source.as_bytes();
        loop {
            let text_start = self.at;
            let markup = self.next_markup();
            if markup > text_start {
                self.at = markup;
                let text = self.text(tree, text_start, markup, Some(Place::Text), around.nul);
                if text.span.len() > 0 {
                    return Token::Text(text);
                }
            }
            let token = match (bytes.get(markup + 1), bytes.get(markup + 2)) {
                (None, _) => return Token::Finish,
                (Some(b'/'), Some(byte)) if byte.is_ascii_alphabetic() => {
                    self.tag(tree, markup + 2).map(Token::End)
                }
                (Some(b'/'), Some(b'>')) => {
                    self.at = markup + 3;
                    None
                }
                (Some(b'!'), _) => self.declaration(tree, markup, around),
                (Some(b'/' | b'?'), _) => {
                    self.at = self.after(b'>', markup + 2);
                    None
                }
                _ => self.tag(tree, markup + 1).map(Token::Start),
            };
            if let Some(token) = token {
                return token;
            }
        }
    }

    /// Where the next markup begins.
    fn next_markup(&self) -> usize {
        let bytes = self.source.as_bytes();
        let mut from = self.at;
        while let Some(found) = memchr(b'<', bytes.get(from..).unwrap_or_default()) {
            let at = from + found;
            match bytes.get(at + 1) {
                Some(b'a'..=b'z' | b'A'..=b'Z' | b'!' | b'?') => return at,
                Some(b'/') if at + 2 < bytes.len() => return at,
                _ => from = at + 1,
            }
        }
        bytes.len()
    }

    /// The position after the next such byte, or the end.
    fn after(&self, byte: u8, from: usize) -> usize {
        let rest = self.source.as_bytes().get(from..).unwrap_or_default();
        memchr(byte, rest).map_or(self.source.len(), |found| from + found + 1)
    }

    /// Line of the page at a position, which is not before those asked for earlier.
    fn line_at(&mut self, at: usize) -> u32 {
        let between = self.source.as_bytes().get(self.counted..at).unwrap_or_default();
        self.line = self.line.saturating_add(memchr::memchr_iter(b'\n', between).count() as u32);
        self.counted = at.max(self.counted);
        self.line
    }

    /// The text of a range of the page; with a `place`, references in it count.
    fn text(
        &mut self,
        tree: &mut Tree<'s>,
        start: usize,
        end: usize,
        place: Option<Place>,
        nul: Nul,
    ) -> Text {
        let text = self.source.get(start..end).unwrap_or_default();
        let span = Span::new(start, end);
        if is_blank(text) {
            return Text { span, line: self.line, blank: true };
        }
        let span = resolved(tree, span, text, place, nul);
        Text { span, line: self.line_at(start), blank: is_blank(tree.text(span)) }
    }

    /// A tag whose name begins at `start`; `None` if the page ends within it.
    fn tag(&mut self, tree: &mut Tree<'s>, start: usize) -> Option<Tag> {
        let bytes = self.source.as_bytes();
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
        let end = start + bytes.get(start..)?.iter().position(is_end).unwrap_or(bytes.len() - start);
        let name = Name::at(bytes, start, end);
        let spelling =
            if name == Name::Other { self.spelling(tree, start, end) } else { Span::new(start, end) };
        let first = tree.attributes_end();
        let self_closing = self.attributes(tree, end)?;
        let attributes = Attributes { start: first, end: tree.attributes_end() };
        Some(Tag { name, spelling, attributes, self_closing })
    }

    /// The name at `start..end` in lower case.
    fn spelling(&self, tree: &mut Tree<'s>, start: usize, end: usize) -> Span {
        let name = self.source.get(start..end).unwrap_or_default();
        if !name.bytes().any(|byte| byte.is_ascii_uppercase() || byte == 0) {
            return Span::new(start, end);
        }
        let start = tree.decoded_end();
        tree.decoded_mut().push_str(&name.to_ascii_lowercase().replace('\0', "\u{FFFD}"));
        Span::new(start, tree.decoded_end())
    }

    /// Reads attributes and the end of the tag, and tells whether it is self-closing; `None` if the page
    /// ends before.
    fn attributes(&mut self, tree: &mut Tree<'s>, from: usize) -> Option<bool> {
        let bytes = self.source.as_bytes();
        let mut at = from;
        loop {
            match bytes.get(at) {
                None => {
                    self.at = bytes.len();
                    return None;
                }
                Some(b'>') => {
                    self.at = at + 1;
                    return Some(false);
                }
                Some(b'/') if bytes.get(at + 1) == Some(&b'>') => {
                    self.at = at + 2;
                    return Some(true);
                }
                Some(b'/' | b' ' | b'\n' | b'\t' | b'\x0C' | b'\r') => at += 1,
                Some(_) => at = self.attribute(tree, at),
            }
        }
    }

    /// Reads the attribute at `start`, and tells where it ends.
    fn attribute(&mut self, tree: &mut Tree<'s>, start: usize) -> usize {
        let bytes = self.source.as_bytes();
        let mut at = start + 1;
        while bytes
            .get(at)
            .is_some_and(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>' | b'='))
        {
            at += 1;
        }
        let name = Span::new(start, at);
        let key = key_at(bytes, start, at);
        let after_blanks = |mut at: usize| {
            while bytes.get(at).is_some_and(u8::is_ascii_whitespace) {
                at += 1;
            }
            at
        };
        at = after_blanks(at);
        if bytes.get(at) != Some(&b'=') {
            tree.add_attribute(Attribute { key, name, value: Span::new(start, start) });
            return at;
        }
        at = after_blanks(at + 1);
        let (value_start, value_end, next) = if let Some(quote @ (b'"' | b'\'')) = bytes.get(at) {
            let next = self.after(*quote, at + 1);
            let closed = next > at + 1 && bytes.get(next - 1) == Some(quote);
            (at + 1, if closed { next - 1 } else { next }, next)
        } else {
            let rest = bytes.get(at..).unwrap_or_default();
            let is_end = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'>';
            let end = at + rest.iter().position(is_end).unwrap_or(rest.len());
            (at, end, end)
        };
        let text = self.source.get(value_start..value_end).unwrap_or_default();
        let value =
            resolved(tree, Span::new(value_start, value_end), text, Some(Place::Attribute), Nul::Marked);
        tree.add_attribute(Attribute { key, name, value });
        next
    }

    /// `<!` at `start`: a document type, a comment, or `CDATA`.
    fn declaration(&mut self, tree: &mut Tree<'s>, start: usize, around: Surroundings) -> Option<Token> {
        let rest = self.source.as_bytes().get(start + 2..).unwrap_or_default();
        if rest.starts_with(b"--") {
            self.at = self.end_of_comment(start + 4);
            return None;
        }
        if rest.get(..7).is_some_and(|word| word.eq_ignore_ascii_case(b"doctype")) {
            self.at = self.after(b'>', start + 9);
            let closed = self.at > start + 9 && self.source.as_bytes().get(self.at - 1) == Some(&b'>');
            let end = if closed { self.at - 1 } else { self.at };
            let inside = self.source.get(start + 9..end).unwrap_or_default();
            return Some(Token::Doctype { quirky: is_quirky(inside, closed) });
        }
        if around.cdata && rest.starts_with(b"[CDATA[") {
            let from = start + 9;
            let inside = self.source.as_bytes().get(from..).unwrap_or_default();
            let length = memchr::memmem::find(inside, b"]]>");
            let end = length.map_or(self.source.len(), |length| from + length);
            self.at = length.map_or(end, |_| end + 3);
            return (end > from).then(|| Token::Text(self.text(tree, from, end, None, around.nul)));
        }
        self.at = self.after(b'>', start + 2);
        None
    }

    /// Where the comment ends whose text begins at `start`.
    fn end_of_comment(&self, start: usize) -> usize {
        let bytes = self.source.as_bytes();
        let text = bytes.get(start..).unwrap_or_default();
        if text.starts_with(b">") {
            return start + 1;
        }
        if text.starts_with(b"->") {
            return start + 2;
        }
        let mut at = start;
        while let Some(found) = memchr(b'>', bytes.get(at..).unwrap_or_default()) {
            at += found + 1;
            let before = bytes.get(start..at - 1).unwrap_or_default();
            if before.ends_with(b"--") || before.ends_with(b"--!") {
                return at;
            }
        }
        bytes.len()
    }

    /// The text of an element that holds nothing else; the scanner stands at its end tag afterwards.
    pub(super) fn raw_text(&mut self, tree: &mut Tree<'s>, raw: Raw, element: Name) -> Option<Text> {
        let start = self.at;
        let end = match raw {
            Raw::Plain => self.source.len(),
            Raw::Script => self.end_of_script(start),
            Raw::Escapable | Raw::Text => self.end_of_raw(start, element),
        };
        self.at = end;
        let place = (raw == Raw::Escapable).then_some(Place::Text);
        (end > start).then(|| self.text(tree, start, end, place, Nul::Marked))
    }

    /// Passes over one line feed.
    pub(super) fn skip_line_feed(&mut self) {
        let rest = self.source.as_bytes().get(self.at..).unwrap_or_default();
        let breaks: [&[u8]; 2] = [b"\n", b"\r\n"];
        self.at +=
            breaks.iter().find(|line_break| rest.starts_with(line_break)).map_or(0, |found| found.len());
    }

    fn end_of_raw(&self, start: usize, element: Name) -> usize {
        let bytes = self.source.as_bytes();
        let mut from = start;
        while let Some(found) = memchr(b'<', bytes.get(from..).unwrap_or_default()) {
            let at = from + found;
            if bytes.get(at + 1) == Some(&b'/') && self.is_tag(at + 2, element.text()) {
                return at;
            }
            from = at + 1;
        }
        bytes.len()
    }

    /// Whether a tag name stands at `at`, and ends there.
    fn is_tag(&self, at: usize, name: &str) -> bool {
        let bytes = self.source.as_bytes();
        let end = at + name.len();
        bytes.get(at..end).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
            && bytes.get(end).is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
    }

    /// Where the end tag of a script stands. Inside of `<!--` a script may hold another with its end tag.
    fn end_of_script(&self, start: usize) -> usize {
        let bytes = self.source.as_bytes();
        let (mut escaped, mut nested) = (false, false);
        let mut at = start;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let found = if escaped { memchr2(b'<', b'-', rest) } else { memchr(b'<', rest) };
            let Some(found) = found else { return bytes.len() };
            at += found;
            let rest = rest.get(found..).unwrap_or_default();
            if rest.starts_with(b"-->") {
                (escaped, nested) = (false, false);
                at += 3;
            } else if !escaped && rest.starts_with(b"<!--") {
                escaped = true;
                // The dashes may be those of the end, too.
                at += 2;
            } else if rest.starts_with(b"</") && self.is_tag(at + 2, "script") {
                if !nested {
                    return at;
                }
                nested = false;
                at += 2;
            } else {
                nested |= escaped && rest.starts_with(b"<") && self.is_tag(at + 1, "script");
                at += 1;
            }
        }
    }
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_whitespace())
}

/// The span of a text with its references resolved, its line breaks line feeds, and its NULs treated as
/// they must be. Raw text, which has no `place`, keeps its line breaks.
fn resolved(tree: &mut Tree<'_>, span: Span, text: &str, place: Option<Place>, nul: Nul) -> Span {
    let found = match place {
        Some(_) => memchr3(b'&', 0, b'\r', text.as_bytes()),
        None => memchr(0, text.as_bytes()),
    };
    if found.is_none() {
        return span;
    }
    let start = tree.decoded_end();
    let out = tree.decoded_mut();
    let mut rest = text;
    loop {
        let at = memchr2(0, b'\r', rest.as_bytes()).unwrap_or(rest.len());
        let (part, after) = rest.split_at(at);
        match place {
            Some(place) => decode(part, place, out),
            None => out.push_str(part),
        }
        let Some((special, after)) = after.split_at_checked(1) else { break };
        match nul {
            // A line feed follows it.
            _ if special == "\r" => {}
            Nul::Marked => out.push(char::REPLACEMENT_CHARACTER),
            Nul::Kept => out.push('\0'),
            Nul::LeftOut => {}
        }
        rest = after;
    }
    Span::new(start, tree.decoded_end())
}
