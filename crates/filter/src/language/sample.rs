//! The part of a document that is looked at.

/// Bytes that are looked at, at most: the cost of a document is bounded. A longer sample changed no decision among
/// 12,000 joined sentences of 62 languages (2026-11).
pub(super) const SAMPLE_BYTES: usize = 768;
/// Windows that they are spread over, so that neither a foreign heading nor a quotation speaks for all.
const WINDOWS: usize = 6;
/// How far a window's start is moved to the beginning of a word, in bytes.
const WORD_BYTES: usize = 32;

/// The text itself if it is short, else windows of it at equal distances, begun with a word where there are spaces.
pub(super) fn windows(text: &str) -> Vec<&str> {
    if text.len() <= SAMPLE_BYTES {
        return vec![text];
    }
    let length = SAMPLE_BYTES / WINDOWS;
    let last = text.len() - length;
    (0..WINDOWS)
        .filter_map(|window| {
            let start = text.floor_char_boundary(last * window / (WINDOWS - 1));
            let end = text.floor_char_boundary(start + length);
            let piece = text.get(start..end)?;
            let word = piece.bytes().take(WORD_BYTES).position(|byte| byte.is_ascii_whitespace());
            if window == 0 { Some(piece) } else { piece.get(word.unwrap_or(0)..) }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_looked_at_whole() {
        assert_eq!(windows("a short text"), ["a short text"]);
        assert_eq!(windows(""), [""]);
    }

    #[test]
    fn a_long_text_is_looked_at_from_its_beginning_to_its_end() {
        let text = (0..2_000).map(|number| number.to_string()).collect::<Vec<_>>().join(" ");
        let pieces = windows(&text);
        assert_eq!(pieces.len(), WINDOWS);
        assert!(pieces[0].starts_with("0 1 2 "));
        assert!(pieces.iter().map(|piece| piece.len()).sum::<usize>() <= SAMPLE_BYTES);
        let last: usize = pieces[WINDOWS - 1].split_whitespace().next_back().unwrap().parse().unwrap();
        assert!(last > 1_990, "{last}");
        for piece in &pieces[1..] {
            assert!(piece.starts_with(' '), "{piece}");
        }
    }

    #[test]
    fn characters_of_many_bytes_stay_whole() {
        let text = "漢字".repeat(2_000);
        assert!(windows(&text).iter().all(|piece| !piece.is_empty()));
    }
}
