//! The features of the second pass: what a first guess says of the other groups.

use crate::columns::{Columns, MISSING, share};
use crate::decision;
use crate::text::article::Article;
use crate::text::groups::Shape;
use crate::text::topic::{Overlap, Topic};

/// Distances on each side at which single guesses are looked at.
const NEIGHBOURS: [usize; 4] = [1, 2, 3, 4];

/// Groups on each side whose guesses are averaged.
const WINDOWS: [usize; 4] = [2, 5, 12, 30];

/// A guess from which a group counts as surely kept, and below which it is surely dropped.
const SURE: f32 = 0.8;
const SURELY_NOT: f32 = 0.2;

/// First guesses of a document, with what is summed of them.
#[derive(Debug)]
pub(crate) struct Second<'a> {
    article: &'a Article<'a>,
    guesses: &'a [f32],
    /// What the groups have in common with the article as it is guessed.
    topic: Topic,
    /// Words, and words times guess, before each group.
    before: Vec<(f32, f32)>,
    /// For each group the nearest surely kept one before and after it, and the nearest surely dropped.
    kept: Nearest,
    dropped: Nearest,
    /// For each group the first group behind its heading, and the end of that section.
    sections: Vec<(u32, u32)>,
    /// Words, and words times guess, of all groups of each shape and look.
    looks: [(f32, f32); LOOKS],
    /// The same for all lines that read alike, by their keys.
    copies: Vec<(f32, f32)>,
    unsure: f32,
    /// For each group the share of the words that are guessed to be more surely kept.
    rank: Vec<f32>,
    /// The greatest guess, and the one from which on groups would be kept.
    max: f32,
    threshold: f32,
    expected: f32,
}

#[derive(Debug, Default)]
struct Nearest {
    before: Vec<Option<u32>>,
    after: Vec<Option<u32>>,
}

impl Nearest {
    fn of(is: impl Fn(usize) -> bool, count: usize) -> Nearest {
        let mut nearest = Nearest { before: vec![None; count], after: vec![None; count] };
        let mut last = None;
        for (at, place) in nearest.before.iter_mut().enumerate() {
            *place = last;
            last = if is(at) { u32::try_from(at).ok() } else { last };
        }
        let mut next = None;
        for (at, place) in nearest.after.iter_mut().enumerate().rev() {
            *place = next;
            next = if is(at) { u32::try_from(at).ok() } else { next };
        }
        nearest
    }

    fn distances(&self, at: usize) -> (f32, f32) {
        let place = |list: &[Option<u32>]| list.get(at).copied().flatten().map(|other| other as usize);
        let before = place(&self.before).map_or(MISSING, |other| at.abs_diff(other) as f32);
        let after = place(&self.after).map_or(MISSING, |other| at.abs_diff(other) as f32);
        (before, after)
    }
}

