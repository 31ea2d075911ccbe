//! The text of one block while it is being gathered from the pieces that stand in it.

use std::sync::Arc;

use tamis_core::{Block, BlockKind, ElementId, Marker, Origin, Signals, is_wordlike};

use super::blanks::{first_shown, is_blank, is_broken_character, is_unseen, phrase_length};
use super::spans::{Marks, Spans};

/// No list item.
pub(super) const NO_ITEM: u32 = u32::MAX;

/// A link of the page: its target, and whether a block has counted it.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) href: Arc<str>,
    pub(super) counted: bool,
}

/// What the elements around a piece of text say of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Style {
    pub(super) kind: BlockKind,
    /// Element that directly holds the text.
    pub(super) holder: u32,
    /// Innermost list item around it, or [`NO_ITEM`].
    pub(super) item: u32,
    pub(super) preformatted: bool,
    pub(super) marks: Marks,
    pub(super) hidden: bool,
}

/// What is due before the next character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Seam {
    Joined,
    /// A blank, if a capital would follow a small letter: two labels that only a style sheet sets apart.
    Labels,
    /// A blank, if two words would otherwise be one.
    Apart,
    Blank,
}

/// A block in the making.
#[derive(Debug)]
pub(super) struct Run {
    text: String,
    style: Style,
    spans: Spans,
    signals: Signals,
    /// Lines of the visible characters that have come in.
    origin: Option<Origin>,
    seam: Seam,
    /// A part of the line ended after the last character.
    part_ended: bool,
    /// The last character stands in a link.
    in_link: bool,
    /// A line break was the last thing seen.
    broken: bool,
}

impl Run {
    pub(super) fn new() -> Run {
        Run {
            text: String::new(),
            style: Style {
                kind: BlockKind::Paragraph,
                holder: 0,
                item: NO_ITEM,
                preformatted: false,
                marks: Marks::default(),
                hidden: false,
            },
            spans: Spans::default(),
            signals: Signals::default(),
            origin: None,
            seam: Seam::Joined,
            part_ended: false,
            in_link: false,
            broken: false,
        }
    }

    /// Whether no visible character has come in yet.
    pub(super) fn is_empty(&self) -> bool {
        self.origin.is_none()
    }

    /// Element that holds everything that has come in.
    pub(super) fn holder(&self) -> u32 {
        self.style.holder
    }

    pub(super) fn set_holder(&mut self, holder: u32) {
        self.style.holder = holder;
    }

    /// Innermost list item at the first character.
    pub(super) fn item(&self) -> u32 {
        self.style.item
    }

    /// Whether the page hides it.
    pub(super) fn is_hidden(&self) -> bool {
        self.style.hidden
    }

    pub(super) fn kind(&self) -> BlockKind {
        self.style.kind
    }

    /// Something opaque stands here: what follows is another word.
    pub(super) fn set_apart(&mut self) {
        self.seam = self.seam.max(Seam::Apart);
    }

    /// A part of the line ends here that may be a label of its own.
    pub(super) fn end_part(&mut self) {
        self.part_ended = true;
    }

    /// A part of the line begins here that may be a label of its own.
    pub(super) fn begin_part(&mut self) {
        if self.part_ended {
            self.seam = self.seam.max(Seam::Labels);
        }
    }

    /// A link begins here: if the text before is one too, the two are not one word.
    pub(super) fn begin_link(&mut self) {
        if self.in_link {
            self.set_apart();
        }
    }

    pub(super) fn count_image(&mut self) {
        self.signals.image_count += 1;
        self.set_apart();
    }

    /// A `br`; tells whether it is the second in a row, which ends the block.
    pub(super) fn line_break(&mut self, preformatted: bool) -> bool {
        if preformatted {
            self.text.push('\n');
            return false;
        }
        self.seam = Seam::Blank;
        std::mem::replace(&mut self.broken, true) && !self.is_empty()
    }

    /// The end of a line of preformatted text.
    pub(super) fn end_line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    /// Takes in a piece of text that begins on `line`.
    pub(super) fn push(&mut self, piece: &str, mut line: u32, style: Style, mut anchor: Option<&mut Link>) {
        if style.preformatted {
            self.push_preformatted(piece, line, style, anchor);
            return;
        }
        let mut rest = piece;
        while let Some(start) = first_shown(rest) {
            let (before, from) = rest.split_at(start);
            self.see_blanks(before);
            line = line.saturating_add(line_breaks(before));
            let end = phrase_length(from);
            let (words, after) = from.split_at(end);
            self.push_words(words, line, style, anchor.as_deref_mut());
            rest = after;
        }
        self.see_blanks(rest);
    }

