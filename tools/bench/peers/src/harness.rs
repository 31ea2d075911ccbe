//! Rows in, texts or times out.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use nix::sys::resource::{UsageWho, getrusage};
use serde::{Deserialize, Serialize};

use crate::peers::Peer;

/// Parts of the pages, by size, that are timed apart.
const PARTS: usize = 4;

#[derive(Deserialize)]
struct Page {
    id: String,
    url: Option<String>,
    html: String,
}

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

#[derive(Serialize)]
struct SpeedReport {
    pages: Vec<usize>,
    bytes: Vec<usize>,
    /// For each repeat: user CPU seconds of each part.
    seconds: Vec<Vec<f64>>,
    /// Resident KiB when the pages had been read, and their peak after that.
    loaded_kib: u64,
    peak_kib: u64,
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

/// Times the extractor on pages that all lie in memory, in the order of the rows.
pub fn speed(peer: &Peer, rows: &str, repeats: usize, skipped: &[&str]) -> Result<String, Box<dyn Error>> {
    std::panic::set_hook(Box::new(|_| {}));
    let pages = pages(rows, skipped)?.collect::<Result<Vec<Page>, _>>()?;
    let parts: Vec<&[Page]> =
        (0..PARTS).map(|part| &pages[pages.len() * part / PARTS..pages.len() * (part + 1) / PARTS]).collect();
    // What reading took is forgotten: from here on the peak counts anew.
    std::fs::write("/proc/self/clear_refs", "5")?;
    let loaded_kib = peak_kib()?;
    let mut seconds = Vec::new();
    for _ in 0..repeats {
        let mut times = Vec::new();
        for part in &parts {
            let before = user_seconds()?;
            for page in *part {
                black_box(run(peer, page).map_or(0, |text| text.len()));
            }
            times.push(user_seconds()? - before);
        }
        seconds.push(times);
    }
    let report = SpeedReport {
        pages: parts.iter().map(|part| part.len()).collect(),
        bytes: parts.iter().map(|part| part.iter().map(|page| page.html.len()).sum()).collect(),
        seconds,
        loaded_kib,
        peak_kib: peak_kib()?,
    };
    Ok(serde_json::to_string(&report)?)
}

fn pages(
    rows: &str,
    skipped: &[&str],
) -> std::io::Result<impl Iterator<Item = Result<Page, Box<dyn Error>>>> {
    let skipped: BTreeSet<String> = skipped.iter().map(|id| (*id).to_owned()).collect();
    let lines = BufReader::with_capacity(1 << 20, File::open(rows)?).lines();
    let pages = lines.map(|line| Ok(serde_json::from_str::<Page>(&line?)?));
    Ok(pages.filter(move |page| page.as_ref().map_or(true, |page| !skipped.contains(&page.id))))
}

/// The text of a page; what was said if there is none, also in a panic.
fn run(peer: &Peer, page: &Page) -> Result<String, String> {
    catch_unwind(AssertUnwindSafe(|| peer(&page.html, page.url.as_deref()))).unwrap_or_else(|payload| {
        let said = payload
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| payload.downcast_ref::<&str>().copied());
        Err(format!("panic: {}", said.unwrap_or("no message")))
    })
}

fn user_seconds() -> nix::Result<f64> {
    let time = getrusage(UsageWho::RUSAGE_SELF)?.user_time();
    Ok(time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6)
}

/// Peak resident KiB of this program; `getrusage` would count from what the parent held.
fn peak_kib() -> Result<u64, Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("no VmHWM")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}
