//! HTML text to the same [`Tree`] by another parser, to compare with: html5ever's tokenizer and tree builder, with a gate between them that keeps
//! hostile pages cheap.
//!
//! The tree builder looks through its stack of open elements for almost every tag, so depth times
//! tags is what it costs: 50,000 nested `div` take it many seconds. Past [`MAX_DEPTH`] the gate
//! therefore leaves tags out and only marks that a block ends there, as browsers do in their way.
//! What is still too expensive ends at the step limit.

mod sink;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use html5ever::{LocalName, TokenizerResult};

use self::sink::{Handle, Sink};
use super::name::Name;
use super::tags::{is_formatting, is_line, is_structural, is_table_part};
use super::tree::Tree;
use crate::TooComplex;

/// Depth of nesting past which tags are left out. Chromium flattens at 512
/// (`kMaximumHTMLParserDOMTreeDepth`); the deepest of 1,313 pages of seven types goes to 55.
const MAX_DEPTH: u32 = 256;

/// Further depth for the parts of a table that is itself within [`MAX_DEPTH`].
const TABLE_PARTS_DEPTH: u32 = 8;

/// Elements that the tree builder may make on its own, for each tag of the page and at all, before
/// formatting tags are left out: it repeats unclosed ones in every paragraph (guess; pages of the
/// ordinary kind stay far below).
const MAX_REPEATS: (u64, u64) = (1, 256);

/// Attributes of one tag. The tokenizer compares each with all before it, which takes some 30 ms here.
const MAX_ATTRIBUTES: usize = 4096;

/// Bytes without a token after which the tokenizer may be inside a tag of too many attributes.
const LONG_TAG_BYTES: usize = 32 * 1024;

/// Bytes that are tokenized between two looks at the step counter.
const CHUNK_BYTES: usize = 8192;

/// Parses a whole page. Scripting counts as off, so that `noscript` holds elements.
pub(super) fn parse(html: &str, max_steps: u64) -> Result<Tree<'_>, TooComplex> {
    let parsed = match attempt(html, max_steps, Pieces::Chunks) {
        Err(Stop::SuspiciousTag) => attempt(html, max_steps, Pieces::Tags),
        parsed => parsed,
    };
    parsed.map_err(|_| TooComplex { max_steps })
}

/// Why an attempt to parse ended early.
enum Stop {
    TooComplex,
    /// A tag may have a great many attributes, or it is a long comment: look closer.
    SuspiciousTag,
}

/// How the input is cut before it is tokenized.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pieces {
    Chunks,
    /// Before every `<`, so that what is not yet complete after a piece begins at a known place.
    Tags,
}

fn attempt(html: &str, max_steps: u64, pieces: Pieces) -> Result<Tree<'_>, Stop> {
    if u32::try_from(html.len()).map_or(true, |length| length > u32::MAX / 4) {
        return Err(Stop::TooComplex);
    }
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let gate = Gate {
        builder: TreeBuilder::new(Sink::new(html), options),
        left_out: RefCell::new(BTreeMap::new()),
        tags: Cell::new(0),
        tokens: Cell::new(0),
        text: RefCell::new(StrTendril::new()),
        text_line: Cell::new(1),
    };
    let tokenizer = Tokenizer::new(gate, TokenizerOpts::default());
    let queue = BufferQueue::default();
    let (mut at, mut pending, mut look_at) = (0, 0, LONG_TAG_BYTES);
    while at < html.len() {
        let end = end_of_piece(html, at, pieces);
        let tokens = tokenizer.sink.tokens.get();
        queue.push_back(StrTendril::from_slice(html.get(at..end).unwrap_or_default()));
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        if tokenizer.sink.builder.sink.steps() > max_steps {
            return Err(Stop::TooComplex);
        }
        if tokenizer.sink.tokens.get() != tokens {
            pending = if pieces == Pieces::Tags { end } else { at };
            look_at = LONG_TAG_BYTES;
        } else if end - pending >= look_at {
            look_at *= 2;
            check_tag(html.as_bytes().get(pending..end).unwrap_or_default(), pieces)?;
        }
        at = end;
    }
    tokenizer.end();
    Ok(tokenizer.sink.builder.sink.finish())
}

fn end_of_piece(html: &str, at: usize, pieces: Pieces) -> usize {
    let limit = html.ceil_char_boundary(at.saturating_add(CHUNK_BYTES));
    let after = html.as_bytes().get(at + 1..limit).unwrap_or_default();
    match memchr::memchr(b'<', after).filter(|_| pieces == Pieces::Tags) {
        Some(next) => at + 1 + next,
        None => limit,
    }
}

