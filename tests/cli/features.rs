//! `tamis features`: the table that training reads.

use arrow_array::cast::AsArray;
use arrow_array::types::{Float32Type, UInt16Type, UInt32Type};
use arrow_array::{Array, RecordBatch};
use arrow_ipc::reader::FileReader;

use crate::support::{Place, root};

const FIXED: [&str; 5] = ["id", "lines", "text", "weight", "hashed_words"];

/// Two texts, the first with a box of three lines, and a page.
fn place() -> Place {
    let place = Place::new();
    let ferry = "The ferry between Orrin and Sule will sail again on Monday after three weeks of repairs.\n\
        Engineers replaced both shafts of the ferry, and the harbour board paid for a new ramp in Sule.\n\
        Where to eat\n- The Brass Kettle\n- The Old Oven";
    let mill = "The mill of Aubry grinds again since Monday, and the miller sells her flour at the market.";
    let rows = [
        serde_json::json!({"id": "ferry", "text": ferry}),
        serde_json::json!({"id": "page", "html": format!("<html><body><p>{mill}</p></body></html>")}),
        serde_json::json!({"id": "mill", "text": mill}),
    ];
    place.write("in.jsonl", rows.map(|row| format!("{row}\n")).concat());
    place
}

/// The rows of the table: a batch a document.
fn table(place: &Place, out: &str, more: &[&str]) -> Vec<RecordBatch> {
    let mut args = vec!["features", "in.jsonl", "-o", out];
    args.extend(more);
    place.run(&args).exits(0);
    let file = std::fs::File::open(place.path(out)).unwrap();
    FileReader::try_new(file, None).unwrap().map(Result::unwrap).collect()
}

fn names(batch: &RecordBatch) -> Vec<String> {
    batch.schema().fields().iter().map(|field| field.name().clone()).collect()
}

#[test]
fn texts_have_a_row_a_unit_with_its_lines_words_and_figures() {
    let place = place();
    let batches = table(&place, "text.arrow", &["--judge", "text"]);
    let ids: Vec<&str> = batches.iter().map(|batch| batch.column(0).as_string::<i32>().value(0)).collect();
    assert_eq!(ids, ["ferry", "mill"]);
    let ferry = &batches[0];
    assert_eq!(names(ferry)[..FIXED.len()], FIXED);
    let units: Vec<Vec<u32>> = ferry
        .column(1)
        .as_list::<i32>()
        .iter()
        .map(|lines| lines.unwrap().as_primitive::<UInt32Type>().values().to_vec())
        .collect();
    assert_eq!(units, [vec![1], vec![2], vec![3, 4, 5]]);
    assert_eq!(
        ferry.column(2).as_string::<i32>().value(2),
        "Where to eat\n- The Brass Kettle\n- The Old Oven"
    );
    let weights = ferry.column(3).as_primitive::<Float32Type>();
    assert!(weights.values().iter().all(|weight| *weight > 0.0), "{weights:?}");
    for words in ferry.column(4).as_list::<i32>().iter() {
        assert!(!words.unwrap().as_primitive::<UInt16Type>().is_empty());
    }
    for column in &ferry.columns()[FIXED.len()..] {
        assert_eq!((column.len(), column.null_count()), (3, 0));
    }
    assert!(ferry.num_columns() > FIXED.len() + 50, "{} columns", ferry.num_columns());
}

#[test]
fn without_a_language_only_figures_of_the_language_differ() {
    let place = place();
    let known = table(&place, "known.arrow", &["--judge", "text"]);
    let unknown = table(&place, "unknown.arrow", &["--judge", "text", "--language-free"]);
    let mut differ = Vec::new();
    for (known, unknown) in known.iter().zip(&unknown) {
        assert_eq!(names(known), names(unknown));
        let columns = known.columns().iter().zip(unknown.columns()).zip(names(known));
        differ.extend(columns.filter(|((one, other), _)| one != other).map(|(_, name)| name));
    }
    assert!(!differ.is_empty() && differ.iter().all(|name| name.contains("lex.")), "{differ:?}");
}

#[test]
fn a_model_gives_the_figures_of_the_second_pass() {
    let place = place();
    let models = root().join("crates/strip/models");
    let model = models.join("text.model");
    let first = table(&place, "first.arrow", &["--judge", "text"]);
    let second = table(&place, "second.arrow", &["--judge", "text", "--first-pass", model.to_str().unwrap()]);
    assert_ne!(names(&first[0]), names(&second[0]));
    assert_eq!(first[0].num_rows(), second[0].num_rows());
    place.write("broken.model", &std::fs::read(model).unwrap()[..1000]);
    let said = place
        .run(&["features", "in.jsonl", "-o", "x.arrow", "--judge", "text", "--first-pass", "broken.model"])
        .stderr;
    assert!(said.contains("damaged"), "{said}");
}

#[test]
fn pages_are_the_other_judges() {
    let batches = table(&place(), "html.arrow", &[]);
    assert_eq!(batches.len(), 1);
    assert_eq!(batches[0].column(0).as_string::<i32>().value(0), "page");
}

#[test]
fn a_record_that_cannot_be_read_is_named_and_the_others_are_there() {
    let place = place();
    let rows = format!("{{\"id\": 7, \"text\":\n{}", place.read("in.jsonl"));
    place.write("in.jsonl", rows);
    let ran = place.run(&["features", "in.jsonl", "-o", "out.arrow", "--judge", "text"]).exits(1);
    assert!(ran.stderr.contains("in.jsonl:1:"), "{}", ran.stderr);
    let file = std::fs::File::open(place.path("out.arrow")).unwrap();
    assert_eq!(FileReader::try_new(file, None).unwrap().count(), 2);
}
