//! What an operator sees of a run: logs, metrics, signals.

use std::collections::BTreeMap;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::support::{Place, Ran};

/// The events that there are; the documentation lists them.
const EVENTS: &[&str] =
    &["start", "progress", "reject", "warning", "phase", "resume", "checkpoint", "done", "failed", "stopped"];

/// Two rows with one id, a broken one, a copy and a good one.
fn rows() -> String {
    let good = |id: &str, text: &str| json!({"id": id, "text": text}).to_string() + "\n";
    let story = "The ferry between Orrin and Sule will sail again on Monday after three weeks of repairs.";
    [
        good("a", story),
        "{\"id\":\"b\",\"text\":\n".to_owned(),
        good("a", "Engineers replaced both shafts of the ferry, and the harbour board paid for a new ramp."),
        good("c", story),
        good("d", ""),
    ]
    .concat()
}

#[track_caller]
fn events(ran: &Ran) -> Vec<Value> {
    let events: Vec<Value> = ran
        .stderr
        .lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}")))
        .collect();
    for event in &events {
        let keys: Vec<&str> = event.as_object().unwrap().keys().take(4).map(String::as_str).collect();
        assert_eq!(keys, ["time", "level", "event", "message"], "{event}");
        assert!(EVENTS.contains(&event["event"].as_str().unwrap()), "{event}");
        let time = event["time"].as_str().unwrap();
        assert!(time.len() == 24 && time.ends_with('Z') && time.as_bytes()[10] == b'T', "{time}");
    }
    events
}

fn names(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["event"].as_str().unwrap()).collect()
}

#[test]
fn a_log_in_json_is_an_event_a_line_from_start_to_end() {
    let place = Place::new();
    place.write("in.jsonl", rows());
    let ran = place.run(&["clean", "in.jsonl", "-o", "out.jsonl", "--log-format", "json"]).exits(1);
    let events = events(&ran);
    let first = &events[0];
    assert_eq!((&first["event"], &first["command"]), (&json!("start"), &json!("clean")));
    assert_eq!((&first["inputs"], &first["output"]), (&json!(["in.jsonl"]), &json!("out.jsonl")));
    let reject = events.iter().find(|event| event["event"] == "reject").unwrap();
    assert_eq!((&reject["level"], &reject["file"]), (&json!("warn"), &json!("in.jsonl")));
    assert_eq!((&reject["line"], &reject["cause"]), (&json!(2), &json!("broken-json")));
    let warning = events.iter().find(|event| event["event"] == "warning").unwrap();
    assert_eq!((&warning["id"], &warning["becomes"]), (&json!("a"), &json!("a#2")));
    assert_eq!(
        events.iter().filter(|event| event["event"] == "phase" && event["phase"] == "reading").count(),
        2
    );
    let last = events.last().unwrap();
    assert_eq!((&last["event"], &last["exit_code"]), (&json!("done"), &json!(1)));
    let figures = ["records", "kept", "duplicates", "dropped", "rejected", "skipped"];
    assert_eq!(figures.map(|name| last[name].as_u64().unwrap()), [5, 2, 1, 1, 1, 0], "{last}");
    assert!(last["rejects"].as_str().unwrap().ends_with("rejects.jsonl.zst"));
}

#[test]
fn the_log_changes_no_output_and_quiet_leaves_what_is_wrong() {
    let place = Place::new();
    place.write("in.jsonl", rows());
    let run = |name: &str, more: &[&str]| {
        place.run(&[&["clean", "in.jsonl", "-o", name][..], more].concat()).exits(1)
    };
    let human = run("a/", &["-q"]);
    let expect = "tamis: in.jsonl:2: ";
    assert!(
        human.stderr.starts_with(expect) && human.stderr.contains(" (broken-json)\n"),
        "{}",
        human.stderr
    );
    assert!(human.stderr.contains("tamis: the id a came before; this one becomes a#2\n"), "{}", human.stderr);
    assert!(human.stderr.contains("tamis: 1 of 5 records were rejected; see a/"), "{}", human.stderr);
    assert_eq!(human.stderr.lines().count(), 3, "{}", human.stderr);
    let json = run("b/", &["-q", "--log-format", "json"]);
    let events = events(&json);
    let mut told = names(&events);
    told.sort_unstable();
    assert_eq!(told, ["done", "reject", "warning"]);
    for name in ["in.jsonl", "_tamis/removed.jsonl.zst", "_tamis/stats.json", "_tamis/manifest.json"] {
        assert_eq!(place.bytes(&format!("a/{name}")), place.bytes(&format!("b/{name}")), "{name}");
    }
    place.write("good.txt", "One line.\n");
    let ran = place.run(&["clean", "good.txt", "-q", "--log-format", "json"]).exits(0);
    assert_eq!(ran.stderr, "");
}

