//! Copies of a story in a corpus: found, counted once, written or annotated.

use serde_json::{Value, json};

use crate::support::Place;

/// A report of its own, in sentences that no other number shares.
fn report(at: usize) -> String {
    let town = ["Arlo", "Benn", "Corso", "Dunmere", "Elva", "Fosk", "Garrow", "Holt"][at % 8];
    let what = ["bridge", "mill", "school", "quarry", "ferry", "library", "orchard", "station"][at % 8];
    [
        format!("The {what} of {town} was closed on Monday after a beam had given way in the night."),
        format!(
            "Nobody was hurt, said the mayor of {town}, who had come to see the damage with two engineers."
        ),
        format!(
            "People who need the {what} every day have to take the long way around the hills until spring."
        ),
        format!("The council of {town} had put off repairs three times because it was short of money."),
        format!("An old man remembered how his grandfather had helped to build the {what} out of oak."),
    ]
    .join("\n")
}

fn row(id: &str, created: &str, text: &str) -> String {
    json!({"id": id, "created": created, "text": text}).to_string() + "\n"
}

/// Two stories: one in an original and a copy with the same words, later and in other lines; one alone.
fn corpus() -> String {
    let copy = report(0).replace('\n', " ").to_uppercase();
    row("late", "2024-05-03", &copy)
        + &row("alone", "2024-05-02", &report(1))
        + &row("early", "2024-05-01", &report(0))
}

const PLAIN: [&str; 3] = ["--no-strip", "--no-learn", "-q"];

fn clean(place: &Place, args: &[&str]) {
    place.run(&[&["clean", "in.jsonl", "-o", "out.jsonl"], args, &PLAIN].concat()).exits(0);
}

fn stats(place: &Place) -> Value {
    serde_json::from_str(&place.read("out.jsonl.tamis/stats.json")).unwrap()
}

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

#[test]
fn every_document_is_kept_or_a_duplicate_with_its_row() {
    let place = Place::new();
    place.write("in.jsonl", corpus());
    clean(&place, &[]);
    let (kept, gone) = (place.rows("out.jsonl"), place.rows("out.jsonl.tamis/duplicates.jsonl.zst"));
    assert_eq!((kept.len(), gone.len()), (2, 1));
    assert_eq!(gone[0]["reason"], "exact-duplicate");
    assert_eq!(gone[0]["similarity"], 1.0);
    let row = &gone[0]["row"];
    assert!(row["id"] == gone[0]["id"] && row["text"].as_str().unwrap().len() > 300, "{row}");
    assert!(ids(&kept).contains(&gone[0]["kept_id"].as_str().unwrap()));
    assert!(kept.iter().all(|row| row["metadata"]["tamis"]["dedup"].is_null()));
    let stats = stats(&place);
    assert_eq!(stats["books"]["kept"], 2);
    assert_eq!(stats["books"]["duplicates"], 1);
    assert_eq!(stats["documents_by_reason"]["exact-duplicate"], 1);
    assert_eq!(stats["dedup"]["documents"], 3);
    assert!(stats["dedup"]["copied_words"].as_u64().unwrap() > 50, "{stats}");
}

#[test]
fn annotated_rows_all_stay_in_order() {
    let place = Place::new();
    place.write("in.jsonl", corpus());
    clean(&place, &["--set", "dedup.annotate=true"]);
    let rows = place.rows("out.jsonl");
    assert_eq!(ids(&rows), ["late", "alone", "early"]);
    let found = |at: usize| rows[at]["metadata"]["tamis"]["dedup"].clone();
    assert_eq!(found(1), json!({"cluster": "alone", "size": 1, "role": "single", "kept_id": "alone"}));
    let roles = [found(0)["role"].clone(), found(2)["role"].clone()];
    assert!(roles.contains(&json!("kept")) && roles.contains(&json!("duplicate")), "{roles:?}");
    assert_eq!((&found(0)["size"], &found(0)["kept_id"]), (&json!(2), &found(2)["kept_id"]));
    assert_eq!(stats(&place)["books"]["kept"], 3);
    // Even what is read once, where the user asks for it; texts without rows have no place for it.
    let ran = place.run_with(&["clean", "-", "-q", "--set", "dedup.annotate=true", "--no-strip"], corpus());
    let first: Value = serde_json::from_str(ran.exits(0).stdout.lines().next().unwrap()).unwrap();
    assert_eq!(first["metadata"]["tamis"]["dedup"]["size"], 2);
    place
        .run(&["clean", "in.jsonl", "-o", "out", "--to", "files", "-q", "--set", "dedup.annotate=true"])
        .exits(2);
}

#[test]
fn what_is_read_once_keeps_the_first_of_equal_words() {
    let place = Place::new();
    place.write("in.jsonl", corpus());
    let ran = place.run_with(&["clean", "-", "-q", "--no-strip"], corpus()).exits(0);
    let rows: Vec<Value> = ran.stdout.lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    assert_eq!(ids(&rows), ["late", "alone"]);
    clean(&place, &["--set", "dedup.near=false"]);
    assert_eq!(ids(&place.rows("out.jsonl")), ["late", "alone"]);
    assert_eq!(stats(&place)["dedup"], Value::Null);
    clean(&place, &["--no-dedup"]);
    assert_eq!((place.rows("out.jsonl").len(), &stats(&place)["dedup"]), (3, &Value::Null));
}

