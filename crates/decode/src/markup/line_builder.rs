//! Lines of text out of a stream of text and tags.

use tamis_core::BlockKind;

use super::elements::Family;

/// A line and what the tags said it is.
pub(crate) type KindLine = (String, Option<BlockKind>);

/// What stands between the text so far and the text to come; the greater wins.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Separator {
    #[default]
    None,
    Blank,
    Tab,
    Line,
}

/// Puts text and tags together into lines: a block starts a line, a cell a tab, words never glue.
#[derive(Debug, Default)]
pub(super) struct LineBuilder {
    lines: Vec<KindLine>,
    current: String,
    kind: Option<BlockKind>,
    open: Vec<(Family, BlockKind)>,
    separator: Separator,
    /// A bullet is due before the next text.
    bullet: bool,
    /// The current line holds text of the row that is open.
    in_row: bool,
    after_separate: bool,
    unread: usize,
    preformatted: usize,
}

/// Characters that begin a list item which brings its own bullet.
const BULLETS: [char; 6] = ['•', '·', '▪', '●', '○', '◦'];
/// Open elements that an end tag may close implicitly. Guess; bounds the cost of unmatched tags.
const MOST_CLOSED: usize = 16;

impl LineBuilder {
    pub(super) fn open(&mut self, family: Family) {
        if family == Family::Unread {
            self.unread += 1;
        }
        if family == Family::Separate && std::mem::take(&mut self.after_separate) {
            self.separator = self.separator.max(Separator::Blank);
        }
        if family == Family::Break {
            self.separator = Separator::Line;
        }
        if family == Family::Cell {
            self.separator = if self.in_row { Separator::Tab } else { Separator::Line };
        }
        let Some(kind) = kind_of(family) else { return };
        // A paragraph at the start of a cell does not leave the line of the row.
        if self.separator != Separator::Tab || matches!(family, Family::Row | Family::ListItem) {
            self.separator = Separator::Line;
        }
        self.in_row &= family != Family::Row;
        self.bullet |= family == Family::ListItem;
        self.preformatted += usize::from(family == Family::Preformatted);
        self.open.push((family, kind));
    }

    pub(super) fn close(&mut self, family: Family) {
        match family {
            Family::Unread => self.unread = self.unread.saturating_sub(1),
            Family::Separate => self.after_separate = true,
            Family::Break => self.separator = Separator::Line,
            Family::Cell if self.in_row => self.separator = Separator::Tab,
            _ => {}
        }
        if kind_of(family).is_none() {
            return;
        }
        if self.separator != Separator::Tab || family == Family::Row {
            self.separator = Separator::Line;
        }
        self.in_row &= family != Family::Row;
        self.bullet &= family != Family::ListItem;
        self.preformatted = self.preformatted.saturating_sub(usize::from(family == Family::Preformatted));
        let near = self.open.len().saturating_sub(MOST_CLOSED);
        if let Some(at) = self.open.iter().skip(near).rposition(|(open, _)| *open == family) {
            self.open.truncate(near + at);
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        if self.unread > 0 {
            return;
        }
        if self.preformatted > 0 {
            self.preformatted_text(text);
            return;
        }
        let mut words = text.split(|c: char| c.is_ascii_whitespace());
        self.push(words.next().unwrap_or_default());
        for word in words {
            self.separator = self.separator.max(Separator::Blank);
            self.push(word);
        }
    }

    pub(super) fn finish(mut self) -> Vec<KindLine> {
        self.end_line();
        self.lines
    }

    fn preformatted_text(&mut self, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.separator = Separator::Line;
            }
            self.push(line.trim_end_matches('\r'));
        }
    }

    fn push(&mut self, word: &str) {
        if word.is_empty() {
            return;
        }
        let separator = std::mem::take(&mut self.separator);
        if separator == Separator::Line {
            self.end_line();
        }
        if self.current.is_empty() {
            self.kind = self.kind_here();
            if std::mem::take(&mut self.bullet) && word != "-" && word != "*" && !word.starts_with(BULLETS) {
                self.current.push_str("- ");
            }
        } else if separator == Separator::Tab {
            self.current.push('\t');
        } else if separator == Separator::Blank {
            self.current.push(' ');
        }
        self.in_row = self.open.iter().rev().take(MOST_CLOSED).any(|(family, _)| *family == Family::Row);
        self.after_separate = false;
        self.current.push_str(word);
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.current);
        if !line.is_empty() {
            self.lines.push((line, self.kind.take()));
        }
    }

    /// The kind of the innermost block that is more than a paragraph.
    fn kind_here(&self) -> Option<BlockKind> {
        let kinds = || self.open.iter().rev().take(MOST_CLOSED).map(|(_, kind)| *kind);
        kinds().find(|kind| *kind != BlockKind::Paragraph).or_else(|| kinds().next())
    }
}

fn kind_of(family: Family) -> Option<BlockKind> {
    match family {
        Family::Block => Some(BlockKind::Paragraph),
        Family::Heading(level) => Some(BlockKind::Heading(level)),
        Family::ListItem => Some(BlockKind::ListItem),
        Family::Row => Some(BlockKind::TableRow),
        Family::Quote => Some(BlockKind::Quote),
        Family::Preformatted => Some(BlockKind::Code),
        Family::Caption => Some(BlockKind::Caption),
        Family::Definition => Some(BlockKind::Definition),
        Family::Inline | Family::Separate | Family::Break | Family::Cell | Family::Unread | Family::Empty => {
            None
        }
    }
}