#[test]
fn what_ends_a_run_is_an_event_with_its_exit_code() {
    let place = Place::new();
    place.write("noise.jsonl", "no row\n").write("a.txt", "One line.\n");
    let check = |args: &[&str], code: i32, event: &str| {
        let ran = place.run(&[args, &["--log-format", "json"]].concat()).exits(code);
        let events = events(&ran);
        let last = events.last().unwrap();
        assert_eq!((&last["event"], &last["exit_code"]), (&json!(event), &json!(code)), "{last}");
    };
    check(&["clean", "a.txt", "-o", "out.jsonl"], 0, "done");
    check(&["clean", "a.txt", "--set", "strip.mod=recall"], 2, "failed");
    check(&["clean", "missing.txt"], 3, "failed");
    check(&["clean", "noise.jsonl", "-o", "out.jsonl"], 3, "failed");
    check(&["dedup", "a.txt", "-o", "out.jsonl"], 0, "done");
    check(&["dedup", "missing.txt", "-o", "out.jsonl"], 3, "failed");
    check(&["learn", "a.txt", "-o", "t.zst"], 0, "done");
    check(&["learn", "noise.jsonl", "-o", "t.zst"], 3, "failed");
}

/// Samples by name and labels, read as the text exposition format is.
#[track_caller]
fn samples(text: &str) -> BTreeMap<String, f64> {
    let (mut samples, mut families) = (BTreeMap::new(), BTreeMap::new());
    for line in text.lines() {
        if let Some(comment) = line.strip_prefix("# ") {
            let mut words = comment.splitn(3, ' ');
            let (keyword, name, rest) = (words.next(), words.next().unwrap(), words.next().unwrap());
            match keyword {
                Some("HELP") => {
                    assert!(families.insert(name.to_owned(), None).is_none(), "{name} comes twice");
                }
                Some("TYPE") => {
                    assert!(["counter", "gauge"].contains(&rest), "{line}");
                    *families.get_mut(name).expect("HELP comes first") = Some(rest.to_owned());
                }
                other => panic!("{other:?}"),
            }
            continue;
        }
        let (series, value) = line.rsplit_once(' ').unwrap();
        let (name, labels) = series.split_once('{').map_or((series, None), |(name, rest)| (name, Some(rest)));
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'), "{line}");
        assert!(families.get(name).is_some_and(Option::is_some), "{name} has no type");
        assert!(labels.is_none_or(|labels| labels.ends_with("\"}") && labels.contains("=\"")), "{line}");
        assert!(samples.insert(series.to_owned(), value.parse().unwrap()).is_none(), "{line} comes twice");
    }
    assert!(text.ends_with('\n'));
    samples
}

