//! Why a group goes, and the figures behind it.

use tamis_core::Reason;

use super::article::Article;
use super::groups::Shape;
use super::lexicon::List;
use super::topic::Overlap;
use crate::figures::{push_count, push_whole};

/// The place of a group in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Site {
    /// Before the first paragraph of the article.
    Head,
    /// Between two paragraphs of the article.
    Middle,
    /// Behind the last paragraph of the article.
    Tail,
}

/// Names what goes.
#[derive(Debug)]
pub(super) struct Reasons<'a> {
    article: &'a Article<'a>,
    overlaps: &'a [Overlap],
    /// Lines of the first and the last group of running text that stays.
    text: Option<(usize, usize)>,
}

impl<'a> Reasons<'a> {
    pub(super) fn of(article: &'a Article<'a>, overlaps: &'a [Overlap], kept: &[bool]) -> Reasons<'a> {
        let stays = |at: &usize| kept.get(*at) == Some(&true) && article.texts.is.get(*at) == Some(&true);
        let first = (0..kept.len()).find(stays).map(|at| article.span(at).start);
        let last = (0..kept.len()).rev().find(stays).map(|at| article.span(at).end);
        Reasons { article, overlaps, text: first.zip(last) }
    }

    /// Why a group goes; what was seen is appended to `seen`.
    pub(super) fn name(&self, at: usize, seen: &mut String) -> Reason {
        let Some(group) = self.article.groups.get(at) else { return Reason::Other };
        let first = group.lines.first().copied().unwrap_or_default();
        if group.shape == Shape::Marked
            && let Some(Some(mark)) = self.article.marks.get(first)
        {
            let line = self.article.facts.lines.get(first).map_or("", |line| line.text);
            mark.name(line, seen);
            return mark.reason;
        }
        let overlap = self.overlaps.get(at).copied().unwrap_or_default();
        if overlap.words() < 1.0 {
            seen.push_str(group.shape.name());
            seen.push_str(" without content words");
        } else {
            seen.push_str("shares ");
            push_count(seen, overlap.shared().round());
            seen.push_str(" of ");
            push_count(seen, overlap.words());
            seen.push_str(" content words with the article");
        }
        seen.push_str("; ");
        let site = self.site(at, seen);
        self.reason(at, site)
    }

    /// Where a group stands; appends it in words.
    fn site(&self, at: usize, seen: &mut String) -> Site {
        let span = self.article.span(at);
        let mut lines = |count: usize, place: &str| {
            push_whole(seen, count as u64);
            seen.push_str(if count == 1 { " line " } else { " lines " });
            seen.push_str(place);
        };
        match self.text {
            None => {
                seen.push_str("no paragraph of the article was found");
                Site::Middle
            }
            Some((first, _)) if span.end <= first => {
                lines(first + 1 - span.end, "before its first paragraph");
                Site::Head
            }
            Some((_, last)) if span.start >= last => {
                lines(span.start + 1 - last, "after its last paragraph");
                Site::Tail
            }
            Some(_) => {
                seen.push_str("between its paragraphs");
                Site::Middle
            }
        }
    }

    fn reason(&self, at: usize, site: Site) -> Reason {
        let Some(group) = self.article.groups.get(at) else { return Reason::Other };
        let title = group.lines.first().and_then(|line| self.article.facts.lines.get(*line));
        if group.encoded {
            return Reason::EncodedFragment;
        }
        if title.is_some_and(|line| line.whole.has(List::Related) || line.start.has(List::Related)) {
            return Reason::RelatedLinks;
        }
        match (self.article.page, site) {
            (false, _) | (true, Site::Middle) => Reason::UnrelatedBox,
            (true, Site::Head) if group.shape != Shape::Paragraph => Reason::Navigation,
            (true, Site::Tail) if group.shape != Shape::Paragraph => Reason::Footer,
            _ => Reason::Boilerplate,
        }
    }
}
