//! Lines that send the reader to another page.

use tamis_core::{Reason, words};

use super::{Mark, Scene, is_one_of};
use crate::text::facts::Line;
use crate::text::lexicon::{List, phrase_hash, word_hash};

/// A teaser is no longer than this, in words (guess).
const LONGEST_TEASER: u32 = 30;
/// A pointer that ends in "here" is no longer than this, in words (guess).
const LONGEST_POINTER: u32 = 16;

/// Verbs that go with a link of which only "here" is left.
const POINTING: [&str; 30] = [
    "click",
    "tap",
    "read",
    "see",
    "watch",
    "catch",
    "find",
    "follow",
    "view",
    "listen",
    "check",
    "visit",
    "learn",
    "get",
    "download",
    "buy",
    "sign",
    "coverage",
    "klicken",
    "lesen",
    "finden",
    "cliquez",
    "lisez",
    "retrouvez",
    "clic",
    "lea",
    "lee",
    "consulte",
    "vea",
    "klik",
];

/// What a publisher calls its own.
const OURS: [&str; 8] = ["our", "unsere", "unseren", "nos", "notre", "nuestra", "nuestras", "nuestros"];

/// What a publisher has on pages of their own.
const POLICIES: [&str; 16] = [
    "standards",
    "policy",
    "policies",
    "guidelines",
    "principles",
    "ethics",
    "corrections",
    "methodology",
    "richtlinien",
    "grundsätze",
    "charte",
    "principes",
    "política",
    "políticas",
    "normas",
    "principios",
];

/// What is left of a link in a pointer.
const HERE: [&str; 5] = ["here", "hier", "ici", "aquí", "qui"];

/// Bytes that these words end with.
const LAST_OF_HERE: &[u8] = b"eErRiI\xAD";

/// What is said of a line that points elsewhere.
pub(super) fn mark(scene: &Scene<'_, '_>, at: usize, line: &Line<'_>) -> Option<Mark> {
    if line.words > LONGEST_TEASER || line.words == 0 {
        return None;
    }
    arrow(scene, at, line)
        .or_else(|| lead(scene, at, line))
        .or_else(|| gallery(line))
        .or_else(|| pointer(line))
        .or_else(|| policy(scene, at, line))
}

/// `>> Headline`.
fn arrow(scene: &Scene<'_, '_>, at: usize, line: &Line<'_>) -> Option<Mark> {
    let sign = line.text.starts_with(">>") || line.text.starts_with(['»', '→', '▶', '►', '➜']);
    if !sign || line.terminal || line.words < 2 {
        return None;
    }
    let quoted = line.text.starts_with(">>>") || line.text.contains('«');
    let alone = !scene.before(at).is_some_and(|other| other.text.starts_with(">>"))
        && !scene.line(at + 1).is_some_and(|other| other.text.starts_with(">>"));
    (!quoted && alone).then(|| Mark::new(Reason::Teaser, 0.75, "an arrow before a headline"))
}

/// `Read more: Headline`.
fn lead(scene: &Scene<'_, '_>, at: usize, line: &Line<'_>) -> Option<Mark> {
    const LONGEST_LEAD_BYTES: usize = 40;
    if !line.start.has(List::Teaser) {
        return None;
    }
    let (label, rest) = line.text.split_once([':', '|', '»', '>', '–', '—'])?;
    let label_words = words(label).count();
    let rest_words = words(rest).count();
    if label.len() > LONGEST_LEAD_BYTES || label_words > 4 || rest_words < 2 {
        return None;
    }
    let hashes: Vec<u64> = words(label).map(word_hash).collect();
    if !scene.lexicon.phrase(phrase_hash(&hashes)).start.has(List::Teaser) {
        return None;
    }
    let neighbours = [scene.before(at), scene.line(at + 1)];
    let among_pairs = neighbours.iter().flatten().any(|other| other.key_value && !other.is_prose());
    let sentence = rest.trim_end().ends_with('.');
    let score = match (sentence, among_pairs) {
        _ if line.bullet.is_some() && scene.in_list(at) => 0.4,
        (false, false) => 0.85,
        (false, true) => 0.6,
        (true, _) if label_words > 1 => 0.55,
        (true, _) => 0.3,
    };
    Some(Mark::new(Reason::Teaser, score, format!("begins with \"{}\" and a headline", label.trim())))
}

