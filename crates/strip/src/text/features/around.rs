//! Where a group stands, what stands around it, and what the document is like.

use super::unit::shape_number;
use crate::columns::{Columns, MISSING, share, shares};
use crate::text::article::Article;

/// Groups on each side that are looked at one by one.
const NEIGHBOURS: [usize; 2] = [1, 2];

/// Groups on each side that are summed.
const WINDOWS: [usize; 3] = [3, 8, 20];

/// A distance in lines, which may be negative, that stands for none.
const NO_LINE: f32 = 100_000.0 * MISSING;

/// Sums over the groups before each, so that any stretch costs the same.
#[derive(Debug)]
pub(super) struct Surroundings {
    before: Vec<Stretch>,
    /// What is told of each group as a neighbour of others.
    cards: Vec<[f32; CARD.len()]>,
    /// What all groups are told of the document.
    all: Stretch,
    mean_score: f32,
    document: [f32; DOCUMENT.len()],
}

/// What is summed over a stretch of groups.
#[derive(Debug, Clone, Copy, Default)]
struct Stretch {
    lines: f32,
    words: f32,
    prose_words: f32,
    stop_words: f32,
    capitals: f32,
    terminal: f32,
    marks: f32,
    repeated: f32,
    encoded: f32,
    /// Scores of the words, each times the words of its group and one, and the sum of these factors.
    scores: f32,
    factors: f32,
}

impl Stretch {
    #[inline]
    fn each(self, other: Stretch, of: impl Fn(f32, f32) -> f32) -> Stretch {
        Stretch {
            lines: of(self.lines, other.lines),
            words: of(self.words, other.words),
            prose_words: of(self.prose_words, other.prose_words),
            stop_words: of(self.stop_words, other.stop_words),
            capitals: of(self.capitals, other.capitals),
            terminal: of(self.terminal, other.terminal),
            marks: of(self.marks, other.marks),
            repeated: of(self.repeated, other.repeated),
            encoded: of(self.encoded, other.encoded),
            scores: of(self.scores, other.scores),
            factors: of(self.factors, other.factors),
        }
    }

    fn plus(self, other: Stretch) -> Stretch {
        self.each(other, |sum, more| sum + more)
    }

    fn minus(self, other: Stretch) -> Stretch {
        self.each(other, |sum, less| sum - less)
    }
}

impl Surroundings {
    pub(super) fn of(article: &Article<'_>) -> Surroundings {
        let mut sum = Stretch::default();
        let mut before = Vec::with_capacity(article.groups.len() + 1);
        let mut list_lines = 0.0;
        let scored = article.sums.iter().zip(&article.word_scores);
        for (group, (sums, score)) in article.groups.iter().zip(scored) {
            before.push(sum);
            list_lines += sums.bullets + sums.numbered;
            sum = sum.plus(Stretch {
                lines: sums.lines,
                words: sums.words,
                prose_words: sums.prose_words,
                stop_words: sums.stop_words,
                capitals: sums.capitals,
                terminal: sums.terminal,
                marks: sums.marks,
                repeated: sums.repeated,
                encoded: if group.encoded { sums.words } else { 0.0 },
                scores: score * (sums.words + 1.0),
                factors: sums.words + 1.0,
            });
        }
        before.push(sum);
        let cards = (0..article.groups.len()).map(|at| card(article, at)).collect();
        let document = document(article, &sum, list_lines);
        Surroundings { before, cards, all: sum, mean_score: share(sum.scores, sum.factors), document }
    }

    fn stretch(&self, first: usize, end: usize) -> Stretch {
        let at = |at: usize| self.before.get(at).or(self.before.last()).copied().unwrap_or_default();
        at(end).minus(at(first.min(end)))
    }

    pub(super) fn put(&self, article: &Article<'_>, at: usize, columns: &mut impl Columns) {
        let count = article.groups.len();
        let (all, head, tail) = (&self.all, self.stretch(0, at), self.stretch(at + 1, count));
        columns.put("line", head.lines);
        columns.put("lines-left", tail.lines);
        columns.put("depth", share(head.words, all.words));
        columns.put("prose-before", head.prose_words);
        columns.put("prose-after", tail.prose_words);
        columns.put("prose-share-before", share(head.prose_words, all.prose_words));
        columns.put("prose-share-after", share(tail.prose_words, all.prose_words));
        self.put_texts(article, at, columns);
        let own = self.stretch(at, at + 1);
        columns.put("share-of-prose", share(own.prose_words, all.prose_words));
        columns.put("share-of-words", share(own.words, all.words));
        let span = article.span(at);
        let (near, far) = article.relief.prose_shares(&span);
        columns.put("prose-near", near);
        columns.put("prose-far", far);
        columns.put("frame-near", article.relief.frame_share(&span));
        let headline = article.headline.map(|line| span.start as f32 - line as f32);
        columns.put("from-headline", headline.unwrap_or(NO_LINE));
        let body = &article.relief.body;
        columns.put("from-body", span.start as f32 - body.start as f32);
        columns.put("to-body-end", span.start as f32 - body.end as f32);
        for (nth, reach) in WINDOWS.into_iter().enumerate() {
            let (before, after) = (
                self.stretch(at.saturating_sub(reach), at),
                self.stretch(at + 1, (at + 1 + reach).min(count)),
            );
            columns.put_many_nth("window", nth, &BEFORE, before.window());
            columns.put_many_nth("window", nth, &AFTER, after.window());
        }
        for distance in NEIGHBOURS {
            columns.put_many_nth("before", distance, &CARD, self.card(at.checked_sub(distance)));
            columns.put_many_nth("after", distance, &CARD, self.card(at.checked_add(distance)));
        }
        let score = article.word_scores.get(at).copied().unwrap_or_default();
        columns.put("lex.score", score);
        columns.put("document.lex.score", self.mean_score);
        columns.put("lex.score-above", score - self.mean_score);
        columns.put_many(&DOCUMENT, self.document);
    }

