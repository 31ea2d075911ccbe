//! What can be seen of every line, gathered in one walk over the text.

use std::hash::BuildHasherDefault;

use tamis_core::{Document, words};

use crate::word_kinds::KINDS;

use super::lexicon::{
    HashedMap, LONGEST_PHRASE, Lexicon, Lists, Phrase, UNKNOWN_RARITY, Word, WordClass, mix, phrase_hash,
    stem_hash, word_hash,
};

/// A line of more words than this is running text: phrases inside it are not looked for.
const LONGEST_FRAME_WORDS: usize = 40;
/// A line that ends a sentence is prose from this many words on (guess).
const PROSE_WORDS: u32 = 7;
/// A line is prose from this many words on, whatever it ends in (guess).
const LONG_WORDS: u32 = 18;

/// The same for an item of a list that ends a sentence (guess).
const PROSE_ITEM_WORDS: u32 = 14;
/// The same for an item of a list, whatever it ends in (guess).
const LONG_ITEM_WORDS: u32 = 24;

/// Bytes of text for which room for a stem is made at once (guess).
const BYTES_PER_STEM: usize = 24;
/// Room that is made for stems at once, at most: long texts repeat themselves (guess).
const MOST_RESERVED_STEMS: usize = 2048;
/// Bytes of text for which room for a content word is made at once (guess).
const BYTES_PER_TOKEN: usize = 10;

/// What a list item begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bullet {
    /// A dash, dot or star.
    Sign,
    /// A number or letter with a dot or bracket.
    Number,
}

/// A content word of a line.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Token {
    /// The stem, numbered within the document.
    pub(crate) stem: u32,
    /// Whether it is a word of any topic.
    pub(crate) common: bool,
    /// How rare the word is in any text: 0 for the most frequent, 255 for one that few texts hold.
    pub(crate) rarity: u8,
    /// Whether it is written with a capital.
    pub(crate) capital: bool,
    /// Whether it is written with a capital where no sentence begins.
    pub(crate) inner_capital: bool,
}

/// Punctuation of a line, by what it tells.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Marks {
    /// Commas and semicolons.
    pub(crate) commas: u32,
    /// Full stops, question and exclamation marks.
    pub(crate) stops: u32,
    /// Quotation marks.
    pub(crate) quotes: u32,
    /// Bars, slashes, arrows, tabs and brackets: what menus, code and tables are made of.
    pub(crate) rails: u32,
    /// Figures.
    pub(crate) digits: u32,
    /// Characters of currencies, percent and at signs, hashes.
    pub(crate) signs: u32,
    /// Signs of the dollar, the euro and the pound.
    pub(crate) currencies: u32,
}

/// One line as the rules see it.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent observation of the line")]
pub(crate) struct Line<'d> {
    /// The text without blanks around it.
    pub(crate) text: &'d str,
    /// Words; a character of a script without blanks counts half.
    pub(crate) words: u32,
    /// Words that are figures alone.
    pub(crate) numbers: u32,
    /// Words of the grammar.
    pub(crate) stop_words: u32,
    /// Words that begin with a capital.
    pub(crate) capitals: u32,
    /// Words of two or more letters, all of them capitals.
    pub(crate) shouted: u32,
    /// Sum of the learned weights of all words, a character of a script without blanks being one, and the
    /// number of these words.
    pub(crate) weight: (i32, u32),
    /// Words of each kind, as [`crate::word_kinds`] has them; 255 and more are 255.
    pub(crate) kinds: [u8; KINDS],
    /// Punctuation marks that are neither blanks, letters nor figures, in bytes of ASCII.
    pub(crate) marks: Marks,
    /// Whether it ends as a sentence does.
    pub(crate) terminal: bool,
    /// Whether it ends in a colon.
    pub(crate) colon: bool,
    /// What it begins with, if it is a list item.
    pub(crate) bullet: Option<Bullet>,
    /// Whether it reads `Key: value`.
    pub(crate) key_value: bool,
    /// Whether a blank line stands before it.
    pub(crate) gap: bool,
    /// The encoded fragment it came from: equal for all lines of one fragment.
    pub(crate) fragment: Option<usize>,
    /// Hash of all its words, for finding it again.
    pub(crate) key: u64,
    /// Lists that hold the whole line.
    pub(crate) whole: Lists,
    /// Lists that hold the beginning of the line.
    pub(crate) start: Lists,
    /// Lists that hold something in the line.
    pub(crate) any: Lists,
    first_token: u32,
    last_token: u32,
}

