//! Where a group stands, what stands around it, and what the document is like.

use super::unit::shape_number;
use crate::columns::{Columns, MISSING, share};
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
    list_lines: f32,
    stems: f32,
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
    fn fields(&mut self) -> [&mut f32; 11] {
        [
            &mut self.lines,
            &mut self.words,
            &mut self.prose_words,
            &mut self.stop_words,
            &mut self.capitals,
            &mut self.terminal,
            &mut self.marks,
            &mut self.repeated,
            &mut self.encoded,
            &mut self.scores,
            &mut self.factors,
        ]
    }

    fn plus(mut self, mut other: Stretch) -> Stretch {
        for (sum, more) in self.fields().into_iter().zip(other.fields()) {
            *sum += *more;
        }
        self
    }

    fn minus(mut self, mut other: Stretch) -> Stretch {
        for (sum, less) in self.fields().into_iter().zip(other.fields()) {
            *sum -= *less;
        }
        self
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
        Surroundings { before, list_lines, stems: article.facts.stems as f32 }
    }

    fn stretch(&self, first: usize, end: usize) -> Stretch {
        let at = |at: usize| self.before.get(at).or(self.before.last()).copied().unwrap_or_default();
        at(end).minus(at(first.min(end)))
    }

    pub(super) fn put(&self, article: &Article<'_>, at: usize, columns: &mut impl Columns) {
        let count = article.groups.len();
        let (all, head, tail) = (self.stretch(0, count), self.stretch(0, at), self.stretch(at + 1, count));
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
            Surroundings::put_window(nth, "before", self.stretch(at.saturating_sub(reach), at), columns);
            Surroundings::put_window(
                nth,
                "after",
                self.stretch(at + 1, (at + 1 + reach).min(count)),
                columns,
            );
        }
        for distance in NEIGHBOURS {
            put_neighbour(article, at.checked_sub(distance), "before", distance, columns);
            put_neighbour(article, Some(at + distance), "after", distance, columns);
        }
        let score = article.word_scores.get(at).copied().unwrap_or_default();
        columns.put("lex.score", score);
        columns.put("document.lex.score", share(all.scores, all.factors));
        columns.put("lex.score-above", score - share(all.scores, all.factors));
        self.put_document(article, &all, columns);
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

    fn put_window(nth: usize, side: &'static str, window: Stretch, columns: &mut impl Columns) {
        let names = if side == "before" {
            ["before.words", "before.prose", "before.lex.stop-words", "before.capitals", "before.terminal"]
        } else {
            ["after.words", "after.prose", "after.lex.stop-words", "after.capitals", "after.terminal"]
        };
        let marks = if side == "before" { "before.marks" } else { "after.marks" };
        let repeated = if side == "before" { "before.repeated" } else { "after.repeated" };
        let [words, prose, stop_words, capitals, terminal] = names;
        columns.put_nth("window", nth, words, share(window.words, window.lines));
        columns.put_nth("window", nth, prose, share(window.prose_words, window.words));
        columns.put_nth("window", nth, stop_words, share(window.stop_words, window.words));
        columns.put_nth("window", nth, capitals, share(window.capitals, window.words));
        columns.put_nth("window", nth, terminal, share(window.terminal, window.lines));
        let score = if side == "before" { "before.lex.score" } else { "after.lex.score" };
        columns.put_nth("window", nth, score, share(window.scores, window.factors));
        columns.put_nth("window", nth, marks, share(window.marks, window.lines));
        columns.put_nth("window", nth, repeated, share(window.repeated, window.lines));
    }

    /// The same for every group: what kind of document it is.
    fn put_document(&self, article: &Article<'_>, all: &Stretch, columns: &mut impl Columns) {
        columns.put("document.groups", article.groups.len() as f32);
        columns.put("document.lines", all.lines);
        columns.put("document.words", all.words);
        columns.put("document.words-a-line", share(all.words, all.lines));
        columns.put("document.prose", share(all.prose_words, all.words));
        columns.put("document.lex.stop-words", share(all.stop_words, all.words));
        columns.put("document.marks", share(all.marks, all.lines));
        columns.put("document.repeated", share(all.repeated, all.lines));
        columns.put("document.lists", share(self.list_lines, all.lines));
        columns.put("document.encoded", share(all.encoded, all.words));
        columns.put("document.new-words", share(self.stems, all.words));
        columns.put("document.page-signs", article.relief.page_signs as f32);
        columns.put("document.body", share(article.relief.body.len() as f32, all.lines));
    }
}

fn put_neighbour(
    article: &Article<'_>,
    at: Option<usize>,
    side: &'static str,
    nth: usize,
    columns: &mut impl Columns,
) {
    let group = at.and_then(|at| article.groups.get(at));
    let sums = at.and_then(|at| article.sums.get(at));
    let value = |of: &dyn Fn(&crate::text::sums::Sums) -> f32| sums.map_or(MISSING, of);
    columns.put_nth(side, nth, "shape", group.map_or(MISSING, |group| shape_number(group.shape)));
    columns.put_nth(side, nth, "words", value(&|sums| sums.words));
    columns.put_nth(side, nth, "lines", value(&|sums| sums.lines));
    columns.put_nth(side, nth, "terminal", value(&|sums| share(sums.terminal, sums.lines)));
    columns.put_nth(side, nth, "colons", value(&|sums| share(sums.colons, sums.lines)));
    columns.put_nth(side, nth, "capitals", value(&|sums| share(sums.capitals, sums.words)));
    columns.put_nth(side, nth, "lex.stop-words", value(&|sums| share(sums.stop_words, sums.words)));
    let score = at.and_then(|at| article.word_scores.get(at)).copied();
    columns.put_nth(side, nth, "lex.score", score.unwrap_or_default());
    columns.put_nth(side, nth, "mark", value(&|sums| sums.mark));
}
