#![no_main]

use tamis_doors::door;

/// The library that reads Parquet panics at times, and tamis catches it: only what it does not catch is to end the run.
fn begin() {
    std::panic::set_hook(Box::new(|_| {}));
}

libfuzzer_sys::fuzz_target!(init: begin(), |bytes: &[u8]| (door("parquet").check)(bytes));
