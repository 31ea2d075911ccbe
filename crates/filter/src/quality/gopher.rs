use super::lines::{is_space, split_lines};

/// What Gopher counts of lines: `gopher_quality_filter.py` of datatrove.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct GopherLines {
    /// All lines.
    pub(super) lines: usize,
    /// Lines that begin with a bullet.
    pub(super) bullets: usize,
    /// Lines that end with an ellipsis.
    pub(super) ellipses: usize,
}

impl GopherLines {
    pub(super) fn of(text: &str) -> Self {
        let mut figures = GopherLines::default();
        for line in split_lines(text) {
            figures.lines += 1;
            figures.bullets += usize::from(line.trim_start_matches(is_space).starts_with(['•', '-']));
            let end = line.trim_end_matches(is_space);
            figures.ellipses += usize::from(end.ends_with("...") || end.ends_with('…'));
        }
        figures
    }
}

/// Number of hash signs.
pub(super) fn hashes(text: &str) -> usize {
    memchr::memchr_iter(b'#', text.as_bytes()).count()
}

/// Number of ellipses: three dots, or the one character.
pub(super) fn ellipses(text: &str) -> usize {
    memchr::memmem::find_iter(text.as_bytes(), "...").count()
        + memchr::memmem::find_iter(text.as_bytes(), "…").count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bullets_and_ellipses_are_counted() {
        let text = "• one\n - two...\nthree… \n\nfour";
        assert_eq!(GopherLines::of(text), GopherLines { lines: 5, bullets: 2, ellipses: 2 });
        assert_eq!(ellipses("a.... b…"), 2);
        assert_eq!(hashes("# a #b"), 2);
    }
}
