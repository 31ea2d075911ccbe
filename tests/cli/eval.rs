//! `tamis eval`: figures that were computed by hand, and the same text as `tamis clean` gives.

use std::io::Write as _;

use serde_json::Value;

use crate::support::{Place, root};

/// The folder whose figures `tests/eval/README.md` derives.
fn folder() -> String {
    root().join("tests/eval").to_str().unwrap().to_owned()
}

fn predictions() -> String {
    root().join("tests/eval/predictions.jsonl").to_str().unwrap().to_owned()
}

fn json(place: &Place, args: &[&str]) -> Value {
    let all: Vec<&str> = ["eval"].iter().chain(args).chain(&["--json"]).copied().collect();
    serde_json::from_str(&place.run(&all).exits(0).stdout).unwrap()
}

/// What stands for a whole folder, whatever its path is.
fn figures(mut json: Value) -> Value {
    json["rejects"] = Value::Null;
    json
}

#[test]
fn the_figures_of_predictions_are_those_computed_by_hand() {
    let ran =
        Place::new().run(&["eval", &folder(), "--predictions", &predictions(), "--worst", "2"]).exits(0);
    let expect = "\
page type      pages         F1  precision     recall  5-gram F1    line F1       with    without
all                4     0.7105     0.7000     0.7222     0.4318     0.3125     0.6250     0.1250
article            2     0.9211     0.9000     0.9444     0.3636     0.1250     0.7500     0.2500
collection         1     0.0000     0.0000     0.0000     0.0000     0.0000     0.0000     0.0000
service            1     1.0000     1.0000     1.0000     1.0000     1.0000     1.0000     0.0000

worst pages  type              F1  precision  recall
shelf        collection    0.0000     0.0000  0.0000
harbour      article       0.8421     0.8000  0.8889
";
    assert_eq!(ran.stdout, expect);
    assert_eq!(
        ran.stderr,
        "tamis: 1 pages without a prediction, scored as empty: shelf\n\
         tamis: 1 without ground truth, not scored: stray\n"
    );
}

#[test]
fn json_holds_every_digit() {
    let found = json(&Place::new(), &[&folder(), "--predictions", &predictions()]);
    let close = |value: &Value, expect: f64| {
        assert!((value.as_f64().unwrap() - expect).abs() < 1e-12, "{value} is not {expect}");
    };
    close(&found["all"]["f1"], (16.0 / 19.0 + 2.0) / 4.0);
    close(&found["all"]["five_gram_f1"], (8.0 / 11.0 + 1.0) / 4.0);
    close(&found["by_type"]["article"]["line_f1"], 0.125);
    assert_eq!(found["by_type"]["article"]["pages"], 2);
    assert_eq!(found["worst"].as_array().unwrap().len(), 4);
    assert_eq!(found["worst"][0]["id"], "shelf");
    assert_eq!(found["worst"][0]["type"], "collection");
    assert_eq!(found["unpredicted"], serde_json::json!(["shelf"]));
}

#[test]
fn a_page_is_scored_by_the_text_that_clean_gives() {
    let place = Place::new();
    let html = root().join("tests/eval/html").to_str().unwrap().to_owned();
    for settings in [&["-j", "1"][..], &["-j", "2", "--no-strip"], &["--mode", "recall"]] {
        let clean: Vec<&str> =
            ["clean", &html, "-o", "out.jsonl", "--no-dedup", "--no-filter", "--keep-empty", "-q"]
                .iter()
                .chain(settings)
                .copied()
                .collect();
        place.run(&clean).exits(0);
        let rows = place.rows("out.jsonl").into_iter().map(|mut row| {
            row["id"] = row["id"].as_str().unwrap().trim_end_matches(".html").into();
            row.to_string() + "\n"
        });
        place.write("rows.jsonl", rows.collect::<String>());
        let folder = folder();
        let direct: Vec<&str> = [folder.as_str()].iter().chain(settings).copied().collect();
        let direct = json(&place, &direct);
        assert_eq!(figures(direct), figures(json(&place, &[&folder, "--predictions", "rows.jsonl"])));
        std::fs::remove_dir_all(place.path("out.jsonl.tamis")).unwrap();
    }
}

#[test]
fn compressed_pages_and_a_part_of_the_folder_can_be_scored() {
    let place = Place::new();
    for id in ["harbour", "kiln", "shelf"] {
        let read = |name: String| std::fs::read(root().join("tests/eval").join(name)).unwrap();
        place.write(&format!("all/ground-truth/{id}.json"), read(format!("ground-truth/{id}.json")));
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&read(format!("html/{id}.html"))).unwrap();
        place.write(&format!("all/html/{id}.html.gz"), packed.finish().unwrap());
    }
    let ids = |args: &[&str]| {
        let all: Vec<&str> = ["all"].iter().chain(args).copied().collect();
        let mut ids: Vec<String> = json(&place, &all)["worst"]
            .as_array()
            .unwrap()
            .iter()
            .map(|page| page["id"].as_str().unwrap().to_owned())
            .collect();
        ids.sort();
        ids
    };
    assert_eq!(ids(&[]), ["harbour", "kiln", "shelf"]);
    assert_eq!(ids(&["--limit", "2"]), ["harbour", "kiln"]);
    assert_eq!(ids(&["--exclude", "kiln*"]), ["harbour", "shelf"]);
    place.run(&["eval", "all", "--sample", "0"]).exits(2);
    assert_eq!(json(&place, &["all", "--no-strip"])["all"]["recall"], 1.0);
}

#[test]
fn what_cannot_be_read_is_said_and_counts_as_empty() {
    let place = Place::new();
    place.write("all/ground-truth/a.json", r#"{"ground_truth": {"main_content": "word"}}"#);
    place.write("all/ground-truth/b.json", r#"{"ground_truth": {"main_content": "word"}}"#);
    place.write("all/html/b.html", "<p>word</p>");
    place.write("all/html/c.html", "<p>word</p>");
    let ran = place.run(&["eval", "all", "--no-strip"]).exits(1);
    assert!(ran.stderr.contains("all/html/a: there is ground truth, but no page"), "{}", ran.stderr);
    assert!(ran.stderr.contains("1 without ground truth, not scored: c"), "{}", ran.stderr);
    assert!(ran.stdout.contains("0.5000"), "{}", ran.stdout);
    place.run(&["eval", "all", "--no-strip", "--max-rejects", "1"]).exits(0);
    place.write("all/ground-truth/a.json", "[1]");
    let ran = place.run(&["eval", "all"]).exits(3);
    assert!(ran.stderr.contains("a.json: is no ground truth"), "{}", ran.stderr);
    place.write("rows.jsonl", "no row\n");
    let ran = place.run(&["eval", "all", "--predictions", "rows.jsonl"]).exits(3);
    assert!(ran.stderr.contains("rows.jsonl:1"), "{}", ran.stderr);
    place.run(&["eval", "missing"]).exits(3);
    std::fs::create_dir_all(place.path("none/ground-truth")).unwrap();
    std::fs::create_dir_all(place.path("none/html")).unwrap();
    place.run(&["eval", "none"]).exits(2);
    place.run(&["eval"]).exits(2);
}
