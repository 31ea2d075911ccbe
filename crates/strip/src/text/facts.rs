//! What can be seen of every line, gathered in one walk over the text.

use tamis_core::{Document, words};

use crate::hashes::SEED;
use crate::word_kinds::KINDS;

use super::lexicon::{LONGEST_PHRASE, Lexicon, Lists, Phrase, mix, stem_hash, word_hash};
use super::numbering::Numbering;
use super::word_batch::{BATCH, Batch, mark};
use super::word_slots::{UNKNOWN_RARITY, flag};

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
    /// Whether it is running text.
    prose: bool,
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
    /// The same number for all lines of the same words, below [`Facts::keys`].
    pub(crate) key: u32,
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
    #[inline]
    pub(crate) fn is_prose(&self) -> bool {
        self.prose
    }

    fn reads_as_prose(&self) -> bool {
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
    /// Number of lines that differ in their words.
    pub(crate) keys: usize,
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
            stems: Numbering::with_room((bytes / BYTES_PER_STEM).min(MOST_RESERVED_STEMS)),
            keys: Numbering::with_room(document.blocks.len()),
            tokens: Vec::with_capacity(bytes / BYTES_PER_TOKEN),
        };
        let mut lines: Vec<Line<'d>> = Vec::with_capacity(document.blocks.len());
        let mut fragments = 0_usize;
        let mut last_note = None;
        let mut batch = Batch::new();
        for block in &document.blocks {
            let mut line = gatherer.line(&block.text, &mut batch);
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
            keys: gatherer.keys.len(),
            stems: gatherer.stems.len(),
            address_words: address.len(),
            address: address.iter().filter_map(|stem| gatherer.stems.find(*stem)).collect(),
            tokens: gatherer.tokens,
        }
    }

    /// Number of content words of the document.
    pub(crate) fn token_count(&self) -> usize {
        self.tokens.len()
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
    stems: Numbering,
    keys: Numbering,
    tokens: Vec<Token>,
}

