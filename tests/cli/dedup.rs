//! `tamis dedup`: which copies stay, what is said of the others, and that nothing else changes.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::{Place, Ran};

/// A story of several hundred words, no two of which share a sentence.
fn story(seed: usize) -> String {
    const SHIPS: [&str; 7] = ["Alma", "Berta", "Clara", "Dora", "Emma", "Frieda", "Greta"];
    const PLACES: [&str; 5] = ["Sall", "Orrin", "Brode", "Lunne", "Kesk"];
    let sentence = |at: usize| {
        let (ship, place) = (SHIPS[(seed * 3 + at) % 7], PLACES[(seed + at * 2) % 5]);
        let (one, two) = (seed * 31 + at * 17, seed * 13 + at * 7);
        match at % 4 {
            0 => format!(
                "On day {one} of season {seed} the ferry {ship} left {place} with {two} crates of pears."
            ),
            1 => format!(
                "Her mate counted {two} gulls off {place}, which log {one} of the {ship} calls a record."
            ),
            2 => {
                format!("Berth {one} in {place} stays closed to the {ship} until {two} new piles are driven.")
            }
            _ => format!("The board of {place} paid {one} crowns towards rope number {two} of the {ship}."),
        }
    };
    (0..24).map(sentence).collect::<Vec<_>>().join("\n")
}

/// The story in other capitals, punctuation and line breaks: the same words.
fn reset(text: &str) -> String {
    text.to_uppercase().replace('\n', " ").replace(',', " –")
}

/// The story as a desk edits it: another first line, a few words changed.
fn edited(text: &str) -> String {
    let body = text.split_once('\n').unwrap().1;
    format!(
        "Our correspondent writes from the quay.\n{}",
        body.replacen("crates of pears", "boxes of pears", 2)
    )
}

/// The first third of the story, as a feed cuts it.
fn cut(text: &str) -> String {
    text.lines().take(8).collect::<Vec<_>>().join("\n")
}

fn row(id: &str, text: &str) -> String {
    json!({"id": id, "text": text}).to_string() + "\n"
}

fn dated(id: &str, date: &str, text: &str) -> String {
    json!({"id": id, "text": text, "created": date}).to_string() + "\n"
}

fn dedup(place: &Place, args: &[&str]) -> Ran {
    place.run(&[&["dedup"], args].concat())
}

fn ids(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["id"].as_str().unwrap()).collect()
}

fn stats(place: &Place, path: &str) -> Value {
    serde_json::from_str(&place.read(path)).unwrap()
}

/// What `tamis dedup -o out.jsonl` keeps of these rows, and the rows of what goes.
fn split(rows: &str, args: &[&str]) -> (Vec<Value>, Vec<Value>) {
    let place = Place::new();
    place.write("in.jsonl", rows);
    dedup(&place, &[&["in.jsonl", "-o", "out.jsonl", "-q"], args].concat()).exits(0);
    (place.rows("out.jsonl"), place.rows("out.jsonl.tamis/duplicates.jsonl.zst"))
}

