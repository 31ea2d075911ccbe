//! The lists of `words/inline.txt`: some looked for where a sentence may begin, some word by word.

use std::collections::{HashMap, HashSet};

use super::borders::{boundaries, is_closer, is_opener};

const ENTRIES: &str = include_str!("../words/inline.txt");
const STOP: &str = include_str!("../words/stop.txt");

/// What a phrase that was found would be, if it stands where such things stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A marker of an advertisement.
    Ad,
    /// The same, of one word.
    AdWord,
    /// The lead of a teaser.
    Lead,
    /// The same, of words of any text.
    WeakLead,
    /// The lead of a teaser, or a button that unfolds the rest.
    LeadOrFold,
    /// A button or label.
    Widget,
    /// A button that unfolds the rest.
    Fold,
    /// The label of a credit, with a colon behind it.
    Credit,
    /// The same, with a name at once.
    CreditBy,
    /// The braces that open a placeholder.
    Template,
}

const SEARCHED: [(&str, Kind); 9] = [
    ("ad", Kind::Ad),
    ("ad-word", Kind::AdWord),
    ("lead", Kind::Lead),
    ("weak-lead", Kind::WeakLead),
    ("lead-or-fold", Kind::LeadOrFold),
    ("widget", Kind::Widget),
    ("fold", Kind::Fold),
    ("credit", Kind::Credit),
    ("credit-by", Kind::CreditBy),
];

/// What opens a placeholder that was never filled in.
pub(super) const TEMPLATE_OPEN: &str = "{{";

/// A phrase that was found, in bytes of the line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Found {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
}

/// All lists, ready to be searched for: immutable, built once per engine.
#[derive(Debug, Clone)]
pub(super) struct Phrases {
    /// The phrases by their first two letters, longer ones first.
    starts: HashMap<(char, char), Vec<(&'static str, Kind)>>,
    /// A bit for every slot that a key of `starts` falls into.
    slots: [u64; SLOTS / 64],
    share: HashSet<String>,
    counters: HashSet<String>,
    agencies: HashSet<String>,
    agency_tails: HashSet<String>,
    crumbs: Vec<String>,
    grammar: HashSet<&'static str>,
}

impl Phrases {
    /// The built-in lists.
    pub(super) fn built_in() -> Self {
        let mut starts: HashMap<(char, char), Vec<(&str, Kind)>> = HashMap::new();
        let mut slots = [0_u64; SLOTS / 64];
        let searched = SEARCHED.iter().flat_map(|(list, kind)| entries(list).map(|entry| (entry, *kind)));
        let mut all: Vec<(&str, Kind)> = searched.chain([(TEMPLATE_OPEN, Kind::Template)]).collect();
        all.sort_by_key(|(entry, _)| std::cmp::Reverse(entry.len()));
        for (entry, kind) in all {
            if let Some(start) = first_two(entry) {
                let slot = slot(start);
                if let Some(word) = slots.get_mut(slot / 64) {
                    *word |= 1 << (slot % 64);
                }
                starts.entry(start).or_default().push((entry, kind));
            }
        }
        let set = |list: &str| entries(list).map(str::to_owned).collect();
        Phrases {
            starts,
            slots,
            share: set("share"),
            counters: set("counter"),
            agencies: set("agency"),
            agency_tails: set("agency-tail"),
            crumbs: entries("crumb").map(str::to_owned).collect(),
            grammar: STOP
                .lines()
                .filter(|line| !line.starts_with('#'))
                .flat_map(str::split_whitespace)
                .collect(),
        }
    }

    /// The phrases of a line that stand where a sentence may begin, in the order of their starts.
    pub(super) fn find<'a>(&'a self, text: &'a str) -> impl Iterator<Item = Found> + 'a {
        boundaries(text).filter_map(|at| {
            let rest = text.get(at..)?;
            // Most sentences begin behind one blank and nothing else.
            let body = rest.trim_start();
            let first = body.chars().next()?;
            if first.is_lowercase() {
                return None;
            }
            let found = |part: &str| {
                let start = text.len() - part.len();
                self.at_start(part).map(|(length, kind)| Found { start, end: start + length, kind })
            };
            found(body).or_else(|| {
                if first.is_alphanumeric() {
                    return found(stray_initial(body)?);
                }
                let opened = body.strip_prefix(is_opener).and_then(found);
                opened.or_else(|| {
                    found(body.strip_prefix(is_closer)?.trim_start_matches(is_closer).trim_start())
                })
            })
        })
    }

