//! What is summed over the lines of a group.

use super::facts::{Bullet, Facts, Line};
use super::groups::Group;
use super::rules::Mark;
use crate::word_kinds::KINDS;

/// Counts over the lines of a group; lines and words unless said.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sums {
    pub(crate) lines: f32,
    pub(crate) words: f32,
    pub(crate) bytes: f32,
    pub(crate) numbers: f32,
    pub(crate) stop_words: f32,
    pub(crate) capitals: f32,
    pub(crate) shouted: f32,
    /// Words of lines that are running text.
    pub(crate) prose_words: f32,
    /// Words of the longest and of the shortest line.
    pub(crate) longest: f32,
    pub(crate) shortest: f32,
    /// Lines that end a sentence, that end in a colon, that end in a question mark.
    pub(crate) terminal: f32,
    pub(crate) colons: f32,
    pub(crate) questions: f32,
    /// Lines with a bullet, with a number, of the form `Key: value`, that begin with a quantity.
    pub(crate) bullets: f32,
    pub(crate) numbered: f32,
    pub(crate) pairs: f32,
    pub(crate) measured: f32,
    /// Rows below the title that are sentences, labels or quantities.
    pub(crate) spoken_rows: f32,
    /// Lines that begin in lower case, and that stand in quotation marks.
    pub(crate) lower: f32,
    pub(crate) quoted: f32,
    /// Marks of punctuation, by kind.
    pub(crate) commas: f32,
    pub(crate) stops: f32,
    pub(crate) quotes: f32,
    pub(crate) rails: f32,
    pub(crate) digits: f32,
    pub(crate) signs: f32,
    pub(crate) currencies: f32,
    /// Words of each kind.
    pub(crate) kinds: [f32; KINDS],
    /// Sum of the learned weights of the words, and the number of these.
    pub(crate) weight: (f32, f32),
    /// The strongest mark of a rule, and the sum of all.
    pub(crate) mark: f32,
    pub(crate) marks: f32,
    /// Lines that stand elsewhere too, and those of them that stand again further down.
    pub(crate) repeated: f32,
    pub(crate) repeated_below: f32,
    titled: bool,
}

impl Sums {
    /// The sums of a group; `copies` says of each key how many lines have it and which is the last one.
    pub(crate) fn of(
        facts: &Facts<'_>,
        group: &Group,
        marks: &[Option<Mark>],
        copies: &[(u32, u32)],
    ) -> Sums {
        let mut sums = Sums { shortest: f32::INFINITY, titled: group.titled, ..Sums::default() };
        for (place, at) in group.lines.iter().enumerate() {
            let Some(line) = facts.lines.get(*at) else { continue };
            sums.add(line, place > 0 || !group.titled);
            if let Some(Some(mark)) = marks.get(*at) {
                sums.mark = sums.mark.max(mark.score);
                sums.marks += mark.score;
            }
            if let Some((count, last)) = copies.get(line.key as usize)
                && *count > 1
            {
                sums.repeated += 1.0;
                sums.repeated_below += if *last as usize > *at { 1.0 } else { 0.0 };
            }
        }
        sums.shortest = if sums.lines > 0.0 { sums.shortest } else { 0.0 };
        sums
    }

    /// Lines below the title.
    pub(crate) fn rows(&self) -> f32 {
        self.lines - if self.titled { 1.0 } else { 0.0 }
    }

    fn add(&mut self, line: &Line<'_>, is_row: bool) {
        let count = |test: bool| if test { 1.0 } else { 0.0 };
        let words = line.words as f32;
        let measured = is_measured(line);
        self.lines += 1.0;
        self.words += words;
        self.bytes += line.text.len() as f32;
        self.numbers += line.numbers as f32;
        self.stop_words += line.stop_words as f32;
        self.capitals += line.capitals as f32;
        self.shouted += line.shouted as f32;
        self.prose_words += if line.is_prose() { words } else { 0.0 };
        self.longest = self.longest.max(words);
        self.shortest = self.shortest.min(words);
        self.terminal += count(line.terminal);
        self.colons += count(line.colon);
        self.questions += count(line.text.ends_with(['?', '؟', '？']));
        self.bullets += count(line.bullet == Some(Bullet::Sign));
        self.numbered += count(line.bullet == Some(Bullet::Number));
        self.pairs += count(line.key_value);
        self.measured += count(measured);
        self.spoken_rows += count(is_row && (line.terminal || line.colon || measured));
        self.lower += count(line.text.starts_with(char::is_lowercase));
        self.quoted += count(line.text.starts_with(['"', '“', '„', '«', '「']));
        self.commas += line.marks.commas as f32;
        self.stops += line.marks.stops as f32;
        self.quotes += line.marks.quotes as f32;
        self.rails += line.marks.rails as f32;
        self.digits += line.marks.digits as f32;
        self.signs += line.marks.signs as f32;
        self.currencies += line.marks.currencies as f32;
        self.weight.0 += line.weight.0 as f32;
        self.weight.1 += line.weight.1 as f32;
        for (sum, count) in self.kinds.iter_mut().zip(line.kinds) {
            *sum += f32::from(count);
        }
    }
}

/// Whether a line begins with a quantity, as those of a list of ingredients do.
pub(crate) fn is_measured(line: &Line<'_>) -> bool {
    const LONGEST: u32 = 10;
    if line.words > LONGEST || line.terminal || line.marks.digits == 0 && line.text.is_ascii() {
        return false;
    }
    let body = line.text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let digits = body
        .trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '/' | '½' | '¼' | '¾'));
    digits.len() < body.len() && digits.trim_start().starts_with(char::is_lowercase)
}
