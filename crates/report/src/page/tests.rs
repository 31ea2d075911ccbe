use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::packed::unpacked;
use super::page;
use crate::{Cluster, Comparison, HostFigures, Hosts, Overview, ReasonMeaning, Report, ReviewedDocument};

/// Elements that the page is made of; anything else would come from a text.
const OURS: [&str; 62] = [
    "a",
    "article",
    "b",
    "bdi",
    "body",
    "button",
    "circle",
    "code",
    "dd",
    "defs",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "g",
    "h1",
    "h2",
    "h3",
    "head",
    "header",
    "html",
    "i",
    "kbd",
    "li",
    "line",
    "main",
    "meta",
    "nav",
    "noscript",
    "p",
    "path",
    "pattern",
    "pre",
    "rect",
    "script",
    "section",
    "small",
    "span",
    "style",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
    "!doctype",
    "aside",
    "ol",
    "dialog",
    "label",
    "input",
    "select",
    "option",
    "form",
];

fn html(report: &Report) -> String {
    String::from_utf8(page(report)).expect("UTF-8")
}

/// What stands between the first of `from` and the `to` behind it.
fn between<'a>(html: &'a str, from: &str, to: &str) -> &'a str {
    let (_, rest) = html.split_once(from).unwrap_or_else(|| panic!("{from} is not in the page"));
    rest.split_once(to).unwrap_or_else(|| panic!("{to} is not behind {from}")).0
}

/// The page without what stands in its style and its scripts.
fn static_part(html: &str) -> String {
    let mut part = String::new();
    let mut rest = html;
    for (open, close) in
        std::iter::once(("<style>", "</style>")).chain(std::iter::repeat(("<script", "</script>")))
    {
        let Some((before, behind)) = rest.split_once(open) else { break };
        part.push_str(before);
        rest = behind.split_once(close).expect("it is closed").1;
    }
    part + rest
}

/// Names of tags, and names of attributes with their values, by a scan that knows quotes.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some((_, behind)) = rest.split_once('<') {
        let name: String = behind.chars().take_while(|c| !c.is_whitespace() && *c != '>').collect();
        rest = behind.strip_prefix(name.as_str()).expect("its own beginning");
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start();
            if let Some(behind) = rest.strip_prefix('>') {
                rest = behind;
                break;
            }
            let end = rest.find(['=', '>', ' ']).expect("a tag ends");
            let (attribute, behind) = rest.split_at(end);
            if let Some(value) = behind.strip_prefix("=\"") {
                let (value, behind) = value.split_once('"').expect("a value ends");
                attributes.push((attribute.to_owned(), value.to_owned()));
                rest = behind;
            } else {
                attributes.push((attribute.to_owned(), String::new()));
                rest = behind;
            }
        }
        found.push((name.trim_start_matches('/').trim_end_matches('/').to_lowercase(), attributes));
    }
    found
}

/// A report with a text wherever the static part of the page shows one.
fn report_of(text: &str) -> Report {
    let name = text.to_owned();
    let mut overview = Overview { name: name.clone(), config: name.clone(), ..Overview::default() };
    let stats = &mut overview.stats;
    stats.books.records_in = 1;
    stats.volume.words_in = 5;
    stats.removed_by_reason.entry(name.clone()).or_default().words = 3;
    for counts in [
        &mut stats.documents_by_reason,
        &mut stats.rejected_by_cause,
        &mut stats.skipped_by_type,
        &mut stats.decode_steps,
        &mut stats.flags,
        &mut stats.charsets,
        &mut stats.languages,
    ] {
        counts.insert(name.clone(), 2);
    }
    stats.tamis_version.clone_from(&name);
    let removed = [(name.clone(), 3)].into();
    overview.hosts = Hosts {
        rows: vec![HostFigures { host: name.clone(), words_in: 5, removed, ..HostFigures::default() }],
        ..Hosts::default()
    };
    let mut report = Report { overview, ..Report::default() };
    report.reasons = vec![ReasonMeaning { name: name.clone(), stage: name.clone(), meaning: name.clone() }];
    report.review.documents =
        vec![ReviewedDocument { id: name.clone(), title: Some(name.clone()), ..ReviewedDocument::default() }];
    report.duplicates.clusters = vec![Cluster { kept_id: name, ..Cluster::default() }];
    report.duplicates.sizes = [(2, 1), (u64::MAX, 1)].into();
    report.comparison = Some(Comparison::default());
    report
}

