use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Serialize};
use tamis_boilerplate::{Summary, Table};
use tamis_core::{Decision, Flag, Reason, RejectCause, word_count};
use tamis_decode::StepCounts;
use tamis_dedup::DedupSummary;
use tamis_io::MOST_OF_A_RUN;

use crate::cleaner::SiftedText;
use crate::distributions::Distributions;
use crate::{Cleaned, Filtered};

/// Version of the shape of `stats.json`.
pub const STATS_SCHEMA_VERSION: u32 = 1;

/// What a run did, in figures. Depends on input, settings and version alone, not on time or threads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stats {
    /// Version of this shape.
    pub schema_version: u32,
    /// Version of tamis.
    pub tamis_version: String,
    /// Where every record went.
    pub books: Books,
    /// Sizes, over all documents that were cleaned.
    pub volume: Volume,
    /// What was known of lines that recur; `None` if the run was without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boilerplate: Option<BoilerplateStats>,
    /// What was found by comparing documents; `None` if they were not compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dedup: Option<DedupStats>,
    /// Blocks, edits and words by reason.
    pub removed_by_reason: BTreeMap<String, Removal>,
    /// Documents by the reason they were taken out for.
    pub documents_by_reason: BTreeMap<String, u64>,
    /// Rejected records by cause.
    pub rejected_by_cause: BTreeMap<String, u64>,
    /// Files and records passed over, by type.
    pub skipped_by_type: BTreeMap<String, u64>,
    /// What decoding changed, by step.
    pub decode_steps: BTreeMap<String, u64>,
    /// Documents by flag.
    pub flags: BTreeMap<String, u64>,
    /// Documents by the charset they were read in.
    pub charsets: BTreeMap<String, u64>,
    /// Documents by the language of their text, dropped ones too.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub languages: BTreeMap<String, u64>,
    /// How lengths, losses, scores and places are distributed.
    #[serde(default)]
    pub distributions: Distributions,
}

/// Where every record went. `records_in` is the sum of the others, or the run has failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Books {
    /// Records read; a file that could not be opened counts as one.
    pub records_in: u64,
    /// Written to the output.
    pub kept: u64,
    /// Taken out because an earlier document says the same.
    pub duplicates: u64,
    /// Taken out for another reason, such as being empty.
    pub dropped: u64,
    /// Not readable, or over a limit.
    pub rejected: u64,
    /// Passed over on purpose.
    pub skipped: u64,
}

impl Books {
    /// Whether every record that came in is accounted for.
    pub fn balance(&self) -> bool {
        self.records_in == self.kept + self.duplicates + self.dropped + self.rejected + self.skipped
    }

    /// Whether there was something to read, and none of it could be.
    pub fn nothing_was_read(&self) -> bool {
        self.rejected > 0 && self.rejected == self.records_in - self.skipped
    }
}

/// Sizes, over all documents that were cleaned (kept, duplicate or dropped).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Volume {
    /// Bytes of the bodies, uncompressed.
    pub bytes_in: u64,
    /// Bytes of the texts written.
    pub bytes_out: u64,
    /// Blocks found.
    pub blocks_in: u64,
    /// Blocks left.
    pub blocks_out: u64,
    /// Words of the document texts.
    pub words_in: u64,
    /// Words left in the documents that were cleaned, duplicates included.
    pub words_out: u64,
}

/// The lines that recur in many stories of a source, as a run knew them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoilerplateStats {
    /// Whether a first pass of this run learned them; else they came from a file.
    pub learned: bool,
    /// Distinct stories they were learned from.
    pub stories: u64,
    /// Sources with any of them.
    pub sources: u64,
    /// Lines that stand in two stories of a source or more.
    pub lines: u64,
    /// Blocks of the documents of this run that were found among them, dropped or not.
    pub blocks_found: u64,
}

