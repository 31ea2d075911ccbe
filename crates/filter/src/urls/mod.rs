//! Which addresses to keep: lists of hosts and patterns, and the one address that variants of a page have.

mod address;
mod canonical;
mod config;
mod lists;
mod names;
mod parameters;
mod patterns;
mod reading;

pub use canonical::canonical_url;
pub use config::UrlConfig;
pub use lists::UrlLists;
