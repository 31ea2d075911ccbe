#![no_main]

use tamis_doors::door;

libfuzzer_sys::fuzz_target!(init: (door("archive").check)(&[]), |bytes: &[u8]| (door("archive").check)(bytes));
