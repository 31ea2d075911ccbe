use std::fs;
use std::path::Path;

use tamis_core::Metadata;
use tamis_io::{Container, IoError, Manifest, Output, OutputConfig, OutputRow, Target};

use crate::{file, outcomes, read};

fn config(max_bytes: u64) -> OutputConfig {
    OutputConfig { max_bytes, tool_version: "9".into(), ..OutputConfig::default() }
}

/// A row with this number and a text that does not compress.
fn row(number: u64) -> Vec<u8> {
    let mut state = number + 1;
    let mut letter = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'!' + ((state >> 33) % 90) as u8)
    };
    let text: String = (0..1000).map(|_| letter()).collect();
    let meta = Metadata { id: number.to_string(), ..Metadata::default() };
    let mut out = Vec::new();
    OutputRow {
        meta: &meta,
        text: &text,
        language: None,
        flags: &[],
        private: None,
        dedup: None,
        version: "9",
    }
    .write_json(&mut out);
    out
}

fn run(target: &Path, config: OutputConfig, inputs: &[&str], rows: u64) -> Result<Manifest, IoError> {
    let mut output = Output::create(&Target::parse(target)?, config)?;
    for input in inputs {
        for number in 0..rows {
            output.write(&file(input), "", &row(number))?;
        }
    }
    output.finish(b"{}\n", b"")
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// A file of 600 rows is cut into parts of this size, which hold all rows in order; `slack` is what a part may be over.
fn check(name: &str, max_bytes: u64, slack: u64) {
    let folder = tempfile::tempdir().unwrap();
    let container = if name.ends_with(".parquet") { Container::Parquet } else { Container::Jsonl };
    let config = || OutputConfig { container, ..config(max_bytes) };
    let manifest = run(&folder.path().join(name), config(), &["in.jsonl"], 600).unwrap();
    let (stem, extension) = name.split_once('.').unwrap();
    let mut ids = Vec::new();
    for (part, number) in manifest.files.iter().zip(0..) {
        assert_eq!(part.path, format!("{stem}-{number:05}.{extension}"));
        let bytes = fs::read(folder.path().join(&part.path)).unwrap();
        assert_eq!(bytes.len() as u64, part.bytes);
        assert!(part.bytes <= max_bytes + slack, "{} has {} bytes", part.path, part.bytes);
        let found = read(&part.path, &bytes);
        assert_eq!(found.len() as u64, part.records);
        ids.extend(outcomes(&found));
    }
    let last = manifest.files.len() - 1;
    for part in &manifest.files[..last] {
        assert!(part.bytes >= max_bytes * 9 / 10, "{} has {} bytes only", part.path, part.bytes);
    }
    assert!(last >= 1, "{name} was not cut");
    assert_eq!(ids, (0..600).map(|number| number.to_string()).collect::<Vec<_>>());
    let again = tempfile::tempdir().unwrap();
    assert_eq!(run(&again.path().join(name), config(), &["in.jsonl"], 600).unwrap(), manifest);
}

#[test]
fn parts_have_the_size_that_was_asked_for() {
    check("x.jsonl", 100_000, 1_200);
    check("x.jsonl.gz", 100_000, 140_000);
    check("x.jsonl.zst", 150_000, 140_000);
    check("x.parquet", 150_000, 160_000);
}

#[test]
fn one_part_is_numbered_too() {
    let folder = tempfile::tempdir().unwrap();
    run(&folder.path().join("x.jsonl"), config(1 << 30), &["in.jsonl"], 3).unwrap();
    assert_eq!(names(folder.path()), ["x-00000.jsonl", "x.jsonl.tamis"]);
    run(&folder.path().join("y.jsonl"), config(1 << 30), &[], 0).unwrap();
    assert!(folder.path().join("y-00000.jsonl").is_file());
}

#[test]
fn parts_of_an_earlier_run_go() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.jsonl");
    run(&path, config(2_000), &["in.jsonl"], 6).unwrap();
    fs::write(folder.path().join("x-00077.jsonl"), "of somebody else").unwrap();
    assert_eq!(
        names(folder.path())[..4],
        ["x-00000.jsonl", "x-00001.jsonl", "x-00002.jsonl", "x-00077.jsonl"]
    );
    assert_eq!(Target::parse(&path).unwrap().earlier_parts().len(), 3);
    run(&path, config(2_000), &["in.jsonl"], 2).unwrap();
    assert_eq!(names(folder.path()), ["x-00000.jsonl", "x-00077.jsonl", "x.jsonl.tamis"]);
    run(&path, config(0), &["in.jsonl"], 2).unwrap();
    assert_eq!(names(folder.path()), ["x-00077.jsonl", "x.jsonl", "x.jsonl.tamis"]);
    run(&path, config(2_000), &["in.jsonl"], 2).unwrap();
    assert_eq!(names(folder.path()), ["x-00000.jsonl", "x-00077.jsonl", "x.jsonl.tamis"]);
}

