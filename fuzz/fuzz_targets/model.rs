#![no_main]

use tamis_doors::door;

libfuzzer_sys::fuzz_target!(init: (door("model").check)(&[]), |bytes: &[u8]| (door("model").check)(bytes));
