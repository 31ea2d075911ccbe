//! Whether a text is a whole page with its menus and foot, and where its running text is dense.

use std::ops::Range;

use super::facts::{Facts, Line};
use super::lexicon::{List, Lists};

/// Lines before and after a group that count as its near surroundings.
const NEAR_LINES: usize = 6;
/// Lines before and after a group that count as its far surroundings.
const FAR_LINES: usize = 25;

/// Sums over lines, so that any stretch of them costs the same.
#[derive(Debug)]
pub(crate) struct Relief {
    /// Words of all lines before each line.
    words: Vec<u32>,
    /// The same of lines of running text.
    prose_words: Vec<u32>,
    /// Lines of menus, buttons and feet before each line.
    frame_lines: Vec<u32>,
    /// The stretch of lines that holds most running text and least else.
    pub(crate) body: Range<usize>,
    /// Whether the text is a whole page, by the count of its signs.
    pub(crate) page_signs: u32,
}

impl Relief {
    /// The relief of a document.
    pub(crate) fn of(facts: &Facts<'_>) -> Self {
        let count = facts.lines.len();
        let mut relief = Relief {
            words: Vec::with_capacity(count + 1),
            prose_words: Vec::with_capacity(count + 1),
            frame_lines: Vec::with_capacity(count + 1),
            body: 0..0,
            page_signs: 0,
        };
        let (mut words, mut prose_words, mut frame_lines) = (0, 0, 0);
        let (mut signs, mut body) = (Signs::default(), Body::default());
        // One walk for all: the lines of a long text do not fit into the nearest cache.
        for (at, line) in facts.lines.iter().enumerate() {
            relief.words.push(words);
            relief.prose_words.push(prose_words);
            relief.frame_lines.push(frame_lines);
            let (is_prose, is_foot) = (line.is_prose(), is_foot(line));
            let is_frame = is_foot || is_menu(line);
            words += line.words;
            prose_words += if is_prose { line.words } else { 0 };
            frame_lines += u32::from(is_frame);
            body.add(at, if is_prose && !is_foot { Some(line.words) } else { None });
            signs.add(at, line, (is_prose, is_frame, is_foot));
        }
        relief.words.push(words);
        relief.prose_words.push(prose_words);
        relief.frame_lines.push(frame_lines);
        relief.body = body.best;
        relief.page_signs = signs.count(count);
        relief
    }

    /// Share of the words around some lines that stand in running text, near and far, 0..=1; the lines
    /// themselves do not count.
    pub(crate) fn prose_shares(&self, lines: &Range<usize>) -> (f32, f32) {
        (self.prose_share(lines, NEAR_LINES), self.prose_share(lines, FAR_LINES))
    }

    fn prose_share(&self, lines: &Range<usize>, reach: usize) -> f32 {
        let around = lines.start.saturating_sub(reach)..lines.end + reach;
        let words = between(&self.words, &around) - between(&self.words, lines);
        let prose = between(&self.prose_words, &around) - between(&self.prose_words, lines);
        if words == 0 { 0.0 } else { prose as f32 / words as f32 }
    }

    /// Share of the lines around some lines that belong to a site's frame, 0..=1.
    pub(crate) fn frame_share(&self, lines: &Range<usize>) -> f32 {
        let around = lines.start.saturating_sub(NEAR_LINES)..lines.end + NEAR_LINES;
        let count = around.end.min(self.words.len().saturating_sub(1)) - around.start;
        if count == 0 { 0.0 } else { between(&self.frame_lines, &around) as f32 / count as f32 }
    }
}

/// Difference of two prefix sums; ranges may reach over the end.
fn between(sums: &[u32], range: &Range<usize>) -> u32 {
    let at = |index: usize| sums.get(index).or(sums.last()).copied().unwrap_or_default();
    at(range.end) - at(range.start)
}

/// Whether a line is an entry of a menu or a button by its words alone.
fn is_menu(line: &Line<'_>) -> bool {
    const FRAME: Lists =
        Lists::of(&[List::Navigation, List::Share, List::Comments, List::Consent, List::Related, List::Tags]);
    line.whole.meet(FRAME)
}

/// Whether a line belongs to the foot of a site.
fn is_foot(line: &Line<'_>) -> bool {
    const FOOT: Lists = Lists::of(&[List::Legal, List::Consent]);
    /// The first byte of the sign of copyright.
    const SIGN: u8 = 0xC2;
    line.any.meet(FOOT)
        || line.start.has(List::Consent)
        || line.text.as_bytes().first() == Some(&SIGN) && line.text.starts_with('©')
}

/// What tells a whole page, counted line by line.
#[derive(Debug, Default)]
struct Signs {
    /// The first and the last line of running text.
    first: Option<usize>,
    last: usize,
    menu: usize,
    foot: bool,
    short: usize,
}

impl Signs {
    fn add(&mut self, at: usize, line: &Line<'_>, (is_prose, is_frame, is_foot): (bool, bool, bool)) {
        const SHORT_WORDS: u32 = 5;
        if is_prose {
            self.first = self.first.or(Some(at));
            self.last = at;
        }
        self.menu += usize::from(is_frame);
        self.foot |= is_foot;
        self.short += usize::from(line.words <= SHORT_WORDS && !line.terminal && !line.colon);
    }

    /// How many of five signs of a whole page the text has.
    fn count(&self, lines: usize) -> u32 {
        const MENU_ENTRIES: usize = 4;
        const HEAD_LINES: usize = 10;
        const TAIL_LINES: usize = 15;
        const SHORT_SHARE: f32 = 0.4;
        if self.menu < MENU_ENTRIES && !self.foot {
            return 0;
        }
        u32::from(self.menu >= MENU_ENTRIES)
            + u32::from(self.first.unwrap_or(lines) >= HEAD_LINES)
            + u32::from(lines.saturating_sub(self.last + 1) >= TAIL_LINES)
            + u32::from(self.foot)
            + u32::from(self.short as f32 > SHORT_SHARE * lines as f32)
    }
}

/// The stretch of lines with the greatest sum, where words of running text count for it and every
/// other line against it (the maximum subarray of Kadane).
#[derive(Debug, Default)]
struct Body {
    best: Range<usize>,
    best_sum: f32,
    start: usize,
    sum: f32,
}

impl Body {
    /// Adds a line: its words if it is running text.
    fn add(&mut self, at: usize, words: Option<u32>) {
        const MOST_WORDS: u32 = 60;
        const SHORT_LINE: f32 = -6.0;
        if self.sum <= 0.0 {
            self.start = at;
            self.sum = 0.0;
        }
        self.sum += words.map_or(SHORT_LINE, |words| words.min(MOST_WORDS) as f32);
        if self.sum > self.best_sum {
            self.best_sum = self.sum;
            self.best = self.start..at + 1;
        }
    }
}
