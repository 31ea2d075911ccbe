//! Lists of headlines that stand again, as headings, further down.

use std::hash::BuildHasherDefault;

use tamis_core::Reason;

use super::{Mark, Scene};
use crate::text::facts::{Bullet, Line};
use crate::text::lexicon::{HashedMap, List};

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
fn headings(scene: &Scene<'_, '_>) -> HashedMap<usize> {
    let mut last =
        HashedMap::with_capacity_and_hasher(scene.facts.lines.len(), BuildHasherDefault::default());
    for (at, line) in scene.facts.lines.iter().enumerate() {
        if line.bullet.is_none() && line.words >= 2 {
            last.insert(line.key, at);
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
    headings: &HashedMap<usize>,
    found: &mut Vec<(usize, Mark)>,
) {
    let repeated: Vec<usize> = (start..end)
        .filter_map(|at| {
            let line = scene.line(at)?;
            let twin = headings.get(&line.key).copied().filter(|twin| {
                *twin >= end || *twin > at && scene.line(start).is_some_and(|line| line.bullet.is_none())
            });
            twin.or_else(|| near_twin(scene, at, end))
        })
        .collect();
    let count = end - start;
    let share = repeated.len() as f32 / count as f32;
    let title = start.checked_sub(1).filter(|at| scene.line(*at).is_some_and(Line::is_title_like));
    let named = title.is_some_and(|at| is_named(scene, at));
    let numbered = scene.line(start).is_some_and(|line| line.bullet == Some(Bullet::Number));
    if repeated.is_empty() || share < REPEATED_SHARE || !named && (count < 2 || numbered) {
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
    (end..end + LINES_AHEAD).find(|other| {
        let enough = scene.facts.tokens(*other).len() as f32 >= NEARLY_EQUAL * own.len() as f32;
        enough && scene.line(*other).is_some_and(|line| line.bullet.is_none() && !line.is_prose()) && {
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
