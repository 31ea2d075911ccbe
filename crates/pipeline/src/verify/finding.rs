use std::fmt;

use serde::Serialize;

/// What was found to be wrong with the output of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// How grave it is.
    pub severity: Severity,
    /// What was looked at.
    pub check: Check,
    /// The file it is about.
    pub file: String,
    /// What is wrong, in words that go on behind the name of the file.
    pub message: String,
    /// What should be there, if it can be said in a word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What is there instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing; what the run wrote is all right.
    Warning,
    /// Something does not match, or cannot be read.
    Mismatch,
    /// The books do not balance.
    Books,
}

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Check {
    /// Whether the run has ended.
    Unfinished,
    /// The manifest itself.
    Manifest,
    /// Versions of the shapes of files.
    Schema,
    /// `config.toml`.
    Config,
    /// `stats.json`.
    Stats,
    /// Whether a file is there.
    Missing,
    /// Whether a file can be read.
    Unreadable,
    /// The length of a file.
    Bytes,
    /// The check sum of a file.
    Checksum,
    /// The number of records in a file.
    Records,
    /// Whether a file holds what it should.
    Content,
    /// Whether ids are unique.
    Ids,
    /// Whether every record is accounted for.
    Books,
    /// Files that no manifest knows.
    UnknownFile,
}

impl Finding {
    pub(super) fn new(
        severity: Severity,
        check: Check,
        file: impl Into<String>,
        message: impl Into<String>,
    ) -> Self {
        Finding { severity, check, file: file.into(), message: message.into(), expected: None, found: None }
    }

    pub(super) fn mismatch(check: Check, file: impl Into<String>, message: impl Into<String>) -> Self {
        Finding::new(Severity::Mismatch, check, file, message)
    }

    pub(super) fn expecting(mut self, expected: impl fmt::Display, found: impl fmt::Display) -> Self {
        (self.expected, self.found) = (Some(expected.to_string()), Some(found.to_string()));
        self
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file, self.message)?;
        match (&self.expected, &self.found) {
            (Some(expected), Some(found)) => write!(f, ": expected {expected}, found {found}"),
            _ => Ok(()),
        }
    }
}
