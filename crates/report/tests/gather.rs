//! Runs over rows of our own, gathered.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tamis_pipeline::{Cleaner, Config, Override, Progress, RunRequest, Stats, run};
use tamis_report::{Report, Sampling, Side, gather, hosts};
use tempfile::TempDir;

/// A line that stands under every story of the mill.
const TEASER: &str = "Read more: our walk along the mill stream";
const PLACES: [&str; 8] =
    ["mill", "quay", "orchard", "brickworks", "lighthouse", "tannery", "signal box", "weir"];

fn row(members: &[(&str, &str)]) -> String {
    let object: serde_json::Map<String, serde_json::Value> =
        members.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())).collect();
    serde_json::Value::from(object).to_string() + "\n"
}

fn story(at: usize) -> String {
    let place = PLACES[at % PLACES.len()];
    let mut text = format!("The {place} opens again\n");
    for (number, what) in ["roof", "floor", "gate", "well"].iter().enumerate() {
        let _ = writeln!(
            text,
            "In the year {} the council had the {what} of the old {place} mended, number {number} of story {at}, and \
             neighbours carried {} stones up the hill while the miller's daughter counted them aloud.",
            1800 + at * 7 + number,
            at * 13 + number * 5 + 3
        );
    }
    text
}

fn page(at: usize) -> String {
    let paragraphs: String = story(at).lines().map(|line| ["<p>", line, "</p>\n"].concat()).collect();
    format!(
        "<html><head><title>Page {at}</title></head><body><nav><ul><li><a href=/a>Home</a></li><li><a href=/b>News of \
         the valley</a></li></ul></nav><article><h1>Page {at}</h1>{paragraphs}</article><footer>All rights reserved. \
         Imprint and contact of the valley paper.</footer></body></html>"
    )
}

/// Stories of a host and of a source, pages, copies, a text of two words, an empty one, and a row that is broken.
fn rows() -> String {
    let mut rows = String::new();
    for at in 0..12 {
        let url = format!("https://www.Mill.example/{at}");
        let text = format!("{}{TEASER}\n", story(at));
        rows += &row(&[("id", &format!("story {at}")), ("url", &url), ("text", &text)]);
    }
    for at in 20..24 {
        let url = format!("https://valley.example/{at}");
        rows += &row(&[("id", &format!("page/{at}")), ("url", &url), ("html", &page(at))]);
    }
    for at in 30..33 {
        let text = story(at);
        rows += &row(&[("id", &format!("sent {at}")), ("source", "letters"), ("text", &text)]);
        rows += &row(&[("id", &format!("copy {at}")), ("source", "letters"), ("text", &text)]);
        let near = text.replace("aloud", "out loud");
        rows += &row(&[("id", &format!("near {at}")), ("source", "letters"), ("text", &near)]);
    }
    rows += &row(&[("id", "tiny"), ("text", "Two words")]);
    rows += &row(&[("id", "empty"), ("text", "")]);
    rows += &row(&[("id", "private"), ("text", &format!("{}Write to bo@oldmill.org today.\n", story(40)))]);
    rows += "{\"id\": \"broken\", \"text\"\n";
    rows
}

struct Made {
    folder: TempDir,
    stats: Stats,
    output: PathBuf,
}

impl Made {
    fn report(&self) -> Report {
        gather(&self.output, None, &Sampling::default()).unwrap()
    }
}

/// A run over the rows, by these settings.
fn made(output: &str, settings: &[&str], change: impl FnOnce(&mut RunRequest)) -> Made {
    let folder = TempDir::new().unwrap();
    let input = folder.path().join("in.jsonl");
    fs::write(&input, rows()).unwrap();
    let output = folder.path().join(output);
    let stats = cleaned(&input, &output, settings, change);
    Made { folder, stats, output }
}

fn cleaned(input: &Path, output: &Path, settings: &[&str], change: impl FnOnce(&mut RunRequest)) -> Stats {
    let overrides: Vec<Override> = settings.iter().map(|text| Override::parse(text).unwrap()).collect();
    let config = Config::resolve(None, &overrides).unwrap();
    let mut request = RunRequest {
        inputs: vec![input.display().to_string()],
        output: output.display().to_string(),
        ..RunRequest::default()
    };
    change(&mut request);
    let cleaner = Arc::new(Cleaner::new(config).unwrap());
    run(&cleaner, &request, &Arc::new(Progress::new())).unwrap().stats
}

