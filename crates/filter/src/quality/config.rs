use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tamis_core::{ConfigError, Reason};

/// Which quality rules a document must keep, and their thresholds: section `[filter]` of `tamis.toml`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct QualityConfig {
    /// The rules to begin with: `article` (default), `gopher`, `c4`, `fineweb`, `refinedweb` or `none`.
    pub preset: Preset,
    /// Rules to add to those of the preset, by the name of their reason, such as `["gopher-symbol-ratio"]`.
    pub with: Vec<String>,
    /// Rules to leave out of those of the preset, by the name of their reason.
    pub without: Vec<String>,
    /// How the rules that count words and sentences find them: `english` (default), the tokens of spaCy's English
    /// pipeline, which datatrove counts; or `unicode`, the word boundaries of Unicode (UAX #29), for other languages.
    pub words: WordBoundaries,
    /// Thresholds of the rules `tiny` and `link-list`.
    pub article: ArticleThresholds,
    /// Thresholds of Gopher's quality rules.
    pub gopher: GopherThresholds,
    /// Thresholds of Gopher's repetition rules.
    pub repetition: RepetitionThresholds,
    /// Thresholds of C4's and mC4's rules.
    pub c4: C4Thresholds,
    /// Thresholds of FineWeb's rules.
    pub fineweb: FinewebThresholds,
    /// Thresholds of RefinedWeb's rule.
    pub refinedweb: RefinedwebThresholds,
}

/// A set of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// Mild: only documents of almost no words and lists of links go.
    #[default]
    Article,
    /// Gopher's rules of repetition and quality.
    Gopher,
    /// C4's rules of lines and documents, and the list of bad words if there is one.
    C4,
    /// The chain of FineWeb: Gopher's rules, those of C4 without the final marks of lines, and its own.
    Fineweb,
    /// Gopher's rules, and the line-wise corrections of RefinedWeb.
    Refinedweb,
    /// No rule.
    None,
}

impl Preset {
    /// All presets.
    pub const ALL: &'static [Preset] =
        &[Preset::Article, Preset::Gopher, Preset::C4, Preset::Fineweb, Preset::Refinedweb, Preset::None];

    /// The preset of this name.
    pub fn from_name(name: &str) -> Option<Preset> {
        Preset::ALL.iter().copied().find(|preset| preset.name() == name)
    }

    /// The name in `tamis.toml`.
    pub fn name(self) -> &'static str {
        match self {
            Preset::Article => "article",
            Preset::Gopher => "gopher",
            Preset::C4 => "c4",
            Preset::Fineweb => "fineweb",
            Preset::Refinedweb => "refinedweb",
            Preset::None => "none",
        }
    }
}

/// How words are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WordBoundaries {
    /// The tokens of spaCy's English pipeline, marks among them.
    #[default]
    English,
    /// The word boundaries of Unicode (UAX #29), marks among them.
    Unicode,
}

/// Thresholds of the rules `tiny` and `link-list`: section `[filter.article]`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ArticleThresholds {
    /// Words that a document has at least (default 3; a guess, very low since nothing true may be lost). Each character
    /// of a script without blanks is a word.
    pub min_words: usize,
    /// Lines that a list of links has at least (default 5; a guess).
    pub min_link_lines: usize,
    /// Share of its lines, 0 to 1, that must be links or pointers for a document to be a list of links (default 0.9; a guess).
    pub max_link_lines: f64,
}

impl Default for ArticleThresholds {
    fn default() -> Self {
        ArticleThresholds { min_words: 3, min_link_lines: 5, max_link_lines: 0.9 }
    }
}

/// Thresholds of Gopher's quality rules: section `[filter.gopher]`. Rae et al. 2021, arXiv:2112.11446, appendix A.1.1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct GopherThresholds {
    /// Words that are not marks alone, at least (default 50).
    pub min_words: usize,
    /// Words that are not marks alone, at most (default 100,000).
    pub max_words: usize,
    /// Mean characters of these words, at least (default 3).
    pub min_mean_word_length: f64,
    /// Mean characters of these words, at most (default 10).
    pub max_mean_word_length: f64,
    /// Hash signs per word, and ellipses per word, at most (default 0.1).
    pub max_symbol_ratio: f64,
    /// Share of lines that begin with a bullet, 0 to 1, at most (default 0.9).
    pub max_bullet_lines: f64,
    /// Share of lines that end with an ellipsis, 0 to 1, at most (default 0.3).
    pub max_ellipsis_lines: f64,
    /// Share of words with a letter, 0 to 1, at least (default 0.8).
    pub min_alphabetic_words: f64,
    /// How many of the stop words must occur (default 2).
    pub min_stop_words: usize,
    /// The stop words, in lower case (default: the eight of the paper, which are English).
    pub stop_words: Vec<String>,
}

/// The stop words of Gopher.
const STOP_WORDS: [&str; 8] = ["the", "be", "to", "of", "and", "that", "have", "with"];