/// A corpus with near-copies: stories of eight towns, each with up to four copies that differ in a line and some
/// words, and one cut to its beginning.
fn near_corpus() -> Vec<String> {
    let mut rows = Vec::new();
    for at in 0..8 {
        for copy in 0..=(at % 4) {
            let text = report(at).replace("Monday", ["Monday", "Tuesday", "Friday", "Sunday"][copy])
                + ["", "\nMore on this later.", "\nReporting by the agency.", "\nOur own report."][copy];
            rows.push(row(&format!("{at}-{copy}"), &format!("2024-05-{:02}", 20 - copy), &text));
        }
    }
    rows
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let place = Place::new();
    place.write("in.jsonl", near_corpus().concat().repeat(40));
    let run = |threads: &str, annotate: &str| {
        clean(&place, &["-j", threads, "--set", annotate]);
        let side = |name: &str| place.bytes(&format!("out.jsonl.tamis/{name}"));
        (place.bytes("out.jsonl"), side("duplicates.jsonl.zst"), side("stats.json"))
    };
    for annotate in ["dedup.annotate=false", "dedup.annotate=true"] {
        assert!(run("1", annotate) == run("3", annotate), "{annotate}");
    }
}

#[test]
fn a_reader_who_goes_early_is_no_failure() {
    let place = Place::new();
    place.write(
        "in.jsonl",
        (0..4000).map(|at| row(&at.to_string(), "", &format!("{} {at}", report(at)))).collect::<String>(),
    );
    let ran = std::process::Command::new("sh")
        .arg("-c")
        .arg(format!(
            "{} clean in.jsonl -q --no-strip --set dedup.keep=first | head -n 1; exit $?",
            env!("CARGO_BIN_EXE_tamis")
        ))
        .current_dir(place.path("."))
        .output()
        .unwrap();
    assert!(ran.status.success() && ran.stderr.is_empty(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert!(String::from_utf8(ran.stdout).unwrap().starts_with("{\"id\":\"0\""));
}

#[test]
fn near_copies_go_and_the_earliest_stays_wherever_it_stands() {
    let place = Place::new();
    let mut rows = near_corpus();
    let kept = |place: &Place| {
        clean(place, &[]);
        let rows = place.rows("out.jsonl");
        let mut ids: Vec<String> = ids(&rows).iter().map(|id| (*id).to_owned()).collect();
        ids.sort();
        ids
    };
    place.write("in.jsonl", rows.concat());
    let first = kept(&place);
    assert_eq!(first, ["0-0", "1-1", "2-2", "3-3", "4-0", "5-1", "6-2", "7-3"]);
    let gone = place.rows("out.jsonl.tamis/duplicates.jsonl.zst");
    assert!(
        gone.iter().all(|row| row["reason"] == "near-duplicate" && row["similarity"].as_f64() > Some(0.7))
    );
    rows.rotate_left(7);
    rows.reverse();
    place.write("in.jsonl", rows.concat());
    assert_eq!(kept(&place), first);
}

#[test]
fn the_stage_finds_what_the_command_finds_in_the_cleaned_output() {
    let place = Place::new();
    place.write("in.jsonl", near_corpus().concat());
    clean(&place, &["--no-dedup"]);
    place.run(&["dedup", "out.jsonl", "-o", "apart.jsonl", "-q"]).exits(0);
    clean(&place, &[]);
    assert_eq!(place.read("out.jsonl"), place.read("apart.jsonl"));
    let gone = |name: &str| place.rows(&format!("{name}.tamis/duplicates.jsonl.zst"));
    assert_eq!(gone("out.jsonl"), gone("apart.jsonl"));
}

#[test]
fn near_copies_are_one_story_for_what_recurs() {
    // Each story of the source stands there in up to four near-copies; what recurs is counted over the eight.
    let place = Place::new();
    let with_box: Vec<String> = near_corpus()
        .iter()
        .map(|row| {
            row.replace("\",\"text", "\",\"source\":\"gazette\",\"text")
                .replace("oak.", "oak.\\nSign up for the letter of the gazette")
        })
        .collect();
    let table = |rows: &[String]| {
        place.write("in.jsonl", rows.concat());
        place.run(&["learn", "in.jsonl", "-o", "table.zst", "-q"]).exits(0);
        place.run(&["boilerplate", "show", "table.zst"]).exits(0).stdout
    };
    let shown = table(&with_box);
    assert!(shown.contains("gazette: 8 stories\n"), "{shown}");
    assert!(shown.contains("       8  Sign up for the letter of the gazette\n"), "{shown}");
    assert!(!shown.contains("mayor of Dunmere"), "lines of a story that stands there four times: {shown}");
    let turned: Vec<String> = with_box.iter().rev().cloned().collect();
    assert_eq!(table(&turned), shown);
}
