//! The door that the variable `TAMIS_DOOR` names: one binary for all, where many are run one after the other.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis_doors::{Door, door};

static DOOR: LazyLock<Door> =
    LazyLock::new(|| door(&std::env::var("TAMIS_DOOR").expect("TAMIS_DOOR names a door")));

/// The first input waits for models and tables; it is none that is timed.
fn begin() {
    if DOOR.name == "parquet" {
        // The library that reads Parquet panics at times, and tamis catches it: only what it does not catch is to end the run.
        std::panic::set_hook(Box::new(|_| {}));
    }
    (DOOR.check)(&[]);
}

fuzz_target!(init: begin(), |bytes: &[u8]| (DOOR.check)(bytes));
