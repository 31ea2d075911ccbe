//! C4's rules of lines: `c4_filters.py` of datatrove, after `c4_utils.py` of TensorFlow Datasets.

use std::borrow::Cow;
use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use tamis_core::{ConfigError, Reason};

use super::config::C4Thresholds;
use super::figure::Figure;
use super::lines::{characters, is_space, range_within, split_lines, strip};
use super::spacy::{Characters, DECIMAL, WORD};
use crate::Finding;

/// A line, or a part of one, that a rule takes out of a document that stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedLine {
    /// Bytes of the text: the line without the blanks at its ends and without its line break; a citation alone, for an
    /// edit.
    pub range: Range<usize>,
    /// The rule.
    pub reason: Reason,
    /// The figure beside its threshold, or what was found.
    pub evidence: String,
}

/// The rules of lines, and those that are checked line by line, in the order in which they are checked.
pub(super) const RULES: [Reason; 9] = [
    Reason::C4LineLongWord,
    Reason::C4Citation,
    Reason::C4LinePunctuation,
    Reason::C4LineWords,
    Reason::C4LoremIpsum,
    Reason::C4LineJavascript,
    Reason::C4CurlyBracket,
    Reason::C4LinePolicy,
    Reason::C4Sentences,
];

/// What a line must end with.
const END_MARKS: [char; 5] = ['.', '?', '!', '"', '\''];
/// What it must not end with.
const ELLIPSIS: &str = "...";
/// The placeholder, the script, and what lines about policies say, in lower case.
const PHRASES: [&str; 8] = [
    "lorem ipsum",
    "javascript",
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "use of cookies",
    "use cookies",
];
const LOREM_IPSUM: usize = 0;
const JAVASCRIPT: usize = 1;
/// The one letter whose lower case is ASCII and that is not: the sign of Kelvin.
const KELVIN: char = '\u{212a}';

/// The rules of C4 that are on.
#[derive(Debug)]
pub(super) struct C4 {
    active: Vec<Reason>,
    thresholds: C4Thresholds,
    phrases: AhoCorasick,
}

/// What C4's rules leave of a document.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub(super) removed: Vec<RemovedLine>,
    pub(super) drop: Option<Finding>,
    /// The lines that stay, with line feeds between them.
    pub(super) text: String,
    /// Sentences in them; counted as far as the rule needs unless all were asked for.
    pub(super) sentences: usize,
    /// Lines that hold the placeholder.
    pub(super) lorem_ipsum: usize,
    /// Lines that hold a curly bracket.
    pub(super) curly_brackets: usize,
}

/// What becomes of a line.
enum Fate {
    Stays,
    Goes(Reason, String),
    EndsAll(Reason),
}

impl C4 {
    pub(super) fn new(active: Vec<Reason>, thresholds: &C4Thresholds) -> Result<Self, ConfigError> {
        let phrases = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .build(PHRASES)
            .map_err(|error| ConfigError::new("filter.c4", error.to_string()))?;
        Ok(C4 { active, thresholds: thresholds.clone(), phrases })
    }

    fn is_on(&self, rule: Reason) -> bool {
        self.active.contains(&rule)
    }

    /// Goes through the lines of a text. `sentences` counts those of a line; with `all`, no rule ends the count early.
    pub(super) fn apply(
        &self,
        characters: &Characters,
        text: &str,
        all: bool,
        mut sentences: impl FnMut(usize, &str) -> usize,
    ) -> Outcome {
        let mut outcome = Outcome { text: String::with_capacity(text.len()), ..Outcome::default() };
        let mut cited = Vec::new();
        for (number, line) in split_lines(text).map(strip).enumerate() {
            let range = range_within(text, line);
            cited.clear();
            let edited = self.without_citations(characters, line, range.start, &mut cited);
            match self.fate(line, &edited) {
                Fate::Goes(reason, evidence) => {
                    if !range.is_empty() {
                        outcome.removed.push(RemovedLine { range, reason, evidence });
                    }
                    continue;
                }
                Fate::EndsAll(reason) => {
                    outcome.lorem_ipsum += usize::from(reason == Reason::C4LoremIpsum);
                    outcome.curly_brackets += usize::from(reason == Reason::C4CurlyBracket);
                    if !all {
                        let evidence = if reason == Reason::C4LoremIpsum { "lorem ipsum" } else { "{" };
                        return Outcome { drop: Some(Finding::new(reason, evidence)), ..Outcome::default() };
                    }
                }
                Fate::Stays => {}
            }
            outcome.removed.append(&mut cited);
            if all || outcome.sentences < self.least_sentences() {
                outcome.sentences += sentences(number, &edited);
            }
            if !outcome.text.is_empty() {
                outcome.text.push('\n');
            }
            outcome.text.push_str(&edited);
        }
        if outcome.sentences < self.least_sentences() {
            outcome.drop = self.figure_of_sentences(&outcome).finding();
            outcome.removed.clear();
        }
        let stripped = range_within(&outcome.text, strip(&outcome.text));
        outcome.text.truncate(stripped.end);
        outcome.text.drain(..stripped.start);
        outcome
    }

