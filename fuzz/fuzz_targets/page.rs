#![no_main]

use tamis_doors::door;

libfuzzer_sys::fuzz_target!(init: (door("page").check)(&[]), |bytes: &[u8]| (door("page").check)(bytes));