/// The sums over hosts are those of the whole run.
fn check_hosts(report: &Report, stats: &Stats) {
    let hosts = &report.overview.hosts;
    let sum = |figure: fn(&tamis_report::HostFigures) -> u64| hosts.rows.iter().map(figure).sum::<u64>();
    assert_eq!(sum(|host| host.kept), stats.books.kept);
    assert_eq!(sum(|host| host.duplicates), stats.books.duplicates);
    assert_eq!(sum(|host| host.dropped), stats.books.dropped);
    assert_eq!(sum(|host| host.documents), hosts.coverage.taken);
    assert_eq!(hosts.coverage.taken, hosts.coverage.all);
    assert_eq!(sum(|host| host.words_in), stats.volume.words_in);
    for (reason, removal) in &stats.removed_by_reason {
        let words: u64 = hosts.rows.iter().filter_map(|host| host.removed.get(reason)).sum();
        assert_eq!(words, removal.words, "{reason}");
    }
}

#[test]
fn a_run_is_gathered_as_its_figures_say() {
    let made = made("out", &[], |_| {});
    let report = made.report();
    assert_eq!(report.overview.stats, made.stats);
    assert_eq!(report.overview.config, fs::read_to_string(made.output.join("_tamis/config.toml")).unwrap());
    check_hosts(&report, &made.stats);
    let hosts = &report.overview.hosts;
    let names: Vec<&str> = hosts.rows.iter().map(|host| host.host.as_str()).collect();
    assert_eq!(names.len() as u64, hosts.number);
    for name in ["mill.example", "valley.example", "letters", ""] {
        assert!(names.contains(&name), "{names:?}");
    }
    let books = made.stats.books;
    assert!(books.duplicates >= 3 && books.dropped >= 2 && books.rejected == 1, "{books:?}");

    let duplicates = &report.duplicates;
    assert_eq!(
        duplicates.sizes.iter().map(|(size, number)| (size - 1) * number).sum::<u64>(),
        books.duplicates
    );
    assert_eq!(duplicates.coverage.all, duplicates.sizes.values().sum::<u64>());
    for cluster in &duplicates.clusters {
        assert_eq!(cluster.members.len() as u64, cluster.size - 1);
        let text = cluster.text.as_deref().unwrap();
        for member in &cluster.members {
            let is_same = member.reason == "exact-duplicate";
            assert_eq!(member.difference.iter().all(|piece| piece.of == Side::Both), is_same, "{member:?}");
            assert!(text.starts_with(member.difference[0].text.get(..20).unwrap()));
        }
    }

    let mill = report.lines.sources.iter().find(|source| source.host == "mill.example").unwrap();
    let teaser = mill.lines.iter().find(|line| line.text == TEASER).unwrap();
    assert_eq!(teaser.kept + teaser.dropped.values().sum::<u64>(), 12);
    assert_eq!((mill.documents, report.lines.error), (12, 0));
    assert!(report.reasons.iter().any(|reason| reason.name == "teaser" && reason.stage == "strip"));
}

