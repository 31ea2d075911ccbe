//! Every door against the committed inputs, all that ever failed, and mutations of both.
//!
//! `TAMIS_FUZZ_MUTATIONS=N` sets how many mutations there are in all, `TAMIS_FUZZ_SEED=N` with which seed they are made,
//! `TAMIS_FUZZ_DOOR=NAME` at which door alone. An input that fails stands in the message in hexadecimal.

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
const MUTATIONS: u64 = 250_000;

/// Problems after which no more are looked for.
const MOST_PROBLEMS: usize = 10;

fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz")
}

/// The inputs of a door in order of their names: those that failed once, the corpus, and the fixtures that are such inputs.
fn inputs(door: Door) -> Vec<(String, Vec<u8>)> {
    let mut found = files(&fuzz().join("crashers").join(door.name));
    found.extend(files(&fuzz().join("corpus").join(door.name)));
    let fixtures = match door.name {
        "decode" | "text" => "text",
        "html" | "page" => "html",
        _ => return found,
    };
    // All of these but `decode` have a byte for settings in front.
    let settings: &[u8] = if door.name == "decode" { b"" } else { b"\0" };
    for (name, bytes) in files(&fuzz().join("../fixtures").join(fixtures)) {
        found.push((
            name,
            [settings, bytes.get(..bytes.len().min(door.longest / 2)).unwrap_or_default()].concat(),
        ));
    }
    found
}

/// The files of a folder in order of their names; none if there is no folder.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let paths: BTreeSet<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    let read = |path: PathBuf| (path.display().to_string(), fs::read(&path).expect("an input can be read"));
    paths.into_iter().map(read).collect()
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|value| value.parse().expect("the variable holds a number"))
}

/// What is wrong if something does not hold for an input.
fn run(door: Door, input: &[u8], what: &str) -> Option<String> {
    let outcome = catch_unwind(|| (door.check)(input));
    let panic = outcome.err()?;
    let said = panic.downcast_ref::<String>().map(String::as_str);
    let said = said.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or_default();
    let mut problem = format!("{}: {what}: {said}\n", door.name);
    for byte in input {
        let _ = write!(problem, "{byte:02x}");
    }
    Some(problem)
}

#[test]
fn every_door_holds_for_every_input_there_is() {
    let mut problems = Vec::new();
    for door in DOORS {
        let inputs = inputs(*door);
        assert!(!inputs.is_empty(), "{} has no inputs", door.name);
        problems.extend(run(*door, &[], "nothing"));
        problems.extend(inputs.iter().filter_map(|(name, bytes)| run(*door, bytes, name)));
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_door_holds_for_mutations_of_them() {
    let mutations = number("TAMIS_FUZZ_MUTATIONS").unwrap_or(MUTATIONS);
    let seed = number("TAMIS_FUZZ_SEED").unwrap_or(2026);
    let weights: u64 = DOORS.iter().map(|door| u64::from(door.weight)).sum();
    let chosen = std::env::var("TAMIS_FUZZ_DOOR").ok();
    let mut problems = Vec::new();
    for door in DOORS.iter().filter(|door| chosen.as_deref().is_none_or(|name| door.name == name)) {
        let inputs: Vec<Vec<u8>> = inputs(*door).into_iter().map(|(_, bytes)| bytes).collect();
        let mut mutator = Mutator::new(seed, &inputs, dictionary(door.name), door.longest);
        for number in 0..mutations * u64::from(door.weight) / weights {
            let input = mutator.next();
            problems.extend(run(*door, &input, &format!("mutation {number} of seed {seed}")));
            if problems.len() >= MOST_PROBLEMS {
                break;
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
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
