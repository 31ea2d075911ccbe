use tamis_core::Document;
use xxhash_rust::xxh3::Xxh3;

use crate::key::{line_key, normalise_into, pair_key};

/// Bytes of a line that the table keeps to show it, at most.
pub(crate) const SAMPLE_BYTES: usize = 160;
/// Bytes of the name of a source that the table keeps to show it, at most: the longest host is 253.
pub(crate) const NAME_BYTES: usize = 255;

/// What is counted of one document: its lines and the pairs of neighbours, as hashes.
///
/// A line is a block with words that the page does not hide; lines without words stand between no pair.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoryLines {
    pub(crate) source: String,
    pub(crate) story: u64,
    pub(crate) lines: Vec<StoryLine>,
    pub(crate) pairs: Vec<u64>,
    /// The beginnings of all lines, one after the other.
    pub(crate) samples: String,
}

/// A line and the length of its beginning in the samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StoryLine {
    pub(crate) key: u64,
    pub(crate) sample_bytes: u16,
}

impl StoryLines {
    /// The lines of a document as a story of its own words: documents with the same words in the same order
    /// are one story, however their lines break. Cost is linear in the length of the document.
    pub fn of(document: &Document) -> Self {
        let mut whole = Xxh3::new();
        let mut lines = StoryLines::read(document, |normalised| whole.update(normalised.as_bytes()));
        lines.story = whole.digest();
        lines
    }

    /// The lines of a document as part of a story that the caller knows by a number. Documents that are given the
    /// same number count once, and so do those whose numbers [`Learner::finish`](crate::Learner::finish) is told are
    /// one story.
    pub fn with_story(document: &Document, story: u64) -> Self {
        StoryLines { story, ..StoryLines::read(document, |_| {}) }
    }

    /// The same lines as part of another story.
    #[must_use]
    pub fn in_story(self, story: u64) -> Self {
        StoryLines { story, ..self }
    }

    /// Appends the lines in a form of this version of tamis: source and samples with their lengths before them, the
    /// story, then each line; numbers in little-endian order. What is derived from the lines is left out.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        for text in [&self.source, &self.samples] {
            out.extend_from_slice(&(text.len() as u64).to_le_bytes());
            out.extend_from_slice(text.as_bytes());
        }
        out.extend_from_slice(&self.story.to_le_bytes());
        for line in &self.lines {
            out.extend_from_slice(&line.key.to_le_bytes());
            out.extend_from_slice(&line.sample_bytes.to_le_bytes());
        }
    }

    /// Reads what [`StoryLines::write_to`] wrote; `None` if it is something else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (source, rest) = text_of(bytes)?;
        let (samples, rest) = text_of(rest)?;
        let (story, rest) = rest.split_first_chunk::<8>()?;
        let (lines, []) = rest.as_chunks::<LINE_BYTES>() else { return None };
        let line = |bytes: &[u8; LINE_BYTES]| {
            let (key, rest) = bytes.split_first_chunk::<8>()?;
            let sample_bytes = u16::from_le_bytes(*rest.first_chunk::<2>()?);
            Some(StoryLine { key: u64::from_le_bytes(*key), sample_bytes })
        };
        let lines: Vec<StoryLine> = lines.iter().map(line).collect::<Option<_>>()?;
        let pairs = lines.windows(2).filter_map(|two| match two {
            [one, other] => Some(pair_key(one.key, other.key)),
            _ => None,
        });
        let pairs = pairs.collect();
        Some(StoryLines { source, story: u64::from_le_bytes(*story), lines, pairs, samples })
    }

    /// Number of lines.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is nothing to count.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    fn read(document: &Document, mut see: impl FnMut(&str)) -> Self {
        let mut found = StoryLines { source: document.meta.publisher(), ..StoryLines::default() };
        let (mut normalised, mut before) = (String::new(), None);
        for block in document.blocks.iter().filter(|block| !block.signals.hidden) {
            normalise_into(&block.text, &mut normalised);
            if normalised.is_empty() {
                continue;
            }
            see(&normalised);
            let key = line_key(&normalised);
            let sample = beginning(block.text.trim(), SAMPLE_BYTES);
            found.samples.push_str(sample);
            found.lines.push(StoryLine { key, sample_bytes: sample.len() as u16 });
            found.pairs.extend(before.map(|before| pair_key(before, key)));
            before = Some(key);
        }
        found
    }
}

/// Bytes of a line as it is written.
const LINE_BYTES: usize = 10;

/// A text with its length before it, and what follows it.
fn text_of(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<8>()?;
    let (text, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
    Some((String::from_utf8(text.to_vec()).ok()?, rest))
}

/// The first bytes of a text, on a character boundary.
pub(crate) fn beginning(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use tamis_core::{Block, BlockKind};

    use super::*;

    fn document(lines: &[&str]) -> Document {
        let blocks = lines.iter().map(|line| Block::new(BlockKind::Paragraph, *line)).collect();
        Document { blocks, ..Document::default() }
    }

    #[test]
    fn the_same_words_are_the_same_story_however_lines_break() {
        let one = StoryLines::of(&document(&["The ferry sails.", "Rain."]));
        let other = StoryLines::of(&document(&["the FERRY", "***", "sails rain"]));
        assert_eq!(one.story, other.story);
        assert_ne!(one.story, StoryLines::of(&document(&["The ferry sails."])).story);
    }

    #[test]
    fn lines_without_words_and_hidden_ones_stand_between_no_pair() {
        let mut shown = document(&["One.", "—", "Two.", "Three."]);
        let plain = StoryLines::of(&shown);
        assert_eq!((plain.lines.len(), plain.pairs.len()), (3, 2));
        shown.blocks[2].signals.hidden = true;
        let lines = StoryLines::of(&shown);
        assert_eq!(
            lines.lines.iter().map(|line| line.key).collect::<Vec<_>>(),
            [plain.lines[0].key, plain.lines[2].key]
        );
        assert!(StoryLines::of(&document(&["***"])).is_empty());
    }

    #[test]
    fn lines_are_read_back_as_they_were() {
        for shown in [&["One.", "—", "Two.", "Three."][..], &["Čoln."], &[]] {
            let lines = StoryLines::of(&document(shown));
            let mut bytes = Vec::new();
            lines.write_to(&mut bytes);
            assert_eq!(StoryLines::from_bytes(&bytes), Some(lines));
            bytes.push(0);
            assert_eq!(StoryLines::from_bytes(&bytes), None);
            assert_eq!(StoryLines::from_bytes(bytes.get(..9).unwrap()), None);
        }
    }

    #[test]
    fn a_sample_is_cut_between_characters() {
        let lines = StoryLines::of(&document(&[&"ü".repeat(100)]));
        assert_eq!(lines.samples, "ü".repeat(80));
        assert_eq!(beginning("aü", 2), "a");
    }
}
