//! Captions and credits of pictures.

use tamis_core::{Reason, words};

use super::{Mark, Scene, is_one_of};
use crate::text::facts::Line;
use crate::text::lexicon::List;

/// A caption is no longer than this, in words (guess).
const LONGEST_CAPTION: u32 = 45;

/// A credit at the end of a caption is no longer than this, in bytes (guess).
const LONGEST_CREDIT_BYTES: usize = 60;

/// The same in words (guess).
const LONGEST_CREDIT_WORDS: usize = 6;

/// Agencies that stand at the end of a credit, in lower case.
const AGENCIES: [&str; 22] = [
    "reuters",
    "afp",
    "ap",
    "epa",
    "getty",
    "shutterstock",
    "alamy",
    "bloomberg",
    "dpa",
    "pa",
    "upi",
    "xinhua",
    "imago",
    "istock",
    "unsplash",
    "pexels",
    "pixabay",
    "efe",
    "ansa",
    "anadolu",
    "zuma",
    "images",
];

/// A line that is the credit of a picture, or a caption that ends in one.
pub(super) fn mark(scene: &Scene<'_, '_>, at: usize, line: &Line<'_>) -> Option<Mark> {
    if line.words > LONGEST_CAPTION || line.words < 2 || line.bullet.is_some() {
        return None;
    }
    label(line).or_else(|| agency(scene, at, line))
}

/// `Photo: Name`, `(Photo by Name/Agency)`.
fn label(line: &Line<'_>) -> Option<Mark> {
    if !line.start.has(List::Credit) {
        return None;
    }
    let text = line.text.trim_start_matches(['(', '[']);
    let bracketed = text.len() < line.text.len();
    let by = words(text).nth(1).is_some_and(|word| word.eq_ignore_ascii_case("by"));
    let colon = text.find([':', '：']).is_some_and(|colon| colon <= 24);
    let named = line.capitals * 2 >= line.words.saturating_sub(line.numbers);
    let score = match (colon, by) {
        (true, _) if named => 0.85,
        (true, _) if line.shouted >= 2 => 0.85,
        (_, true) if bracketed || (named && !line.terminal) => 0.85,
        (true, _) => 0.4,
        _ => return None,
    };
    Some(Mark::new(Reason::Caption, score, "a label of pictures and a name"))
}

/// `Someone in a street last month. Agency`.
fn agency(scene: &Scene<'_, '_>, at: usize, line: &Line<'_>) -> Option<Mark> {
    if line.terminal || line.key_value && !line.text.contains(". ") {
        return None;
    }
    let bytes = line.text.as_bytes();
    let stop = memchr::memrchr_iter(b'.', bytes).find(|stop| bytes.get(stop + 1) == Some(&b' '));
    let tail = stop.and_then(|stop| line.text.get(stop + 2..)).or_else(|| {
        line.text.rsplit_once('/').filter(|(head, _)| head.contains(' ')).map(|(_, tail)| tail)
    })?;
    if tail.len() > LONGEST_CREDIT_BYTES {
        return None;
    }
    let credits = |word: &str| is_one_of(word, &AGENCIES) || is_one_of(beginning(word), &["photo"]);
    if !words(tail).any(credits) || words(tail).count() > LONGEST_CREDIT_WORDS {
        return None;
    }
    let next_is_text = scene.line(at + 1).is_some_and(|next| next.words > 3);
    let score = if next_is_text || scene.at_an_end(at) { 0.8 } else { 0.6 };
    Some(Mark::new(Reason::Caption, score, format!("ends in the credit \"{}\"", tail.trim())))
}

/// The first five bytes of a word, or nothing if they are no letters.
fn beginning(word: &str) -> &str {
    word.get(.."photo".len()).unwrap_or_default()
}
