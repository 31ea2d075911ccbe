//! The engine beside a naive twin of it: whoever is put together satisfies the rule, whoever satisfies it is put
//! together, and neither order, threads nor memory have a say in it.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may stop at what it did not expect"
)]

mod clusters;
mod corpus;
mod executors;
mod hostile;
mod kept;
mod order;
mod pairs;
mod run;
mod streams;
mod twin;