#[test]
fn copies_are_found_among_all_kinds_of_inputs() {
    let place = Place::new();
    place
        .write("in/a.txt", story(1) + "\n")
        .write("in/b.jsonl", row("b1", &reset(&story(1))) + &row("b2", &story(2)));
    let packed = zstd::encode_all((row("c1", &story(2)) + &row("c2", &story(3))).as_bytes(), 1).unwrap();
    place.write("in/c.jsonl.zst", packed).write("in/picture.png", "no text");
    let page = story(3).replace('\n', "</p>\n<p>");
    place.write(
        "in/d.html",
        format!("<html><head><title>Ferries</title></head><body><p>{page}</p></body></html>"),
    );
    let standard = row("e1", &story(3)) + &row("e2", &story(4)) + "no row\n";
    let ran = place
        .run_with(&["dedup", "in", "-", "-o", "out", "--clusters", "c.tsv", "--keep", "first"], &standard)
        .exits(1);
    assert!(ran.stderr.contains("duplicates") && ran.stderr.contains("exact-duplicate 4"), "{}", ran.stderr);
    let data = ["out/stdin.jsonl", "out/in/a.txt.jsonl", "out/in/b.jsonl", "out/in/c.jsonl.zst"];
    let kept: Vec<Value> = data.iter().flat_map(|name| place.rows(name)).collect();
    assert_eq!(ids(&kept), ["e2", "in/a.txt", "b2", "c2"]);
    let gone = place.rows("out/_tamis/duplicates.jsonl.zst");
    let of = |name: &str| gone.iter().map(|row| row[name].as_str().unwrap()).collect::<Vec<_>>();
    assert_eq!(of("id"), ["b1", "c1", "in/d.html", "e1"]);
    assert_eq!(of("kept_id"), ["in/a.txt", "b2", "c2", "c2"]);
    assert!(of("reason").iter().all(|reason| *reason == "exact-duplicate"));
    assert!(of("evidence").iter().all(|evidence| evidence.starts_with("the same ")), "{:?}", of("evidence"));
    assert_eq!(gone[1]["row"]["text"], story(2));
    let clusters =
        "in/a.txt\tin/a.txt\nb1\tin/a.txt\nb2\tb2\nc1\tb2\nc2\tc2\nin/d.html\tc2\ne1\tc2\ne2\te2\n";
    assert_eq!(place.read("c.tsv"), clusters);
    let stats = stats(&place, "out/_tamis/stats.json");
    let books =
        json!({"records_in": 10, "kept": 4, "duplicates": 4, "dropped": 0, "rejected": 1, "skipped": 1});
    assert_eq!(stats["books"], books);
    assert_eq!(stats["dedup"]["documents"], 8);
    assert!(stats["dedup"]["copied_words"].as_u64() > Some(1000), "{stats}");
    assert!(stats["volume"]["words_in"].as_u64() > stats["volume"]["words_out"].as_u64());
    assert_eq!(place.rows("out/_tamis/rejects.jsonl.zst")[0]["file"], "-");
}

#[test]
fn rows_pass_through_as_they_came() {
    let place = Place::new();
    let text = "  %20 &amp; as it is,\r\n\twith every blank \n";
    let odd =
        json!({"id": "a", "text": text, "score": 1}).to_string().replace("\"score\":1", "\"score\":1.50e1");
    place.write("in.jsonl", odd + "\n" + &row("b", &story(1)));
    place.run(&["dedup", "in.jsonl", "-o", "once.jsonl", "-q"]).exits(0);
    let rows = place.rows("once.jsonl");
    assert_eq!(rows[0]["text"], text);
    assert!(
        place.read("once.jsonl").contains("\"metadata\":{\"score\":1.50e1,"),
        "{}",
        place.read("once.jsonl")
    );
    place.run(&["dedup", "once.jsonl", "-o", "twice.jsonl", "-q"]).exits(0);
    assert_eq!(place.read("once.jsonl"), place.read("twice.jsonl"));
}

#[test]
fn what_clean_wrote_of_a_document_stays_with_it() {
    let place = Place::new();
    let page =
        format!("<html lang=en><head><title>Ferries</title></head><body><p>{}</p></body></html>", story(1));
    let row = json!({"id": "a", "html": page, "url": "https://example.org/a", "kept": [1, 2]});
    place.write("in.jsonl", row.to_string());
    place.run(&["clean", "in.jsonl", "-o", "clean.jsonl", "--no-strip", "-q"]).exits(0);
    place.run(&["dedup", "clean.jsonl", "-o", "out.jsonl", "-q"]).exits(0);
    assert_eq!(place.read("clean.jsonl"), place.read("out.jsonl"));
    place.run(&["dedup", "clean.jsonl", "-o", "noted.jsonl", "--annotate", "-q"]).exits(0);
    let mut noted = place.rows("noted.jsonl");
    let own = noted[0]["metadata"]["tamis"].as_object_mut().unwrap();
    let found = own.remove("dedup").unwrap();
    assert_eq!(found, json!({"cluster": "a", "size": 1, "role": "single", "kept_id": "a"}));
    assert_eq!(own["title"], "Ferries");
    assert_eq!(noted, place.rows("clean.jsonl"));
    // Another run replaces what it finds itself, and nothing else.
    place.run(&["dedup", "noted.jsonl", "-o", "again.jsonl", "--annotate", "-q"]).exits(0);
    assert_eq!(place.read("noted.jsonl"), place.read("again.jsonl"));
}

