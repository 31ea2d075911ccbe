//! Rows of JSON.

use super::Body::{Made, Pairs, Repeat};
use super::{Outcome, Trap};

const fn row(name: &'static str, full: usize, body: super::Body) -> Trap {
    Trap::new(name, "jsonl", full, body)
}

/// A row up to the value of its text.
macro_rules! text {
    ($more:expr) => {
        concat!("{\"id\":\"a\",\"text\":\"The ferry between Orrin and Sule sails again on Monday. ", $more)
    };
}

/// A row with a text, open for more members.
macro_rules! with {
    ($more:expr) => {
        concat!("{\"id\":\"a\",\"text\":\"The ferry between Orrin and Sule sails again on Monday.\",", $more)
    };
}

#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn traps() -> Vec<Trap> {
    const MANY: usize = 1_000_000;
    const BYTES: usize = 20_000_000;
    vec![
        row("row-arrays", 100_000, Pairs(with!("\"x\":"), "[", "]", "}\n")),
        row("row-arrays-deep", BYTES, Pairs(with!("\"x\":"), "[", "]", "}\n")),
        row("row-objects-deep", MANY, Pairs(with!("\"x\":"), "{\"a\":[", "]}", "}\n")),
        row("row-arrays-open", BYTES, Repeat(with!("\"x\":"), "[", "\n"))
            .ends(Outcome::Reject("broken-json")),
        row("row-metadata-deep", MANY, Pairs(with!("\"metadata\":{\"b\":"), "{\"a\":[", "]}", "}}\n")),
        row("row-fields", MANY, Repeat("{", "\"f#\":#,", "\"text\":\"The ferry sails again on Monday.\"}\n")),
        row(
            "row-fields-alike",
            MANY,
            Repeat("{", "\"f\":1,", "\"text\":\"The ferry sails again on Monday.\"}\n"),
        ),
        row(
            "row-texts-alike",
            MANY,
            Repeat("{", "\"text\":\"a\",", "\"text\":\"The ferry sails again on Monday.\"}\n"),
        ),
        row("row-metadata-fields", MANY, Repeat(with!("\"metadata\":{"), "\"f#\":#,", "\"z\":1}}\n")),
        row("row-escapes", 10_000_000, Repeat(text!(""), "\\u0041", "\"}\n")),
        row("row-escapes-lines", 4_000_000, Repeat(text!(""), "\\n", "\"}\n")),
        row("row-surrogates", 10_000_000, Repeat(text!(""), "\\ud800", "\"}\n")),
        row(
            "row-surrogates-id",
            1_000_000,
            Repeat("{\"text\":\"The ferry sails again on Monday.\",\"id\":\"", "\\udc00", "\"}\n"),
        ),
        row("row-controls", 10_000_000, Repeat(text!(""), "\\u0000", "\"}\n")),
        row("row-backslashes", BYTES, Repeat(text!(""), "\\\\", "\"}\n")),
        row("row-number", BYTES, Repeat(with!("\"x\":1"), "0", "}\n")),
        row("row-exponent", 1_000_000, Repeat(with!("\"x\":1e"), "9", "}\n")),
        row(
            "row-id-long",
            1_000_000,
            Repeat("{\"text\":\"The ferry sails again on Monday.\",\"id\":\"", "x", "\"}\n"),
        ),
        row(
            "row-url-host",
            1_000_000,
            Repeat("{\"text\":\"The ferry sails again on Monday.\",\"url\":\"https://", "x", ".org/\"}\n"),
        ),
        row(
            "row-url-labels",
            1_000_000,
            Repeat("{\"text\":\"The ferry sails again on Monday.\",\"url\":\"https://", "x.", "org/\"}\n"),
        ),
        row(
            "row-url-parameters",
            MANY,
            Repeat(
                "{\"text\":\"The ferry sails again on Monday.\",\"url\":\"https://a.org/?",
                "b#=c&",
                "\"}\n",
            ),
        )
        .flags(&["--one-per-url"]),
        row(
            "row-url-parameters-alike",
            MANY,
            Repeat(
                "{\"text\":\"The ferry sails again on Monday.\",\"url\":\"https://a.org/?",
                "b=c&",
                "\"}\n",
            ),
        )
        .flags(&["--one-per-url"]),
        row(
            "row-url-dots",
            MANY,
            Repeat("{\"text\":\"The ferry sails again on Monday.\",\"url\":\"https://a.org/", "../", "\"}\n"),
        )
        .flags(&["--one-per-url"]),
        row(
            "row-url-path",
            MANY,
            Repeat("{\"text\":\"The ferry sails again on Monday.\",\"url\":\"https://a.org/", "b#/", "\"}\n"),
        )
        .flags(&["--one-per-url"]),
        row(
            "row-url-percent",
            MANY,
            Repeat("{\"text\":\"The ferry sails again on Monday.\",\"url\":\"https://a.org/", "%25", "\"}\n"),
        )
        .flags(&["--one-per-url"]),
        row(
            "row-url-users",
            MANY,
            Repeat("{\"text\":\"The ferry sails again on Monday.\",\"url\":\"https://", "a@", "a.org\"}\n"),
        )
        .flags(&["--one-per-url"]),
        row(
            "row-title-long",
            10_000_000,
            Repeat("{\"text\":\"The ferry sails again on Monday.\",\"title\":\"", "ferry ", "\"}\n"),
        ),
        row(
            "row-date-long",
            10_000_000,
            Repeat("{\"text\":\"The ferry sails again on Monday.\",\"date\":\"", "2020-", "\"}\n"),
        ),
        row(
            "row-source-long",
            10_000_000,
            Repeat("{\"text\":\"The ferry sails again on Monday.\",\"source\":\"", "x", "\"}\n"),
        ),
        row("row-blanks", BYTES, Repeat("{\"text\":", " ", "\"The ferry sails again on Monday.\"}\n")),
        row("row-open", 100_000_000, Repeat(text!(""), "x", ""))
            .flags(&["--max-document-bytes", "900000"])
            .least(1_000_000)
            .ends(Outcome::Reject("too-large")),
        row("rows-of-nothing", BYTES, Repeat("", "\n", with!("\"x\":1}\n"))),
        row("rows-broken", 300_000, Repeat("", "{\"text\":\n", with!("\"x\":1}\n")))
            .ends(Outcome::Partly("broken-json")),
        row("rows-no-text", 300_000, Repeat("", "{}\n", with!("\"x\":1}\n")))
            .ends(Outcome::Partly("missing-text")),
        row("rows-same-id", 300_000, Repeat("", with!("\"x\":#}\n"), "")),
        row("rows-same-id-kept", 300_000, Repeat("", with!("\"x\":#}\n"), "")).flags(&["--no-dedup"]),
        row(
            "rows-suffixed-ids",
            50_000,
            Made(|out, repeats| {
                for number in 0..repeats {
                    writeln!(out, "{{\"id\":\"a#{number}\",\"text\":\"The ferry {number} sails again.\"}}")?;
                    writeln!(out, "{{\"id\":\"a\",\"text\":\"The bus {number} drives again.\"}}")?;
                }
                Ok(())
            }),
        ),
        row(
            "rows-same-url",
            100_000,
            Repeat("", "{\"url\":\"https://a.org/\",\"text\":\"The ferry # sails again on Monday.\"}\n", ""),
        )
        .flags(&["--one-per-url"]),
        row(
            "rows-near-copies",
            50_000,
            Repeat(
                "",
                "{\"text\":\"The ferry between Orrin and Sule sails again on Monday, after three weeks of repairs, and the council of Sule \
             pays for the repairs, the fares stay as they were, said engineer number #.\"}\n",
                "",
            ),
        ),
        row(
            "rows-contained",
            20_000,
            Made(|out, repeats| {
                // Texts of which each holds all earlier ones of its group.
                for number in 0..repeats {
                    write!(out, "{{\"text\":\"")?;
                    for word in 0..60 + number % 100 * 6 {
                        write!(out, "w{} ", word * 7 + number / 100 * 1000)?;
                    }
                    writeln!(out, "\"}}")?;
                }
                Ok(())
            }),
        ),
        row(
            "rows-one-host",
            20_000,
            Made(|out, repeats| {
                // Boxes of every length under every story.
                for number in 0..repeats {
                    write!(
                        out,
                        "{{\"url\":\"https://a.org/{number}\",\"text\":\"The ferry {number} of Town {number} sails.\\n"
                    )?;
                    for line in 0..number % 30 {
                        write!(out, "Box {} of the site\\n", line + number % 7)?;
                    }
                    writeln!(out, "\"}}")?;
                }
                Ok(())
            }),
        ),
    ]
}
