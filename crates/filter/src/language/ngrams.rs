//! How likely a text is in each language: naive Bayes over n-grams and marker words, calibrated.

use super::letters;
use super::markers::{DERIVED, MARKERS, SERBIAN_LATIN};
use super::sample;
use super::script::Script;
use super::table::{STEPS, Table};
use super::tally::Tally;
use super::words::Words;

/// What a marker word says beside n-grams, in nats: about as much as one trigram that only its language has.
const MARKER: f32 = 8.0;
/// N-grams overlap and depend on each other: of each nat this share counts. Of the values tried, the one with the least
/// log loss on lingua's 12,400 test sentences (2026-11).
const SHARE: f32 = 0.25;
/// How much less likely a rare language is before anything is read, in nats after `SHARE`: without, they win one short
/// text in fifty from the languages they resemble.
const RARE_LESS: f32 = 2.0;
/// Languages with few pages, or with models that are hardly told from a larger language's.
const RARE: &[&str] =
    &["bs", "eo", "la", "lg", "mi", "ms", "nn", "sn", "so", "st", "tn", "ts", "xh", "yo", "zu"];
/// Beyond this many bytes trigrams alone are as good.
const LONGER_BYTES: usize = 480;
/// A text's n-grams weigh, beside running text of the language, at least about this much (hundredth of the test
/// sentences of 100 letters and more), and texts of languages that are not in the table hardly more than the other.
const FITS: f32 = 0.8;
const FITS_NOT: f32 = 0.45;
/// What one trigram's chance adds to that, over the square root of their number.
const FIT_CHANCE: f32 = 1.0;
/// Languages that are ranked.
const RANKED: usize = 2;
/// Share of its letters in one script from which on a text counts as all in it.
const ONE_SCRIPT: f32 = 0.8;
/// Share of kana among kana and Han characters from which on a text is Japanese (Japanese prose has more than half,
/// headlines a tenth).
const JAPANESE: f32 = 0.05;

/// The n-gram identifier.
#[derive(Debug)]
pub(super) struct Ngrams {
    table: Table,
    words: Words,
    /// Codes of the table's languages, then of the derived ones, by number.
    codes: Vec<String>,
    /// For each of them, how much less likely it is before anything is read, and its list of markers.
    known: Vec<(f32, Option<usize>)>,
    /// Numbers of the derived ones, and of those they are like.
    derived: Vec<(usize, Vec<usize>)>,
}

/// A language with the probability that a text is in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Likely {
    pub(super) language: String,
    pub(super) score: f32,
}

impl Ngrams {
    pub(super) fn new() -> Ngrams {
        let table = Table::committed();
        let mut codes: Vec<String> = table.languages().iter().map(|language| language.code.clone()).collect();
        let numbers = |like: &[&str]| -> Vec<usize> {
            like.iter().filter_map(|like| codes.iter().position(|code| code == like)).collect()
        };
        let derived = (codes.len()..).zip(DERIVED.iter().map(|derived| numbers(derived.like))).collect();
        codes.extend(DERIVED.iter().map(|derived| derived.language.to_string()));
        let known = codes
            .iter()
            .map(|code| (less_likely(code), MARKERS.iter().position(|list| list.language == code)));
        Ngrams { words: Words::new(), known: known.collect(), table, codes, derived }
    }