    fn least_sentences(&self) -> usize {
        if self.is_on(Reason::C4Sentences) { self.thresholds.min_sentences } else { 0 }
    }

    /// The figure of the rule `c4-sentences`.
    pub(super) fn figure_of_sentences(&self, outcome: &Outcome) -> Figure {
        let minimum = self.thresholds.min_sentences as f64;
        Figure::at_least(Reason::C4Sentences, "sentences", outcome.sentences as f64, minimum)
    }

    fn fate(&self, line: &str, edited: &str) -> Fate {
        let thresholds = &self.thresholds;
        if self.is_on(Reason::C4LineLongWord) && line.len() > thresholds.max_word_length {
            let longest = line.split(is_space).map(characters).max().unwrap_or(0);
            if longest > thresholds.max_word_length {
                let evidence = format!("{longest} characters > {}", thresholds.max_word_length);
                return Fate::Goes(Reason::C4LineLongWord, evidence);
            }
        }
        if self.is_on(Reason::C4LinePunctuation)
            && (!edited.ends_with(END_MARKS) || edited.ends_with(ELLIPSIS))
        {
            let evidence =
                edited.chars().next_back().map_or_else(String::new, |last| format!("ends with {last}"));
            return Fate::Goes(Reason::C4LinePunctuation, evidence);
        }
        if self.is_on(Reason::C4LineWords) {
            let least = thresholds.min_line_words;
            let words = line.split(is_space).filter(|word| !word.is_empty()).take(least).count();
            if words < least {
                return Fate::Goes(Reason::C4LineWords, format!("{words} words < {least}"));
            }
        }
        self.fate_by_phrases(edited)
    }

    fn fate_by_phrases(&self, line: &str) -> Fate {
        let found = self.phrases_in(line);
        if found.lorem_ipsum && self.is_on(Reason::C4LoremIpsum) {
            return Fate::EndsAll(Reason::C4LoremIpsum);
        }
        if found.javascript && self.is_on(Reason::C4LineJavascript) {
            return Fate::Goes(Reason::C4LineJavascript, "javascript".to_owned());
        }
        if self.is_on(Reason::C4CurlyBracket) && memchr::memchr(b'{', line.as_bytes()).is_some() {
            return Fate::EndsAll(Reason::C4CurlyBracket);
        }
        match found.policy {
            Some(phrase) if self.is_on(Reason::C4LinePolicy) => {
                Fate::Goes(Reason::C4LinePolicy, phrase.to_owned())
            }
            _ => Fate::Stays,
        }
    }

    fn phrases_in(&self, line: &str) -> Phrases {
        let lowered =
            if line.contains(KELVIN) { Cow::Owned(line.to_lowercase()) } else { Cow::Borrowed(line) };
        let mut found = Phrases::default();
        for hit in self.phrases.find_overlapping_iter(lowered.as_ref()) {
            match hit.pattern().as_usize() {
                LOREM_IPSUM => found.lorem_ipsum = true,
                JAVASCRIPT => found.javascript = true,
                policy => found.policy = found.policy.or(PHRASES.get(policy).copied()),
            }
        }
        found
    }

    /// The line without `[1]`, `[edit]`, `[citation needed]`; what went is added to `cited`.
    fn without_citations<'a>(
        &self,
        characters: &Characters,
        line: &'a str,
        offset: usize,
        cited: &mut Vec<RemovedLine>,
    ) -> Cow<'a, str> {
        if !self.is_on(Reason::C4Citation) {
            return Cow::Borrowed(line);
        }
        let mut edited = String::new();
        let (mut done, mut from) = (0, 0);
        while let Some(found) = line.get(from..).and_then(|rest| memchr::memchr(b'[', rest.as_bytes())) {
            let start = from + found;
            let inside = line.get(start + 1..).unwrap_or_default();
            from = start + 1;
            let Some(end) = end_of_citation(characters, inside) else { continue };
            let end = start + 1 + end;
            edited.push_str(line.get(done..start).unwrap_or_default());
            let evidence = line.get(start..end).unwrap_or_default().to_owned();
            let range = offset + start..offset + end;
            cited.push(RemovedLine { range, reason: Reason::C4Citation, evidence });
            (done, from) = (end, end);
        }
        if cited.is_empty() {
            return Cow::Borrowed(line);
        }
        edited.push_str(line.get(done..).unwrap_or_default());
        Cow::Owned(edited)
    }
}

#[derive(Default)]
struct Phrases {
    lorem_ipsum: bool,
    javascript: bool,
    policy: Option<&'static str>,
}

