//! Which documents are kept: by language, quality, address and private data.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::{Place, root};

const ENGLISH: &str = "The ferry between Orrin and Sule will sail again on Monday after three weeks of repairs. \
    Passengers who had bought tickets for the days without a boat will be paid back at the office on the pier, which is \
    open from nine to four. The captain thanked them for their patience and promised a quieter engine.";
const GERMAN: &str = "Die Fähre zwischen Orrin und Sule fährt nach drei Wochen in der Werft am Montag wieder. Wer für \
    die Tage ohne Schiff schon bezahlt hatte, bekommt sein Geld im Büro an der Mole zurück, das von neun bis vier Uhr \
    geöffnet ist. Der Kapitän dankte allen für ihre Geduld und versprach einen leiseren Motor.";

fn rows(list: &[(&str, &str, &str)]) -> String {
    let row =
        |(id, url, text): &(&str, &str, &str)| json!({"id": id, "url": url, "text": text}).to_string() + "\n";
    list.iter().map(row).collect()
}

/// Every file of a folder but the settings, unpacked if it is compressed, as one text.
fn everything(folder: &Path) -> String {
    let mut all = String::new();
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    // The settings name the number of threads.
    paths.retain(|path| !path.ends_with("config.toml"));
    for path in paths {
        if path.is_dir() {
            all += &everything(&path);
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let packed = path.extension().is_some_and(|extension| extension == "zst");
        let bytes = if packed { zstd::decode_all(&bytes[..]).unwrap() } else { bytes };
        all += &String::from_utf8_lossy(&bytes);
    }
    all
}

fn reasons(place: &Place, run: &str) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let dropped = place.rows(&format!("{run}.tamis/dropped.jsonl.zst"));
    dropped.iter().map(|row| (text(&row["id"]), text(&row["reason"]), text(&row["evidence"]))).collect()
}

