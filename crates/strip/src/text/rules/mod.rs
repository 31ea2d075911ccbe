//! Rules for single lines, each with its evidence.

mod byline;
mod caption;
mod duplicate;
mod frame;
mod headlines;
mod plea;
mod signature;
mod teaser;

use std::borrow::Cow;

use tamis_core::Reason;

use super::facts::{Facts, Line};
use super::lexicon::Lexicon;

/// Score from which a line that a rule marks is judged for itself.
pub(crate) const SURE: f32 = 0.5;

/// What a rule says of a line.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mark {
    /// Why the line would go.
    pub(crate) reason: Reason,
    /// How sure, 0..=1. A mark below the threshold is a hint for the group that holds the line.
    pub(crate) score: f32,
    /// What was seen.
    pub(crate) evidence: Cow<'static, str>,
}

impl Mark {
    fn new(reason: Reason, score: f32, evidence: impl Into<Cow<'static, str>>) -> Self {
        Mark { reason, score, evidence: evidence.into() }
    }

    /// Appends the evidence, which names what was seen: a number, or the first words of the line.
    pub(crate) fn name(&self, line: &str, seen: &mut String) {
        const SHOWN_CHARS: usize = 40;
        seen.push_str(&self.evidence);
        if self.evidence.bytes().any(|byte| byte.is_ascii_digit() || byte == b'"') {
            return;
        }
        let line = line.trim();
        let end = line.char_indices().nth(SHOWN_CHARS).map_or(line.len(), |(at, _)| at);
        seen.push_str(": \"");
        seen.push_str(line.get(..end).unwrap_or_default().trim_end());
        seen.push('"');
    }
}

/// The lines of a document with what every rule needs to know of their surroundings.
pub(crate) struct Scene<'f, 'd> {
    pub(crate) facts: &'f Facts<'d>,
    pub(crate) lexicon: &'f Lexicon,
    /// The first line of running text; the number of lines if there is none.
    first_prose: usize,
    /// The last line of running text; 0 if there is none.
    last_prose: usize,
}

impl<'f, 'd> Scene<'f, 'd> {
    pub(crate) fn new(facts: &'f Facts<'d>, lexicon: &'f Lexicon) -> Self {
        let prose = |line: &Line<'_>| line.is_prose();
        Scene {
            facts,
            lexicon,
            first_prose: facts.lines.iter().position(prose).unwrap_or(facts.lines.len()),
            last_prose: facts.lines.iter().rposition(prose).unwrap_or(0),
        }
    }

    fn line(&self, at: usize) -> Option<&'f Line<'d>> {
        self.facts.lines.get(at)
    }

    fn before(&self, at: usize) -> Option<&'f Line<'d>> {
        at.checked_sub(1).and_then(|at| self.line(at))
    }

    /// Whether nothing but short lines stands before or after the line, or it is among the first ones.
    fn at_an_end(&self, at: usize) -> bool {
        const FIRST_LINES: usize = 4;
        at < FIRST_LINES || at < self.first_prose || at >= self.last_prose
    }

    /// Whether the line is at the head of the document.
    fn at_head(&self, at: usize) -> bool {
        const FIRST_LINES: usize = 3;
        at < FIRST_LINES || at < self.first_prose.min(FIRST_LINES * 3)
    }

    /// Whether a neighbour is an item of a list.
    fn in_list(&self, at: usize) -> bool {
        let item = |line: Option<&Line<'_>>| line.is_some_and(|line| line.bullet.is_some());
        item(self.before(at)) || item(self.line(at + 1))
    }
}

/// Whether a list of words in lower case holds a word, whatever its case.
fn is_one_of(word: &str, list: &[&str]) -> bool {
    if word.is_ascii() {
        return list.iter().any(|listed| word.eq_ignore_ascii_case(listed));
    }
    list.contains(&word.to_lowercase().as_str())
}

/// The stronger of two marks, the later one if they are equally strong.
fn stronger(earlier: Option<Mark>, later: Option<Mark>) -> Option<Mark> {
    match (earlier, later) {
        (Some(earlier), Some(later)) => {
            Some(if later.score.total_cmp(&earlier.score).is_ge() { later } else { earlier })
        }
        (earlier, later) => later.or(earlier),
    }
}

/// What the rules say of each line: the strongest mark of all of them.
pub(crate) fn marks(scene: &Scene<'_, '_>) -> Vec<Option<Mark>> {
    let mut marks: Vec<Option<Mark>> = Vec::with_capacity(scene.facts.lines.len());
    for (at, line) in scene.facts.lines.iter().enumerate() {
        let strongest = frame::mark(scene, at, line);
        let strongest = stronger(strongest, teaser::mark(scene, at, line));
        let strongest = stronger(strongest, signature::mark(scene, at, line));
        let strongest = stronger(strongest, caption::mark(scene, at, line));
        let strongest = stronger(strongest, byline::mark(scene, at, line));
        marks.push(stronger(strongest, plea::mark(scene, at, line)));
    }
    for (at, mark) in headlines::marks(scene).into_iter().chain(duplicate::marks(scene)) {
        if let Some(slot) = marks.get_mut(at)
            && slot.as_ref().is_none_or(|old| old.score < mark.score)
        {
            *slot = Some(mark);
        }
    }
    marks
}
