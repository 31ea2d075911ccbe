#![no_main]

use tamis_doors::door;

libfuzzer_sys::fuzz_target!(init: (door("index").check)(&[]), |bytes: &[u8]| (door("index").check)(bytes));
