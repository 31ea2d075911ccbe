#![no_main]

use tamis_doors::door;

libfuzzer_sys::fuzz_target!(init: (door("html").check)(&[]), |bytes: &[u8]| (door("html").check)(bytes));
