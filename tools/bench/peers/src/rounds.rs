//! Rounds over pages in memory, one whenever it is asked for, so that many programs can take turns.

use std::error::Error;
use std::io::{BufRead, Write};

use nix::sys::resource::{UsageWho, getrusage};
use serde::Serialize;

use crate::pages::{Page, pages};

/// Parts of the pages, by size, that are timed apart.
const PARTS: usize = 4;
/// Least seconds of a round: what is quicker goes over the pages several times.
const ROUND_SECONDS: f64 = 0.3;

/// What is timed.
pub trait Task {
    /// Makes what it reads of a page.
    fn prepare(&self, _page: &mut Page) {}

    /// Works on one page. What it returns has no meaning, but depends on all that was done.
    fn run(&mut self, page: &Page) -> usize;

    /// Names and CPU seconds of its stages since this was asked last; none if it is timed as a whole.
    fn stages(&mut self) -> Vec<(&'static str, f64)> {
        Vec::new()
    }
}

#[derive(Serialize)]
struct Loaded {
    pages: Vec<usize>,
    bytes: Vec<usize>,
    /// Resident KiB when the pages had been read.
    loaded_kib: u64,
}

#[derive(Serialize)]
struct Round {
    /// User CPU seconds of each part.
    seconds: Vec<f64>,
    /// CPU seconds of each stage, over all parts.
    stages: Vec<(&'static str, f64)>,
    /// Peak resident KiB since the pages had been read.
    peak_kib: u64,
}

/// Reads the pages, says so in a line, then answers each line of standard input by the times of a round over them.
pub fn rounds(task: &mut dyn Task, rows: &str, skipped: &[&str]) -> Result<(), Box<dyn Error>> {
    std::panic::set_hook(Box::new(|_| {}));
    let mut held = pages(rows, skipped)?.collect::<Result<Vec<Page>, _>>()?;
    held.iter_mut().for_each(|page| task.prepare(page));
    let part = |part: usize| &held[held.len() * part / PARTS..held.len() * (part + 1) / PARTS];
    let parts: Vec<&[Page]> = (0..PARTS).map(part).collect();
    let bytes: Vec<usize> = parts.iter().map(|part| part.iter().map(|page| page.html.len()).sum()).collect();
    // What reading took is forgotten: from here on the peak counts anew.
    std::fs::write("/proc/self/clear_refs", "5")?;
    let loaded =
        Loaded { pages: parts.iter().map(|part| part.len()).collect(), loaded_kib: peak_kib()?, bytes };
    let first = parts.iter().position(|part| !part.is_empty()).unwrap_or_default();
    let tried = over(task, parts[first], 1)?;
    task.stages();
    let whole = tried * loaded.bytes.iter().sum::<usize>() as f64 / loaded.bytes[first].max(1) as f64;
    let passes = (ROUND_SECONDS / whole.max(1e-6)).ceil().clamp(1.0, 1e4) as u32;
    say(&loaded)?;
    for line in std::io::stdin().lock().lines() {
        line?;
        let seconds = parts.iter().map(|part| over(task, part, passes)).collect::<Result<_, _>>()?;
        let stages = task.stages().into_iter().map(|(name, all)| (name, all / f64::from(passes))).collect();
        say(&Round { seconds, stages, peak_kib: peak_kib()? })?;
    }
    Ok(())
}

/// User CPU seconds of one pass over some pages.
fn over(task: &mut dyn Task, pages: &[Page], passes: u32) -> nix::Result<f64> {
    let before = user_seconds()?;
    for _ in 0..passes {
        for page in pages {
            std::hint::black_box(task.run(page));
        }
    }
    Ok((user_seconds()? - before) / f64::from(passes))
}

fn say(what: &impl Serialize) -> Result<(), Box<dyn Error>> {
    let mut out = std::io::stdout().lock();
    serde_json::to_writer(&mut out, what)?;
    out.write_all(b"\n")?;
    Ok(out.flush()?)
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
