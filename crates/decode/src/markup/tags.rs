//! The tags of HTML in a text, found by one pass without building a tree.
//!
//! Only what is a tag of a known element with well-formed attributes counts: `Vec<T>`, `a < b`,
//! `<user@example.org>` and `<b & c>` are text.

use std::ops::Range;

use super::elements::{Family, family};

/// A tag of a known element, or a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag {
    /// Byte range in the text, from `<` to `>`.
    pub(crate) range: Range<usize>,
    pub(crate) side: Side,
    pub(crate) family: Family,
    /// Lower case; empty for a comment.
    pub(crate) name: &'static str,
    pub(crate) has_attributes: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Open,
    Close,
    /// A comment, doctype or processing instruction.
    Comment,
}

/// The tags of a text, in order; and where a tag begins that the end of the text cuts off.
#[derive(Debug, Default)]
pub(crate) struct Tags {
    pub(crate) tags: Vec<Tag>,
    pub(crate) cut: Option<usize>,
}

/// Bytes of an attribute list that are read before it counts as text. Guess: style attributes of a
/// few hundred bytes are common, and a bound keeps the scan linear.
const LONGEST_TAG: usize = 8 * 1024;
/// Bytes of a comment that are read before it counts as text, for the same reason.
const LONGEST_COMMENT: usize = 64 * 1024;

pub(crate) fn tags_of(text: &str) -> Tags {
    let mut found = Tags::default();
    let mut until = 0;
    let mut unclosed_comment = false;
    let mut unclosed_raw = false;
    for at in memchr::memchr_iter(b'<', text.as_bytes()) {
        if at < until {
            continue;
        }
        match read(text, at, &mut unclosed_comment) {
            Reading::Tag(tag) => {
                until = raw_end(text, &tag, &mut unclosed_raw).unwrap_or(tag.range.end);
                found.tags.push(tag);
            }
            Reading::Cut => {
                found.cut = Some(at);
                break;
            }
            Reading::Text => {}
        }
    }
    found
}

/// Where the end tag of a script or style begins; what stands before it is no HTML. Once one has no
/// end, no other is looked for: its text is read like any other.
fn raw_end(text: &str, tag: &Tag, unclosed: &mut bool) -> Option<usize> {
    if tag.side != Side::Open || *unclosed || !matches!(tag.name, "script" | "style") {
        return None;
    }
    let from = tag.range.end;
    let bytes = text.as_bytes().get(from..)?;
    let end = memchr::memmem::find_iter(bytes, b"</").find(|at| {
        let name = bytes.get(at + 2..at + 2 + tag.name.len());
        name.is_some_and(|name| name.eq_ignore_ascii_case(tag.name.as_bytes()))
    });
    *unclosed = end.is_none();
    end.map(|end| from + end)
}

/// Whether a text holds a tag of a known element, a cut one included if there is more than its `<`.
pub(crate) fn holds_tag(text: &str) -> bool {
    let mut unclosed_comment = false;
    memchr::memchr_iter(b'<', text.as_bytes()).any(|at| match read(text, at, &mut unclosed_comment) {
        Reading::Tag(tag) => tag.side != Side::Comment,
        Reading::Cut | Reading::Text => false,
    })
}

enum Reading {
    Tag(Tag),
    Cut,
    Text,
}

fn read(text: &str, at: usize, unclosed_comment: &mut bool) -> Reading {
    let Some(inner) = text.get(at + 1..) else { return Reading::Text };
    if inner.starts_with("!--") {
        return comment(inner, at, unclosed_comment);
    }
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!')) && !inner.is_empty() {
        return Reading::Text;
    }
    if inner.get(..8).is_some_and(|head| head.eq_ignore_ascii_case("!doctype")) {
        let head = inner.as_bytes().get(..LONGEST_TAG).unwrap_or(inner.as_bytes());
        return memchr::memchr(b'>', head)
            .map_or(Reading::Text, |end| Reading::Tag(no_element(at..at + end + 2)));
    }
    let (side, body) = inner.strip_prefix('/').map_or((Side::Open, inner), |body| (Side::Close, body));
    let length = body.bytes().take(MOST_NAME).take_while(u8::is_ascii_alphanumeric).count();
    let name = body.get(..length).unwrap_or_default();
    let rest = body.get(length..).unwrap_or_default();
    let prefix = text.len() - at - rest.len();
    if rest.is_empty() {
        let lower = name.to_ascii_lowercase();
        return if super::elements::begins_known(&lower) { Reading::Cut } else { Reading::Text };
    }
    let Some((name, family)) = family(name) else { return Reading::Text };
    match attributes(rest) {
        Attributes::End(length) => Reading::Tag(Tag {
            range: at..at + prefix + length,
            side,
            family,
            name,
            has_attributes: rest
                .get(..length)
                .is_some_and(|list| list.contains(|c: char| c.is_ascii_alphanumeric())),
        }),
        Attributes::Cut => Reading::Cut,
        Attributes::None => Reading::Text,
    }
}

