#![no_main]

use tamis_doors::door;

libfuzzer_sys::fuzz_target!(init: (door("decode").check)(&[]), |bytes: &[u8]| (door("decode").check)(bytes));