impl<'a> Second<'a> {
    /// The features of a document with a first guess a group.
    pub(crate) fn of(article: &'a Article<'a>, guesses: &'a [f32]) -> Second<'a> {
        let guess = |at: usize| guesses.get(at).copied().unwrap_or_default();
        let (mut before, mut sum) = (Vec::with_capacity(guesses.len() + 1), (0.0, 0.0));
        let (mut looks, mut copies) = ([(0.0, 0.0); LOOKS], vec![(0.0, 0.0); article.facts.keys]);
        let mut unsure = 0.0;
        for (at, (group, sums)) in article.groups.iter().zip(&article.sums).enumerate() {
            let (words, p) = (sums.words, guess(at));
            before.push(sum);
            sum = (sum.0 + words, sum.1 + words * p);
            unsure += words * p * (1.0 - p);
            let add = |table: &mut [(f32, f32)], at: usize, words: f32| {
                if let Some(entry) = table.get_mut(at) {
                    *entry = (entry.0 + words, entry.1 + words * p);
                }
            };
            add(&mut looks, look(article, at), words);
            for line in group.lines.iter().filter_map(|line| article.facts.lines.get(*line)) {
                add(&mut copies, line.key as usize, 1.0);
            }
        }
        before.push(sum);
        let count = article.groups.len();
        let weighed: Vec<(f32, f32)> =
            article.sums.iter().zip(guesses).map(|(sums, p)| (sums.words, *p)).collect();
        let choice = decision::choose(&weighed, 1.0);
        Second {
            rank: ranks(&weighed, sum.0),
            max: guesses.iter().copied().fold(0.0, f32::max),
            threshold: choice.threshold.min(1.0),
            expected: choice.expected,
            article,
            guesses,
            topic: Topic::of(&article.facts, &article.groups, &article.index, guesses),
            before,
            kept: Nearest::of(|at| guess(at) >= SURE, count),
            dropped: Nearest::of(|at| guess(at) <= SURELY_NOT, count),
            sections: sections(article),
            looks,
            copies,
            unsure: share(unsure, sum.0),
        }
    }

    /// For each group what it has in common with the article as it is guessed.
    pub(crate) fn overlaps(&self) -> &[Overlap] {
        &self.topic.overlaps
    }

    pub(super) fn len(&self) -> usize {
        self.article.groups.len()
    }

    fn guess(&self, at: usize) -> f32 {
        self.guesses.get(at).copied().unwrap_or_default()
    }

    /// Words and mass of a run of groups.
    fn range(&self, first: usize, end: usize) -> (f32, f32) {
        let at = |at: usize| self.before.get(at).or(self.before.last()).copied().unwrap_or_default();
        let (from, to) = (at(first.min(end)), at(end));
        (to.0 - from.0, to.1 - from.1)
    }

    fn mean(&self, first: usize, end: usize) -> f32 {
        mean(self.range(first, end))
    }

    pub(super) fn put_all(&self, at: usize, columns: &mut impl Columns) {
        let (article, count) = (self.article, self.len());
        let (Some(group), Some(sums)) = (article.groups.get(at), article.sums.get(at)) else { return };
        columns.put("guess", self.guess(at));
        let (words, mass) = self.range(0, count);
        columns.put("document.guess", share(mass, words));
        columns.put("document.unsure", self.unsure);
        columns.put("document.max", self.max);
        columns.put("document.threshold", self.threshold);
        columns.put("document.expected", self.expected);
        columns.put("above-threshold", self.guess(at) - self.threshold);
        columns.put("rank", self.rank.get(at).copied().unwrap_or_default());
        columns.put("document.mass", mass);
        columns.put("document.page-signs", article.relief.page_signs as f32);
        columns.put("kept-before", share(self.range(0, at).1, mass));
        columns.put("kept-after", share(self.range(at + 1, count).1, mass));
        for (nth, reach) in WINDOWS.into_iter().enumerate() {
            columns.put_nth("window", nth, "before", self.mean(at.saturating_sub(reach), at));
            columns.put_nth("window", nth, "after", self.mean(at + 1, (at + 1 + reach).min(count)));
        }
        for distance in NEIGHBOURS {
            let before = at.checked_sub(distance).map_or(MISSING, |at| self.guess(at));
            let after = self.guesses.get(at + distance).copied().unwrap_or(MISSING);
            columns.put_nth("guess-before", distance, "", before);
            columns.put_nth("guess-after", distance, "", after);
        }
        let (kept_before, kept_after) = self.kept.distances(at);
        let (dropped_before, dropped_after) = self.dropped.distances(at);
        columns.put("kept.before", kept_before);
        columns.put("kept.after", kept_after);
        columns.put("dropped.before", dropped_before);
        columns.put("dropped.after", dropped_after);
        self.put_alike(at, columns);
        self.put_section(at, columns);
        columns.put("shape", super::unit::shape_number(group.shape));
        columns.put("words", sums.words);
        columns.put("lines", sums.lines);
        columns.put("terminal", share(sums.terminal, sums.lines));
        columns.put("capitals", share(sums.capitals, sums.words));
        let known = |value| if article.knows_language { value } else { MISSING };
        columns.put("lex.stop-words", known(share(sums.stop_words, sums.words)));
        columns.put("lex.score", known(article.word_scores.get(at).copied().unwrap_or_default()));
        columns.put("mark", sums.mark);
        columns.put_flag("encoded", group.encoded);
        super::topic::put(article, &self.topic, at, columns);
    }

    /// What is guessed of the groups that look alike, and of those that say the same.
    fn put_alike(&self, at: usize, columns: &mut impl Columns) {
        let Some((group, sums)) = self.article.groups.get(at).zip(self.article.sums.get(at)) else { return };
        let own = (sums.words, sums.words * self.guess(at));
        let all = self.looks.get(look(self.article, at)).copied().unwrap_or_default();
        columns.put("alike.words", all.0 - own.0);
        columns.put("alike.guess", mean((all.0 - own.0, all.1 - own.1)));
        let (mut count, mut mass) = (0.0, 0.0);
        for line in group.lines.iter().filter_map(|line| self.article.facts.lines.get(*line)) {
            let (lines, guesses) = self.copies.get(line.key as usize).copied().unwrap_or_default();
            count += lines - 1.0;
            mass += guesses - self.guess(at);
        }
        columns.put("copies", count);
        columns.put("copies.guess", if count > 0.0 { mass / count } else { MISSING });
    }

    /// What is guessed of the section under the same heading, and of the text under this one.
    fn put_section(&self, at: usize, columns: &mut impl Columns) {
        let (start, end) = self.sections.get(at).copied().unwrap_or_default();
        let (start, end) = (start as usize, end as usize);
        let heading = start.checked_sub(1);
        columns.put("section.heading", heading.map_or(MISSING, |heading| self.guess(heading)));
        columns.put("section.from", at.saturating_sub(start) as f32);
        let whole = self.range(start, end);
        let own = self.range(at, at + 1);
        let inside = start <= at && at < end;
        let others = if inside { (whole.0 - own.0, whole.1 - own.1) } else { whole };
        columns.put("section.words", others.0);
        columns.put("section.guess", mean(others));
        let is_heading = self.article.groups.get(at).is_some_and(|group| group.shape == Shape::Heading);
        let next = if is_heading { self.sections.get(at + 1).copied() } else { None };
        let below = next.map_or(MISSING, |(first, last)| self.mean(first as usize, last as usize));
        columns.put("section.below", below);
    }
}

/// For each group the share of all words that stand in groups of a greater guess.
fn ranks(groups: &[(f32, f32)], words: f32) -> Vec<f32> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    let of = |at: &usize| groups.get(*at).copied().unwrap_or_default();
    order.sort_by(|a, b| of(b).1.total_cmp(&of(a).1).then(a.cmp(b)));
    let mut ranks = vec![0.0; groups.len()];
    let mut before = 0.0;
    for at in order {
        if let Some(rank) = ranks.get_mut(at) {
            *rank = share(before, words);
        }
        before += of(&at).0;
    }
    ranks
}

