//! How well private data are found.
//!
//! `pii_figures` prints the table of the committed list, `pii_figures DOCUMENTS.jsonl` every finding in the field
//! `text` of these rows with what stands around it, tab-separated, and the rate of the search to standard error.

#[path = "../tests/pii/list.rs"]
mod list;

use std::io::Write;
use tamis_filter::{PiiConfig, PiiFinder, phone_region};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    match std::env::args().nth(1) {
        Some(path) => findings(&path),
        None => table(),
    }
}

fn table() -> Result<(), Box<dyn std::error::Error>> {
    let cases = list::all();
    let (figures, differences) = list::measure(&cases);
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{:<12} {:>6} {:>6} {:>6} {:>10} {:>7}",
        "kind", "marked", "right", "wrong", "precision", "recall"
    )?;
    for (kind, figures) in figures {
        let (precision, recall) = (figures.precision(), figures.recall());
        let (marked, right, wrong) = (figures.marked, figures.right, figures.wrong);
        writeln!(
            out,
            "{:<12} {marked:>6} {right:>6} {wrong:>6} {precision:>10.3} {recall:>7.3}",
            kind.name()
        )?;
    }
    writeln!(out, "{} lines, {} not as marked", cases.len(), differences.len())?;
    for difference in differences {
        writeln!(out, "{difference}")?;
    }
    Ok(())
}

/// Bytes of the text that are shown on each side of a finding.
const AROUND: usize = 60;

fn findings(path: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut rows = Vec::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let row: serde_json::Value = serde_json::from_str(line)?;
        let url = row["url"].as_str().unwrap_or("").to_owned();
        rows.push((url, row["text"].as_str().unwrap_or("").to_owned()));
    }
    let finder = PiiFinder::new(&PiiConfig::default())?;
    let region = |url: &str| {
        let host = url.split('/').nth(2).map(str::to_owned);
        phone_region(host.as_deref(), Some("en"))
    };
    let bytes: usize = rows.iter().map(|(_, text)| text.len()).sum();
    let mut found: Vec<Vec<tamis_filter::PrivateSpan>> = Vec::new();
    // The patterns of a country are compiled when its first number comes: the second pass shows what a long run has.
    for pass in ["first", "second", "third"] {
        let start = std::time::Instant::now();
        found = rows.iter().map(|(url, text)| finder.find(text, region(url))).collect();
        let rate = bytes as f64 / start.elapsed().as_secs_f64() / 1e6;
        writeln!(std::io::stderr(), "{pass} pass: {} texts, {bytes} bytes, {rate:.0} MB/s", rows.len())?;
    }
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for ((url, text), spans) in rows.iter().zip(&found) {
        for span in spans {
            let from = text.floor_char_boundary(span.range.start.saturating_sub(AROUND));
            let to = text.ceil_char_boundary((span.range.end + AROUND).min(text.len()));
            let part = |start: usize, end: usize| text.get(start..end).unwrap_or("").replace('\n', "⏎");
            let (before, after) = (part(from, span.range.start), part(span.range.end, to));
            let line = format!("{before}⟦{}⟧{after}", part(span.range.start, span.range.end));
            writeln!(out, "{}\t{url}\t{line}", span.kind.name())?;
        }
    }
    Ok(())
}
