//! Inputs that are made to break a program: each ends in a row or in a reject, within bounds of time and memory.

#![cfg(unix)]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::{Command, Stdio};

use crate::support::Place;

#[path = "../hostile/mod.rs"]
mod inputs;

use inputs::{Outcome, Trap};

/// Bytes of an input that is none of the large ones. `TAMIS_HOSTILE_BYTES` asks for more.
const BYTES: usize = 40_000;
/// Seconds of CPU after which the system ends a run: many times what it needs without optimisation.
const CPU_SECONDS: usize = 240;
/// KiB of address space, of a program of several threads.
const ADDRESS_SPACE: usize = 3 << 20;
/// Seconds of CPU for one long document, which needs one or two, and a hundred if it is quadratic.
const DOCUMENT_CPU_SECONDS: usize = 60;

/// Runs the binary under limits of the system, and gives its exit code and what it said.
fn run(place: &Place, args: &[&str], cpu_seconds: usize) -> (Option<i32>, String) {
    let script =
        format!("ulimit -c 0; ulimit -t {cpu_seconds}; ulimit -v {ADDRESS_SPACE}; exec \"$0\" \"$@\"");
    let ran = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_tamis")])
        .args(args)
        .current_dir(place.path(""))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (ran.status.code(), String::from_utf8_lossy(&ran.stderr).into_owned())
}

fn file_name(trap: &Trap) -> String {
    format!("{}.{}", trap.name, trap.extension)
}

/// Cleans inputs together, those that need settings of their own apart.
fn check(traps: Vec<Trap>) {
    let bytes =
        std::env::var("TAMIS_HOSTILE_BYTES").ok().and_then(|bytes| bytes.parse().ok()).unwrap_or(BYTES);
    let mut together: BTreeMap<&[&str], Vec<Trap>> = BTreeMap::new();
    for trap in traps {
        together.entry(trap.flags).or_default().push(trap);
    }
    for (flags, traps) in together {
        let place = Place::new();
        // Where nothing at all can be read, nothing is written of it.
        place.write("in/good.txt", "The ferry between Orrin and Sule sails again on Monday.");
        for trap in &traps {
            let repeats = trap.repeats_of(bytes).unwrap();
            let path = place.path("in").join(file_name(trap));
            let mut file = BufWriter::new(File::create(path).unwrap());
            trap.write(&mut file, repeats).and_then(|()| file.flush()).unwrap();
        }
        let arguments = [&["clean", "in", "-o", "out", "--quiet", "-j", "2"], flags].concat();
        let (code, said) = run(&place, &arguments, CPU_SECONDS * bytes.div_ceil(BYTES));
        assert!(
            matches!(code, Some(0 | 1 | 3)),
            "{flags:?}: {code:?}: {}",
            said.lines().next_back().unwrap_or("")
        );
        check_fates(&place, &traps);
    }
}

