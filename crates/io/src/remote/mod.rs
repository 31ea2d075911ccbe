//! Inputs on other machines: object stores and web servers.

#[cfg(not(feature = "cloud"))]
mod absent;
#[cfg(feature = "cloud")]
mod dates;
#[cfg(feature = "cloud")]
mod engine;
#[cfg(feature = "cloud")]
mod failure;
#[cfg(feature = "cloud")]
mod origin;
#[cfg(feature = "cloud")]
mod ranges;
#[cfg(feature = "cloud")]
mod web;

#[cfg(not(feature = "cloud"))]
pub(crate) use absent::Remotes;
#[cfg(feature = "cloud")]
pub(crate) use engine::Remotes;

/// Whether URLs can be read at all.
pub(crate) const IS_BUILT: bool = cfg!(feature = "cloud");

/// What is known of a remote file before it is read; 0 stands for what is not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Known {
    /// Its length.
    pub(crate) bytes: u64,
    /// When it was last changed, in nanoseconds since 1970.
    pub(crate) modified: u64,
}

/// An object found below a prefix.
#[derive(Debug)]
pub(crate) struct Object {
    /// Its key without the prefix and the `/` behind it.
    pub(crate) below: String,
    pub(crate) known: Known,
}
