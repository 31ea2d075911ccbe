//! The door that the variable `TAMIS_DOOR` names: one binary for all, where many are run one after the other.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tamis_doors::{Door, door};

static DOOR: LazyLock<Door> =
    LazyLock::new(|| door(&std::env::var("TAMIS_DOOR").expect("TAMIS_DOOR names a door")));

// The first input waits for models and tables; it is none that is timed.
fuzz_target!(init: (DOOR.check)(&[]), |bytes: &[u8]| (DOOR.check)(bytes));
