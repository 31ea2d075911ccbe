use tamis_core::Reason;

/// Why a whole document, or a line of it, goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule that it breaks.
    pub reason: Reason,
    /// The figure that breaks it beside the threshold, such as `11.4 > 10`, or what matched.
    pub evidence: String,
}

impl Finding {
    /// A finding with its figure.
    pub fn new(reason: Reason, evidence: impl Into<String>) -> Self {
        Finding { reason, evidence: evidence.into() }
    }
}
