//! What is foreign steers no terminal, makes no line of tamis, and breaks no JSON, metrics, table or page.

#![cfg(unix)]

use serde_json::{Value, json};

use crate::support::{Place, Ran};

/// Clears the screen, writes the clipboard, names a window, links, turns text round and rings.
const STEERING: &str = "\u{1b}[2J\u{1b}]52;c;QUFB\u{7}\u{9b}31m\u{1b}]8;;https://x.example\u{1b}\\\u{202e}\u{200b}\u{85}\u{2028}\r\u{8}";
/// A line that only tamis may say.
const FORGED: &str = "tamis: all is well";
const STORY: &str =
    "The ferry between Orrin and Sule will sail again on Monday after three weeks of repairs.";

#[track_caller]
fn is_plain(told: &str, of: &str) {
    let steers = |c: char| {
        c.is_control() && c != '\n' && c != '\t' || matches!(c, '\u{200b}' | '\u{2028}' | '\u{202e}')
    };
    assert!(!told.contains(steers), "{of}: {told:?}");
    assert!(!told.lines().any(|line| line.starts_with(FORGED)), "{of}: {told}");
}

#[track_caller]
fn says_plainly(place: &Place, args: &[&str]) -> Ran {
    let ran = place.run(args);
    is_plain(&ran.stdout, &format!("{args:?}"));
    is_plain(&ran.stderr, &format!("{args:?}"));
    ran
}

fn foreign() -> String {
    format!("a{STEERING}\n{FORGED}")
}

/// Files and rows with the worst names; `bad.jsonl` has what cannot be read.
fn place() -> Place {
    let (place, name) = (Place::new(), foreign());
    // A file name has no room for `/`.
    let file = name.replace('/', "|");
    let row = |at: usize, text: &str| {
        let (host, text) =
            (format!("https://h{at}.example/{name}"), format!("{text}\n{STORY}\n{name}\nRead also: {name}"));
        json!({"id": format!("{name}{at}"), "url": host, "source": name, "title": name, "text": text})
            .to_string()
            + "\n"
    };
    let mut rows: String =
        (0..12).map(|at| row(at, &format!("Boat {at} of Orrin carries {} barrels.", at * 31))).collect();
    rows += &row(1, "The same id stands here again with other words.");
    rows += &row(20, "Boat 0 of Orrin carries 0 barrels.");
    place.write(&format!("raw/{file}.jsonl"), rows);
    place.write(&format!("raw/{file}.txt"), format!("{STORY}\n{name}\n"));
    place.write(&format!("raw/{file}.html"), format!("<title>{name}</title><p>{STORY}</p><p>{name}</p>"));
    place.write(
        &format!("raw/bad{file}.jsonl"),
        format!("{{\"id\":\"{FORGED}\n{STEERING}\n{{\"id\":\"x\",\"text\":5}}\n"),
    );
    place
}

#[test]
fn no_command_repeats_what_steers_a_terminal() {
    let place = place();
    let name = foreign();
    let id = format!("{name}0");
    for args in [
        &["clean", "raw", "-o", "out", "--report", "--exact", "--metrics-file", "m.prom"][..],
        &["verify", "out"],
        &["stats", "out", "--hosts"],
        &["report", "out", "-o", "page.html"],
        &["inspect", "out"],
        &["inspect", "out", &id],
        &["inspect", "out", &id, "--why", "1"],
        &["inspect", "out", "no such id\u{1b}[2J"],
        &["plan", "raw"],
        &["dedup", "raw", "-o", "kept.jsonl", "--index", "seen"],
        &["index", "list", "seen"],
        &["index", "explain", &id, "seen"],
        &["index", "explain", &name, "seen"],
        &["filter", "out", "-o", "again", "--language", "en"],
        &["learn", "raw", "-o", "table.zst"],
        &["boilerplate", "show", "table.zst", "--min-stories", "1"],
        &["clean", "raw", "-o", "part", "--shard", "1/1", "--no-learn"],
        &["merge", "part", "-o", "whole"],
        &["eval", "raw"],
    ] {
        says_plainly(&place, args);
    }
}

