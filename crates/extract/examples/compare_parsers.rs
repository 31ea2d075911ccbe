//! Compares the blocks of pages by this crate's parser with those by html5ever.
//!
//! `compare_parsers PAGES.jsonl [--time new|twin] [--show N]`: each line is an object with a field `html`,
//! and one `id` if there is any. Prints the number of blocks, of pages and blocks that differ, and the
//! first differences. With `--time` it reads all pages, then makes blocks of them by one parser alone, and
//! prints the seconds of user CPU that this took (on Linux).

use std::collections::HashMap;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};

use tamis_core::Block;
use tamis_extract::{ExtractConfig, Extractor, Page};

#[derive(serde::Deserialize)]
struct Line {
    #[serde(default)]
    id: String,
    html: String,
}

#[derive(Default)]
struct Count {
    pages: usize,
    pages_different: usize,
    blocks: usize,
    blocks_different: usize,
    /// Blocks that are equal but for the lines that they stand on.
    lines_different: usize,
    facts_different: HashMap<&'static str, usize>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| arguments.iter().skip_while(|argument| *argument != name).nth(1);
    let path = arguments.first().ok_or("which file?")?;
    let show: usize = option("--show").map_or(Ok(10), |number| number.parse())?;
    let timed = option("--time").map(String::as_str);
    let extractor = Extractor::new(ExtractConfig::default())?;
    let mut out = std::io::stdout().lock();
    let mut lines = Vec::new();
    for line in BufReader::new(std::fs::File::open(path)?).lines() {
        lines.push(serde_json::from_str::<Line>(&line?)?);
    }
    let bytes: usize = lines.iter().map(|line| line.html.len()).sum();
    let (mut count, mut shown) = (Count { pages: lines.len(), ..Count::default() }, 0);
    let start = user_seconds();
    for line in &lines {
        match timed {
            Some("new") => count.blocks += extractor.html(&line.html, None)?.blocks.len(),
            Some(_) => count.blocks += extractor.html_by_twin(&line.html)?.blocks.len(),
            None => {
                let (page, twin) = (extractor.html(&line.html, None)?, extractor.html_by_twin(&line.html)?);
                for (one, other) in compare(&page, &twin, &mut count) {
                    shown += 1;
                    if shown <= show {
                        writeln!(out, "{} {shown}\n  new  {one}\n  twin {other}", line.id)?;
                    }
                }
            }
        }
    }
    if timed.is_some() {
        let seconds = user_seconds() - start;
        writeln!(out, "{seconds:.2} s, {:.0} MB/s", bytes as f64 / 1e6 / seconds)?;
    }
    writeln!(
        out,
        "{bytes} bytes, {} pages ({} differ), {} blocks ({} differ, {} more in their lines alone)",
        count.pages, count.pages_different, count.blocks, count.blocks_different, count.lines_different
    )?;
    let mut facts: Vec<_> = count.facts_different.into_iter().collect();
    facts.sort_unstable();
    for (fact, number) in facts {
        writeln!(out, "{fact}: {number} pages differ")?;
    }
    Ok(())
}

/// User CPU that this process has taken, in seconds.
fn user_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks: Option<f64> = after_name.split_whitespace().nth(11).and_then(|ticks| ticks.parse().ok());
    ticks.unwrap_or(f64::NAN) / 100.0
}

/// The differing blocks of two readings of a page, aligned by their text.
fn compare(page: &Page, twin: &Page, count: &mut Count) -> Vec<(String, String)> {
    count.blocks += twin.blocks.len();
    let mut differs = |fact: &'static str, differs: bool| {
        if differs {
            *count.facts_different.entry(fact).or_insert(0) += 1;
        }
    };
    differs("title", page.title != twin.title);
    differs("language", page.language != twin.language);
    differs("canonical", page.canonical_url != twin.canonical_url);
    differs("hints", page.hints != twin.hints);
    differs("outline", page.outline != twin.outline);
    let (ours, theirs) = (&page.blocks, &twin.blocks);
    let head = ours.iter().zip(theirs).take_while(|(one, other)| same(one, other)).count();
    let rest = ours.len().min(theirs.len()) - head;
    let from_end = || ours.iter().rev().zip(theirs.iter().rev());
    let tail = from_end().take(rest).take_while(|(one, other)| same(one, other)).count();
    let middle = ours.len().max(theirs.len()) - head - tail;
    let lines = |(one, other): &(&Block, &Block)| one.origin != other.origin;
    let before = ours.iter().zip(theirs).take(head).filter(lines).count();
    count.blocks_different += middle;
    count.lines_different += before + from_end().take(tail).filter(lines).count();
    count.pages_different += usize::from(middle > 0);
    let at = |blocks: &[Block], at: usize| {
        blocks.get(at).map_or_else(|| "-".to_owned(), |block| format!("{block:?}"))
    };
    (head..head + middle).map(|place| (at(ours, place), at(theirs, place))).collect()
}

/// Whether two blocks are equal but for the lines that they stand on.
fn same(one: &Block, other: &Block) -> bool {
    Block { origin: other.origin, ..one.clone() } == *other
}