    fn see_blanks(&mut self, between: &str) {
        if between.contains(is_blank) {
            self.seam = Seam::Blank;
        }
    }

    /// Takes in a word, or several of one line with single blanks between them.
    fn push_words(&mut self, words: &str, line: u32, style: Style, anchor: Option<&mut Link>) {
        self.begin(line, style);
        self.part_ended = false;
        let mut length = words.chars().count() as u32;
        let due = match std::mem::replace(&mut self.seam, Seam::Joined) {
            Seam::Joined => false,
            Seam::Labels => self.begins_label(words),
            Seam::Apart => self.joins(words),
            Seam::Blank => true,
        };
        let before = self.text.len();
        if due && !self.text.is_empty() {
            self.text.push(' ');
            length += 1;
        }
        let start = self.text.len();
        self.text.push_str(words);
        self.spans.word(before, start..self.text.len(), style.marks, anchor.as_deref());
        self.count(length, style, anchor);
    }

    fn push_preformatted(&mut self, piece: &str, mut line: u32, style: Style, mut anchor: Option<&mut Link>) {
        for (at, c) in piece.char_indices() {
            if is_unseen(c) && !is_broken_character(piece, at) {
                continue;
            }
            if is_blank(c) {
                line = line.saturating_add(u32::from(c == '\n'));
                self.text.push(if matches!(c, '\n' | '\t') { c } else { ' ' });
            } else {
                self.begin(line, style);
                self.count(1, style, anchor.as_deref_mut());
                self.text.push(c);
            }
        }
    }

    /// Whether the next word begins with a capital where the last one, of two letters or more, ends small.
    fn begins_label(&self, word: &str) -> bool {
        let mut before = self.text.chars().rev();
        let ends_small = |c: Option<char>| c.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit());
        ends_small(before.next())
            && before.next().is_some_and(char::is_alphanumeric)
            && word.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether the next word would run into the last one.
    fn joins(&self, word: &str) -> bool {
        self.text.chars().next_back().is_some_and(is_wordlike) && word.chars().next().is_some_and(is_wordlike)
    }

    fn begin(&mut self, line: u32, style: Style) {
        if self.origin.is_none() {
            self.style = style;
            self.seam = Seam::Joined;
        }
        self.origin.get_or_insert(Origin { first_line: line, last_line: line }).last_line = line;
        self.broken = false;
    }

    fn count(&mut self, length: u32, style: Style, anchor: Option<&mut Link>) {
        if style.marks.strong {
            self.signals.bold_chars += length;
        }
        self.in_link = anchor.is_some();
        let Some(link) = anchor else { return };
        self.signals.link_chars += length;
        if !std::mem::replace(&mut link.counted, true) {
            self.signals.link_count += 1;
        }
        if self.signals.first_href.is_none() {
            self.signals.first_href = Some(link.href.as_ref().to_owned());
        }
    }

    /// The block, if anything visible came in; the run is empty afterwards.
    pub(super) fn finish(&mut self, marker: Marker) -> Option<Block> {
        let Some(origin) = self.origin else {
            self.text.clear();
            self.signals.image_count = 0;
            (self.seam, self.in_link, self.broken) = (Seam::Joined, false, false);
            return None;
        };
        let mut run = std::mem::replace(self, Run::new());
        run.signals.hidden = run.style.hidden;
        let (text, inlines) = if run.style.preformatted {
            (lines_trimmed(&run.text).to_owned(), Vec::new())
        } else {
            (run.text, run.spans.finish())
        };
        Some(Block {
            kind: run.style.kind,
            text,
            inlines,
            marker,
            origin,
            gap_before: false,
            element: Some(ElementId(run.style.holder)),
            signals: run.signals,
            note: None,
            recurrence: None,
        })
    }
}

fn line_breaks(blanks: &str) -> u32 {
    blanks.bytes().filter(|byte| *byte == b'\n').count() as u32
}

/// Without the blank lines around it; the indentation of its first line stays.
fn lines_trimmed(text: &str) -> &str {
    let text = text.trim_end();
    let indented = text.trim_start();
    let blank = text.split_at(text.len() - indented.len()).0;
    text.split_at(blank.rfind('\n').map_or(0, |at| at + 1)).1
}
