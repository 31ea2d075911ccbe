//! Ground truth in the layout of the Web Content Extraction Benchmark.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tamis_io::IoError;

use crate::RunError;

/// Folder of the ground truth inside the folder that is scored.
const FOLDER: &str = "ground-truth";
/// The type of a page whose ground truth names none.
const DEFAULT_TYPE: &str = "article";
/// Page types by another name.
const TYPE_SYNONYMS: &[(&str, &str)] = &[("category", "collection")];

/// What is known of one page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Truth {
    pub(super) url: Option<String>,
    pub(super) page_type: String,
    pub(super) main_content: String,
    /// Snippets that must stand in the text.
    pub(super) with: Vec<String>,
    /// Snippets that must not.
    pub(super) without: Vec<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct File {
    url: Option<String>,
    #[serde(rename = "_internal")]
    internal: Option<Internal>,
    ground_truth: Option<Reference>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Internal {
    page_type: Option<PageType>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct PageType {
    primary: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Reference {
    main_content: Option<String>,
    with: Option<Vec<String>>,
    without: Option<Vec<String>>,
}

/// The ids that a folder has ground truth for, each with its file.
pub(super) fn list(folder: &Path) -> Result<BTreeMap<String, PathBuf>, RunError> {
    let path = folder.join(FOLDER);
    let failed = |source| IoError::Read { path: path.clone(), source };
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(&path).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        let is_truth = file.extension().is_some_and(|extension| extension == "json");
        if is_truth && let Some(stem) = file.file_stem().and_then(|stem| stem.to_str()) {
            found.insert(stem.to_owned(), file);
        }
    }
    Ok(found)
}

impl Truth {
    /// Reads one file of ground truth.
    pub(super) fn read(path: &Path) -> Result<Self, RunError> {
        let bytes = std::fs::read(path).map_err(|source| IoError::Read { path: path.to_owned(), source })?;
        Self::parse(&bytes).map_err(|source| RunError::BrokenTruth { path: path.to_owned(), source })
    }

    fn parse(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        let file: File = serde_json::from_slice(bytes)?;
        let content = file.ground_truth.unwrap_or_default();
        let named = file.internal.and_then(|internal| internal.page_type).and_then(|kind| kind.primary);
        let named = named.unwrap_or_else(|| DEFAULT_TYPE.to_owned());
        let synonym = TYPE_SYNONYMS.iter().find(|(name, _)| *name == named);
        Ok(Truth {
            url: file.url,
            page_type: synonym.map_or(named, |(_, name)| (*name).to_owned()),
            main_content: content.main_content.unwrap_or_default(),
            with: content.with.unwrap_or_default(),
            without: content.without.unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, page_type: &str, main_content: &str) {
        let truth = Truth::parse(json.as_bytes()).unwrap();
        assert_eq!(
            (truth.page_type.as_str(), truth.main_content.as_str()),
            (page_type, main_content),
            "{json}"
        );
    }

    #[test]
    fn what_is_not_there_has_a_default() {
        check("{}", "article", "");
        check(r#"{"ground_truth": null, "_internal": null}"#, "article", "");
        check(r#"{"ground_truth": {"main_content": null, "with": null}}"#, "article", "");
        check(r#"{"_internal": {"page_type": {"primary": "category"}}}"#, "collection", "");
        check(
            r#"{"_internal": {"page_type": {"primary": "forum"}}, "ground_truth": {"main_content": "a"}}"#,
            "forum",
            "a",
        );
        assert!(Truth::parse(b"[").is_err());
    }
}
