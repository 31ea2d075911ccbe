use serde::Serialize;

/// What a document is in its cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Nothing else says the same.
    Single,
    /// The copy of its cluster that stays.
    Kept,
    /// Another copy of its cluster stays.
    Duplicate,
    /// A document of another cluster holds nearly all of it.
    Contained,
}

impl Role {
    /// Its name in rows.
    pub fn name(self) -> &'static str {
        match self {
            Role::Single => "single",
            Role::Kept => "kept",
            Role::Duplicate => "duplicate",
            Role::Contained => "contained",
        }
    }
}

/// How a document that goes is like the one that stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Likeness {
    /// The same bytes.
    Bytes,
    /// The same words in the same order.
    Words,
    /// Many of the same word 5-grams, with it or with another copy between them.
    Near,
    /// Nearly all of its word 5-grams stand in the other.
    Contained,
}

/// What was found about one document.
#[derive(Debug, Clone, PartialEq)]
pub struct Ruling {
    /// What it is in its cluster.
    pub role: Role,
    /// Whether it stays in the output; a contained copy may, if the settings say so.
    pub stays: bool,
    /// Id of the cluster: that of its document which stays.
    pub cluster: String,
    /// Documents in the cluster, without contained copies.
    pub size: u64,
    /// Id of the document that stays; its own id for one that is kept or single.
    pub kept_id: String,
    /// Share of the word 5-grams in common with the document that stays (Jaccard), or of its own that stand in
    /// the container; `None` for one that is kept or single.
    pub similarity: Option<f32>,
    /// Id of the document that holds nearly all of it.
    pub contained_in: Option<String>,
    /// How it is like the one that stays; `None` for one that is kept or single.
    pub likeness: Option<Likeness>,
    /// The earliest plausible date of the cluster, as `2024-05-31`, if the document is kept and its own is later.
    pub first_date: Option<String>,
    /// XXH3 of the bytes of the text, by which a second reading can tell that it is the same.
    pub text_hash: u64,
}

/// What was found about all documents of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DedupSummary {
    /// Documents of the run.
    pub documents: u64,
    /// Documents of earlier batches that they were compared with, too.
    pub indexed: u64,
    /// Duplicates of documents of earlier batches and copies contained in them, which count below as well.
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
    /// Bytes of temporary files at their most.
    pub disk_bytes: u64,
}
