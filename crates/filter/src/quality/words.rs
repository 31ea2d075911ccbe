use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::config::WordBoundaries;
use super::lines::is_space;
use super::spacy::{Characters, LETTER, SYMBOL, Token, Tokenizer, sentences};

/// Finds the words and sentences of texts.
#[derive(Debug)]
pub(super) struct Splitter {
    pub(super) characters: Characters,
    english: Tokenizer,
    boundaries: WordBoundaries,
}

impl Splitter {
    pub(super) fn new(boundaries: WordBoundaries) -> Self {
        Splitter { characters: Characters::new(), english: Tokenizer::new(), boundaries }
    }

    /// The words of a text, marks among them.
    pub(super) fn words<'a>(&self, text: &'a str) -> Words<'a> {
        let tokens = match self.boundaries {
            WordBoundaries::English => self.english.tokens(&self.characters, text),
            WordBoundaries::Unicode => text
                .split_word_bound_indices()
                .filter(|(_, word)| !word.chars().all(is_space))
                .map(|(start, word)| token(start, word))
                .collect(),
        };
        Words { text: Cow::Borrowed(text), tokens }
    }

    /// Number of sentences of a text, at least 1.
    pub(super) fn sentences(&self, text: &str) -> usize {
        sentences(&self.characters, text, &self.words(text).tokens)
    }
}

fn token(start: usize, word: &str) -> Token {
    let letters = word.bytes().all(|byte| byte.is_ascii_alphabetic());
    Token { start, length: u32::try_from(word.len()).unwrap_or(u32::MAX), letters }
}

/// The words of a text.
#[derive(Debug)]
pub(super) struct Words<'a> {
    text: Cow<'a, str>,
    pub(super) tokens: Vec<Token>,
}

impl Words<'_> {
    /// Words that another tokenizer found.
    pub(super) fn given(words: &[&str]) -> Words<'static> {
        let mut start = 0;
        let mut tokens = Vec::with_capacity(words.len());
        for word in words {
            tokens.push(token(start, word));
            start += word.len();
        }
        Words { text: Cow::Owned(words.concat()), tokens }
    }

    /// Number of words.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The characters of a word.
    #[inline]
    pub(super) fn get(&self, token: Token) -> &str {
        self.text.get(token.start..token.end()).unwrap_or_default()
    }
}

/// What is counted of the words of a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct WordCounts {
    /// All words, marks among them.
    pub(super) words: usize,
    /// Words that are not marks alone.
    pub(super) plain: usize,
    /// Characters of those.
    pub(super) plain_characters: usize,
    /// Words with a letter.
    pub(super) alphabetic: usize,
}

impl WordCounts {
    pub(super) fn of(characters: &Characters, words: &Words<'_>) -> Self {
        let mut counts = WordCounts { words: words.len(), ..WordCounts::default() };
        for &token in &words.tokens {
            if token.letters {
                counts.plain += 1;
                counts.plain_characters += token.length as usize;
                counts.alphabetic += 1;
                continue;
            }
            let (mut length, mut plain, mut letter) = (0, false, false);
            for c in words.get(token).chars() {
                let flags = characters.flags(c);
                length += 1;
                plain |= flags & SYMBOL == 0;
                letter |= flags & LETTER != 0;
            }
            counts.plain += usize::from(plain);
            counts.plain_characters += if plain { length } else { 0 };
            counts.alphabetic += usize::from(letter);
        }
        counts
    }
}
