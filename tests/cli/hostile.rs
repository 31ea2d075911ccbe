//! Texts that are large or odd in one way: their cost is that of their length.

#![cfg(unix)]

use std::process::{Command, Stdio};

use crate::support::Place;

/// Seconds of CPU after which the system ends a run: many times what the texts need without optimisation,
/// and a small part of what quadratic cost would need.
const CPU_SECONDS: u32 = 120;

/// Cleans a text under the limit; what must come out is a text of no more lines.
#[track_caller]
fn check(name: &str, text: &str) {
    let place = Place::new();
    place.write("in.txt", text);
    let script = format!(
        "ulimit -t {CPU_SECONDS}; exec \"$0\" clean in.txt -o out.jsonl --keep-empty --no-filter --no-removed -q"
    );
    let ran = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_tamis")])
        .current_dir(place.path(""))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(ran.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&ran.stderr));
    let rows = place.rows("out.jsonl");
    let lines = rows[0]["text"].as_str().unwrap().lines().count();
    assert!(lines <= text.lines().count(), "{name}: {lines} lines");
}

fn numbered(lines: usize, line: impl Fn(usize) -> String) -> String {
    (0..lines).map(line).collect::<Vec<_>>().join("\n")
}

const LINES: usize = 200_000;

#[test]
fn two_hundred_thousand_short_lines() {
    check("headings", &numbered(LINES, |at| format!("Town {at} of the valley")));
}

#[test]
fn a_hundred_thousand_lines_that_read_alike() {
    check("copies", &"Home\n".repeat(LINES / 2));
}

#[test]
fn twenty_thousand_paragraphs_with_words_of_their_own() {
    let paragraph = |at: usize| {
        let (town, ferry) = (at * 7919 % 100_003, at % 977);
        format!(
            "Engineer {at} said the ferry F{ferry} would sail from Town{town} on Monday, and paid for ticket{at}."
        )
    };
    check("paragraphs", &numbered(LINES / 10, paragraph));
}

#[test]
fn two_hundred_thousand_rows_of_lists() {
    check(
        "rows",
        &numbered(LINES, |at| if at % 3 == 0 { format!("Box {at}") } else { format!("- item {at}: x") }),
    );
}

#[test]
fn one_line_of_five_megabytes() {
    const SENTENCE: &str = "The ferry sails to Kelhaven on Monday, and the council pays for it. ";
    check("prose", &SENTENCE.repeat(5_000_000 / SENTENCE.len()));
}

#[test]
fn one_word_of_five_megabytes() {
    check("word", &"a".repeat(5_000_000));
}
