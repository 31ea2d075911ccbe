#![no_main]

use tamis_doors::door;

libfuzzer_sys::fuzz_target!(init: (door("filters").check)(&[]), |bytes: &[u8]| (door("filters").check)(bytes));
