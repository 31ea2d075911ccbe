//! Lines that are judged together: a title with its rows, a list, a paragraph, a fragment.

use std::ops::Range;

use super::facts::{Facts, Line};

/// What a group of lines looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One line of running text.
    Paragraph,
    /// One short line, as a rule the heading of what follows.
    Heading,
    /// Items with bullets or numbers, with or without a title.
    List,
    /// Rows of the form `Key: value`, with or without a title.
    KeyValues,
    /// Short lines without a mark, as a rule a title and its rows.
    Rows,
    /// Lines of a poem or a song.
    Verse,
    /// One line that a rule speaks of.
    Marked,
}

impl Shape {
    /// What a reader would call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Shape::Paragraph => "paragraph",
            Shape::Heading => "heading",
            Shape::List => "list",
            Shape::KeyValues => "key-value rows",
            Shape::Rows => "rows",
            Shape::Verse => "verse",
            Shape::Marked => "line",
        }
    }
}

/// Lines that go or stay together.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// Indexes into the lines of the document, ascending.
    pub(crate) lines: Vec<usize>,
    /// What it looks like.
    pub(crate) shape: Shape,
    /// Whether the first line is a title.
    pub(crate) titled: bool,
    /// Whether any of it came in encoded.
    pub(crate) encoded: bool,
}

/// What one short line looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Item,
    Pair,
    Plain,
}

/// Groups the lines of a document, those that are to stay `alone` each for itself, in the order of their
/// first lines.
pub(crate) fn group(facts: &Facts<'_>, alone: &[bool]) -> Vec<Group> {
    let is_alone = |at: &usize| alone.get(*at).copied().unwrap_or(false);
    let (single, active): (Vec<usize>, Vec<usize>) = (0..facts.lines.len()).partition(is_alone);
    let mut grouper = Grouper { facts, active, groups: Vec::new() };
    let mut at = 0;
    while at < grouper.active.len() {
        at = grouper.step(at);
    }
    let mut groups = grouper.groups;
    groups.extend(single.into_iter().map(|at| Group {
        lines: vec![at],
        shape: Shape::Marked,
        titled: false,
        encoded: facts.lines.get(at).is_some_and(|line| line.fragment.is_some()),
    }));
    groups.sort_by_key(|group| group.lines.first().copied());
    groups
}

struct Grouper<'f, 'd> {
    facts: &'f Facts<'d>,
    active: Vec<usize>,
    groups: Vec<Group>,
}

impl<'f, 'd> Grouper<'f, 'd> {
    /// The line at a place among the active ones.
    fn line(&self, at: usize) -> Option<&'f Line<'d>> {
        self.active.get(at).and_then(|index| self.facts.lines.get(*index))
    }

    /// Groups what begins at `at`, and gives the place behind it.
    fn step(&mut self, at: usize) -> usize {
        let Some(line) = self.line(at) else { return at + 1 };
        if line.fragment.is_some() {
            return self.fragment(at);
        }
        if line.is_prose() {
            self.push(at..at + 1, Shape::Paragraph, false, false);
            return at + 1;
        }
        let mut end = at + 1;
        while self.line(end).is_some_and(|line| !line.is_prose() && line.fragment.is_none() && !line.gap) {
            end += 1;
        }
        self.short_lines(at..end);
        end
    }

    /// An encoded fragment; one that is a title alone is joined by the fragment behind it.
    fn fragment(&mut self, at: usize) -> usize {
        let mut end = self.end_of_fragment(at);
        let mut titled = false;
        if end == at + 1 && self.line(at).is_some_and(Line::is_title_like) {
            let next = self.line(end).and_then(|line| line.fragment);
            if next.is_some() {
                end = self.end_of_fragment(end);
                titled = true;
            }
        }
        if !titled
            && self.takes_title(at)
            && let Some(title) = self.groups.pop()
        {
            let shape = self.shape_of(at..end);
            let mut lines = title.lines;
            lines.extend(self.active.get(at..end).unwrap_or_default());
            self.groups.push(Group { lines, shape, titled: true, encoded: true });
            return end;
        }
        let shape = self.shape_of(at + usize::from(titled)..end);
        self.push(at..end, shape, titled, true);
        end
    }

    /// Whether the group before `at` is a lone line that reads as the title of a fragment.
    fn takes_title(&self, at: usize) -> bool {
        let gap = self.line(at).is_some_and(|line| line.gap);
        let lone = self.groups.last().is_some_and(|group| group.shape == Shape::Heading && !group.encoded);
        lone && !gap && at > 0 && self.line(at - 1).is_some_and(Line::is_title_like)
    }

