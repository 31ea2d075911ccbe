use std::cell::OnceCell;

use super::config::GopherThresholds;
use super::fineweb::LineFigures;
use super::gopher::GopherLines;
use super::lines::{characters, strip};
use super::repetition::{Duplicates, Grams, split_at_feeds};
use super::spacy::Lookup;
use super::words::{Splitter, WordCounts, Words};

/// A text under judgement: what its rules need is counted once, when the first of them asks.
pub(super) struct Document<'a> {
    pub(super) text: &'a str,
    splitter: &'a Splitter,
    length: OnceCell<usize>,
    words: OnceCell<Words<'a>>,
    word_counts: OnceCell<WordCounts>,
    grams: OnceCell<Grams>,
    paragraphs: OnceCell<Duplicates>,
    lines: OnceCell<Duplicates>,
    gopher_lines: OnceCell<GopherLines>,
    fineweb_lines: OnceCell<LineFigures>,
}

impl<'a> Document<'a> {
    pub(super) fn new(text: &'a str, splitter: &'a Splitter) -> Self {
        Document {
            text,
            splitter,
            length: OnceCell::new(),
            words: OnceCell::new(),
            word_counts: OnceCell::new(),
            grams: OnceCell::new(),
            paragraphs: OnceCell::new(),
            lines: OnceCell::new(),
            gopher_lines: OnceCell::new(),
            fineweb_lines: OnceCell::new(),
        }
    }

    /// A document whose words were found by another tokenizer.
    pub(super) fn with_words(text: &'a str, splitter: &'a Splitter, words: &[&str]) -> Self {
        let document = Document::new(text, splitter);
        document.words.get_or_init(|| Words::given(words));
        document
    }

    /// Number of characters.
    pub(super) fn length(&self) -> usize {
        *self.length.get_or_init(|| characters(self.text))
    }

    pub(super) fn words(&self) -> &Words<'a> {
        self.words.get_or_init(|| self.splitter.words(self.text))
    }

    pub(super) fn word_counts(&self) -> WordCounts {
        *self.word_counts.get_or_init(|| WordCounts::of(&self.splitter.characters, self.words()))
    }

    pub(super) fn grams(&self) -> &Grams {
        self.grams.get_or_init(|| Grams::of(self.words()))
    }

    /// Paragraphs: what empty lines part.
    pub(super) fn paragraphs(&self) -> Duplicates {
        *self.paragraphs.get_or_init(|| Duplicates::of(split_at_feeds(strip(self.text), 2)))
    }

    /// Lines: what line feeds part.
    pub(super) fn lines(&self) -> Duplicates {
        *self.lines.get_or_init(|| Duplicates::of(split_at_feeds(self.text, 1)))
    }

    pub(super) fn gopher_lines(&self) -> GopherLines {
        *self.gopher_lines.get_or_init(|| GopherLines::of(self.text))
    }

    pub(super) fn fineweb_lines(&self, short: usize) -> LineFigures {
        *self.fineweb_lines.get_or_init(|| LineFigures::of(&self.splitter.characters, self.text, short))
    }

    /// How many different stop words occur, at most as many as are asked for unless all are to be counted.
    pub(super) fn stop_words(&self, stop_words: &Lookup, thresholds: &GopherThresholds, all: bool) -> usize {
        let words = self.words();
        let mut seen = vec![false; stop_words.len()];
        let mut count = 0;
        for &token in &words.tokens {
            let Some(index) = stop_words.get(words.get(token)) else { continue };
            if let Some(seen) = seen.get_mut(index)
                && !*seen
            {
                *seen = true;
                count += 1;
                if count >= thresholds.min_stop_words && !all {
                    break;
                }
            }
        }
        count
    }
}
