use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which languages to keep (section `[language]`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LanguageConfig {
    /// Whether the language of each document is identified and written to its row. Asking for languages implies it.
    /// Default: true.
    pub identify: bool,
    /// Languages to keep, as codes of ISO 639-1 or 639-3 or BCP 47 tags, such as `["en", "de", "zh-Hant"]`; script and
    /// region are ignored, old and specific codes understood (`iw` is `he`, `nb` and `nn` are in `no`, `sh` is `hr`,
    /// `bs` and `sr`). Default: empty, which keeps all.
    pub accept: Vec<String>,
    /// Least score, 0 to 1, that a document's language must have. Unset: 0.5 where `accept` names languages, so that
    /// the document is more likely in one of them than not; else 0. The scores of two languages that are both accepted
    /// count together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_score: Option<f32>,
    /// A supervised fastText model (`.bin` or `.ftz`, labels such as `__label__en` or `__label__eng_Latn`) to use
    /// instead of the built-in identifier; its scores are then the model's. Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<PathBuf>,
    /// What becomes of a long paragraph that is surely in another language than its document and that is not among
    /// `accept`. Default: keep.
    pub paragraphs: ForeignParagraphs,
}

impl Default for LanguageConfig {
    fn default() -> Self {
        LanguageConfig {
            identify: true,
            accept: Vec::new(),
            min_score: None,
            model: None,
            paragraphs: ForeignParagraphs::Keep,
        }
    }
}

/// What becomes of paragraphs in another language than their document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ForeignParagraphs {
    /// They stay.
    #[default]
    Keep,
    /// They go where they are long and the language is certain.
    Drop,
}
