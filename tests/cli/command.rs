//! The command line: exit codes, messages, standard input and output.

use crate::support::{Place, root};

const STORY: &str = "The ferry between Orrin and Sule will sail again on Monday after three weeks of repairs.\n\
    Engineers replaced both shafts of the ferry, and the harbour board paid for a new ramp in Sule.\n";

const PAGE: &str = "<!doctype html><html><head><title>Ferry sails again</title></head><body>\
    <nav><a href=/>Home</a> <a href=/news>News</a> <a href=/sport>Sport</a></nav>\
    <article><h1>Ferry sails again</h1>\
    <p>The ferry between Orrin and Sule will sail again on Monday after three weeks of repairs to its engine room.</p>\
    <p>Engineers replaced both shafts of the ferry, and the harbour board paid for a new ramp in Sule as well.</p>\
    <p class=\"promo\">Sule cheese is on sale at the ferry terminal, and travellers who show a ticket pay less for it.</p>\
    </article><footer>Imprint <a href=/terms>Terms</a></footer></body></html>";

#[test]
fn a_document_on_standard_input_comes_out_as_plain_text() {
    let ran = Place::new().run_with(&["clean", "-", "-q"], PAGE).exits(0);
    assert!(ran.stdout.starts_with("The ferry between Orrin"), "{}", ran.stdout);
    assert!(ran.stdout.ends_with('\n') && !ran.stdout.contains("Imprint") && !ran.stdout.contains('{'));
    let ran = Place::new().run_with(&["clean", "-", "-q"], STORY).exits(0);
    assert_eq!(ran.stdout, STORY);
}

#[test]
fn rows_on_standard_input_come_out_as_rows() {
    let row = serde_json::json!({"id": "a", "text": STORY.trim()}).to_string();
    let ran = Place::new().run_with(&["clean", "-", "-q"], format!("{row}\n")).exits(0);
    let out: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(out["id"], "a");
    assert_eq!(out["text"], STORY.trim());
}

#[test]
fn nothing_but_data_goes_to_standard_output() {
    let place = Place::new();
    place.write("a.txt", STORY);
    let ran = place.run(&["clean", "a.txt"]).exits(0);
    assert_eq!(ran.stdout, STORY);
    assert!(ran.stderr.contains("records in") && ran.stderr.contains("kept"), "{}", ran.stderr);
    assert_eq!(place.run(&["clean", "a.txt", "--quiet"]).exits(0).stderr, "");
}

#[test]
fn a_record_that_cannot_be_read_costs_that_record_and_exit_code_one() {
    let place = Place::new();
    place.write("in.jsonl", b"{\"id\":1,\"text\":\"This is one line.\"}\n{\"id\":2,\"text\":\n{\"id\":3,\"text\":\"Three.\xE9\"}\n{\"id\":4,\"text\":\"Four is the last.\"}\n");
    let ran = place.run(&["clean", "in.jsonl", "-o", "out.jsonl"]).exits(1);
    assert!(ran.stderr.contains("in.jsonl:2:") && ran.stderr.contains("in.jsonl:3:"), "{}", ran.stderr);
    assert!(ran.stderr.contains("out.jsonl.tamis/rejects.jsonl.zst"), "{}", ran.stderr);
    let ids: Vec<_> = place.rows("out.jsonl").iter().map(|row| row["id"].clone()).collect();
    assert_eq!(ids, ["1", "4"]);
    let causes: Vec<_> =
        place.rows("out.jsonl.tamis/rejects.jsonl.zst").iter().map(|row| row["cause"].clone()).collect();
    assert_eq!(causes, ["broken-json", "bad-utf8"]);
    place.run(&["clean", "in.jsonl", "-o", "out.jsonl", "--max-rejects", "2"]).exits(0);
    place.run(&["clean", "in.jsonl", "-o", "out.jsonl", "--max-rejects", "10%"]).exits(1);
}

