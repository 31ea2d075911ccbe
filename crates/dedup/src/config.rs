use serde::{Deserialize, Serialize};

/// Settings of deduplication.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DedupConfig {
    /// Whether documents whose normalised text stood in the input before are taken out.
    pub enabled: bool,
}

impl Default for DedupConfig {
    fn default() -> Self {
        DedupConfig { enabled: true }
    }
}