    /// The longest phrase that a text begins with, and its length in bytes.
    pub(super) fn at_start(&self, text: &str) -> Option<(usize, Kind)> {
        let start = first_two(text)?;
        let slot = slot(start);
        if self.slots.get(slot / 64)? & (1 << (slot % 64)) == 0 {
            return None;
        }
        let phrases = self.starts.get(&start)?;
        phrases.iter().find_map(|(phrase, kind)| prefix_length(text, phrase).map(|length| (length, *kind)))
    }

    /// Whether a button of a row for sharing says this.
    pub(super) fn is_share(&self, word: &str) -> bool {
        self.share.contains(&word.to_lowercase())
    }

    /// Whether this is counted: comments, shares.
    pub(super) fn is_counter(&self, word: &str) -> bool {
        self.counters.contains(&word.to_lowercase())
    }

    /// Whether this is the name of an agency for pictures.
    pub(super) fn is_agency(&self, word: &str) -> bool {
        self.agencies.contains(&word.to_lowercase())
    }

    /// Whether this may follow the name of an agency.
    pub(super) fn is_agency_tail(&self, word: &str) -> bool {
        self.agency_tails.contains(&word.to_lowercase())
    }

    /// Labels that extractors glue to the first line, longer ones first.
    pub(super) fn crumbs(&self) -> &[String] {
        &self.crumbs
    }

    /// Whether this is a word of the grammar.
    pub(super) fn is_grammar(&self, word: &str) -> bool {
        self.grammar.contains(word.to_lowercase().as_str())
    }
}

/// The entries of a list.
fn entries(list: &str) -> impl Iterator<Item = &'static str> {
    let mut current = "";
    ENTRIES.lines().map(str::trim).filter(move |line| {
        let name = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        if let Some(name) = name.filter(|name| KNOWN.contains(name)) {
            current = name;
            return false;
        }
        current == list && !line.is_empty() && !line.starts_with('#')
    })
}

/// The names of all lists.
const KNOWN: [&str; 14] = [
    "ad",
    "ad-word",
    "lead",
    "weak-lead",
    "lead-or-fold",
    "widget",
    "fold",
    "credit",
    "credit-by",
    "share",
    "counter",
    "agency",
    "agency-tail",
    "crumb",
];

/// Slots of the filter before the table.
const SLOTS: usize = 4096;

/// The slot of a pair of letters.
fn slot((first, second): (char, char)) -> usize {
    (u32::from(first).wrapping_mul(67).wrapping_add(u32::from(second)) as usize) % SLOTS
}

/// The first two letters of a text as they are looked up.
fn first_two(text: &str) -> Option<(char, char)> {
    let mut letters = text.chars().map(folded);
    Some((letters.next()?, letters.next()?))
}

/// A letter in lower case, and one apostrophe for both.
fn folded(letter: char) -> char {
    match letter {
        '’' => '\'',
        _ if letter.is_ascii() => letter.to_ascii_lowercase(),
        // Letters whose lower case is two are in no entry.
        _ => letter.to_lowercase().next().unwrap_or(letter),
    }
}

/// Bytes of the text that are the phrase, whatever their case.
fn prefix_length(text: &str, phrase: &str) -> Option<usize> {
    let mut letters = text.chars();
    phrase
        .chars()
        .all(|wanted| letters.next().is_some_and(|letter| folded(letter) == wanted))
        .then_some(())?;
    Some(text.len() - letters.as_str().len())
}

/// The text behind its first letter, if the letter stands twice: some sites print the first letter of a
/// label once more for those who listen to the page.
fn stray_initial(text: &str) -> Option<&str> {
    let mut letters = text.chars();
    let first = letters.next().filter(|first| first.is_uppercase())?;
    let rest = letters.as_str();
    rest.starts_with(first).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_in_lower_case_and_no_entry_is_too_short() {
        for entry in SEARCHED.iter().flat_map(|(list, _)| entries(list)) {
            assert!(first_two(entry).is_some(), "{entry}");
        }
        for list in KNOWN {
            assert!(entries(list).count() > 0, "{list}");
            for entry in entries(list).filter(|_| list != "crumb") {
                assert_eq!(entry, entry.to_lowercase(), "{list}");
            }
        }
    }

    #[test]
    fn no_entry_stands_twice_in_the_lists_that_are_searched_for() {
        let mut seen = HashSet::new();
        for entry in SEARCHED.iter().flat_map(|(list, _)| entries(list)) {
            assert!(seen.insert(entry), "{entry}");
        }
    }
}
