//! Styled lines, wrapped to a terminal.

use std::fmt::Write as _;

use anstyle::{Effects, Style};
use unicode_width::UnicodeWidthChar;

use crate::escape::terminal_safe;

/// Columns that are left for text at least; a narrower terminal wraps as it likes.
const LEAST_COLUMNS: usize = 20;
/// Columns that a tab is counted as.
const TAB: usize = 8;

/// A page of styled lines that grows.
pub(super) struct Lines {
    out: String,
    /// Whether styles are seen.
    pub(super) is_coloured: bool,
    /// Columns of the terminal, if it is one.
    width: Option<usize>,
}

/// A stretch of text in one style.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Piece {
    pub(super) style: Style,
    pub(super) text: String,
}

impl Piece {
    /// A piece of foreign text, which cannot steer a terminal.
    pub(super) fn new(style: Style, text: &str) -> Self {
        Piece { style, text: terminal_safe(text).into_owned() }
    }

    pub(super) fn plain(text: &str) -> Self {
        Piece::new(Style::new(), text)
    }

    pub(super) fn dim(text: &str) -> Self {
        Piece::new(dim(), text)
    }
}

pub(super) fn dim() -> Style {
    Style::new().effects(Effects::DIMMED)
}

impl Lines {
    pub(super) fn new(is_coloured: bool, width: Option<usize>) -> Self {
        Lines { out: String::new(), is_coloured, width }
    }

    pub(super) fn into_text(self) -> String {
        self.out
    }

    /// A line that begins with `head`; what follows stands in the column behind it, on as many rows as it takes.
    pub(super) fn line(&mut self, head: &[Piece], text: &[Piece]) {
        let indent: usize = head.iter().flat_map(|piece| piece.text.chars()).map(columns).sum();
        let room = self.width.map(|width| width.saturating_sub(indent)).filter(|room| *room >= LEAST_COLUMNS);
        for piece in head {
            self.push(piece.style, &piece.text);
        }
        for (number, row) in rows(text, room.unwrap_or(usize::MAX)).iter().enumerate() {
            if number > 0 {
                self.out.push('\n');
                self.out.extend(std::iter::repeat_n(' ', indent));
            }
            for piece in row {
                self.push(piece.style, &piece.text);
            }
        }
        self.out.truncate(self.out.trim_end_matches(' ').len());
        self.out.push('\n');
    }

    fn push(&mut self, style: Style, text: &str) {
        if self.is_coloured && style != Style::new() {
            // Writing into a string cannot fail.
            let _ = write!(self.out, "{style}{text}{style:#}");
        } else {
            self.out.push_str(text);
        }
    }
}

fn columns(c: char) -> usize {
    if c == '\t' { TAB } else { c.width().unwrap_or(0) }
}

/// The rows that pieces fill, broken at line feeds and, if they are too long, at a blank or where nothing else is.
fn rows(pieces: &[Piece], room: usize) -> Vec<Vec<Piece>> {
    let all: Vec<(Style, char)> =
        pieces.iter().flat_map(|piece| piece.text.chars().map(|c| (piece.style, c))).collect();
    let mut rows = Vec::new();
    // Where the row begins, where it may be broken, and its columns up to there and so far.
    let (mut start, mut breakable, mut before, mut used) = (0, 0, 0, 0);
    for (at, (_, c)) in all.iter().enumerate() {
        if *c == '\n' {
            rows.push(row(all.get(start..at).unwrap_or_default()));
            (start, breakable, before, used) = (at + 1, at + 1, 0, 0);
            continue;
        }
        let wide = columns(*c);
        if used + wide > room && *c != ' ' && at > start {
            let end = if breakable > start { breakable } else { at };
            let taken = if breakable > start { before } else { used };
            rows.push(row(all.get(start..end).unwrap_or_default()));
            used -= taken;
            (start, breakable, before) = (end, end, 0);
        }
        used += wide;
        if *c == ' ' || wide > 1 {
            (breakable, before) = (at + 1, used);
        }
    }
    rows.push(row(all.get(start..).unwrap_or_default()));
    rows
}

/// Characters as pieces, one a style, without blanks at the end.
fn row(all: &[(Style, char)]) -> Vec<Piece> {
    let length = all.iter().rposition(|(_, c)| *c != ' ').map_or(0, |last| last + 1);
    let all = all.get(..length).unwrap_or_default();
    let mut pieces: Vec<Piece> = Vec::new();
    for (style, c) in all {
        match pieces.last_mut() {
            Some(last) if last.style == *style => last.text.push(*c),
            _ => pieces.push(Piece { style: *style, text: (*c).into() }),
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(width: Option<usize>, text: &str, expect: &str) {
        let mut lines = Lines::new(false, width);
        lines.line(&[Piece::plain("12  ")], &[Piece::plain(text)]);
        assert_eq!(lines.into_text(), expect);
    }

    #[test]
    fn long_lines_are_wrapped_at_blanks_with_a_hanging_indent() {
        let text = "The lock keeper counts boats by night";
        check(Some(24), text, "12  The lock keeper\n    counts boats by\n    night\n");
        check(None, text, "12  The lock keeper counts boats by night\n");
        check(Some(10), text, "12  The lock keeper counts boats by night\n");
        check(Some(24), "a\nb", "12  a\n    b\n");
    }

    #[test]
    fn words_that_fit_nowhere_are_broken_and_wide_characters_count_twice() {
        check(Some(24), "abcdefghijklmnopqrstuvwxyz", "12  abcdefghijklmnopqrst\n    uvwxyz\n");
        check(Some(24), "船は夜に港を出て海へ向かう", "12  船は夜に港を出て海へ\n    向かう\n");
    }

    #[test]
    fn nothing_of_the_text_is_lost_by_wrapping() {
        let text = "ab c  defghij klm 日本語 nopq rstuv wxyz";
        for width in 24..40 {
            let mut lines = Lines::new(false, Some(width));
            lines.line(&[], &[Piece::plain(text)]);
            let letters = |text: &str| text.split_whitespace().collect::<String>();
            assert_eq!(letters(&lines.into_text()), letters(text));
        }
    }

    #[test]
    fn every_row_has_its_styles_for_itself() {
        let style = Style::new().effects(Effects::STRIKETHROUGH);
        let mut lines = Lines::new(true, Some(24));
        lines.line(&[Piece::plain("    ")], &[Piece::new(style, "one two three four five")]);
        let text = lines.into_text();
        for row in text.lines() {
            assert_eq!(row.matches("\u{1b}[9m").count(), 1, "{text:?}");
            assert_eq!(row.matches("\u{1b}[0m").count(), 1, "{text:?}");
        }
    }
}
