//! Addresses are compared, blocked and allowed.

#![allow(clippy::unwrap_used, reason = "a test may stop at what it did not expect")]

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use tamis_core::Reason;
use tamis_filter::{UrlConfig, UrlLists, canonical_url};

fn pairs(name: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/urls").join(name);
    let text = std::fs::read_to_string(path).unwrap();
    let pairs = text.lines().map(|line| line.split_once('\t').unwrap());
    pairs.map(|(left, right)| (left.to_string(), right.to_string())).collect()
}

#[test]
fn variants_of_a_page_have_one_address() {
    for (left, right) in pairs("same.tsv") {
        let canonical = canonical_url(&left);
        assert!(canonical.is_some(), "{left}");
        assert_eq!(canonical, canonical_url(&right), "{left} {right}");
    }
}

#[test]
fn different_pages_keep_different_addresses() {
    for (left, right) in pairs("different.tsv") {
        assert_ne!(canonical_url(&left), canonical_url(&right), "{left} {right}");
    }
}

#[test]
fn what_is_no_address_of_the_web_has_none() {
    for url in [
        "",
        "mailto:a@example.org",
        "ftp://example.org/a",
        "http://",
        "a text",
        "a@example.org",
        "https://a b/",
    ] {
        assert_eq!(canonical_url(url), None, "{url}");
    }
    assert_eq!(canonical_url(&format!("https://example.org/{}", "a".repeat(9_000))), None);
    // What is escaped is longer than it was.
    assert_eq!(canonical_url(&format!("https://example.org/{}", "\u{fc}".repeat(2_000))), None);
}

/// List files in a folder of their own.
struct Files(tempfile::TempDir);

impl Files {
    fn new() -> Files {
        Files(tempfile::tempdir().unwrap())
    }

