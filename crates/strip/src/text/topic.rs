//! What the words of a group have in common with the article around it.

use super::facts::{Facts, Token};
use super::groups::{Group, Shape};

/// Groups before and after a group that count as its neighbourhood.
const NEIGHBOURS: u32 = 4;
/// A word of so many paragraphs is central to the article.
const CENTRAL_PARAGRAPHS: u32 = 3;

/// How many of the different content words of a group stand in the article outside it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Overlap {
    /// Words that are particular to a topic.
    pub(crate) rare: u32,
    /// Those of them that stand in the article.
    pub(crate) rare_shared: u32,
    /// Those of them that stand in several paragraphs of the article.
    pub(crate) rare_central: u32,
    /// Those of them that stand in the neighbourhood.
    pub(crate) rare_near: u32,
    /// Words of any topic.
    pub(crate) common: u32,
    /// Those of them that stand in the article.
    pub(crate) common_shared: u32,
    /// Names.
    pub(crate) names: u32,
    /// Those of them that stand in the article.
    pub(crate) names_shared: u32,
    /// Those of them that are written with a capital where no sentence begins.
    pub(crate) sure_names_shared: u32,
    /// Words of the title that are particular to a topic.
    pub(crate) title: u32,
    /// Those of them that stand in the article.
    pub(crate) title_shared: u32,
}

impl Overlap {
    /// Different content words.
    pub(crate) fn words(&self) -> u32 {
        self.rare + self.common
    }

    /// Those of them that stand in the article.
    pub(crate) fn shared(&self) -> u32 {
        self.rare_shared + self.common_shared
    }
}

/// The vocabulary of the article: which of its groups hold each word.
#[derive(Debug)]
pub(crate) struct Topic {
    /// For each stem, where its groups begin in `groups`; one more for the end.
    starts: Vec<u32>,
    /// Numbers of the groups of the article that hold each stem, ascending.
    groups: Vec<u32>,
    /// Whether a stem stands in lower case somewhere, which a name does not.
    lower: Vec<bool>,
    /// Number of the group that was counted last, one more than it, for each stem.
    seen: Vec<u32>,
    /// Different words of the article that are particular to a topic.
    pub(crate) vocabulary: u32,
    /// Share of the rare words of a paragraph that stand in another one too, on average, 0..=1.
    pub(crate) own_rate: f32,
}

impl Topic {
    /// The vocabulary of the groups that are `core`. Cost is linear in the number of words.
    pub(crate) fn of(facts: &Facts<'_>, groups: &[Group], core: &[bool]) -> Self {
        let mut topic = Topic {
            starts: vec![0; facts.stems + 1],
            groups: Vec::new(),
            lower: vec![false; facts.stems],
            seen: vec![0; facts.stems],
            vocabulary: 0,
            own_rate: 0.0,
        };
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (number, (group, is_core)) in (1_u32..).zip(groups.iter().zip(core)) {
            for token in group.lines.iter().flat_map(|line| facts.tokens(*line)) {
                let stem = token.stem as usize;
                if let Some(lower) = topic.lower.get_mut(stem) {
                    *lower |= !token.capital;
                }
                if !is_core {
                    continue;
                }
                if let (Some(seen), Some(count)) = (topic.seen.get_mut(stem), topic.starts.get_mut(stem))
                    && *seen != number
                {
                    topic.vocabulary += u32::from(*seen == 0 && !token.common);
                    *seen = number;
                    *count += 1;
                    pairs.push((token.stem, number - 1));
                }
            }
        }
        topic.index(&pairs);
        topic.own_rate = topic.rate(facts, groups, core);
        topic
    }

    /// Turns counts into starts and sorts the pairs of stem and group into place.
    fn index(&mut self, pairs: &[(u32, u32)]) {
        let mut sum = 0;
        for start in &mut self.starts {
            sum += std::mem::replace(start, sum);
        }
        let mut next = self.starts.clone();
        self.groups = vec![0; pairs.len()];
        for (stem, group) in pairs {
            let Some(at) = next.get_mut(*stem as usize) else { continue };
            if let Some(slot) = self.groups.get_mut(*at as usize) {
                *slot = *group;
            }
            *at += 1;
        }
        self.seen.fill(0);
    }

    /// The groups of the article that hold a stem, ascending.
    fn holders(&self, stem: u32) -> &[u32] {
        let (Some(start), Some(end)) = (self.starts.get(stem as usize), self.starts.get(stem as usize + 1))
        else {
            return &[];
        };
        self.groups.get(*start as usize..*end as usize).unwrap_or_default()
    }

    fn rate(&mut self, facts: &Facts<'_>, groups: &[Group], core: &[bool]) -> f32 {
        let (mut rare, mut shared) = (0_u32, 0_u32);
        for (at, (group, is_core)) in groups.iter().zip(core).enumerate() {
            if *is_core && group.shape == Shape::Paragraph {
                let overlap = self.overlap(facts, group, at);
                rare += overlap.rare;
                shared += overlap.rare_shared;
            }
        }
        self.seen.fill(0);
        // Two words of each outcome keep a short text from a rate of naught or one.
        (shared as f32 + 2.0) / (rare as f32 + 4.0)
    }

    /// The overlap of the group with number `at` with the article outside it.
    pub(crate) fn overlap(&mut self, facts: &Facts<'_>, group: &Group, at: usize) -> Overlap {
        let mut overlap = Overlap::default();
        let number = at as u32;
        let title =
            if group.titled { group.lines.first().map_or(0, |line| facts.tokens(*line).len()) } else { 0 };
        for (place, token) in group.lines.iter().flat_map(|line| facts.tokens(*line)).enumerate() {
            let Some(seen) = self.seen.get_mut(token.stem as usize) else { continue };
            if *seen == number + 1 {
                continue;
            }
            *seen = number + 1;
            let in_title = place < title;
            let name = !self.lower.get(token.stem as usize).copied().unwrap_or(true);
            let holders = self.holders(token.stem);
            let place = holders.partition_point(|holder| *holder < number);
            let own = holders.get(place) == Some(&number);
            let before = place.checked_sub(1).and_then(|before| holders.get(before));
            let after = holders.get(place + usize::from(own));
            let near = before.is_some_and(|before| number - before <= NEIGHBOURS)
                || after.is_some_and(|after| after - number <= NEIGHBOURS);
            let others = holders.len() as u32 - u32::from(own);
            overlap.add(*token, others, near, name);
            if in_title && !token.common {
                overlap.title += 1;
                overlap.title_shared += u32::from(others > 0);
            }
        }
        overlap
    }
}

impl Overlap {
    fn add(&mut self, token: Token, paragraphs: u32, near: bool, name: bool) {
        let shared = u32::from(paragraphs > 0);
        if token.common {
            self.common += 1;
            self.common_shared += shared;
            return;
        }
        self.rare += 1;
        self.rare_shared += shared;
        self.rare_central += u32::from(paragraphs >= CENTRAL_PARAGRAPHS);
        self.rare_near += u32::from(near);
        if name {
            self.names += 1;
            self.names_shared += shared;
            self.sure_names_shared += if token.inner_capital { shared } else { 0 };
        }
    }
}
