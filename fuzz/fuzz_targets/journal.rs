#![no_main]

use tamis_doors::door;

libfuzzer_sys::fuzz_target!(init: (door("journal").check)(&[]), |bytes: &[u8]| (door("journal").check)(bytes));