/// `Headline – in pictures`.
fn gallery(line: &Line<'_>) -> Option<Mark> {
    if line.terminal || line.bullet.is_some() {
        return None;
    }
    // The last bytes of the two dashes are enough to know that a line has none. Without a way out, for the compiler to
    // turn it into vector code.
    let divides = |byte: u8| u8::from(matches!(byte, b'|' | b':' | b'-' | 0x93 | 0x94));
    if line.text.bytes().fold(0, |found, byte| found | divides(byte)) == 0 {
        return None;
    }
    let (head, tail) = line.text.rsplit_once(['–', '—', '|', ':', '-'])?;
    if !words(tail).next().is_some_and(|first| is_one_of(first, &FIRST_OF_ENDINGS)) {
        return None;
    }
    let hashes: Vec<u64> = words(tail).map(word_hash).collect();
    let named = hashes.len() <= 4 && scene_free(&hashes);
    (named && words(head).count() >= 2)
        .then(|| Mark::new(Reason::Teaser, 0.8, format!("ends in \"{}\"", tail.trim())))
}

/// The first words of the endings of [`scene_free`].
const FIRST_OF_ENDINGS: [&str; 7] = ["in", "photo", "picture", "gallery", "as", "live", "en"];

/// Whether the words after a dash name a picture gallery, a video or a live page.
fn scene_free(hashes: &[u64]) -> bool {
    const ENDINGS: [&str; 12] = [
        "in pictures",
        "in photos",
        "in video",
        "photo gallery",
        "picture gallery",
        "gallery",
        "as it happened",
        "live blog",
        "in bildern",
        "en images",
        "en fotos",
        "en imágenes",
    ];
    let wanted = phrase_hash(hashes);
    ENDINGS.iter().any(|ending| {
        let ending: Vec<u64> = words(ending).map(word_hash).collect();
        phrase_hash(&ending) == wanted
    })
}

/// `You can read the report here.`, whose link is gone.
fn pointer(line: &Line<'_>) -> Option<Mark> {
    if line.words > LONGEST_POINTER || line.words < 2 || line.bullet.is_some() {
        return None;
    }
    let end = line.text.trim_end_matches(|c: char| !c.is_alphanumeric());
    if !end.bytes().next_back().is_some_and(|last| LAST_OF_HERE.contains(&last)) {
        return None;
    }
    let last_word = end.rsplit(|c: char| !c.is_alphanumeric()).next()?;
    if !HERE.iter().any(|here| last_word.eq_ignore_ascii_case(here)) {
        return None;
    }
    let all: Vec<String> = words(line.text).map(str::to_lowercase).collect();
    let last = all.last().filter(|last| HERE.contains(&last.as_str()))?;
    let verb = all.iter().find(|word| POINTING.contains(&word.as_str()))?;
    let second_person =
        all.iter().any(|word| matches!(word.as_str(), "i" | "he" | "she" | "they" | "was" | "were"));
    let quoted = line.text.contains(['"', '“']);
    let score = if quoted || second_person { 0.3 } else { 0.8 };
    Some(Mark::new(Reason::Teaser, score, format!("\"{verb}\" and \"{last}\" without a target")))
}

/// `Read about our editorial standards.`, behind the text.
fn policy(scene: &Scene<'_, '_>, at: usize, line: &Line<'_>) -> Option<Mark> {
    const LONGEST_POLICY: u32 = 10;
    if line.words > LONGEST_POLICY || line.bullet.is_some() || line.is_prose() || at <= scene.last_prose {
        return None;
    }
    if !words(line.text).next().is_some_and(|first| is_one_of(first, &POINTING)) {
        return None;
    }
    let all: Vec<String> = words(line.text).map(str::to_lowercase).collect();
    let has = |list: &[&str]| all.iter().find(|word| list.contains(&word.as_str()));
    let verb = all.first().filter(|word| POINTING.contains(&word.as_str()))?;
    let (ours, policy) = (has(&OURS)?, has(&POLICIES)?);
    Some(Mark::new(Reason::Teaser, 0.7, format!("\"{verb} {ours} {policy}\" behind the text")))
}