impl BoilerplateStats {
    pub(crate) fn of(table: &Table, learned: bool) -> Self {
        let Summary { stories, sources, lines, .. } = table.summary();
        BoilerplateStats { learned, stories, sources, lines, blocks_found: 0 }
    }
}

/// What was found by comparing all documents with each other.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DedupStats {
    /// Documents of the run.
    pub documents: u64,
    /// Documents of earlier batches of an index that they were compared with, too.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub indexed: u64,
    /// Duplicates of documents of earlier batches and copies contained in them, which count below as well.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub earlier: u64,
    /// Those with the bytes of another that stays.
    pub same_bytes: u64,
    /// Those with other bytes but the words of another that stays.
    pub same_words: u64,
    /// Near-duplicates of another that stays.
    pub near: u64,
    /// Contained copies, whether they stay or not.
    pub contained: u64,
    /// Clusters of two documents or more, of which one at least is of the run.
    pub clusters: u64,
    /// Documents in the largest cluster.
    pub largest: u64,
    /// Pairs that were compared in full.
    pub verified: u64,
    /// Pairs similar enough that were told apart as pages of one template.
    pub templates: u64,
    /// Words of the duplicates and contained copies, whether they stay or not.
    pub copied_words: u64,
    /// Bytes of their texts.
    pub copied_bytes: u64,
    /// Bytes of temporary files at their most. Not written, because it depends on the memory.
    #[serde(skip)]
    pub disk_bytes: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde wants it so")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl From<&DedupSummary> for DedupStats {
    fn from(summary: &DedupSummary) -> Self {
        DedupStats {
            documents: summary.documents,
            indexed: summary.indexed,
            earlier: summary.earlier,
            same_bytes: summary.same_bytes,
            same_words: summary.same_words,
            near: summary.near,
            contained: summary.contained,
            clusters: summary.clusters,
            largest: summary.largest,
            verified: summary.verified,
            templates: summary.templates,
            copied_words: 0,
            copied_bytes: 0,
            disk_bytes: summary.disk_bytes,
        }
    }
}

/// What went for one reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// Whole blocks.
    pub blocks: u64,
    /// Edits inside blocks that stayed, and decodings.
    pub edits: u64,
    /// Words of the dropped blocks and of the stretches edited away.
    pub words: u64,
    /// Documents it happened in.
    pub documents: u64,
}

/// What went of one document, by reason: a few of them, of which the last is nearly always the next.
#[derive(Default)]
struct Removals(Vec<(Reason, Removal)>);

