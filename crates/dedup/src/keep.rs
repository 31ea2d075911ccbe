//! Which copy of a story stays.

use std::cmp::Ordering;
use std::io;

use crate::compare::{Comparer, ratio};
use crate::documents::{Documents, Facts, NO_DAY, Number};
use crate::{DedupConfig, Keep};

/// A story has grown if a later version holds its first one and is longer by this factor. A guess: what a site adds to a
/// copy seldom makes it longer by a quarter.
const GROWN: f32 = 1.25;
/// Versions of a grown story are full from this share of the words of the longest on. A guess.
const FULL: f32 = 0.9;

/// The order of copies: whoever comes first stays.
fn order(keep: Keep, one: (Number, &Facts), other: (Number, &Facts)) -> Ordering {
    let day = one.1.day.cmp(&other.1.day);
    let length = other.1.tokens.cmp(&one.1.tokens);
    let hashes = (one.1.words, one.1.bytes).cmp(&(other.1.words, other.1.bytes));
    let number = one.0.cmp(&other.0);
    match keep {
        Keep::First => number,
        Keep::Best => day.then(length).then(hashes).then(number),
        Keep::Longest => length.then(day).then(hashes).then(number),
    }
}

/// Whether a copy, by its site and number of words, is so much longer than the best one that the story may have grown.
/// Another site's copy is longer by what that site adds, not because the story grew.
pub(crate) fn is_longer(site: u32, words: u32, best: (u32, u32)) -> bool {
    site == best.0 && words as f32 >= GROWN * best.1 as f32
}

/// The copy that stays of documents of one story; `None` if there is no document.
pub(crate) fn kept(
    config: &DedupConfig,
    documents: &Documents,
    members: &[Number],
    comparer: &mut Comparer,
) -> io::Result<Option<Number>> {
    let mut known = Vec::with_capacity(members.len());
    for number in members {
        known.push((*number, documents.facts(*number)?));
    }
    let least = |known: &mut dyn Iterator<Item = &(Number, Facts)>| {
        known.min_by(|one, other| order(config.keep, (one.0, &one.1), (other.0, &other.1))).copied()
    };
    let Some(best) = least(&mut known.iter()) else { return Ok(None) };
    let is_longer = |facts: &Facts| is_longer(facts.site, facts.tokens, (best.1.site, best.1.tokens));
    if config.keep != Keep::Best || best.1.shingles == 0 || !known.iter().any(|(_, facts)| is_longer(facts)) {
        return Ok(Some(best.0));
    }
    comparer.begin(documents, best.0, &best.1)?;
    let mut grown = Vec::new();
    for (number, facts) in known.iter().filter(|(_, facts)| is_longer(facts)) {
        let overlap = comparer.overlap(documents, *number, facts)?;
        if f64::from(ratio(overlap.shared, best.1.shingles)) >= config.containment {
            grown.push((*number, *facts));
        }
    }
    let longest = grown.iter().map(|(_, facts)| facts.tokens).max().unwrap_or_default();
    grown.retain(|(_, facts)| facts.tokens as f32 >= FULL * longest as f32);
    // The last of those with a date, else the fullest.
    let newest = grown.iter().map(|(_, facts)| facts.day).filter(|day| *day != NO_DAY).max();
    if let Some(newest) = newest {
        grown.retain(|(_, facts)| facts.day == newest);
    }
    Ok(Some(least(&mut grown.iter()).unwrap_or(best).0))
}

/// Why a document stays of its cluster, for a person.
pub(crate) fn why(keep: Keep, kept: Number, members: &[(Number, Facts)]) -> &'static str {
    let Some(own) = members.iter().find(|(number, _)| *number == kept) else {
        return "nothing else is left of its cluster";
    };
    let others = || members.iter().filter(|(number, _)| *number != kept);
    let by_order =
        |one: &&(Number, Facts), other: &&(Number, Facts)| order(keep, (one.0, &one.1), (other.0, &other.1));
    let Some(next) = others().min_by(by_order) else { return "nothing else says the same" };
    if by_order(&own, &next).is_gt() {
        return "the last full version of a story that grew";
    }
    let day = (own.1.day != next.1.day).then_some("the earliest date");
    let length = (own.1.tokens != next.1.tokens).then_some("the most words");
    let hash = ((own.1.words, own.1.bytes) != (next.1.words, next.1.bytes)).then_some("the smallest hash");
    let first = "the first in input order";
    match keep {
        Keep::First => first,
        Keep::Best => day.or(length).or(hash).unwrap_or(first),
        Keep::Longest => length.or(day).or(hash).unwrap_or(first),
    }
}
