//! Everything that is seen of one document before it is judged.

use tamis_core::{Document, Reason};

use super::facts::Facts;
use super::groups::{Group, Shape, group};
use super::index::Index;
use super::lexicon::Lexicon;
use super::page::Relief;
use super::rules::{Mark, SURE, Scene, marks};
use super::sums::Sums;

/// A text with at least so many of five signs of a whole page (menu entries, a long head and a long tail
/// of short lines, a foot, mostly short lines) is one (chosen on labelled pages and articles).
const PAGE_SIGNS: u32 = 3;

/// A document as the judge sees it.
#[derive(Debug)]
pub(crate) struct Article<'d> {
    pub(crate) facts: Facts<'d>,
    /// What the rules say of each line.
    pub(crate) marks: Vec<Option<Mark>>,
    /// The lines that are judged together, in the order of the document; every line is in one.
    pub(crate) groups: Vec<Group>,
    /// What is summed over the lines of each group.
    pub(crate) sums: Vec<Sums>,
    /// How much the words of each group speak for the article.
    pub(crate) word_scores: Vec<f32>,
    /// For each group the next one before and after it that can be running text.
    pub(crate) texts: Texts,
    pub(crate) relief: Relief,
    pub(crate) index: Index,
    /// The line of the first group that says what the address says: the headline.
    pub(crate) headline: Option<usize>,
    /// Whether it is a whole page rather than an article.
    pub(crate) page: bool,
    /// Features that depend on the language may be used.
    pub(crate) knows_language: bool,
}

/// Which groups can be running text, and where the next of them stand.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// For each group, whether it can be running text of the article.
    pub(crate) is: Vec<bool>,
    /// For each group, the last one before it that can.
    pub(crate) before: Vec<Option<u32>>,
    /// For each group, the first one after it that can.
    pub(crate) after: Vec<Option<u32>>,
}

impl<'d> Article<'d> {
    /// Looks at a document. Cost is linear in its size.
    pub(crate) fn of(document: &'d Document, lexicon: &Lexicon) -> Self {
        let facts = Facts::of(document, lexicon);
        let marks = marks(&Scene::new(&facts, lexicon));
        let is_alone = |mark: &Mark| mark.score >= SURE || mark.reason == Reason::Signature;
        let alone: Vec<bool> = marks.iter().map(|mark| mark.as_ref().is_some_and(is_alone)).collect();
        let groups = group(&facts, &alone);
        let mut copies = vec![(0, 0); facts.keys];
        for (at, line) in (0_u32..).zip(&facts.lines) {
            if let Some(copies) = copies.get_mut(line.key as usize) {
                *copies = (copies.0 + 1, at);
            }
        }
        let sums: Vec<Sums> = groups.iter().map(|group| Sums::of(&facts, group, &marks, &copies)).collect();
        let score = |sums: &Sums| {
            lexicon.weights.as_ref().map_or(0.0, |weights| weights.score(sums.weight.0, sums.weight.1))
        };
        let word_scores = sums.iter().map(score).collect();
        let relief = Relief::of(&facts);
        let page = relief.page_signs >= PAGE_SIGNS;
        let index = Index::of(&facts, &groups);
        let knows_language = knows_language(&sums);
        let headline = headline(&facts, &groups, &index);
        let texts = Texts::default();
        let mut article = Article {
            facts,
            marks,
            groups,
            sums,
            word_scores,
            texts,
            relief,
            index,
            headline,
            page,
            knows_language,
        };
        article.texts = Texts::of((0..article.groups.len()).map(|at| article.can_be_text(at)).collect());
        article
    }

    /// Takes the document for one whose language is not known.
    pub(crate) fn forget_language(&mut self) {
        self.knows_language = false;
    }

    /// Lines of a group, from the first to behind the last.
    pub(crate) fn span(&self, at: usize) -> std::ops::Range<usize> {
        let lines = self.groups.get(at).map_or(&[][..], |group| &group.lines[..]);
        lines.first().copied().unwrap_or(0)..lines.last().map_or(0, |line| line + 1)
    }

    /// Whether a group may be part of the article's running text.
    fn can_be_text(&self, at: usize) -> bool {
        let (Some(group), Some(sums)) = (self.groups.get(at), self.sums.get(at)) else { return false };
        if sums.mark >= SURE {
            return false;
        }
        group.lines.first() == Some(&0) && !self.page
            || group.shape == Shape::Paragraph && !group.encoded
            || group.shape == Shape::List && sums.spoken_rows >= sums.rows()
    }

    /// How far each group is the article's before anything is guessed: the running text of the document,
    /// of a whole page only where it is dense.
    pub(crate) fn first_core(&self) -> Vec<f32> {
        let is_core = |at: usize| {
            let span = self.span(at);
            let inside = span.start < self.relief.body.end && span.end > self.relief.body.start;
            self.texts.is.get(at) == Some(&true) && (inside || !self.page)
        };
        (0..self.groups.len()).map(|at| f32::from(u8::from(is_core(at)))).collect()
    }
}

impl Texts {
    fn of(is: Vec<bool>) -> Texts {
        let mut texts = Texts { before: Vec::with_capacity(is.len()), after: vec![None; is.len()], is };
        let mut last = None;
        for (at, text) in (0_u32..).zip(&texts.is) {
            texts.before.push(last);
            last = if *text { Some(at) } else { last };
        }
        let mut next = None;
        for (at, place) in texts.after.iter_mut().enumerate().rev() {
            *place = next;
            next = if texts.is.get(at) == Some(&true) { u32::try_from(at).ok() } else { next };
        }
        texts
    }
}

/// Whether the words of the grammar are known: a language without them in the lists has few of them.
fn knows_language(sums: &[Sums]) -> bool {
    /// Share of running text that words of the grammar make up at least, in any of the languages of the
    /// list (measured: .3 to .5; chance hits in others stay below .08).
    const FEWEST: f32 = 0.15;
    let (mut words, mut stops) = (0.0, 0.0);
    for sums in sums.iter().filter(|sums| sums.prose_words > 0.0) {
        words += sums.words;
        stops += sums.stop_words;
    }
    stops >= FEWEST * words
}

/// The line of the first group that holds most words of the address.
fn headline(facts: &Facts<'_>, groups: &[Group], index: &Index) -> Option<usize> {
    /// Words that an address needs to say something (guess).
    const FEWEST: usize = 2;
    /// Share of them that a headline holds (guess).
    const SHARE: f32 = 0.6;
    /// Lines of a group that can be a headline (guess).
    const LINES: usize = 2;
    if facts.address_words < FEWEST {
        return None;
    }
    let wanted = SHARE * facts.address_words as f32;
    let says_it =
        |(at, group): &(usize, &Group)| group.lines.len() <= LINES && index.address_words(*at) >= wanted;
    groups.iter().enumerate().find(says_it).and_then(|(_, group)| group.lines.first().copied())
}
