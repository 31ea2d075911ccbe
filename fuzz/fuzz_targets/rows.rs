#![no_main]

use tamis_doors::door;

libfuzzer_sys::fuzz_target!(init: (door("rows").check)(&[]), |bytes: &[u8]| (door("rows").check)(bytes));
