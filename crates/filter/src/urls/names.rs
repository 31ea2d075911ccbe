//! A set of many names, in about as many bytes as the names and twenty more each.

use xxhash_rust::xxh3::xxh3_64;

/// Slots for each name, in quarters: with a fifth of them free, a search takes three steps or so.
const SLOTS_IN_QUARTERS: usize = 5;

/// Names with a number each. A name is found by its hash and compared with what stands there, so that another with the
/// same hash is never taken for it.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// All names, one behind the other.
    text: String,
    /// Where each begins, and its number.
    entries: Vec<(u32, u32)>,
    /// Upper half: bits of the hash. Lower half: place in `entries`, plus one; 0 is free.
    slots: Vec<u64>,
}

impl Names {
    /// Adds a name, which is found once `finish` is called; false if there is no room left (4 GB of names).
    pub(super) fn push(&mut self, name: &str, number: u32) -> bool {
        let Ok(start) = u32::try_from(self.text.len()) else { return false };
        if self.entries.len() as u64 >= u64::from(u32::MAX) {
            return false;
        }
        self.text.push_str(name);
        self.entries.push((start, number));
        true
    }

    /// Makes all names findable. Of equal ones, the first counts.
    pub(super) fn finish(&mut self) {
        self.text.shrink_to_fit();
        self.entries.shrink_to_fit();
        let count = if self.entries.is_empty() { 0 } else { self.entries.len() * SLOTS_IN_QUARTERS / 4 + 1 };
        let mut slots = vec![0; count];
        for place in 0..self.entries.len() {
            let name = self.name(place);
            let hash = xxh3_64(name.as_bytes());
            let mut slot = slot_of(hash, count);
            loop {
                match slots.get_mut(slot) {
                    Some(free) if *free == 0 => *free = tag_of(hash) | (place as u64 + 1),
                    Some(&mut taken) if self.is(taken, hash, name).is_none() => {
                        slot = (slot + 1) % count;
                        continue;
                    }
                    _ => {}
                }
                break;
            }
        }
        self.slots = slots;
    }

    /// The number of a name.
    pub(super) fn get(&self, name: &str) -> Option<u32> {
        let hash = xxh3_64(name.as_bytes());
        let mut slot = slot_of(hash, self.slots.len());
        loop {
            let taken = self.slots.get(slot).copied().filter(|&taken| taken != 0)?;
            if let Some(place) = self.is(taken, hash, name) {
                return self.entries.get(place).map(|&(_, number)| number);
            }
            slot = (slot + 1) % self.slots.len();
        }
    }

    /// How many there are, equal ones counted as often as they came.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The place a slot points to, if the name stands there.
    fn is(&self, taken: u64, hash: u64, name: &str) -> Option<usize> {
        let place = ((taken & u64::from(u32::MAX)) as usize).checked_sub(1)?;
        (taken & TAG == tag_of(hash) && self.name(place) == name).then_some(place)
    }

    fn name(&self, place: usize) -> &str {
        let start = self.entries.get(place).map_or(0, |&(start, _)| start as usize);
        let end = self.entries.get(place + 1).map_or(self.text.len(), |&(start, _)| start as usize);
        self.text.get(start..end).unwrap_or("")
    }
}

/// Upper half of a slot.
const TAG: u64 = !(u32::MAX as u64);

fn tag_of(hash: u64) -> u64 {
    hash << 32
}

/// The share of the slots that the hash is of all numbers (Lemire).
fn slot_of(hash: u64, slots: usize) -> usize {
    ((u128::from(hash) * slots as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_found_and_no_other() {
        let mut names = Names::default();
        let name = |number: u32| format!("n{}.example", number * 7);
        for number in 0..20_000 {
            assert!(names.push(&name(number), number));
        }
        assert!(names.push(&name(3), 99_999));
        names.finish();
        for number in 0..20_000 {
            assert_eq!(names.get(&name(number)), Some(number));
            assert_eq!(names.get(&format!("{}x", name(number))), None);
        }
        assert_eq!(names.get(""), None);
    }

    #[test]
    fn nothing_is_found_in_nothing() {
        let mut names = Names::default();
        assert_eq!(names.get("a"), None);
        names.finish();
        assert_eq!(names.get("a"), None);
    }
}