impl Line<'_> {
    /// Whether it is running text.
    pub(crate) fn is_prose(&self) -> bool {
        if self.bullet.is_some() {
            return self.terminal && self.words >= PROSE_ITEM_WORDS || self.words >= LONG_ITEM_WORDS;
        }
        (self.terminal || self.colon) && self.words >= PROSE_WORDS && !self.key_value_row()
            || self.words >= LONG_WORDS
    }

    /// Whether it is a row of keys and values, rather than a sentence with a label.
    fn key_value_row(&self) -> bool {
        self.key_value && self.words < LONG_WORDS && self.stop_words * 5 < self.words
    }

    /// Whether it may be the title of what follows.
    pub(crate) fn is_title_like(&self) -> bool {
        self.bullet.is_none() && !self.terminal && self.words <= LONG_WORDS && self.words > 0
    }

    /// Share of the words that begin with a capital, 0..=1.
    pub(crate) fn capital_share(&self) -> f32 {
        if self.words == 0 { 0.0 } else { (self.capitals as f32 / self.words as f32).min(1.0) }
    }
}

impl Line<'_> {
    fn count_kinds(&mut self, kinds: u16) {
        let mut left = kinds;
        while left != 0 {
            if let Some(count) = self.kinds.get_mut(left.trailing_zeros() as usize) {
                *count = count.saturating_add(1);
            }
            left &= left - 1;
        }
    }
}

impl Marks {
    fn of(text: &str) -> Marks {
        let mut marks = Marks::default();
        let mut beyond_ascii = false;
        for piece in text.as_bytes().chunks(MOST_COUNTED) {
            let counts = piece
                .iter()
                .map(|byte| COUNTED.get(usize::from(*byte)).copied().unwrap_or_default())
                .fold(0_u64, u64::wrapping_add)
                .to_le_bytes();
            let [commas, stops, quotes, rails, digits, signs, dollars, currency_bytes] =
                counts.map(u32::from);
            marks.commas += commas;
            marks.stops += stops;
            marks.quotes += quotes;
            marks.rails += rails;
            marks.digits += digits;
            marks.signs += signs;
            marks.currencies += dollars;
            beyond_ascii |= currency_bytes > 0;
        }
        if beyond_ascii {
            marks.currencies += (text.matches('£').count() + text.matches('€').count()) as u32;
        }
        marks
    }
}

/// Bytes whose counts fit into the eight bytes of a number.
const MOST_COUNTED: usize = 255;

/// What each byte adds to eight counts, the first of them in the lowest byte.
static COUNTED: [u64; 256] = counted();

const fn counted() -> [u64; 256] {
    let mut table = [0; 256];
    let mut byte = 0;
    while byte < table.len() {
        let [commas, stops, quotes, rails, digits, signs, dollars, currency_bytes] =
            [1, 1 << 8, 1 << 16, 1 << 24, 1 << 32, 1 << 40, 1 << 48, 1 << 56];
        table[byte] = match byte as u8 {
            b',' | b';' => commas,
            b'.' | b'?' | b'!' => stops,
            b'"' | b'\'' => quotes,
            b'|' | b'/' | b'<' | b'>' | b'\t' | b'[' | b']' | b'{' | b'}' | b'=' | b'_' => rails,
            b'0'..=b'9' => digits,
            b'$' => signs | dollars,
            b'%' | b'@' | b'#' | b'&' | b'+' => signs,
            // The last bytes of the signs of the pound and the euro, and of others.
            0xA3 | 0xAC => currency_bytes,
            _ => 0,
        };
        byte += 1;
    }
    table
}