/// Bytes up to and with the bracket that closes a citation, from behind the one that opens it.
fn end_of_citation(characters: &Characters, inside: &str) -> Option<usize> {
    let digits = inside.find(|c| !characters.is(c, DECIMAL)).unwrap_or(inside.len());
    if inside.get(digits..).is_some_and(|rest| rest.starts_with(']')) {
        return Some(digits + 1);
    }
    ["edit]", "citation needed]"].into_iter().find(|name| inside.starts_with(name)).map(str::len)
}

/// Characters of the shortest of the longest lines, as many as mC4's rule asks for; 0 if there are not so many.
pub(super) fn paragraph_characters(text: &str, thresholds: &C4Thresholds) -> usize {
    let mut lengths: Vec<usize> = text.split('\n').map(characters).collect();
    lengths.sort_unstable_by(|one, two| two.cmp(one));
    match thresholds.min_paragraphs.checked_sub(1) {
        None => usize::MAX,
        Some(index) => lengths.get(index).copied().unwrap_or(0),
    }
}

/// A list of words that no document may hold.
#[derive(Debug)]
pub(super) struct BadWords {
    words: AhoCorasick,
    alone: bool,
}

impl BadWords {
    /// The words of a list, one a line.
    pub(super) fn new(list: &str, alone: bool) -> Result<Self, ConfigError> {
        let words: Vec<String> =
            list.lines().map(|line| strip(line).to_lowercase()).filter(|word| !word.is_empty()).collect();
        let words = AhoCorasickBuilder::new()
            .match_kind(MatchKind::Standard)
            .build(words)
            .map_err(|error| ConfigError::new("filter.c4.bad_words", error.to_string()))?;
        Ok(BadWords { words, alone })
    }

    /// The first of the words that a text holds.
    pub(super) fn find(&self, characters: &Characters, text: &str) -> Option<String> {
        let text = text.to_lowercase();
        let word = |c: Option<char>| c.is_some_and(|c| characters.is(c, WORD));
        let found = self.words.find_overlapping_iter(&text).find(|hit| {
            let before = text.get(..hit.start()).and_then(|before| before.chars().next_back());
            let after = text.get(hit.end()..).and_then(|after| after.chars().next());
            !self.alone || (!word(before) && !word(after))
        });
        found.and_then(|hit| text.get(hit.range())).map(str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn apply(text: &str) -> Outcome {
        let c4 =
            C4::new(RULES.to_vec(), &C4Thresholds { min_sentences: 1, ..C4Thresholds::default() }).unwrap();
        c4.apply(&Characters::new(), text, false, |_, _| 1)
    }

    fn check(text: &str, kept: &str, removed: &[(&str, &str)]) {
        let outcome = apply(text);
        assert_eq!(outcome.text, kept);
        let found: Vec<(&str, &str)> = outcome
            .removed
            .iter()
            .map(|line| (line.reason.name(), text.get(line.range.clone()).unwrap()))
            .collect();
        assert_eq!(found, removed);
    }

    #[test]
    fn lines_go_for_the_first_rule_that_they_break() {
        check(
            "A line that ends well.\n  A menu \nTwo words.\n\nPlease enable JavaScript to go on.\nOur site uses Cookies, see?",
            "A line that ends well.",
            &[
                ("c4-line-punctuation", "A menu"),
                ("c4-line-words", "Two words."),
                ("c4-line-javascript", "Please enable JavaScript to go on."),
                ("c4-line-policy", "Our site uses Cookies, see?"),
            ],
        );
        check(
            "It goes on and on...\nIt is over now.",
            "It is over now.",
            &[("c4-line-punctuation", "It goes on and on...")],
        );
    }

    #[test]
    fn citations_go_from_lines_that_stay() {
        check(
            "The river[12] is long.[citation needed]\nNot this [a] one.",
            "The river is long.\nNot this [a] one.",
            &[("c4-citation", "[12]"), ("c4-citation", "[citation needed]")],
        );
    }

    #[test]
    fn whole_documents_go_for_placeholders_and_brackets() {
        let check = |text: &str, expect: &str| assert_eq!(apply(text).drop.unwrap().reason.name(), expect);
        check("Here is Lorem Ipsum dolor.", "c4-lorem-ipsum");
        check("Here is a { bracket.", "c4-curly-bracket");
        check("", "c4-sentences");
        assert!(apply("A menu with a { bracket\nAll is well here.").drop.is_none());
    }

    #[test]
    fn bad_words_stand_alone() {
        let bad = BadWords::new("darn\n\nheck no\n", true).unwrap();
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(bad.find(&Characters::new(), text).as_deref(), expect, "{text}");
        };
        check("Darn!", Some("darn"));
        check("darned", None);
        check("he said “heck no”.", Some("heck no"));
        check("heck", None);
    }
}
