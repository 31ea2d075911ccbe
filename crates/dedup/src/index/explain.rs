//! What is known of one document of an index.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::append::standing_of;
use super::format::Section;
use super::runs::Runs;
use super::{Files, Index};
use crate::compare::{Comparer, Overlap, ratio};
use crate::date::iso_date;
use crate::documents::{Documents, Facts, NO_DAY, NOBODY, Number};
use crate::error::DedupError;
use crate::keep::why;
use crate::resolve::PAGE;
use crate::resolved::Standing;
use crate::{DedupConfig, Role};

/// What matched a document, and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explained {
    /// Its id.
    pub id: String,
    /// Number of the batch it is in.
    pub batch: u64,
    /// Its date, if that is plausible, as `2024-05-31`.
    pub date: Option<String>,
    /// Number of its words, if words were kept.
    pub words: u64,
    /// What it is among all documents of the index.
    pub role: Role,
    /// Id of the document that stays for it; its own if it does.
    pub kept_id: String,
    /// Batch of that document.
    pub kept_batch: u64,
    /// Id of the document that holds nearly all of it.
    pub contained_in: Option<String>,
    /// Id of the document that stayed for it when its batch was written, if that was another one.
    pub kept_id_at_first: Option<String>,
    /// Every document that matched it directly, the most alike first.
    pub matches: Vec<DirectMatch>,
    /// The documents of the cluster of the one that stays, in the order of batches; contained ones are left out.
    pub cluster: Vec<Member>,
    /// Why that one stays.
    pub why: String,
}

/// A document that matched another one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DirectMatch {
    /// Its id.
    pub id: String,
    /// Its batch.
    pub batch: u64,
    /// How it matched.
    pub verdict: Verdict,
    /// Share of word 5-grams in common (Jaccard).
    pub jaccard: f32,
    /// Distinct word 5-grams in common.
    pub shared: u32,
    /// Distinct word 5-grams of both together.
    pub of: u32,
    /// Share of the word 5-grams of the smaller that stand in the other.
    pub containment: f32,
}

/// How two documents match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The same bytes.
    SameBytes,
    /// The same words in the same order.
    SameWords,
    /// Near-duplicates.
    Copy,
    /// The match holds nearly all of the document.
    ContainedIn,
    /// The document holds nearly all of the match.
    Contains,
    /// Alike, but pages of one template: no copies.
    TemplatePage,
}

impl Verdict {
    /// What it means, for a person.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::SameBytes => "same bytes",
            Verdict::SameWords => "same words",
            Verdict::Copy => "copy",
            Verdict::ContainedIn => "contained in it",
            Verdict::Contains => "contains it",
            Verdict::TemplatePage => "page of one template, no copy",
        }
    }
}

/// A document of a cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Member {
    /// Its id.
    pub id: String,
    /// Its batch.
    pub batch: u64,
    /// Its date, if that is plausible.
    pub date: Option<String>,
    /// Number of its words, if words were kept.
    pub words: u64,
    /// Whether it is the one that stays.
    pub stays: bool,
}

impl Index {
    /// Explains the documents of an id, one of each batch that has it, oldest first. What became of a document is what
    /// the last batch knows. Reads facts of all documents, so the cost is linear in the size of the index.
    ///
    /// # Errors
    /// [`DedupError::Missing`] if there is no such document; [`DedupError::Damaged`], [`DedupError::Unfit`],
    /// [`DedupError::Index`].
    pub fn explain(&self, id: &str) -> Result<Vec<Explained>, DedupError> {
        let missing =
            || DedupError::Missing { path: self.folder.clone(), wanted: format!("document `{id}`") };
        let Some(last) = self.batches.last() else { return Err(missing()) };
        let files = self.files(&self.batches)?;
        files.check(&[Section::Facts, Section::Ids, Section::Matches, Section::Rulings])?;
        let explained = Explainer::new(self, &files, &last.settings)?.explain(id);
        let explained = explained.map_err(super::failed(&self.folder))?;
        if explained.is_empty() { Err(missing()) } else { Ok(explained) }
    }
}

