//! `tamis inspect`: documents of files and of runs, and single lines of them.

use serde_json::{Value, json};

use crate::schemas::faults_of;
use crate::support::{Place, root};

/// A page with a frame around a story, and an encoded box behind it.
const PAGE: &str = "<html><head><title>The weir of Holm</title></head><body>\n\
    <nav><ul><li><a href=/>Home</a></li><li><a href=/sport>Sport</a></li></ul></nav>\n\
    <main><h1>The weir of Holm</h1>\n\
    <p>Engineers have lowered the weir of Holm by two metres, and the salmon came back within a week of the works.</p>\n\
    <p>The council had argued about the weir for eleven years, said the clerk, who kept all the minutes of it.</p>\n\
    <p>Nobody had asked the otters, who moved in on the first night and have not been seen to leave since then.</p>\n\
    </main>\n<footer><p>Imprint and contact</p></footer></body></html>\n";

/// Rows: a story, the same again, an empty one, and one that is broken.
fn rows() -> String {
    let story = crate::corpus::story(7, 8).join("\n");
    let row = |id: &str, text: &str| json!({"id": id, "source": "gazette", "text": text}).to_string() + "\n";
    let boxed = format!("{story}\nRead%20also%3A%20Storms%20ahead");
    row("story-1", &boxed) + &row("story-2", &story) + &row("nothing", " \n") + "{\"id\": \"cut\n"
}

/// Cleans these rows, with a trace and without, into a directory, a file and text files.
fn runs(place: &Place) {
    place.write("in.jsonl", rows());
    place.write("site/page.html", PAGE);
    for (out, more) in [
        ("traced", &["--trace", "--set", "run.trace_causes=3"][..]),
        ("plain", &[]),
        ("one.jsonl.zst", &[]),
        ("texts", &["--to", "files"]),
    ] {
        place.run(&[&["clean", "in.jsonl", "site", "-o", out, "-q"], more].concat()).exits(1);
    }
}

fn json_of(place: &Place, args: &[&str]) -> Value {
    let out = place.run(&[&["inspect"], args, &["--json"]].concat()).exits(0).stdout;
    assert_eq!(out.matches('\n').count(), 1, "one line: {out}");
    let value = serde_json::from_str(&out).unwrap();
    assert_eq!(faults_of("trace", std::slice::from_ref(&value)), Vec::<String>::new());
    value
}

/// Verdict and text of the blocks, the marker with it.
fn blocks(document: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let shown = |block: &Value| (text(&block["verdict"]), text(&block["marker"]) + &text(&block["text"]));
    document["blocks"].as_array().unwrap().iter().map(shown).collect()
}

#[test]
fn a_document_of_any_format_is_shown_block_by_block() {
    let place = Place::new();
    place.write("page.html", PAGE).write("in.jsonl", rows());
    place.write("story.txt", crate::corpus::story(3, 4).join("\n"));
    let archive = std::fs::read(root().join("crates/io/tests/warc/pages.warc.gz")).unwrap();
    place.write("x.warc.gz", archive);
    for (args, expect) in [
        (&["page.html"][..], "# page.html  html"),
        (&["story.txt"], "# story.txt  text"),
        (&["in.jsonl", "story-2"], "# story-2  text"),
        (&["in.jsonl", "2"], "# story-2  text"),
        (&["x.warc.gz", "1"], "# urn:uuid:00000000-0000-4000-8000-000000000003"),
    ] {
        let shown = place.run(&[&["inspect"], args].concat()).exits(0).stdout;
        assert!(shown.starts_with(expect), "{shown}");
        assert!(shown.contains(" blocks, "), "{shown}");
        json_of(&place, args);
    }
    let page = place.run(&["inspect", "page.html"]).exits(0).stdout;
    for part in ["-    2  ", "Home", "= navigation: ", "     4  ", "# title: The weir of Holm", "kept from"] {
        assert!(page.contains(part), "{part} is not in {page}");
    }
    let nothing = place.run(&["inspect", "in.jsonl", "nothing"]).exits(0).stdout;
    assert!(nothing.contains("# the document goes: empty: "), "{nothing}");
}

