//! Lines that stand in the document already.

use tamis_core::Reason;

use super::{Mark, Scene};
use crate::text::facts::Line;

/// A line of running text counts as a duplicate from this many words on; a shorter one may be said
/// twice with good reason (guess).
const FEWEST_PROSE_WORDS: u32 = 9;
/// A caption that is repeated at once has at least this many words (guess).
const FEWEST_CAPTION_WORDS: u32 = 8;

/// Marks for every later copy of a paragraph, and for captions repeated at once.
pub(super) fn marks(scene: &Scene<'_, '_>) -> Vec<(usize, Mark)> {
    let mut found = Vec::new();
    if scene.facts.keys == scene.facts.lines.len() {
        return found;
    }
    let mut first: Vec<Option<usize>> = vec![None; scene.facts.keys];
    for (at, line) in scene.facts.lines.iter().enumerate() {
        let Some(first) = first.get_mut(line.key as usize) else { continue };
        let Some(earlier) = *first else {
            *first = Some(at);
            continue;
        };
        let at_once = scene.before(at).is_some_and(|before| before.key == line.key);
        if at_once && line.words >= FEWEST_CAPTION_WORDS && !is_refrain(scene, at) {
            found.push((at, Mark::new(Reason::Caption, 0.75, format!("the same as line {at}, right above"))));
        } else if line.is_prose()
            && line.words >= FEWEST_PROSE_WORDS
            && !is_refrain(scene, at)
            && !line.colon
            && !line.text.ends_with('?')
        {
            found.push((
                at,
                Mark::new(Reason::DuplicateBlock, 0.7, format!("the same as line {}", earlier + 1)),
            ));
        }
    }
    found
}

/// Whether a line stands among short lines of verse, where a refrain belongs.
fn is_refrain(scene: &Scene<'_, '_>, at: usize) -> bool {
    const LONGEST_VERSE: u32 = 14;
    let verse = |line: Option<&Line<'_>>| {
        line.is_some_and(|line| {
            line.words <= LONGEST_VERSE
                && line.words > 1
                && line.stop_words * 5 >= line.words
                && line.bullet.is_none()
        })
    };
    verse(scene.line(at))
        && verse(scene.before(at))
        && (verse(scene.line(at + 1)) || verse(at.checked_sub(2).and_then(|at| scene.line(at))))
}