fn ids(place: &Place, file: &str) -> Vec<String> {
    place.rows(file).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn documents_in_other_languages_go_with_the_figure_that_says_so() {
    let place = Place::new();
    place.write("in.jsonl", rows(&[("en", "", ENGLISH), ("de", "", GERMAN)]));
    place.run(&["clean", "in.jsonl", "-o", "all.jsonl"]).exits(0);
    let all = place.rows("all.jsonl");
    let languages: Vec<_> = all.iter().map(|row| &row["metadata"]["tamis"]["language"]).collect();
    assert_eq!(languages, ["en", "de"]);
    assert!(all.iter().all(|row| row["metadata"]["tamis"]["language_score"].as_f64().unwrap() > 0.9));
    place.run(&["clean", "in.jsonl", "--language", "de,fr", "-o", "de.jsonl"]).exits(0);
    assert_eq!(ids(&place, "de.jsonl"), ["de"]);
    let reasons = reasons(&place, "de.jsonl");
    assert_eq!((reasons[0].0.as_str(), reasons[0].1.as_str()), ("en", "language"));
    assert!(reasons[0].2.contains("not de, fr"), "{reasons:?}");
    let unknown = place.run(&["clean", "in.jsonl", "--language", "elvish"]).exits(2);
    assert!(unknown.stderr.contains("language.accept"), "{}", unknown.stderr);
}

#[test]
fn a_preset_drops_by_its_published_rules_and_another_threshold_brings_back() {
    let place = Place::new();
    let short = "The ferry sails again on Monday, and that is all the news from the pier.";
    place.write("in.jsonl", rows(&[("long", "", ENGLISH), ("short", "", short)]));
    let rule = ["--preset", "none", "--set", "filter.with=[\"gopher-word-count\"]"];
    place.run(&[&["clean", "in.jsonl", "-o", "strict.jsonl"][..], &rule].concat()).exits(0);
    assert_eq!(ids(&place, "strict.jsonl"), ["long"]);
    let dropped = &reasons(&place, "strict.jsonl")[0];
    assert_eq!((dropped.1.as_str(), dropped.2.as_str()), ("gopher-word-count", "15 words < 50"));
    let looser = [&rule[..], &["--set", "filter.gopher.min_words=10"]].concat();
    place.run(&[&["filter", "strict.jsonl", "-o", "again.jsonl"][..], &looser].concat()).exits(0);
    place.run(&[&["clean", "in.jsonl", "-o", "fresh.jsonl"][..], &looser].concat()).exits(0);
    assert_eq!(place.read("again.jsonl"), place.read("fresh.jsonl"));
    assert!(reasons(&place, "again.jsonl").is_empty());
    place.run(&[&["filter", "again.jsonl", "-o", "strict-again.jsonl"][..], &rule].concat()).exits(0);
    assert_eq!(place.read("strict-again.jsonl"), place.read("strict.jsonl"));
    place.run(&["verify", "again.jsonl"]).exits(0);
}

#[test]
fn a_directory_gets_what_was_restored_in_a_file_of_its_own() {
    let place = Place::new();
    place.write("in/a.jsonl", rows(&[("a", "", ENGLISH)])).write("in/b.jsonl", rows(&[("b", "", GERMAN)]));
    place.run(&["clean", "in", "--language", "en", "-o", "out"]).exits(0);
    place.run(&["filter", "out", "-o", "kept"]).exits(0);
    assert_eq!(ids(&place, "kept/a.jsonl"), ["a"]);
    assert_eq!(ids(&place, "kept/restored.jsonl.zst"), ["b"]);
    place.run(&["verify", "kept"]).exits(0);
}

#[test]
fn no_filter_keeps_everything() {
    let place = Place::new();
    place.write("in.jsonl", rows(&[("a", "https://spam.example/x", "Hi."), ("b", "", GERMAN)]));
    place.write("hosts", "spam.example\n");
    let strict =
        "[filter]\npreset = \"fineweb\"\n[language]\naccept = [\"en\"]\n[urls]\nblock_hosts = [\"hosts\"]\n";
    place.write("tamis.toml", strict);
    place.run(&["clean", "in.jsonl", "-o", "none.jsonl"]).exits(0);
    assert!(ids(&place, "none.jsonl").is_empty());
    place.run(&["clean", "in.jsonl", "--no-filter", "-o", "all.jsonl"]).exits(0);
    place.run(&["clean", "in.jsonl", "--no-filter", "--language", "en"]).exits(2);
    assert_eq!(ids(&place, "all.jsonl"), ["a", "b"]);
}

#[test]
fn addresses_are_blocked_and_allowed_by_lists() {
    let place = Place::new();
    let spam = ("spam", "https://www.spam.example/story", ENGLISH);
    place.write("in.jsonl", rows(&[spam, ("news", "https://news.example/a", GERMAN), ("none", "", ENGLISH)]));
    place.write("hosts", "# what nobody wants\nspam.example\n");
    place.run(&["clean", "in.jsonl", "--block-hosts", "hosts", "--no-dedup", "-o", "out.jsonl"]).exits(0);
    assert_eq!(ids(&place, "out.jsonl"), ["news", "none"]);
    let reasons = reasons(&place, "out.jsonl");
    assert_eq!(reasons[0].1, "url-blocked");
    assert!(reasons[0].2.contains("spam.example") && reasons[0].2.contains("hosts:2"), "{reasons:?}");
    let missing = place.run(&["clean", "in.jsonl", "--block-hosts", "nowhere"]).exits(2);
    assert!(missing.stderr.contains("nowhere"), "{}", missing.stderr);
}

#[test]
fn of_one_address_the_first_document_stays() {
    let place = Place::new();
    let url = "https://news.example/ferry";
    let tracked = format!("{url}?utm_source=letter");
    let rows = rows(&[
        ("a", url, ENGLISH),
        ("b", "", GERMAN),
        ("c", &tracked, "The story was rewritten as a whole."),
    ]);
    place.write("in.jsonl", &rows).write("in/1.jsonl", &rows).write("in/2.jsonl", &rows);
    place.run(&["clean", "in.jsonl", "--one-per-url", "-o", "out.jsonl"]).exits(0);
    assert_eq!(ids(&place, "out.jsonl"), ["a", "b"]);
    let duplicate = &place.rows("out.jsonl.tamis/duplicates.jsonl.zst")[0];
    assert_eq!((&duplicate["kept_id"], &duplicate["reason"]), (&json!("a"), &json!("same-url")));
    place.run_with(&["clean", "-", "--one-per-url", "-o", "stream.jsonl"], &rows).exits(0);
    assert_eq!(ids(&place, "stream.jsonl"), ["a", "b"]);
    place.run(&["clean", "in", "--one-per-url", "-o", "two.jsonl"]).exits(0);
    assert_eq!(ids(&place, "two.jsonl"), ["a", "b"]);
    place.run(&["verify", "two.jsonl"]).exits(0);
}

/// A page with the same address in every place that is written anywhere.
const PAGE: &str = r#"<html lang="en"><head><title>Ask ada.lund@sule-ferry.com for tickets</title>
<script type="application/ld+json">{"@type": "Article", "headline": "Ferry", "author": {"name": "ada.lund@sule-ferry.com"}}</script>
</head><body><nav><a href="mailto:ada.lund@sule-ferry.com">ada.lund@sule-ferry.com</a></nav><article>
<h1>The ferry sails again</h1>
<p>The ferry between Orrin and Sule will sail again on Monday after three weeks of repairs. Passengers who had bought tickets
for the days without a boat can write to <a href="mailto:ada.lund@sule-ferry.com">ada.lund@sule-ferry.com</a> and will be paid
back at the office on the pier, which is open from nine to four.</p>
<p>The captain thanked them for their patience and promised <a href="https://x.example/?to=ada.lund@sule-ferry.com">a quieter
engine</a> for the next season, which begins in April.</p></article>
<footer>Written by ada.lund@sule-ferry.com</footer></body></html>"#;

fn private_inputs(place: &Place) {
    place.write("in/page.html", PAGE);
    place.write("in/text.txt", format!("{ENGLISH}\n\nWrite to ada.lund@sule-ferry.com.\n\n%3Cp%3EOr%20to%20ada.lund%40sule-ferry.com%20at%20any%20time.%3C%2Fp%3E\n"));
}

#[test]
fn what_is_redacted_stands_nowhere_but_in_the_vault() {
    for mode in ["redact", "drop"] {
        for format in ["plain", "markdown"] {
            let place = Place::new();
            private_inputs(&place);
            let run =
                ["clean", "in", "--pii", mode, "--text-format", format, "--links", "--trace", "-o", "out"];
            place.run(&[&run[..], &["--with-title", "--pii-vault", "vault.jsonl"]].concat()).exits(0);
            let written = everything(&place.path("out"));
            assert!(!written.contains("sule-ferry"), "{mode} {format}: {written}");
            assert!(written.contains("[EMAIL]") && written.contains("pii-email"), "{written}");
            assert_eq!(written.contains("\"pii\""), mode == "drop", "{written}");
            let vault = place.rows("vault.jsonl");
            assert!(vault.len() >= 3, "{vault:?}");
            assert!(
                vault.iter().any(|row| row["text"] == "ada.lund@sule-ferry.com" && row["kind"] == "email")
            );
            let permissions = fs::metadata(place.path("vault.jsonl")).unwrap().permissions();
            assert_eq!(permissions.mode() & 0o777, 0o600);
            place.run(&["verify", "out"]).exits(0);
        }
    }
}

#[test]
fn the_vault_tells_the_places_of_the_document_text() {
    let place = Place::new();
    private_inputs(&place);
    place.run(&["clean", "in", "--pii", "redact", "--trace", "--pii-vault", "v.jsonl", "-o", "out"]).exits(0);
    let traces = place.rows("out/_tamis/trace.jsonl.zst");
    for row in place.rows("v.jsonl") {
        let (start, end) = (row["start"].as_u64().unwrap(), row["end"].as_u64().unwrap());
        let trace = traces.iter().find(|trace| trace["id"] == row["id"]).unwrap();
        let blocks = trace["blocks"].as_array().unwrap();
        let holds =
            |block: &&Value| block["start"].as_u64() <= Some(start) && Some(end) <= block["end"].as_u64();
        let block = blocks.iter().find(holds).unwrap();
        let marker = block["marker"].as_str().unwrap().chars();
        let text: Vec<char> = marker.chain(block["text"].as_str().unwrap().chars()).collect();
        let at = (start - block["start"].as_u64().unwrap()) as usize;
        let stands: String = text[at..at + (end - start) as usize].iter().collect();
        assert_eq!(stands, "[EMAIL]");
    }
}

#[test]
fn tags_point_at_what_they_name_and_change_nothing() {
    let place = Place::new();
    private_inputs(&place);
    place.run(&["clean", "in/text.txt", "-o", "plain.jsonl"]).exits(0);
    place.run(&["clean", "in/text.txt", "--pii", "tag", "-o", "tagged.jsonl"]).exits(0);
    let (plain, tagged) = (place.rows("plain.jsonl"), place.rows("tagged.jsonl"));
    assert_eq!(plain[0]["text"], tagged[0]["text"]);
    let text: Vec<char> = tagged[0]["text"].as_str().unwrap().chars().collect();
    let tags = tagged[0]["metadata"]["tamis"]["pii"].as_array().unwrap();
    assert!(!tags.is_empty());
    for tag in tags {
        let (start, end) = (tag["start"].as_u64().unwrap() as usize, tag["end"].as_u64().unwrap() as usize);
        assert_eq!(text[start..end].iter().collect::<String>(), "ada.lund@sule-ferry.com");
    }
    place.run(&["filter", "tagged.jsonl", "--pii", "redact", "-o", "redacted.jsonl"]).exits(0);
    let redacted = &place.rows("redacted.jsonl")[0];
    assert!(redacted["metadata"]["tamis"].get("pii").is_none(), "{redacted}");
    assert!(!everything(&place.path("redacted.jsonl.tamis")).contains("sule-ferry"));
}

#[test]
fn a_vault_needs_something_to_hold() {
    let place = Place::new();
    place.write("in.txt", ENGLISH);
    let ran = place.run(&["clean", "in.txt", "--pii-vault", "v.jsonl", "-o", "out.txt"]).exits(2);
    assert!(ran.stderr.contains("--pii redact"), "{}", ran.stderr);
    // Nor does it stand among what may be given away, or take the place of something else.
    place.write("in.jsonl", rows(&[("a", "", ENGLISH)]));
    for vault in ["-", "out/v.jsonl", "out/_tamis/v.jsonl", "in.txt", "r.jsonl"] {
        let run = ["clean", "in.txt", "in.jsonl", "--pii", "redact", "--rejects", "r.jsonl", "-o", "out"];
        place.run(&[&run[..], &["--pii-vault", vault]].concat()).exits(2);
    }
    assert_eq!(place.read("in.txt"), ENGLISH);
    let files = place.files();
    assert!(!files.iter().any(|file| file.contains("v.jsonl") || file.starts_with("out/")), "{files:?}");
}

#[test]
fn filters_give_the_same_bytes_for_any_number_of_threads_and_when_they_are_split() {
    let place = Place::new();
    let texts = [ENGLISH, GERMAN, "Buy now.", "Call ada.lund@sule-ferry.com, she knows."];
    let row = |at: usize| {
        let url = format!("https://h{}.example/{}?utm_id={at}", at % 7, at % 50);
        json!({"id": at, "url": url, "text": format!("{} Number {at}.", texts[at % 4])}).to_string() + "\n"
    };
    place.write("in.jsonl", (0..400).map(row).collect::<String>()).write("hosts", "h3.example\n");
    let flags = [
        "--language",
        "en",
        "--preset",
        "gopher",
        "--pii",
        "redact",
        "--one-per-url",
        "--block-hosts",
        "hosts",
    ];
    for threads in ["1", "2", "5"] {
        let out = format!("out{threads}");
        place.run(&[&["clean", "in.jsonl", "-j", threads, "-o", &out][..], &flags].concat()).exits(0);
        assert_eq!(everything(&place.path(&out)), everything(&place.path("out1")), "{threads}");
    }
    let split = ["--language", "en", "--preset", "gopher", "--no-learn"];
    place.run(&[&["clean", "in.jsonl", "--no-dedup", "-o", "whole.jsonl"][..], &split].concat()).exits(0);
    for (shard, out) in [("1/2", "s1"), ("2/2", "s2")] {
        place
            .run(&[&["clean", "in.jsonl", "--no-dedup", "--shard", shard, "-o", out][..], &split].concat())
            .exits(0);
    }
    place.run(&["merge", "s1", "s2", "-o", "merged.jsonl"]).exits(0);
    assert_eq!(place.read("merged.jsonl"), place.read("whole.jsonl"));
    assert_eq!(reasons(&place, "merged.jsonl"), reasons(&place, "whole.jsonl"));
}

#[test]
fn what_is_private_only_in_a_box_that_goes_drops_no_document() {
    let place = Place::new();
    let page = PAGE.replace("ada.lund@sule-ferry.com", "the office").replace(
        "<footer>Written by the office</footer>",
        "<footer><a href=\"/\">Home</a> <a href=\"mailto:ada.lund@sule-ferry.com\">ada.lund@sule-ferry.com</a></footer>",
    );
    place.write("in/page.html", page).write("in/other.html", PAGE);
    place.run(&["clean", "in", "--pii", "drop", "-o", "out.jsonl"]).exits(0);
    assert_eq!(ids(&place, "out.jsonl"), ["page.html"]);
    assert_eq!(reasons(&place, "out.jsonl"), [("other.html".into(), "pii".into(), "1 email".into())]);
    // What is gone is still known to have been there.
    place.run(&["filter", "out.jsonl", "--pii", "drop", "-o", "again.jsonl"]).exits(0);
    assert_eq!(ids(&place, "again.jsonl"), ["page.html"]);
    place.run(&["filter", "out.jsonl", "-o", "all.jsonl"]).exits(0);
    assert_eq!(ids(&place, "all.jsonl"), ["page.html", "other.html"]);
}

#[test]
fn national_numbers_are_those_of_the_language() {
    let place = Place::new();
    let text = format!("{GERMAN}\nFragen beantwortet das Büro unter 030 23456733 gern.");
    let page = format!(
        "<html lang=\"de\"><title>Anruf 030 23456733</title><h1>Anruf 030 23456733</h1><p>{GERMAN}</p>"
    );
    place.write("in/a.txt", text).write("in/b.html", page);
    place.run(&["clean", "in", "--pii", "redact", "--with-title", "-o", "out"]).exits(0);
    let written = everything(&place.path("out"));
    assert!(!written.contains("23456733") && written.contains("[PHONE]"), "{written}");
}

#[test]
fn an_address_keeps_a_text_though_the_first_is_a_copy_of_another() {
    let place = Place::new();
    let url = "https://news.example/ferry";
    let list = [("a", "https://other.example/", ENGLISH), ("b", url, ENGLISH), ("c", url, GERMAN)];
    place.write("in.jsonl", rows(&list));
    place.run(&["clean", "in.jsonl", "--one-per-url", "-o", "out.jsonl"]).exits(0);
    assert_eq!(ids(&place, "out.jsonl"), ["a", "c"]);
    place.run_with(&["clean", "-", "--one-per-url", "-o", "stream.jsonl"], rows(&list)).exits(0);
    assert_eq!(ids(&place, "stream.jsonl"), ["a", "c"]);
    let shard = ["clean", "in.jsonl", "--one-per-url", "--shard", "1/2", "-o", "s"];
    assert!(place.run(&shard).exits(2).stderr.contains("tamis filter --one-per-url"));
}

#[test]
fn rows_of_side_files_are_read_as_the_rows_they_hold() {
    let place = Place::new();
    place.write("in.jsonl", rows(&[("a", "", ENGLISH), ("copy", "", ENGLISH), ("b", "", GERMAN)]));
    place.run(&["clean", "in.jsonl", "--language", "en", "-o", "out.jsonl"]).exits(0);
    for (file, id) in [("dropped", "b"), ("duplicates", "copy")] {
        let path = format!("out.jsonl.tamis/{file}.jsonl.zst");
        place.run(&["clean", &path, "-o", "again.jsonl"]).exits(0);
        assert_eq!(ids(&place, "again.jsonl"), [id]);
    }
}

#[test]
fn the_reference_and_the_schema_of_settings_are_those_of_this_version() {
    let place = Place::new();
    for (flag, file) in [("--reference", "docs/tamis-toml.md"), ("--schema", "schemas/tamis.schema.json")] {
        let made = place.run(&["config", flag]).exits(0).stdout;
        let committed = fs::read_to_string(root().join(file)).unwrap();
        assert!(made == committed, "{file} is out of date; run: tamis config {flag} > {file}");
    }
    let schema: Value = serde_json::from_str(&place.run(&["config", "--schema"]).exits(0).stdout).unwrap();
    let printed: toml::Table = place.run(&["config"]).exits(0).stdout.parse().unwrap();
    let sections = schema["properties"].as_object().unwrap();
    assert!(printed.keys().all(|section| sections.contains_key(section)), "{printed:?}");
    let meaningless = |(name, section): (&String, &Value)| {
        section["description"].as_str().map(|_| ()).is_none().then(|| name.clone())
    };
    assert_eq!(sections.iter().filter_map(meaningless).collect::<Vec<_>>(), Vec::<String>::new());
}
