#![no_main]

use tamis_doors::door;

libfuzzer_sys::fuzz_target!(init: (door("lists").check)(&[]), |bytes: &[u8]| (door("lists").check)(bytes));