    /// Every language that it can find.
    pub(super) fn languages(&self) -> Vec<String> {
        let mut all: Vec<String> = ["bn", "he", "ja", "zh"].map(String::from).to_vec();
        all.extend(Script::ALL.iter().filter_map(|script| script.only_language()).map(String::from));
        all.extend(letters::languages().map(String::from));
        all.extend(DERIVED.iter().map(|derived| reported(derived.language).to_string()));
        all.extend(self.table.languages().iter().map(|language| reported(&language.code).to_string()));
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The two languages that a text may be in, most likely first; nothing if there is no word in it.
    pub(super) fn rank(&self, text: &str) -> Vec<Likely> {
        let pieces = sample::windows(text);
        let longer = text.len() <= LONGER_BYTES;
        let tally = Tally::of(&self.table, &self.words, pieces.iter().copied(), longer);
        let Some((script, share)) = main_script(&tally) else { return Vec::new() };
        let known = (share / ONE_SCRIPT).min(1.0);
        if let Some(language) = by_script(script, &tally, &pieces) {
            return vec![Likely { language: language.to_string(), score: known }];
        }
        self.by_ngrams(script, &tally, known)
    }

    fn by_ngrams(&self, script: Script, tally: &Tally, known: f32) -> Vec<Likely> {
        let count = tally.grams.get(script as usize).copied().unwrap_or(0);
        let sums = tally.longer_sums.iter().zip(tally.shorter_sums.iter());
        let mut weighed: Vec<Weighed> = (0..)
            .zip(self.table.languages().iter().zip(sums))
            .filter(|(_, (language, _))| language.script == script)
            .map(|(number, (language, (longer, shorter)))| Weighed {
                number,
                nats: (longer + shorter) as f32 / STEPS,
                fit: shorter as f32 / count.max(1) as f32 / language.expected.max(1.0),
            })
            .collect();
        if weighed.iter().all(|language| language.fit == 0.0) {
            return Vec::new();
        }
        for (number, derived) in &self.derived {
            let like = weighed.iter().filter(|language| derived.contains(&language.number));
            if let Some(best) = like.max_by(|left, right| left.nats.total_cmp(&right.nats)) {
                let (nats, fit) = (best.nats, best.fit);
                weighed.push(Weighed { number: *number, nats, fit });
            }
        }
        self.to_probabilities(&mut weighed, tally);
        let chance = FIT_CHANCE / (count as f32).sqrt();
        let likely = |language: &Weighed| {
            let fit = ((language.fit + chance - FITS_NOT) / (FITS - FITS_NOT)).clamp(0.0, 1.0);
            let code = self.codes.get(language.number).map_or("", String::as_str);
            Likely { language: reported(code).to_string(), score: language.nats * fit * known }
        };
        weighed.iter().take(RANKED).map(likely).collect()
    }

    /// Softmax over what n-grams, marker words and rarity say, and the order of the result.
    fn to_probabilities(&self, weighed: &mut [Weighed], tally: &Tally) {
        for language in weighed.iter_mut() {
            let (before, list) = self.known.get(language.number).copied().unwrap_or_default();
            let markers = list.and_then(|list| tally.markers.get(list)).copied().unwrap_or(0);
            language.nats = (language.nats + MARKER * markers as f32) * SHARE - before;
        }
        let most = weighed.iter().map(|language| language.nats).fold(f32::MIN, f32::max);
        for language in weighed.iter_mut() {
            language.nats = (language.nats - most).exp();
        }
        let sum: f32 = weighed.iter().map(|language| language.nats).sum();
        for language in weighed.iter_mut() {
            language.nats /= sum;
        }
        weighed.sort_unstable_by(|left, right| {
            right.nats.total_cmp(&left.nats).then(left.number.cmp(&right.number))
        });
    }
}

/// One language while it is weighed.
struct Weighed {
    number: usize,
    /// Logarithm of its likelihood; in the end, its probability.
    nats: f32,
    /// Weight of the text's shorter n-grams beside running text.
    fit: f32,
}

/// How much less likely a language is before anything is read, in nats.
fn less_likely(code: &str) -> f32 {
    let rare = if RARE.contains(&code) { RARE_LESS } else { 0.0 };
    let derived = DERIVED.iter().find(|derived| derived.language == code);
    rare + derived.map_or(0.0, |derived| derived.less * SHARE)
}

/// The code a language is reported under.
fn reported(code: &str) -> &str {
    match code {
        "nb" => "no",
        SERBIAN_LATIN => "sr",
        _ => code,
    }
}

/// The script that says most, and its share of what all say; Han and kana are one here.
fn main_script(tally: &Tally) -> Option<(Script, f32)> {
    let said = |script: Script| {
        tally.letters.get(script as usize).map_or(0, |&count| count as usize * script.weight())
    };
    let both = said(Script::Han) + said(Script::Kana);
    let weight = |script: Script| match script {
        Script::Han => both,
        Script::Kana => 0,
        _ => said(script),
    };
    let all: usize = Script::ALL.iter().map(|&script| weight(script)).sum();
    let best = Script::ALL.into_iter().rev().max_by_key(|&script| weight(script))?;
    (weight(best) > 0).then(|| (best, weight(best) as f32 / all as f32))
}

/// The language where script and letters settle it.
fn by_script(script: Script, tally: &Tally, pieces: &[&str]) -> Option<&'static str> {
    let letters = |script: Script| tally.letters.get(script as usize).copied().unwrap_or(0);
    if let Some(language) = script.only_language() {
        return Some(language);
    }
    if let Some(language) = letters::tell(script, letters(script), pieces) {
        return Some(language);
    }
    match script {
        Script::Hebrew => Some("he"),
        Script::Bengali => Some("bn"),
        Script::Han | Script::Kana => {
            let kana = letters(Script::Kana) as f32;
            let japanese = kana >= JAPANESE * (kana + letters(Script::Han) as f32);
            Some(if japanese { "ja" } else { "zh" })
        }
        _ => None,
    }
}
