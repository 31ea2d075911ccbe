//! One line of text with its links, emphasis and code.

use std::borrow::Cow;
use std::ops::Range;

use tamis_core::{Inline, InlineKind};

use super::address;
use super::escape::{self, Place};

/// How lines are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Inlines<'a> {
    /// Whether links are written.
    pub(super) links: bool,
    /// The address of the page.
    pub(super) base: Option<&'a str>,
}

/// A stretch that is written as markup. In a list, those inside of one follow it.
#[derive(Debug)]
struct Span {
    range: Range<usize>,
    mark: Mark,
}

/// The mark of a stretch; where two begin and end together, the first in this order is the outer one.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    Link(String),
    Strong,
    Emphasis,
    Code,
}

impl Inlines<'_> {
    /// The text with its stretches, on one line without blanks around it.
    pub(super) fn line(self, text: &str, inlines: &[Inline], place: Place) -> String {
        let (text, inlines) = trimmed(text, inlines);
        let spans = self.spans(text, &inlines, place);
        let mut line = Line { text, place, out: String::with_capacity(text.len() + 16), ends_in_mark: false };
        line.write(0..text.len(), &spans);
        line.out
    }

    /// The stretches that can be written: each apart from the others or wholly inside of one.
    fn spans(self, text: &str, inlines: &[Inline], place: Place) -> Vec<Span> {
        let mut spans: Vec<Span> = inlines
            .iter()
            .filter_map(|inline| {
                let mark = match &inline.kind {
                    InlineKind::Link(_) if !self.links => return None,
                    InlineKind::Link(target) => Mark::Link(address::resolved(target, self.base)?),
                    InlineKind::Strong => Mark::Strong,
                    InlineKind::Emphasis => Mark::Emphasis,
                    InlineKind::Code => Mark::Code,
                    _ => return None,
                };
                let range = without_blanks(text, &inline.range)?;
                Some(Span { range, mark })
            })
            .collect();
        spans.sort_by(|a, b| {
            let place = |span: &Span| (span.range.start, usize::MAX - span.range.end);
            place(a).cmp(&place(b)).then_with(|| a.mark.cmp(&b.mark))
        });
        // What is open at the place of the next one; never more than one of a kind.
        let mut open: Vec<usize> = Vec::new();
        let mut fitting: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            let at = |index: &usize| fitting.get(*index);
            while open.last().and_then(at).is_some_and(|around| around.range.end <= span.range.start) {
                open.pop();
            }
            let around = || open.iter().filter_map(at);
            if around().all(|around| can_hold(around, &span)) && is_writable(&span, text, place) {
                open.push(fitting.len());
                fitting.push(span);
            }
        }
        fitting
    }
}

/// Whether `inner`, which begins inside of `outer`, can be written there.
fn can_hold(outer: &Span, inner: &Span) -> bool {
    let fits = inner.range.end <= outer.range.end;
    fits && match (&outer.mark, &inner.mark) {
        (Mark::Code, _) | (Mark::Link(_), Mark::Link(_)) => false,
        // Runs of stars inside of each other are read as they are meant only if they are one run.
        (Mark::Strong, Mark::Emphasis) => inner.range == outer.range,
        (outer, inner) => matches!(inner, Mark::Link(_) | Mark::Code) || matches!(outer, Mark::Link(_)),
    }
}

fn is_writable(span: &Span, text: &str, place: Place) -> bool {
    // Parsers differ in how they read a backslash before a bar in a cell.
    let has_bar = || text.get(span.range.clone()).is_some_and(|code| code.contains('|'));
    span.mark != Mark::Code || place != Place::Cell || !has_bar()
}

/// The text without blanks at its ends, and its stretches.
fn trimmed<'t, 'i>(text: &'t str, inlines: &'i [Inline]) -> (&'t str, Cow<'i, [Inline]>) {
    let from_start = text.trim_ascii_start();
    let cut = text.len() - from_start.len();
    let inside = from_start.trim_ascii_end();
    if cut == 0 {
        return (inside, Cow::Borrowed(inlines));
    }
    let moved = inlines.iter().map(|inline| {
        let range = inline.range.start.saturating_sub(cut)..inline.range.end.saturating_sub(cut);
        Inline { range, kind: inline.kind.clone() }
    });
    (inside, Cow::Owned(moved.collect()))
}

/// A stretch without the blanks at its ends, if anything is left.
fn without_blanks(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let piece = text.get(range.start..range.end.min(text.len()))?;
    let start = range.start + (piece.len() - piece.trim_start().len());
    let length = piece.trim().len();
    (length > 0).then_some(start..start + length)
}

/// A line in the making.
struct Line<'t> {
    text: &'t str,
    place: Place,
    out: String,
    /// The last character written is one of ours and would join with one like it.
    ends_in_mark: bool,
}