#[test]
fn no_mistake_of_the_user_is_repeated_raw() {
    let place = place();
    let name = foreign();
    let flag = format!("--{name}");
    let setting = format!("strip.mode={name}");
    let key = format!("{name}=1");
    place.write(
        "bad.toml",
        format!("[strip]\n'{STEERING}' = 1\n").replace(['\r', '\u{8}', '\u{7}', '\u{1b}'], ""),
    );
    place.write("worse.toml", format!("[strip]\nmode = \"{}\"\n", "\\u001b[2J\\u009b"));
    place.write("urls.txt", format!("/(/{name}\n"));
    for args in [
        &["clean", &flag][..],
        &["clean", "raw", "--mode", &name],
        &[&name],
        &["clean", &name, "-o", "x"],
        &["clean", "raw", "-o", "x", "--set", &setting],
        &["clean", "raw", "-o", "x", "--set", &key],
        &["clean", "raw", "-o", "x", "--config", "bad.toml"],
        &["clean", "raw", "-o", "x", "--config", "worse.toml"],
        &["clean", "raw", "-o", "x", "--config", &name],
        &["clean", "raw", "-o", "x", "--block-urls", "urls.txt"],
        &["clean", "raw", "-o", "x", "--drop-selector", &name],
        &["clean", "raw", "-o", "x", "--boilerplate", &name],
        &["clean", "raw", "-o", "x", "--include", &format!("{name}[")],
        &["clean", "--files-from", &name, "-o", "x"],
        &["verify", &name],
        &["report", &name],
        &["stats", &name],
        &["merge", &name, "-o", "x"],
        &["inspect", &name],
        &["index", "list", &name],
        &["boilerplate", "show", &name],
    ] {
        let ran = says_plainly(&place, args);
        assert!(ran.code == 2 || ran.code == 3, "{args:?}: {}", ran.code);
        assert!(!ran.stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn every_line_of_json_is_whole_and_plain() {
    let place = place();
    let id = format!("{}0", foreign());
    let log = ["--log-format", "json"];
    for args in [
        &["clean", "raw", "-o", "out", "--trace", "--exact"][..],
        &["dedup", "raw", "-o", "kept.jsonl", "--index", "seen"],
        &["learn", "raw", "-o", "table.zst"],
        &["clean", &foreign(), "-o", "x"],
    ] {
        let ran = says_plainly(&place, &[args, &log].concat());
        assert!(!ran.stderr.is_empty());
        for line in ran.stderr.lines() {
            assert!(serde_json::from_str::<Value>(line).unwrap()["time"].is_string(), "{line}");
        }
    }
    for args in
        [&["verify", "out", "--json"][..], &["stats", "out", "--hosts", "--json"], &["plan", "raw", "--json"]]
    {
        let ran = says_plainly(&place, args);
        assert!(serde_json::from_str::<Value>(&ran.stdout).unwrap().is_object(), "{args:?}: {}", ran.stdout);
    }
    for args in [
        &["index", "list", "seen", "--json"][..],
        &["index", "explain", &id, "seen", "--json"],
        &["boilerplate", "show", "table.zst", "--json", "--min-stories", "1"],
        &["inspect", "out", &id, "--json"],
    ] {
        let ran = says_plainly(&place, args).exits(0);
        for line in ran.stdout.lines() {
            assert!(serde_json::from_str::<Value>(line).unwrap().is_object(), "{args:?}: {line}");
        }
    }
    for name in place.files() {
        if name.ends_with(".jsonl.zst") || name.starts_with("out/") && !name.contains("_tamis") {
            // It panics at a row that is no JSON.
            place.rows(&name);
        }
    }
}

#[test]
fn labels_of_metrics_stay_in_their_quotes() {
    let place = place();
    let output = "o\"}\\ 1\ntamis_up 7\n.jsonl";
    place.run(&["clean", "raw", "-o", output, "--metrics-file", "m.prom", "-q"]);
    let text = place.read("m.prom");
    let is_sample = |line: &str| {
        let (name, value) = line.rsplit_once(' ').unwrap();
        value.parse::<f64>().is_ok() && name.starts_with("tamis_")
    };
    assert!(text.lines().all(|line| line.starts_with("# ") || is_sample(line)), "{text}");
    assert!(text.contains("output=\"o\\\"}\\\\ 1\\ntamis_up 7\\n.jsonl\"} 1\n"), "{text}");
    assert_eq!(text.lines().filter(|line| line.starts_with("tamis_up ")).count(), 1);
}

#[test]
fn a_table_of_copies_holds_no_formula_and_no_foreign_row() {
    let place = Place::new();
    let ids = ["=HYPERLINK(1)", "+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "a\nb\tc", "\\=1", "plain=1"];
    let rows: String = (ids.iter().enumerate())
        .map(|(at, id)| json!({"id": id, "text": format!("Boat {at} left the harbour of Orrin with {} barrels.", at * 13)}).to_string() + "\n")
        .collect();
    place.write("in.jsonl", rows);
    place.run(&["dedup", "in.jsonl", "-o", "out.jsonl", "--clusters", "c.tsv", "-q"]).exits(0);
    let table = place.read("c.tsv");
    let unescaped = |cell: &str| {
        let mut out = String::new();
        let mut chars = cell.chars();
        while let Some(c) = chars.next() {
            out.push(match c {
                '\\' => match chars.next().unwrap() {
                    't' => '\t',
                    'n' => '\n',
                    'r' => '\r',
                    same => same,
                },
                c => c,
            });
        }
        out
    };
    let mut found = Vec::new();
    for line in table.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        assert_eq!(cells.len(), 2, "{line:?}");
        assert!(
            !line.starts_with(['=', '+', '-', '@', '\r']) && !cells[1].starts_with(['=', '+', '-', '@']),
            "{line:?}"
        );
        found.push(unescaped(cells[0]));
    }
    assert_eq!(found, ids);
}

#[test]
fn a_page_takes_nothing_foreign_for_markup() {
    let place = Place::new();
    let attack = "</script><script>window.steered=1</script><img src=x onerror=steer()>\"'><a href=\"javascript:steer()\">\u{2028}-->";
    let file = attack.replace('/', "|");
    let row = |at: usize| {
        let text = format!("{STORY}\nBoat {at} carries {} barrels.\n{attack}\nRead also: {attack}", at * 31);
        json!({"id": format!("{attack}{at}"), "url": format!("javascript:steer({at})//{attack}"), "source": attack,
               "title": attack, "text": text}).to_string() + "\n"
    };
    place.write(
        &format!("raw/{file}.jsonl"),
        (0..9).map(row).collect::<String>() + "{\"id\":\"</script><b>\n",
    );
    place.write(&format!("raw/{file}.html"), format!("<title>x</title><p>{STORY}</p>"));
    place
        .run(&[
            "clean",
            "raw",
            "-o",
            "out",
            "--report",
            "-q",
            "--max-rejects",
            "9",
            "--set",
            &format!("host.\"{}\".drop=[\".x\"]", "a</script><b>"),
        ])
        .exits(0);
    place.run(&["report", "out", "out", "-o", "two.html", "-q"]).exits(0);
    for name in ["out/_tamis/report.html", "two.html"] {
        let page = place.read(name);
        for bad in
            ["<script>window", "<img src=x", "<a href=\"javascript:", "</script><b>", "steered=1</script>"]
        {
            assert!(!page.contains(bad), "{name}: {bad}");
        }
        let (opened, closed) = (page.matches("<script").count(), page.matches("</script>").count());
        assert_eq!(opened, closed, "{name}");
        assert!(!page.contains('\u{2028}'), "{name}");
    }
}
