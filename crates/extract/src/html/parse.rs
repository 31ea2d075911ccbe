//! HTML text to a [`Tree`]: html5ever's tokenizer and tree builder, with a gate between them that keeps
//! hostile pages cheap.
//!
//! The tree builder looks through its stack of open elements for almost every tag, so depth times
//! tags is what it costs: 50,000 nested `div` take it many seconds. Past [`MAX_DEPTH`] the gate
//! therefore leaves tags out and only marks that a block ends there; browsers flatten at 512 as well.
//! What is still too expensive ends at the step limit.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use html5ever::buffer_queue::BufferQueue;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink};
use html5ever::{LocalName, TokenizerResult};

use super::sink::{Handle, Sink};
use super::tags::{is_formatting, is_line, is_structural, is_table_part};
use super::tree::Tree;
use crate::TooComplex;

/// Depth of nesting past which tags are left out. Browsers flatten at 512 (Chromium's
/// `kMaximumHTMLParserDOMTreeDepth`).
const MAX_DEPTH: u32 = 512;

/// Further depth for the parts of a table that is itself within [`MAX_DEPTH`].
const TABLE_PARTS_DEPTH: u32 = 8;

/// Elements that the tree builder may make on its own, for each tag of the page and at all, before
/// formatting tags are left out: it repeats unclosed ones in every paragraph (guess; pages of the
/// ordinary kind stay far below).
const MAX_REPEATS: (u64, u64) = (2, 1000);

/// Bytes that are tokenized between two looks at the step counter.
const CHUNK_BYTES: usize = 8192;

/// Parses a whole page. Scripting counts as off, so that `noscript` holds elements.
pub(super) fn parse(html: &str, max_steps: u64) -> Result<Tree, TooComplex> {
    let too_complex = TooComplex { max_steps };
    if u32::try_from(html.len()).map_or(true, |length| length > u32::MAX / 4) {
        return Err(too_complex);
    }
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let gate = Gate {
        builder: TreeBuilder::new(Sink::new(), options),
        left_out: RefCell::new(BTreeMap::new()),
        tags: Cell::new(0),
    };
    let tokenizer = Tokenizer::new(gate, TokenizerOpts::default());
    let queue = BufferQueue::default();
    let mut rest = html;
    while !rest.is_empty() {
        let (chunk, after) = rest.split_at(rest.ceil_char_boundary(CHUNK_BYTES));
        rest = after;
        queue.push_back(StrTendril::from_slice(chunk));
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        if tokenizer.sink.builder.sink.steps() > max_steps {
            return Err(too_complex);
        }
    }
    tokenizer.end();
    Ok(tokenizer.sink.builder.sink.finish())
}

/// Stands between tokenizer and tree builder, and leaves out tags that would make the page expensive.
struct Gate {
    builder: TreeBuilder<Handle, Sink>,
    /// Start tags left out whose end tags are still to come.
    left_out: RefCell<BTreeMap<LocalName, u32>>,
    tags: Cell<u64>,
}

impl Gate {
    /// Whether the tree builder must not see this tag.
    fn leaves_out(&self, tag: &Tag) -> bool {
        let sink = &self.builder.sink;
        self.tags.set(self.tags.get() + 1);
        let name: &str = &tag.name;
        let depth = sink.depth();
        let deep = depth >= MAX_DEPTH;
        let repeating = is_formatting(name) && self.repeats_too_much();
        if !deep && !self.left_out.borrow().is_empty() && !repeating {
            self.left_out.borrow_mut().retain(|name, _| is_formatting(name));
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

    fn repeats_too_much(&self) -> bool {
        self.builder.sink.created() > self.tags.get() * MAX_REPEATS.0 + MAX_REPEATS.1
    }
}

impl TokenSink for Gate {
    type Handle = Handle;

    fn process_token(&self, token: Token, line_number: u64) -> TokenSinkResult<Handle> {
        match token {
            Token::ParseError(_) | Token::CommentToken(_) => TokenSinkResult::Continue,
            Token::TagToken(tag) if self.leaves_out(&tag) => TokenSinkResult::Continue,
            token => self.builder.process_token(token, line_number),
        }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}
