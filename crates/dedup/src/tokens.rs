//! The words of a normalised text as numbers.

/// The lowest bit of a word's number says whether it holds a digit.
const DIGIT: u32 = 1;

/// Whether a word holds a digit, such as a price, a score or a name of a model.
#[inline]
pub(crate) fn holds_digit(word: u32) -> bool {
    word & DIGIT != 0
}

/// Bytes that are looked at together.
const LANE_BYTES: usize = 8;
/// The lowest bit of each byte of a lane.
const LOWEST: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each.
const HIGHEST: u64 = 0x8080_8080_8080_8080;

/// Appends a number for each word of a normalised text (words, each with a blank behind it): 31 bits of a hash, and a
/// bit that tells whether it holds a digit.
pub(crate) fn push_tokens(normalised: &[u8], out: &mut Vec<u32>) {
    let mut word = Word::default();
    let mut at = 0;
    // A lane holds the end of most words, so that each costs a few operations and no call.
    while let Some(lane) = normalised.get(at..).and_then(<[u8]>::first_chunk::<LANE_BYTES>) {
        let lane = u64::from_le_bytes(*lane);
        let blanks = zero_bytes(lane ^ (u64::from(b' ') * LOWEST));
        if blanks == 0 {
            word.add(lane, LANE_BYTES);
            at += LANE_BYTES;
        } else {
            let length = (blanks.trailing_zeros() / 8) as usize;
            if length > 0 {
                word.add(lane & ((1 << (8 * length)) - 1), length);
            }
            out.push(word.finish());
            at += length + 1;
        }
    }
    for byte in normalised.get(at..).unwrap_or_default() {
        if *byte == b' ' {
            out.push(word.finish());
        } else {
            word.add_byte(*byte);
        }
    }
}

/// A word on its way, in lanes of eight bytes from its first.
#[derive(Debug, Default)]
struct Word {
    hash: u64,
    bytes: u64,
    digits: u64,
    /// The bytes of the last lane, if it came byte by byte, and how many.
    lane: u64,
    held: u32,
}

impl Word {
    /// Adds a lane of so many bytes; only the last one of a word is not full.
    #[inline]
    fn add(&mut self, lane: u64, bytes: usize) {
        self.digits |= digits(lane);
        self.bytes += bytes as u64;
        self.hash = step(self.hash ^ lane);
    }

    fn add_byte(&mut self, byte: u8) {
        self.lane |= u64::from(byte) << (8 * self.held);
        self.held += 1;
        if self.held as usize == LANE_BYTES {
            let lane = std::mem::take(&mut self.lane);
            self.held = 0;
            self.add(lane, LANE_BYTES);
        }
    }

    /// The number of the word, and the begin of another.
    #[inline]
    fn finish(&mut self) -> u32 {
        if self.held > 0 {
            let (lane, held) = (self.lane, self.held);
            self.add(lane, held as usize);
        }
        let hash = step(self.hash ^ self.bytes);
        let number = (hash >> 32) as u32 & !DIGIT | u32::from(self.digits != 0);
        *self = Word::default();
        number
    }
}

/// Multiplies and folds, so that each bit reaches most others.
#[inline]
fn step(x: u64) -> u64 {
    let x = x.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    x ^ (x >> 32)
}

/// The highest bit of each byte that is zero; right up to the first one.
#[inline]
fn zero_bytes(lane: u64) -> u64 {
    lane.wrapping_sub(LOWEST) & !lane & HIGHEST
}

/// Bits that are set if a byte of the lane is a digit of ASCII.
#[inline]
fn digits(lane: u64) -> u64 {
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
            prop_assert_eq!(holds_digit(tokens(&format!("{word} "))[0]), has, "{}", word);
        }

        #[test]
        fn numbers_are_those_of_the_words_wherever_they_stand(
            words in proptest::collection::vec("[a-c]{1,3}|[a-zé0-9]{1,30}", 1..12),
        ) {
            let alone: Vec<u32> = words.iter().map(|word| tokens(&format!("{word} "))[0]).collect();
            prop_assert_eq!(&tokens(&format!("{} ", words.join(" "))), &alone);
            for (one, first) in words.iter().zip(&alone) {
                for (other, second) in words.iter().zip(&alone) {
                    prop_assert_eq!(one == other, first == second);
                }
            }
        }
    }
}
