use std::fs;

use tamis_core::{ConfigError, Reason};

use super::article::{Links, filled_lines};
use super::c4::{self, BadWords, C4, Outcome, RemovedLine};
use super::config::{Preset, QualityConfig};
use super::document::Document;
use super::figure::{Figure, ratio};
use super::rules::{self, Rules};
use super::spacy::Lookup;
use super::words::Splitter;
use super::{gopher, refinedweb};
use crate::Finding;

/// Judges documents by the quality rules that are on.
///
/// ```
/// use tamis_filter::{Preset, Quality, QualityConfig};
///
/// let rules = vec!["gopher-word-count".to_owned()];
/// let quality = Quality::new(&QualityConfig { preset: Preset::None, with: rules, ..QualityConfig::default() })?;
/// let judgement = quality.judge("The old mill by the river is open to visitors again.");
/// assert_eq!(judgement.drop.unwrap().evidence, "11 words < 50");
/// # Ok::<(), tamis_core::ConfigError>(())
/// ```
#[derive(Debug)]
pub struct Quality {
    config: QualityConfig,
    rules: Rules,
    splitter: Splitter,
    stop_words: Lookup,
    c4: C4,
    bad_words: Option<BadWords>,
}

/// What the rules say of a document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judgement {
    /// Lines, and parts of lines, that go from the document, in order and apart from each other; none if it goes whole.
    pub removed_lines: Vec<RemovedLine>,
    /// The first rule that the document breaks, in the order of [`Quality::rules`]; the whole document goes.
    pub drop: Option<Finding>,
}

impl Quality {
    /// Resolves presets and rules, checks thresholds, and reads the list of bad words if there is one.
    ///
    /// # Errors
    /// A rule that is not known, a threshold outside its range, or a list that cannot be read.
    pub fn new(config: &QualityConfig) -> Result<Self, ConfigError> {
        config.check()?;
        let rules = Rules::new(config)?;
        let thresholds = &config.c4;
        let bad_words = match &thresholds.bad_words {
            Some(path) => {
                let list = fs::read_to_string(path).map_err(|error| {
                    ConfigError::new("filter.c4.bad_words", format!("{}: {error}", path.display()))
                })?;
                Some(BadWords::new(&list, thresholds.bad_words_alone)?)
            }
            None if rules.after.contains(&Reason::C4BadWords) => {
                return Err(ConfigError::new(
                    "filter.c4.bad_words",
                    "the rule `c4-bad-words` needs a file of words",
                ));
            }
            None => None,
        };
        // A report on figures has those of FineWeb's chain where no rule of C4 is on.
        let of_lines =
            if rules.lines.is_empty() { rules::lines_of(Preset::Fineweb) } else { rules.lines.clone() };
        Ok(Quality {
            splitter: Splitter::new(config.words),
            stop_words: Lookup::new(&config.gopher.stop_words),
            c4: C4::new(of_lines, thresholds)?,
            bad_words,
            rules,
            config: config.clone(),
        })
    }

