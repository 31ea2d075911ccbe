//! What holds for every input: no panic, and decoding decoded text changes nothing.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use proptest::collection::vec;
use proptest::prelude::*;
use tamis_core::Markup;
use tamis_decode::{DecodeConfig, Decoded, Decoder, StepCounts};

fn decoder() -> Decoder {
    Decoder::new(DecodeConfig::default()).expect("the config is valid")
}

fn assert_idempotent(text: &str) -> Decoded {
    let decoder = decoder();
    let once = decoder.lines(text);
    let again = decoder.lines(&once.text());
    assert_eq!(again.text(), once.text(), "input {text:?}");
    assert!(once.lines.iter().all(|line| !line.text.contains(['\n', '\r', '\u{2028}'])), "input {text:?}");
    once
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

fn form(text: &str) -> String {
    percent(text).replace("%20", "+")
}

fn entities(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == ' ' { c.to_string() } else { format!("&#{};", u32::from(c)) }
        })
        .collect()
}

fn named(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn misread(text: &str) -> String {
    text.bytes().map(char::from).collect()
}

/// One way of encoding a text.
fn encoded(text: &str, how: u8) -> String {
    match how % 6 {
        0 => percent(text),
        1 => form(text),
        2 => entities(text),
        3 => named(text),
        4 => misread(text),
        _ => format!("<p>{text}</p>"),
    }
}

/// Pieces of which texts are made that have much in them to decode.
const PIECES: &[&str] = &[
    "%",
    "%2",
    "%25",
    "%20",
    "%3C",
    "%3Cp%3E",
    "%3C%2Fp%3E",
    "%u00e9",
    "%uD83D",
    "%C3%A9",
    "%E9",
    "%E2%80",
    "%0D%0A",
    "%26nbsp%3B",
    "%26",
    "+",
    "&",
    "&amp;",
    "&amp",
    "&lt;",
    "&gt;",
    "&#38;",
    "&#x25;",
    "&#150;",
    "&nbsp;",
    "&copy",
    "#",
    ";",
    "<",
    ">",
    "</",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<br>",
    "<li>",
    "<td>",
    "<tr>",
    "<table>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<div class=\"a\">",
    "<T>",
    "\"",
    "'",
    "=",
    "/",
    "Ã",
    "Â",
    "Ã©",
    "â€œ",
    "â€",
    "™",
    "Ã¢â‚¬â„¢",
    "é",
    "e\u{301}",
    "\u{301}",
    "\u{37e}",
    "\u{1fef}",
    "`",
    "```",
    "~~~",
    "```rust",
    "\u{a0}",
    "\u{ad}",
    "\u{200b}",
    "\u{200d}",
    "\u{200e}",
    "\u{feff}",
    "\u{85}",
    "\u{92}",
    "\u{2028}",
    "\0",
    "\u{7f}",
    "\r",
    "\n",
    "\r\n",
    "\t",
    " ",
    "    ",
    "a",
    "word",
    "The",
    "two words",
    "1",
    "- ",
    "•",
    ".",
    "www.x.org/",
    "https://x.org/?a=",
    "encoded",
    "{",
    "}",
    "();",
    "{name}",
    "ב",
    "می\u{200c}",
    "中",
    "😀",
    "A+B",
    "$ ",
];

fn pieces() -> impl Strategy<Value = String> {
    vec(prop::sample::select(PIECES), 0..14).prop_map(|pieces| pieces.concat())
}

fn layered() -> impl Strategy<Value = String> {
    (pieces(), vec(any::<u8>(), 0..8))
        .prop_map(|(text, how)| how.iter().fold(text, |text, how| encoded(&text, *how)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_settles(text in any::<String>()) {
        assert_idempotent(&text);
    }

    #[test]
    fn texts_full_of_codes_settle(text in vec(pieces(), 0..5)) {
        assert_idempotent(&text.join("\n"));
    }

    #[test]
    fn layered_texts_settle(lines in vec(layered(), 1..4)) {
        assert_idempotent(&lines.join("\n"));
    }

    #[test]
    fn four_layers_are_undone_and_five_left(layers in 0_u32..8) {
        let text = "<p>Ann Lee &amp; co</p>";
        let found = (0..layers).fold(text.to_owned(), |text, _| percent(&text));
        let expect = if layers <= 4 { "Ann Lee & co" } else { &found };
        prop_assert_eq!(assert_idempotent(&found).text(), expect);
    }

    #[test]
    fn any_bytes_have_a_charset_or_none(bytes in vec(any::<u8>(), 0..400), label in "[a-z0-9-]{0,12}") {
        for markup in [Markup::Unknown, Markup::Html, Markup::Text] {
            if let Ok(found) = decoder().charset(bytes.clone(), Some(&label), markup) {
                assert_idempotent(&found.text);
            }
        }
    }

    #[test]
    fn utf_8_stays_as_it_is(text in any::<String>(), label in "(utf-8|latin-1|windows-1251|shift_jis|nonsense)") {
        prop_assume!(!text.contains(|c: char| c.is_control()) && !text.starts_with('\u{feff}'));
        let found = decoder().charset(text.clone().into_bytes(), Some(&label), Markup::Unknown).expect("text is text");
        prop_assert_eq!((found.text, found.charset), (text, "UTF-8"));
    }

    #[test]
    fn blocks_settle(text in layered()) {
        let decoder = decoder();
        let mut steps = StepCounts::default();
        if let Some(lines) = decoder.block_text(&text, &mut steps) {
            let joined = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
            if let Some(again) = decoder.block_text(&joined, &mut steps) {
                let again = again.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
                prop_assert_eq!(again, joined);
            }
        }
    }

    #[test]
    fn documents_are_opened_without_panic(text in layered()) {
        let decoder = decoder();
        if let Some(found) = decoder.whole_document(&text) {
            prop_assert_eq!(decoder.sniff_markup(&found.html), Markup::Html);
        }
    }

    #[test]
    fn plain_sentences_are_never_touched(words in vec("[A-Za-z]{1,9}|[0-9]{1,3}%|[0-9]{1,4}", 1..20)) {
        let text = words.join(" ");
        prop_assert_eq!(assert_idempotent(&text).text(), text);
    }
}