/// All lines of a document, and its content words.
#[derive(Debug)]
pub(crate) struct Facts<'d> {
    /// One a block.
    pub(crate) lines: Vec<Line<'d>>,
    /// Number of different stems.
    pub(crate) stems: usize,
    /// Different content words in the path of the address of the document.
    pub(crate) address_words: usize,
    /// The stems of those of them that the document holds.
    pub(crate) address: Vec<u32>,
    tokens: Vec<Token>,
}

impl<'d> Facts<'d> {
    /// Gathers what can be seen of a document.
    pub(crate) fn of(document: &'d Document, lexicon: &Lexicon) -> Self {
        let bytes: usize = document.blocks.iter().map(|block| block.text.len()).sum();
        let mut gatherer = Gatherer {
            lexicon,
            stems: HashedMap::with_capacity_and_hasher(
                (bytes / BYTES_PER_STEM).min(MOST_RESERVED_STEMS),
                BuildHasherDefault::default(),
            ),
            tokens: Vec::with_capacity(bytes / BYTES_PER_TOKEN),
            hashes: Vec::new(),
            named: Vec::new(),
            openers: Vec::new(),
            first: Word::UNKNOWN,
        };
        let mut lines: Vec<Line<'d>> = Vec::with_capacity(document.blocks.len());
        let mut fragments = 0_usize;
        let mut last_note = None;
        for block in &document.blocks {
            let mut line = gatherer.line(&block.text);
            line.gap = block.gap_before;
            let note = block.note.as_ref().filter(|note| note.whole_line).map(std::sync::Arc::as_ptr);
            if note.is_some() {
                fragments += usize::from(note != last_note);
                line.fragment = Some(fragments);
            }
            last_note = note;
            lines.push(line);
        }
        let gaps = lines.iter().filter(|line| line.gap).count();
        if gaps * 2 > lines.len() {
            // Blank lines between all lines are the way of the text, and no border of a box.
            for line in &mut lines {
                line.gap = false;
            }
        }
        let mut address: Vec<u64> =
            document.meta.url.as_deref().map(|url| gatherer.address(url)).unwrap_or_default();
        address.sort_unstable();
        address.dedup();
        Facts {
            lines,
            stems: gatherer.stems.len(),
            address_words: address.len(),
            address: address.iter().filter_map(|stem| gatherer.stems.get(stem).copied()).collect(),
            tokens: gatherer.tokens,
        }
    }

    /// The content words of a line.
    pub(crate) fn tokens(&self, line: usize) -> &[Token] {
        self.lines
            .get(line)
            .and_then(|line| self.tokens.get(line.first_token as usize..line.last_token as usize))
            .unwrap_or_default()
    }
}

struct Gatherer<'l> {
    lexicon: &'l Lexicon,
    stems: HashedMap<u32>,
    tokens: Vec<Token>,
    /// Scratch: hashes of the words of the line at hand.
    hashes: Vec<u64>,
    /// Scratch: the same of the first of those that begin with no figure, one more than are looked at.
    named: Vec<u64>,
    /// Scratch: where words of the line stand that a phrase may begin with.
    openers: Vec<usize>,
    /// What is known of the first word of the line.
    first: Word,
}