#[test]
fn a_part_takes_no_file_of_somebody_else() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("x-00001.jsonl"), "years of work").unwrap();
    let path = folder.path().join("x.jsonl");
    let refused = run(&path, config(2_000), &["in.jsonl"], 6).unwrap_err();
    assert!(matches!(refused, IoError::ForeignPart { .. }), "{refused}");
    assert_eq!(fs::read_to_string(folder.path().join("x-00001.jsonl")).unwrap(), "years of work");
    assert!(!folder.path().join("x-00000.jsonl").exists(), "nothing has its name before all has");
    run(&path, OutputConfig { force: true, ..config(2_000) }, &["in.jsonl"], 6).unwrap();
}

#[test]
fn unfinished_parts_of_a_killed_run_go() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".x-00003.jsonl.tmpAb12Cd"), "half").unwrap();
    fs::write(folder.path().join(".y-00003.jsonl.tmpAb12Cd"), "half").unwrap();
    run(&folder.path().join("x.jsonl"), config(0), &["in.jsonl"], 1).unwrap();
    assert_eq!(names(folder.path()), [".y-00003.jsonl.tmpAb12Cd", "x.jsonl", "x.jsonl.tamis"]);
}

#[test]
fn files_of_a_directory_are_cut_each() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("out");
    let manifest = run(&root, config(2_000), &["a/b.jsonl.gz", "c.html"], 5).unwrap();
    let listed: Vec<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(listed[0], "a/b-00000.jsonl.gz");
    assert!(listed.contains(&"c.html-00002.jsonl"), "{listed:?}");
    run(&root, config(0), &["c.html"], 5).unwrap();
    assert_eq!(names(&root), ["_tamis", "c.html.jsonl"]);
    run(&root, OutputConfig { container: Container::Parquet, ..config(0) }, &["a/b.jsonl.gz"], 5).unwrap();
    assert_eq!(names(&root.join("a")), ["b.parquet"]);
}

#[test]
fn what_has_no_parts_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |target: Target, container: Container, max_bytes: u64, expect: &str| {
        let config = OutputConfig { container, ..config(max_bytes) };
        let error = Output::create(&target, config).unwrap_err();
        assert!(matches!(error, IoError::UnfitContainer { .. }), "{error}");
        assert!(error.to_string().contains(expect), "{error}");
    };
    let path = |name: &str| Target::parse(&folder.path().join(name)).unwrap();
    refused(path("x.txt"), Container::Files, 1, "text files are not cut");
    refused(path("out"), Container::Files, 1, "text files are not cut");
    refused(Target::StandardOutput, Container::Jsonl, 1, "a stream has no parts");
    refused(Target::StandardOutput, Container::Parquet, 0, "to a file or a directory");
    refused(path("x.jsonl"), Container::Parquet, 0, "ends in .parquet");
    refused(path("x.parquet"), Container::Jsonl, 0, "is for Parquet");
    assert_eq!(names(folder.path()), [""; 0], "nothing was begun");
}