impl Gatherer<'_> {
    fn line<'d>(&mut self, text: &'d str, batch: &mut Batch) -> Line<'d> {
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
            prose: false,
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
        let mut totals = Totals { words: 0, unspaced: 0, key: SEED, any: Lists::default() };
        let lexicon = self.lexicon;
        batch.fill(body, lexicon, |batch| self.count(batch, &mut line, &mut totals));
        line.words += totals.unspaced.div_ceil(2);
        line.last_token = self.tokens.len() as u32;
        line.key = self.keys.number(totals.key);
        if totals.words <= LONGEST_FRAME_WORDS {
            line.any = totals.any;
        }
        line.prose = line.reads_as_prose();
        line
    }

    /// Hashes of the stems of the content words in the path of an address.
    fn address(&self, url: &str) -> Vec<u64> {
        let behind_host = url.split_once("://").map_or(url, |(_, rest)| rest).split_once('/');
        let path = behind_host.map_or("", |(_, path)| path).split(['?', '#']).next().unwrap_or_default();
        let parts = path.split(|c: char| !c.is_alphanumeric());
        let is_content = |word: &&str| {
            word.len() > 1
                && !word.starts_with(|c: char| c.is_numeric())
                && !self.lexicon.word(word_hash(word)).has(flag::STOP)
        };
        parts.filter(is_content).map(stem_hash).collect()
    }

    /// Counts the words of a batch, of which the first one has the number `from` in its line, and goes on with the key of
    /// the line.
    fn count(&mut self, batch: &Batch, line: &mut Line<'_>, totals: &mut Totals) {
        let count = batch.count();
        let mut kinds = [0_u64; 2];
        let mut weight = 0;
        // The content words, put down before it is known whether they are some: that cannot be foreseen.
        let mut content = [0_u8; BATCH];
        let mut contents = 0;
        for at in 0..count {
            let (hash, marks, known) = (batch.hashes[at], batch.marks[at], batch.known[at]);
            totals.key = mix(totals.key, hash);
            weight += self.lexicon.weight(hash);
            let has = |bit: u8| u32::from(marks & bit != 0);
            let (unspaced, number) = (has(mark::UNSPACED), has(mark::NUMBER));
            totals.unspaced += unspaced;
            line.words += 1 - unspaced;
            line.numbers += number & !unspaced;
            line.capitals += has(mark::CAPITAL);
            line.shouted += has(mark::SHOUTED);
            let plain = unspaced | number == 0;
            let listed = if plain { known.kinds } else { 0 };
            for (sum, bits) in kinds.iter_mut().zip(listed.to_le_bytes()) {
                *sum += SPREAD[usize::from(bits)];
            }
            let stop = plain & known.has(flag::STOP);
            line.stop_words += u32::from(stop);
            content[contents] = at as u8;
            contents += usize::from(marks & mark::LONG != 0 && !stop && (plain || unspaced == 1));
        }
        for at in content.iter().take(contents) {
            let at = usize::from(*at);
            let (marks, known) = (batch.marks[at], batch.known[at]);
            let spaced = marks & mark::UNSPACED == 0;
            let token = Token {
                stem: self.stems.number(batch.stems[at]),
                common: spaced & known.has(flag::COMMON),
                rarity: if spaced { known.rarity } else { UNKNOWN_RARITY },
                capital: marks & mark::CAPITAL != 0,
                inner_capital: marks & mark::INNER != 0,
            };
            self.tokens.push(token);
        }
        line.weight = (line.weight.0 + weight, line.weight.1 + count as u32);
        let counted = kinds.iter().flat_map(|sum| sum.to_le_bytes());
        for (count, more) in line.kinds.iter_mut().zip(counted) {
            *count = count.saturating_add(more);
        }
        if totals.words == 0 {
            self.find_phrases(batch, line, totals);
        }
        totals.words += count;
    }

    /// Finds the phrases of a line by its first batch. More than a batch of words is more than phrases are looked for in.
    fn find_phrases(&self, batch: &Batch, line: &mut Line<'_>, totals: &mut Totals) {
        let hashes = batch.hashes.get(..batch.count()).unwrap_or_default();
        let known = batch.known.get(..batch.count()).unwrap_or_default();
        if known.first().is_some_and(|first| first.has(flag::BEGINS)) {
            self.phrases_at(hashes, |phrase| line.start.join(phrase.start));
        }
        if hashes.len() <= LONGEST_PHRASE + 2 {
            line.whole = self.whole(batch, hashes);
        }
        for (at, known) in known.iter().enumerate() {
            if known.has(flag::OPENS) {
                let rest = hashes.get(at..).unwrap_or_default();
                self.phrases_at(rest, |phrase| totals.any.join(phrase.any));
            }
        }
    }

    /// The lists that hold a line as a whole, but for its figures.
    fn whole(&self, batch: &Batch, hashes: &[u64]) -> Lists {
        let named = |at: &usize| batch.marks[*at] & mark::NUMERIC == 0;
        let Some(first) = (0..hashes.len()).find(named) else { return Lists::default() };
        if !batch.known[first].has(flag::FILLS) || (0..hashes.len()).filter(named).count() > LONGEST_PHRASE {
            return Lists::default();
        }
        let phrase = (0..hashes.len()).filter(named).fold(SEED, |phrase, at| mix(phrase, batch.hashes[at]));
        self.lexicon.phrase(phrase).whole
    }

    /// Tells of every phrase of the lists that these words may begin with.
    fn phrases_at(&self, hashes: &[u64], mut tell: impl FnMut(Phrase)) {
        let mut phrase = SEED;
        for word in hashes.iter().take(LONGEST_PHRASE) {
            phrase = mix(phrase, *word);
            tell(self.lexicon.phrase(phrase));
        }
    }
}

/// What is counted over the batches of a line besides what stands in [`Line`].
struct Totals {
    words: usize,
    unspaced: u32,
    /// Hash of all words.
    key: u64,
    /// Lists that hold something in the line, if it is short enough.
    any: Lists,
}

/// The bits of a number as the bytes of another.
static SPREAD: [u64; 256] = spread();

const fn spread() -> [u64; 256] {
    let mut table = [0; 256];
    let mut bits = 0;
    while bits < table.len() {
        let mut bit = 0;
        while bit < 8 {
            table[bits] |= (bits as u64 >> bit & 1) << (8 * bit);
            bit += 1;
        }
        bits += 1;
    }
    table
}

/// The words of a line as they are weighed, by their hashes.
pub(crate) fn weighed_words(text: &str) -> impl Iterator<Item = u64> + '_ {
    words(split_bullet(text.trim()).1).map(word_hash)
}

/// What may stand behind the end of a sentence.
pub(super) fn is_closing(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '"' | '\'' | ')' | ']' | '”' | '’' | '»' | '“' | '」' | '』' | '）' | '*' | '_')
}

/// What ends a sentence.
pub(super) fn is_terminal(c: char) -> bool {
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
