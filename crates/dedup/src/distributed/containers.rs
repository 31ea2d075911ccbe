//! Contained copies: who holds nearly all of a document.

use crate::DedupConfig;
use crate::compare::{Comparer, ratio};
use crate::contain::{
    self, Containers, MOST_CONTAINERS, MOST_SEEN, Sight, Stories, each_sampled, is_long_enough, may_hold,
    meet, meet_mates,
};
use crate::documents::{Card, Number};
use crate::sorter::Entry;

/// Chooses the documents of each cluster that others are looked up in.
#[derive(Debug, Default)]
pub struct ContainerChoice {
    cluster: Option<(i64, Containers<i64>)>,
}

impl ContainerChoice {
    /// Documents a container is compared with in full, at most; those that share most with it, then those of the smallest
    /// hashes of their words.
    pub const MOST_VERIFIED: usize = contain::MOST_VERIFIED;

    /// Takes the next document that has shingles, one of each that have the same words, in the order of its cluster, of bits
    /// 64 to 95 of the hash of its words, and of its number. Calls `chosen` with those of the cluster before.
    pub fn push(&mut self, cluster: i64, number: i64, card: &Card, chosen: impl FnMut(i64)) {
        if self.cluster.as_ref().is_none_or(|(known, _)| *known != cluster) {
            self.finish(chosen);
            self.cluster = Some((cluster, Containers::default()));
        }
        if let Some((_, containers)) = &mut self.cluster {
            containers.add((card.shingles, card.words), number);
        }
    }

    /// Calls `chosen` with the documents of the last cluster.
    pub fn finish(&mut self, chosen: impl FnMut(i64)) {
        if let Some((_, containers)) = self.cluster.take() {
            containers.chosen().for_each(chosen);
        }
    }
}

/// The shingles of a text that are looked up, each once, in ascending order as unsigned numbers; none if it is too short to be a contained copy.
pub fn sampled_shingles(words: &[u32]) -> Vec<u64> {
    let mut shingles = Vec::new();
    if is_long_enough(words.len() as u32) {
        each_sampled(words, |shingle| shingles.push(shingle));
        shingles.sort_unstable();
        shingles.dedup();
    }
    shingles
}

/// A document under one of its sampled shingles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shingled {
    /// The shingle.
    pub shingle: i64,
    /// Whether it was chosen as a container.
    pub is_container: bool,
    /// The document.
    pub number: i64,
    /// What pairs that are alike connect it with.
    pub family: i64,
    /// Its cluster.
    pub cluster: i64,
}

/// A container that shares a shingle with a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meeting {
    /// The container.
    pub container: i64,
    /// The document.
    pub number: i64,
    /// A part of the shingle.
    pub shingle: i32,
    /// Whether both are of one cluster.
    pub is_mate: bool,
}

/// Finds out who meets where.
#[derive(Debug, Default)]
pub struct Meetings {
    shingle: Option<i64>,
    /// Containers of the shingle, one more than are of interest at most.
    containers: Vec<Sight<i64>>,
    has_mates: bool,
}

impl Meetings {
    /// Takes the next document in the order of shingles; of those of one shingle containers come first, in the order of
    /// their numbers. Calls `meeting` with what is known by then.
    pub fn push(&mut self, shingled: &Shingled, mut meeting: impl FnMut(Meeting)) {
        let Shingled { shingle, is_container, number, family, cluster } = *shingled;
        if self.shingle != Some(shingle) {
            self.finish(&mut meeting);
            self.shingle = Some(shingle);
        }
        let sight = Sight { number, family, cluster };
        if is_container {
            if self.containers.len() <= MOST_CONTAINERS {
                self.containers.push(sight);
            }
            return;
        }
        self.meet_containers(&mut meeting);
        if self.containers.len() <= MOST_CONTAINERS {
            self.met_by(&sight, &mut meeting);
        }
    }

    /// Calls `meeting` with what is left of the last shingle.
    pub fn finish(&mut self, mut meeting: impl FnMut(Meeting)) {
        self.meet_containers(&mut meeting);
        self.shingle = None;
        self.containers.clear();
        self.has_mates = false;
    }

    /// Containers among each other, once all are known.
    fn meet_containers(&mut self, meeting: &mut impl FnMut(Meeting)) {
        if self.has_mates || self.containers.len() > MOST_CONTAINERS {
            return;
        }
        self.has_mates = true;
        for sight in &self.containers {
            self.met_by(sight, meeting);
        }
        let shingle = self.part();
        let Ok(()) = meet_mates(&self.containers, |container, number| {
            meeting(Meeting { container, number, shingle, is_mate: true });
            Ok::<(), std::convert::Infallible>(())
        });
    }