impl Gatherer<'_> {
    fn line<'d>(&mut self, text: &'d str) -> Line<'d> {
        let text = text.trim();
        let (bullet, body) = split_bullet(text);
        let end = text.trim_end_matches(is_closing);
        let mut line = Line {
            text,
            words: 0,
            numbers: 0,
            stop_words: 0,
            capitals: 0,
            shouted: 0,
            weight: (0, 0),
            kinds: [0; KINDS],
            marks: Marks::of(text),
            terminal: end.ends_with(is_terminal),
            colon: end.ends_with([':', '：']),
            bullet,
            key_value: is_key_value(body),
            gap: false,
            fragment: None,
            key: 0,
            whole: Lists::default(),
            start: Lists::default(),
            any: Lists::default(),
            first_token: self.tokens.len() as u32,
            last_token: 0,
        };
        self.hashes.clear();
        self.named.clear();
        self.openers.clear();
        self.count_words(body, &mut line);
        line.last_token = self.tokens.len() as u32;
        line.key = phrase_hash(&self.hashes);
        self.find_phrases(&mut line);
        line
    }

    fn count_words(&mut self, body: &str, line: &mut Line<'_>) {
        let mut unspaced = 0_u32;
        let mut before: Option<u64> = None;
        for word in words(body) {
            let hash = word_hash(word);
            let known = self.lexicon.word(hash);
            let Some(first) = word.chars().next() else { continue };
            let numeric = first.is_numeric();
            self.note(hash, known, numeric);
            line.weight = (line.weight.0 + self.lexicon.weight(hash), line.weight.1 + 1);
            if first >= '\u{0E00}' && word.len() == first.len_utf8() {
                unspaced += 1;
                if let Some(before) = before.replace(hash) {
                    let rarity = UNKNOWN_RARITY;
                    self.push(mix(before, hash), Token { rarity, ..Token::default() });
                }
                continue;
            }
            before = None;
            line.words += 1;
            if numeric && word.chars().all(char::is_numeric) {
                line.numbers += 1;
                continue;
            }
            let capital = first.is_uppercase();
            line.capitals += u32::from(capital);
            if capital && word.len() > 1 && !word.chars().any(char::is_lowercase) {
                line.shouted += 1;
            }
            if known.kinds != 0 {
                line.count_kinds(known.kinds);
            }
            match known.class {
                Some(WordClass::Stop) => line.stop_words += 1,
                class if word.len() > 1 => {
                    let inner_capital = capital && !begins_sentence(body, word);
                    let (common, rarity) = (class.is_some(), known.rarity);
                    self.push(stem_hash(word), Token { stem: 0, common, rarity, capital, inner_capital });
                }
                _ => {}
            }
        }
        line.words += unspaced.div_ceil(2);
    }

    /// Hashes of the stems of the content words in the path of an address.
    fn address(&self, url: &str) -> Vec<u64> {
        let behind_host = url.split_once("://").map_or(url, |(_, rest)| rest).split_once('/');
        let path = behind_host.map_or("", |(_, path)| path).split(['?', '#']).next().unwrap_or_default();
        let parts = path.split(|c: char| !c.is_alphanumeric());
        let is_content = |word: &&str| {
            word.len() > 1
                && !word.starts_with(|c: char| c.is_numeric())
                && self.lexicon.word(word_hash(word)).class != Some(WordClass::Stop)
        };
        parts.filter(is_content).map(stem_hash).collect()
    }

    fn push(&mut self, stem: u64, token: Token) {
        let next = self.stems.len() as u32;
        let stem = *self.stems.entry(stem).or_insert(next);
        self.tokens.push(Token { stem, ..token });
    }

    /// Keeps what finding phrases needs of a word.
    fn note(&mut self, hash: u64, known: Word, numeric: bool) {
        if self.hashes.is_empty() {
            self.first = known;
        }
        if !numeric && self.named.len() <= LONGEST_PHRASE {
            self.named.push(hash);
        }
        if known.opens {
            self.openers.push(self.hashes.len());
        }
        self.hashes.push(hash);
    }

    fn find_phrases(&self, line: &mut Line<'_>) {
        let hashes = &self.hashes;
        if self.first.begins && !hashes.is_empty() {
            self.phrases_at(0, |phrase| line.start.join(phrase.start));
        }
        if hashes.len() > LONGEST_FRAME_WORDS {
            return;
        }
        if hashes.len() <= LONGEST_PHRASE + 2
            && self.named.len() <= LONGEST_PHRASE
            && self.named.first().is_some_and(|word| self.lexicon.word(*word).fills)
        {
            line.whole = self.lexicon.phrase(phrase_hash(&self.named)).whole;
        }
        for at in &self.openers {
            self.phrases_at(*at, |phrase| line.any.join(phrase.any));
        }
    }

    /// Tells of every phrase of the lists that may stand at a word of the line.
    fn phrases_at(&self, at: usize, mut tell: impl FnMut(Phrase)) {
        let mut phrase = phrase_hash(&[]);
        for word in self.hashes.iter().skip(at).take(LONGEST_PHRASE) {
            phrase = mix(phrase, *word);
            tell(self.lexicon.phrase(phrase));
        }
    }
}