    fn end_of_fragment(&self, at: usize) -> usize {
        let fragment = self.line(at).and_then(|line| line.fragment);
        let mut end = at + 1;
        while self.line(end).is_some_and(|line| line.fragment == fragment) {
            end += 1;
        }
        end
    }

    /// The shape that most of some lines have.
    fn shape_of(&self, range: Range<usize>) -> Shape {
        let (mut items, mut pairs, mut prose, mut all) = (0, 0, 0, 0);
        for line in range.filter_map(|at| self.line(at)) {
            all += 1;
            items += usize::from(line.bullet.is_some());
            pairs += usize::from(line.bullet.is_none() && line.key_value);
            prose += usize::from(line.is_prose());
        }
        if prose > 0 {
            Shape::Paragraph
        } else if items * 2 > all {
            Shape::List
        } else if pairs * 2 > all {
            Shape::KeyValues
        } else {
            Shape::Rows
        }
    }

    /// Cuts a run of short lines into boxes, each with its title.
    fn short_lines(&mut self, range: Range<usize>) {
        let mut end = range.end;
        let before_text = self.line(end).is_some_and(|line| !line.gap || self.facts.lines.len() > end);
        let mut heading = None;
        if before_text && end > range.start && self.row(end - 1) == Row::Plain {
            let last = self.line(end - 1);
            if last.is_some_and(super::facts::Line::is_title_like) {
                heading = Some(end - 1);
                end -= 1;
            }
        }
        let mut start = range.start;
        let mut at = start + 1;
        while at < end {
            let (row, before) = (self.row(at), self.row(at - 1));
            if row != before {
                let title = before == Row::Plain || row == Row::Item && self.is_colon_title(at - 1);
                let cut = if title { at - 1 } else { at };
                if cut > start {
                    self.push_rows(start..cut);
                    start = cut;
                }
            }
            at += 1;
        }
        if start < end {
            self.push_rows(start..end);
        }
        if let Some(at) = heading {
            self.push(at..at + 1, Shape::Heading, false, false);
        }
    }

    /// Whether a line that looks like a row of keys and values reads as a title over a list: what
    /// stands behind the colon goes on in lower case, which the row before it does not.
    fn is_colon_title(&self, at: usize) -> bool {
        let goes_on = |at: usize| {
            self.line(at)
                .and_then(|line| line.text.split_once(':'))
                .is_some_and(|(_, rest)| rest.trim_start().starts_with(char::is_lowercase))
        };
        goes_on(at) && !at.checked_sub(1).is_some_and(goes_on)
    }

    fn row(&self, at: usize) -> Row {
        match self.line(at) {
            Some(line) if line.bullet.is_some() => Row::Item,
            Some(line) if line.key_value => Row::Pair,
            _ => Row::Plain,
        }
    }

    fn push_rows(&mut self, range: Range<usize>) {
        let first = self.row(range.start);
        let last = self.row(range.end.saturating_sub(1));
        let shape = match last {
            Row::Item => Shape::List,
            Row::Pair => Shape::KeyValues,
            Row::Plain if range.len() == 1 && self.line(range.start).is_some_and(|line| line.terminal) => {
                Shape::Paragraph
            }
            Row::Plain if range.len() == 1 => Shape::Heading,
            Row::Plain if self.is_verse(range.clone()) => Shape::Verse,
            Row::Plain => Shape::Rows,
        };
        let colon_title = last == Row::Item && self.is_colon_title(range.start);
        let titled = range.len() > 1 && (first == Row::Plain || colon_title) && shape != Shape::Verse;
        self.push(range, shape, titled, false);
    }

    /// Whether short lines read as verse: most end in a mark and hold words of the grammar.
    fn is_verse(&self, range: Range<usize>) -> bool {
        const FEWEST_LINES: usize = 3;
        let count = range.len();
        let (mut marked, mut words, mut stops) = (0_usize, 0_u32, 0_u32);
        for line in range.filter_map(|at| self.line(at)) {
            words += line.words;
            stops += line.stop_words;
            marked += usize::from(line.text.ends_with(|c: char| {
                matches!(c, ',' | ';' | ':' | '-' | '–' | '—' | '.' | '!' | '?' | '…' | '،' | '、')
            }));
        }
        count >= FEWEST_LINES && marked * 2 >= count && stops * 4 >= words && words as usize >= count * 3
    }

    fn push(&mut self, range: Range<usize>, shape: Shape, titled: bool, encoded: bool) {
        let lines = self.active.get(range).unwrap_or_default().to_vec();
        self.groups.push(Group { lines, shape, titled, encoded });
    }
}
