//! What the words before a number say it is.

use super::context_words::{
    COUNTING, NETWORK, NEUTRAL, NUMBER, NUMBER_ENDINGS, PHONE, PHONE_ENDINGS, PHONE_LETTERS, VERSION,
};
use super::text::{back, part};

/// What a number is by the words before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Phone,
    /// A number of another kind: of an order, a book, a bank.
    Number,
    Version,
    Network,
    Unknown,
}

/// Bytes before a number that are looked through. Guess.
const MAX_BYTES: usize = 64;
/// Words before a number that are looked at. Guess.
const MAX_WORDS: usize = 5;
/// Bytes of a line that labels the next one, such as `Phone`. Guess.
const MAX_LABEL_LINE_BYTES: usize = 28;

/// What the words before the offset, and not before `floor`, say of the number there.
pub(super) fn before(text: &str, offset: usize, floor: usize) -> Label {
    let window = part(text, back(text, offset, MAX_BYTES).max(floor), offset);
    let (lines, line) = window.rsplit_once('\n').map_or(("", window), |(lines, line)| (lines, line));
    let line = line.rsplit(['[', ']', '<', '>', '{', '}', '|', ';', '?', '!']).next().unwrap_or("");
    if !line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '*' | '•' | '·' | ':')).is_empty()
    {
        return of_words(line);
    }
    let label = lines.rsplit('\n').next().unwrap_or("").trim();
    let alone = !label.is_empty() && label.len() <= MAX_LABEL_LINE_BYTES && lines.len() < MAX_BYTES - 4;
    if alone && !label.contains(['[', ']']) { of_words(label) } else { Label::Unknown }
}

/// The label of the last word that has one, with nothing but words that say nothing behind it.
fn of_words(line: &str) -> Label {
    let mut neutral = false;
    let mut end = line.len();
    let mut colon = false;
    for _ in 0..MAX_WORDS {
        let rest = part(line, 0, end);
        let rest = rest.trim_end_matches(|c: char| {
            colon |= matches!(c, ':' | '：');
            !is_word(c) && !c.is_numeric()
        });
        let start = rest
            .char_indices()
            .rev()
            .take_while(|(_, c)| is_word(*c))
            .last()
            .map_or(rest.len(), |(at, _)| at);
        let word = part(rest, start, rest.len()).to_lowercase();
        if word.is_empty() {
            break;
        }
        let counting = COUNTING.binary_search(&word.as_str()).is_ok();
        match of_word(&word, colon && !neutral) {
            // "the code at" says nothing of what follows, "code no." does.
            Some(Label::Phone) => return Label::Phone,
            Some(label) => return if neutral { Label::Unknown } else { label },
            None if counting || NEUTRAL.binary_search(&word.as_str()).is_ok() => neutral |= !counting,
            None => return Label::Unknown,
        }
        end = start;
    }
    Label::Unknown
}

fn is_word(c: char) -> bool {
    // Marks of vowels are parts of words, and some signs speak for themselves.
    c.is_alphabetic()
        || matches!(c, '\u{300}'..='\u{36F}' | '\u{900}'..='\u{97F}' | '\u{E00}'..='\u{E7F}' | '☎' | '☏' | '✆' | '📞' | '📱' | '🤙' | '🕻' | '§' | '№' | 'º' | '°')
}

fn of_word(word: &str, colon: bool) -> Option<Label> {
    let is = |list: &[&str]| list.binary_search(&word).is_ok();
    if is(PHONE) || (colon && is(PHONE_LETTERS)) || PHONE_ENDINGS.iter().any(|ending| word.ends_with(ending))
    {
        Some(Label::Phone)
    } else if is(NETWORK) {
        Some(Label::Network)
    } else if is(NUMBER) || NUMBER_ENDINGS.iter().any(|ending| word.ends_with(ending) && word != *ending) {
        Some(Label::Number)
    } else if is(VERSION) && !is(NEUTRAL) {
        Some(Label::Version)
    } else {
        None
    }
}

/// The part of the word before the offset that says that a number follows without a blank: `Tel030 1234567`.
pub(super) fn is_phone_word(text: &str, end: usize) -> bool {
    let window = part(text, back(text, end, MAX_BYTES), end);
    let start = window
        .char_indices()
        .rev()
        .take_while(|(_, c)| is_word(*c))
        .last()
        .map_or(window.len(), |(at, _)| at);
    let word = part(window, start, window.len()).to_lowercase();
    PHONE.binary_search(&word.as_str()).is_ok() || PHONE_ENDINGS.iter().any(|ending| word.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, label: Label) {
        assert_eq!(before(line, line.len(), 0), label, "{line}");
    }

    #[test]
    fn the_nearest_word_speaks() {
        check("Tel.: ", Label::Phone);
        check("Tel. ISBN ", Label::Number);
        check("call us at ", Label::Phone);
        check("phone number is ", Label::Phone);
        check("Phone\n", Label::Phone);
        check("T: ", Label::Phone);
        check("Nr. ", Label::Unknown);
        check("order no. ", Label::Number);
        check("the code at ", Label::Unknown);
        check("version ", Label::Version);
        check("お問い合わせ電話：", Label::Phone);
        check("[PHONE] ", Label::Unknown);
        check("The garden ", Label::Unknown);
    }
}
