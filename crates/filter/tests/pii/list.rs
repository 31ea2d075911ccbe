//! The committed list of private data and traps, and what a finder makes of it.

#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "a list that cannot be read is to stop the program"
)]

use std::ops::Range;
use std::path::Path;
use tamis_filter::{PiiConfig, PiiFinder, PrivateKind};

/// A line of the list.
pub(crate) struct Case {
    /// The country whose numbers count, if one is known.
    pub(crate) country: Option<String>,
    /// The text without marks.
    pub(crate) text: String,
    /// What is private in it.
    pub(crate) spans: Vec<(Range<usize>, PrivateKind)>,
}

/// Counts of one kind.
#[derive(Default, Clone, Copy)]
pub(crate) struct Figures {
    /// Marked in the list.
    pub(crate) marked: usize,
    /// Found with exactly the marked range and kind.
    pub(crate) right: usize,
    /// Found, but not marked so.
    pub(crate) wrong: usize,
}

impl Figures {
    pub(crate) fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    pub(crate) fn recall(&self) -> f64 {
        self.right as f64 / self.marked.max(1) as f64
    }
}

/// Reads a file of the list: `country TAB text`, private parts as `{{kind|part}}`, `-` for no country, `\n` for the
/// end of a line, `#` before a comment.
pub(crate) fn read(path: &Path) -> Vec<Case> {
    let content = std::fs::read_to_string(path).unwrap();
    content.lines().filter(|line| !line.starts_with('#')).map(read_line).collect()
}

fn read_line(line: &str) -> Case {
    let (country, marked) = line.split_once('\t').unwrap();
    let marked = marked.replace("\\n", "\n");
    let (mut text, mut spans) = (String::new(), Vec::new());
    let mut rest = marked.as_str();
    while let Some((before, behind)) = rest.split_once("{{").filter(|(_, behind)| behind.contains("}}")) {
        text.push_str(before);
        let (inside, after) = behind.split_once("}}").unwrap();
        let (kind, part) = inside.split_once('|').unwrap();
        let start = text.len();
        text.push_str(part);
        spans.push((start..text.len(), PrivateKind::from_name(kind).unwrap()));
        rest = after;
    }
    text.push_str(rest);
    Case { country: Some(country.to_owned()).filter(|country| country != "-"), text, spans }
}

/// Every case of the list, file by file.
pub(crate) fn all() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pii");
    let files = ["email", "ip-address", "phone", "card", "iban", "traps", "hard"];
    files.iter().flat_map(|name| read(&folder.join(format!("{name}.tsv")))).collect()
}

/// The figures of each kind over the list, and a line for each case that is not as marked.
pub(crate) fn measure(cases: &[Case]) -> (Vec<(PrivateKind, Figures)>, Vec<String>) {
    let finder = PiiFinder::new(&PiiConfig::default()).unwrap();
    let mut figures = PrivateKind::ALL.map(|kind| (kind, Figures::default()));
    let mut differences = Vec::new();
    for case in cases {
        let found: Vec<_> = finder
            .find(&case.text, case.country.as_deref())
            .into_iter()
            .map(|span| (span.range, span.kind))
            .collect();
        for (kind, figures) in &mut figures {
            let of_kind = |span: &&(Range<usize>, PrivateKind)| span.1 == *kind;
            figures.marked += case.spans.iter().filter(of_kind).count();
            let right = found.iter().filter(of_kind).filter(|span| case.spans.contains(span)).count();
            figures.right += right;
            figures.wrong += found.iter().filter(of_kind).count() - right;
        }
        if found != case.spans {
            let parts: Vec<_> =
                found.iter().map(|(range, kind)| (kind.name(), &case.text[range.clone()])).collect();
            differences.push(format!(
                "{} {:?}: found {parts:?}",
                case.country.as_deref().unwrap_or("-"),
                case.text
            ));
        }
    }
    (figures.to_vec(), differences)
}
