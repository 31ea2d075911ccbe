use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Steps of the HTML parser that one document may take, by default. Of 1,313 pages of seven types
/// the 60 with the most tags a byte take at most .7 steps a byte, so 64 MiB of such a page pass; a step is
/// some nanoseconds.
const MAX_STEPS: u64 = 300_000_000;

/// Settings of the [`crate::Extractor`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ExtractConfig {
    /// Steps that the parser may take for one document before it gives up with [`TooComplex`].
    /// Steps count work, not time, so the same document gives the same answer on any machine.
    pub max_steps: u64,
}

impl Default for ExtractConfig {
    fn default() -> Self {
        ExtractConfig { max_steps: MAX_STEPS }
    }
}

/// A document that would take more than [`ExtractConfig::max_steps`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the page needs more than {max_steps} parser steps")]
pub struct TooComplex {
    /// The limit that was met.
    pub max_steps: u64,
}
