#![no_main]

use tamis_doors::door;

libfuzzer_sys::fuzz_target!(init: (door("dedup").check)(&[]), |bytes: &[u8]| (door("dedup").check)(bytes));