    fn add(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

/// What is said of an address: name of the reason and evidence, without the folder.
fn said(lists: &UrlLists, files: &Files, url: Option<&str>) -> Option<String> {
    let folder = format!("{}/", files.0.path().display());
    lists
        .judge(url)
        .map(|finding| format!("{}: {}", finding.reason.name(), finding.evidence.replace(&folder, "")))
}

#[test]
fn hosts_take_their_subdomains_with_them() {
    let files = Files::new();
    let list = "\u{feff}# a list\nexample.org # behind\n\n.dots.example\n*.stars.example\nB\u{fc}cher.example\n||ads.example^\n\
                https://with-scheme.example/\n127.0.0.1 localhost\n0.0.0.0 hosts-a.example hosts-b.example\r\n192.168.0.1\nxyz\n";
    let config = UrlConfig { block_hosts: vec![files.add("a.txt", list.as_bytes())], ..UrlConfig::default() };
    let lists = UrlLists::new(&config).unwrap();
    assert_eq!(lists.len(), 10);
    let check = |url: &str, expected: Option<&str>| {
        let expected = expected.map(|evidence| format!("url-blocked: {evidence}"));
        assert_eq!(said(&lists, &files, Some(url)), expected, "{url}");
    };
    check("https://example.org/a", Some("example.org (a.txt:2)"));
    check("HTTP://a.b.Example.org:8080/", Some("example.org (a.txt:2)"));
    check("a.example.org", Some("example.org (a.txt:2)"));
    check("https://notexample.org/", None);
    check("https://example.org.example/", None);
    check("https://other.example/example.org", None);
    check("https://dots.example/", Some("dots.example (a.txt:4)"));
    check("https://a.stars.example/", Some("stars.example (a.txt:5)"));
    check("https://www.b\u{fc}cher.example/", Some("xn--bcher-kva.example (a.txt:6)"));
    check("https://ads.example/", Some("ads.example (a.txt:7)"));
    check("https://with-scheme.example/", Some("with-scheme.example (a.txt:8)"));
    check("https://localhost/", None);
    check("https://hosts-b.example/", Some("hosts-b.example (a.txt:10)"));
    check("http://192.168.0.1/", Some("192.168.0.1 (a.txt:11)"));
    check("https://a.xyz/", Some("xyz (a.txt:12)"));
}

#[test]
fn patterns_are_paths_globs_and_expressions() {
    let files = Files::new();
    let list = "example.org/tag/\nexample.org/*.pdf\n*casino*\n*.shop/*/sale\n/\\/page\\/\\d+$/\nhttps://a.example/B\n*://b.example/x\n";
    let config =
        UrlConfig { block_patterns: vec![files.add("p.txt", list.as_bytes())], ..UrlConfig::default() };
    let lists = UrlLists::new(&config).unwrap();
    let check = |url: &str, expected: Option<&str>| {
        let expected = expected.map(|evidence| format!("url-blocked: {evidence}"));
        assert_eq!(said(&lists, &files, Some(url)), expected, "{url}");
    };
    check("https://example.org/tag/a", Some("example.org/tag/ (p.txt:1)"));
    check("https://www.example.org/Tag/", Some("example.org/tag/ (p.txt:1)"));
    check("https://example.org/tags", None);
    check("https://example.org/a/b.pdf", Some("example.org/*.pdf (p.txt:2)"));
    check("https://example.org/a/b.pdf?x=1", None);
    check("https://other.example/best-Casino/", Some("*casino* (p.txt:3)"));
    check("https://casino.example/", Some("*casino* (p.txt:3)"));
    check("https://a.shop/b/sale", Some("*.shop/*/sale (p.txt:4)"));
    check("https://a.example/page/12", Some("/\\/page\\/\\d+$/ (p.txt:5)"));
    check("https://a.example/b/c", Some("https://a.example/B (p.txt:6)"));
    check("https://b.example/x/c", Some("*://b.example/x (p.txt:7)"));
    check("https://a.example/", None);
    assert_eq!(said(&lists, &files, None), None);
}

#[test]
fn a_block_list_wins_and_an_allow_list_is_all_there_is() {
    let files = Files::new();
    let config = UrlConfig {
        block_hosts: vec![files.add("bad.txt", b"bad.example.org\n")],
        allow_hosts: vec![files.add("one.txt", b"# none\n"), files.add("good.txt", b"\nexample.org\n")],
        allow_patterns: vec![files.add("paths.txt", b"example.com/news/\n")],
        ..UrlConfig::default()
    };
    let lists = UrlLists::new(&config).unwrap();
    let check = |url: Option<&str>, expected: Option<&str>| {
        assert_eq!(said(&lists, &files, url).as_deref(), expected, "{url:?}");
    };
    check(Some("https://example.org/"), None);
    check(Some("https://bad.example.org/"), Some("url-blocked: bad.example.org (bad.txt:1)"));
    check(Some("https://example.com/news/1"), None);
    check(Some("https://example.com/a"), Some("url-not-allowed: example.com is on no allow list"));
    check(Some("no address"), Some("url-not-allowed: no address is on no allow list"));
    check(None, None);
    check(Some(" "), None);
    let strict = UrlLists::new(&UrlConfig { drop_without_url: true, ..config }).unwrap();
    assert_eq!(said(&strict, &files, None).as_deref(), Some("url-not-allowed: the document has no address"));
    let nothing = UrlLists::new(&UrlConfig { drop_without_url: true, ..UrlConfig::default() }).unwrap();
    assert_eq!(nothing.judge(None), None);
    assert_eq!(nothing.judge(Some("https://example.org/")), None);
    assert!(nothing.is_empty());
}

#[test]
fn a_broken_list_is_named_with_its_line() {
    let files = Files::new();
    let check = |patterns: bool, bytes: &[u8], expected: &str| {
        let list = vec![files.add("list.txt", bytes)];
        let config = if patterns {
            UrlConfig { allow_patterns: list, ..UrlConfig::default() }
        } else {
            UrlConfig { block_hosts: list, ..UrlConfig::default() }
        };
        let error = UrlLists::new(&config).unwrap_err();
        assert_eq!(error.key, if patterns { "urls.allow_patterns" } else { "urls.block_hosts" });
        assert!(error.problem.contains(expected), "{error}");
    };
    check(false, b"a.example\nb\xFFc\n", "list.txt:2: this line is not UTF-8");
    check(false, b"\n\na.example/b\n", "list.txt:3: `a.example/b` is no host");
    check(false, b"a.example b.example\n", "list.txt:1: `a.example b.example` is more than one host");
    check(false, b"a..example\n", "is no host");
    check(true, b"example.org\n", "list.txt:1: `example.org` is a host");
    check(true, b"a\n", "or a word, which is written `*a*`");
    check(true, b"/a(/\n", "list.txt:1: this expression is not understood");
    check(true, b"/a/b\n", "a regular expression ends with `/`");
    check(true, b"example.org/a b\n", "has a space in it");
    let missing = UrlConfig { block_hosts: vec![files.0.path().join("none")], ..UrlConfig::default() };
    assert!(UrlLists::new(&missing).unwrap_err().problem.contains("none: "));
}

#[test]
fn reasons_are_those_of_the_filter_stage() {
    assert_eq!(Reason::UrlBlocked.stage().name(), "filter");
}

fn url() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("/".to_string()),
        Just("/amp".to_string()),
        Just("/print/".to_string()),
        Just("/index.html".to_string()),
        Just(".amp.html".to_string()),
        Just(".amp".to_string()),
        Just("/..".to_string()),
        Just("%2e".to_string()),
        Just(";jsessionid=1".to_string()),
        Just("?amp=1".to_string()),
        Just("&utm_source=a".to_string()),
        Just("&amp;b=1".to_string()),
        Just("%".to_string()),
        Just("%41".to_string()),
        Just("%34".to_string()),
        Just("+".to_string()),
        Just("#!".to_string()),
        Just("\\".to_string()),
        "[a-c.]{1,3}",
        "\\PC{0,3}",
    ];
    let host = prop_oneof![
        Just("example.org"),
        Just("www.m.example.co.uk"),
        Just("www.google.com/amp/s/amp.example.org"),
        Just("b\u{fc}cher.example"),
        Just("a-b.cdn.ampproject.org/c/s/www.google.com/amp/a.b"),
        Just("[::1]:80"),
        Just("m.m.m.m"),
    ];
    (host, proptest::collection::vec(piece, 0..12))
        .prop_map(|(host, pieces)| format!("http://{host}{}", pieces.concat()))
}

proptest! {
    #[test]
    fn a_canonical_address_is_its_own(url in url()) {
        if let Some(canonical) = canonical_url(&url) {
            prop_assert_eq!(canonical_url(&canonical), Some(canonical.clone()), "{}", url);
        }
    }

    #[test]
    fn any_text_is_taken(text in "\\PC{0,60}", host in "[a-z.]{0,12}") {
        let _ = canonical_url(&text);
        let files = Files::new();
        let config = UrlConfig { block_patterns: vec![files.add("p", b"*a*b\n/x/\na.b/c\n")], ..UrlConfig::default() };
        let lists = UrlLists::new(&config).unwrap();
        let _ = lists.judge(Some(&text));
        let _ = lists.judge(Some(&format!("{host}/{text}")));
    }
}