    fn met_by(&self, sight: &Sight<i64>, meeting: &mut impl FnMut(Meeting)) {
        let shingle = self.part();
        let Ok(()) = meet(&self.containers, sight, |container| {
            meeting(Meeting { container, number: sight.number, shingle, is_mate: false });
            Ok::<(), std::convert::Infallible>(())
        });
    }

    /// The highest half of the shingle.
    fn part(&self) -> i32 {
        (self.shingle.unwrap_or_default() >> 32) as i32
    }
}

/// A document that a container may hold as the main part of what it shares with any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MainStory {
    /// The document.
    pub number: i64,
    /// The container.
    pub container: i64,
    /// Shingles in which it was seen there.
    pub seen: i32,
}

/// Finds the documents that a container may hold, and is no round-up for.
#[derive(Debug, Default)]
pub struct MainStories {
    container: Option<i64>,
    /// The documents that it meets, in ascending order, and whether each is of its cluster.
    numbers: Vec<(i64, bool)>,
    entries: Vec<Entry>,
    stories: Stories,
}

impl MainStories {
    /// Takes the next meeting in the order of containers, and of numbers there. Calls `found` with what is known of the
    /// container before.
    pub fn push(&mut self, meeting: &Meeting, found: impl FnMut(MainStory)) {
        if self.container != Some(meeting.container) {
            self.finish(found);
            self.container = Some(meeting.container);
        }
        match self.numbers.last_mut() {
            Some((number, is_mate)) if *number == meeting.number => *is_mate |= meeting.is_mate,
            _ => self.numbers.push((meeting.number, meeting.is_mate)),
        }
        let index = self.numbers.len() as Entry - 1;
        self.entries.push(index << 32 | Entry::from(meeting.shingle.cast_unsigned()));
    }

    /// Calls `found` with what is known of the last container.
    pub fn finish(&mut self, mut found: impl FnMut(MainStory)) {
        let Some(container) = self.container.take() else { return };
        self.entries.sort_unstable();
        self.entries.dedup();
        let is_mate = |index: Number| self.numbers.get(index as usize).is_some_and(|(_, is_mate)| *is_mate);
        self.stories.read(&self.entries, is_mate);
        for (index, seen) in self.stories.met() {
            if let (Some((number, false)), true) =
                (self.numbers.get(index as usize), self.stories.is_main(index))
            {
                let seen = (seen as u32).min(MOST_SEEN).cast_signed();
                found(MainStory { number: *number, container, seen });
            }
        }
        self.numbers.clear();
        self.entries.clear();
    }
}

/// Whether a document of so many shingles may be held where so many of its sampled ones were seen.
pub fn is_likely(seen: i32, shingles: u32) -> bool {
    contain::is_likely(usize::try_from(seen).unwrap_or_default(), shingles)
}

/// Compares documents with those that may hold them, and with those that stay for them.
#[derive(Debug)]
pub struct Holding {
    least: f32,
    comparer: Comparer,
}

impl Holding {
    /// A comparison by these settings.
    pub fn new(config: &DedupConfig) -> Self {
        Holding { least: config.containment as f32, comparer: Comparer::default() }
    }

    /// How many shingles of a document its container holds; `None` if that is not enough.
    pub fn shared(&mut self, one: (&Card, &[u32]), container: (&Card, &[u32])) -> Option<u32> {
        let length = |card: &Card| (card.shingles, card.words);
        if !may_hold(length(container.0), length(one.0)) {
            return None;
        }
        self.comparer.begin_words(one.1, one.0.shingles);
        let shared = self.comparer.overlap_with_words(container.1, container.0.shingles).shared;
        (ratio(shared, one.0.shingles) >= self.least).then_some(shared)
    }

    /// How like a document is to the one that stays for it (Jaccard), or the share of its shingles that its container
    /// holds.
    pub fn similarity(&mut self, one: (&Card, &[u32]), stays: (&Card, &[u32]), is_contained: bool) -> f32 {
        if one.0.words == stays.0.words {
            return 1.0;
        }
        self.comparer.begin_words(stays.1, stays.0.shingles);
        let overlap = self.comparer.overlap_with_words(one.1, one.0.shingles);
        if is_contained { ratio(overlap.shared, one.0.shingles) } else { overlap.jaccard() }
    }
}
