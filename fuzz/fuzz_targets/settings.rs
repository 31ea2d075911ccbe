#![no_main]

use tamis_doors::door;

libfuzzer_sys::fuzz_target!(init: (door("settings").check)(&[]), |bytes: &[u8]| (door("settings").check)(bytes));