#[test]
fn annotated_rows_all_stay_in_their_order() {
    let place = Place::new();
    let rows =
        row("b", &story(1)) + &row("a", &reset(&story(1))) + &row("c", &story(2)) + &row("d", &story(1));
    place.write("in.jsonl", rows);
    dedup(&place, &["in.jsonl", "-o", "out.jsonl", "--annotate", "--keep", "first", "-q"]).exits(0);
    let rows = place.rows("out.jsonl");
    assert_eq!(ids(&rows), ["b", "a", "c", "d"]);
    let of = |at: usize, name: &str| rows[at]["metadata"]["tamis"]["dedup"][name].clone();
    let roles: Vec<Value> = (0..4).map(|at| of(at, "role")).collect();
    assert_eq!(roles, ["kept", "duplicate", "single", "duplicate"]);
    let kept: Vec<Value> = (0..4).map(|at| of(at, "kept_id")).collect();
    assert_eq!(kept, ["b", "b", "c", "b"]);
    assert_eq!((of(0, "size"), of(2, "size"), of(1, "similarity")), (json!(3), json!(1), json!(1.0)));
    assert!(!place.path("out.jsonl.tamis/duplicates.jsonl.zst").exists());
    let stats = stats(&place, "out.jsonl.tamis/stats.json");
    assert_eq!((&stats["books"]["kept"], &stats["books"]["duplicates"]), (&json!(4), &json!(0)));
    let refused = dedup(&place, &["in.jsonl", "-o", "out.txt", "--annotate"]).exits(2);
    assert!(refused.stderr.contains("--to jsonl"), "{}", refused.stderr);
}

#[test]
fn text_files_are_mirrored_and_their_charset_is_decoded() {
    let place = Place::new();
    place.write("in/a.txt", b"The caf\xe9 of Sall opens again in spring, the owner said.\r\n");
    place.write("in/deep/b.txt", "The café of Sall opens again in spring, the owner said.\n");
    place.write("in/deep/c.txt", "Nothing %20 is &amp; decoded here.");
    dedup(&place, &["in", "-o", "out", "--to", "files", "--keep", "first", "-q"]).exits(0);
    let files = place.files();
    let texts: Vec<&String> =
        files.iter().filter(|name| name.starts_with("out") && !name.contains("_tamis")).collect();
    assert_eq!(texts, ["out/a.txt", "out/deep/c.txt"]);
    assert_eq!(place.read("out/a.txt"), "The café of Sall opens again in spring, the owner said.\n");
    assert_eq!(place.read("out/deep/c.txt"), "Nothing %20 is &amp; decoded here.\n");
    assert_eq!(
        dedup(&place, &["in/deep/c.txt", "-o", "-", "-q"]).exits(0).stdout,
        place.read("out/deep/c.txt")
    );
}

