//! `tamis plan`: what a run would take, from a sample, and nothing written.

use serde_json::Value;

use crate::corpus::{mixed, rows, shard, story};
use crate::support::Place;

fn plan(place: &Place, args: &[&str], code: i32) -> Value {
    let ran = place.run(&[&["plan", "--json"], args].concat()).exits(code);
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn a_small_corpus_is_its_own_sample() {
    let place = Place::new();
    shard(&place, "in", &rows(400), 3);
    place.write("in/broken.jsonl", "{\"id\":\n");
    for at in 0..20 {
        let lines = story(mixed(at), 10).join("\n") + "\n\nRelated articles\nMost read this week\n";
        place.write(&format!("in/texts/{at}.txt"), lines);
    }
    let before = place.files();
    let plan = plan(&place, &["in", "-o", "out.jsonl.zst", "-j", "2"], 0);
    assert_eq!(place.files(), before);
    assert_eq!((&plan["records"], &plan["sampled"]["rejected"]), (&421.into(), &1.into()));
    assert_eq!(
        (&plan["files"], &plan["sampled_files"], &plan["threads"]),
        (&24.into(), &24.into(), &2.into())
    );
    assert_eq!(plan["sampled_bytes"], plan["bytes"]);
    let cpu = plan["cpu_seconds"].as_object().unwrap();
    let names: Vec<&String> = cpu.keys().collect();
    assert_eq!(names, ["cleaning", "comparing", "learning what recurs"]);
    let all: f64 = cpu.values().map(|seconds| seconds.as_f64().unwrap()).sum();
    assert!(all > 0.0 && (plan["wall_seconds"].as_f64().unwrap() - all / 2.0).abs() < 1e-9);
    place.run(&["clean", "in", "-o", "out.jsonl.zst", "-q", "--no-dedup"]).exits(1);
    let (forecast, real) =
        (plan["disk_bytes"]["output"].as_u64().unwrap(), place.bytes("out.jsonl.zst").len() as u64);
    assert!(forecast > real / 3 && forecast < real * 2, "{forecast} forecast, {real} written");
    assert!(plan["disk_bytes"]["journal"].as_u64().unwrap() > 0);
    assert!(plan["removed_share"].as_object().unwrap().values().any(|share| share.as_f64().unwrap() > 0.0));
    assert_eq!(plan["warnings"].as_array().unwrap().len(), 0);
}

#[test]
fn of_a_large_corpus_a_part_is_read_and_the_rest_is_like_it() {
    let place = Place::new();
    // Blanks cost disk and no time.
    let row = |at: u64| format!("{}{}\n", rows_of(at), " ".repeat(20_000));
    place.write("in.jsonl", (0..2500).map(row).collect::<String>());
    let plan = plan(&place, &["in.jsonl", "--no-dedup", "--no-learn"], 0);
    let records = plan["records"].as_u64().unwrap();
    assert!(records.abs_diff(2500) < 50, "{records}");
    let sampled = plan["sampled"]["records_in"].as_u64().unwrap();
    assert!((600..1000).contains(&sampled), "{sampled}");
    assert_eq!(plan["disk_bytes"]["temporary"], 0);
}

fn rows_of(at: u64) -> String {
    format!("{{\"id\":\"{at}\",\"text\":\"{}\"}}", story(at, 1).concat())
}

#[test]
fn what_does_not_fit_is_said_by_the_exit_code() {
    let place = Place::new();
    shard(&place, "in", &rows(60), 1);
    let plan = plan(&place, &["in", "--memory", "8MiB"], 1);
    assert!(plan["warnings"][0].as_str().unwrap().contains("the limit is 8 MiB"), "{plan}");
    let ran = place.run(&["plan", "in", "-o", "out"]).exits(0);
    for label in ["records", "CPU time", "memory", "disk, output", "words removed"] {
        assert!(ran.stdout.contains(label), "{}", ran.stdout);
    }
    place.run(&["plan", "-"]).exits(2);
    place.run(&["plan", "nowhere"]).exits(3);
}
