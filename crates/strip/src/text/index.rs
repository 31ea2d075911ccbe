//! Which groups of a document hold each word, and what can be said of a group by its words alone.

use std::ops::Range;

use super::facts::{Facts, Token};
use super::groups::Group;
use super::topic::Overlap;

/// Groups before and after a group that count as its neighbourhood.
const NEIGHBOURS: u32 = 4;

/// What a word weighs, by its rarity, 0..=1.
static WEIGHTS: [f32; 256] = weights();

const fn weights() -> [f32; 256] {
    /// What the rarest words weigh before.
    const FULL_WEIGHT: f32 = 255.0;
    let mut table = [0.0; 256];
    let mut rarity = 0;
    while rarity < table.len() {
        table[rarity] = rarity as f32 / FULL_WEIGHT;
        rarity += 1;
    }
    table
}

/// A content word of a group, of those that have the same stem the first.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Entry {
    /// The stem, numbered within the document.
    pub(crate) stem: u32,
    /// Where its group stands among the holders of the stem of all groups.
    place: u32,
    rarity: u8,
    /// Bits of [`flag`].
    flags: u8,
    /// Groups of the neighbourhood that hold the stem too, before and after this one.
    near_before: u8,
    near_after: u8,
}

/// Bits of [`Entry::flags`].
mod flag {
    pub(super) const COMMON: u8 = 1;
    pub(super) const INNER_CAPITAL: u8 = 1 << 1;
    pub(super) const NAME: u8 = 1 << 2;
    pub(super) const TITLE: u8 = 1 << 3;
}

/// Sets of [`flag`]s.
const FLAGS: u8 = 1 << 4;

/// The [`Entry::kinds`] of each set of flags.
static KINDS: [[f32; 5]; FLAGS as usize] = kinds();

const fn factor(counts: bool) -> f32 {
    if counts { 1.0 } else { 0.0 }
}

const fn kinds() -> [[f32; 5]; FLAGS as usize] {
    let mut table = [[0.0; 5]; FLAGS as usize];
    let mut flags = 0;
    while flags < FLAGS {
        let rare = flags & flag::COMMON == 0;
        let name = rare && flags & flag::NAME != 0;
        let sure = name && flags & flag::INNER_CAPITAL != 0;
        let title = rare && flags & flag::TITLE != 0;
        table[flags as usize] = [factor(rare), factor(!rare), factor(name), factor(sure), factor(title)];
        flags += 1;
    }
    table
}

impl Entry {
    fn of(token: Token) -> Entry {
        let flags =
            (u8::from(token.common) * flag::COMMON) | (u8::from(token.inner_capital) * flag::INNER_CAPITAL);
        Entry { stem: token.stem, place: 0, rarity: token.rarity, flags, near_before: 0, near_after: 0 }
    }

    /// Whether it is a word of any topic.
    #[inline]
    pub(crate) fn is_common(&self) -> bool {
        self.flags & flag::COMMON != 0
    }

    /// Whether it is particular to a topic, of any topic, a name, a name with a capital where no sentence begins, and
    /// whether it stands in the title of its group and is particular to a topic: 1 if so, else 0.
    #[inline]
    pub(crate) fn kinds(&self) -> [f32; 5] {
        KINDS[usize::from(self.flags % FLAGS)]
    }

    /// Whether a group of the neighbourhood holds the stem too.
    #[inline]
    pub(crate) fn has_neighbours(&self) -> bool {
        self.near_before | self.near_after != 0
    }

    /// What it weighs by its rarity, 0..=1.
    #[inline]
    pub(crate) fn weight(&self) -> f32 {
        WEIGHTS.get(usize::from(self.rarity)).copied().unwrap_or_default()
    }
}

/// Which groups of a document hold each word.
#[derive(Debug)]
pub(crate) struct Index {
    /// For each stem, where its groups begin in `groups`; one more for the end.
    starts: Vec<u32>,
    /// Numbers of the groups that hold each stem, ascending.
    groups: Vec<u32>,
    /// For each stem what is known of it.
    stems: Vec<Stem>,
    /// For each group, where its different words begin in `entries`; one more for the end.
    entry_starts: Vec<u32>,
    /// The different words of each group, in the order of their first places.
    entries: Vec<Entry>,
    /// For each group what its words say without the article.
    alone: Vec<Overlap>,
}

/// What is known of a stem.
#[derive(Debug, Clone, Copy, Default)]
struct Stem {
    /// The last group that was seen to hold it, from 1 on.
    seen: u32,
    /// Whether it stands in lower case somewhere, which a name does not.
    lower: bool,
    /// Whether it stands in the address of the document.
    address: bool,
}

impl Index {
    /// The index of a document. Cost is linear in the number of words.
    pub(crate) fn of(facts: &Facts<'_>, groups: &[Group]) -> Index {
        let mut index = Index {
            starts: vec![0; facts.stems + 1],
            groups: Vec::new(),
            stems: vec![Stem::default(); facts.stems],
            entry_starts: Vec::with_capacity(groups.len() + 1),
            entries: vec![Entry::default(); facts.token_count()],
            alone: Vec::with_capacity(groups.len()),
        };
        for stem in &facts.address {
            if let Some(stem) = index.stems.get_mut(*stem as usize) {
                stem.address = true;
            }
        }
        // Every word is put down; whether it stays, because its stem is new to the group, cannot be foreseen.
        let mut count = 0;
        for (number, group) in (1_u32..).zip(groups) {
            index.entry_starts.push(count as u32);
            for line in &group.lines {
                for token in facts.tokens(*line) {
                    let place = token.stem as usize;
                    let (Some(stem), Some(holders), Some(entry)) = (
                        index.stems.get_mut(place),
                        index.starts.get_mut(place),
                        index.entries.get_mut(count),
                    ) else {
                        continue;
                    };
                    let is_new = stem.seen != number;
                    stem.lower |= !token.capital;
                    stem.seen = number;
                    *holders += u32::from(is_new);
                    *entry = Entry::of(*token);
                    count += usize::from(is_new);
                }
            }
        }
        index.entry_starts.push(count as u32);
        index.entries.truncate(count);
        index.sort();
        for (at, group) in groups.iter().enumerate() {
            let alone = index.look_at(facts, group, at);
            index.alone.push(alone);
        }
        index
    }

