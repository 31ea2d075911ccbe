//! The views of a report, as they are handed to the page: each is written as JSON, texts of pages in it as strings.

use std::collections::BTreeMap;

use serde::Serialize;
use tamis_pipeline::{Stats, Timing, TracedBlock};

/// Everything that a page shows.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Report {
    /// The figures of the run; of a comparison those of the first.
    pub overview: Overview,
    /// Documents before and after.
    pub review: Review,
    /// Documents that say the same.
    pub duplicates: Duplicates,
    /// Lines that stand in several documents of a source.
    pub lines: RepeatedLines,
    /// What differs from another run, if two are compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
    /// What the report cannot show, because the run did not record it, in sentences.
    pub gaps: Vec<String>,
    /// What every reason means that there is, in the order of `tamis reasons`.
    pub reasons: Vec<ReasonMeaning>,
}

/// What a reason means.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ReasonMeaning {
    /// Its stable name.
    pub name: String,
    /// Name of its stage.
    pub stage: String,
    /// One sentence.
    pub meaning: String,
}

/// How much of a run a view was made from. Every view states it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Documents (of a view of clusters: clusters) that were looked at, or are shown.
    pub taken: u64,
    /// All there are.
    pub all: u64,
}

/// The figures of a run.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Overview {
    /// What the user called the run.
    pub name: String,
    /// Its `stats.json`.
    pub stats: Stats,
    /// Removal by host or source.
    pub hosts: Hosts,
    /// How long it took, if that was recorded (`timing.json` in its folder of side files).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timing: Option<Timing>,
    /// Its resolved settings, a `tamis.toml`.
    pub config: String,
}

/// Figures by the host of the address, or else the source.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Hosts {
    /// Those with most removed words first, at most as many as asked for.
    pub rows: Vec<HostFigures>,
    /// Hosts and sources in all, of the documents that were looked at.
    pub number: u64,
    /// Documents that were looked at.
    pub coverage: Coverage,
}

/// The figures of one host or source; empty name: neither is known.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct HostFigures {
    /// The host in lower case, or the source.
    pub host: String,
    /// Its documents that were cleaned.
    pub documents: u64,
    /// Those that were written.
    pub kept: u64,
    /// Those that say the same as another.
    pub duplicates: u64,
    /// Those that were dropped for another reason.
    pub dropped: u64,
    /// Words of its document texts: those left and those removed.
    pub words_in: u64,
    /// Words removed from them, by name of reason.
    pub removed: BTreeMap<String, u64>,
}

/// Documents before and after.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Review {
    /// A sample, in the order of the run.
    pub documents: Vec<ReviewedDocument>,
    /// Documents shown, of all that were cleaned.
    pub coverage: Coverage,
    /// Whether the run kept a trace; else blocks that stay are runs of text between removed spans, and have no score.
    pub has_trace: bool,
}

/// One document of the review.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ReviewedDocument {
    /// Its id.
    pub id: String,
    /// Where it is from, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The host or source that it is counted under; empty if neither is known.
    pub host: String,
    /// Its title, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// `kept`, `duplicate` or `dropped`.
    pub fate: String,
    /// Why it went, and the evidence, if it did: `near-duplicate: 93 % of ...`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
    /// The id of the document that stays in its place, of a duplicate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept_id: Option<String>,
    /// `html` or `text`.
    pub markup: String,
    /// Names of its flags.
    pub flags: Vec<String>,
    /// Blocks of a higher score go, as far as the judge decides.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    /// Words of the document text.
    pub words_in: u64,
    /// Words left of it.
    pub words_out: u64,
    /// By how little the score of a block that a judge dropped is over the threshold, which is the score of the last block that
    /// stays; absent if none went so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub closest: Option<f64>,
    /// Whether it stands here because it was chosen by chance, rather than for what it shows.
    pub by_chance: bool,
    /// Blocks at its end that are left out to keep the file small.
    pub blocks_left_out: u64,
    /// Its blocks in reading order. To keep the file small, long documents are without the causes where a score is far from the
    /// threshold, and long texts in them are shortened in the middle to `…`.
    pub blocks: Vec<ReportedBlock>,
}

/// A block as traces have it.
pub type ReportedBlock = TracedBlock<'static>;

/// Documents that say the same.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Duplicates {
    /// Clusters, the largest first.
    pub clusters: Vec<Cluster>,
    /// Clusters shown, of all there are.
    pub coverage: Coverage,
    /// Number of clusters by their size; sizes are in order.
    pub sizes: BTreeMap<u64, u64>,
}

/// A document that stays, and those that went for it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Cluster {
    /// The id of the document that stays.
    pub kept_id: String,
    /// Its title, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it is from, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its text, shortened if need be; absent if it stands in an earlier batch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Documents, the one that stays included.
    pub size: u64,
    /// Some of those that went, in the order of the run.
    pub members: Vec<Member>,
}

