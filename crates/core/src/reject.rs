use crate::Place;

/// A record that could not be read or processed, and why. It costs that record alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// Where the record stands.
    pub place: Place,
    /// Its id, if one was known by then.
    pub id: Option<String>,
    /// The kind of failure.
    pub cause: RejectCause,
    /// One sentence for a person: what is wrong, and what to do where that is known.
    pub message: String,
}

/// Why a record could not be read or processed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum RejectCause {
    /// The bytes are no text in any charset (too many control bytes or invalid sequences).
    NotText,
    /// A row that is not valid UTF-8.
    BadUtf8,
    /// A row that is not valid JSON.
    BrokenJson,
    /// A row without a text or HTML field, or with one of the wrong type.
    MissingText,
    /// The compressed stream ended early or is corrupt.
    BrokenCompression,
    /// A record that is not as long as it says: cut off, or its length is wrong.
    Truncated,
    /// A record, or a stretch between records, whose frame or header cannot be read.
    BrokenRecord,
    /// The document is over `limits.max_document_bytes`.
    TooLarge,
    /// The document needs more than `limits.max_document_steps`.
    TooComplex,
    /// The file could not be opened or read.
    Unreadable,
    /// A stage panicked; a bug in tamis.
    Panicked,
}

impl RejectCause {
    /// All of them.
    pub const ALL: &'static [RejectCause] = &[
        RejectCause::NotText,
        RejectCause::BadUtf8,
        RejectCause::BrokenJson,
        RejectCause::MissingText,
        RejectCause::BrokenCompression,
        RejectCause::Truncated,
        RejectCause::BrokenRecord,
        RejectCause::TooLarge,
        RejectCause::TooComplex,
        RejectCause::Unreadable,
        RejectCause::Panicked,
    ];

    /// The cause with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        RejectCause::ALL.iter().copied().find(|cause| cause.name() == name)
    }

    /// Stable kebab-case name, as `rejects.jsonl` prints it.
    pub fn name(self) -> &'static str {
        match self {
            RejectCause::NotText => "not-text",
            RejectCause::BadUtf8 => "bad-utf8",
            RejectCause::BrokenJson => "broken-json",
            RejectCause::MissingText => "missing-text",
            RejectCause::BrokenCompression => "broken-compression",
            RejectCause::Truncated => "truncated",
            RejectCause::BrokenRecord => "broken-record",
            RejectCause::TooLarge => "too-large",
            RejectCause::TooComplex => "too-complex",
            RejectCause::Unreadable => "unreadable",
            RejectCause::Panicked => "panicked",
        }
    }
}
