//! Lines of a closed vocabulary: share buttons, counters, advertisement markers, legal lines, tags.

use tamis_core::{Reason, words};

use super::{Mark, Scene};
use crate::text::facts::Line;
use crate::text::lexicon::{List, phrase_hash, word_hash};

/// Lines of the frame of a site are no longer than this, in words (guess).
const LONGEST_LINE: u32 = 40;

/// What the closed vocabularies say of a line.
pub(super) fn mark(scene: &Scene<'_, '_>, at: usize, line: &Line<'_>) -> Option<Mark> {
    if line.words > LONGEST_LINE || line.words == 0 {
        return None;
    }
    whole(scene, at, line).or_else(|| networks(scene, at, line)).or_else(|| start(scene, at, line))
}

/// The whole line stands in a list.
fn whole(scene: &Scene<'_, '_>, at: usize, line: &Line<'_>) -> Option<Mark> {
    let lists = line.whole;
    let found =
        |reason, score, name: &str| Some(Mark::new(reason, score, format!("the whole line is {name}")));
    let figures = line.numbers > 0;
    if lists.has(List::Ad) {
        let score = if line.words == 1 && scene.in_list(at) { 0.4 } else { 0.95 };
        return found(Reason::Advertisement, score, "the marker of an advertisement");
    }
    if lists.has(List::Share) {
        let doubtful = line.words == 1 && !figures && !scene.at_an_end(at) || scene.in_list(at);
        return found(Reason::ShareLine, if doubtful { 0.4 } else { 0.9 }, "a share button or counter");
    }
    if lists.has(List::Comments) {
        let doubtful = line.words == 1 && (!scene.at_an_end(at) || scene.in_list(at));
        return found(Reason::Comments, if doubtful { 0.4 } else { 0.9 }, "a comment button or counter");
    }
    if lists.has(List::Kicker) && !line.terminal && line.bullet.is_none() && !figures {
        let headline_follows =
            scene.line(at + 1).is_some_and(|next| next.words > line.words && next.bullet.is_none());
        if at < 4 && at <= scene.first_prose && headline_follows {
            return found(Reason::Kicker, 0.85, "a section label above the headline");
        }
    }
    if lists.has(List::Tags) {
        return found(Reason::Tags, if scene.at_an_end(at) { 0.8 } else { 0.4 }, "the title of a tag list");
    }
    if lists.has(List::Consent) {
        return found(Reason::Consent, if scene.in_list(at) { 0.4 } else { 0.7 }, "a cookie button");
    }
    if lists.has(List::Navigation) {
        let near = [at.wrapping_sub(2), at.wrapping_sub(1), at + 1, at + 2];
        let company = near
            .iter()
            .filter_map(|near| scene.line(*near))
            .filter(|line| line.whole.has(List::Navigation) || line.whole.has(List::Share))
            .count();
        let score = 0.35 + 0.1 * company as f32;
        return Some(Mark::new(
            Reason::Navigation,
            score,
            format!("the whole line is a menu entry; {company} of 4 neighbours are too"),
        ));
    }
    None
}

/// Nothing but names of networks and share verbs.
fn networks(scene: &Scene<'_, '_>, at: usize, line: &Line<'_>) -> Option<Mark> {
    const MOST_WORDS: u32 = 16;
    if !line.any.has(List::Network) || line.words > MOST_WORDS || line.terminal || line.key_value {
        return None;
    }
    let (mut names, mut others) = (0, 0);
    for word in words(line.text) {
        let known = scene.lexicon.phrase(phrase_hash(&[word_hash(word)])).any.has(List::Network);
        if known { names += 1 } else { others += 1 }
    }
    let single_letter = names == 1 && line.text.chars().filter(|c| c.is_alphabetic()).count() < 2;
    if others > 0 || single_letter {
        return None;
    }
    let spoken_of = names == 1
        && (at + 1..at + 4).any(|next| {
            scene
                .facts
                .tokens(next)
                .iter()
                .any(|token| scene.facts.tokens(at).first().is_some_and(|own| own.stem == token.stem))
        });
    let score = match names {
        1 if spoken_of || scene.in_list(at) => 0.3,
        1 => 0.7,
        _ => 0.9,
    };
    Some(Mark::new(Reason::ShareLine, score, format!("{names} names of networks and nothing else")))
}

/// The line begins with, or holds, something of a list.
fn start(scene: &Scene<'_, '_>, at: usize, line: &Line<'_>) -> Option<Mark> {
    let (start, any, text) = (line.start, line.any, line.text);
    let end = scene.at_an_end(at);
    if start.has(List::Share) {
        return Some(Mark::new(Reason::ShareLine, 0.85, "begins as a share button"));
    }
    if start.has(List::Comments) {
        return Some(Mark::new(Reason::Comments, 0.85, "begins as the foot of a comment form"));
    }
    if start.has(List::Tags) && tag_list(line) {
        return Some(Mark::new(Reason::Tags, if end { 0.85 } else { 0.6 }, "a label and a list of topics"));
    }
    if hash_tags(line) {
        return Some(Mark::new(Reason::Tags, 0.8, "nothing but hash tags"));
    }
    if text.starts_with('©') || text.starts_with("(c)") || text.starts_with("(C)") {
        return Some(Mark::new(Reason::Legal, 0.9, "begins with a copyright sign"));
    }
    if start.has(List::Consent) || any.has(List::Consent) {
        return Some(Mark::new(
            Reason::Consent,
            if start.has(List::Consent) { 0.75 } else { 0.5 },
            "a cookie notice",
        ));
    }
    if start.has(List::Wire) || (any.has(List::Wire) && line.words < 30) {
        return Some(Mark::new(
            Reason::Signature,
            wire_score(scene, at, line),
            "names reporters and editors",
        ));
    }
    if any.has(List::Legal) {
        return Some(Mark::new(Reason::Legal, 0.85, "a reservation of rights"));
    }
    if start.has(List::Legal) {
        let score = match (end, line.is_prose()) {
            (true, _) => 0.8,
            (false, true) => 0.45,
            (false, false) => 0.35,
        };
        return Some(Mark::new(Reason::Legal, score, "begins as a legal or publication note"));
    }
    None
}

/// `Tags: one, two`: a label, a colon or nothing, and short phrases without a verb.
fn tag_list(line: &Line<'_>) -> bool {
    !line.terminal
        && line.stop_words * 4 <= line.words
        && line.words > 1
        && (line.key_value || line.words <= 8)
}

fn hash_tags(line: &Line<'_>) -> bool {
    if !line.text.starts_with('#') {
        return false;
    }
    let mut count = 0;
    for part in line.text.split_whitespace() {
        if !part.starts_with('#') || part.len() < 2 || part.starts_with("##") {
            return false;
        }
        count += 1;
    }
    count > 0 && line.numbers < line.words
}

fn wire_score(scene: &Scene<'_, '_>, at: usize, line: &Line<'_>) -> f32 {
    let bracketed = line.text.starts_with('(') || line.text.starts_with('[');
    let after_text = scene.before(at).is_some_and(super::super::facts::Line::is_prose);
    match (bracketed, after_text) {
        (true, _) => 0.9,
        (false, true) if line.capital_share() > 0.4 => 0.75,
        _ if line.capital_share() > 0.4 => 0.55,
        _ => 0.3,
    }
}
