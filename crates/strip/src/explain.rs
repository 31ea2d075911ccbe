//! The strongest features of a decision, in words.

use std::cmp::Reverse;

use crate::columns::MISSING;
use crate::model::Score;

/// Levels from which something counts as not there, as the features have it.
const FAR: f32 = 20.0;

/// Why the learned judge thinks of a block as it does.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// How likely the block belongs to the main content, 0..=1.
    pub probability: f32,
    /// Blocks of this page stay from this probability on.
    pub threshold: f32,
    /// The features that moved the score most, the strongest first.
    pub causes: Vec<Cause>,
}

/// One feature of a block, and how it moved the score.
#[derive(Debug, Clone, PartialEq)]
pub struct Cause {
    /// Name of the feature, as `tamis features` has it.
    pub feature: String,
    /// Its value for this block; -1 if it is missing.
    pub value: f32,
    /// What it adds to the log-odds of the block being content; negative speaks against it.
    pub push: f32,
    /// The two in words, such as `link density 0.82`.
    pub words: String,
}

/// The features that moved a score most, strongest first; those that say the same in words only once.
pub(crate) fn strongest(names: &[&str], row: &[f32], moved: &[i32], most: usize) -> Vec<Cause> {
    let mut order: Vec<(Reverse<u32>, usize)> = (moved.iter().enumerate())
        .filter(|(_, units)| **units != 0)
        .map(|(at, units)| (Reverse(units.unsigned_abs()), at))
        .collect();
    // Most features move a score a little; they are put in order only if the strong ones say the same.
    let strong = order.len().min(most.saturating_mul(4));
    if strong < order.len() {
        order.select_nth_unstable(strong);
    }
    let (strong, weak) = order.split_at_mut(strong);
    strong.sort_unstable();
    let mut causes: Vec<Cause> = Vec::with_capacity(most);
    for (_, at) in strong.iter().chain(sorted_later(weak)) {
        let (Some(name), Some(value), Some(units)) = (names.get(*at), row.get(*at), moved.get(*at)) else {
            continue;
        };
        if causes.len() == most {
            break;
        }
        let words = words(name, *value);
        if causes.iter().all(|cause| cause.words != words) {
            let push = Score(*units).log_odds();
            causes.push(Cause { feature: (*name).to_owned(), value: *value, push, words });
        }
    }
    causes
}

/// The items in order, which are sorted when the first of them is asked for.
fn sorted_later<T: Ord>(items: &mut [T]) -> impl Iterator<Item = &T> {
    std::iter::once_with(move || {
        items.sort_unstable();
        items.iter()
    })
    .flatten()
}

/// A feature and its value in words.
fn words(name: &str, value: f32) -> String {
    if let Some(tag) = name.strip_prefix("near0.") {
        return if value >= FAR { format!("not inside `{tag}`") } else { format!("inside `{tag}`") };
    }
    if let Some(purpose) = name.strip_prefix("near1.") {
        return if value >= FAR {
            format!("nothing around it is named {purpose}")
        } else {
            format!("named {purpose}, {value} levels up")
        };
    }
    let of_level = name.strip_prefix("level-guess").map(|rest| (rest, true));
    let of_level = of_level.or_else(|| name.strip_prefix("level").map(|rest| (rest, false)));
    if let Some((level, what, guess)) =
        of_level.and_then(|(rest, guess)| rest.split_once('.').map(|(level, what)| (level, what, guess)))
    {
        let what = match (what, guess) {
            ("alike", _) => return format!("{value} of its kind at level {level}"),
            ("links", _) => "link density",
            ("share", true) => "share of the guessed content",
            ("share", false) => "share of the page",
            ("paragraph", _) => "share in paragraphs",
            ("mean", _) => "mean guess of the others",
            (what, _) => what,
        };
        return if is_missing(name, value) {
            format!("no {what} at level {level}")
        } else {
            format!("{what} {} at level {level}", number(value))
        };
    }
    let name = name.strip_prefix("lex.").unwrap_or(name);
    let what = match name {
        "links" => "link density".to_owned(),
        "guess" => "first guess".to_owned(),
        "copies" => return format!("stands {value} times on the page"),
        "hidden" if value > 0.0 => return "hidden by the page".to_owned(),
        _ => name.replace(['.', '-'], " "),
    };
    if is_missing(name, value) { format!("no {what}") } else { format!("{what} {}", number(value)) }
}

/// Whether a value stands for one that is not there. Distances in blocks and differences of depth may be
/// negative, so what is missing there is a number that no page reaches.
fn is_missing(name: &str, value: f32) -> bool {
    const NO_BLOCK: f32 = 10_000.0 * MISSING;
    const NO_DEPTH: f32 = 100.0 * MISSING;
    match name {
        "from-h1" | "from-title" | "from-first-sure" | "from-last-sure" => value <= NO_BLOCK,
        _ if name.split_once('.').is_some_and(|(_, what)| what == "depth") => value <= NO_DEPTH,
        _ => (value - MISSING).abs() < f32::EPSILON,
    }
}

/// A number with as many digits as say something.
fn number(value: f32) -> String {
    if value.fract() == 0.0 { format!("{value}") } else { format!("{value:.2}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn features_are_put_in_words() {
        for (name, value, expect) in [
            ("links", 0.824, "link density 0.82"),
            ("near0.aside", 3.0, "inside `aside`"),
            ("near0.aside", 20.0, "not inside `aside`"),
            ("near1.related", 2.0, "named related, 2 levels up"),
            ("level2.alike", 14.0, "14 of its kind at level 2"),
            ("level-guess1.mean", 0.5, "mean guess of the others 0.50 at level 1"),
            ("level3.links", -1.0, "no link density at level 3"),
            ("from-heading", -1.0, "no from heading"),
            ("from-h1", -1.0, "from h1 -1"),
            ("from-h1", -10_000.0, "no from h1"),
            ("before1.depth", -1.0, "before1 depth -1"),
        ] {
            assert_eq!(words(name, value), expect, "{name}");
        }
    }

    #[test]
    fn the_strongest_come_first_and_none_that_did_nothing() {
        let causes = strongest(&["words", "links", "bold"], &[3.0, 0.9, 0.0], &[100, -8192, 0], 3);
        let found: Vec<(&str, f32)> = causes.iter().map(|c| (c.words.as_str(), c.push)).collect();
        assert_eq!(found, [("link density 0.90", -1.0), ("words 3", 0.012_207_031)]);
    }
}
