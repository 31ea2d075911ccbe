//! Patterns for addresses: paths of hosts, globs and regular expressions.

use aho_corasick::AhoCorasick;
use regex::{Regex, RegexBuilder};
use tamis_core::ConfigError;

use super::address::{Address, with_parents};
use super::names::Names;
use super::reading::{Line, excerpt};

/// Where a pattern stands, as a number that the lists know, and how it is written.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    pub(super) place: u32,
    pub(super) written: String,
}

/// Patterns, laid out so that an address is held against few of them.
#[derive(Debug, Default)]
pub(super) struct Patterns {
    /// Hosts, each with the number of its first path.
    hosts: Names,
    /// Pattern of a path, and the next one of the same host.
    paths: Vec<(Glob, Origin, Option<u32>)>,
    /// Patterns of the whole address.
    globs: Vec<(Glob, Origin)>,
    /// The longest piece of each of them.
    pieces: Option<AhoCorasick>,
    /// Those that have no piece.
    without_piece: Vec<usize>,
    expressions: Vec<(Regex, Origin)>,
}

/// Bytes of one compiled expression, at most.
const EXPRESSION_BYTES: usize = 1 << 20;

/// Collects patterns before they are laid out.
#[derive(Debug, Default)]
pub(super) struct PatternsBuilder {
    paths: Vec<(String, Glob, Origin)>,
    patterns: Patterns,
}

impl PatternsBuilder {
    /// Adds what a line says.
    ///
    /// # Errors
    /// If it is no pattern.
    pub(super) fn push(&mut self, text: &str, line: &Line<'_>, place: u32) -> Result<(), ConfigError> {
        let origin = Origin { place, written: text.to_string() };
        // Any scheme is what a pattern has without one.
        let text = text.strip_prefix("*://").unwrap_or(text);
        if let Some(expression) = text.strip_prefix('/') {
            let expression =
                expression.strip_suffix('/').filter(|expression| !expression.is_empty()).ok_or_else(
                    || line.error("a regular expression ends with `/`; a path begins with its host"),
                )?;
            let expression = RegexBuilder::new(expression)
                .case_insensitive(true)
                .size_limit(EXPRESSION_BYTES)
                .build()
                .map_err(|error| line.error(&format!("this expression is not understood: {error}")))?;
            self.patterns.expressions.push((expression, origin));
            return Ok(());
        }
        if text.contains(char::is_whitespace) {
            return Err(line.error(&format!("`{}` has a space in it; a pattern has none", excerpt(text))));
        }
        let address = Address::parse(text);
        if text.starts_with('*') || address.host().contains('*') {
            self.patterns.globs.push((Glob::whole(&text.to_lowercase()), origin));
        } else if address.path().is_empty() {
            let problem = "is a host, which belongs into a list of hosts, or a word, which is written";
            return Err(line.error(&format!("`{0}` {problem} `*{0}*`", excerpt(text))));
        } else {
            let path = address.path();
            let glob = if path.contains('*') { Glob::whole(path) } else { Glob::beginning(path) };
            self.paths.push((address.host().to_string(), glob, origin));
        }
        Ok(())
    }

    /// Lays the patterns out.
    pub(super) fn finish(mut self) -> Patterns {
        let mut patterns = self.patterns;
        self.paths.sort_by(|left, right| left.0.cmp(&right.0));
        let mut paths = self.paths.into_iter().peekable();
        let mut is_first = true;
        while let Some((host, glob, origin)) = paths.next() {
            let number = patterns.paths.len() as u32;
            if is_first {
                patterns.hosts.push(&host, number);
            }
            is_first = paths.peek().is_none_or(|(next, _, _)| *next != host);
            patterns.paths.push((glob, origin, (!is_first).then_some(number + 1)));
        }
        patterns.hosts.finish();
        let pieces: Vec<&str> = patterns.globs.iter().map(|(glob, _)| glob.longest_piece()).collect();
        let (with, without): (Vec<usize>, Vec<usize>) =
            (0..pieces.len()).partition(|&number| pieces.get(number).is_some_and(|piece| !piece.is_empty()));
        if !with.is_empty() {
            // Building fails for more bytes of pieces than there are numbers; then each glob is tried.
            patterns.pieces =
                AhoCorasick::new(pieces.iter().map(|piece| if piece.is_empty() { "\0" } else { piece })).ok();
        }
        patterns.without_piece =
            if patterns.pieces.is_some() { without } else { (0..pieces.len()).collect() };
        patterns
    }
}

