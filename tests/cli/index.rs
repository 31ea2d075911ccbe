//! `tamis dedup --index` and `tamis index`: batches against earlier batches, whatever happens in between.

use std::fs::{self, File};

use serde_json::{Value, json};

use crate::support::{Place, Ran};

/// A report of some three hundred words; two of different seeds share no run of five words.
fn report(seed: usize) -> String {
    const CROPS: [&str; 6] = ["barley", "flax", "hops", "millet", "quince", "turnip"];
    let line = |at: usize| {
        let (crop, other) = (CROPS[(seed + at) % 6], CROPS[(seed * 5 + at * 3 + 1) % 6]);
        let (one, two) = (seed * 97 + at * 3, seed * 41 + at * 11);
        match at % 3 {
            0 => format!("Plot {one} gave {two} sacks of {crop} in season {seed}, wrote steward {at}."),
            1 => format!("Barn {two} of holding {seed} keeps {other} beside {crop} since spring {one}."),
            _ => format!(
                "Inspector {seed} weighed cart {one} of {crop} twice and found {two} stones of {other}."
            ),
        }
    };
    (0..24).map(line).collect::<Vec<_>>().join("\n")
}

/// As another paper prints it: a first line of its own, and one word changed throughout.
fn edited(seed: usize) -> String {
    format!("Farm desk of the Evening Plough.\n{}", report(seed).replacen("steward 0", "bailiff 0", 1))
}

fn row(id: &str, date: &str, text: &str) -> String {
    json!({"id": id, "text": text, "created": date}).to_string() + "\n"
}

/// Three days of rows. Of the second, `b1` is a copy of `a1`, `b2` a cut of `a2`, `b3` new, `b4` an earlier copy of `a3`.
fn days() -> [String; 3] {
    let cut = report(2).lines().take(12).collect::<Vec<_>>().join("\n");
    [
        row("a1", "2024-04-01", &report(1))
            + &row("a2", "2024-04-01", &report(2))
            + &row("a3", "2024-04-03", &report(3)),
        row("b1", "2024-04-02", &edited(1))
            + &row("b2", "2024-04-02", &cut)
            + &row("b3", "2024-04-02", &report(4))
            + &row("b4", "2024-04-02", &edited(3)),
        row("c1", "2024-04-05", &report(4)) + &row("c2", "2024-04-05", &report(5)),
    ]
}

fn place() -> Place {
    let place = Place::new();
    for (name, rows) in ["a.jsonl", "b.jsonl", "c.jsonl"].iter().zip(days()) {
        place.write(name, rows);
    }
    place
}

/// Runs a day against the index.
fn day(place: &Place, name: &str) -> Ran {
    let (input, output) = (format!("{name}.jsonl"), format!("{name}.out.jsonl"));
    place.run(&["dedup", &input, "-o", &output, "--index", "idx", "-q"])
}

fn outputs(place: &Place, name: &str) -> [Vec<u8>; 3] {
    let folder = format!("{name}.out.jsonl");
    ["", ".tamis/duplicates.jsonl.zst", ".tamis/stats.json"]
        .map(|file| place.bytes(&format!("{folder}{file}")))
}

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

/// The files of the index with their bytes.
fn index(place: &Place) -> Vec<(String, Vec<u8>)> {
    let files = place.files().into_iter().filter(|name| name.starts_with("idx/"));
    files.map(|name| (name.clone(), place.bytes(&name))).collect()
}

#[test]
fn a_batch_is_compared_with_all_before_as_in_one_run() {
    let place = place();
    place.run(&["dedup", "a.jsonl", "--index", "idx", "-q"]).exits(0);
    day(&place, "b").exits(0);
    day(&place, "c").exits(0);
    assert_eq!(ids(&place.rows("b.out.jsonl")), ["b3", "b4"]);
    assert_eq!(ids(&place.rows("c.out.jsonl")), ["c2"]);
    place.write("all.jsonl", days().concat());
    place.run(&["dedup", "all.jsonl", "-o", "all.out.jsonl", "-q"]).exits(0);
    let one: Vec<Value> = place.rows("all.out.jsonl.tamis/duplicates.jsonl.zst");
    let gone =
        ["b", "c"].map(|day| place.rows(&format!("{day}.out.jsonl.tamis/duplicates.jsonl.zst"))).concat();
    let of_later: Vec<Value> =
        one.into_iter().filter(|row| !row["id"].as_str().unwrap().starts_with('a')).collect();
    assert_eq!(gone, of_later);
    let kept: Vec<&str> = gone.iter().map(|row| row["kept_id"].as_str().unwrap()).collect();
    assert_eq!(kept, ["a1", "a2", "b3"]);
    let stats: Value = serde_json::from_str(&place.read("b.out.jsonl.tamis/stats.json")).unwrap();
    let found = &stats["dedup"];
    assert_eq!(
        (&found["documents"], &found["indexed"], &found["earlier"]),
        (&json!(4), &json!(3), &json!(2))
    );
    assert_eq!(stats["books"]["records_in"], 4);
}

