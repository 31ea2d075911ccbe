use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::FileList;

/// How inputs are found and read: the section `[input]` of `tamis.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
    /// Object stores and web servers.
    pub remote: RemoteConfig,
    /// Lists of further inputs. No key of `tamis.toml`, because what a run reads is no setting.
    #[serde(skip)]
    pub lists: Vec<FileList>,
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
            remote: RemoteConfig::default(),
            lists: Vec::new(),
        }
    }
}

/// How object stores and web servers are asked. Where they are and who asks is told by the environment, in the
/// variables that each of them defines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RemoteConfig {
    /// Seconds without a byte after which a request is given up, and tried again.
    pub timeout_seconds: u64,
    /// How often a request is tried again, after waits that grow from a tenth of a second to fifteen, before the file
    /// becomes a reject.
    pub retries: u32,
}

impl Default for RemoteConfig {
    fn default() -> Self {
        // Guesses: what most clients of object stores wait, and half a minute of waits in all.
        RemoteConfig { timeout_seconds: 30, retries: 8 }
    }
}

/// The value of [`InputConfig::from`] that goes by name and content.
pub(crate) const AUTO: &str = "auto";

/// Names of the fields of a JSONL row. `None` stands for the default names; of those the first one
/// that the row has is taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
