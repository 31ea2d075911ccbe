//! Digits in groups: what telephone and card numbers are made of.

use super::ip_address::dotted_quad;
use super::text::{char_at, char_before};

/// Digits that are kept of a cluster; what is longer is no number of a person.
const MAX_DIGITS: usize = 48;
/// Digits after which a blank ends a cluster: two numbers of telephones.
const MAX_ROW_DIGITS: usize = 32;
/// Digits after which a slash stands between two numbers and not in one. Guess.
const MIN_SERIES_DIGITS: usize = 9;
/// Characters between two groups: `) - `.
const MAX_SEPARATOR_CHARS: usize = 4;

/// What stands before a group of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Separator {
    First,
    Space,
    Hyphen,
    Dot,
    Slash,
    Paren,
}

/// Digits without anything between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Group {
    /// Bytes of the text.
    pub(super) start: usize,
    /// Byte behind the last digit.
    pub(super) end: usize,
    /// Where its digits begin in the digits of the cluster.
    pub(super) from: usize,
    /// Digits.
    pub(super) count: usize,
    pub(super) before: Separator,
    /// Whether a bracket closes behind it that opened before it.
    pub(super) enclosed: bool,
}

/// Groups of digits with little between them.
#[derive(Debug, Clone, Default)]
pub(super) struct Cluster {
    /// Where it begins: at the plus or bracket before the first digit.
    pub(super) start: usize,
    /// Behind its last digit.
    pub(super) end: usize,
    pub(super) plus: bool,
    pub(super) groups: Vec<Group>,
    /// All digits, as ASCII, whatever script they were in.
    pub(super) digits: Vec<u8>,
    /// Whether there are more digits than any number of a person has.
    pub(super) overlong: bool,
    /// Whether more digits go before or follow with a blank between them.
    pub(super) in_row: bool,
}

/// The value of a decimal digit, if it is one of the scripts in which numbers are dialled.
pub(super) fn digit(c: char) -> Option<u8> {
    let zero = match c {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '\u{660}'..='\u{669}' => '\u{660}',
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}',
        '\u{966}'..='\u{96F}' => '\u{966}',
        _ => return None,
    };
    u8::try_from(u32::from(c) - u32::from(zero)).ok()
}

impl Cluster {
    /// Reads the cluster whose first digit stands at the offset, and nothing before `floor`.
    pub(super) fn read(&mut self, text: &str, first: usize, floor: usize) {
        self.groups.clear();
        self.digits.clear();
        self.overlong = false;
        let blank = char_before(text, first) == Some(' ');
        self.in_row = blank && first > floor + 1 && char_before(text, first - 1).and_then(digit).is_some();
        self.read_start(text, first, floor);
        let mut at = first;
        let mut before = Separator::First;
        let mut opened = char_before(text, first) == Some('(') || char_before(text, first) == Some('（');
        loop {
            let end = self.read_group(text, at, before);
            self.end = end;
            let Some(gap) = Gap::read(text, end) else { return };
            if opened
                && gap.closes
                && let Some(group) = self.groups.last_mut()
            {
                group.enclosed = true;
            }
            if self.breaks(text, &gap) {
                return;
            }
            if gap.separator == Separator::Slash && self.digits.len() >= MIN_SERIES_DIGITS {
                return;
            }
            if gap.separator == Separator::Space && self.digits.len() >= MAX_ROW_DIGITS {
                self.in_row = true;
                return;
            }
            opened = gap.opens;
            before = gap.separator;
            at = gap.end;
        }
    }

    /// The number that a group stands for; of long ones, the last digits do not count.
    pub(super) fn value(&self, group: &Group) -> u32 {
        let digits = self.digits.get(group.from..group.from + group.count).unwrap_or(&[]);
        digits.iter().take(9).fold(0, |number, digit| number * 10 + u32::from(digit.saturating_sub(b'0')))
    }

    fn read_start(&mut self, text: &str, first: usize, floor: usize) {
        let plus_before =
            |at: usize| char_before(text, at).filter(|c| matches!(c, '+' | '＋')).map(char::len_utf8);
        self.plus = true;
        let bracket = usize::from(char_before(text, first) == Some('('));
        let blank = usize::from(char_before(text, first) == Some(' '));
        for skipped in [0, bracket, blank] {
            if let Some(width) = plus_before(first - skipped)
                && first - skipped - width >= floor
            {
                self.start = first - skipped - width;
                return;
            }
        }
        self.plus = false;
        self.start = if bracket == 1 && first > floor { first - 1 } else { first };
    }

    fn read_group(&mut self, text: &str, start: usize, before: Separator) -> usize {
        let from = self.digits.len();
        let mut end = start;
        for c in text.get(start..).unwrap_or("").chars() {
            let Some(value) = digit(c) else { break };
            end += c.len_utf8();
            if self.digits.len() < MAX_DIGITS {
                self.digits.push(b'0' + value);
            } else {
                self.overlong = true;
            }
        }
        let count = self.digits.len() - from;
        if count > 0 {
            self.groups.push(Group { start, end, from, count, before, enclosed: false });
        }
        end
    }

    /// Whether another number begins behind the gap: an IPv4 address, or an area code in brackets.
    fn breaks(&self, text: &str, gap: &Gap) -> bool {
        let area = gap.spaced && gap.opens && !self.plus;
        let prefix = self.groups.len() == 1 && self.groups.first().is_some_and(|group| group.count == 1);
        (area && !prefix) || (gap.separator != Separator::Dot && dotted_quad(text, gap.end).is_some())
    }
}

/// What stands between two groups.
#[derive(Debug)]
struct Gap {
    end: usize,
    separator: Separator,
    opens: bool,
    closes: bool,
    spaced: bool,
}

impl Gap {
    /// The gap that begins at the offset, if digits follow it.
    fn read(text: &str, start: usize) -> Option<Gap> {
        let mut gap =
            Gap { end: start, separator: Separator::Space, opens: false, closes: false, spaced: false };
        let (mut marks, mut blanks) = (0, 0);
        for c in text.get(start..)?.chars().take(MAX_SEPARATOR_CHARS + 1) {
            if digit(c).is_some() {
                let dotted = gap.separator == Separator::Dot && blanks > 0;
                return (gap.end > start && marks <= 1 && !dotted).then_some(gap);
            }
            match c {
                ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}' | '\u{3000}' => {
                    if blanks > 0 && marks == 0 && !gap.opens && !gap.closes {
                        return None;
                    }
                    blanks += 1;
                    gap.spaced = true;
                }
                '-' | '\u{2010}'..='\u{2013}' | '\u{2212}' | '－' => {
                    marks += 1;
                    gap.separator = Separator::Hyphen;
                }
                '.' => {
                    marks += 1;
                    gap.separator = Separator::Dot;
                }
                '/' => {
                    marks += 1;
                    gap.separator = Separator::Slash;
                }
                '(' | '（' if !gap.opens => {
                    gap.opens = true;
                    gap.separator = Separator::Paren;
                }
                ')' | '）' if !gap.closes && !gap.opens => {
                    gap.closes = true;
                    gap.separator = Separator::Paren;
                }
                _ => return None,
            }
            gap.end += c.len_utf8();
        }
        char_at(text, gap.end).and_then(digit).filter(|_| marks <= 1).map(|_| gap)
    }
}
