//! Lists of headlines that stand again, as headings, further down.

use tamis_core::Reason;

use super::{Mark, Scene};
use crate::text::facts::{Bullet, Line};
use crate::text::lexicon::List;

/// Share of a list's items that must stand again further down (measured lists have .5 and more).
const REPEATED_SHARE: f32 = 0.4;
/// Share of two lines' words that must agree to be the same headline.
const NEARLY_EQUAL: f32 = 0.8;

/// Marks for every list of repeated headlines, its title included.
pub(super) fn marks(scene: &Scene<'_, '_>) -> Vec<(usize, Mark)> {
    let mut known = None;
    let mut found = Vec::new();
    let mut at = 0;
    while at < scene.facts.lines.len() {
        let mut end = end_of_list(scene, at);
        if end == at && at > 0 && is_named(scene, at - 1) {
            end = end_of_run(scene, at);
        }
        if end > at {
            list(scene, at, end, known.get_or_insert_with(|| headings(scene)), &mut found);
        }
        at = end.max(at + 1);
    }
    found
}

/// The last line with each key among the lines that can be headings.
fn headings(scene: &Scene<'_, '_>) -> Vec<Option<usize>> {
    let mut last = vec![None; scene.facts.keys];
    for (at, line) in scene.facts.lines.iter().enumerate() {
        if line.bullet.is_none()
            && line.words >= 2
            && let Some(last) = last.get_mut(line.key as usize)
        {
            *last = Some(at);
        }
    }
    last
}

fn end_of_list(scene: &Scene<'_, '_>, at: usize) -> usize {
    let mut end = at;
    while scene.line(end).is_some_and(|line| line.bullet.is_some() && line.fragment.is_none()) {
        end += 1;
    }
    end
}

/// Whether a line is the title of a list of headlines.
fn is_named(scene: &Scene<'_, '_>, at: usize) -> bool {
    scene.line(at).is_some_and(|line| line.whole.has(List::Headlines))
}

/// The end of a run of headlines without bullets; its last line is the heading of the text behind it.
fn end_of_run(scene: &Scene<'_, '_>, at: usize) -> usize {
    const LONGEST_HEADLINE: u32 = 25;
    let headline =
        |line: &Line<'_>| !line.terminal && line.words <= LONGEST_HEADLINE && line.fragment.is_none();
    let mut end = at;
    while scene.line(end).is_some_and(headline) {
        end += 1;
    }
    end.saturating_sub(1).max(at)
}

fn list(
    scene: &Scene<'_, '_>,
    start: usize,
    end: usize,
    headings: &[Option<usize>],
    found: &mut Vec<(usize, Mark)>,
) {
    let count = end - start;
    let title = start.checked_sub(1).filter(|at| scene.line(*at).is_some_and(Line::is_title_like));
    let named = title.is_some_and(|at| is_named(scene, at));
    let numbered = scene.line(start).is_some_and(|line| line.bullet == Some(Bullet::Number));
    if !named && (count < 2 || numbered) {
        return;
    }
    let repeated: Vec<usize> = (start..end)
        .filter_map(|at| {
            let line = scene.line(at)?;
            let twin = headings.get(line.key as usize).copied().flatten().filter(|twin| {
                *twin >= end || *twin > at && scene.line(start).is_some_and(|line| line.bullet.is_none())
            });
            twin.or_else(|| near_twin(scene, at, end))
        })
        .collect();
    let share = repeated.len() as f32 / count as f32;
    if repeated.is_empty() || share < REPEATED_SHARE {
        return;
    }
    let score = if named { 0.95 } else { 0.35 + 0.5 * share };
    let first = repeated.first().map_or(0, |twin| twin + 1);
    let evidence =
        format!("{} of {count} items stand again further down, the first at line {first}", repeated.len());
    for at in title.filter(|_| named || score > 0.5).into_iter().chain(start..end) {
        found.push((at, Mark::new(Reason::RepeatedHeadline, score, evidence.clone())));
    }
}

/// A heading soon after the list that has nearly the words of an item.
fn near_twin(scene: &Scene<'_, '_>, at: usize, end: usize) -> Option<usize> {
    const LINES_AHEAD: usize = 40;
    const FEWEST_WORDS: usize = 4;
    let own = stems(scene, at);
    if own.len() < FEWEST_WORDS {
        return None;
    }
    let fewest = NEARLY_EQUAL * own.len() as f32;
    // A bit for each stem that may be among them.
    let bit = |stem: u32| 1_u64 << (stem % u64::BITS);
    let bits = own.iter().fold(0, |bits, stem| bits | bit(*stem));
    (end..end + LINES_AHEAD).find(|other| {
        let tokens = scene.facts.tokens(*other);
        if (tokens.len() as f32) < fewest
            || scene.line(*other).is_none_or(|line| line.bullet.is_some() || line.is_prose())
        {
            return false;
        }
        let hits = tokens.iter().filter(|token| bits & bit(token.stem) != 0).count();
        hits as f32 >= fewest && {
            let other = stems(scene, *other);
            let common = other.iter().filter(|stem| own.binary_search(stem).is_ok()).count();
            common as f32 >= NEARLY_EQUAL * (own.len() + other.len() - common) as f32
        }
    })
}

/// The different stems of a line, ascending.
fn stems(scene: &Scene<'_, '_>, at: usize) -> Vec<u32> {
    let mut stems: Vec<u32> = scene.facts.tokens(at).iter().map(|token| token.stem).collect();
    stems.sort_unstable();
    stems.dedup();
    stems
}