#[test]
fn metrics_say_what_the_books_do() {
    let place = Place::new();
    place.write("in.jsonl", rows()).write("raw/in.jsonl", rows()).write("raw/x.png", [0x89, b'P']);
    let check = |args: &[&str], code: i32, expect: &[(&str, f64)]| {
        place.run(&[args, &["-q", "--metrics-file", "run.prom"]].concat()).exits(code);
        let samples = samples(&place.read("run.prom"));
        for (name, value) in expect {
            assert_eq!(samples.get(*name), Some(value), "{name} of {args:?}: {samples:?}");
        }
        let (start, last) =
            (samples["tamis_start_time_seconds"], samples["tamis_last_update_timestamp_seconds"]);
        assert!(start > 1.7e9 && last >= start, "{samples:?}");
        assert!(samples["tamis_up"].abs() < 1e-9);
    };
    let ends = |state: &str| format!("tamis_records_total{{state=\"{state}\"}}");
    check(
        &["clean", "raw", "-o", "out/"],
        1,
        &[
            (&ends("kept"), 2.0),
            (&ends("duplicate"), 1.0),
            (&ends("dropped"), 1.0),
            (&ends("rejected"), 1.0),
            (&ends("skipped"), 1.0),
            ("tamis_rejects_total{cause=\"broken-json\"}", 1.0),
            ("tamis_exit_code", 1.0),
            ("tamis_pass", 2.0),
        ],
    );
    check(
        &["dedup", "in.jsonl", "-o", "out.jsonl"],
        1,
        &[
            (&ends("kept"), 3.0),
            (&ends("duplicate"), 1.0),
            (&ends("rejected"), 1.0),
            ("tamis_exit_code", 1.0),
        ],
    );
    check(
        &["learn", "in.jsonl", "-o", "t.zst"],
        1,
        &[(&ends("rejected"), 1.0), ("tamis_records_read_total", 5.0), ("tamis_exit_code", 1.0)],
    );
    check(&["clean", "missing", "-o", "out/"], 3, &[("tamis_exit_code", 3.0)]);
    check(&["clean", "in.jsonl", "--set", "a.b=c"], 2, &[("tamis_exit_code", 2.0)]);
    assert!(place.files().iter().all(|name| !name.contains(".prom.tmp")), "{:?}", place.files());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(place.path("run.prom")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o644);
    }
}

#[test]
fn metrics_that_cannot_be_written_are_told_once_and_fail_nothing() {
    let place = Place::new();
    place.write("a.txt", "One line.\n");
    let ran = place.run(&["clean", "a.txt", "-q", "--metrics-file", "no/such/run.prom"]).exits(0);
    assert_eq!(ran.stdout, "One line.\n");
    assert_eq!(ran.stderr.matches("the metrics cannot be written").count(), 1, "{}", ran.stderr);
}

/// A run whose input stays open after it has told that it began.
#[cfg(unix)]
fn under_way(place: &Place, more: &[&str]) -> Child {
    use std::io::{BufRead, BufReader};
    let args = [&["clean", "-", "--from", "jsonl", "--log-format", "json"][..], more].concat();
    let mut child = place
        .command(&args)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut said = BufReader::new(child.stderr.take().unwrap());
    said.read_line(&mut line).unwrap();
    assert!(line.contains("\"start\""), "{line}");
    child.stderr = Some(said.into_inner());
    child
}

#[cfg(unix)]
fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

#[cfg(unix)]
#[test]
fn a_signal_is_an_event_and_an_exit_code() {
    let place = Place::new();
    let mut child = under_way(&place, &["-o", "out.jsonl", "--metrics-file", "run.prom"]);
    let input = child.stdin.take();
    signal(&child, "-INT");
    let ran = Ran::from(child.wait_with_output().unwrap()).exits(130);
    drop(input);
    let events = events(&ran);
    let last = events.last().unwrap();
    assert_eq!((&last["event"], &last["signal"]), (&json!("stopped"), &json!(2)));
    assert_eq!(last["exit_code"], 130);
    assert!(place.read("run.prom").contains("\ntamis_exit_code 130\n"));
    assert!(!place.path("out.jsonl").exists());
}

#[cfg(unix)]
#[test]
fn a_second_signal_ends_a_run_that_hangs() {
    let place = Place::new();
    place.write("a.txt", "One line.\n");
    assert!(Command::new("mkfifo").arg(place.path("pipe")).status().unwrap().success());
    // Nobody reads the pipe, so that the run hangs when it opens it.
    let child = under_way(&place, &["-o", "pipe"]);
    signal(&child, "-INT");
    signal(&child, "-TERM");
    let code = child.wait_with_output().unwrap().status.code();
    assert!(code == Some(130) || code == Some(143), "{code:?}");
}
