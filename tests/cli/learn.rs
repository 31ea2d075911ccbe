//! What recurs in a source: learned, shown, and taken out.

use serde_json::{Value, json};

use crate::support::Place;

/// A box of another topic, as a site puts it under its articles.
const BOX: [&str; 5] = [
    "Tables of the week for anglers",
    "Bait that never fails in cold water",
    "Five knots every angler should know",
    "How to smoke a trout at home",
    "The quiet lakes of the north",
];

/// Own sentences of a story: no two stories share one.
fn sentences(at: usize) -> [String; 4] {
    // A ship a story: with one name for two of them, only figures would tell the two apart.
    let ship = [
        "Alma", "Berta", "Clara", "Dora", "Emma", "Frieda", "Greta", "Hanna", "Ida", "Jette", "Karla",
        "Lotte", "Minna", "Nora", "Olga", "Paula",
    ][at % 16];
    [
        format!("The ferry {ship} was towed into the harbour of Sall on the {at}th day of the storm."),
        format!("Her captain said that the engine of the {ship} had stopped {at} miles off the lighthouse."),
        format!("The harbour master gave the {ship} a berth at quay {at} until the ferry is repaired."),
        format!("Repairs of the ferry {ship} will take {at} weeks, the captain told the harbour master."),
    ]
}

/// A corpus of one host with the box in the middle of most of its stories, and a section heading in all.
fn corpus() -> String {
    let row = |at: usize| {
        let [first, second, third, last] = sentences(at);
        let mut lines = vec![first, second];
        if at % 4 != 3 {
            lines.extend(BOX.map(str::to_owned));
        }
        lines.extend([third, "What we know so far".to_owned(), last]);
        json!({"id": format!("s{at}"), "url": format!("https://www.harbour.example/{at}"), "text": lines.join("\n")})
    };
    (0..16).map(|at| row(at).to_string() + "\n").collect()
}