impl Default for GopherThresholds {
    fn default() -> Self {
        GopherThresholds {
            min_words: 50,
            max_words: 100_000,
            min_mean_word_length: 3.0,
            max_mean_word_length: 10.0,
            max_symbol_ratio: 0.1,
            max_bullet_lines: 0.9,
            max_ellipsis_lines: 0.3,
            min_alphabetic_words: 0.8,
            min_stop_words: 2,
            stop_words: STOP_WORDS.iter().map(ToString::to_string).collect(),
        }
    }
}

/// Thresholds of Gopher's repetition rules: section `[filter.repetition]`. Rae et al. 2021, arXiv:2112.11446, table A1.
/// All are shares, 0 to 1, that a document may have at most.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RepetitionThresholds {
    /// Paragraphs that repeat an earlier one (default 0.3).
    pub max_duplicate_paragraphs: f64,
    /// Characters in such paragraphs (default 0.2).
    pub max_duplicate_paragraph_characters: f64,
    /// Lines that repeat an earlier one (default 0.3).
    pub max_duplicate_lines: f64,
    /// Characters in such lines (default 0.2).
    pub max_duplicate_line_characters: f64,
    /// Characters in the most frequent pair of words (default 0.2).
    pub max_top_2_gram: f64,
    /// Characters in the most frequent run of three words (default 0.18).
    pub max_top_3_gram: f64,
    /// Characters in the most frequent run of four words (default 0.16).
    pub max_top_4_gram: f64,
    /// Characters in runs of five words that occurred before (default 0.15).
    pub max_duplicate_5_grams: f64,
    /// Characters in runs of six words that occurred before (default 0.14).
    pub max_duplicate_6_grams: f64,
    /// Characters in runs of seven words that occurred before (default 0.13).
    pub max_duplicate_7_grams: f64,
    /// Characters in runs of eight words that occurred before (default 0.12).
    pub max_duplicate_8_grams: f64,
    /// Characters in runs of nine words that occurred before (default 0.11).
    pub max_duplicate_9_grams: f64,
    /// Characters in runs of ten words that occurred before (default 0.1).
    pub max_duplicate_10_grams: f64,
}

impl Default for RepetitionThresholds {
    fn default() -> Self {
        RepetitionThresholds {
            max_duplicate_paragraphs: 0.3,
            max_duplicate_paragraph_characters: 0.2,
            max_duplicate_lines: 0.3,
            max_duplicate_line_characters: 0.2,
            max_top_2_gram: 0.2,
            max_top_3_gram: 0.18,
            max_top_4_gram: 0.16,
            max_duplicate_5_grams: 0.15,
            max_duplicate_6_grams: 0.14,
            max_duplicate_7_grams: 0.13,
            max_duplicate_8_grams: 0.12,
            max_duplicate_9_grams: 0.11,
            max_duplicate_10_grams: 0.1,
        }
    }
}

/// Thresholds of C4's and mC4's rules: section `[filter.c4]`. Raffel et al. 2019, arXiv:1910.10683v1, section 2.2, and
/// `c4_utils.py` of TensorFlow Datasets; numbers as in datatrove.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct C4Thresholds {
    /// Sentences in the lines that stay, at least (default 5).
    pub min_sentences: usize,
    /// Words of a line, at least (default 3).
    pub min_line_words: usize,
    /// Characters of a word, at most (default 1,000).
    pub max_word_length: usize,
    /// Lines of `min_paragraph_characters` that a document has at least, for mC4's rule `c4-paragraphs` (default 3).
    pub min_paragraphs: usize,
    /// Characters of such a line, at least (default 200).
    pub min_paragraph_characters: usize,
    /// A file of bad words, one a line, for the rule `c4-bad-words` (default: none; the rule needs one).
    pub bad_words: Option<PathBuf>,
    /// Whether a bad word counts only where it stands alone (default true; Chinese, Japanese and Thai need false).
    pub bad_words_alone: bool,
}

impl Default for C4Thresholds {
    fn default() -> Self {
        C4Thresholds {
            min_sentences: 5,
            min_line_words: 3,
            max_word_length: 1000,
            min_paragraphs: 3,
            min_paragraph_characters: 200,
            bad_words: None,
            bad_words_alone: true,
        }
    }
}

/// Thresholds of FineWeb's rules: section `[filter.fineweb]`. Penedo et al. 2024, arXiv:2406.17557, section 3.5, and
/// datatrove.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct FinewebThresholds {
    /// Share of lines that end in a final mark, 0 to 1, at least (default 0.12).
    pub min_line_punctuation: f64,
    /// Share of lines that are short, 0 to 1, at most (default 0.67).
    pub max_short_lines: f64,
    /// Characters of a short line, at most (default 30).
    pub short_line_characters: usize,
    /// Share of characters in repeated lines, 0 to 1, at most (default 0.01).
    pub max_duplicate_characters: f64,
    /// Line breaks per word, at most (default 0.3).
    pub max_line_breaks: f64,
}