#[test]
fn the_same_day_again_gives_the_same_bytes() {
    let place = place();
    day(&place, "a").exits(0);
    day(&place, "b").exits(0);
    let (first, before) = (outputs(&place, "b"), index(&place));
    day(&place, "b").exits(0);
    assert!(first == outputs(&place, "b") && before == index(&place));
    // Rolled back and done again, too.
    let ran = place.run(&["index", "rollback", "2", "idx"]).exits(0);
    assert_eq!(ran.stderr, "  batch 2 of 4 documents was taken out\n");
    day(&place, "b").exits(0);
    assert!(first == outputs(&place, "b") && before == index(&place));
    // With other threads, too.
    place.run(&["index", "rollback", "2", "idx"]).exits(0);
    place
        .run(&[
            "dedup",
            "b.jsonl",
            "-o",
            "b.out.jsonl",
            "--index",
            "idx",
            "-q",
            "-j",
            "2",
            "--memory",
            "1MiB",
        ])
        .exits(0);
    assert!(first == outputs(&place, "b") && before == index(&place));
}

#[test]
fn looking_adds_nothing() {
    let place = place();
    day(&place, "a").exits(0);
    let before = index(&place);
    place.run(&["dedup", "b.jsonl", "--clusters", "b.tsv", "--index", "idx", "-q"]).exits(0);
    assert_eq!(place.read("b.tsv"), "b1\ta1\nb2\ta2\nb3\tb3\nb4\tb4\n");
    place.run(&["dedup", "b.jsonl", "-o", "b.out.jsonl", "--dry-run", "--index", "idx", "-q"]).exits(0);
    assert!(before == index(&place));
    place.run(&["dedup", "b.jsonl", "--dry-run", "--index", "none", "-q"]).exits(0);
    assert!(!place.path("none").exists());
}

/// Files of at most so many blocks of 512 bytes may be written; whoever writes more is killed in the middle of it.
#[cfg(unix)]
fn killed_at(place: &Place, blocks: usize) -> bool {
    let run = format!(
        "ulimit -f {blocks}; exec {} dedup b.jsonl -o b.out.jsonl --index idx -q",
        env!("CARGO_BIN_EXE_tamis")
    );
    let mut shell = std::process::Command::new("sh");
    let output = shell.args(["-c", &run]).current_dir(place.path("")).output().unwrap();
    !output.status.success()
}

#[cfg(unix)]
#[test]
fn whoever_is_killed_at_any_write_leaves_the_index_as_it_was() {
    let place = place();
    day(&place, "a").exits(0);
    let before = index(&place);
    let mut kills = 0;
    for blocks in 0.. {
        if !killed_at(&place, blocks) {
            break;
        }
        kills += 1;
        let list = place.run(&["index", "list", "idx", "--json"]).exits(0);
        assert_eq!(list.stdout.lines().count(), 1);
        let found = index(&place);
        assert!(before.iter().all(|file| found.contains(file)), "killed at {blocks}");
    }
    assert!(kills > 10, "{kills}");
    let (found, after) = (outputs(&place, "b"), index(&place));
    let other = self::place();
    day(&other, "a").exits(0);
    day(&other, "b").exits(0);
    assert!(found == outputs(&other, "b") && after == index(&other), "something is left of {kills} kills");
}

#[test]
fn what_is_left_of_killed_runs_goes() {
    let place = place();
    day(&place, "a").exits(0);
    day(&place, "b").exits(0);
    let (first, after) = (outputs(&place, "b"), index(&place));
    let list = place.bytes("idx/index.json");
    place.run(&["index", "rollback", "2", "idx"]).exits(0);
    let of = |name: &str| after.iter().find(|(file, _)| file == name).unwrap().1.clone();
    let batch = of("idx/batch-000002.idx");
    place.write("idx/.batch-000002.tmp", &batch[..100]);
    place.write("idx/batch-000002.idx", &batch).write("idx/.index.json.tmpaB1x", &list[..40]);
    day(&place, "b").exits(0);
    assert!(first == outputs(&place, "b") && after == index(&place));
    // Killed behind the last step: the batch is in the index, and the run is done again.
    fs::remove_file(place.path("b.out.jsonl")).unwrap();
    day(&place, "b").exits(0);
    assert!(first == outputs(&place, "b") && after == index(&place));
}