impl Line<'_> {
    /// Writes a stretch of the text, with the spans in it. Spans nest at most one of each mark deep.
    fn write(&mut self, range: Range<usize>, spans: &[Span]) {
        let mut at = range.start;
        let mut rest = spans;
        while let Some((span, after)) = rest.split_first() {
            let inside = after.iter().take_while(|inner| inner.range.start < span.range.end).count();
            let (inner, next) = after.split_at(inside);
            self.plain(at, span.range.start);
            self.span(span, inner);
            at = span.range.end;
            rest = next;
        }
        self.plain(at, range.end);
    }

    fn plain(&mut self, start: usize, end: usize) {
        if start < end {
            escape::push(&mut self.out, self.text, start, end, self.place);
            self.ends_in_mark = false;
        }
    }

    fn span(&mut self, span: &Span, inner: &[Span]) {
        match &span.mark {
            Mark::Link(target) => {
                if self.out.ends_with('!') {
                    self.out.pop();
                    self.out.push_str("\\!");
                }
                self.out.push('[');
                self.ends_in_mark = false;
                self.write(span.range.clone(), inner);
                self.out.push_str("](");
                address::push_destination(&mut self.out, target);
                self.out.push(')');
                self.ends_in_mark = false;
            }
            Mark::Strong => self.emphasis("**", span, inner),
            Mark::Emphasis => self.emphasis("*", span, inner),
            Mark::Code => self.code(span),
        }
    }

    /// Writes emphasis if its stars are sure to be read as such (CommonMark 6.2: the run is flanking
    /// whatever is around it), the bare text otherwise.
    fn emphasis(&mut self, stars: &str, span: &Span, inner: &[Span]) {
        let touches = self.ends_in_mark;
        let length = self.out.len();
        self.out.push_str(stars);
        self.ends_in_mark = false;
        self.write(span.range.clone(), inner);
        let (before, written) = self.out.split_at_checked(length).unwrap_or_default();
        let inside = written.strip_prefix(stars).unwrap_or_default();
        let next = self.text.get(span.range.end..).and_then(|after| after.chars().next());
        let opens = inside.starts_with(char::is_alphanumeric) || is_open(before.chars().next_back());
        let closes = inside.ends_with(char::is_alphanumeric) || is_open(next);
        if !touches && opens && closes {
            self.out.push_str(stars);
            self.ends_in_mark = true;
            return;
        }
        self.out.truncate(length);
        self.ends_in_mark = touches;
        self.write(span.range.clone(), inner);
    }

    fn code(&mut self, span: &Span) {
        let code = self.text.get(span.range.clone()).unwrap_or_default();
        let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or_default();
        if self.ends_in_mark {
            self.plain(span.range.start, span.range.end);
            return;
        }
        let fence = "`".repeat(longest + 1);
        let blank = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
        for part in [&fence, blank, code, blank, &fence] {
            self.out.push_str(part);
        }
        self.ends_in_mark = true;
    }
}

/// Whether a star beside this character can be read as one that opens or closes, whatever is on its
/// other side.
fn is_open(beside: Option<char>) -> bool {
    beside.is_none_or(|c| c.is_whitespace() || c.is_ascii_punctuation())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `text` marks strong as `<s>..</s>`, emphasis as `<e>`, code as `<c>` and a link as `<a>`.
    #[track_caller]
    fn check(marked: &str, expect: &str) {
        let (mut text, mut open, mut inlines) = (String::new(), Vec::new(), Vec::new());
        for piece in marked.split('<') {
            let (tag, rest) = piece.split_once('>').unwrap_or(("", piece));
            if let Some(name) = tag.strip_prefix('/') {
                let at = open.iter().rposition(|(opened, _): &(&str, usize)| *opened == name).unwrap();
                let kind = match name {
                    "s" => InlineKind::Strong,
                    "e" => InlineKind::Emphasis,
                    "c" => InlineKind::Code,
                    _ => InlineKind::Link("x y".into()),
                };
                inlines.push(Inline { range: open.remove(at).1..text.len(), kind });
            } else if !tag.is_empty() {
                open.push((tag, text.len()));
            }
            text.push_str(rest);
        }
        inlines.sort_by_key(|inline| inline.range.start);
        let base = Some("https://example.org/a/b");
        assert_eq!(Inlines { links: true, base }.line(&text, &inlines, Place::Line), expect);
    }

    #[test]
    fn stretches_get_their_marks() {
        check("a <s>b</s> <e>c</e> <c>d</c> <a>e</a>", "a **b** *c* `d` [e](https://example.org/a/x%20y)");
        check("  <s> b </s>.", "**b** .");
        check("<s><e>x</e></s>", "***x***");
        check("<c>a`b</c> <c>`</c>", "``a`b`` `` ` ``");
        check("<a><s>x</s> <c>y</c></a>", "[**x** `y`](https://example.org/a/x%20y)");
        check("wow!<a>x</a>", r"wow\![x](https://example.org/a/x%20y)");
    }

    #[test]
    fn marks_that_would_not_be_read_are_left_out() {
        check("a<s>b</s>c", "a**b**c");
        check("a<s>(b)</s>c", "a(b)c");
        check("a <s>(b)</s>.", "a **(b)**.");
        check("<s>a</s><e>b</e>", "**a**b");
        check("<s>a <e>b</e></s>", "**a b**");
        check("<s>a <e>b</s> c</e>", "**a b** c");
        check("<c>a</c><c>b</c>", "`a`b");
        check("<c>a <s>b</s></c>", "`a b`");
    }

    #[test]
    fn links_are_left_out_unless_wanted() {
        let inlines = [Inline { range: 0..1, kind: InlineKind::Link("x".into()) }];
        assert_eq!(Inlines { links: false, base: None }.line("a b", &inlines, Place::Line), "a b");
    }
}