/// Letters of the longest element name, `blockquote`, and one to see that there is no more.
const MOST_NAME: usize = 12;

fn no_element(range: Range<usize>) -> Tag {
    Tag { range, side: Side::Comment, family: Family::Inline, name: "", has_attributes: false }
}

fn comment(inner: &str, at: usize, unclosed: &mut bool) -> Reading {
    if *unclosed {
        return Reading::Text;
    }
    let bytes = inner.as_bytes();
    let head = bytes.get(..LONGEST_COMMENT).unwrap_or(bytes);
    if let Some(end) = memchr::memmem::find(head, b"-->") {
        Reading::Tag(no_element(at..at + end + 4))
    } else {
        *unclosed = true;
        Reading::Text
    }
}

enum Attributes {
    /// Bytes up to and with `>`.
    End(usize),
    /// The text ends inside the list.
    Cut,
    None,
}

/// Reads `name`, `name=value`, `name="value"`, `/` up to `>`.
fn attributes(rest: &str) -> Attributes {
    let bytes = rest.as_bytes();
    let bounded = bytes.len() > LONGEST_TAG;
    let bytes = bytes.get(..LONGEST_TAG).unwrap_or(bytes);
    let over = if bounded { Attributes::None } else { Attributes::Cut };
    let mut at = 0;
    loop {
        let blanks = count(bytes, at, u8::is_ascii_whitespace);
        at += blanks;
        match bytes.get(at) {
            None => return over,
            Some(b'>') => return Attributes::End(at + 1),
            Some(b'/') => {
                at += 1;
                continue;
            }
            Some(_) if blanks == 0 && at == 0 => return Attributes::None,
            Some(_) => {}
        }
        let name =
            count(bytes, at, |b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':' | b'.' | b'@'));
        if name == 0 {
            return Attributes::None;
        }
        at += name;
        let before_equals = count(bytes, at, u8::is_ascii_whitespace);
        if bytes.get(at + before_equals) != Some(&b'=') {
            continue;
        }
        at += before_equals + 1;
        at += count(bytes, at, u8::is_ascii_whitespace);
        match bytes.get(at) {
            None => return over,
            Some(quote @ (b'"' | b'\'')) => {
                let inside = bytes.get(at + 1..).unwrap_or_default();
                let Some(length) = memchr::memchr(*quote, inside) else { return over };
                at += length + 2;
            }
            Some(_) => {
                at += count(bytes, at, |b| {
                    !b.is_ascii_whitespace() && !matches!(b, b'>' | b'<' | b'"' | b'\'')
                });
            }
        }
    }
}

fn count(bytes: &[u8], from: usize, wanted: impl Fn(&u8) -> bool) -> usize {
    bytes.get(from..).unwrap_or_default().iter().take_while(|b| wanted(b)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &[&str]) {
        let found = tags_of(text);
        let names: Vec<&str> = found.tags.iter().filter_map(|tag| text.get(tag.range.clone())).collect();
        assert_eq!(names, expect, "{text}");
    }

    #[test]
    fn only_well_formed_tags_of_known_elements_count() {
        check("<p>One<br/>two</P >", &["<p>", "<br/>", "</P >"]);
        check(
            "<a href=\"x > y\" title='z' rel=nofollow disabled>",
            &["<a href=\"x > y\" title='z' rel=nofollow disabled>"],
        );
        check("Vec<T> a < b <b & c> <user@x.org> <stdio.h> <pre-x> <p1>", &[]);
        check("<!-- <p> --><!DOCTYPE html><p>", &["<!-- <p> -->", "<!DOCTYPE html>", "<p>"]);
        check("<<p>>", &["<p>"]);
    }

    #[test]
    fn a_cut_tag_is_found() {
        let cut = |text: &str| tags_of(text).cut;
        assert_eq!(cut("<p>one</st"), Some(6));
        assert_eq!(cut("<p>one<"), Some(6));
        assert_eq!(cut("<p>one</"), Some(6));
        assert_eq!(cut("<p>one<a href=\"x"), Some(6));
        assert_eq!(cut("a < b"), None);
        assert_eq!(cut("<p>one<zzz"), None);
    }
}
