use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which steps of decoding are taken. All of them by default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent switch of the user's")]
pub struct DecodeConfig {
    /// Decode percent-encoded lines and runs (`%3Cp%3E`, `The%20trail`, `%u1ED9`, `a+b%3F`).
    pub percent: bool,
    /// Decode HTML character references in plain text.
    pub entities: bool,
    /// Parse lines that are HTML into lines of text.
    pub markup: bool,
    /// Repair UTF-8 that was read as another charset.
    pub mojibake: bool,
}

impl Default for DecodeConfig {
    fn default() -> Self {
        DecodeConfig { percent: true, entities: true, markup: true, mojibake: true }
    }
}
