//! Where things land, and that nothing has its name before it is whole.

use std::process::{Child, ChildStdin, Stdio};

use crate::support::{Place, root};

const STORY: &str =
    "The ferry between Orrin and Sule will sail again on Monday after three weeks of repairs.\n";

#[test]
fn a_directory_mirrors_its_inputs() {
    let place = Place::new();
    place.write("raw/a/x.txt", STORY).write("raw/a/x.html", format!("<html><body><p>{STORY}"));
    place.write("raw/rows.ndjson", "{\"id\":\"../../evil\",\"text\":\"One two three four.\"}\n");
    place.write("raw/picture.png", [0x89, b'P', b'N', b'G']);
    place.run(&["clean", "raw", "-o", "clean/", "--no-dedup", "-q"]).exits(0);
    let data = |place: &Place, folder: &str| -> Vec<String> {
        place
            .files()
            .into_iter()
            .filter(|name| name.starts_with(folder) && !name.contains("_tamis"))
            .collect()
    };
    assert_eq!(data(&place, "clean/"), ["clean/a/x.html.jsonl", "clean/a/x.txt.jsonl", "clean/rows.jsonl"]);
    place.run(&["clean", "raw", "-o", "texts", "--to", "files", "--no-dedup", "-q"]).exits(0);
    let texts = data(&place, "texts/");
    assert_eq!(texts.len(), 3, "{texts:?}");
    assert_eq!(place.read("texts/a/x.txt"), STORY);
    assert_eq!(place.read("texts/a/x.html.txt"), STORY);
    assert!(place.files().iter().all(|name| !name.contains("evil") || name.starts_with("texts/rows")));
    let stats: serde_json::Value = serde_json::from_str(&place.read("clean/_tamis/stats.json")).unwrap();
    assert_eq!(stats["skipped_by_type"]["unknown-extension"], 1);
}

#[test]
fn one_output_file_has_its_records_beside_it() {
    let place = Place::new();
    place.write("a.txt", STORY).write("b.txt", "Other words stand in this second document.\n");
    for name in ["out.jsonl", "out.jsonl.gz", "out.jsonl.zst"] {
        place.run(&["clean", "a.txt", "b.txt", "-o", name, "-q"]).exits(0);
        let ids: Vec<_> = place.rows(name).iter().map(|row| row["id"].clone()).collect();
        assert_eq!(ids, ["a.txt", "b.txt"]);
        for side in ["removed.jsonl.zst", "rejects.jsonl.zst", "stats.json", "config.toml", "manifest.json"] {
            assert!(place.path(&format!("{name}.tamis/{side}")).is_file(), "{name} {side}");
        }
    }
    place
        .run(&["clean", "a.txt", "-o", "n.jsonl", "--removed", "gone.jsonl", "--stats", "s.json", "-q"])
        .exits(0);
    assert!(place.path("gone.jsonl").is_file() && place.path("s.json").is_file());
    place.run(&["clean", "a.txt", "-o", "m.jsonl", "--no-removed", "-q"]).exits(0);
    assert!(!place.path("m.jsonl.tamis/removed.jsonl.zst").exists());
}

#[test]
fn a_directory_that_tamis_did_not_write_is_refused() {
    let place = Place::new();
    place.write("a.txt", STORY).write("mine/letter.txt", "Not to be lost.");
    let ran = place.run(&["clean", "a.txt", "-o", "mine"]).exits(2);
    assert!(ran.stderr.contains("--force"), "{}", ran.stderr);
    place.run(&["clean", "a.txt", "-o", "mine", "--force", "-q"]).exits(0);
    place.run(&["clean", "a.txt", "-o", "mine", "-q"]).exits(0);
    assert_eq!(place.read("mine/letter.txt"), "Not to be lost.");
}

#[test]
fn own_output_is_never_input() {
    let place = Place::new();
    place.write("a.txt", STORY);
    place.run(&["clean", ".", "-o", "out.jsonl", "-q"]).exits(0);
    let first = place.bytes("out.jsonl");
    place.run(&["clean", ".", "-o", "out.jsonl", "-q"]).exits(0);
    assert_eq!(place.bytes("out.jsonl"), first);
    place.run(&["clean", "out.jsonl", "-o", "out.jsonl"]).exits(2);
}

#[test]
fn a_dry_run_writes_nothing_and_counts_everything() {
    let place = Place::new();
    place.write("a.txt", STORY);
    let ran = place.run(&["clean", "a.txt", "-o", "out.jsonl", "--dry-run"]).exits(0);
    assert!(ran.stderr.contains("kept"), "{}", ran.stderr);
    assert_eq!(place.files(), ["a.txt"]);
}

