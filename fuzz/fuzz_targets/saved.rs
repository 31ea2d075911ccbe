#![no_main]

use tamis_doors::door;

libfuzzer_sys::fuzz_target!(init: (door("saved").check)(&[]), |bytes: &[u8]| (door("saved").check)(bytes));
