//! What single words tell of a line: the vocabulary of a site's frame.

/// Kinds of words, as bits.
pub(crate) mod kind {
    /// The writer speaks of himself.
    pub(crate) const FIRST_PERSON: u16 = 1;
    /// The reader is spoken to.
    pub(crate) const READER: u16 = 1 << 1;
    /// Months, weekdays, relative times.
    pub(crate) const TIME: u16 = 1 << 2;
    /// Sharing and following.
    pub(crate) const SOCIAL: u16 = 1 << 3;
    /// Newsletters, accounts, forms.
    pub(crate) const ACCOUNT: u16 = 1 << 4;
    /// Cookies, rights, terms.
    pub(crate) const LEGAL: u16 = 1 << 5;
    /// Shops.
    pub(crate) const COMMERCE: u16 = 1 << 6;
    /// Menus, pagination, calls to read on.
    pub(crate) const NAVIGATION: u16 = 1 << 7;
    /// Comments, reviews and posts of users.
    pub(crate) const COMMENT: u16 = 1 << 8;
    /// Other articles.
    pub(crate) const RELATED: u16 = 1 << 9;
    /// Authors and editors.
    pub(crate) const AUTHOR: u16 = 1 << 10;
}

/// Number of kinds of words.
pub(crate) const KINDS: usize = 11;

/// A line is a kind and its words.
const WORDS: &str = include_str!("words.txt");

/// Kinds in the order of [`WORDS`] and of the bits in [`kind`].
const NAMES: [&str; KINDS] = [
    "first-person",
    "reader",
    "time",
    "social",
    "account",
    "legal",
    "commerce",
    "navigation",
    "comment",
    "related",
    "author",
];

/// Every listed word with a kind; a word of several kinds comes several times.
pub(crate) fn listed() -> impl Iterator<Item = (&'static str, u16)> {
    let lines = WORDS.lines().filter(|line| !line.starts_with('#'));
    let kinds = lines.filter_map(|line| {
        let (name, words) = line.split_once(':')?;
        let bit = NAMES.iter().position(|known| *known == name.trim())?;
        Some((words, 1_u16 << bit))
    });
    kinds.flat_map(|(words, kind)| words.split_ascii_whitespace().map(move |word| (word, kind)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_the_kinds_they_are_listed_with() {
        let kinds =
            |wanted: &str| listed().filter(|(word, _)| *word == wanted).fold(0, |all, (_, kind)| all | kind);
        assert_eq!(kinds("cookies"), kind::LEGAL);
        assert_eq!(kinds("latest"), kind::RELATED);
        assert_eq!(kinds("heron"), 0);
    }

    #[test]
    fn every_line_is_read() {
        let lines = WORDS.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(lines, KINDS);
        let all = listed().fold(0, |all, (_, kind)| all | kind);
        assert_eq!(all.count_ones() as usize, KINDS);
    }
}