impl Patterns {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.paths.len() + self.globs.len() + self.expressions.len()
    }

    /// A pattern that the address has.
    pub(super) fn find(&self, address: &Address) -> Option<&Origin> {
        self.find_path(address).or_else(|| self.find_glob(address)).or_else(|| {
            let found = self.expressions.iter().find(|(expression, _)| expression.is_match(&address.text));
            found.map(|(_, origin)| origin)
        })
    }

    fn find_path(&self, address: &Address) -> Option<&Origin> {
        let path = if address.path().is_empty() { "/" } else { address.path() };
        with_parents(address.host()).find_map(|host| {
            let mut next = self.hosts.get(host);
            while let Some((glob, origin, then)) = next.and_then(|number| self.paths.get(number as usize)) {
                if glob.matches(path) {
                    return Some(origin);
                }
                next = *then;
            }
            None
        })
    }

    fn find_glob(&self, address: &Address) -> Option<&Origin> {
        let found = |number: usize| {
            self.globs.get(number).filter(|(glob, _)| glob.matches(&address.text)).map(|(_, origin)| origin)
        };
        let by_piece = self.pieces.as_ref().and_then(|pieces| {
            pieces.find_overlapping_iter(&address.text).find_map(|piece| found(piece.pattern().as_usize()))
        });
        by_piece.or_else(|| self.without_piece.iter().find_map(|&number| found(number)))
    }
}

/// Pieces of text with anything between them.
#[derive(Debug, Clone)]
pub(super) struct Glob {
    first: String,
    middle: Vec<String>,
    /// None where anything may follow the piece before.
    last: Option<String>,
}

impl Glob {
    /// `*` is any run of characters, and the rest is as it is.
    fn whole(pattern: &str) -> Glob {
        let mut pieces: Vec<String> = pattern.split('*').map(String::from).collect();
        let last = if pieces.len() > 1 { pieces.pop() } else { None };
        let first = if pieces.is_empty() { String::new() } else { pieces.remove(0) };
        pieces.retain(|piece| !piece.is_empty());
        Glob { first, middle: pieces, last: last.filter(|last| !last.is_empty()) }
    }

    fn beginning(text: &str) -> Glob {
        Glob { first: text.to_string(), middle: Vec::new(), last: None }
    }

    fn longest_piece(&self) -> &str {
        let pieces = self.middle.iter().chain(&self.last).chain([&self.first]);
        pieces.max_by_key(|piece| piece.len()).map_or("", String::as_str)
    }

    /// Whether the text is one of the pattern's: each piece is looked for behind the one before, once.
    fn matches(&self, text: &str) -> bool {
        let Some(mut rest) = text.strip_prefix(self.first.as_str()) else { return false };
        for piece in &self.middle {
            let Some((_, behind)) = rest.split_once(piece.as_str()) else { return false };
            rest = behind;
        }
        self.last.as_ref().is_none_or(|last| rest.ends_with(last.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_the_whole_text() {
        let check = |pattern: &str, text: &str, expected: bool| {
            assert_eq!(Glob::whole(pattern).matches(text), expected, "{pattern} {text}");
        };
        check("*casino*", "a.example/online-casino/1", true);
        check("*casino*", "a.example/casin/o", false);
        check("/*.pdf", "/a/b.pdf", true);
        check("/*.pdf", "/a/b.pdf?x", false);
        check("/a*b*a", "/aba", true);
        check("/a*b*a", "/ab", false);
        check("/aa*aa", "/aaa", false);
        check("*", "", true);
        check("a**b", "ab", true);
    }
}
