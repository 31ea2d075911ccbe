//! Rows in, texts out.

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::Serialize;

use crate::pages::{Page, pages};
use crate::peers::Peer;

#[derive(Serialize)]
struct Prediction<'a> {
    id: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct QualityReport {
    /// Pages on which the extractor gave up, with what it said.
    failed: Vec<(String, String)>,
}

/// Writes the text of each page. Reads one page at a time.
pub fn quality(peer: &Peer, rows: &str, out: &str, skipped: &[&str]) -> Result<String, Box<dyn Error>> {
    std::panic::set_hook(Box::new(|_| {}));
    let mut out = BufWriter::new(File::create(out)?);
    let mut progress = std::io::stdout().lock();
    let mut failed = Vec::new();
    for page in pages(rows, skipped)? {
        let page = page?;
        writeln!(progress, "{}", page.id)?;
        progress.flush()?;
        let text = match run(peer, &page) {
            Ok(text) => text,
            Err(message) => {
                failed.push((page.id.clone(), message));
                String::new()
            }
        };
        serde_json::to_writer(&mut out, &Prediction { id: &page.id, text: &text })?;
        out.write_all(b"\n")?;
    }
    out.flush()?;
    Ok(serde_json::to_string(&QualityReport { failed })?)
}

/// The text of a page; what was said if there is none, also in a panic.
pub fn run(peer: &Peer, page: &Page) -> Result<String, String> {
    catch_unwind(AssertUnwindSafe(|| peer(&page.html, page.url.as_deref()))).unwrap_or_else(|payload| {
        let said = payload
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| payload.downcast_ref::<&str>().copied());
        Err(format!("panic: {}", said.unwrap_or("no message")))
    })
}