#[test]
fn the_review_shows_documents_with_their_fates() {
    for (settings, has_trace) in [(&[][..], false), (&["run.trace=1.0", "run.trace_causes=2"][..], true)] {
        let made = made("out.jsonl.zst", settings, |_| {});
        let review = made.report().review;
        assert_eq!(review.has_trace, has_trace);
        assert_eq!((review.coverage.taken, review.documents.len()), (review.coverage.all, 28));
        let mut ids: Vec<&str> = review.documents.iter().map(|document| document.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), 28);
        let find = |id: &str| review.documents.iter().find(|document| document.id == id).unwrap();
        let books = made.stats.books;
        let went =
            |fate: &str| review.documents.iter().filter(|document| document.fate == fate).count() as u64;
        assert_eq!(
            [went("kept"), went("duplicate"), went("dropped")],
            [books.kept, books.duplicates, books.dropped]
        );
        assert!(find("tiny").why.starts_with("tiny: "), "{}", find("tiny").why);
        let stays = |id: &&str| find(id).kept_id.is_none() && find(id).fate == "kept";
        assert_eq!(["sent 31", "copy 31", "near 31"].iter().filter(|id| stays(id)).count(), 1);
        let words = |document: &tamis_report::ReviewedDocument| (document.words_in, document.words_out);
        let sum = review.documents.iter().map(words).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
        assert_eq!(sum, (made.stats.volume.words_in, made.stats.volume.words_out));
        let story = find("story 3");
        assert_eq!((story.host.as_str(), story.blocks_left_out), ("mill.example", 0));
        assert!(story.blocks.iter().any(|block| block.text == TEASER));
        let closest = review.documents.iter().filter(|document| document.closest.is_some()).count();
        assert_eq!(closest > 0, has_trace);
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_is_read_as_rows_are() {
    let rows = made("out", &[], |_| {}).report();
    let parquet = made("out", &["output.to=parquet"], |_| {}).report();
    assert_eq!(parquet.overview.hosts, rows.overview.hosts);
    assert_eq!(parquet.lines, rows.lines);
    assert_eq!(parquet.duplicates, rows.duplicates);
}

#[test]
fn text_files_are_told_by_their_names() {
    let rows = made("out", &[], |_| {}).report();
    // A text file tells neither address nor source of its document.
    let files = made("out", &["output.to=files"], |_| {});
    let report = files.report();
    check_hosts(&report, &files.stats);
    assert_eq!(report.duplicates.sizes, rows.duplicates.sizes);
    assert!(
        report
            .review
            .documents
            .iter()
            .any(|document| document.id == "page/21" && document.words_in > document.words_out)
    );
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let made = made("out", &["run.trace=0.5"], |_| {});
    let bytes = || serde_json::to_vec(&made.report()).unwrap();
    assert_eq!(bytes(), bytes());
}

#[test]
fn of_a_large_run_a_share_is_looked_at() {
    let made = made("out", &[], |_| {});
    let sampling = Sampling { documents: 25, seed: 3, review_bytes: 9_000, view_bytes: 4_000 };
    let report = gather(&made.output, None, &sampling).unwrap();
    let coverage = report.overview.hosts.coverage;
    assert!(coverage.taken > 0 && coverage.taken < coverage.all, "{coverage:?}");
    assert_eq!(report.lines.coverage, coverage);
    for (view, most) in [
        (serde_json::to_vec(&report.review.documents), 9_000),
        (serde_json::to_vec(&report.duplicates.clusters), 4_200),
        (serde_json::to_vec(&report.lines.sources), 4_200),
    ] {
        let bytes = view.unwrap().len();
        assert!(bytes > 2 && bytes <= most, "{bytes} of {most}");
    }
    assert_eq!(hosts(&made.output, 1, &sampling).unwrap().rows, report.overview.hosts.rows[..1]);
}

#[test]
fn without_removed_spans_nothing_false_is_said() {
    let made = made("out", &[], |request| request.no_removed = true);
    let report = made.report();
    assert_eq!(report.overview.stats, made.stats);
    assert!(report.overview.hosts.rows.is_empty() && report.lines.sources.is_empty());
    assert!(report.review.documents.is_empty());
    for coverage in [report.overview.hosts.coverage, report.lines.coverage, report.review.coverage] {
        assert_eq!((coverage.taken, coverage.all), (0, 28));
    }
    assert!(!report.duplicates.clusters.is_empty());
    assert!(report.gaps.len() == 1 && report.gaps[0].contains("--no-removed"), "{:?}", report.gaps);
}

#[test]
fn a_broken_file_is_named() {
    let made = made("out", &[], |_| {});
    let removed = made.output.join("_tamis/removed.jsonl.zst");
    let begins = |error: &str| error.starts_with(&removed.display().to_string());
    let before = fs::read(&removed).unwrap();
    fs::write(&removed, "{\"id\":\"story 1\"}\n").unwrap();
    let error = gather(&made.output, None, &Sampling::default()).unwrap_err().to_string();
    assert!(begins(&error) && error.contains("not as the run wrote it"), "{error}");
    // Of the right length, and no rows.
    fs::write(&removed, vec![b'x'; before.len()]).unwrap();
    let error = gather(&made.output, None, &Sampling::default()).unwrap_err().to_string();
    assert!(begins(&error) && error.contains("row 1: expected value"), "{error}");
    fs::write(&removed, before).unwrap();
    let stats = made.output.join("_tamis/stats.json");
    let later =
        fs::read_to_string(&stats).unwrap().replacen("\"schema_version\": 1", "\"schema_version\": 99", 1);
    fs::write(&stats, later).unwrap();
    let error = gather(&made.output, None, &Sampling::default()).unwrap_err().to_string();
    assert!(error.contains("later version"), "{error}");
    fs::remove_file(made.output.join("_tamis/manifest.json")).unwrap();
    let error = gather(&made.output, None, &Sampling::default()).unwrap_err().to_string();
    assert!(error.contains("no manifest"), "{error}");
}

#[test]
fn two_runs_are_compared_document_by_document() {
    let made = made("out", &[], |_| {});
    let second = made.folder.path().join("second");
    let input = made.folder.path().join("in.jsonl");
    let settings = ["stages.strip=false", "stages.dedup=false", "pii.mode=redact"];
    let stats = cleaned(&input, &second, &settings, |_| {});
    let report = gather(&made.output, Some(&second), &Sampling::default()).unwrap();
    let comparison = report.comparison.unwrap();
    assert_eq!(comparison.other.stats, stats);
    assert_eq!((comparison.coverage.taken, comparison.coverage.all), (28, 28));
    assert_eq!(comparison.same + comparison.changed, 28);
    assert_eq!((comparison.only_first, comparison.only_second), (0, 0));
    let changed: Vec<&str> = comparison.settings.iter().map(|change| change.key.as_str()).collect();
    for key in ["stages.strip", "stages.dedup", "pii.mode"] {
        assert!(changed.contains(&key), "{changed:?}");
    }
    let back = |fate: &&tamis_report::FateChange| fate.to == "kept" && fate.from.ends_with("-duplicate");
    assert_eq!(
        comparison.fates.iter().filter(back).map(|fate| fate.documents).sum::<u64>(),
        made.stats.books.duplicates
    );
    let words: u64 = comparison.transitions.iter().filter(|way| way.to == "kept").map(|way| way.words).sum();
    assert!(words > 0, "{:?}", comparison.transitions);
    assert_eq!(comparison.documents.len() as u64, comparison.changed);
    let private = comparison.documents.iter().find(|document| document.id == "private").unwrap();
    let new: Vec<&str> = private
        .difference
        .iter()
        .filter(|piece| piece.of == Side::Second)
        .map(|piece| piece.text.as_str())
        .collect();
    assert!(!new.concat().contains("bo@oldmill"), "{new:?}");
    let same = gather(&made.output, Some(&made.output), &Sampling::default()).unwrap().comparison.unwrap();
    assert_eq!((same.same, same.changed), (28, 0));
    assert!(
        same.reasons.is_empty()
            && same.transitions.is_empty()
            && same.fates.is_empty()
            && same.settings.is_empty()
    );
}

#[test]
fn titles_hold_nothing_private_that_was_taken_out() {
    let folder = TempDir::new().unwrap();
    let input = folder.path().join("in.jsonl");
    let private = "Mail bo@oldmill.org";
    let rows: String = (0..3)
        .map(|at| row(&[("id", &format!("letter {at}")), ("title", private), ("text", &story(at % 2))]))
        .collect();
    fs::write(&input, rows).unwrap();
    for (name, traces) in [("plain", "run.trace=0.0"), ("traced", "run.trace=1.0")] {
        let output = folder.path().join(name);
        cleaned(&input, &output, &["pii.mode=redact", traces], |_| {});
        let report = gather(&output, Some(&output), &Sampling::default()).unwrap();
        let shown = serde_json::to_string(&report).unwrap();
        assert!(!shown.contains("bo@oldmill.org") && shown.contains("[EMAIL]"), "{name}");
        assert!(report.duplicates.clusters.len() == 1 && report.review.documents.len() == 3, "{name}");
    }
}
