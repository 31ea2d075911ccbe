//! What block lists cost: `cargo run --release -p tamis-filter --example url_lists -- 1000000`
//!
//! Writes a list of as many made-up hosts, loads it, and asks for addresses half of which are on it.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the tables are what it is for")]

use std::error::Error;
use std::fmt::Write as _;
use std::time::Instant;

use tamis_filter::{UrlConfig, UrlLists, canonical_url};

/// Addresses that are asked for.
const ADDRESSES: usize = 200_000;
const SYLLABLES: [&str; 16] =
    ["ba", "cor", "de", "fin", "ga", "hol", "in", "ka", "lu", "men", "no", "per", "ri", "sta", "tu", "ver"];
const ENDINGS: [&str; 6] = ["com", "org", "net", "de", "co.uk", "example"];

/// The n-th host: no two are the same.
fn host(number: u64) -> String {
    let mut rest = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
    let mut name = String::new();
    for _ in 0..3 + number % 3 {
        name.push_str(SYLLABLES[(rest % 16) as usize]);
        rest /= 16;
    }
    format!("{name}{number:x}.{}", ENDINGS[(rest % 6) as usize])
}

/// Kilobytes that the process holds, as Linux tells.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0.0)
}

fn main() -> Result<(), Box<dyn Error>> {
    let count: u64 = std::env::args().nth(1).unwrap_or_default().parse().unwrap_or(1_000_000);
    let mut list = String::new();
    for number in 0..count {
        writeln!(list, "{}", host(number))?;
    }
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("hosts");
    std::fs::write(&path, &list)?;
    let bytes = list.len();
    drop(list);
    let before = resident();
    let started = Instant::now();
    let lists = UrlLists::new(&UrlConfig { block_hosts: vec![path], ..UrlConfig::default() })?;
    let seconds = started.elapsed().as_secs_f64();
    println!(
        "{count} hosts, {:.1} bytes each: read in {seconds:.2} s, {:.1} bytes each in memory",
        bytes as f64 / count as f64,
        (resident() - before) * 1024.0 / count as f64
    );
    let addresses: Vec<String> = (0..ADDRESSES as u64)
        .map(|number| {
            format!(
                "https://www.{}/news/2020/some-story-{number}.html?utm_source=a&id={number}",
                host(number * (2 * count / ADDRESSES as u64).max(1))
            )
        })
        .collect();
    let started = Instant::now();
    let blocked = addresses.iter().filter(|address| lists.judge(Some(address)).is_some()).count();
    println!(
        "{blocked} of {ADDRESSES} blocked, {:.0} ns an address",
        started.elapsed().as_secs_f64() * 1e9 / ADDRESSES as f64
    );
    let started = Instant::now();
    let bytes: usize =
        addresses.iter().filter_map(|address| canonical_url(address)).map(|address| address.len()).sum();
    println!(
        "canonical: {:.0} ns an address ({bytes} bytes)",
        started.elapsed().as_secs_f64() * 1e9 / ADDRESSES as f64
    );
    Ok(())
}
