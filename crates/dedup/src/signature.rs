//! Shingles and the signature that stands for their set.

/// Words of a shingle.
pub(crate) const SHINGLE_WORDS: usize = 5;
/// Values of a signature.
pub const SIGNATURE_VALUES: usize = 128;

/// A signature: two documents agree in a value with a probability of the Jaccard similarity of their sets of
/// shingles (plus 2^-16).
pub(crate) type Signature = [u16; SIGNATURE_VALUES];

/// Mixes the bits of a number (the finaliser of `SplitMix64`, Steele et al. 2014, in two rounds).
#[inline]
pub(crate) fn mixed(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// The base of the polynomial, and what tells the rounds of a signature apart.
pub(crate) const BASE: u64 = 0x9E37_79B9_7F4A_7C15;
const BASE_TO_5: u64 = BASE.wrapping_mul(BASE).wrapping_mul(BASE).wrapping_mul(BASE).wrapping_mul(BASE);

/// Calls `take` with the shingles of a sequence of words, as hashes of 64 bits in reading order: every run of five, or one
/// of all of a shorter sequence. A polynomial that rolls on with each word, then mixed.
#[inline]
pub(crate) fn each_shingle(words: &[u32], mut take: impl FnMut(u64)) {
    let step = |sum: u64, word: u32| sum.wrapping_mul(BASE).wrapping_add(u64::from(word) + 1);
    let (head, rest) = words.split_at_checked(SHINGLE_WORDS).unwrap_or((words, &[]));
    let mut sum = head.iter().fold(0, |sum, word| step(sum, *word));
    if !head.is_empty() {
        take(finished(sum));
    }
    for (new, old) in rest.iter().zip(words) {
        sum = step(sum, *new).wrapping_sub(BASE_TO_5.wrapping_mul(u64::from(*old) + 1));
        take(finished(sum));
    }
}

/// Spreads a sum over all bits: the half of [`mixed`] that a polynomial needs.
#[inline]
fn finished(sum: u64) -> u64 {
    let x = (sum ^ (sum >> 32)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x ^ (x >> 29)
}

/// A set of shingles for one document after the other: open addressing, with a stamp instead of clearing.
#[derive(Debug, Default)]
pub(crate) struct ShingleSet {
    slots: Vec<u64>,
    stamps: Vec<u32>,
    stamp: u32,
    mask: usize,
}

impl ShingleSet {
    /// Makes room for up to `most` shingles and forgets those of before.
    pub(crate) fn begin(&mut self, most: usize) {
        let room = (most * 2).next_power_of_two().max(64);
        if room > self.slots.len() {
            self.slots = vec![0; room];
            self.stamps = vec![0; room];
            self.stamp = 0;
        }
        if self.stamp == u32::MAX {
            self.stamps.fill(0);
            self.stamp = 0;
        }
        self.stamp += 1;
        self.mask = room - 1;
    }

    /// Enters a shingle; false if it was there.
    #[inline]
    pub(crate) fn insert(&mut self, shingle: u64) -> bool {
        let mut at = shingle as usize & self.mask;
        loop {
            let (Some(slot), Some(stamp)) = (self.slots.get_mut(at), self.stamps.get_mut(at)) else {
                return false;
            };
            if *stamp != self.stamp {
                (*slot, *stamp) = (shingle, self.stamp);
                return true;
            }
            if *slot == shingle {
                return false;
            }
            at = (at + 1) & self.mask;
        }
    }
}

/// Fast Similarity Sketch (Dahlgaard, Knudsen and Thorup, "Fast Similarity Sketching", FOCS 2017) with 128 bins.
/// In round after round each shingle falls into a bin with a value, and the smallest value of the first round in
/// which a bin is hit stays; the shingle's own hash serves as the first round, and later rounds look at bins that are
/// still empty alone. From round 128 on a shingle falls into the bin of the number of the round, so that 256 rounds fill
/// all.
///
/// `shingles` are distinct, though repeating one changes nothing; at least one. Values are cut to 16 bits (b-bit
/// minwise hashing, Li and König 2010).
pub(crate) fn signature(shingles: &[u64]) -> Signature {
    let mut least = [u64::MAX; SIGNATURE_VALUES];
    for shingle in shingles {
        let bin = (shingle >> 57) as usize;
        if let Some(slot) = least.get_mut(bin) {
            *slot = (*slot).min(*shingle);
        }
    }
    let mut done = least.map(|value| value != u64::MAX);
    let mut empty = done.iter().filter(|done| !**done).count();
    let mut round = 1_u64;
    while empty > 0 && round < 2 * SIGNATURE_VALUES as u64 {
        for shingle in shingles {
            let hash = mixed(shingle ^ round.wrapping_mul(BASE));
            let forced = round.checked_sub(SIGNATURE_VALUES as u64);
            let bin = forced.map_or((hash >> 57) as usize, |bin| bin as usize);
            if let (Some(false), Some(slot)) = (done.get(bin), least.get_mut(bin)) {
                *slot = (*slot).min(hash);
            }
        }
        for (done, value) in done.iter_mut().zip(&least) {
            if !*done && *value != u64::MAX {
                *done = true;
                empty -= 1;
            }
        }
        round += 1;
    }
    // The bits that chose the bin and made the value small say little; all bits mixed say more.
    least.map(|value| mixed(value) as u16)
}

/// Estimate of the Jaccard similarity of two sets by their signatures: the share of values that agree.
pub(crate) fn estimate(one: &Signature, other: &Signature) -> f32 {
    let same = one.iter().zip(other).filter(|(one, other)| one == other).count();
    same as f32 / SIGNATURE_VALUES as f32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn naive(words: &[u32]) -> Vec<u64> {
        let hash = |run: &[u32]| {
            let step = |sum: u64, word: &u32| sum.wrapping_mul(BASE).wrapping_add(u64::from(*word) + 1);
            finished(run.iter().fold(0, step))
        };
        match words.len() {
            0 => Vec::new(),
            1..SHINGLE_WORDS => vec![hash(words)],
            _ => words.windows(SHINGLE_WORDS).map(hash).collect(),
        }
    }

    proptest! {
        #[test]
        fn rolling_gives_the_hash_of_each_run(words in proptest::collection::vec(any::<u32>(), 0..40)) {
            let mut found = Vec::new();
            each_shingle(&words, |shingle| found.push(shingle));
            prop_assert_eq!(found, naive(&words));
        }

        #[test]
        fn the_order_of_shingles_does_not_matter(
            mut shingles in proptest::collection::vec(any::<u64>(), 1..200),
        ) {
            let one = signature(&shingles);
            shingles.reverse();
            shingles.push(shingles[0]);
            prop_assert_eq!(one, signature(&shingles));
        }
    }

    /// Sets of 200 with a known share in common; the error of an estimate is about `sqrt(J (1 - J) / 128)`.
    #[test]
    fn estimates_are_unbiased_and_as_close_as_the_paper_says() {
        for (common, of_each) in [(100_u32, 200_u32), (160, 200), (20, 25), (190, 200), (3, 6)] {
            let expect = f64::from(common) / f64::from(2 * of_each - common);
            let (mut sum, mut squares) = (0.0, 0.0);
            let trials = 400_u32;
            for trial in 0..trials {
                let make = |side: u32| -> Vec<u64> {
                    let number = |at: u32| {
                        let side = if at < common { 0 } else { side };
                        mixed(u64::from(trial) << 40 | u64::from(side) << 32 | u64::from(at))
                    };
                    (0..of_each).map(number).collect()
                };
                let found = f64::from(estimate(&signature(&make(1)), &signature(&make(2))));
                sum += found;
                squares += (found - expect).powi(2);
            }
            let (mean, deviation) = (sum / f64::from(trials), (squares / f64::from(trials)).sqrt());
            let classic = (expect * (1.0 - expect) / 128.0).sqrt();
            assert!((mean - expect).abs() < 0.01, "{common} of {of_each}: mean {mean}, not {expect}");
            assert!(deviation < 1.15 * classic, "{common} of {of_each}: {deviation} against {classic}");
        }
    }

    #[test]
    fn a_set_knows_what_was_entered() {
        let mut set = ShingleSet::default();
        for round in 0..3_u64 {
            set.begin(100);
            for at in 0..100 {
                assert!(set.insert(mixed(round << 32 | at)));
                assert!(!set.insert(mixed(round << 32 | at)));
            }
        }
    }
}
