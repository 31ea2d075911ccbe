//! Why a group goes, and the figures behind it.

use tamis_core::Reason;

use super::article::Article;
use super::groups::Shape;
use super::lexicon::List;
use super::topic::Overlap;

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

    /// Why a group goes, and what was seen.
    pub(super) fn name(&self, at: usize) -> (Reason, String) {
        let Some(group) = self.article.groups.get(at) else { return (Reason::Other, String::new()) };
        let first = group.lines.first().copied().unwrap_or_default();
        if group.shape == Shape::Marked
            && let Some(Some(mark)) = self.article.marks.get(first)
        {
            let line = self.article.facts.lines.get(first).map_or("", |line| line.text);
            return (mark.reason, mark.naming(line));
        }
        let (site, place) = self.site(at);
        let overlap = self.overlaps.get(at).copied().unwrap_or_default();
        let shares = if overlap.words() < 1.0 {
            format!("{} without content words", group.shape.name())
        } else {
            let (shared, words) = (overlap.shared().round(), overlap.words());
            format!("shares {shared:.0} of {words:.0} content words with the article")
        };
        (self.reason(at, site), format!("{shares}; {place}"))
    }

    fn site(&self, at: usize) -> (Site, String) {
        let span = self.article.span(at);
        let lines = |count: usize| if count == 1 { "1 line".to_owned() } else { format!("{count} lines") };
        match self.text {
            None => (Site::Middle, "no paragraph of the article was found".to_owned()),
            Some((first, _)) if span.end <= first => {
                (Site::Head, format!("{} before its first paragraph", lines(first + 1 - span.end)))
            }
            Some((_, last)) if span.start >= last => {
                (Site::Tail, format!("{} after its last paragraph", lines(span.start + 1 - last)))
            }
            Some(_) => (Site::Middle, "between its paragraphs".to_owned()),
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
