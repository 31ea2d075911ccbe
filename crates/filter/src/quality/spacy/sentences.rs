use super::{Characters, PUNCTUATION, SENTENCE_END, Token};

/// Number of sentences of a text with these tokens, as spaCy's sentencizer finds them: one begins with the first token
/// behind a final mark that is no punctuation. At least 1, for a text without tokens too.
pub(crate) fn sentences(characters: &Characters, text: &str, tokens: &[Token]) -> usize {
    let (mut count, mut ended, mut done) = (1, false, 0);
    for token in tokens {
        // A run of white space other than one blank is a token, too.
        if ended && is_token(text, done, token.start) {
            count += 1;
            ended = false;
        }
        done = token.end();
        if token.letters {
            count += usize::from(ended);
            ended = false;
            continue;
        }
        let string = text.get(token.start..token.end()).unwrap_or_default();
        let mut marks = string.chars();
        let is_end =
            matches!((marks.next(), marks.next()), (Some(c), None) if characters.is(c, SENTENCE_END));
        if is_end {
            ended = true;
        } else if ended && !string.chars().all(|c| characters.is(c, PUNCTUATION)) {
            count += 1;
            ended = false;
        }
    }
    count + usize::from(ended && is_token(text, done, text.len()))
}

/// Whether the white space from `start` to `end` is a token of its own.
fn is_token(text: &str, start: usize, end: usize) -> bool {
    end > start && text.get(start..end) != Some(" ")
}