impl Default for FinewebThresholds {
    fn default() -> Self {
        FinewebThresholds {
            min_line_punctuation: 0.12,
            max_short_lines: 0.67,
            short_line_characters: 30,
            max_duplicate_characters: 0.01,
            max_line_breaks: 0.3,
        }
    }
}

/// Thresholds of RefinedWeb's rule: section `[filter.refinedweb]`. Penedo et al. 2023, arXiv:2306.01116, appendix G.2.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RefinedwebThresholds {
    /// Share of words in flagged lines, 0 to 1, at most (default 0.05).
    pub max_flagged_words: f64,
    /// Share of letters of a line, 0 to 1, above which it is mainly in capitals (default 0.5; the paper gives no number).
    pub max_capitals: f64,
    /// Words of a short line, at most, in which the patterns count (default 10).
    pub short_line_words: usize,
}

impl Default for RefinedwebThresholds {
    fn default() -> Self {
        RefinedwebThresholds { max_flagged_words: 0.05, max_capitals: 0.5, short_line_words: 10 }
    }
}

impl QualityConfig {
    /// Whether every threshold is within its range.
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let (r, g) = (&self.repetition, &self.gopher);
        let shares = [
            ("article.max_link_lines", self.article.max_link_lines),
            ("gopher.max_bullet_lines", g.max_bullet_lines),
            ("gopher.max_ellipsis_lines", g.max_ellipsis_lines),
            ("gopher.min_alphabetic_words", g.min_alphabetic_words),
            ("repetition.max_duplicate_paragraphs", r.max_duplicate_paragraphs),
            ("repetition.max_duplicate_paragraph_characters", r.max_duplicate_paragraph_characters),
            ("repetition.max_duplicate_lines", r.max_duplicate_lines),
            ("repetition.max_duplicate_line_characters", r.max_duplicate_line_characters),
            ("repetition.max_top_2_gram", r.max_top_2_gram),
            ("repetition.max_top_3_gram", r.max_top_3_gram),
            ("repetition.max_top_4_gram", r.max_top_4_gram),
            ("repetition.max_duplicate_5_grams", r.max_duplicate_5_grams),
            ("repetition.max_duplicate_6_grams", r.max_duplicate_6_grams),
            ("repetition.max_duplicate_7_grams", r.max_duplicate_7_grams),
            ("repetition.max_duplicate_8_grams", r.max_duplicate_8_grams),
            ("repetition.max_duplicate_9_grams", r.max_duplicate_9_grams),
            ("repetition.max_duplicate_10_grams", r.max_duplicate_10_grams),
            ("fineweb.min_line_punctuation", self.fineweb.min_line_punctuation),
            ("fineweb.max_short_lines", self.fineweb.max_short_lines),
            ("fineweb.max_duplicate_characters", self.fineweb.max_duplicate_characters),
            ("refinedweb.max_flagged_words", self.refinedweb.max_flagged_words),
            ("refinedweb.max_capitals", self.refinedweb.max_capitals),
        ];
        for (key, share) in shares {
            if !(0.0..=1.0).contains(&share) {
                return Err(error(key, format!("{share} is no share: a number from 0 to 1 is needed")));
            }
        }
        let positive = [
            ("gopher.max_symbol_ratio", g.max_symbol_ratio),
            ("fineweb.max_line_breaks", self.fineweb.max_line_breaks),
            ("gopher.min_mean_word_length", g.min_mean_word_length),
            ("gopher.max_mean_word_length", g.max_mean_word_length),
        ];
        for (key, number) in positive {
            if !(number >= 0.0 && number.is_finite()) {
                return Err(error(key, format!("{number} cannot be: a number from 0 up is needed")));
            }
        }
        if g.min_words > g.max_words {
            return Err(error(
                "gopher.max_words",
                "smaller than min_words: no document would be left".to_owned(),
            ));
        }
        if g.min_mean_word_length > g.max_mean_word_length {
            let problem = "smaller than min_mean_word_length: no document would be left".to_owned();
            return Err(error("gopher.max_mean_word_length", problem));
        }
        if g.stop_words.iter().any(|word| word.is_empty() || word.contains(char::is_whitespace)) {
            return Err(error("gopher.stop_words", "single words without blanks are needed".to_owned()));
        }
        Ok(())
    }
}

fn error(key: &str, problem: String) -> ConfigError {
    ConfigError::new(format!("filter.{key}"), problem)
}

/// The rule of this name, or an error that names the nearest one.
pub(super) fn rule_named(key: &str, name: &str, rules: &[Reason]) -> Result<Reason, ConfigError> {
    if let Some(rule) = rules.iter().copied().find(|rule| rule.name() == name) {
        return Ok(rule);
    }
    let nearest = rules.iter().max_by(|one, two| {
        let likeness = |rule: &Reason| strsim::jaro_winkler(rule.name(), name);
        likeness(one).total_cmp(&likeness(two))
    });
    let nearest = nearest.map_or("", |rule| rule.name());
    Err(ConfigError::new(key, format!("there is no rule `{name}`; did you mean `{nearest}`?")))
}
