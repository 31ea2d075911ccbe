//! What the words of a group have in common with the article around it.

use super::facts::{Facts, Token};
use super::groups::{Group, Shape};

/// How many of the content words of a group stand in the prose outside it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Overlap {
    /// Different words that are particular to a topic.
    pub(crate) rare: u32,
    /// Those of them that stand in the prose outside the group.
    pub(crate) rare_shared: u32,
    /// Those of them that stand in three or more paragraphs outside the group.
    pub(crate) rare_central: u32,
    /// Different words of any topic.
    pub(crate) common: u32,
    /// Those of them that stand in the prose outside the group.
    pub(crate) common_shared: u32,
    /// Different names.
    pub(crate) names: u32,
    /// Those of them that stand in the prose outside the group.
    pub(crate) names_shared: u32,
}

impl Overlap {
    /// Different content words.
    pub(crate) fn words(&self) -> u32 {
        self.rare + self.common
    }

    /// Those of them that stand in the prose outside the group.
    pub(crate) fn shared(&self) -> u32 {
        self.rare_shared + self.common_shared
    }
}

/// The vocabulary of the article: in how many paragraphs each word stands.
#[derive(Debug)]
pub(crate) struct Topic {
    counts: Vec<Count>,
    /// Different words of the article that are particular to a topic.
    pub(crate) vocabulary: u32,
    /// Share of the rare words of a paragraph that stand in another one too, on average, 0..=1.
    pub(crate) own_rate: f32,
    stamp: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    /// Paragraphs of the article that hold the word.
    paragraphs: u32,
    /// Mark of the group that was counted last.
    seen: u32,
    /// Whether it stands in lower case somewhere, which a name does not.
    lower: bool,
}

impl Topic {
    /// The vocabulary of the groups that are `core`.
    pub(crate) fn of(facts: &Facts<'_>, groups: &[Group], core: &[bool]) -> Self {
        let mut topic =
            Topic { counts: vec![Count::default(); facts.stems], vocabulary: 0, own_rate: 0.0, stamp: 0 };
        for (group, is_core) in groups.iter().zip(core) {
            topic.stamp += 1;
            for line in &group.lines {
                for token in facts.tokens(*line) {
                    let Some(count) = topic.counts.get_mut(token.stem as usize) else { continue };
                    count.lower |= !token.capital;
                    if *is_core && count.seen != topic.stamp {
                        count.seen = topic.stamp;
                        count.paragraphs += 1;
                        topic.vocabulary += u32::from(count.paragraphs == 1 && !token.common);
                    }
                }
            }
        }
        topic.own_rate = topic.rate(facts, groups, core);
        topic
    }

    fn rate(&mut self, facts: &Facts<'_>, groups: &[Group], core: &[bool]) -> f32 {
        let (mut rare, mut shared) = (0_u32, 0_u32);
        for (group, _) in
            groups.iter().zip(core).filter(|(group, core)| **core && group.shape == Shape::Paragraph)
        {
            let overlap = self.overlap(facts, group, true);
            rare += overlap.rare;
            shared += overlap.rare_shared;
        }
        // Two words of each outcome keep a short text from a rate of naught or one.
        (shared as f32 + 2.0) / (rare as f32 + 4.0)
    }

    /// The overlap of a group with the article outside it.
    pub(crate) fn overlap(&mut self, facts: &Facts<'_>, group: &Group, is_core: bool) -> Overlap {
        self.stamp += 1;
        let mut overlap = Overlap::default();
        let own = u32::from(is_core);
        for token in group.lines.iter().flat_map(|line| facts.tokens(*line)) {
            let Some(count) = self.counts.get_mut(token.stem as usize) else { continue };
            if count.seen == self.stamp {
                continue;
            }
            count.seen = self.stamp;
            overlap.add(*token, count.paragraphs.saturating_sub(own), !count.lower);
        }
        overlap
    }
}

impl Overlap {
    fn add(&mut self, token: Token, paragraphs: u32, name: bool) {
        const CENTRAL_PARAGRAPHS: u32 = 3;
        let shared = u32::from(paragraphs > 0);
        if token.common {
            self.common += 1;
            self.common_shared += shared;
            return;
        }
        self.rare += 1;
        self.rare_shared += shared;
        self.rare_central += u32::from(paragraphs >= CENTRAL_PARAGRAPHS);
        if name {
            self.names += 1;
            self.names_shared += shared;
        }
    }
}