/// A document that went because another says the same.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Member {
    /// Its id.
    pub id: String,
    /// Where it is from, if that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Name of the reason.
    pub reason: String,
    /// How much of the two is the same, 0..=1.
    pub similarity: f64,
    /// A figure or a matched place.
    pub evidence: String,
    /// What differs from the document that stays; empty if that one is not known.
    pub difference: Vec<Piece>,
    /// Whether one of the two texts was cut before they were compared.
    pub cut: bool,
}

/// A piece of two texts that are compared, white space aside. Long pieces, above all those that both have, are shortened in the middle to `…`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// Which of the two has it.
    pub of: Side,
    /// The text.
    pub text: String,
}

/// Which of two texts has something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// Both.
    #[default]
    Both,
    /// The first: the document that stays, or the first run.
    First,
    /// The second: the document that went, or the second run.
    Second,
}

/// Lines that stand in several documents of a source.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct RepeatedLines {
    /// Sources with such lines, those with most words in them first.
    pub sources: Vec<LineSource>,
    /// Further sources with such lines, that are not listed.
    pub more: u64,
    /// Documents that were looked at, of all that were cleaned.
    pub coverage: Coverage,
    /// By how much a count may be too small, because not all lines fitted into memory.
    pub error: u64,
}

/// The repeated lines of one source.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct LineSource {
    /// The host or source; empty if neither is known.
    pub host: String,
    /// Its documents that were looked at.
    pub documents: u64,
    /// Its repeated lines that stand most often, and those that are kept here and dropped there; the most frequent first.
    pub lines: Vec<Line>,
    /// Further repeated lines that are not listed.
    pub more: u64,
}

/// A line that stands several times in one source.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Line {
    /// Its text, shortened if it is long.
    pub text: String,
    /// Documents in which it was kept, whatever became of them.
    pub kept: u64,
    /// Documents from which it was dropped, by name of reason.
    pub dropped: BTreeMap<String, u64>,
}

/// What differs between two runs over the same documents.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Comparison {
    /// The second run.
    pub other: Overview,
    /// Ids of either that were looked at, of all there are: an estimate, if only a share of them was looked at.
    pub coverage: Coverage,
    /// Documents whose fate and text are the same.
    pub same: u64,
    /// Documents that are not.
    pub changed: u64,
    /// Documents of the first run alone.
    pub only_first: u64,
    /// Documents of the second run alone.
    pub only_second: u64,
    /// Reasons that removed more or less, those with most difference first.
    pub reasons: Vec<ReasonChange>,
    /// Where spans that one run removed for a reason went in the other; most words first.
    pub transitions: Vec<Transition>,
    /// What became of documents in both; those with the same fate are left out.
    pub fates: Vec<FateChange>,
    /// Settings that differ and may change what is kept: key, the first's value, the second's, as TOML; empty: not set.
    pub settings: Vec<Change>,
    /// Some of the documents that changed, those that changed most first.
    pub documents: Vec<ChangedDocument>,
}

/// What a reason removed in two runs, over all documents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ReasonChange {
    /// Its name.
    pub reason: String,
    /// Blocks and edits in the first run and in the second.
    pub spans: [u64; 2],
    /// Words in the first run and in the second.
    pub words: [u64; 2],
    /// Documents it happened in, in the first run and in the second.
    pub documents: [u64; 2],
}

/// Spans that two runs treat differently.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Transition {
    /// Name of the reason in the first run; `kept` if it stayed.
    pub from: String,
    /// The same in the second.
    pub to: String,
    /// Number of spans.
    pub spans: u64,
    /// Their words.
    pub words: u64,
    /// Number of documents they stand in.
    pub documents: u64,
}

/// Documents whose fate differs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FateChange {
    /// `kept`, or the name of the reason for which it went, in the first run; `absent` if it is not there.
    pub from: String,
    /// The same in the second.
    pub to: String,
    /// Number of documents.
    pub documents: u64,
}

/// A setting that differs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Its key.
    pub key: String,
    /// Its value in the first run.
    pub first: String,
    /// Its value in the second run.
    pub second: String,
}

/// A document that two runs treat differently.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ChangedDocument {
    /// Its id.
    pub id: String,
    /// The host or source that it is counted under; empty if neither is known.
    pub host: String,
    /// Its title, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What became of it in both runs, as in [`FateChange`].
    pub fates: [String; 2],
    /// Words left in both.
    pub words: [u64; 2],
    /// What differs between the texts of both.
    pub difference: Vec<Piece>,
    /// Whether one of the two texts was cut before they were compared.
    pub cut: bool,
    /// Reasons of spans that only one of them removed, as in [`Transition`].
    pub transitions: Vec<Transition>,
}
