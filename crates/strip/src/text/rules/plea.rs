//! Pleas to sign up, subscribe, download or log in.

use tamis_core::{Reason, words};

use super::{Mark, Scene, is_one_of};
use crate::text::facts::Line;
use crate::text::lexicon::List;

/// A plea is no longer than this, in words (guess).
const LONGEST_PLEA: u32 = 40;

/// Words by which a site speaks of itself or to its reader.
const ADDRESS: [&str; 18] = [
    "our", "us", "we", "you", "your", "unser", "unseren", "unserem", "ihr", "ihre", "deine", "notre", "vos",
    "votre", "nuestro", "nuestra", "tu", "su",
];

/// An imperative of the plea vocabulary, its object, and an address.
pub(super) fn mark(scene: &Scene<'_, '_>, at: usize, line: &Line<'_>) -> Option<Mark> {
    if line.words > LONGEST_PLEA || line.words < 3 || line.colon && line.words < 6 {
        return None;
    }
    let first = line.start.has(List::Plea);
    if !(first || line.any.has(List::Plea)) || !line.any.has(List::PleaObject) {
        return None;
    }
    let address = words(line.text).any(|word| is_one_of(word, &ADDRESS));
    let quoted = line.text.starts_with(['"', '“', '„', '«']);
    let score = match (address, quoted) {
        (_, true) => 0.2,
        _ if line.bullet.is_some() || scene.in_list(at) => 0.35,
        (false, _) if !first => return None,
        (true, _) if line.words <= 25 => 0.85,
        (true, _) => 0.6,
        (false, _) if line.words <= 16 && !line.colon => 0.7,
        (false, _) => 0.4,
    };
    Some(Mark::new(Reason::Newsletter, score, "an imperative and an object of the sign-up vocabulary"))
}
