//! Private data against the committed list, and what holds for every text.

#[path = "pii/list.rs"]
mod list;

use proptest::prelude::*;
use std::sync::LazyLock;
use tamis_filter::{PiiConfig, PiiFinder, PrivateKind};

#[allow(clippy::unwrap_used, reason = "the settings that stand by themselves are sound")]
static FINDER: LazyLock<PiiFinder> = LazyLock::new(|| PiiFinder::new(&PiiConfig::default()).unwrap());

/// Reached on the list: precision, recall. What is found must have the marked range exactly.
fn floor(kind: PrivateKind) -> (f64, f64) {
    match kind {
        PrivateKind::Email => (0.98, 0.98),
        PrivateKind::IpAddress => (0.97, 0.98),
        PrivateKind::Phone => (0.97, 0.97),
        PrivateKind::CreditCard | PrivateKind::Iban => (1.0, 1.0),
    }
}

#[test]
fn the_list_is_found_as_marked() {
    let cases = list::all();
    let lines = cases.iter().filter(|case| !case.spans.is_empty()).count();
    assert!(cases.len() >= 400 && lines >= 200, "{} lines, {lines} with private data", cases.len());
    let (figures, differences) = list::measure(&cases);
    for (kind, figures) in figures {
        let (precision, recall) = floor(kind);
        let differences = differences.join("\n");
        assert!(
            figures.precision() >= precision,
            "{kind:?} precision {:.3}\n{differences}",
            figures.precision()
        );
        assert!(figures.recall() >= recall, "{kind:?} recall {:.3}\n{differences}", figures.recall());
    }
}

#[test]
fn only_the_kinds_asked_for_are_found() {
    let text = "anna@garden.example.org, 93.184.216.34, +49 30 23125012, 4111 1111 1111 1111";
    for kind in PrivateKind::ALL {
        let config = PiiConfig { kinds: vec![kind], ..PiiConfig::default() };
        let found = PiiFinder::new(&config).unwrap().find(text, None);
        assert!(found.iter().all(|span| span.kind == kind), "{found:?}");
        assert_eq!(found.len(), usize::from(kind != PrivateKind::Iban), "{kind:?}");
    }
}

#[test]
fn addresses_of_nobody_are_found_on_request() {
    let all = PiiFinder::new(&PiiConfig { public_ips_only: false, ..PiiConfig::default() }).unwrap();
    let text = "hosts 192.168.0.77, 2001:db8::1 and fe80::1, but not dead::beef or 00:1b:44:11:3a:b7";
    assert_eq!(FINDER.redact(text), None);
    let hidden = "hosts [IP], [IP] and [IP], but not dead::beef or 00:1b:44:11:3a:b7";
    assert_eq!(all.redact(text).as_deref(), Some(hidden));
}

#[test]
fn national_numbers_need_a_country() {
    let text = "Telefon 030 23125012";
    assert_eq!(FINDER.find(text, None), []);
    assert_eq!(FINDER.find(text, Some("no country")), []);
    assert_eq!(FINDER.find(text, Some("de")).len(), 1);
    let config = PiiConfig { regions: vec!["DE".to_owned()], ..PiiConfig::default() };
    assert_eq!(PiiFinder::new(&config).unwrap().redact(text).as_deref(), Some("Telefon [PHONE]"));
}

#[test]
fn settings_that_cannot_work_are_refused() {
    let regions = PiiConfig { regions: vec!["Germany".to_owned()], ..PiiConfig::default() };
    assert_eq!(PiiFinder::new(&regions).unwrap_err().key, "pii.regions");
    for placeholder in ["", "EMAIL", "[]", "[mail 1]", "[a@b]"] {
        let mut config = PiiConfig::default();
        config.placeholders.email = placeholder.to_owned();
        assert_eq!(PiiFinder::new(&config).unwrap_err().key, "pii.placeholders.email", "{placeholder}");
    }
}

#[test]
fn what_follows_a_finding_stands_alone() {
    let text = "anna@garden.org٠٥١93.184.216.34, anna@garden.orgZ93.184.216.34";
    let redacted = FINDER.replace(text, &FINDER.find(text, Some("DE")));
    assert_eq!(FINDER.find(&redacted, Some("DE")), [], "{redacted}");
}

#[test]
fn a_placeholder_in_quotes_is_no_name() {
    assert_eq!(FINDER.redact("\"[PHONE]\"@garden.org"), None);
}

/// What is quadratic somewhere does not come to an end here.
#[test]
fn hostile_texts_are_gone_through() {
    let pieces = [
        "7",
        "@",
        "a@",
        "1.",
        "1:",
        ":",
        "+1 ",
        "4111 ",
        "DE89 3704 ",
        "x (at) y (dot) ",
        "%40",
        "+=@",
        "((",
        "\"@",
        "x.x.@",
        "٠٥",
    ];
    for piece in pieces {
        let text = piece.repeat(100_000 / piece.len());
        let found = FINDER.find(&text, Some("DE"));
        assert!(found.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start), "{piece}");
    }
}

/// Texts of pieces that come close to private data.
fn near_misses() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        proptest::sample::select(vec![
            "anna",
            "@",
            "garden.org",
            "(at)",
            " [dot] ",
            "tel: ",
            "Tel",
            "+49",
            "(0)",
            "030",
            "23125012",
            "93.184.216.34",
            "2a00:",
            "::",
            "1450",
            "DE89",
            "3704 0044 0532 0130 00",
            "4111 1111 1111 1111",
            " ",
            "-",
            ".",
            "/",
            "(",
            ")",
            ",",
            ":",
            "\n",
            "%40",
            "＠",
            "٠٥١",
            "ü",
            "ext. 5",
            "https://",
            "wa.me/",
            "mail",
            "[",
            "]",
            "=",
            "\"",
            "ISBN",
            "212-555-0188",
            "00",
            "x",
        ])
        .prop_map(str::to_owned),
        "[0-9]{1,6}",
        "\\PC{0,3}",
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn findings_are_in_order_apart_and_whole(text in near_misses(), country in proptest::sample::select(vec!["DE", "US", "JP", "FR"])) {
        let found = FINDER.find(&text, Some(country));
        let mut end = 0;
        for span in &found {
            prop_assert!(span.range.start >= end && span.range.end > span.range.start);
            prop_assert!(text.get(span.range.clone()).is_some());
            end = span.range.end;
        }
        prop_assert_eq!(&found, &FINDER.find(&text, Some(country)));
    }

    #[test]
    fn nothing_is_found_in_what_is_redacted(text in near_misses(), country in proptest::sample::select(vec!["DE", "US", "JP", "FR"])) {
        let redacted = FINDER.replace(&text, &FINDER.find(&text, Some(country)));
        prop_assert_eq!(FINDER.find(&redacted, Some(country)), [], "{}", redacted);
    }
}