/// What became of each input is what it says.
fn check_fates(place: &Place, traps: &[Trap]) {
    let files = place.files();
    let mut rejects: HashMap<String, HashSet<String>> = HashMap::new();
    for row in place.rows("out/_tamis/rejects.jsonl.zst") {
        let (file, cause) = (row["file"].as_str().unwrap(), row["cause"].as_str().unwrap());
        assert!(row["message"].as_str().is_some_and(|message| !message.is_empty()), "{file}");
        rejects.entry(file.to_owned()).or_default().insert(cause.to_owned());
    }
    let mut gone = HashSet::new();
    for side in ["dropped", "duplicates"] {
        let text = place.text(&format!("out/_tamis/{side}.jsonl.zst"));
        // Not parsed: some hold a hundred thousand arrays, at which the tests' own parser gives up.
        let ids = text.lines().filter_map(|line| line.strip_prefix(r#"{"id":""#)?.split('"').next());
        gone.extend(ids.map(str::to_owned));
    }
    for trap in traps {
        let file = file_name(trap);
        let causes = rejects.remove(&format!("in/{file}")).unwrap_or_default();
        let data = files.iter().find(|name| {
            name.strip_prefix("out/").is_some_and(|name| name.starts_with(&format!("{}.", trap.name)))
        });
        let rows = data.map_or(0, |name| place.text(name).lines().count());
        let one_document = !["jsonl", "warc"].contains(&trap.extension.split('.').next().unwrap());
        let is = |cause: &str| causes.len() == 1 && causes.contains(cause);
        let right = match trap.outcome {
            Outcome::Text => {
                let somewhere =
                    rows > 0 || !one_document || gone.iter().any(|id| file.starts_with(id.as_str()));
                causes.is_empty() && somewhere
            }
            // The sound rest may be the same as that of another input.
            Outcome::Partly(cause) => is(cause),
            Outcome::Reject(cause) => is(cause) && rows == 0,
        };
        assert!(right, "{file}: {rows} rows, rejects: {causes:?}, not {:?}", trap.outcome);
    }
    assert!(rejects.is_empty(), "{rejects:?}");
}

fn traps_in(kind: impl Fn(&Trap) -> bool) -> Vec<Trap> {
    inputs::traps().into_iter().filter(kind).collect()
}

#[test]
fn pages() {
    check(traps_in(|trap| trap.extension == "html"));
}

#[test]
fn texts() {
    check(traps_in(|trap| trap.extension == "txt"));
}

#[test]
fn rows_archives_and_compressed_files() {
    check(traps_in(|trap| !["html", "txt"].contains(&trap.extension)));
}

#[test]
fn names_are_unique_and_what_is_shown_is_there() {
    let names: Vec<&str> = inputs::traps().iter().map(|trap| trap.name).collect();
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
    for shown in inputs::SHOWN {
        assert!(names.contains(shown), "{shown}");
    }
}

/// A document of more parts than the limit is rejected, and says which limit.
#[test]
fn a_document_of_too_many_parts_is_rejected() {
    let place = Place::new();
    place.write("lines.txt", "a\n".repeat(2_100_000)).write("tags.html", "<i>".repeat(2_100_000));
    place.write("good.txt", "The ferry sails.");
    let (code, said) =
        run(&place, &["clean", "lines.txt", "tags.html", "good.txt", "-o", "out"], DOCUMENT_CPU_SECONDS);
    assert_eq!(code, Some(1), "{said}");
    assert_eq!(place.rows("out/_tamis/rejects.jsonl.zst").len(), 2, "{said}");
    for row in place.rows("out/_tamis/rejects.jsonl.zst") {
        assert_eq!(row["cause"], "too-complex");
        assert!(row["message"].as_str().unwrap().contains("limits.max_document_parts"), "{row}");
    }
}

/// Cleans a long text under the limit; what must come out is a text of no more lines.
#[track_caller]
fn check_long(name: &str, text: &str) {
    let place = Place::new();
    place.write("in.txt", text);
    let arguments =
        ["clean", "in.txt", "-o", "out.jsonl", "--keep-empty", "--no-filter", "--no-removed", "-q"];
    let (code, said) = run(&place, &arguments, DOCUMENT_CPU_SECONDS);
    assert_eq!(code, Some(0), "{name}: {said}");
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
    check_long("headings", &numbered(LINES, |at| format!("Town {at} of the valley")));
}

#[test]
fn a_hundred_thousand_lines_that_read_alike() {
    check_long("copies", &"Home\n".repeat(LINES / 2));
}

#[test]
fn twenty_thousand_paragraphs_with_words_of_their_own() {
    let paragraph = |at: usize| {
        let (town, ferry) = (at * 7919 % 100_003, at % 977);
        format!(
            "Engineer {at} said the ferry F{ferry} would sail from Town{town} on Monday, and paid for ticket{at}."
        )
    };
    check_long("paragraphs", &numbered(LINES / 10, paragraph));
}

#[test]
fn two_hundred_thousand_rows_of_lists() {
    check_long(
        "rows",
        &numbered(LINES, |at| if at % 3 == 0 { format!("Box {at}") } else { format!("- item {at}: x") }),
    );
}

#[test]
fn one_line_of_five_megabytes() {
    const SENTENCE: &str = "The ferry sails to Kelhaven on Monday, and the council pays for it. ";
    check_long("prose", &SENTENCE.repeat(5_000_000 / SENTENCE.len()));
}

#[test]
fn one_word_of_five_megabytes() {
    check_long("word", &"a".repeat(5_000_000));
}