    fn card(&self, at: Option<usize>) -> [f32; CARD.len()] {
        at.and_then(|at| self.cards.get(at)).copied().unwrap_or(NO_CARD)
    }

    /// Distances to the nearest groups that can be running text.
    fn put_texts(&self, article: &Article<'_>, at: usize, columns: &mut impl Columns) {
        columns.put_flag("text", article.texts.is.get(at) == Some(&true));
        let before = article.texts.before.get(at).copied().flatten().map(|text| text as usize);
        let after = article.texts.after.get(at).copied().flatten().map(|text| text as usize);
        let lines = |first: usize, end: usize| self.stretch(first, end).lines;
        columns.put("text-before", before.map_or(MISSING, |text| lines(text + 1, at)));
        columns.put("text-after", after.map_or(MISSING, |text| lines(at + 1, text)));
        columns.put("text-before-groups", before.map_or(MISSING, |text| (at - text) as f32));
        columns.put("text-after-groups", after.map_or(MISSING, |text| (text - at) as f32));
        let words = |text: Option<usize>| {
            text.and_then(|text| article.sums.get(text)).map_or(MISSING, |sums| sums.words)
        };
        columns.put("text-before-words", words(before));
        columns.put("text-after-words", words(after));
    }
}

/// Features of a window of groups, by its side.
const BEFORE: [&str; 8] = [
    "before.words",
    "before.prose",
    "before.lex.stop-words",
    "before.capitals",
    "before.terminal",
    "before.lex.score",
    "before.marks",
    "before.repeated",
];
const AFTER: [&str; 8] = [
    "after.words",
    "after.prose",
    "after.lex.stop-words",
    "after.capitals",
    "after.terminal",
    "after.lex.score",
    "after.marks",
    "after.repeated",
];

impl Stretch {
    /// The features of a window, in order.
    fn window(&self) -> [f32; 8] {
        let (l, w) = (self.lines, self.words);
        let (scores, repeated) = (self.scores, self.repeated);
        shares(
            [
                w,
                self.prose_words,
                self.stop_words,
                self.capitals,
                self.terminal,
                scores,
                self.marks,
                repeated,
            ],
            [l, w, w, w, l, self.factors, l, l],
        )
    }
}

/// Features that are the same for every group: what kind of document it is.
const DOCUMENT: [&str; 13] = [
    "document.groups",
    "document.lines",
    "document.words",
    "document.words-a-line",
    "document.prose",
    "document.lex.stop-words",
    "document.marks",
    "document.repeated",
    "document.lists",
    "document.encoded",
    "document.new-words",
    "document.page-signs",
    "document.body",
];

fn document(article: &Article<'_>, all: &Stretch, list_lines: f32) -> [f32; DOCUMENT.len()] {
    [
        article.groups.len() as f32,
        all.lines,
        all.words,
        share(all.words, all.lines),
        share(all.prose_words, all.words),
        share(all.stop_words, all.words),
        share(all.marks, all.lines),
        share(all.repeated, all.lines),
        share(list_lines, all.lines),
        share(all.encoded, all.words),
        share(article.facts.stems as f32, all.words),
        article.relief.page_signs as f32,
        share(article.relief.body.len() as f32, all.lines),
    ]
}

/// Features of a neighbour.
const CARD: [&str; 9] =
    ["shape", "words", "lines", "terminal", "colons", "capitals", "lex.stop-words", "lex.score", "mark"];

/// Those of a neighbour that is not there.
const NO_CARD: [f32; CARD.len()] =
    [MISSING, MISSING, MISSING, MISSING, MISSING, MISSING, MISSING, 0.0, MISSING];

fn card(article: &Article<'_>, at: usize) -> [f32; CARD.len()] {
    let (Some(group), Some(sums)) = (article.groups.get(at), article.sums.get(at)) else { return NO_CARD };
    [
        shape_number(group.shape),
        sums.words,
        sums.lines,
        share(sums.terminal, sums.lines),
        share(sums.colons, sums.lines),
        share(sums.capitals, sums.words),
        share(sums.stop_words, sums.words),
        article.word_scores.get(at).copied().unwrap_or_default(),
        sums.mark,
    ]
}
