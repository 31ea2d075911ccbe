//! `tamis verify`: what is as it was written, and what is not.

use serde_json::{Value, json};

use crate::support::Place;

/// Ten rows with texts of their own, two of the same words, one broken.
fn rows() -> String {
    let mut rows: String = (0..10)
        .map(|at| {
            let text = format!(
                "Boat {at} left the harbour of Orrin with {} barrels of salted herring aboard.",
                at * 17 + 3
            );
            json!({"id": format!("boat-{at}"), "text": text}).to_string() + "\n"
        })
        .collect();
    rows += &json!({"id": "copy", "text": "Boat 0 left the harbour of Orrin with 3 barrels of salted herring aboard."})
        .to_string();
    rows + "\n{\"id\":\n"
}

/// A place with `raw/` cleaned into `clean/` and `out.jsonl.zst`.
fn cleaned() -> Place {
    let place = Place::new();
    place.write("raw/a.jsonl", rows()).write("raw/b/c.txt", "A single text about the lighthouse of Sule.\n");
    for output in ["clean", "out.jsonl.zst"] {
        let args = ["clean", "raw", "-o", output, "-q", "--max-rejects", "1", "--no-learn", "--exact"];
        place.run(&args).exits(0);
    }
    place
}

/// Verifies `run` and expects the exit code and, in this order, the checks that find something.
#[track_caller]
fn check(place: &Place, run: &str, code: i32, checks: &[&str]) -> Value {
    let ran = place.run(&["verify", run, "--json"]).exits(code);
    let report: Value = serde_json::from_str(&ran.stdout).unwrap();
    let found: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|finding| finding["check"].as_str().unwrap())
        .collect();
    assert_eq!(found, checks, "{report}");
    let expect = match (code, checks) {
        (0, []) => "ok",
        (0, _) => "warnings",
        (4, _) => "books",
        _ => "mismatch",
    };
    assert_eq!(report["verdict"], expect);
    report
}

#[test]
fn what_was_just_written_is_all_right() {
    let place = cleaned();
    for run in ["clean", "clean/", "out.jsonl.zst"] {
        let report = check(&place, run, 0, &[]);
        assert_eq!(report["records"], 11, "{report}");
        let said = place.run(&["verify", run]).exits(0).stdout;
        assert!(said.starts_with(&format!("{run}: all right: ")) && said.contains("11 records"), "{said}");
        let quiet = place.run(&["verify", run, "-q"]).exits(0);
        assert_eq!((quiet.stdout, quiet.stderr), (String::new(), String::new()));
    }
    place.run(&["dedup", "raw", "-o", "kept.jsonl", "-q", "--max-rejects", "1"]).exits(0);
    check(&place, "kept.jsonl", 0, &[]);
    place.run(&["clean", "raw", "-o", "texts", "--to", "files", "-q", "--max-rejects", "1"]).exits(0);
    check(&place, "texts", 0, &[]);
    place.run(&["clean", "raw", "-o", "all.txt", "-q", "--max-rejects", "1"]).exits(0);
    check(&place, "all.txt", 0, &[]);
}

#[test]
fn a_flipped_byte_a_cut_file_and_a_missing_one_are_found() {
    let place = cleaned();
    let whole = place.bytes("clean/a.jsonl");
    let mut flipped = whole.clone();
    flipped[30] ^= 1;
    place.write("clean/a.jsonl", &flipped);
    let report = check(&place, "clean", 3, &["checksum"]);
    let finding = &report["findings"][0];
    assert_eq!(finding["file"], "clean/a.jsonl");
    assert!(finding["expected"].as_str().unwrap().len() == 32 && finding["expected"] != finding["found"]);
    place.write("clean/a.jsonl", &whole[..whole.len() - 10]);
    let report = check(&place, "clean", 3, &["bytes", "records", "content"]);
    assert_eq!(report["findings"][1]["expected"], "10");
    assert_eq!(report["findings"][1]["found"], "9");
    std::fs::remove_file(place.path("clean/a.jsonl")).unwrap();
    check(&place, "clean", 3, &["missing"]);
    let said = place.run(&["verify", "clean", "-q"]).exits(3).stdout;
    assert!(said.starts_with("clean/a.jsonl: is in the manifest, but is not there\n"), "{said}");
    let packed = place.bytes("out.jsonl.zst");
    place.write("out.jsonl.zst", &packed[..packed.len() - 3]);
    check(&place, "out.jsonl.zst", 3, &["bytes", "content"]);
    std::fs::remove_file(place.path("out.jsonl.zst.tamis/rejects.jsonl.zst")).unwrap();
    check(&place, "out.jsonl.zst", 3, &["bytes", "content", "missing"]);
}

