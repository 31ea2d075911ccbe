//! What `--version` prints.

/// Version of the program, and the hash of the model inside it.
///
/// This version judges by rules; there is no learned model in it yet.
pub(crate) const LONG: &str = concat!(env!("CARGO_PKG_VERSION"), " (model: none, rules only)");