/// A run that has read more than a pipe holds, and whose input stays open.
fn under_way(place: &Place) -> (Child, ChildStdin) {
    let mut child = place
        .command(&["clean", "-", "--from", "jsonl", "-o", "out.jsonl", "-q"])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let row = serde_json::json!({"text": STORY.repeat(100)}).to_string() + "\n";
    for _ in 0..300 {
        std::io::Write::write_all(&mut input, row.as_bytes()).unwrap();
    }
    (child, input)
}

#[test]
fn a_killed_run_leaves_no_file_under_its_final_name() {
    let place = Place::new();
    let (mut child, _input) = under_way(&place);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!place.path("out.jsonl").exists());
    assert!(!place.path("out.jsonl.tamis/stats.json").exists());
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_run_with_its_number_and_takes_unfinished_files_away() {
    let place = Place::new();
    let (mut child, input) = under_way(&place);
    let pid = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    // The input stays open: a run that is asked to stop does not wait for its end.
    assert_eq!(child.wait().unwrap().code(), Some(143));
    drop(input);
    assert_eq!(place.files(), [""; 0], "unfinished files were left behind");
}

#[test]
fn a_corpus_of_many_rows_keeps_its_order() {
    let place = Place::new();
    let rows: String = (0..2000)
        .map(|at| {
            serde_json::json!({"id": at, "text": format!("Document {at} tells of {} boats.", at * 7)})
                .to_string()
                + "\n"
        })
        .collect();
    place.write("in.jsonl", rows);
    place.run(&["clean", "in.jsonl", "-o", "out.jsonl", "-j", "3", "-q"]).exits(0);
    let ids: Vec<String> =
        place.rows("out.jsonl").iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, (0..2000).map(|at| at.to_string()).collect::<Vec<_>>());
}

#[test]
fn limit_and_sample_take_a_part_and_say_so() {
    let place = Place::new();
    let rows: String = (0..500)
        .map(|at| {
            serde_json::json!({"id": at, "text": format!("Row {at} of five hundred.")}).to_string() + "\n"
        })
        .collect();
    place.write("in.jsonl", rows);
    place.run(&["clean", "in.jsonl", "-o", "out.jsonl", "--limit", "7", "-q"]).exits(0);
    assert_eq!(place.rows("out.jsonl").len(), 7);
    let sample = |seed: &str| {
        place
            .run(&["clean", "in.jsonl", "-o", "out.jsonl", "--sample", "0.2", "--seed", seed, "-q"])
            .exits(0);
        let stats: serde_json::Value =
            serde_json::from_str(&place.read("out.jsonl.tamis/stats.json")).unwrap();
        let kept = place.rows("out.jsonl").len() as u64;
        assert_eq!(stats["skipped_by_type"]["not-sampled"], 500 - kept);
        place.read("out.jsonl")
    };
    let first = sample("1");
    assert!((60..140).contains(&first.lines().count()), "{}", first.lines().count());
    assert_eq!(sample("1"), first);
    assert_ne!(sample("2"), first);
}

#[test]
fn a_document_over_the_limit_is_rejected_with_the_figure() {
    let place = Place::new();
    place.write("big.txt", STORY.repeat(100)).write("small.txt", STORY);
    let ran = place
        .run(&["clean", "big.txt", "small.txt", "-o", "o.jsonl", "--max-document-bytes", "1KiB"])
        .exits(1);
    assert!(ran.stderr.contains("big.txt") && ran.stderr.contains("too-large"), "{}", ran.stderr);
    assert_eq!(place.rows("o.jsonl").len(), 1);
}

#[test]
fn make_sees_no_half_written_target() {
    let place = Place::new();
    place.write("raw.txt", STORY);
    let binary = env!("CARGO_BIN_EXE_tamis");
    place.write("Makefile", format!("%.jsonl: %.txt\n\t{binary} clean $< -o $@ --quiet\n"));
    let make = |place: &Place| {
        let ran = std::process::Command::new("make")
            .arg("raw.jsonl")
            .current_dir(place.path("."))
            .output()
            .unwrap();
        (ran.status.success(), String::from_utf8(ran.stdout).unwrap())
    };
    assert!(make(&place).0);
    let (done, said) = make(&place);
    assert!(done && said.contains("up to date"), "{said}");
    place.write("raw.txt", [0_u8; 64]);
    let earlier = place.bytes("raw.jsonl");
    assert!(!make(&place).0, "a target whose only record was rejected is not made");
    assert_eq!(place.bytes("raw.jsonl"), earlier);
}

#[test]
fn the_demo_shows_a_document_before_and_after() {
    let root = root();
    let demo = std::process::Command::new("sh")
        .args(["tools/demo.sh", env!("CARGO_BIN_EXE_tamis")])
        .current_dir(&root)
        .output()
        .unwrap();
    let said = String::from_utf8(demo.stdout).unwrap();
    assert!(demo.status.success() && said.contains("== after"), "{said}");
}