impl Removals {
    fn of(&mut self, reason: Reason) -> &mut Removal {
        let at = self.0.iter().rposition(|(known, _)| *known == reason).unwrap_or_else(|| {
            self.0.push((reason, Removal::default()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }
}

impl Stats {
    /// Empty figures of this version.
    pub fn new() -> Self {
        Stats {
            schema_version: STATS_SCHEMA_VERSION,
            tamis_version: env!("CARGO_PKG_VERSION").to_owned(),
            ..Stats::default()
        }
    }

    /// The figures of one cleaned document; where it goes is not known yet.
    pub(crate) fn of_document(cleaned: &Cleaned, bytes_in: u64) -> Self {
        let document = &cleaned.document;
        let volume = Volume { bytes_in, blocks_in: document.blocks.len() as u64, ..Volume::default() };
        let mut stats = Stats { volume, ..Stats::default() };
        let found = document.blocks.iter().filter(|block| block.recurrence.is_some()).count() as u64;
        if found > 0 {
            stats.boilerplate = Some(BoilerplateStats { blocks_found: found, ..BoilerplateStats::default() });
        }
        let mut gone = 0;
        let mut removals = Removals::default();
        let counted: Vec<u64> = document.blocks.iter().map(|block| word_count(&block.text) as u64).collect();
        for ((block, verdict), words) in document.blocks.iter().zip(&cleaned.verdicts).zip(&counted) {
            stats.volume.words_in += words;
            match &verdict.decision {
                Decision::Keep => {}
                Decision::Drop => {
                    gone += words;
                    stats.volume.blocks_out += 1;
                    let removal = removals.of(verdict.reason.unwrap_or(Reason::Other));
                    removal.blocks += 1;
                    removal.words += words;
                }
                Decision::Edit(edits) => {
                    for edit in edits {
                        let words = block.text.get(edit.range.clone()).map_or(0, word_count) as u64;
                        gone += words;
                        let removal = removals.of(edit.reason);
                        removal.edits += 1;
                        removal.words += words;
                    }
                }
            }
        }
        stats.removed_by_reason =
            removals.0.into_iter().map(|(reason, removal)| (reason.name().to_owned(), removal)).collect();
        let volume = &mut stats.volume;
        volume.blocks_out = volume.blocks_in - volume.blocks_out;
        volume.words_out = volume.words_in.saturating_sub(gone);
        for note in crate::ledger::distinct_notes(document) {
            stats.removal(note.reason).edits += 1;
        }
        stats.removed_by_reason.values_mut().for_each(|removal| removal.documents = 1);
        stats.distributions = Distributions::of_document(cleaned, stats.volume, &counted);
        stats.add_steps(&cleaned.steps);
        stats.flags = document.flags.iter().map(|flag: &Flag| (flag.name().to_owned(), 1)).collect();
        stats.charsets = cleaned.charset.iter().map(|name| ((*name).to_owned(), 1)).collect();
        stats.add_language(&cleaned.filtered);
        stats
    }

    /// The same for a text that was only filtered.
    pub(crate) fn of_text(sifted: &SiftedText, bytes_in: u64) -> Self {
        let words_in = word_count(&sifted.text) as u64;
        let words_out = sifted.left.as_deref().map_or(words_in, |left| word_count(left) as u64);
        let mut stats = Stats {
            volume: Volume { bytes_in, words_in, words_out, ..Volume::default() },
            distributions: Distributions::of_lengths(words_in, words_out),
            ..Stats::default()
        };
        for change in &sifted.changes {
            let words = sifted.text.get(change.range.clone()).map_or(0, word_count) as u64;
            let removal = stats.removal(change.reason);
            removal.words += words;
            *(if change.is_private { &mut removal.edits } else { &mut removal.blocks }) += 1;
        }
        stats.removed_by_reason.values_mut().for_each(|removal| removal.documents = 1);
        stats.flags = sifted.flags.iter().map(|flag: &Flag| (flag.name().to_owned(), 1)).collect();
        stats.charsets = sifted.charset.iter().map(|name| ((*name).to_owned(), 1)).collect();
        stats.add_language(&sifted.filtered);
        stats
    }

    fn add_language(&mut self, filtered: &Filtered) {
        self.languages = filtered.language.iter().map(|found| (found.language.clone(), 1)).collect();
    }

    fn removal(&mut self, reason: Reason) -> &mut Removal {
        self.removed_by_reason.entry(reason.name().to_owned()).or_default()
    }

    fn add_steps(&mut self, steps: &StepCounts) {
        for (name, count) in steps.iter() {
            if count > 0 {
                *self.decode_steps.entry(name.to_owned()).or_default() += count;
            }
        }
    }

    pub(crate) fn count_reject(&mut self, cause: RejectCause) {
        self.books.rejected += 1;
        *self.rejected_by_cause.entry(cause.name().to_owned()).or_default() += 1;
    }

    pub(crate) fn count_skipped(&mut self, kind: &str, records: u64) {
        self.books.skipped += records;
        *self.skipped_by_type.entry(kind.to_owned()).or_default() += records;
    }

    /// Reads `stats.json`.
    ///
    /// # Errors
    /// If it is something else, or holds a figure that no run has.
    pub fn from_json(json: &[u8]) -> serde_json::Result<Self> {
        let stats: Stats = serde_json::from_slice(json)?;
        if is_within_reason(&serde_json::from_slice(json)?) {
            return Ok(stats);
        }
        Err(serde_json::Error::custom("it holds a figure that no run can have"))
    }

    /// Adds the figures of another part of the run.
    pub fn merge(&mut self, other: &Stats) {
        let (books, more) = (&mut self.books, other.books);
        books.records_in += more.records_in;
        books.kept += more.kept;
        books.duplicates += more.duplicates;
        books.dropped += more.dropped;
        books.rejected += more.rejected;
        books.skipped += more.skipped;
        let (volume, more) = (&mut self.volume, other.volume);
        volume.bytes_in += more.bytes_in;
        volume.bytes_out += more.bytes_out;
        volume.blocks_in += more.blocks_in;
        volume.blocks_out += more.blocks_out;
        volume.words_in += more.words_in;
        volume.words_out += more.words_out;
        if let (Some(found), Some(more)) = (&mut self.boilerplate, other.boilerplate) {
            found.blocks_found += more.blocks_found;
        } else if self.boilerplate.is_none() {
            self.boilerplate = other.boilerplate;
        }
        if let (Some(found), Some(more)) = (&mut self.dedup, other.dedup) {
            found.copied_words += more.copied_words;
            found.copied_bytes += more.copied_bytes;
        } else if self.dedup.is_none() {
            self.dedup = other.dedup;
        }
        for (reason, more) in &other.removed_by_reason {
            let removal = self.removed_by_reason.entry(reason.clone()).or_default();
            removal.blocks += more.blocks;
            removal.edits += more.edits;
            removal.words += more.words;
            removal.documents += more.documents;
        }
        add(&mut self.documents_by_reason, &other.documents_by_reason);
        add(&mut self.rejected_by_cause, &other.rejected_by_cause);
        add(&mut self.skipped_by_type, &other.skipped_by_type);
        add(&mut self.decode_steps, &other.decode_steps);
        add(&mut self.flags, &other.flags);
        add(&mut self.charsets, &other.charsets);
        add(&mut self.languages, &other.languages);
        self.distributions.merge(&other.distributions);
    }

    /// Share of the removed words that went for [`Reason::Other`], 0..=1.
    pub fn share_of_other(&self) -> f64 {
        let all: u64 = self.removed_by_reason.values().map(|removal| removal.words).sum();
        let other = self.removed_by_reason.get(Reason::Other.name()).map_or(0, |removal| removal.words);
        if all == 0 { 0.0 } else { other as f64 / all as f64 }
    }
}

fn add(into: &mut BTreeMap<String, u64>, from: &BTreeMap<String, u64>) {
    for (key, count) in from {
        *into.entry(key.clone()).or_default() += count;
    }
}

/// Whether all numbers are small enough to be added up.
fn is_within_reason(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Number(number) => number.as_u64().is_none_or(|number| number <= MOST_OF_A_RUN),
        serde_json::Value::Array(values) => values.iter().all(is_within_reason),
        serde_json::Value::Object(members) => members.values().all(is_within_reason),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_adds_every_figure_and_keeps_the_balance() {
        let part = |kept, rejected| {
            let mut stats = Stats::new();
            stats.books = Books { records_in: kept + rejected, kept, rejected, ..Books::default() };
            stats.removal(Reason::Teaser).words = 3;
            stats.removal(Reason::Other).words = 1;
            stats.flags.insert("loss-limit".into(), kept);
            stats
        };
        let mut all = part(2, 1);
        all.merge(&part(5, 0));
        assert!(all.books.balance());
        assert_eq!((all.books.records_in, all.books.kept, all.flags["loss-limit"]), (8, 7, 7));
        assert_eq!(all.removed_by_reason["teaser"].words, 6);
        assert!((all.share_of_other() - 0.25).abs() < 1e-9);
        all.books.skipped += 1;
        assert!(!all.books.balance());
    }
}