fn check_only_our_tags(text: &str) {
    let html = html(&report_of(text));
    for (tag, attributes) in tags(&static_part(&html)) {
        assert!(OURS.contains(&tag.as_str()), "<{tag}> from {text:?}");
        for (attribute, value) in attributes {
            assert!(
                !attribute.starts_with("on") && attribute != "style",
                "{attribute} in <{tag}> from {text:?}"
            );
            assert!(attribute != "href" || value.starts_with('#'), "{value} in <{tag}> from {text:?}");
        }
    }
}

#[test]
fn hostile_texts_stay_texts() {
    for text in [
        "</script><script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onload='x",
        "</title><b>",
        "<!--",
        "]]>",
        "</style>",
        "a\u{202e}b",
    ] {
        check_only_our_tags(text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_texts_stay_texts(text in "[<>&\"'/!= a-z\\x00-\\x1f\u{202a}-\u{202e}é-]{0,40}") {
        check_only_our_tags(&text);
    }

    #[test]
    fn any_data_come_back(text in any::<String>()) {
        let report = report_of(&text);
        let html = html(&report);
        let data = |name: &str| unpacked(between(&html, &format!("id=\"data-{name}\">"), "</script>"));
        prop_assert_eq!(data("review"), json!(report.review));
        prop_assert_eq!(data("duplicates"), json!(report.duplicates));
        prop_assert_eq!(data("lines"), json!(report.lines));
        prop_assert_eq!(data("compare"), json!(report.comparison));
        prop_assert_eq!(&data("page")["run"], &json!(text));
    }
}

#[test]
fn the_policy_allows_what_stands_in_the_page_and_nothing_else() {
    let html = html(&Report::default());
    let head = between(&html, "<head>\n", "\n<meta charset");
    let policy = between(head, "<meta http-equiv=\"Content-Security-Policy\" content=\"", "\">");
    let hash = |content: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(content.as_bytes())));
    let style = hash(between(&html, "<style>", "</style>"));
    let script = hash(between(&html, "<script>", "</script>"));
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; script-src {script}; style-src {style}; img-src 'none'; connect-src 'none'; base-uri 'none'; \
             form-action 'none'"
        )
    );
    // The byte where a browser has stopped looking for a charset.
    assert!(html.find("<meta charset").is_some_and(|at| at < 1000));
}

#[test]
fn an_empty_report_gives_a_page() {
    let html = html(&Report::default());
    assert!(html.starts_with("<!doctype html>") && html.ends_with("</html>\n"));
    assert!(html.contains("No records came in."));
    assert!(!html.contains("data-view=\"compare\""), "nothing is compared");
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    assert_eq!(page(&report_of("a")), page(&report_of("a")));
}

#[test]
fn figures_carry_their_exact_numbers() {
    let mut report = report_of("odd \"name\"");
    report.overview.stats.books.kept = 1_234_567;
    let html = html(&report);
    assert!(html.contains("data-figure=\"books.kept\" data-value=\"1234567\">1,234,567<"));
    assert!(
        html.contains("data-figure=\"removed_by_reason.odd &quot;name&quot;.words\" data-value=\"3\">3<")
    );
    for path in [
        "books.records_in",
        "volume.words_out",
        "distributions.documents_by_loss.10",
        "distributions.words_by_place.0",
    ] {
        assert!(html.contains(&format!("data-figure=\"{path}\"")), "{path}");
    }
}