#[test]
fn wrong_usage_is_exit_code_two_and_names_what_is_near() {
    let place = Place::new();
    place.write("a.txt", STORY);
    let near = place.run(&["clean", "a.txt", "--no-dedupe"]).exits(2);
    assert!(near.stderr.contains("--no-dedup"), "{}", near.stderr);
    let near = place.run(&["cleen", "a.txt"]).exits(2);
    assert!(near.stderr.contains("clean"), "{}", near.stderr);
    let key = place.run(&["clean", "a.txt", "--set", "strip.mod=recall"]).exits(2);
    assert!(key.stderr.contains("did you mean `mode`"), "{}", key.stderr);
    let css = place.run(&["clean", "a.txt", "--drop-selector", "p..x"]).exits(2);
    assert!(css.stderr.contains("selectors.drop"), "{}", css.stderr);
    place.run(&["clean"]).exits(2);
    place.run(&["clean", "a.txt", "--sample", "2"]).exits(2);
}

#[test]
fn input_that_is_not_there_is_exit_code_three() {
    let place = Place::new();
    let ran = place.run(&["clean", "missing.txt", "-o", "out.jsonl"]).exits(3);
    assert!(ran.stderr.contains("missing.txt"), "{}", ran.stderr);
    assert_eq!(place.files(), [""; 0]);
    place.write("noise.jsonl", "not json\n");
    place.run(&["clean", "noise.jsonl", "-o", "out.jsonl"]).exits(3);
}