    /// The rules that are on, in the order in which they are checked.
    pub fn rules(&self) -> impl Iterator<Item = Reason> + '_ {
        self.rules.before.iter().chain(&self.rules.lines).chain(&self.rules.after).copied()
    }

    /// Judges the text of a document. Each rule behind C4's sees what C4's left.
    pub fn judge(&self, text: &str) -> Judgement {
        self.judge_document(&Document::new(text, &self.splitter), &|_, line| self.splitter.sentences(line))
    }

    /// Judges a text whose words another tokenizer found, marks among them, and whose sentences it counted: for each
    /// line of the text as `str.splitlines` of Python has them, those of the line without citations and blanks around.
    pub fn judge_with(&self, text: &str, words: &[&str], sentences: &[usize]) -> Judgement {
        let document = Document::with_words(text, &self.splitter, words);
        self.judge_document(&document, &|line, _| sentences.get(line).copied().unwrap_or(0))
    }

    fn judge_document(&self, document: &Document<'_>, sentences: &dyn Fn(usize, &str) -> usize) -> Judgement {
        if let Some(finding) = self.first_broken(&self.rules.before, document) {
            return Judgement { drop: Some(finding), ..Judgement::default() };
        }
        if self.rules.lines.is_empty() {
            return Judgement {
                drop: self.first_broken(&self.rules.after, document),
                ..Judgement::default()
            };
        }
        let outcome = self.c4.apply(&self.splitter.characters, document.text, false, sentences);
        let drop = outcome.drop.or_else(|| {
            if outcome.text == document.text {
                self.first_broken(&self.rules.after, document)
            } else {
                self.first_broken(&self.rules.after, &Document::new(&outcome.text, &self.splitter))
            }
        });
        let removed_lines = if drop.is_some() { Vec::new() } else { outcome.removed };
        Judgement { removed_lines, drop }
    }

    fn first_broken(&self, rules: &[Reason], document: &Document<'_>) -> Option<Finding> {
        let mut figures = Vec::new();
        for &rule in rules {
            if rule == Reason::C4BadWords {
                let word = self.bad_words.as_ref()?.find(&self.splitter.characters, document.text);
                if let Some(word) = word {
                    return Some(Finding::new(rule, word));
                }
                continue;
            }
            figures.clear();
            self.measure(rule, document, false, &mut figures);
            if let Some(finding) = figures.iter().find_map(Figure::finding) {
                return Some(finding);
            }
        }
        None
    }

    /// The figures of every rule, on or not, in the order in which rules are checked; all of the text as it is given.
    /// For C4's rules of lines they are the sentences and finds in the lines that those rules leave: those that are on,
    /// or those of the preset `fineweb` if none is.
    pub fn figures(&self, text: &str) -> Vec<Figure> {
        self.figures_of(&Document::new(text, &self.splitter), &|_, line| self.splitter.sentences(line))
    }

    /// As [`Quality::figures`], for words and sentences as in [`Quality::judge_with`].
    pub fn figures_with(&self, text: &str, words: &[&str], sentences: &[usize]) -> Vec<Figure> {
        let document = Document::with_words(text, &self.splitter, words);
        self.figures_of(&document, &|line, _| sentences.get(line).copied().unwrap_or(0))
    }

    fn figures_of(&self, document: &Document<'_>, sentences: &dyn Fn(usize, &str) -> usize) -> Vec<Figure> {
        let mut figures = Vec::new();
        for &rule in rules::BEFORE_LINES {
            self.measure(rule, document, true, &mut figures);
        }
        let outcome = self.c4.apply(&self.splitter.characters, document.text, true, sentences);
        figures.extend(self.figures_of_lines(&outcome));
        for &rule in rules::AFTER_LINES {
            self.measure(rule, document, true, &mut figures);
        }
        figures
    }

    fn figures_of_lines(&self, outcome: &Outcome) -> [Figure; 3] {
        [
            Figure::at_most(Reason::C4LoremIpsum, "lines", outcome.lorem_ipsum as f64, 0.0),
            Figure::at_most(Reason::C4CurlyBracket, "lines", outcome.curly_brackets as f64, 0.0),
            self.c4.figure_of_sentences(outcome),
        ]
    }

    /// The words of a text as the rules count them, marks among them.
    pub fn words<'a>(&self, text: &'a str) -> Vec<&'a str> {
        let words = self.splitter.words(text);
        words.tokens.iter().filter_map(|token| text.get(token.start..token.end())).collect()
    }

    /// Adds the figures of one rule; with `all`, counts go on beyond what the rule needs.
    fn measure(&self, rule: Reason, document: &Document<'_>, all: bool, figures: &mut Vec<Figure>) {
        let figure = match rule {
            Reason::Tiny => {
                let least = self.config.article.min_words;
                Figure::at_least(rule, "words", tamis_core::word_count(document.text) as f64, least as f64)
            }
            Reason::LinkList => self.link_list(document, all),
            Reason::C4Paragraphs => {
                let least = self.config.c4.min_paragraph_characters as f64;
                let length = c4::paragraph_characters(document.text, &self.config.c4) as f64;
                Figure::at_least(rule, "characters", length, least)
            }
            Reason::RefinedwebFlaggedLines => {
                let share = refinedweb::flagged_words(document.text, &self.config.refinedweb);
                Figure::at_most(rule, "", share, self.config.refinedweb.max_flagged_words)
            }
            Reason::GopherSymbolRatio => {
                let (words, most) = (document.words().len(), self.config.gopher.max_symbol_ratio);
                let hashes = ratio(gopher::hashes(document.text), words);
                figures.push(Figure::at_most(rule, "hash signs per word", hashes, most));
                let ellipses = ratio(gopher::ellipses(document.text), words);
                Figure::at_most(rule, "ellipses per word", ellipses, most)
            }
            _ => match self.gopher(rule, document, all).or_else(|| self.repetition(rule, document)) {
                Some(figure) => figure,
                None => return figures.extend(self.fineweb(rule, document)),
            },
        };
        figures.push(figure);
    }

    fn link_list(&self, document: &Document<'_>, all: bool) -> Figure {
        let thresholds = &self.config.article;
        let all_lines = filled_lines(document.text).count();
        let others = all_lines as f64 * (1.0 - thresholds.max_link_lines);
        let links = Links::of(document.text, if all { f64::INFINITY } else { others }).links;
        let share = if all_lines < thresholds.min_link_lines { 0.0 } else { ratio(links, all_lines) };
        Figure::at_most(Reason::LinkList, "of the lines", share, thresholds.max_link_lines)
    }

    fn gopher(&self, rule: Reason, document: &Document<'_>, all: bool) -> Option<Figure> {
        let thresholds = &self.config.gopher;
        Some(match rule {
            Reason::GopherWordCount => {
                let (least, most) = (thresholds.min_words as f64, thresholds.max_words as f64);
                Figure::within(rule, "words", document.word_counts().plain as f64, least, most)
            }
            Reason::GopherMeanWordLength => {
                let counts = document.word_counts();
                let (least, most) = (thresholds.min_mean_word_length, thresholds.max_mean_word_length);
                // Of no words there is no mean, and none that is too low.
                let mean = counts.plain_characters as f64 / counts.plain as f64;
                Figure::within(rule, "", mean, least, most)
            }
            Reason::GopherBulletLines => {
                let lines = document.gopher_lines();
                Figure::at_most(rule, "", ratio(lines.bullets, lines.lines), thresholds.max_bullet_lines)
            }
            Reason::GopherEllipsisLines => {
                let lines = document.gopher_lines();
                Figure::at_most(rule, "", ratio(lines.ellipses, lines.lines), thresholds.max_ellipsis_lines)
            }
            Reason::GopherAlphabeticWords => {
                let counts = document.word_counts();
                let share = counts.alphabetic as f64 / counts.words as f64;
                Figure::at_least(rule, "", share, thresholds.min_alphabetic_words)
            }
            Reason::GopherStopWords => {
                let found = document.stop_words(&self.stop_words, thresholds, all);
                Figure::at_least(rule, "stop words", found as f64, thresholds.min_stop_words as f64)
            }
            _ => return None,
        })
    }

    fn repetition(&self, rule: Reason, document: &Document<'_>) -> Option<Figure> {
        let thresholds = &self.config.repetition;
        let of_text = |characters: usize| ratio(characters, document.length());
        let (value, maximum) = match rule {
            Reason::GopherDuplicateParagraphs => {
                let paragraphs = document.paragraphs();
                (ratio(paragraphs.repeated, paragraphs.all), thresholds.max_duplicate_paragraphs)
            }
            Reason::GopherDuplicateParagraphCharacters => {
                (of_text(document.paragraphs().characters), thresholds.max_duplicate_paragraph_characters)
            }
            Reason::GopherDuplicateLines => {
                let lines = document.lines();
                (ratio(lines.repeated, lines.all), thresholds.max_duplicate_lines)
            }
            Reason::GopherDuplicateLineCharacters => {
                (of_text(document.lines().characters), thresholds.max_duplicate_line_characters)
            }
            Reason::GopherTop2Gram => (of_text(document.grams().top(2)), thresholds.max_top_2_gram),
            Reason::GopherTop3Gram => (of_text(document.grams().top(3)), thresholds.max_top_3_gram),
            Reason::GopherTop4Gram => (of_text(document.grams().top(4)), thresholds.max_top_4_gram),
            Reason::GopherDuplicate5Grams => {
                (of_text(document.grams().duplicates(5)), thresholds.max_duplicate_5_grams)
            }
            Reason::GopherDuplicate6Grams => {
                (of_text(document.grams().duplicates(6)), thresholds.max_duplicate_6_grams)
            }
            Reason::GopherDuplicate7Grams => {
                (of_text(document.grams().duplicates(7)), thresholds.max_duplicate_7_grams)
            }
            Reason::GopherDuplicate8Grams => {
                (of_text(document.grams().duplicates(8)), thresholds.max_duplicate_8_grams)
            }
            Reason::GopherDuplicate9Grams => {
                (of_text(document.grams().duplicates(9)), thresholds.max_duplicate_9_grams)
            }
            Reason::GopherDuplicate10Grams => {
                (of_text(document.grams().duplicates(10)), thresholds.max_duplicate_10_grams)
            }
            _ => return None,
        };
        Some(Figure::at_most(rule, "", value, maximum))
    }

    fn fineweb(&self, rule: Reason, document: &Document<'_>) -> Option<Figure> {
        let thresholds = &self.config.fineweb;
        let lines = document.fineweb_lines(thresholds.short_line_characters);
        Some(match rule {
            Reason::FinewebLinePunctuation => {
                Figure::at_least(rule, "", ratio(lines.ended, lines.lines), thresholds.min_line_punctuation)
            }
            Reason::FinewebShortLines => {
                Figure::at_most(rule, "", ratio(lines.short, lines.lines), thresholds.max_short_lines)
            }
            Reason::FinewebDuplicateCharacters => {
                let all = document.length() - lines.breaks;
                Figure::at_most(
                    rule,
                    "",
                    ratio(lines.repeated_characters, all),
                    thresholds.max_duplicate_characters,
                )
            }
            Reason::FinewebLineBreaks => {
                let words = document.words().len();
                Figure::at_most(
                    rule,
                    "line breaks per word",
                    ratio(lines.breaks, words),
                    thresholds.max_line_breaks,
                )
            }
            _ => return None,
        })
    }
}