#[test]
fn a_damaged_index_stops_the_run_before_anything_is_written() {
    let place = place();
    day(&place, "a").exits(0);
    let whole = place.bytes("idx/batch-000001.idx");
    let mut bytes = whole.clone();
    let last = bytes.len() - 1;
    bytes[last / 2] ^= 4;
    place.write("idx/batch-000001.idx", bytes);
    let ran = day(&place, "b").exits(3);
    assert!(ran.stderr.contains("idx/batch-000001.idx: is damaged: its section"), "{}", ran.stderr);
    assert!(!place.path("b.out.jsonl").exists());
    // A batch that is damaged can be taken out.
    place.run(&["index", "rollback", "1", "idx"]).exits(0);
    day(&place, "b").exits(0);
    assert_eq!(place.rows("b.out.jsonl").len(), 4);
}

#[test]
fn what_does_not_fit_is_a_matter_of_usage() {
    let place = place();
    day(&place, "a").exits(0);
    let ran = place.run(&["dedup", "b.jsonl", "--exact", "--index", "idx", "-q"]).exits(2);
    assert!(ran.stderr.contains("was made without --exact and cannot be compared with it"), "{}", ran.stderr);
    place.write("letters/first.txt", "Dear all");
    let ran = place.run(&["dedup", "b.jsonl", "--index", "letters", "-q"]).exits(2);
    assert!(ran.stderr.contains("letters: is no index"), "{}", ran.stderr);
    let ran = place.run(&["index", "rollback", "7", "idx"]).exits(2);
    assert!(ran.stderr.contains("idx: holds no batch 7"), "{}", ran.stderr);
    let ran = place.run(&["index", "explain", "nobody", "idx"]).exits(2);
    assert!(ran.stderr.contains("holds no document `nobody`"), "{}", ran.stderr);
    place.run(&["index", "list", "none"]).exits(2);
}

#[cfg(unix)]
#[test]
fn two_do_not_append_at_once() {
    let place = place();
    day(&place, "a").exits(0);
    let other = File::open(place.path("idx")).unwrap();
    other.lock().unwrap();
    let ran = day(&place, "b").exits(3);
    assert!(ran.stderr.contains("idx: another run of tamis is writing this index"), "{}", ran.stderr);
    place.run(&["index", "rollback", "1", "idx"]).exits(3);
    // Looking is free.
    place.run(&["dedup", "b.jsonl", "--dry-run", "--index", "idx", "-q"]).exits(0);
    place.run(&["index", "list", "idx"]).exits(0);
    drop(other);
    day(&place, "b").exits(0);
}

#[test]
fn a_document_is_explained() {
    let place = place();
    for name in ["a", "b", "c"] {
        day(&place, name).exits(0);
    }
    let explained = |id: &str| place.run(&["index", "explain", id, "idx"]).exits(0).stdout;
    let all = ["a3", "b1", "b2", "c1", "c2"].map(explained).join("\n");
    insta::assert_snapshot!("explained", all);
    insta::assert_snapshot!("listed", place.run(&["index", "list", "idx"]).exits(0).stdout);
    let ran = place.run(&["index", "explain", "b2", "idx", "--json"]).exits(0);
    let row: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(
        (&row["role"], &row["contained_in"], &row["batch"]),
        (&json!("contained"), &json!("a2"), &json!(2))
    );
}

#[test]
fn ids_do_not_steer_the_terminal() {
    let place = Place::new();
    place.write("a.jsonl", row("a\u{1b}[31m\n1", "", &report(1)) + &row("b", "", &edited(1)));
    place.run(&["dedup", "a.jsonl", "--index", "idx", "-q"]).exits(0);
    let shown = place.run(&["index", "explain", "b", "idx"]).exits(0).stdout;
    assert!(shown.contains("a\\u{1b}[31m\\n1") && !shown.contains('\u{1b}'), "{shown}");
}

#[test]
fn the_same_id_may_come_every_day() {
    let place = place();
    for (name, seed) in [("a", 1), ("b", 2)] {
        place.write(&format!("{name}.jsonl"), row("same", "2024-04-01", &report(seed)));
        let ran = day(&place, name).exits(0);
        assert_eq!(ran.stderr, "");
        assert_eq!(ids(&place.rows(&format!("{name}.out.jsonl"))), ["same"]);
    }
    let shown = place.run(&["index", "explain", "same", "idx"]).exits(0).stdout;
    assert!(shown.contains("same  batch 1,") && shown.contains("same  batch 2,"), "{shown}");
}