#[test]
fn a_run_shows_what_became_of_each_document() {
    let place = Place::new();
    runs(&place);
    for run in ["traced", "plain", "one.jsonl.zst"] {
        let shown = |id: &str| place.run(&["inspect", run, id]).exits(0).stdout;
        let kept = shown("story-1");
        assert!(kept.contains("# the document was kept"), "{run}: {kept}");
        assert!(kept.contains("\n-") && kept.contains("Storms ahead"), "{run}: {kept}");
        assert_eq!(kept.contains("from its trace"), run == "traced", "{run}: {kept}");
        assert_eq!(kept.contains("no trace of it"), run != "traced", "{run}: {kept}");
        let copy = shown("story-2");
        assert!(copy.contains("# the document went as a duplicate of story-1: "), "{run}: {copy}");
        assert!(copy.contains(" the same; "), "{run}: {copy}");
        let empty = shown("nothing");
        assert!(empty.contains("# the document went: empty: "), "{run}: {empty}");
        let broken = shown("in.jsonl#4");
        assert!(broken.contains("# the document was rejected as broken-json: "), "{run}: {broken}");
    }
    let ran = place.run(&["inspect", "plain", "stroy-1"]).exits(2);
    assert!(ran.stderr.contains("no document stroy-1; near it: story-1"), "{}", ran.stderr);
    let listed = place.run(&["inspect", "plain"]).exits(0).stdout;
    assert!(listed.starts_with("# all documents of plain; to see one: tamis inspect plain ID\n"), "{listed}");
    for id in ["story-1", "story-2", "nothing", "in.jsonl#4", "site/page.html"] {
        assert!(listed.lines().any(|line| line == id), "{id} is not in {listed}");
    }
    let ran = place.run(&["inspect", "plain", "--json"]).exits(2);
    assert!(ran.stderr.contains("name one, such as "), "{}", ran.stderr);
    place.run(&["inspect", "site", "story-1", "--as", "run"]).exits(2);
}

#[test]
fn a_document_without_a_trace_is_as_it_is_with_one() {
    let place = Place::new();
    runs(&place);
    for id in ["story-1", "story-2", "site/page.html"] {
        let traced = json_of(&place, &["traced", id]);
        for run in ["plain", "one.jsonl.zst"] {
            let again = json_of(&place, &[run, id]);
            assert_eq!(again["flags"], traced["flags"], "{run} {id}");
            assert_eq!(blocks(&again), blocks(&traced), "{run} {id}");
            assert_eq!(again["title"], traced["title"], "{run} {id}");
        }
    }
    // Text files say less.
    let page = json_of(&place, &["texts", "site/page.html"]);
    assert_eq!(blocks(&page), blocks(&json_of(&place, &["traced", "site/page.html"])));
    assert_eq!(
        blocks(&json_of(&place, &["texts", "story-1"])),
        blocks(&json_of(&place, &["traced", "story-1"]))
    );
    // A file that a run wrote is a file as well.
    let file = json_of(&place, &["one.jsonl.zst", "story-1", "--as", "file"]);
    assert!(blocks(&file).iter().all(|(verdict, text)| verdict == "keep" && !text.contains("Storms")));
}

#[cfg(feature = "parquet")]
#[test]
fn a_run_may_be_of_parquet() {
    let place = Place::new();
    place.write("in.jsonl", rows());
    place.run(&["clean", "in.jsonl", "-o", "out.parquet", "-q"]).exits(1);
    place.run(&["clean", "in.jsonl", "-o", "traced.jsonl", "--trace", "-q"]).exits(1);
    for id in ["story-1", "story-2"] {
        assert_eq!(
            blocks(&json_of(&place, &["out.parquet", id])),
            blocks(&json_of(&place, &["traced.jsonl", id]))
        );
    }
    let listed = place.run(&["inspect", "out.parquet"]).exits(0).stdout;
    assert!(listed.contains("\nstory-1\n") && listed.contains("\nstory-2\n"), "{listed}");
    let as_file = place.run(&["inspect", "out.parquet", "story-1", "--as", "file"]).exits(0).stdout;
    assert!(as_file.starts_with("# story-1  text"), "{as_file}");
}