#[test]
fn a_closed_pipe_is_a_success() {
    let place = Place::new();
    let row = serde_json::json!({"text": STORY.repeat(50)}).to_string() + "\n";
    place.write("in.jsonl", row.repeat(400));
    let mut child = place
        .command(&["clean", "in.jsonl", "--no-dedup", "-q"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn help_version_reasons_completions_and_manual_are_there() {
    let place = Place::new();
    let model = |name: &str| std::fs::read_to_string(root().join("crates/strip/models").join(name)).unwrap();
    let version = place.run(&["--version"]).exits(0).stdout;
    let models = format!("(model: text {}, html {})\n", model("text.hash").trim(), model("html.hash").trim());
    assert!(version.ends_with(&models), "{version} is not of {models}");
    let help = place.run(&["clean", "--help"]).exits(0).stdout;
    for flag in ["--removed", "--keep-selector", "--max-document-bytes", "--trace", "--dry-run"] {
        assert!(help.contains(flag), "{flag}");
    }
    assert!(place.run(&["--help"]).exits(0).stdout.contains("Exit codes"));
    assert!(place.run(&["reasons"]).exits(0).stdout.contains("unrelated-box"));
    for shell in ["bash", "zsh", "fish"] {
        assert!(place.run(&["completions", shell]).exits(0).stdout.contains("no-dedup"), "{shell}");
    }
    assert!(place.run(&["man"]).exits(0).stdout.contains(".TH tamis"));
    std::fs::create_dir(place.path("man")).unwrap();
    place.run(&["man", "--out", "man"]).exits(0);
    assert!(place.files().contains(&"man/tamis-clean.1".to_owned()), "{:?}", place.files());
}

#[test]
fn selectors_stand_above_the_rules() {
    let place = Place::new();
    place.write("page.html", PAGE);
    let clean = |args: &[&str]| {
        let all: Vec<&str> = ["clean", "page.html", "-q"].iter().chain(args).copied().collect();
        place.run(&all).exits(0).stdout
    };
    assert!(!clean(&["--drop-selector", ".promo"]).contains("cheese"));
    assert!(clean(&["--keep-selector", "footer"]).contains("Imprint"));
    assert!(!clean(&["--keep-selector", "footer", "--drop-selector", "footer"]).contains("Imprint"));
    let only = clean(&["--only-selector", ".promo"]);
    assert!(only.starts_with("Sule cheese") && !only.contains("Engineers"), "{only}");
    place.write("tamis.toml", "[host.\"example.org\"]\ndrop = [\".promo\"]\n");
    let row = |url: &str| serde_json::json!({"id": "a", "url": url, "html": PAGE}).to_string();
    let text = |url: &str| place.run_with(&["clean", "-", "-q"], row(url)).exits(0).stdout;
    assert!(!text("https://www.example.org/a").contains("cheese"));
    assert!(!text("https://news.example.org/a").contains("cheese"));
    assert!(text("https://example.com/a").contains("cheese"));
}

#[test]
fn neither_the_switch_nor_the_loss_limit_undoes_a_selector() {
    let place = Place::new();
    place.write("page.html", PAGE.replace("<footer>", "<footer hidden>"));
    for above in [&["--no-strip"][..], &["--strip-loss-limit", "0"]] {
        let clean = |args: &[&str]| {
            let all: Vec<&str> =
                ["clean", "page.html", "-q"].iter().chain(above).chain(args).copied().collect();
            place.run(&all).exits(0).stdout
        };
        let all = clean(&[]);
        assert!(
            all.contains("cheese") && all.contains("Sport") && !all.contains("Imprint"),
            "{above:?} {all}"
        );
        assert!(!clean(&["--drop-selector", ".promo"]).contains("cheese"), "{above:?}");
        assert!(!clean(&["--only-selector", "article"]).contains("Sport"), "{above:?}");
        assert!(clean(&["--keep-selector", "footer"]).contains("Imprint"), "{above:?}");
    }
}

/// The page as an article with a caption, a table and readers' comments.
fn article() -> String {
    let caption = "<figure><img src=f.jpg><figcaption>The ferry in dock. Photo: A. Lee</figcaption></figure>";
    let table = "<table><tr><th>Harbour<th>Boats<tr><td>Orrin<td>2<tr><td>Sule<td>3</table>";
    PAGE.replace("<p class", &format!("{caption}{table}<p class"))
}

#[test]
fn what_counts_as_text_can_be_said() {
    let place = Place::new();
    place.write("page.html", article());
    let clean = |args: &[&str]| {
        let all: Vec<&str> =
            ["clean", "page.html", "-q", "--keep-selector", "p"].iter().chain(args).copied().collect();
        place.run(&all).exits(0).stdout
    };
    assert!(!clean(&[]).contains("sails again\n"));
    let titled = clean(&["--with-title"]);
    assert!(titled.starts_with("Ferry sails again\n"), "{titled}");
    let marked = clean(&["--with-title", "--text-format", "markdown"]);
    assert!(marked.starts_with("# Ferry sails again\n\n"), "{marked}");
    let all = ["--keep-selector", "table", "--no-strip"];
    assert!(clean(&all).contains("Orrin\t2"));
    let without = clean(&["--no-strip", "--with-tables", "off"]);
    assert!(!without.contains("Orrin\t2") && without.contains("Engineers"), "{without}");
    assert!(clean(&["--keep-selector", "table", "--with-tables", "off"]).contains("Orrin\t2"));
    place.run(&["clean", "page.html", "--with-tables", "no"]).exits(2);
}

#[test]
fn markdown_keeps_the_structure_and_links_on_demand() {
    let place = Place::new();
    place.write(
        "page.html",
        article().replace("Engineers", "<ul><li><b>Engineers</b> <a href=/e>of</a> Sule*</ul>"),
    );
    let args = ["clean", "page.html", "-q", "--no-strip", "--text-format", "markdown"];
    let plain = place.run(&args).exits(0).stdout;
    let expect = "| Harbour | Boats |\n| --- | --- |\n| Orrin | 2 |\n| Sule | 3 |\n";
    assert!(plain.contains(expect) && plain.contains("\n- **Engineers** of Sule\\*\n"), "{plain}");
    let linked = place.run(&[&args[..], &["--links"]].concat()).exits(0).stdout;
    assert!(linked.contains("\n- **Engineers** [of](/e) Sule\\*\n"), "{linked}");
    let row = serde_json::json!({"url": "https://example.org/a/b", "html": article().replace("on Monday", "<a href=m>on</a> Monday")});
    let ran = place.run_with(
        &["clean", "-", "-q", "--no-strip", "--text-format", "markdown", "--links"],
        row.to_string(),
    );
    assert!(ran.exits(0).stdout.contains("[on](https://example.org/a/m) Monday"));
}

#[test]
fn text_that_is_forced_is_text_and_text_by_name_can_be_a_page() {
    let place = Place::new();
    place.write("saved.txt", PAGE);
    let by_name = place.run(&["inspect", "saved.txt"]).exits(0).stdout;
    assert!(by_name.starts_with("# saved.txt  html"), "{by_name}");
    let forced = place.run(&["inspect", "saved.txt", "--from", "text"]).exits(0).stdout;
    assert!(forced.starts_with("# saved.txt  text"), "{forced}");
    let verbatim = ["clean", "saved.txt", "--from", "text", "--no-decode", "--no-strip", "-q"];
    assert_eq!(place.run(&verbatim).exits(0).stdout.trim_end(), PAGE);
}

/// Bytes of UTF-8 that were taken for Latin-1: some of them are controls, which a page otherwise loses.
#[test]
fn broken_characters_of_pages_are_mended() {
    let place = Place::new();
    let page = PAGE
        .replace("cheese", "Ol\u{c3}\u{a9}\u{e2}\u{80}\u{99}s cheese")
        .replace("<head>", "<head><meta charset=utf-8>");
    place.write("page.html", page);
    let text = place.run(&["clean", "page.html", "-q"]).exits(0).stdout;
    assert!(text.contains("Ol\u{e9}\u{2019}s cheese"), "{text}");
}

#[test]
fn inspect_shows_every_block_and_lets_no_page_steer_the_terminal() {
    let place = Place::new();
    place.write("page.html", PAGE.replace("cheese", "cheese \u{1b}[2J&#27;[31m\u{202e}"));
    let plain = place.run(&["inspect", "page.html"]).exits(0).stdout;
    for part in ["Home", "Imprint", "Engineers", "= headline"] {
        assert!(plain.contains(part), "{part} is not in {plain}");
    }
    assert!(!plain.contains('\u{1b}') && !plain.contains('\u{202e}'));
    let coloured = place.run(&["inspect", "page.html", "--colour", "always"]).exits(0).stdout;
    assert!(coloured.contains("\u{1b}[") && !coloured.contains("\u{1b}[2J"));
    let json: serde_json::Value =
        serde_json::from_str(&place.run(&["inspect", "page.html", "--json"]).exits(0).stdout).unwrap();
    assert!(json["blocks"].as_array().unwrap().iter().any(|block| block["verdict"] == "drop"));
    place.write("story.txt", STORY);
    let story = place.run(&["inspect", "story.txt"]).exits(0).stdout;
    let of_model = format!("\n{:26}p ", "");
    assert_eq!(story.matches(&of_model).count(), STORY.lines().count(), "{story}");
    place.write("in.jsonl", "{\"id\":\"x\",\"text\":\"First.\"}\n{\"id\":\"y\",\"text\":\"Second.\"}\n");
    assert!(place.run(&["inspect", "in.jsonl", "y"]).exits(0).stdout.contains("Second."));
    assert!(place.run(&["inspect", "in.jsonl", "2"]).exits(0).stdout.contains("Second."));
    place.run(&["inspect", "in.jsonl", "z"]).exits(2);
}

#[test]
fn the_readme_commands_work_on_the_fixtures() {
    let place = Place::new();
    let input = root().join("fixtures/text/own-tail-and-foreign-box.txt");
    let ran = place.run(&["inspect", input.to_str().unwrap()]).exits(0);
    assert!(ran.stdout.contains("percent-decoded") && ran.stdout.contains("dropped"), "{}", ran.stdout);
}

#[test]
fn structured_data_fills_a_shell_but_never_what_the_user_dropped() {
    let place = Place::new();
    let data = r#"<script type="application/ld+json">{"articleBody": "The weir held all night."}</script>"#;
    place.write("shell.html", format!("<html><head>{data}</head><body><div id=app></div></body></html>"));
    place.run(&["clean", "shell.html", "-o", "shell.jsonl", "-q"]).exits(0);
    assert!(place.rows("shell.jsonl")[0]["text"].as_str().unwrap().contains("The weir held"));
    let told =
        "<p>The river rose by two metres within a night, and the people of the lower town carried what \
                they could to the church on the hill, where it stayed dry.</p>"
            .repeat(3);
    place.write("page.html", format!("<html><head>{data}</head><body><main>{told}</main></body></html>"));
    place
        .run(&["clean", "page.html", "-o", "page.jsonl", "-q", "--drop-selector", "main", "--keep-empty"])
        .exits(0);
    assert_eq!(place.rows("page.jsonl")[0]["text"], "");
}