struct Explainer<'a> {
    config: &'a DedupConfig,
    documents: Documents,
    /// First number and number of each batch.
    batches: Vec<(u64, u64)>,
    matches: Runs,
    rulings: Runs,
    comparer: Comparer,
}

/// What one reading of all documents finds for one of them.
#[derive(Default)]
struct Related {
    same_words: Vec<Number>,
    contains: Vec<Number>,
    cluster: Vec<Number>,
}

impl<'a> Explainer<'a> {
    fn new(index: &Index, files: &Files, config: &'a DedupConfig) -> Result<Self, DedupError> {
        let mut behind = 0;
        let mut begin = |documents: u64| {
            behind += documents;
            behind - documents
        };
        Ok(Explainer {
            config,
            documents: Documents::new(files.sound_segments()?),
            batches: index.batches.iter().map(|batch| (begin(batch.documents), batch.number)).collect(),
            matches: files.runs(Section::Matches),
            rulings: files.runs(Section::Rulings),
            comparer: Comparer::default(),
        })
    }

    fn explain(&mut self, id: &str) -> io::Result<Vec<Explained>> {
        let mut wanted = Vec::new();
        for number in self.of_id(id)? {
            let (first, now) = self.standings(number)?;
            let facts = self.documents.facts(number)?;
            let cluster = self.standings(now.kept)?.1.cluster;
            wanted.push((number, facts, first, now, cluster));
        }
        let related = self.related(
            &wanted
                .iter()
                .map(|(number, facts, .., cluster)| (*number, facts.words, *cluster))
                .collect::<Vec<_>>(),
        )?;
        let mut explained = Vec::with_capacity(wanted.len());
        for ((number, facts, first, now, _), related) in wanted.iter().zip(related) {
            let is_contained = now.container != NOBODY;
            let role = match (is_contained, now.kept == *number) {
                (true, _) => Role::Contained,
                (false, false) => Role::Duplicate,
                (false, true) if related.cluster.len() > 1 => Role::Kept,
                (false, true) => Role::Single,
            };
            explained.push(Explained {
                id: id.to_owned(),
                batch: self.batch(*number),
                date: date(facts),
                words: facts.tokens.into(),
                role,
                kept_id: self.documents.id(now.kept)?,
                kept_batch: self.batch(now.kept),
                contained_in: if is_contained { Some(self.documents.id(now.container)?) } else { None },
                kept_id_at_first: if first.kept == now.kept {
                    None
                } else {
                    Some(self.documents.id(first.kept)?)
                },
                matches: self.direct(*number, facts, *now, &related)?,
                why: self.why(*now, &related.cluster)?,
                cluster: self.members(*now, &related.cluster)?,
            });
        }
        Ok(explained)
    }

    /// The numbers of the documents with this id.
    fn of_id(&self, id: &str) -> io::Result<Vec<Number>> {
        let mut of_length = Vec::new();
        let mut found = Vec::new();
        let mut from = 0;
        // Piece by piece, so that few numbers are held.
        while from < self.documents.len() {
            self.documents.each_fact(from, from + PIECE_DOCUMENTS, |number, facts| {
                if facts.id_bytes as usize == id.len() {
                    of_length.push(number);
                }
            })?;
            for number in of_length.drain(..) {
                if self.documents.id(number)? == id {
                    found.push(number);
                }
            }
            from += PIECE_DOCUMENTS;
        }
        Ok(found)
    }

    /// What became of a document when its batch was written, and what is known of it now.
    fn standings(&self, number: Number) -> io::Result<(Standing, Standing)> {
        let mut rulings = Vec::new();
        self.rulings.reader(number)?.take(number, &mut rulings)?;
        let alone = Standing { cluster: number, kept: number, container: NOBODY };
        let standing = |entry: Option<&u128>| entry.map_or(alone, |entry| standing_of(*entry));
        Ok((standing(rulings.first()), standing(rulings.last())))
    }

