//! Clusters of documents that say the same.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use tamis_io::Side;

use super::difference::{difference, held};
use super::lines::size_of;
use super::sample::{KeyMap, Shortlist, key};
use super::saved::{Document, GoneRow, Run, Watcher, Way, parsed};
use super::shorten::shortened;
use super::{GatherError, Sampling};
use crate::{Cluster, Coverage, Duplicates, Member};

/// Clusters that are shown because they are the largest, and because chance chose them. Guesses.
const LARGEST: usize = 60;
const BY_CHANCE: usize = 40;
/// Members of a cluster that are shown, at most.
const MEMBERS: usize = 8;
/// What of the text that stays is shown, in Unicode scalars. A guess.
const TEXT_SHOWN: usize = 4_000;

/// The clusters of a run that are shown; their texts are collected as documents are read.
#[derive(Debug)]
pub(super) struct Clusters {
    seed: u64,
    coverage: Coverage,
    sizes: BTreeMap<u64, u64>,
    /// By the key of the document that stays.
    chosen: KeyMap<Collected>,
}

#[derive(Debug, Default)]
struct Collected {
    kept_id: String,
    size: u64,
    title: Option<String>,
    url: Option<String>,
    /// Its text as it is shown, and as much of it as is compared.
    text: Option<(String, String)>,
    members: Vec<(Member, String)>,
}

impl Clusters {
    /// Counts all clusters of a run and chooses those that are shown.
    pub(super) fn of(run: &Run, sampling: &Sampling) -> Result<Self, GatherError> {
        let mut gone: KeyMap<u32> = KeyMap::default();
        run.rows(Side::Duplicates, &mut |bytes| {
            let row: GoneRow<'_> = parsed(bytes)?;
            *gone.entry(key(&row.kept_id, sampling.seed)).or_default() += 1;
            Ok(())
        })?;
        let all = gone.len() as u64;
        let mut sizes = BTreeMap::new();
        let (mut largest, mut by_chance) = (Shortlist::new(LARGEST), Shortlist::new(BY_CHANCE + LARGEST));
        for (key, gone) in gone.into_iter().collect::<Vec<_>>() {
            let size = u64::from(gone) + 1;
            *sizes.entry(size).or_default() += 1;
            largest.offer((Reverse(size), key), 1, (key, size));
            by_chance.offer(key, 1, (key, size));
        }
        let mut chosen = KeyMap::default();
        for (key, size) in largest.into_items().chain(by_chance.into_items()) {
            if chosen.len() < LARGEST + BY_CHANCE {
                chosen.entry(key).or_insert(Collected { size, ..Collected::default() });
            }
        }
        Ok(Clusters { seed: sampling.seed, coverage: Coverage { taken: 0, all }, sizes, chosen })
    }

    /// The view, within `budget` bytes of JSON.
    pub(super) fn into_view(self, budget: usize) -> Duplicates {
        let mut chosen: Vec<Collected> = self.chosen.into_values().collect();
        chosen.sort_by(|a, b| b.size.cmp(&a.size).then_with(|| a.kept_id.cmp(&b.kept_id)));
        let (mut left, number) = (budget, chosen.len());
        let mut clusters = Vec::new();
        for (at, collected) in chosen.into_iter().enumerate() {
            let cluster = collected.into_view(left / (number - at));
            let Some(rest) = left.checked_sub(size_of(&cluster)) else { continue };
            left = rest;
            clusters.push(cluster);
        }
        let coverage = Coverage { taken: clusters.len() as u64, ..self.coverage };
        Duplicates { clusters, coverage, sizes: self.sizes }
    }
}

impl Watcher for Clusters {
    fn wants(&mut self, key_of_document: u64, way: Way<'_>) -> bool {
        match way {
            Way::Kept => self.chosen.contains_key(&key_of_document),
            Way::Duplicate(row) => {
                let chosen = self.chosen.get(&key(&row.kept_id, self.seed));
                chosen.is_some_and(|collected| collected.members.len() < MEMBERS)
            }
            Way::Dropped(_) => false,
        }
    }

    fn see(&mut self, key_of_document: u64, document: &Document<'_>) {
        let meta = &document.meta;
        match document.way {
            Way::Kept => {
                if let Some(collected) = self.chosen.get_mut(&key_of_document) {
                    collected.title.clone_from(&meta.title);
                    collected.url.clone_from(&meta.url);
                    collected.kept_id.clone_from(&meta.id);
                    collected.text =
                        Some((shortened(&document.text, TEXT_SHOWN), held(&document.text).to_owned()));
                }
            }
            Way::Duplicate(row) => {
                if let Some(collected) = self.chosen.get_mut(&key(&row.kept_id, self.seed)) {
                    collected.kept_id = row.kept_id.to_string();
                    let member = Member {
                        id: row.id.to_string(),
                        url: meta.url.clone(),
                        reason: row.reason.to_string(),
                        similarity: row.similarity,
                        evidence: row.evidence.to_string(),
                        ..Member::default()
                    };
                    collected.members.push((member, held(&document.text).to_owned()));
                }
            }
            Way::Dropped(_) => {}
        }
    }
}

impl Collected {
    /// The cluster, of which at least one member is shown, with as many as fit into `budget` bytes.
    fn into_view(self, budget: usize) -> Cluster {
        let mut cluster = Cluster {
            kept_id: self.kept_id,
            title: self.title,
            url: self.url,
            text: self.text.as_ref().map(|(shown, _)| shown.clone()),
            size: self.size,
            members: Vec::new(),
        };
        let mut size = size_of(&cluster);
        for (mut member, text) in self.members {
            if let Some((_, kept)) = &self.text {
                (member.difference, member.cut) = difference(kept, &text);
            }
            size += size_of(&member) + 1;
            if size > budget && !cluster.members.is_empty() {
                break;
            }
            cluster.members.push(member);
        }
        cluster
    }
}
