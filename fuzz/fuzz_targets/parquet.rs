#![no_main]

use tamis_doors::door;

libfuzzer_sys::fuzz_target!(init: (door("parquet").check)(&[]), |bytes: &[u8]| (door("parquet").check)(bytes));
