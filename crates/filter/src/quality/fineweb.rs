use super::lines::strip;
use super::repetition::Duplicates;
use super::spacy::{Characters, TERMINAL};

/// What FineWeb counts of lines: `fineweb_quality_filter.py` of datatrove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LineFigures {
    /// Lines with something in them.
    pub(super) lines: usize,
    /// Those that end in a final mark.
    pub(super) ended: usize,
    /// Those that are short.
    pub(super) short: usize,
    /// Characters in repeated ones.
    pub(super) repeated_characters: usize,
    /// Line feeds of the text.
    pub(super) breaks: usize,
}

impl LineFigures {
    pub(super) fn of(flags: &Characters, text: &str, short: usize) -> Self {
        let lines: Vec<&str> = text.split('\n').filter(|line| !strip(line).is_empty()).collect();
        let is_ended = |line: &&&str| line.chars().next_back().is_some_and(|c| flags.is(c, TERMINAL));
        // A line of many bytes is not counted to its end.
        let is_short = |line: &&&str| line.len() <= short || line.chars().nth(short).is_none();
        LineFigures {
            lines: lines.len(),
            ended: lines.iter().filter(is_ended).count(),
            short: lines.iter().filter(is_short).count(),
            repeated_characters: Duplicates::of(lines.iter().copied()).characters,
            breaks: memchr::memchr_iter(b'\n', text.as_bytes()).count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted() {
        let figures = LineFigures::of(&Characters::new(), "One two.\n\n \nOne two.\nthree\nvier。", 6);
        assert_eq!(figures, LineFigures { lines: 4, ended: 3, short: 2, repeated_characters: 8, breaks: 5 });
    }
}