#[cfg(feature = "parquet")]
#[test]
fn rows_of_parquet_are_counted_and_their_ids_compared() {
    let place = Place::new();
    place.write("raw.jsonl", rows()).write("more.jsonl", rows().replace("boat-", "ship-"));
    for (input, output) in [("raw.jsonl", "out.parquet"), ("more.jsonl", "more.parquet")] {
        let args = ["clean", input, "-o", output, "-q", "--max-rejects", "1", "--no-learn", "--no-dedup"];
        place.run(&args).exits(0);
    }
    assert_eq!(check(&place, "out.parquet", 0, &[])["records"], 11);
    let whole = place.bytes("out.parquet");
    let mut flipped = whole.clone();
    flipped[whole.len() - 6] ^= 0x40;
    place.write("out.parquet", &flipped);
    check(&place, "out.parquet", 3, &["checksum", "content"]);
    place.write("out.parquet", &whole[..whole.len() - 10]);
    check(&place, "out.parquet", 3, &["bytes", "content"]);
    place.write("out.parquet", &whole);
    edit(&place, "out.parquet.tamis/manifest.json", |manifest| {
        manifest["records"] = 12.into();
        manifest["files"][0]["records"] = 12.into();
    });
    let report = check(&place, "out.parquet", 4, &["records", "books"]);
    assert_eq!(report["findings"][0]["found"], "11");
    // The same file twice in one manifest: every id twice.
    let run = place.read("more.parquet.tamis/manifest.json");
    edit(&place, "more.parquet.tamis/manifest.json", |manifest| {
        let file = manifest["files"][0].clone();
        manifest["files"].as_array_mut().unwrap().push(file);
        manifest["records"] = 22.into();
    });
    let report = place.run(&["verify", "more.parquet", "--json"]).exits(4).stdout;
    assert!(report.contains("the id \\\"ship-3\\\" stands 2 times, also at more.parquet:4"), "{report}");
    place.write("more.parquet.tamis/manifest.json", run);
    check(&place, "more.parquet", 0, &[]);
}

/// Rewrites a JSON file.
fn edit(place: &Place, name: &str, change: impl FnOnce(&mut Value)) {
    let mut value: Value = serde_json::from_str(&place.read(name)).unwrap();
    change(&mut value);
    place.write(name, serde_json::to_string_pretty(&value).unwrap() + "\n");
}

#[test]
fn books_that_do_not_balance_are_exit_code_four() {
    let place = cleaned();
    edit(&place, "clean/_tamis/stats.json", |stats| stats["books"]["kept"] = 12.into());
    check(&place, "clean", 4, &["books", "books"]);
    edit(&place, "clean/_tamis/stats.json", |stats| {
        stats["books"]["kept"] = 11.into();
        stats["books"]["dropped"] = 1.into();
        stats["books"]["rejected"] = 0.into();
    });
    let report = check(&place, "clean", 4, &["books", "books"]);
    assert!(report["findings"][1]["message"].as_str().unwrap().contains("rejects.jsonl.zst"), "{report}");
    place.write("clean/_tamis/stats.json", "{}");
    check(&place, "clean", 3, &["stats"]);
}

