#![no_main]

use tamis_doors::door;

libfuzzer_sys::fuzz_target!(init: (door("report").check)(&[]), |bytes: &[u8]| (door("report").check)(bytes));
