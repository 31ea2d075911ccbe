#![no_main]

use tamis_doors::door;

libfuzzer_sys::fuzz_target!(init: (door("charset").check)(&[]), |bytes: &[u8]| (door("charset").check)(bytes));