/// The words of a line as they are weighed, by their hashes.
pub(crate) fn weighed_words(text: &str) -> impl Iterator<Item = u64> + '_ {
    words(split_bullet(text.trim()).1).map(word_hash)
}

/// Whether a sentence of `body` begins with `word`, which is a part of it.
fn begins_sentence(body: &str, word: &str) -> bool {
    let offset = (word.as_ptr() as usize).saturating_sub(body.as_ptr() as usize);
    // Nearly every word stands behind one blank and another word.
    if let Some([.., last, b' ']) = body.as_bytes().get(..offset) {
        match last {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b',' => return false,
            b'.' => return true,
            _ => {}
        }
    }
    let before = body.get(..offset).unwrap_or_default().trim_end();
    let end =
        before.trim_end_matches(|c: char| is_closing(c) || matches!(c, '(' | '[' | '«' | '„' | '¿' | '¡'));
    end.is_empty() || end.len() < before.len() || end.ends_with(is_terminal) || end.ends_with([':', '：'])
}

/// What may stand behind the end of a sentence.
fn is_closing(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '“' | '」' | '』' | '）' | '*' | '_')
}

/// What ends a sentence.
fn is_terminal(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '।' | '۔' | '؟' | '॥')
}

/// The bullet of a list item, and the text behind it.
fn split_bullet(text: &str) -> (Option<Bullet>, &str) {
    let mut chars = text.chars();
    let first = chars.next();
    if first.is_some_and(|c| {
        matches!(c, '•' | '·' | '▪' | '●' | '◦' | '‣' | '■' | '–' | '—' | '*' | '-' | '+' | '➤' | '✓')
    }) {
        let rest = chars.as_str();
        if rest.starts_with(char::is_whitespace) || first.is_some_and(|c| matches!(c, '•' | '·' | '▪' | '●'))
        {
            return (Some(Bullet::Sign), rest.trim_start());
        }
        return (None, text);
    }
    let digits = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let length = text.len() - digits.len();
    if (1..=3).contains(&length)
        && let Some(rest) = digits.strip_prefix(['.', ')'])
        && rest.starts_with(char::is_whitespace)
    {
        return (Some(Bullet::Number), rest.trim_start());
    }
    (None, text)
}

/// Whether a line reads `Key: value`, with a key of one to five words.
fn is_key_value(body: &str) -> bool {
    const LONGEST_KEY_BYTES: usize = 48;
    const LONGEST_KEY_WORDS: usize = 5;
    /// First byte of `：`.
    const FULL_WIDTH_COLON: u8 = 0xEF;
    // Most lines end here: the colon is soon found, or of no use.
    let near = body.as_bytes().get(..LONGEST_KEY_BYTES + 1).unwrap_or(body.as_bytes());
    if memchr::memchr2(b':', FULL_WIDTH_COLON, near).is_none() {
        return false;
    }
    let Some((key, value)) = body.split_once([':', '：']) else { return false };
    !value.trim().is_empty()
        && value.starts_with(char::is_whitespace)
        && key.len() <= LONGEST_KEY_BYTES
        && !key.contains(['.', '!', '?', '"', '“'])
        && (1..=LONGEST_KEY_WORDS).contains(&words(key).count())
}