/// Stops at a tag with more attributes than [`MAX_ATTRIBUTES`]: the tokenizer compares each with all.
fn check_tag(pending: &[u8], pieces: Pieces) -> Result<(), Stop> {
    match pieces {
        Pieces::Chunks => {
            let separates = |byte: &&u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'');
            let separators = pending.iter().filter(separates).count();
            if separators > MAX_ATTRIBUTES { Err(Stop::SuspiciousTag) } else { Ok(()) }
        }
        Pieces::Tags => {
            let is_tag = matches!(pending, [b'<', b'a'..=b'z' | b'A'..=b'Z' | b'/', ..]);
            if is_tag && attributes(pending) > MAX_ATTRIBUTES { Err(Stop::TooComplex) } else { Ok(()) }
        }
    }
}

/// Number of attributes of a tag that may be cut off, by the states of the HTML tokenizer.
fn attributes(tag: &[u8]) -> usize {
    enum State {
        Between,
        Name,
        AfterName,
        BeforeValue,
        Quoted(u8),
        Unquoted,
    }
    let mut count = 0;
    // The tag name counts as the first.
    let mut state = State::Name;
    for &byte in tag {
        let blank = byte.is_ascii_whitespace();
        state = match state {
            State::Between if blank || byte == b'/' => State::Between,
            State::Between | State::AfterName if byte != b'=' && byte != b'/' && !blank => {
                count += 1;
                State::Name
            }
            State::Name if blank => State::AfterName,
            State::Name | State::AfterName if byte == b'=' => State::BeforeValue,
            State::Name | State::AfterName if byte == b'/' => State::Between,
            State::BeforeValue if matches!(byte, b'"' | b'\'') => State::Quoted(byte),
            State::BeforeValue if !blank => State::Unquoted,
            State::Quoted(quote) if byte == quote => State::Between,
            State::Unquoted if blank => State::Between,
            state => state,
        };
    }
    count
}

/// Stands between tokenizer and tree builder, and leaves out tags that would make the page expensive.
struct Gate<'s> {
    builder: TreeBuilder<Handle, Sink<'s>>,
    /// Start tags left out whose end tags are still to come.
    left_out: RefCell<BTreeMap<LocalName, u32>>,
    tags: Cell<u64>,
    /// Tokens but errors.
    tokens: Cell<u64>,
    /// Text that the tree builder has not seen yet, and the line on which it ends.
    text: RefCell<StrTendril>,
    text_line: Cell<u64>,
}

impl Gate<'_> {
    /// Whether the tree builder must not see this tag.
    fn leaves_out(&self, tag: &Tag) -> bool {
        let sink = &self.builder.sink;
        self.tags.set(self.tags.get() + 1);
        let name = Name::of(&tag.name);
        let depth = sink.depth();
        let deep = depth >= MAX_DEPTH;
        let repeating = is_formatting(name) && self.repeats_too_much();
        if !deep && !self.left_out.borrow().is_empty() && !repeating {
            self.left_out.borrow_mut().retain(|name, _| is_formatting(Name::of(name)));
        }
        if deep && !is_line(name) {
            sink.boundary();
        }
        match tag.kind {
            TagKind::StartTag => {
                let kept = is_structural(name)
                    || (is_table_part(name) && depth < MAX_DEPTH + TABLE_PARTS_DEPTH)
                    || !(deep || repeating);
                if !kept && !tag.self_closing {
                    *self.left_out.borrow_mut().entry(tag.name.clone()).or_insert(0) += 1;
                }
                !kept
            }
            TagKind::EndTag => {
                let mut left_out = self.left_out.borrow_mut();
                let Some(count) = left_out.get_mut(&tag.name) else { return false };
                *count -= 1;
                if *count == 0 {
                    left_out.remove(&tag.name);
                }
                true
            }
        }
    }

    /// Joins pieces of text: a stray `<` or a reference makes a piece of its own.
    fn gather(&self, piece: StrTendril, line_number: u64) {
        let mut text = self.text.borrow_mut();
        if text.is_empty() {
            *text = piece;
        } else {
            text.push_tendril(&piece);
        }
        self.text_line.set(line_number);
    }

    /// Hands over the text gathered before a token of another kind.
    fn pass_text(&self) {
        let text = std::mem::take(&mut *self.text.borrow_mut());
        if !text.is_empty() {
            // Text never asks anything of the tokenizer.
            let _ = self.builder.process_token(Token::CharacterTokens(text), self.text_line.get());
        }
    }

    fn repeats_too_much(&self) -> bool {
        self.builder.sink.created() > self.tags.get() * MAX_REPEATS.0 + MAX_REPEATS.1
    }
}

impl TokenSink for Gate<'_> {
    type Handle = Handle;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<Handle> {
        if matches!(token, Token::ParseError(_)) {
            return TokenSinkResult::Continue;
        }
        self.tokens.set(self.tokens.get() + 1);
        match token {
            Token::CharacterTokens(piece) => {
                self.gather(piece, line_number);
                return TokenSinkResult::Continue;
            }
            _ => self.pass_text(),
        }
        match token {
            Token::TagToken(tag) if self.leaves_out(&tag) => TokenSinkResult::Continue,
            token => self.builder.process_token(token, line_number),
        }
    }

    fn end(&self) {
        self.pass_text();
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
