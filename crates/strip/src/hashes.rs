//! Hashes of words and of sequences of them; the same on every machine.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Hash map over keys that are hashes already.
pub(crate) type HashedMap<V> = HashMap<u64, V, BuildHasherDefault<PassThrough>>;

/// Hasher for keys that are well-mixed 64-bit hashes already.
#[derive(Default)]
pub(crate) struct PassThrough(u64);

impl Hasher for PassThrough {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(PRIME);
        }
    }

    fn write_u64(&mut self, value: u64) {
        self.0 = value;
    }
}

/// Odd multiplier with well-spread bits (2^64 divided by the golden ratio).
const PRIME: u64 = 0x9E37_79B9_7F4A_7C15;
pub(crate) const SEED: u64 = 0x51_7C_C1_B7_27_22_0A_95;

/// One step of a hash over a sequence of values; the result is mixed well enough for [`PassThrough`].
pub(crate) fn mix(state: u64, value: u64) -> u64 {
    let mixed = (state.rotate_left(23) ^ value).wrapping_mul(PRIME);
    mixed ^ (mixed >> 29)
}

/// Hash of a word in lower case.
pub(crate) fn word_hash(word: &str) -> u64 {
    let mut state = SEED;
    if word.is_ascii() {
        for byte in word.bytes() {
            state = mix(state, u64::from(byte.to_ascii_lowercase()));
        }
    } else {
        for c in word.chars().flat_map(char::to_lowercase) {
            state = mix(state, u64::from(c));
        }
    }
    state
}
