//! The rule `link-list` of the mild preset: documents that are nothing but addresses and pointers to other pages.
//!
//! A line counts as a link if addresses make up more of it than other letters do, and as a pointer if it says no more
//! than “read more”, or is a headline right above such a line. Lists of anything else, such as ingredients, names,
//! verses or terms, have neither and stay, as do lists of headlines alone: from the text they cannot be told from verse.

use super::lines::{is_space, split_lines, strip};

/// What pointers to other pages say, in lower case and without marks around it; “read” in nine languages.
const POINTERS: [&str; 26] = [
    "read more",
    "read on",
    "read article",
    "read full article",
    "read full story",
    "read the full story",
    "read this article",
    "continue reading",
    "learn more",
    "find out more",
    "see more",
    "view more",
    "view all",
    "see all",
    "more",
    "weiterlesen",
    "mehr lesen",
    "mehr",
    "lire la suite",
    "lire plus",
    "leer más",
    "seguir leyendo",
    "leggi tutto",
    "lees meer",
    "läs mer",
    "czytaj więcej",
];
/// Words of a headline at most; a guess.
const HEADLINE_WORDS: usize = 20;
/// Marks around pointers and addresses, bullets among them.
const AROUND: &[char] = &[
    '.', ',', ';', ':', '!', '…', '>', '<', '»', '«', '›', '‹', '→', '[', ']', '(', ')', '*', '-', '–', '•',
    '·', '|', '"', '\'', '“', '”', '+', '#',
];

/// Lines of a document, and those that lead elsewhere.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Links {
    /// Lines with something in them.
    pub(super) lines: usize,
    /// Links and pointers among them.
    pub(super) links: usize,
}

impl Links {
    /// Counts until more than `budget` lines are known to be neither, or to the end.
    pub(super) fn of(text: &str, budget: f64) -> Self {
        let mut found = Links::default();
        let mut above_is_headline = false;
        for line in filled_lines(text) {
            found.lines += 1;
            if is_pointer(line) {
                found.links += 1 + usize::from(above_is_headline);
                above_is_headline = false;
            } else if is_link(line) {
                found.links += 1;
                above_is_headline = false;
            } else {
                above_is_headline = is_headline(line);
            }
            // The headline may still turn out to have a pointer below.
            let others = found.lines - found.links - usize::from(above_is_headline);
            if others as f64 > budget {
                break;
            }
        }
        found
    }
}

/// Lines with something in them, without the blanks around.
pub(super) fn filled_lines(text: &str) -> impl Iterator<Item = &str> {
    split_lines(text).map(strip).filter(|line| !line.is_empty())
}

fn is_pointer(line: &str) -> bool {
    let inner = line.trim_matches(|c| is_space(c) || AROUND.contains(&c));
    let longest = POINTERS.iter().map(|pointer| pointer.len()).max().unwrap_or(0);
    inner.len() <= longest && POINTERS.contains(&inner.to_lowercase().as_str())
}

fn is_headline(line: &str) -> bool {
    !line.ends_with(['.', '。', ':', ';', ','])
        && line.split(is_space).take(HEADLINE_WORDS + 1).count() <= HEADLINE_WORDS
}

/// Whether addresses make up more of a line than other letters do.
fn is_link(line: &str) -> bool {
    // All addresses have one of these.
    if !line.bytes().any(|byte| matches!(byte, b'/' | b'@' | b'w' | b'W')) {
        return false;
    }
    let (mut addresses, mut rest) = (0, 0);
    for word in line.split(|c| is_space(c) || matches!(c, '(' | ')' | '<' | '>')) {
        let letters = word.chars().filter(|c| c.is_alphanumeric()).count();
        if is_address(word) { addresses += letters } else { rest += letters }
    }
    addresses > rest
}

/// A web address or an e-mail address.
fn is_address(word: &str) -> bool {
    let inner = word.trim_matches(AROUND);
    let is_host = |text: &str| {
        text.rsplit_once('.').is_some_and(|(name, top)| {
            !name.is_empty() && top.len() > 1 && top.bytes().all(|byte| byte.is_ascii_alphabetic())
        })
    };
    let web = ["http://", "https://", "ftp://", "www."].iter().any(|scheme| {
        inner.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && inner.len() > scheme.len()
    });
    web || inner.split_once('@').is_some_and(|(name, place)| !name.is_empty() && is_host(place))
        || inner.split_once('/').is_some_and(|(place, _)| place.is_ascii() && is_host(place))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, all: usize, links: usize) {
        assert_eq!(Links::of(text, f64::INFINITY), Links { lines: all, links }, "{text}");
    }

    #[test]
    fn addresses_and_pointers_are_links() {
        check("https://example.org/a\n• www.example.org\n[Mills](https://example.org/mills/index)\n", 3, 3);
        check("office@example.org\nexample.org/about", 2, 2);
        check("Mill reopens after a year\nRead more »\n\nBridge to close\n[Continue reading…]", 4, 4);
        check("More\nMore", 2, 2);
    }

    #[test]
    fn the_count_ends_when_the_outcome_is_known() {
        let text =
            "Mill reopens\nBridge to close\nRead more\nCouncil meets.\nMill reopens.\nhttps://example.org";
        assert_eq!(Links::of(text, 1.0), Links { lines: 4, links: 2 });
        assert_eq!(Links::of(text, 3.0), Links { lines: 6, links: 3 });
    }

    #[test]
    fn other_lists_are_not() {
        check("200 g flour\n2 eggs\na pinch of salt", 3, 0);
        check("Mill reopens after a year\nBridge to close", 2, 0);
        check("The mill of the village: https://a.org\nA long sentence that names https://a.org once.", 2, 0);
        check("和平\n自由\n1.5 km/h\nand/or", 4, 0);
        check("The mayor says so.\nRead more", 2, 1);
    }
}
