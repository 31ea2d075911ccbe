//! Every door against the committed inputs, all that ever failed, and mutations of both.
//!
//! `TAMIS_FUZZ_MUTATIONS=N` sets how many mutations there are in all, `TAMIS_FUZZ_SEED=N` with which seed they are made. An
//! input that fails is written to `fuzz/crashers/NAME` by hand: the message has it in hexadecimal.

#![allow(clippy::expect_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::panic::catch_unwind;
use std::path::{Path, PathBuf};

use tamis_doors::{DOORS, Door};

mod mutate;

use mutate::{Mutator, dictionary};

/// Mutations in all doors together, unless told otherwise.
const MUTATIONS: u64 = 100_000;

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// The inputs of a door in order of their names: first those that failed once, then the corpus.
fn inputs(door: Door) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for folder in ["crashers", "corpus"] {
        let folder = fuzz().join(folder).join(door.name);
        let entries =
            fs::read_dir(&folder).map_or_else(|_| Vec::new(), |entries| entries.flatten().collect());
        let paths: BTreeSet<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
        found.extend(paths.into_iter().map(|path| {
            let bytes = fs::read(&path).expect("an input can be read");
            (path.display().to_string(), bytes)
        }));
    }
    found
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().expect("the variable holds a number"))
}

fn run(door: Door, input: &[u8], what: &str) {
    if catch_unwind(|| (door.check)(input)).is_err() {
        let mut hex = String::new();
        for byte in input {
            let _ = write!(hex, "{byte:02x}");
        }
        std::panic::resume_unwind(Box::new(format!("{}: {what} fails: {hex}", door.name)));
    }
}

#[test]
fn every_door_holds_for_every_input_there_is() {
    for door in DOORS {
        let inputs = inputs(*door);
        assert!(!inputs.is_empty(), "{} has no inputs", door.name);
        for (name, bytes) in inputs {
            run(*door, &bytes, &name);
        }
        run(*door, &[], "nothing");
    }
}

#[test]
fn every_door_holds_for_mutations_of_them() {
    let mutations = number("TAMIS_FUZZ_MUTATIONS").unwrap_or(MUTATIONS);
    let seed = number("TAMIS_FUZZ_SEED").unwrap_or(2026);
    let weights: u64 = DOORS.iter().map(|door| u64::from(door.weight)).sum();
    for door in DOORS {
        let inputs: Vec<Vec<u8>> = inputs(*door).into_iter().map(|(_, bytes)| bytes).collect();
        let mut mutator = Mutator::new(seed, &inputs, dictionary(door.name), door.longest);
        for number in 0..mutations * u64::from(door.weight) / weights {
            let input = mutator.next();
            run(*door, &input, &format!("mutation {number} of seed {seed}"));
        }
    }
}

#[test]
fn every_folder_of_inputs_has_its_door() {
    let names: BTreeSet<&str> = DOORS.iter().map(|door| door.name).collect();
    assert_eq!(names.len(), DOORS.len());
    for folder in ["corpus", "crashers", "fuzz_targets"] {
        for entry in fs::read_dir(fuzz().join(folder)).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().trim_end_matches(".rs").to_owned();
            let is_any = folder == "fuzz_targets" && name == "any";
            assert!(is_any || names.contains(name.as_str()), "{folder}/{name} is of no door");
        }
    }
}