/// A corpus of many rows in several files, with copies, rejects and repeated ids.
fn corpus(place: &Place) {
    for file in 0..4 {
        let text = |at: usize| match at % 3 {
            0 => story(at % 40),
            1 => reset(&story(at % 25)),
            _ => story(1000 * file + at),
        };
        let mut rows: String = (0..400).map(|at| row(&format!("{file}-{}", at % 399), &text(at))).collect();
        rows.push_str("{\"id\": 1}\n");
        place.write(&format!("in/{file}.jsonl"), rows);
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let place = Place::new();
    corpus(&place);
    let written = |threads: &str, more: &[&str]| {
        let all =
            [&["in", "-o", "out.jsonl", "--clusters", "c.tsv", "-j", threads, "--memory", "1MiB"], more]
                .concat();
        dedup(&place, &all).exits(1);
        let sides = ["rejects.jsonl.zst", "duplicates.jsonl.zst", "stats.json"];
        let sides = sides.map(|side| std::fs::read(place.path(&format!("out.jsonl.tamis/{side}"))).ok());
        (place.bytes("out.jsonl"), place.read("c.tsv"), sides)
    };
    let one = written("1", &[]);
    assert!(one == written("3", &[]), "the output depends on the number of threads");
    assert_eq!(one.1.lines().count(), 1600);
    assert!(one.1.contains("\n2-0#2\t"), "a repeated id gets a number");
    assert!(written("1", &["--annotate"]) == written("2", &["--annotate"]));
    let sampled = written("2", &["--sample", "0.3", "--limit", "900"]);
    assert!(sampled == written("1", &["--sample", "0.3", "--limit", "900"]));
    let stats = stats(&place, "out.jsonl.tamis/stats.json");
    assert_eq!(stats["books"]["records_in"], 900);
    assert!(stats["skipped_by_type"]["not-sampled"].as_u64() > Some(500));
}

#[test]
fn standard_input_gives_what_a_file_gives() {
    let place = Place::new();
    corpus(&place);
    let rows: String = (0..4).map(|file| place.read(&format!("in/{file}.jsonl"))).collect();
    place.write("all.jsonl", &rows);
    let of_file = dedup(&place, &["all.jsonl", "-o", "-", "-q", "--max-rejects", "4"]).exits(0).stdout;
    let packed = zstd::encode_all(rows.as_bytes(), 1).unwrap();
    for standard in [rows.as_bytes(), &packed] {
        let ran = place.run_with(&["dedup", "-", "-o", "-", "-q", "--max-rejects", "4"], standard).exits(0);
        assert!(ran.stdout == of_file);
    }
    let limited = place.run_with(&["dedup", "-", "-o", "-", "-q", "--limit", "5"], &packed).exits(0);
    assert!(!limited.stdout.is_empty() && of_file.starts_with(&limited.stdout));
}

/// A run that has read its file once and waits for the rest of standard input.
fn under_way(place: &Place) -> std::process::Child {
    place.write("a.jsonl", row("a", &story(1)) + &row("b", &story(2)));
    let args = ["dedup", "a.jsonl", "-", "-o", "out.jsonl", "--clusters", "c.tsv"];
    let mut child = place.command(&args).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // More than a pipe holds: when all is taken, the file before it was read.
    let rows: String = (3..900).map(|at| row(&at.to_string(), &story(at))).collect();
    child.stdin.as_mut().unwrap().write_all(rows.as_bytes()).unwrap();
    child
}

#[test]
fn an_input_that_changes_between_the_readings_is_an_error() {
    let changes = [
        row("a", &story(1)) + &row("b", &story(5)),
        row("a", &story(1)),
        row("a", &story(1)) + &row("b", &story(2)) + &row("c", &story(2)),
        row("a", &story(1)) + "no row\n",
    ];
    for changed in changes {
        let place = Place::new();
        let child = under_way(&place);
        place.write("a.jsonl", changed);
        let ran = Ran::from(child.wait_with_output().unwrap()).exits(3);
        assert!(ran.stderr.contains("changed while it was read"), "{}", ran.stderr);
        assert_eq!(place.files(), ["a.jsonl"], "nothing is left behind");
    }
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_run_and_leaves_nothing_behind() {
    let place = Place::new();
    let mut child = under_way(&place);
    let (pid, input) = (child.id().to_string(), child.stdin.take());
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    // The input stays open: a run that is asked to stop does not wait for its end.
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(input);
    assert_eq!(place.files(), ["a.jsonl"]);
}

#[test]
fn exit_codes_say_how_it_ended() {
    let place = Place::new();
    place.write("in.jsonl", row("a", &story(1)) + "no row\n");
    let run = |args: &[&str]| dedup(&place, &[&["in.jsonl", "-o", "out.jsonl"], args].concat());
    let ran = run(&[]).exits(1);
    assert!(ran.stderr.contains("in.jsonl:2:") && ran.stderr.contains("rejects.jsonl.zst"), "{}", ran.stderr);
    run(&["--max-rejects", "50%"]).exits(0);
    for wrong in
        [&["--threshold", "1.5"][..], &["--bands", "many"], &["--keep", "last"], &["--memory", "few"]]
    {
        run(wrong).exits(2);
    }
    dedup(&place, &["in.jsonl"]).exits(2);
    dedup(&place, &["missing.jsonl", "-o", "x.jsonl"]).exits(3);
    place.write("noise.jsonl", "no row\n");
    dedup(&place, &["noise.jsonl", "-o", "x.jsonl", "--clusters", "x.tsv"]).exits(3);
    assert!(!place.path("x.jsonl").exists() && !place.path("x.tsv").exists());
}

#[test]
fn records_beside_the_data_go_where_they_are_told() {
    let place = Place::new();
    place.write("in.jsonl", row("a\tb", &story(1)) + &row("c\\d\ne", &story(1)) + "no row\n");
    let before = place.files();
    let all = [
        "in.jsonl",
        "--duplicates",
        "d.jsonl",
        "--rejects",
        "r.jsonl",
        "--stats",
        "s.json",
        "--clusters",
        "c.tsv",
    ];
    dedup(&place, &[&all[..], &["-o", "out.jsonl", "--dry-run"]].concat()).exits(1);
    dedup(&place, &["in.jsonl", "--dry-run"]).exits(1);
    assert_eq!(place.files(), before, "a dry run writes nothing");
    dedup(&place, &["in.jsonl", "--clusters", "c.tsv"]).exits(1);
    assert_eq!(place.files(), ["c.tsv", "in.jsonl"]);
    assert_eq!(place.read("c.tsv"), "a\\tb\ta\\tb\nc\\\\d\\ne\ta\\tb\n");
    dedup(&place, &[&all[..], &["-o", "-"]].concat()).exits(1);
    assert_eq!((place.rows("d.jsonl").len(), place.rows("r.jsonl").len()), (1, 1));
    assert_eq!(stats(&place, "s.json")["books"]["duplicates"], 1);
    place.write("foreign/letter.txt", "Not to be lost.");
    dedup(&place, &["in.jsonl", "-o", "foreign"]).exits(2);
    dedup(&place, &["in.jsonl", "-o", "foreign", "--force"]).exits(1);
}

#[test]
fn a_closed_pipe_is_a_success() {
    let place = Place::new();
    place.write("in.jsonl", (0..900).map(|at| row(&at.to_string(), &story(at))).collect::<String>());
    let mut child =
        place.command(&["dedup", "in.jsonl", "-o", "-", "-q"]).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn exact_keeps_an_edited_copy() {
    let rows = row("a", &story(1)) + &row("b", &edited(&story(1))) + &row("c", &story(2));
    let (kept, gone) = split(&rows, &["--exact"]);
    assert_eq!((ids(&kept).len(), gone.len()), (3, 0));
}

#[test]
fn an_edited_copy_is_a_near_duplicate() {
    let rows = row("a", &story(1)) + &row("b", &edited(&story(1))) + &row("c", &story(2));
    let (kept, gone) = split(&rows, &["--keep", "first"]);
    assert_eq!((ids(&kept), ids(&gone)), (vec!["a", "c"], vec!["b"]));
    assert_eq!((&gone[0]["reason"], &gone[0]["kept_id"]), (&json!("near-duplicate"), &json!("a")));
    let similarity = gone[0]["similarity"].as_f64().unwrap();
    assert!((0.7..1.0).contains(&similarity), "{similarity}");
    let evidence = gone[0]["evidence"].as_str().unwrap();
    let said =
        evidence.strip_prefix("similarity ").and_then(|rest| rest.strip_suffix(" to the copy that stays"));
    assert!((said.unwrap().parse::<f64>().unwrap() - similarity).abs() < 0.01, "{evidence}");
    assert_eq!(split(&rows, &["--threshold", "1", "--set", "dedup.containment=1"]).1.len(), 0);
}

#[test]
fn a_cut_copy_is_contained() {
    let rows = row("whole", &story(1)) + &row("cut", &cut(&story(1))) + &row("c", &story(2));
    let (kept, gone) = split(&rows, &[]);
    assert_eq!((ids(&kept), ids(&gone)), (vec!["whole", "c"], vec!["cut"]));
    assert_eq!((&gone[0]["reason"], &gone[0]["kept_id"]), (&json!("contained"), &json!("whole")));
    assert_eq!(gone[0]["evidence"], "1.00 of its 5-grams stand in whole");
    assert_eq!(split(&rows, &["--keep-contained"]).0.len(), 3);
    let place = Place::new();
    place.write("in.jsonl", rows);
    dedup(&place, &["in.jsonl", "-o", "out.jsonl", "--annotate", "-q"]).exits(0);
    let found = &place.rows("out.jsonl")[1]["metadata"]["tamis"]["dedup"];
    assert_eq!((&found["role"], &found["contained_in"]), (&json!("contained"), &json!("whole")));
    assert_eq!((&found["kept_id"], &found["similarity"]), (&json!("whole"), &json!(1.0)));
}

#[test]
fn the_copy_that_stays_is_the_best_the_first_or_the_longest() {
    let longer = story(1) + "\nThe harbour master of Sall thanked the crew at the end of the day.";
    let rows = dated("late", "2024-06-03", &story(1))
        + &dated("early", "2024-06-01T08:00:00Z", &edited(&story(1)))
        + &dated("long", "2024-06-02", &longer);
    let kept = |args: &[&str]| -> Vec<String> {
        split(&rows, args).0.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kept(&[]), ["early"]);
    assert_eq!(kept(&["--keep", "best"]), ["early"]);
    assert_eq!(kept(&["--keep", "first"]), ["late"]);
    assert_eq!(kept(&["--keep", "longest"]), ["long"]);
}

#[test]
fn the_help_is_what_the_snapshot_says() {
    let help = Place::new().command(&["dedup", "-h"]).env("COLUMNS", "100").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("dedup-help", help);
    });
}
