//! What differs between two texts, word by word.

use std::collections::HashMap;

use similar::{Algorithm, DiffOp, capture_diff_slices};
use tamis_core::words;

use super::shorten::in_the_middle;
use crate::{Piece, Side};

/// Words of either text that are compared; the rest is cut. More than nearly all articles have, and few enough for a page. A
/// guess.
const WORDS_COMPARED: usize = 3_000;
/// Bytes of either text that are compared, for words without end.
const BYTES_COMPARED: usize = 64 << 10;
/// Longest piece of both that is shown whole, in Unicode scalars. A guess.
const BOTH_SHOWN: usize = 400;
/// Longest piece of one of the two that is shown whole, in Unicode scalars. A guess.
const ONE_SHOWN: usize = 2_000;
/// Most steps that comparing may surely take (tokens of both, times the least number of them that differ). Some 0.05 s; texts that
/// take more have little in common, and are compared line by line. A guess.
const STEPS: usize = 12_000_000;

/// What differs between two texts, for a page: long pieces are shortened. Says whether a text was cut before.
pub(super) fn difference(first: &str, second: &str) -> (Vec<Piece>, bool) {
    let (head, is_cut) = beginning(first);
    let (other_head, is_other_cut) = beginning(second);
    let mut pieces = compared(head, other_head);
    for piece in &mut pieces {
        let most = if piece.of == Side::Both { BOTH_SHOWN } else { ONE_SHOWN };
        if let Some(short) = in_the_middle(&piece.text, most) {
            piece.text = short;
        }
    }
    (pieces, is_cut || is_other_cut)
}

/// As much of a text as has to be held to compare it, and to tell that there is more.
pub(super) fn held(text: &str) -> &str {
    let text = text.get(..text.floor_char_boundary(BYTES_COMPARED + 4)).unwrap_or(text);
    // One word more than is compared.
    up_to_word(text, WORDS_COMPARED + 1).unwrap_or(text)
}

/// The first words of a text, and whether there are more.
fn beginning(text: &str) -> (&str, bool) {
    let head = text.get(..text.floor_char_boundary(BYTES_COMPARED)).unwrap_or(text);
    let head = up_to_word(head, WORDS_COMPARED).unwrap_or(head);
    (head, head.len() < text.len())
}

/// The text before the word of this number, from 0, if it has so many.
fn up_to_word(text: &str, number: usize) -> Option<&str> {
    let next = words(text).nth(number)?;
    // The word is a part of the text, so that the distance of their first bytes is its place.
    text.get(..next.as_ptr().addr() - text.as_ptr().addr())
}

/// Pieces that give both texts again, but for their white space: the first without those of the second, and the other way
/// round.
fn compared(first: &str, second: &str) -> Vec<Piece> {
    if first == second {
        let same = Piece { of: Side::Both, text: first.to_owned() };
        return if first.is_empty() { Vec::new() } else { vec![same] };
    }
    let mut numbers = HashMap::new();
    for tokens in [by_words, by_lines] {
        let (olds, news) = (tokens(first), tokens(second));
        let old = numbered(&olds, &mut numbers);
        let new = numbered(&news, &mut numbers);
        if (old.len() + new.len()) * least_differing(&old, &new) <= STEPS {
            return pieces(&olds, &news, &capture_diff_slices(Algorithm::Myers, &old, &new));
        }
    }
    let mut whole = Vec::new();
    push(&mut whole, Side::First, &[first]);
    push(&mut whole, Side::Second, &[second]);
    whole
}

/// Each word, and each run of marks that stands by itself, with the white space behind it; what stands before the first belongs to
/// that.
fn by_words(text: &str) -> Vec<&str> {
    let starts = words(text).skip(1).map(|word| word.as_ptr().addr() - text.as_ptr().addr());
    let mut tokens = Vec::new();
    let mut from = 0;
    for start in starts.chain([text.len()]) {
        let mut rest = text.get(from..start).unwrap_or_default();
        while let Some(end) = end_of_token(rest) {
            let (token, marks) = rest.split_at(end);
            tokens.push(token);
            rest = marks;
        }
        tokens.extend(Some(rest).filter(|rest| !rest.is_empty()));
        from = start;
    }
    tokens
}

/// Where something stands again behind the white space in a stretch that begins with a word.
fn end_of_token(stretch: &str) -> Option<usize> {
    let word = stretch.find(|c: char| !c.is_whitespace())?;
    let blank = word + stretch.get(word..)?.find(char::is_whitespace)?;
    Some(blank + stretch.get(blank..)?.find(|c: char| !c.is_whitespace())?)
}

