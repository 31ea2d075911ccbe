use serde::{Deserialize, Serialize};

/// How inputs are found and read: the section `[input]` of `tamis.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InputConfig {
    /// Name of the format that every input is read as, one of [`crate::format_names`], or `auto` to go
    /// by name and content.
    pub from: String,
    /// Globs; of the files in directories only those are read whose path below the directory matches
    /// one. Empty: all. `*` matches `/` too.
    pub include: Vec<String>,
    /// Globs; files and folders in directories whose path below the directory matches one are skipped.
    pub exclude: Vec<String>,
    /// Whether hidden files and folders in directories are read.
    pub hidden: bool,
    /// Whether symbolic links in directories are followed.
    pub links: bool,
    /// Names of the fields of a row.
    pub fields: FieldNames,
}

impl Default for InputConfig {
    fn default() -> Self {
        InputConfig {
            from: AUTO.to_owned(),
            include: Vec::new(),
            exclude: Vec::new(),
            hidden: false,
            links: false,
            fields: FieldNames::default(),
        }
    }
}

/// The value of [`InputConfig::from`] that goes by name and content.
pub(crate) const AUTO: &str = "auto";

/// Names of the fields of a JSONL row. `None` stands for the default names; of those the first one
/// that the row has is taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FieldNames {
    /// The id; by default `id`, `doc_id`, `url`.
    pub id: Option<String>,
    /// Plain text; by default `text`, `content`, `raw_content`.
    pub text: Option<String>,
    /// HTML, which wins over plain text; by default `html`.
    pub html: Option<String>,
    /// The address; by default `url`.
    pub url: Option<String>,
    /// The collection; by default `source`.
    pub source: Option<String>,
    /// The title; by default `title`.
    pub title: Option<String>,
    /// When the row was added to the corpus; by default `added`.
    pub added: Option<String>,
    /// The document's own date; by default `created`, `date`.
    pub created: Option<String>,
    /// BCP 47 language tag; by default `language`, `lang`.
    pub language: Option<String>,
}
