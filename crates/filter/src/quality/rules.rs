use tamis_core::{ConfigError, Reason};

use super::c4;
use super::config::{Preset, QualityConfig, rule_named};

/// The two rules of the mild preset: our own, with thresholds that are guesses on the safe side.
const ARTICLE: [Reason; 2] = [Reason::Tiny, Reason::LinkList];

/// Gopher's rules of repetition: Rae et al. 2021, arXiv:2112.11446, table A1.
const REPETITION: [Reason; 13] = [
    Reason::GopherDuplicateParagraphs,
    Reason::GopherDuplicateParagraphCharacters,
    Reason::GopherDuplicateLines,
    Reason::GopherDuplicateLineCharacters,
    Reason::GopherTop2Gram,
    Reason::GopherTop3Gram,
    Reason::GopherTop4Gram,
    Reason::GopherDuplicate5Grams,
    Reason::GopherDuplicate6Grams,
    Reason::GopherDuplicate7Grams,
    Reason::GopherDuplicate8Grams,
    Reason::GopherDuplicate9Grams,
    Reason::GopherDuplicate10Grams,
];

/// Gopher's rules of quality: Rae et al. 2021, arXiv:2112.11446, appendix A.1.1.
const GOPHER: [Reason; 7] = [
    Reason::GopherWordCount,
    Reason::GopherMeanWordLength,
    Reason::GopherSymbolRatio,
    Reason::GopherBulletLines,
    Reason::GopherEllipsisLines,
    Reason::GopherAlphabeticWords,
    Reason::GopherStopWords,
];

/// FineWeb's own rules: Penedo et al. 2024, arXiv:2406.17557, section 3.5.
const FINEWEB: [Reason; 4] = [
    Reason::FinewebLinePunctuation,
    Reason::FinewebShortLines,
    Reason::FinewebDuplicateCharacters,
    Reason::FinewebLineBreaks,
];

/// Rules that look at a document before any line of it goes, in order: repetition before quality, as in FineWeb.
pub(super) const BEFORE_LINES: &[Reason] = &{
    let mut rules = [Reason::Tiny; 22];
    let mut at = 0;
    while at < rules.len() {
        rules[at] = match at {
            0..2 => ARTICLE[at],
            2..15 => REPETITION[at - 2],
            _ => GOPHER[at - 15],
        };
        at += 1;
    }
    rules
};

/// Rules that look at what C4's rules of lines leave, in order.
pub(super) const AFTER_LINES: &[Reason] = &[
    Reason::C4Paragraphs,
    Reason::C4BadWords,
    Reason::FinewebLinePunctuation,
    Reason::FinewebShortLines,
    Reason::FinewebDuplicateCharacters,
    Reason::FinewebLineBreaks,
    Reason::RefinedwebFlaggedLines,
];

/// The rules that are on, by when they are checked.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    pub(super) before: Vec<Reason>,
    /// Those of C4 that go line by line.
    pub(super) lines: Vec<Reason>,
    pub(super) after: Vec<Reason>,
}

impl Rules {
    pub(super) fn new(config: &QualityConfig) -> Result<Self, ConfigError> {
        let all: Vec<Reason> = all().collect();
        let named = |key: &'static str, names: &[String]| -> Result<Vec<Reason>, ConfigError> {
            names.iter().map(|name| rule_named(key, name, &all)).collect()
        };
        let (with, without) =
            (named("filter.with", &config.with)?, named("filter.without", &config.without)?);
        if let Some(both) = with.iter().find(|rule| without.contains(rule)) {
            let problem =
                format!("`{}` is in `filter.with`, too: it can only be in one of them", both.name());
            return Err(ConfigError::new("filter.without", problem));
        }
        let on = |rule: &Reason| {
            let by_preset = is_in(*rule, config.preset)
                || (*rule == Reason::C4BadWords
                    && config.preset == Preset::C4
                    && config.c4.bad_words.is_some());
            (by_preset || with.contains(rule)) && !without.contains(rule)
        };
        let choose = |rules: &[Reason]| rules.iter().copied().filter(&on).collect();
        Ok(Rules { before: choose(BEFORE_LINES), lines: choose(&c4::RULES), after: choose(AFTER_LINES) })
    }
}

/// Every quality rule, in the order in which rules are checked.
pub(super) fn all() -> impl Iterator<Item = Reason> {
    BEFORE_LINES.iter().chain(&c4::RULES).chain(AFTER_LINES).copied()
}

/// The rules of lines of a preset.
pub(super) fn lines_of(preset: Preset) -> Vec<Reason> {
    c4::RULES.into_iter().filter(|rule| is_in(*rule, preset)).collect()
}

/// Whether a preset has a rule.
fn is_in(rule: Reason, preset: Preset) -> bool {
    let gopher = REPETITION.contains(&rule) || GOPHER.contains(&rule);
    match preset {
        Preset::Article => ARTICLE.contains(&rule),
        Preset::Gopher => gopher,
        Preset::C4 => c4::RULES.contains(&rule),
        Preset::Fineweb => {
            gopher
                || FINEWEB.contains(&rule)
                || (c4::RULES.contains(&rule) && rule != Reason::C4LinePunctuation)
        }
        Preset::Refinedweb => gopher || rule == Reason::RefinedwebFlaggedLines,
        Preset::None => false,
    }
}
