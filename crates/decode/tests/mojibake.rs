//! The list of lines with and without mojibake, and how far it agrees with ftfy.

#![expect(clippy::expect_used, reason = "a test fails by panicking")]

use tamis_decode::{DecodeConfig, Decoder};

const LINES: &str = include_str!("data/mojibake.tsv");
/// Lines of the list on which ftfy 6.3.1 does the same; the others have a remark that says why not.
const AGREED: usize = 127;

/// `\u{a0}` as the character.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').expect("an escape ends with }");
        out.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32));
        out.push_str(rest);
    }
    out
}

#[test]
fn lines_are_repaired_as_listed() {
    let config = DecodeConfig { percent: false, entities: false, markup: false, ..DecodeConfig::default() };
    let decoder = Decoder::new(config).expect("the config is valid");
    let (mut lines, mut agreed) = (0, 0);
    for row in LINES.lines().filter(|row| !row.starts_with('#')) {
        let columns: Vec<&str> = row.split('\t').collect();
        let [found, expect, ftfy, remark @ ..] = columns.as_slice() else { panic!("too few columns: {row}") };
        assert_eq!(decoder.lines(&unescaped(found)).text(), unescaped(expect), "{found}");
        assert_eq!(decoder.lines(&unescaped(expect)).text(), unescaped(expect), "{expect} is not settled");
        lines += 1;
        agreed += usize::from(*ftfy == "=");
        assert!(*ftfy == "=" || remark.len() == 1, "no remark on {row}");
    }
    assert!(lines >= 80);
    assert_eq!(agreed, AGREED);
}
