//! What stands for a line, a pair of lines, a story and a source: 64-bit hashes (XXH3) of normalised words,
//! the same on every machine and in every run.

use tamis_core::words;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

/// Version of the normalised form of words. A change in what [`normalise_into`] writes raises it, because
/// hashes of different forms cannot be compared.
pub(crate) const WORDS_VERSION: u32 = 1;

/// Keeps pairs of lines apart from lines.
const PAIR_SEED: u64 = 0x7061_6972;

/// Replaces `out` by the words of a text in lower case, each followed by one blank; digits stay, punctuation
/// goes. Without any word it is empty.
pub(crate) fn normalise_into(text: &str, out: &mut String) {
    out.clear();
    for word in words(text) {
        if word.is_ascii() {
            let from = out.len();
            out.push_str(word);
            if let Some(pushed) = out.get_mut(from..) {
                pushed.make_ascii_lowercase();
            }
        } else {
            out.extend(word.chars().flat_map(char::to_lowercase));
        }
        out.push(' ');
    }
}

/// The hash of a line in its normalised form.
pub(crate) fn line_key(normalised: &str) -> u64 {
    xxh3_64(normalised.as_bytes())
}

/// The hash of a line and the one behind it.
pub(crate) fn pair_key(line: u64, next: u64) -> u64 {
    let mut bytes = [0; 16];
    let (first, second) = bytes.split_at_mut(8);
    first.copy_from_slice(&line.to_le_bytes());
    second.copy_from_slice(&next.to_le_bytes());
    xxh3_64_with_seed(&bytes, PAIR_SEED)
}

/// The hash of the name of a source.
pub(crate) fn source_key(name: &str) -> u64 {
    xxh3_64(name.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        let mut out = "before".to_owned();
        normalise_into(text, &mut out);
        assert_eq!(out, expect, "{text:?}");
    }

    #[test]
    fn case_and_punctuation_do_not_count_and_digits_do() {
        check("- SIGN up, now: 3 weeks!", "sign up now 3 weeks ");
        check("ÉCOUTEZ « ici »", "écoutez ici ");
        check("東京です", "東 京 で す ");
        check("***", "");
    }

    #[test]
    fn hashes_are_those_of_every_version() {
        // Tables outlive versions: a change here needs another `WORDS_VERSION`.
        let hashes = [line_key("sign up "), pair_key(1, 2), source_key("example.org")];
        assert_eq!(hashes, [5_174_922_536_737_950_601, 4_179_562_023_465_826_387, 4_627_260_942_063_550_277]);
        assert_ne!(pair_key(1, 2), pair_key(2, 1));
    }
}
