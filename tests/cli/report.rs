//! `tamis report`, `tamis clean --report` and `tamis stats`.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Place, root};

fn fixtures() -> String {
    root().join("fixtures").to_str().unwrap().to_owned()
}

fn parsed(place: &Place, name: &str) -> Value {
    serde_json::from_str(&place.read(name)).unwrap()
}

fn sum(counts: &Value) -> u64 {
    counts.as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).sum()
}

/// Rows of many short documents, of two sources.
fn many(documents: usize) -> String {
    let mut rows = String::new();
    for number in 0..documents {
        let (source, story) = (number % 2, crate::corpus::story(number as u64, 6).join("\\n"));
        let _ = writeln!(
            rows,
            "{{\"id\":\"story-{number}\",\"source\":\"paper-{source}\",\"text\":\"{story}\\nRead also: storms\"}}"
        );
    }
    rows
}

#[test]
fn a_run_makes_its_report_and_the_next_one_takes_it_away() {
    let place = Place::new();
    let said = place.run(&["clean", &fixtures(), "-o", "out", "--report"]).exits(1).stderr;
    assert!(said.contains("out/_tamis/report.html: "), "{said}");
    let page = place.read("out/_tamis/report.html");
    assert!(page.starts_with("<!doctype html>"), "{:?}", page.get(..60));
    let timing = parsed(&place, "out/_tamis/timing.json");
    assert!(timing["seconds"].as_f64().unwrap() > 0.0 && timing["threads"].as_u64().unwrap() > 0);
    let traces = place.rows("out/_tamis/trace.jsonl.zst");
    assert!(traces.iter().any(|trace| trace["blocks"][0]["causes"].is_array()), "causes are recorded");
    place.run(&["verify", "out"]).exits(0);
    place.run(&["clean", &fixtures(), "-o", "out", "-q"]).exits(1);
    for gone in ["report.html", "timing.json", "trace.jsonl.zst"] {
        assert!(!place.path(&format!("out/_tamis/{gone}")).exists(), "{gone} is of the run before");
    }
    let said = place.run(&["report", "out", "-o", "page.html"]).exits(0).stderr;
    assert!(said.contains("page.html: ") && said.contains(" documents for review"), "{said}");
    let page = place.read("page.html");
    assert_eq!(place.run(&["report", "out", "-o", "-"]).exits(0).stdout, page, "the same run, the same page");
    assert_eq!(place.run(&["report", "out", "-q"]).exits(0).stderr, "");
    assert_eq!(place.read("out/_tamis/report.html"), page);
}

#[test]
fn a_report_goes_where_it_is_told_and_needs_a_run() {
    let place = Place::new();
    place.write("in.jsonl", many(3));
    place.write("no-folder", "");
    let ran =
        place.run(&["clean", "in.jsonl", "-o", "out.jsonl", "--report=no-folder/x.html", "-q"]).exits(3);
    assert!(ran.stderr.contains("the documents are written, but not the report"), "{}", ran.stderr);
    assert_eq!(place.rows("out.jsonl").len(), 3);
    place.run(&["clean", "in.jsonl", "-o", "out.jsonl", "--report=pages/of run.html", "-q"]).exits(0);
    assert!(place.read("pages/of run.html").starts_with("<!doctype html>"));
    assert!(!place.path("out.jsonl.tamis/report.html").exists());
    place.write("tamis.toml", "# mine\n");
    for file in ["in.jsonl", "tamis.toml", "out.jsonl", "out.jsonl.tamis/stats.json"] {
        let before = place.bytes(file);
        let report = format!("--report={file}");
        let said = place.run(&["clean", "in.jsonl", "-o", "again.jsonl", &report, "-q"]).exits(2).stderr;
        assert!(said.contains("is there and is no report"), "{said}");
        place.run(&["report", "out.jsonl", "-o", file]).exits(2);
        assert_eq!(place.bytes(file), before, "{file}");
    }
    assert!(!place.path("again.jsonl").exists());
    place.run(&["clean", "in.jsonl", "-o", "own.jsonl", "--report=own.jsonl", "-q"]).exits(2);
    assert_eq!(place.rows("own.jsonl").len(), 3, "the report has not taken the place of the documents");
    for (args, expect) in [
        (&["clean", "in.jsonl", "--report"][..], "a report is made of an output file or directory"),
        (&["clean", "in.jsonl", "-o", "x", "--report", "--dry-run"], "cannot be used with"),
        (&["clean", "in.jsonl", "-o", "x", "--report", "--shard", "1/2"], "cannot be used with"),
        (
            &[
                "clean",
                "in.jsonl",
                "-o",
                "x",
                "--shard",
                "1/2",
                "--no-learn",
                "--trace",
                "--set",
                "run.trace_most=9",
            ],
            "--trace=SHARE",
        ),
        (&["report", "in.jsonl"], "in.jsonl"),
        (&["report", "nowhere"], "nowhere"),
        (&["stats", "nowhere"], "nowhere"),
        (&["report", "out.jsonl", "nowhere"], "nowhere"),
    ] {
        let ran = place.run(args).exits(2);
        assert!(ran.stderr.contains(expect), "{args:?}: {}", ran.stderr);
    }
}