fn texts(place: &Place, name: &str) -> Vec<String> {
    place.rows(name).iter().map(|row| row["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_run_over_many_documents_learns_what_recurs() {
    let place = Place::new();
    place.write("in.jsonl", corpus());
    let ran = place.run(&["clean", "in.jsonl", "-o", "out.jsonl"]).exits(0);
    assert!(ran.stderr.contains("recurring lines") && ran.stderr.contains("16 stories"), "{}", ran.stderr);
    for (at, text) in texts(&place, "out.jsonl").iter().enumerate() {
        assert!(!text.contains("angler") && !text.contains("trout"), "{text}");
        assert!(sentences(at).iter().all(|own| text.contains(own)), "{text}");
        assert!(text.contains("What we know so far"), "a heading with own text under it stays: {text}");
    }
    let stats: Value = serde_json::from_str(&place.read("out.jsonl.tamis/stats.json")).unwrap();
    assert_eq!(stats["boilerplate"]["learned"], true);
    assert_eq!(stats["boilerplate"]["lines"], BOX.len() as u64 + 1);
    let rows = place.rows("out.jsonl.tamis/removed.jsonl.zst");
    let of_box = |row: &&Value| BOX.iter().any(|line| row["text"] == *line);
    assert!(rows.iter().filter(of_box).count() == 12 * BOX.len(), "each line has its row");
    for row in rows.iter().filter(|row| row["reason"] == "recurs-in-source") {
        assert_eq!(row["evidence"], "stands in 12 of 16 stories of harbour.example");
    }
}

#[test]
fn learning_apart_gives_the_same_bytes_for_any_threads() {
    let place = Place::new();
    place.write("in.jsonl", corpus());
    place.run(&["clean", "in.jsonl", "-o", "both.jsonl", "-q", "-j", "1"]).exits(0);
    place.run(&["learn", "in.jsonl", "-o", "site.zst", "-q", "-j", "2"]).exits(0);
    place
        .run(&["clean", "in.jsonl", "-o", "apart.jsonl", "--boilerplate", "site.zst", "-q", "-j", "3"])
        .exits(0);
    assert_eq!(place.bytes("both.jsonl"), place.bytes("apart.jsonl"));
    let removed = |name: &str| place.bytes(&format!("{name}.tamis/removed.jsonl.zst"));
    assert_eq!(removed("both.jsonl"), removed("apart.jsonl"));
    // Another order, in other files, with hardly any memory: the same table.
    let mut rows: Vec<String> = corpus().lines().rev().map(|row| format!("{row}\n")).collect();
    place.write("parts/b.jsonl", rows.split_off(7).concat()).write("parts/a.jsonl", rows.concat());
    place.run(&["learn", "parts", "-o", "other.zst", "-q", "-j", "1", "--memory", "4"]).exits(0);
    assert_eq!(place.bytes("site.zst"), place.bytes("other.zst"));
}

#[test]
fn one_document_is_cleaned_by_what_was_learned() {
    let place = Place::new();
    place.write("in.jsonl", corpus());
    place.run(&["learn", "in.jsonl", "-q"]).exits(0);
    let row = corpus().lines().next().unwrap().to_owned() + "\n";
    let text = |args: &[&str]| -> String {
        let ran = place.run_with(&[&["clean", "-", "-q"], args].concat(), &row).exits(0);
        serde_json::from_str::<Value>(&ran.stdout).unwrap()["text"].as_str().unwrap().to_owned()
    };
    assert!(!text(&["--boilerplate", "site-boilerplate.zst"]).contains("knots"));
    let ran = place.run_with(&["inspect", "-", "--boilerplate", "site-boilerplate.zst"], &row).exits(0);
    assert!(ran.stdout.contains("What we know so far"), "{}", ran.stdout);
}

#[test]
fn no_learn_and_pipes_read_the_input_once() {
    let place = Place::new();
    place.write("in.jsonl", corpus()).write("tamis.toml", "[boilerplate]\nlearn = false\n");
    let known = |args: &[&str]| -> Value {
        place.run(&[&["clean", "in.jsonl", "-o", "out.jsonl", "-q"], args].concat()).exits(0);
        serde_json::from_str::<Value>(&place.read("out.jsonl.tamis/stats.json")).unwrap()["boilerplate"]
            .clone()
    };
    assert_eq!(known(&[]), Value::Null);
    assert_eq!(known(&["--set", "boilerplate.learn=true"])["learned"], true);
    std::fs::remove_file(place.path("tamis.toml")).unwrap();
    assert_eq!(known(&["--no-learn"]), Value::Null);
    assert_eq!(known(&["--no-strip"]), Value::Null);
    let ran = place.run_with(&["clean", "-"], corpus()).exits(0);
    assert!(!ran.stderr.contains("recurring lines"), "{}", ran.stderr);
    place.write("a.txt", sentences(1).join("\n"));
    assert!(!place.run(&["clean", "a.txt"]).exits(0).stderr.contains("recurring lines"));
}

#[test]
fn a_table_can_be_shown() {
    let place = Place::new();
    place.write("in.jsonl", corpus());
    let ran = place.run(&["learn", "in.jsonl"]).exits(0);
    assert!(ran.stderr.contains("6 lines recur in 1 sources, of 16 distinct stories"), "{}", ran.stderr);
    let shown = place.run(&["boilerplate", "show", "site-boilerplate.zst"]).exits(0).stdout;
    assert!(shown.contains("harbour.example: 16 stories\n      16  What we know so far\n"), "{shown}");
    assert!(shown.contains("      12  How to smoke a trout at home\n"), "{shown}");
    let rows = |args: &[&str]| -> usize {
        let all = [&["boilerplate", "show", "site-boilerplate.zst", "--json"], args].concat();
        place
            .run(&all)
            .exits(0)
            .stdout
            .lines()
            .filter(|row| serde_json::from_str::<Value>(row).is_ok())
            .count()
    };
    assert_eq!(rows(&[]), 6);
    assert_eq!(rows(&["--host", "www.harbour.example"]), 6);
    assert_eq!(rows(&["--host", "other.example"]), 0);
    assert_eq!(rows(&["--min-stories", "13"]), 1);
}

#[test]
fn a_file_that_is_no_sound_table_is_refused() {
    let place = Place::new();
    place.write("in.jsonl", corpus());
    place.run(&["learn", "in.jsonl", "-q"]).exits(0);
    let whole = place.bytes("site-boilerplate.zst");
    place.write("cut.zst", &whole[..whole.len() / 2]).write("other.zst", "no table");
    let refused = |name: &str, expect: &str| {
        for args in [["clean", "in.jsonl", "--boilerplate", name], ["boilerplate", "show", name, "--json"]] {
            let ran = place.run(&args).exits(2);
            assert!(ran.stderr.contains(name) && ran.stderr.contains(expect), "{}", ran.stderr);
            assert_eq!(ran.stdout, "");
        }
    };
    refused("cut.zst", "cut short");
    refused("other.zst", "no table");
    refused("missing.zst", "No such file");
    place.run(&["learn", "in.jsonl", "-o", "t.gz"]).exits(2);
    place.write("noise.jsonl", "no row\n");
    place.run(&["learn", "noise.jsonl", "-o", "none.zst"]).exits(3);
    assert!(!place.path("none.zst").exists());
}