    /// What belongs to documents of which number, hash of the words, and cluster are given.
    fn related(&self, wanted: &[(Number, u128, Number)]) -> io::Result<Vec<Related>> {
        let mut related: Vec<Related> = wanted.iter().map(|_| Related::default()).collect();
        let (mut reader, mut rulings) = (self.rulings.reader(0)?, Vec::new());
        let mut failed = Ok(());
        let walked = self.documents.each_fact(0, self.documents.len(), |number, facts| {
            if failed.is_err() {
                return;
            }
            failed = reader.take(number, &mut rulings);
            let now = rulings.last().map(|entry| standing_of(*entry));
            for ((own, words, cluster), related) in wanted.iter().zip(&mut related) {
                if facts.words == *words {
                    related.same_words.push(number);
                }
                let Some(now) = now else { continue };
                if now.container == *own {
                    related.contains.push(number);
                }
                if now.cluster == *cluster && now.container == NOBODY {
                    related.cluster.push(number);
                }
            }
        });
        walked.and(failed).map(|()| related)
    }

    fn direct(
        &mut self,
        number: Number,
        facts: &Facts,
        now: Standing,
        related: &Related,
    ) -> io::Result<Vec<DirectMatch>> {
        let mut found: BTreeMap<Number, Verdict> = BTreeMap::new();
        // Of documents of the same words the first one was compared with others.
        let first = related.same_words.first().copied().unwrap_or(number);
        let mut matches = Vec::new();
        self.matches.reader(first)?.take(first, &mut matches)?;
        for entry in matches {
            let is_page = entry & 0xFFFF_FFFF_0000_0000 == PAGE;
            let verdict = if is_page { Verdict::TemplatePage } else { Verdict::Copy };
            found.insert((entry >> 64) as Number, verdict);
        }
        found.extend(related.contains.iter().map(|other| (*other, Verdict::Contains)));
        if now.container != NOBODY {
            found.insert(now.container, Verdict::ContainedIn);
        }
        for other in &related.same_words {
            let same = self.documents.facts(*other)?.bytes == facts.bytes;
            found.insert(*other, if same { Verdict::SameBytes } else { Verdict::SameWords });
        }
        found.remove(&number);
        self.comparer.begin(&self.documents, number, facts)?;
        let mut direct = Vec::with_capacity(found.len());
        for (other, verdict) in found {
            let theirs = self.documents.facts(other)?;
            let overlap = match verdict {
                Verdict::SameBytes | Verdict::SameWords => {
                    Overlap { shared: facts.shingles, of: (facts.shingles, facts.shingles) }
                }
                _ => self.comparer.overlap(&self.documents, other, &theirs)?,
            };
            let of = overlap.union();
            let same = verdict <= Verdict::SameWords;
            direct.push(DirectMatch {
                id: self.documents.id(other)?,
                batch: self.batch(other),
                verdict,
                jaccard: if same { 1.0 } else { ratio(overlap.shared, of) },
                shared: overlap.shared,
                of,
                containment: if same { 1.0 } else { ratio(overlap.shared, overlap.of.0.min(overlap.of.1)) },
            });
        }
        direct.sort_by(|one, other| other.jaccard.total_cmp(&one.jaccard).then(one.batch.cmp(&other.batch)));
        Ok(direct)
    }

    fn members(&self, now: Standing, cluster: &[Number]) -> io::Result<Vec<Member>> {
        let member = |number: &Number| {
            let facts = self.documents.facts(*number)?;
            Ok(Member {
                id: self.documents.id(*number)?,
                batch: self.batch(*number),
                date: date(&facts),
                words: facts.tokens.into(),
                stays: *number == now.kept,
            })
        };
        cluster.iter().map(member).collect()
    }

    fn why(&self, now: Standing, cluster: &[Number]) -> io::Result<String> {
        let mut members = Vec::with_capacity(cluster.len());
        for number in cluster {
            members.push((*number, self.documents.facts(*number)?));
        }
        Ok(why(self.config.keep, now.kept, &members).to_owned())
    }

    fn batch(&self, number: Number) -> u64 {
        let behind = self.batches.partition_point(|(first, _)| *first <= number.into());
        let batch = behind.checked_sub(1).and_then(|at| self.batches.get(at));
        batch.map_or(0, |(_, batch)| *batch)
    }
}

/// Documents whose facts are read at a time.
const PIECE_DOCUMENTS: u64 = 16 << 10;

fn date(facts: &Facts) -> Option<String> {
    (facts.day != NO_DAY).then(|| iso_date(facts.day))
}