#[test]
fn a_limited_trace_is_the_same_for_any_threads_and_files() {
    let place = Place::new();
    let rows = many(300);
    place.write("one/all.jsonl", &rows);
    let lines: Vec<&str> = rows.lines().collect();
    for (part, lines) in lines.chunks(70).enumerate() {
        place.write(&format!("four/{part}.jsonl"), lines.join("\n"));
    }
    let traces = |input: &str, threads: &str, more: &[&str]| {
        let set = ["--set", "run.trace_most=12", "--trace"];
        let args = [&["clean", input, "-o", "out.jsonl", "-j", threads, "-q", "--no-learn"], &set[..], more]
            .concat();
        place.run(&args).exits(0);
        place.rows("out.jsonl.tamis/trace.jsonl.zst")
    };
    let whole = traces("one", "1", &[]);
    assert_eq!(whole.len(), 12);
    assert_eq!(traces("one", "3", &[]), whole);
    assert_eq!(traces("four", "2", &[]), whole);
    assert_eq!(traces("one", "2", &["--no-dedup", "--no-journal"]), whole);
    let ids = |rows: &[Value]| rows.iter().map(|row| row["id"].to_string()).collect::<Vec<_>>();
    let other = traces("one", "2", &["--seed", "7"]);
    assert_ne!(ids(&other), ids(&whole));
    let all = place.run(&["clean", "one", "-o", "all.jsonl", "-q", "--no-learn", "--trace"]);
    all.exits(0);
    let all = place.rows("all.jsonl.tamis/trace.jsonl.zst");
    assert_eq!(all.len(), 300);
    let order: Vec<usize> = whole.iter().map(|row| all.iter().position(|one| one == row).unwrap()).collect();
    assert!(order.is_sorted(), "{order:?}");
}

#[test]
fn figures_are_those_of_the_run_and_add_up() {
    let place = Place::new();
    place.run(&["clean", &fixtures(), "-o", "out", "-q"]).exits(1);
    let stats = parsed(&place, "out/_tamis/stats.json");
    let printed: Value =
        serde_json::from_str(&place.run(&["stats", "out", "--json"]).exits(0).stdout).unwrap();
    assert_eq!(printed, stats);
    let (books, volume, found) = (&stats["books"], &stats["volume"], &stats["distributions"]);
    let of_books = |name: &str| books[name].as_u64().unwrap();
    let documents = of_books("kept") + of_books("duplicates") + of_books("dropped");
    assert_eq!(sum(&found["documents_by_words_in"]), documents);
    assert_eq!(sum(&found["documents_by_words_out"]), documents);
    assert_eq!(sum(&found["words_by_place"]), volume["words_in"].as_u64().unwrap());
    let with_words = documents - found["documents_by_words_in"][0].as_u64().unwrap();
    assert_eq!(sum(&found["documents_by_loss"]), with_words);
    let blocks = volume["blocks_in"].as_u64().unwrap();
    let scored = sum(&found["kept_blocks_by_score"]) + sum(&found["dropped_blocks_by_score"]);
    assert!(scored <= blocks && scored > blocks * 9 / 10, "{scored} of {blocks}");
    let table = place.run(&["stats", "out"]).exits(0).stdout;
    for expect in ["records in", "words of a document, in", "share of words that went", "removed or edited"] {
        assert!(table.contains(expect), "{expect}: {table}");
    }
    for reason in stats["removed_by_reason"].as_object().unwrap().keys() {
        assert!(table.contains(reason.as_str()), "{reason}: {table}");
    }
    place.run(&["clean", &fixtures(), "--stats", "figures.json", "-o", "-", "-q"]).exits(1);
    assert_eq!(place.run(&["stats", "figures.json", "--json"]).exits(0).stdout, place.read("figures.json"));
}

#[test]
fn figures_by_host_add_up_to_those_of_the_run() {
    let place = Place::new();
    place.write("in.jsonl", many(40));
    place.run(&["clean", "in.jsonl", "-o", "out.jsonl", "-q", "--no-learn"]).exits(0);
    let printed = place.run(&["stats", "out.jsonl", "--json", "--hosts"]).exits(0).stdout;
    let printed: Value = serde_json::from_str(&printed).unwrap();
    let rows = printed["hosts"]["rows"].as_array().unwrap();
    let total = |name: &str| rows.iter().map(|row| row[name].as_u64().unwrap()).sum::<u64>();
    assert_eq!(rows.len(), 2);
    for name in ["kept", "duplicates", "dropped"] {
        assert_eq!(total(name), printed["books"][name].as_u64().unwrap(), "{name}");
    }
    assert_eq!(total("words_in"), printed["volume"]["words_in"].as_u64().unwrap());
    let table = place.run(&["stats", "out.jsonl", "--hosts=1"]).exits(0).stdout;
    assert!(table.contains("paper-") && table.contains("and 1 more"), "{table}");
}