#[test]
fn a_text_that_was_changed_since_loses_nothing() {
    let place = Place::new();
    place.write("page.html", PAGE);
    place.run(&["clean", "page.html", "-o", "out.jsonl", "--text-format", "markdown", "-q"]).exits(0);
    let page = json_of(&place, &["out.jsonl", "page.html"]);
    let text: String = blocks(&page).into_iter().map(|(_, text)| text + "\n").collect();
    for part in ["Home", "lowered the weir", "the otters", "Imprint"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

#[test]
fn a_line_is_explained() {
    let place = Place::new();
    runs(&place);
    let page = place.path("site/page.html");
    let why = |args: &[&str]| place.run(&[&["inspect"], args].concat()).exits(0).stdout;
    let kept = why(&[page.to_str().unwrap(), "--why", "4"]);
    for part in
        ["line 4, block 4 of ", ": kept", "score ", "goes", "kept from", "█", "before it", "behind it"]
    {
        assert!(kept.contains(part), "{part} is not in {kept}");
    }
    let dropped = why(&[page.to_str().unwrap(), "--why", "2"]);
    for part in
        ["block 1 of ", "block 2 of ", ": dropped", "navigation (strip): Menus", "evidence  inside nav"]
    {
        assert!(dropped.contains(part), "{part} is not in {dropped}");
    }
    let by_number = why(&[page.to_str().unwrap(), "--why", "#2"]);
    assert!(by_number.contains(", block 2 of "), "{by_number}");
    let crowd: Vec<String> = (1..40).map(|number| format!("<li>Part {number} of the list</li>")).collect();
    place.write("crowd.html", format!("<title>Parts</title><ul>{}</ul>", crowd.concat()));
    let crowded = why(&["crowd.html", "--why", "1"]);
    assert!(crowded.contains("39 blocks stand in this line") && crowded.contains("#39"), "{crowded}");
    assert!(!crowded.contains("scalars"), "{crowded}");
    assert!(place.run(&["inspect", "crowd.html", "--why", "#x"]).exits(2).stderr.contains("such as #12"));
    let nowhere = why(&[page.to_str().unwrap(), "--why", "7"]);
    assert!(nowhere.contains("no block begins in line 7; the nearest begin in 6 and 8"), "{nowhere}");
    let of_run = why(&["traced", "site/page.html", "--why", "4"]);
    assert!(of_run.contains("line 4, block 4 of ") && of_run.contains("what moved it"), "{of_run}");
    let number = why(&["plain", "site/page.html", "--why", "1"]);
    assert!(number.contains("block 1 of ") && number.contains("not known without a trace"), "{number}");
    let beyond = why(&["plain", "site/page.html", "--why", "99"]);
    assert!(beyond.contains("there is no block 99"), "{beyond}");
    // What was decoded stands there in full, also without a trace.
    let line = format!("{}", crate::corpus::story(7, 8).len() + 1);
    for args in [&["in.jsonl", "story-1", "--why", &line][..], &["plain", "story-1", "--why", &line]] {
        let decoded = why(args);
        assert!(decoded.contains("percent-decoded (decode): "), "{decoded}");
        assert!(decoded.contains("Read%20also%3A%20Storms%20ahead"), "{decoded}");
    }
    let chosen = json_of(&place, &[page.to_str().unwrap(), "--why", "4"]);
    assert_eq!(chosen["blocks"].as_array().unwrap().len(), 1);
    assert_eq!(chosen["blocks"][0]["causes"].as_array().unwrap().len(), 12);
    let fewer = json_of(&place, &[page.to_str().unwrap(), "--why", "4", "--causes", "2"]);
    assert_eq!(fewer["blocks"][0]["causes"].as_array().unwrap().len(), 2);
}

#[test]
fn changes_stand_inside_their_line() {
    let place = Place::new();
    let text = "The ferry to Sule sails again. Write to ada.lund@sule-ferry.com for a seat on it, or ask at the pier.";
    place.write("in.jsonl", json!({"id": "p", "text": text}).to_string());
    place.run(&["clean", "in.jsonl", "-o", "out.jsonl", "--pii", "redact", "-q"]).exits(0);
    let file = place.run(&["inspect", "in.jsonl", "--pii", "redact"]).exits(0).stdout;
    let run = place.run(&["inspect", "out.jsonl", "p"]).exits(0).stdout;
    for shown in [&file, &run] {
        assert!(shown.contains("Write to {+") && shown.contains("= pii-email: "), "{shown}");
        assert!(!shown.contains("ada.lund"), "{shown}");
    }
    assert!(file.contains("# 1 blocks, 0 dropped, 1 edited"), "{file}");
    let coloured = place.run(&["inspect", "out.jsonl", "p", "--colour", "always"]).exits(0).stdout;
    assert!(coloured.contains("\u{1b}[4m") && !coloured.contains("{+"), "{coloured}");
    let why = place.run(&["inspect", "out.jsonl", "p", "--why", "1"]).exits(0).stdout;
    assert!(why.contains("pii-email (filter): An e-mail address.") && !why.contains("ada.lund"), "{why}");
}

#[test]
fn nothing_of_a_document_steers_the_terminal() {
    let place = Place::new();
    let hostile = "Rain \u{1b}[2J\u{9b}31m\u{7}\u{202e}\u{2028}\u{200b}\u{e0041}fell on \u{feff}Holm.";
    let row = json!({"id": "a\u{1b}]0;b\u{7}", "title": hostile, "url": hostile, "source": hostile, "text": hostile});
    place.write("in.jsonl", row.to_string());
    place.run(&["clean", "in.jsonl", "-o", "out.jsonl", "-q"]).exits(0);
    place.run(&["clean", "in.jsonl", "-o", "traced.jsonl", "--trace", "-q"]).exits(0);
    let id = "a\u{1b}]0;b\u{7}";
    for args in [
        &["in.jsonl"][..],
        &["in.jsonl", "--json"],
        &["in.jsonl", "--why", "1"],
        &["out.jsonl"],
        &["out.jsonl", id],
        &["out.jsonl", id, "--json"],
        &["out.jsonl", id, "--why", "1"],
        &["traced.jsonl", id, "--why", "1"],
    ] {
        let out = place.run(&[&["inspect"], args].concat()).exits(0).stdout;
        let steers = |c: &char| {
            c.is_control() && *c != '\n' || "\u{202e}\u{2028}\u{200b}\u{feff}\u{e0041}".contains(*c)
        };
        assert_eq!(out.chars().find(steers), None, "{args:?}: {out:?}");
    }
    let missing = place.run(&["inspect", "out.jsonl", "a\u{1b}["]).exits(2).stderr;
    assert!(!missing.contains('\u{1b}'), "{missing:?}");
}

#[test]
fn a_title_of_a_run_holds_nothing_that_was_taken_out() {
    let place = Place::new();
    let text = crate::corpus::story(3, 6).join("\\n");
    place.write(
        "in.jsonl",
        format!("{{\"id\":\"a\",\"title\":\"Mail bo@oldmill.org\",\"text\":\"{text}\"}}\n"),
    );
    place.run(&["clean", "in.jsonl", "-o", "out.jsonl", "--pii", "redact", "-q"]).exits(0);
    let shown = place.run(&["inspect", "out.jsonl", "a"]).exits(0).stdout;
    assert!(shown.contains("title: Mail [EMAIL]") && !shown.contains("bo@oldmill"), "{shown}");
}
