//! Signatures of reporters below a post.

use tamis_core::Reason;

use super::{Mark, Scene};
use crate::text::facts::Line;

/// A signature is no longer than this, in words (guess).
const LONGEST_SIGNATURE: u32 = 8;

/// `-Outlet's Name`, or a dash and a name, below running text.
pub(super) fn mark(scene: &Scene<'_, '_>, at: usize, line: &Line<'_>) -> Option<Mark> {
    let rest = line.text.strip_prefix(['-', '–', '—'])?;
    let close = !rest.starts_with(char::is_whitespace);
    let names = rest.trim_start();
    if line.words == 0 || line.words > LONGEST_SIGNATURE || line.terminal && !names.ends_with('.') {
        return None;
    }
    let after_text = scene.before(at).is_some_and(|before| before.is_prose() || before.terminal);
    let after_quote =
        scene.before(at).is_some_and(|before| before.text.ends_with(['"', '”', '»', '\'', '’']));
    let outlet = names
        .split_whitespace()
        .any(|word| word.ends_with(['\'', '’']) || word.ends_with("'s") || word.ends_with("’s"));
    if !(after_text || outlet && close)
        || line.stop_words > 1
        || line.capitals + line.stop_words + 1 < line.words
        || line.capitals < 2
    {
        return None;
    }
    let score = match (outlet, close) {
        (true, true) => 0.95,
        (true, false) if !scene.in_list(at) => 0.85,
        (false, true) if !after_quote && !scene.in_list(at) => 0.4,
        _ => return None,
    };
    let seen = if outlet {
        "a dash, an outlet in the genitive and a name"
    } else {
        "a dash and a name below a text"
    };
    Some(Mark::new(Reason::Signature, score, seen))
}
