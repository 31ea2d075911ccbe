#![no_main]

use tamis_doors::door;

libfuzzer_sys::fuzz_target!(init: (door("table").check)(&[]), |bytes: &[u8]| (door("table").check)(bytes));
