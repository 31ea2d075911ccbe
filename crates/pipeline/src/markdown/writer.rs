//! Pieces set under each other, each behind the marks of what it stands in.

use super::containers::{Container, ContainerKind, Id, List};
use super::pieces::{Body, Piece};

/// Shortest fence of code.
const MIN_FENCE: usize = 3;

/// Marks of lists: two of each sort, so that two lists that follow each other do not become one.
const BULLETS: [char; 2] = ['-', '*'];
const DELIMITERS: [char; 2] = ['.', ')'];

/// The text in the making, and what is open at its end.
#[derive(Debug, Default)]
pub(super) struct Writer {
    out: String,
    open: Vec<Open>,
    /// The last piece was a line of text, after which an item may follow without a blank line.
    after_paragraph: bool,
}

/// A container that is open.
#[derive(Debug)]
struct Open {
    id: Id,
    /// What stands in front of every further line.
    prefix: String,
    item: Option<Item>,
}

#[derive(Debug, Clone, Copy)]
struct Item {
    list: List,
    number: Option<u32>,
    /// Which of the two marks its list has.
    mark: usize,
}

impl Writer {
    pub(super) fn finish(self) -> String {
        self.out
    }

    pub(super) fn write(&mut self, piece: &Piece) {
        let same = self.open.iter().zip(&piece.path).take_while(|(open, new)| open.id == new.id).count();
        let (_, new) = piece.path.split_at_checked(same).unwrap_or_default();
        let mut opened: Vec<(String, Open)> = Vec::with_capacity(new.len());
        for (at, container) in new.iter().enumerate() {
            let before = if at == 0 { self.open.get(same).and_then(|open| open.item) } else { None };
            opened.push(opening(container, before));
        }
        let is_tight = self.is_tight(same, opened.first().map(|(_, open)| open));
        self.separate(same, is_tight);
        self.open.truncate(same);
        self.push_prefixes();
        for (mark, open) in opened {
            self.out.push_str(&mark);
            self.open.push(open);
        }
        self.body(&piece.body);
        self.after_paragraph = matches!(piece.body, Body::Paragraph(_));
    }

    /// Whether the next piece may follow on the next line: as a further item of a list, or as the first
    /// of a list inside of one.
    fn is_tight(&self, same: usize, next: Option<&Open>) -> bool {
        let Some(next) = next.and_then(|open| open.item).filter(|_| self.after_paragraph) else {
            return false;
        };
        if let Some(last) = self.open.get(same) {
            return last.item.is_some_and(|last| follows(last, next) && last.mark == next.mark);
        }
        // Inside of a paragraph only a bullet and the number 1 begin a list.
        let is_inside = same > 0 && self.open.last().is_some_and(|around| around.item.is_some());
        is_inside && next.number.is_none_or(|number| number == 1)
    }

    fn separate(&mut self, same: usize, is_tight: bool) {
        if self.out.is_empty() {
            return;
        }
        self.out.push('\n');
        if is_tight {
            return;
        }
        let start = self.out.len();
        for open in self.open.iter().take(same) {
            self.out.push_str(&open.prefix);
        }
        let blank = self.out.trim_end_matches(' ').len().max(start);
        self.out.truncate(blank);
        self.out.push('\n');
    }

    fn push_prefixes(&mut self) {
        for open in &self.open {
            self.out.push_str(&open.prefix);
        }
    }

    fn next_line(&mut self) {
        self.out.push('\n');
        self.push_prefixes();
    }

    fn body(&mut self, body: &Body) {
        match body {
            Body::Paragraph(text) => self.out.push_str(text),
            Body::Heading(level, text) => {
                self.out.extend(std::iter::repeat_n('#', usize::from(*level)));
                self.out.push(' ');
                self.out.push_str(text);
            }
            Body::Code { language, text } => self.code(language, text),
            Body::Table(rows) => self.table(rows),
        }
    }

    fn code(&mut self, language: &str, text: &str) {
        let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
        let fence = "`".repeat(MIN_FENCE.max(longest + 1));
        self.out.push_str(&fence);
        self.out.push_str(language);
        for line in text.split('\n') {
            self.next_line();
            self.out.extend(line.chars().map(|c| if c == '\r' { ' ' } else { c }));
        }
        self.next_line();
        self.out.push_str(&fence);
    }

    fn table(&mut self, rows: &[Vec<String>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
        for (at, row) in rows.iter().enumerate() {
            if at > 0 {
                self.next_line();
            }
            self.out.push('|');
            // Only the header must have all columns; an empty cell at the end of another row says nothing.
            let cells = if at == 0 { columns } else { row.len() };
            for cell in row.iter().map(String::as_str).chain(std::iter::repeat("")).take(cells) {
                self.out.push(' ');
                self.out.push_str(cell);
                self.out.push_str(if cell.is_empty() { "|" } else { " |" });
            }
            if at == 0 {
                self.next_line();
                self.out.push('|');
                self.out.extend(std::iter::repeat_n(" --- |", columns));
            }
        }
    }
}

/// Whether an item is the next one of the list of another.
fn follows(last: Item, next: Item) -> bool {
    let numbers = match (last.number, next.number) {
        (None, None) => true,
        // A parser counts on from the first number of a list.
        (Some(last), Some(next)) => last.checked_add(1) == Some(next),
        _ => false,
    };
    last.list == next.list && numbers
}

/// The mark that opens a container, and the container. `before` is the item that ends where it begins.
fn opening(container: &Container, before: Option<Item>) -> (String, Open) {
    let ContainerKind::Item { list, number } = container.kind else {
        return ("> ".to_owned(), Open { id: container.id, prefix: "> ".to_owned(), item: None });
    };
    let mut item = Item { list, number, mark: 0 };
    if let Some(last) = before.filter(|last| last.number.is_some() == number.is_some()) {
        item.mark = if follows(last, item) { last.mark } else { 1 - last.mark.min(1) };
    }
    let pick = |marks: [char; 2]| marks.get(item.mark).copied().unwrap_or('-');
    let mark = match number {
        Some(number) => format!("{number}{} ", pick(DELIMITERS)),
        None => format!("{} ", pick(BULLETS)),
    };
    let prefix = " ".repeat(mark.len());
    (mark, Open { id: container.id, prefix, item: Some(item) })
}
