//! HTML text to a [`Tree`], in one pass and in linear time, by the rules of the HTML standard.
//!
//! [`tokens`] cuts the page into tags and text, [`depth`] leaves out what nests too deep, and [`builder`]
//! with the insertion modes beside it finds the place of the rest in the tree. Everything that walks
//! the stack of open elements is bounded by its greatest depth, so that the cost of a page is that of
//! its length. The rules are those of html5ever; only hostile pages differ, where limits hold.

mod adoption;
mod body;
mod builder;
mod depth;
mod doctype;
mod entities;
mod foreign;
mod formatting;
mod modes;
mod sets;
mod table;
mod tokens;

use std::borrow::Cow;

use self::builder::Builder;
use self::depth::Depth;
use self::tokens::{Scanner, Token};
use super::tree::Tree;
use crate::TooComplex;

/// The page without carriage returns that are line breaks by themselves, as [`parse`] wants it.
pub(super) fn with_line_feeds(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let is_alone = |at: usize| bytes.get(at + 1) != Some(&b'\n');
    if !memchr::memchr_iter(b'\r', bytes).any(is_alone) {
        return Cow::Borrowed(html);
    }
    Cow::Owned(html.replace("\r\n", "\n").replace('\r', "\n"))
}

/// Parses a whole page. Scripting counts as off, so that `noscript` holds elements.
pub(super) fn parse(source: &str, max_steps: u64) -> Result<Tree<'_>, TooComplex> {
    if u32::try_from(source.len()).map_or(true, |length| length > u32::MAX / 4) {
        return Err(TooComplex { max_steps });
    }
    let mut scanner = Scanner::new(source);
    let mut builder = Builder::new(source);
    let mut depth = Depth::default();
    loop {
        let surroundings = builder.surroundings();
        let token = scanner.next(&mut builder.tree, surroundings);
        match token {
            Token::Start(tag) if depth.leaves_out_start(&mut builder, tag) => continue,
            Token::End(tag) if depth.leaves_out_end(&mut builder, tag) => continue,
            _ => builder.process(token),
        }
        if let Some((raw, element)) = builder.raw.take() {
            if std::mem::take(&mut builder.ignores_line_feed) {
                scanner.skip_line_feed();
            }
            if let Some(text) = scanner.raw_text(&mut builder.tree, raw, element) {
                builder.process(Token::Text(text));
            }
        } else if std::mem::take(&mut builder.ignores_line_feed) {
            scanner.skip_line_feed();
        }
        if builder.steps > max_steps {
            return Err(TooComplex { max_steps });
        }
        if matches!(token, Token::Finish) {
            return Ok(builder.tree);
        }
    }
}

#[cfg(test)]
mod tests;
