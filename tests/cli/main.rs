//! Black-box tests of the binary: real files in, exact bytes and exit codes out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at what it did not expect"
)]

mod command;
mod corpus;
mod dedup;
mod dedup_runs;
mod escapes;
mod eval;
mod examples;
mod facts;
mod features;
mod filter;
mod fixtures;
mod hostile;
mod index;
mod inside;
mod inspect;
mod invariants;
mod learn;
mod lists;
mod near;
mod operations;
mod outputs;
#[cfg(feature = "parquet")]
mod parquet;
mod plan;
mod report;
mod resume;
mod schemas;
mod secrets;
mod settings;
mod shards;
mod structure;
mod support;
mod verify;
mod warc;
#[cfg(feature = "cloud")]
#[path = "../../crates/io/tests/io/web_server.rs"]
mod web_server;