    /// Turns counts into starts and puts the number of each group in its places.
    fn sort(&mut self) {
        let mut sum = 0;
        for start in &mut self.starts {
            sum += std::mem::replace(start, sum);
        }
        let mut next = self.starts.clone();
        self.groups = vec![0; self.entries.len()];
        let bounds = self.entry_starts.iter().zip(self.entry_starts.iter().skip(1));
        for (number, (start, end)) in (0_u32..).zip(bounds) {
            for entry in self.entries.get_mut(*start as usize..*end as usize).unwrap_or_default() {
                let Some(next) = next.get_mut(entry.stem as usize) else { continue };
                entry.place = *next;
                if let Some(place) = self.groups.get_mut(*next as usize) {
                    *place = number;
                }
                *next += 1;
            }
        }
    }

    /// Completes the entries of a group, and sums up what they say without the article.
    fn look_at(&mut self, facts: &Facts<'_>, group: &Group, at: usize) -> Overlap {
        let range = self.range(at);
        let title =
            if group.titled { group.lines.first().map_or(0, |line| facts.tokens(*line).len()) } else { 0 };
        let mut overlap = Overlap::default();
        let entries = self.entries.get_mut(range).unwrap_or_default();
        for (number, entry) in entries.iter_mut().enumerate() {
            let at_stem = entry.stem as usize;
            let stem = self.stems.get(at_stem).copied().unwrap_or_default();
            entry.flags |= (u8::from(!stem.lower) * flag::NAME) | (u8::from(number < title) * flag::TITLE);
            overlap.address += if stem.address { 1.0 } else { 0.0 };
            let (Some(start), Some(end)) = (self.starts.get(at_stem), self.starts.get(at_stem + 1)) else {
                continue;
            };
            if end - start > 1 {
                let number = at as u32;
                let near = |place: u32, is_inside: bool| {
                    let holder = self.groups.get(place as usize).copied().unwrap_or_default();
                    is_inside & (holder.abs_diff(number) <= NEIGHBOURS)
                };
                // Holders ascend: those that are near stand together.
                for step in 1..=NEIGHBOURS {
                    let before = near(entry.place.wrapping_sub(step), entry.place >= *start + step);
                    entry.near_before += u8::from(before);
                    entry.near_after += u8::from(near(entry.place + step, entry.place + step < *end));
                }
                let adjoins = |place: u32, is_near: bool| {
                    let holder = self.groups.get(place as usize).copied().unwrap_or_default();
                    if is_near && holder.abs_diff(number) == 1 { 1.0 } else { 0.0 }
                };
                let weight = entry.weight();
                overlap.weight_before += weight * adjoins(entry.place.wrapping_sub(1), entry.near_before > 0);
                overlap.weight_after += weight * adjoins(entry.place + 1, entry.near_after > 0);
            }
            overlap.count(entry);
        }
        overlap.lines = if group.lines.len() > 1 {
            let is_rare = |line: &&usize| facts.tokens(**line).iter().any(|token| !token.common);
            group.lines.iter().filter(is_rare).count() as f32
        } else if overlap.rare > 0.0 {
            1.0
        } else {
            0.0
        };
        overlap
    }

    /// How many words of the address stand in a group.
    pub(crate) fn address_words(&self, group: usize) -> f32 {
        self.alone.get(group).map_or(0.0, |alone| alone.address)
    }

    /// The different words of a group.
    #[inline]
    pub(crate) fn entries(&self, group: usize) -> &[Entry] {
        self.entries.get(self.range(group)).unwrap_or_default()
    }

    /// What the words of a group say without the article: nothing is shared.
    pub(crate) fn alone(&self, group: usize) -> Overlap {
        self.alone.get(group).copied().unwrap_or_default()
    }

    /// The groups of the neighbourhood of a word that hold its stem, ascending; its own is one of them.
    #[inline]
    pub(crate) fn neighbours(&self, entry: &Entry) -> &[u32] {
        let first = entry.place.saturating_sub(u32::from(entry.near_before)) as usize;
        let last = entry.place as usize + usize::from(entry.near_after);
        self.groups.get(first..=last).unwrap_or_default()
    }

    fn range(&self, group: usize) -> Range<usize> {
        let start = self.entry_starts.get(group).copied().unwrap_or_default() as usize;
        let end = self.entry_starts.get(group + 1).copied().unwrap_or_default() as usize;
        start..end
    }
}

impl Overlap {
    /// Counts a word that is not known to be shared.
    fn count(&mut self, entry: &Entry) {
        let [rare, common, name, _, title] = entry.kinds();
        self.weight += entry.weight();
        self.rare += rare;
        self.common += common;
        self.names += name;
        self.title += title;
    }
}
