//! The words of a normalised text as numbers.

use crate::signature::mixed;

/// The lowest bit of a word's number says whether it holds a digit.
const DIGIT: u32 = 1;

/// Whether a word holds a digit, such as a price, a score or a name of a model.
#[inline]
pub(crate) fn holds_digit(word: u32) -> bool {
    word & DIGIT != 0
}

/// Appends a number for each word of a normalised text (words, each with a blank behind it): 31 bits of a hash, and a
/// bit that tells whether it holds a digit.
pub(crate) fn push_tokens(normalised: &[u8], out: &mut Vec<u32>) {
    let mut rest = normalised;
    while let Some(length) = memchr::memchr(b' ', rest) {
        let (word, behind) = rest.split_at_checked(length).unwrap_or((rest, &[]));
        out.push(token(word));
        rest = behind.get(1..).unwrap_or_default();
    }
}

/// The number of one word.
#[inline]
pub(crate) fn token(word: &[u8]) -> u32 {
    let mut hash = word.len() as u64;
    let mut digit = 0;
    let (lanes, end) = word.as_chunks::<8>();
    for lane in lanes {
        let lane = u64::from_le_bytes(*lane);
        digit |= digits(lane);
        hash = mixed(hash ^ lane);
    }
    if !end.is_empty() {
        let lane = end.iter().rev().fold(0, |lane, byte| lane << 8 | u64::from(*byte));
        digit |= digits(lane);
        hash = mixed(hash ^ lane);
    }
    (hash as u32) & !DIGIT | u32::from(digit != 0)
}

/// Bits that are set if a byte of the lane is a digit of ASCII.
#[inline]
fn digits(lane: u64) -> u64 {
    const LOWEST: u64 = 0x0101_0101_0101_0101;
    const HIGHEST: u64 = 0x8080_8080_8080_8080;
    let low = lane & !HIGHEST;
    (low + 0x50 * LOWEST) & !(low + 0x46 * LOWEST) & !lane & HIGHEST
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens(text: &str) -> Vec<u32> {
        let mut out = Vec::new();
        push_tokens(text.as_bytes(), &mut out);
        out
    }

    #[test]
    fn a_word_has_one_number_wherever_it_stands() {
        let found = tokens("the old ferry and the new ferry ");
        assert_eq!(found.len(), 7);
        assert_eq!((found[0], found[2]), (found[4], found[6]));
        assert_ne!(found[1], found[5]);
    }

    proptest! {
        #[test]
        fn the_lowest_bit_tells_of_digits(word in "[a-zé0-9_:/]{1,20}") {
            let has = word.bytes().any(|byte| byte.is_ascii_digit());
            prop_assert_eq!(holds_digit(token(word.as_bytes())), has, "{}", word);
        }
    }
}
