//! Parquet in and out of the binary, and outputs in parts.

use serde_json::Value;

use crate::support::{Place, root};

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(root().join("fixtures/.parquet").join(name)).unwrap()
}

/// Rows of JSON that say what a Parquet output does.
fn as_rows(place: &Place, parquet: &str) -> Vec<Value> {
    place.run(&["dedup", parquet, "-o", "read.jsonl", "--exact", "-q"]).exits(0);
    place.rows("read.jsonl")
}

#[test]
fn rows_go_through_parquet_and_back() {
    let place = Place::new();
    place.write("in.parquet", fixture("articles.parquet")).write("in.jsonl", fixture("articles.jsonl"));
    let clean = |input: &str, output: &str| {
        place.run(&["clean", input, "-o", output, "--no-dedup", "--no-strip", "-q"]).exits(0);
    };
    clean("in.jsonl", "a.jsonl");
    clean("in.parquet", "b.jsonl");
    clean("in.jsonl", "c.parquet");
    clean("in.parquet", "d.parquet");
    assert_eq!(place.rows("a.jsonl").len(), 7);
    assert_eq!(place.rows("b.jsonl"), place.rows("a.jsonl"));
    assert_eq!(place.bytes("d.parquet"), place.bytes("c.parquet"));
    assert_eq!(as_rows(&place, "c.parquet"), place.rows("a.jsonl"));
    let piped =
        place.run_with(&["clean", "-", "--no-dedup", "--no-strip", "-q"], fixture("articles.parquet"));
    assert_eq!(piped.exits(0).stdout, place.read("a.jsonl"));
}

#[test]
fn parquet_is_the_same_for_any_number_of_threads_with_near_duplicates_too() {
    let place = Place::new();
    for at in 0..3 {
        place.write(&format!("raw/{at}.parquet"), fixture("groups.parquet"));
    }
    for (threads, output) in [("1", "one"), ("4", "four")] {
        let args = ["clean", "raw", "-o", output, "--to", "parquet", "--annotate", "-j", threads, "-q"];
        place.run(&args).exits(0);
    }
    for at in 0..3 {
        assert_eq!(place.bytes(&format!("one/{at}.parquet")), place.bytes(&format!("four/{at}.parquet")));
    }
    let rows = as_rows(&place, "one/1.parquet");
    assert_eq!(rows.len(), 150);
    assert!(rows[0]["metadata"]["tamis"]["dedup"]["cluster"].is_string(), "{}", rows[0]);
}

#[test]
fn a_broken_file_is_told_with_what_to_do() {
    let place = Place::new();
    let mut bytes = fixture("groups.parquet");
    bytes.truncate(bytes.len() / 2);
    place.write("raw/cut.parquet", bytes).write("raw/whole.parquet", fixture("articles.parquet"));
    let ran = place.run(&["clean", "raw", "-o", "out", "--no-dedup", "-q"]).exits(1);
    assert!(ran.stderr.contains("raw/cut.parquet: the file has no Parquet footer"), "{}", ran.stderr);
    let mut bytes = fixture("groups.parquet");
    let at = bytes.windows(7).position(|window| window == b"Row 017").unwrap();
    bytes[at] = b'r';
    place.write("page.parquet", bytes);
    let ran = place.run(&["clean", "page.parquet", "-o", "page.jsonl", "--no-dedup", "-q"]).exits(1);
    assert!(
        ran.stderr.contains("page.parquet:11: row group 1: 10 rows, 11 to 20 of the file"),
        "{}",
        ran.stderr
    );
    assert_eq!(place.rows("page.jsonl").len(), 140);
}

#[test]
fn parts_are_not_read_again_and_settings_that_do_not_fit_are_usage_errors() {
    let place = Place::new();
    place.write("in/rows.jsonl", fixture("groups.jsonl"));
    let args =
        ["clean", "in", "-o", "in/all.jsonl", "--max-output-size", "4kB", "--no-dedup", "--no-strip", "-q"];
    place.run(&args).exits(0);
    let names = place.files();
    assert!(names.contains(&"in/all-00002.jsonl".to_owned()), "{names:?}");
    place.run(&args).exits(0);
    assert_eq!(place.files(), names);
    let stats: Value = serde_json::from_str(&place.read("in/all.jsonl.tamis/stats.json")).unwrap();
    assert_eq!(
        stats["books"]["records_in"].as_u64(),
        Some(150 + stats["books"]["skipped"].as_u64().unwrap())
    );
    for args in [
        &["clean", "in/rows.jsonl", "-o", "texts", "--to", "files", "--max-output-size", "4kB"][..],
        &["clean", "in/rows.jsonl", "-o", "x.jsonl", "--to", "parquet"],
        &["clean", "in/rows.jsonl", "-o", "x.parquet", "--to", "jsonl"],
        &["clean", "in/rows.jsonl", "--to", "parquet"],
    ] {
        place.run(args).exits(2);
    }
}