fn mean((words, mass): (f32, f32)) -> f32 {
    if words > 0.5 { (mass / words).clamp(0.0, 1.0) } else { MISSING }
}

/// Bits of a look: shape, title, length, end of a sentence, bullets.
const LOOK_BITS: u32 = 3 + 1 + 1 + 1 + 2;
/// Looks that groups may have.
const LOOKS: usize = 1 << LOOK_BITS;

/// Groups that look alike share this.
fn look(article: &Article<'_>, at: usize) -> usize {
    let (Some(group), Some(sums)) = (article.groups.get(at), article.sums.get(at)) else { return 0 };
    let short = usize::from(sums.words < sums.lines * 6.0);
    let ends = usize::from(sums.terminal > 0.0);
    let bullets = usize::from(sums.bullets > 0.0) + 2 * usize::from(sums.numbered > 0.0);
    (group.shape as usize) << 5 | usize::from(group.titled) << 4 | short << 3 | ends << 2 | bullets
}

/// For each group the first one behind its last heading, and the next heading or the end.
fn sections(article: &Article<'_>) -> Vec<(u32, u32)> {
    let count = article.groups.len();
    let mut sections = vec![(0_u32, count as u32); count];
    let mut start = 0;
    for (at, (section, group)) in (0_u32..).zip(sections.iter_mut().zip(&article.groups)) {
        section.0 = start;
        if group.shape == Shape::Heading {
            start = at + 1;
        }
    }
    let mut end = count as u32;
    for (at, (section, group)) in sections.iter_mut().zip(&article.groups).enumerate().rev() {
        section.1 = end;
        if group.shape == Shape::Heading {
            end = at as u32;
        }
    }
    sections
}