fn by_lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Tokens that are equal but for the white space around them have equal numbers.
fn numbered<'a>(tokens: &[&'a str], numbers: &mut HashMap<&'a str, usize>) -> Vec<usize> {
    let mut number = |token: &'a str| {
        let next = numbers.len();
        *numbers.entry(token.trim()).or_insert(next)
    };
    tokens.iter().map(|token| number(token)).collect()
}

/// How many tokens are in one of the two alone, if order does not count.
fn least_differing(old: &[usize], new: &[usize]) -> usize {
    let mut counts: HashMap<usize, isize> = HashMap::new();
    for token in old {
        *counts.entry(*token).or_default() += 1;
    }
    for token in new {
        *counts.entry(*token).or_default() -= 1;
    }
    counts.values().map(|count| count.unsigned_abs()).sum()
}

fn pieces<'a>(old: &[&'a str], new: &[&'a str], operations: &[DiffOp]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for operation in operations {
        let (old, new) = (old.get(operation.old_range()), new.get(operation.new_range()));
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        if matches!(operation, DiffOp::Equal { .. }) {
            // Equal but for white space: the one with more of it, so that nothing runs together.
            let longer = |(old, new): (&&'a str, &&'a str)| if new.len() > old.len() { *new } else { *old };
            let both: Vec<&str> = old.iter().zip(new).map(longer).collect();
            push(&mut pieces, Side::Both, &both);
        } else {
            push(&mut pieces, Side::First, old);
            push(&mut pieces, Side::Second, new);
        }
    }
    pieces
}

/// Appends tokens to the last piece if that is of the same side, else as a new one.
fn push(pieces: &mut Vec<Piece>, of: Side, tokens: &[&str]) {
    if tokens.iter().all(|token| token.is_empty()) {
        return;
    }
    match pieces.last_mut() {
        Some(last) if last.of == of => last.text.extend(tokens.iter().copied()),
        _ => pieces.push(Piece { of, text: tokens.concat() }),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn squeezed(text: &str) -> String {
        text.split_whitespace().collect()
    }

    fn check(first: &str, second: &str, expect: &str) {
        let shown = |piece: &Piece| match piece.of {
            Side::Both => piece.text.clone(),
            Side::First => format!("[-{}-]", piece.text),
            Side::Second => format!("[+{}+]", piece.text),
        };
        let (pieces, _) = difference(first, second);
        assert_eq!(pieces.iter().map(shown).collect::<String>(), expect);
    }

    #[test]
    fn words_that_differ_stand_beside_each_other() {
        check("", "", "");
        check("the same", "the same", "the same");
        check("one old word", "one new word", "one [-old -][+new +]word");
        check("", "all new", "[+all new+]");
        check("gone", "", "[-gone-]");
        check("... a b", "... a b c", "... a b [+c+]");
        check("at 6:59", "at 6:59\n• If so", "at 6:59\n[+• If so+]");
        check("a menu\n\nof soups\nand bread", "a menu\nof soups and bread", "a menu\n\nof soups\nand bread");
        let middle = "x ".repeat(500);
        let short = "x ".repeat(100);
        let expect = format!("[-a -][+b +]{} … {}", short.trim_end(), short);
        check(&format!("a {middle}"), &format!("b {middle}"), &expect);
    }

    #[test]
    fn long_texts_are_cut_and_unlike_ones_cost_little() {
        let long =
            |word: &str| (0..4_000).map(|at| [word, &at.to_string(), " "].concat()).collect::<String>();
        let (pieces, is_cut) = difference(&long("a"), &long("b"));
        assert!(is_cut);
        assert_eq!(pieces.iter().map(|piece| piece.of).collect::<Vec<_>>(), [Side::First, Side::Second]);
        assert!(pieces.iter().all(|piece| piece.text.chars().count() <= ONE_SHOWN + 3));
        let (pieces, is_cut) = difference(&long("a"), &long("a"));
        assert!(is_cut && pieces.len() == 1);
        for text in
            [long("a"), long("a").trim().repeat(9), "ä".repeat(50_000), "short".to_owned(), String::new()]
        {
            assert_eq!(difference(held(&text), "x"), difference(&text, "x"));
            assert_eq!(difference(&text, "x").1, text.len() > 9);
        }
    }

    proptest! {
        #[test]
        fn pieces_give_both_texts_again(first in "([ab日] ?|\\n|é\\PC){0,40}", second in "([ab日] ?|\\n|é\\PC){0,40}") {
            let pieces = compared(&first, &second);
            let without = |side: Side| {
                let pieces = pieces.iter().filter(|piece| piece.of != side);
                squeezed(&pieces.map(|piece| piece.text.as_str()).collect::<String>())
            };
            prop_assert_eq!(without(Side::Second), squeezed(&first));
            prop_assert_eq!(without(Side::First), squeezed(&second));
            for pair in pieces.windows(2) {
                prop_assert_ne!(pair[0].of, pair[1].of);
            }
        }
    }
}