#[test]
fn settings_and_manifest_must_be_those_of_the_run() {
    let place = cleaned();
    let config = place.read("clean/_tamis/config.toml");
    place.write("clean/_tamis/config.toml", config.replace("seed = 0", "seed = 1"));
    check(&place, "clean", 3, &["config"]);
    place.write("clean/_tamis/config.toml", config.replace("threads = 0", "threads = 9"));
    check(&place, "clean", 0, &[]);
    place.write("clean/_tamis/config.toml", "[run");
    check(&place, "clean", 3, &["config"]);
    place.write("clean/_tamis/config.toml", &config);
    // A manifest of an earlier version has neither a hash nor a sum.
    edit(&place, "clean/_tamis/manifest.json", |manifest| {
        manifest.as_object_mut().unwrap().remove("config_hash").unwrap();
        manifest.as_object_mut().unwrap().remove("records").unwrap();
    });
    check(&place, "clean", 0, &[]);
    edit(&place, "clean/_tamis/manifest.json", |manifest| manifest["records"] = 5.into());
    check(&place, "clean", 3, &["manifest"]);
    edit(&place, "clean/_tamis/manifest.json", |manifest| {
        manifest["records"] = 11.into();
        manifest["schema_version"] = 99.into();
    });
    check(&place, "clean", 3, &["schema"]);
    place.write("clean/_tamis/manifest.json", "no manifest");
    check(&place, "clean", 3, &["manifest"]);
}

#[test]
fn repeated_ids_are_named_with_their_places() {
    let place = cleaned();
    let rows = place.read("clean/a.jsonl");
    place.write("clean/a.jsonl", rows.replace("\"id\":\"boat-4\"", "\"id\":\"boat-2\""));
    let report = check(&place, "clean", 3, &["checksum", "ids"]);
    let finding = &report["findings"][1];
    assert_eq!(finding["file"], "clean/a.jsonl:3");
    assert_eq!(finding["message"], "the id \"boat-2\" stands 2 times, also at clean/a.jsonl:5");
}

#[test]
fn files_that_no_manifest_knows_are_a_warning() {
    let place = cleaned();
    place.write("clean/b/stray.jsonl", "{}\n").write("clean/.a.jsonl.tmpAb3dE9", "{");
    place.write("out-00000.jsonl.zst", "").write("about-00000.jsonl.zst", "");
    let report = check(&place, "clean", 0, &["unknown-file", "unknown-file"]);
    assert_eq!(report["findings"][1]["file"], "clean/b/stray.jsonl");
    let report = check(&place, "out.jsonl.zst", 0, &["unknown-file"]);
    assert_eq!(report["findings"][0]["file"], "out-00000.jsonl.zst");
    let said = place.run(&["verify", "clean"]).exits(0).stdout;
    assert!(said.starts_with("warning: clean/.a.jsonl.tmpAb3dE9: is not in the manifest"), "{said}");
    assert_eq!(place.run(&["verify", "clean", "-q"]).exits(0).stdout, "");
}

#[test]
fn an_unfinished_run_and_foreign_files_are_said_to_be_such() {
    let place = cleaned();
    place.write("clean/_tamis/files.txt", "a.jsonl\n");
    check(&place, "clean", 3, &["unfinished"]);
    std::fs::remove_file(place.path("clean/_tamis/manifest.json")).unwrap();
    check(&place, "clean", 3, &["unfinished"]);
    std::fs::remove_file(place.path("clean/_tamis/files.txt")).unwrap();
    check(&place, "clean", 3, &["unfinished"]);
    check(&place, "raw", 3, &["missing"]);
    let ran = place.run(&["verify", "nothing"]).exits(3);
    assert!(ran.stderr.contains("nothing: no such file"), "{}", ran.stderr);
    place.run(&["verify", "-"]).exits(2);
    place.run(&["verify"]).exits(2);
}
