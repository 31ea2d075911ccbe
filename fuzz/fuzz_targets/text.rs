#![no_main]

use tamis_doors::door;

libfuzzer_sys::fuzz_target!(init: (door("text").check)(&[]), |bytes: &[u8]| (door("text").check)(bytes));
