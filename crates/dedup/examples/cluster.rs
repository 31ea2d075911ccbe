//! Clusters the rows of a JSONL file: `cluster IN.jsonl > clusters.tsv`, a line `id<TAB>kept id` for each.

use std::io::{BufRead, Write};
use tamis_core::Metadata;
use tamis_dedup::{Collection, DedupConfig, Scratch, Sequential, Sketcher, Workspace};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: cluster IN.jsonl")?;
    let config = DedupConfig::default();
    let workspace = Workspace { folder: std::env::temp_dir(), ..Workspace::default() };
    let sketcher = Sketcher::new(&config)?;
    let mut scratch = Scratch::default();
    let mut collection = Collection::new(config, workspace)?;
    let mut ids = Vec::new();
    for line in std::io::BufReader::new(std::fs::File::open(path)?).lines() {
        let line = line?;
        let row: serde_json::Value = serde_json::from_str(&line)?;
        let id = row["id"].as_str().ok_or("no id")?;
        let sketch = sketcher.sketch(row["text"].as_str().ok_or("no text")?, &mut scratch);
        let text = |name: &str| row[name].as_str().map(str::to_owned);
        let meta =
            Metadata { id: id.to_owned(), created: text("date"), url: text("url"), ..Metadata::default() };
        collection.add(&meta, &sketch)?;
        ids.push(id.to_owned());
    }
    let resolved = collection.resolve(&Sequential)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for (number, id) in ids.iter().enumerate() {
        writeln!(out, "{id}\t{}", resolved.ruling(number as u64)?.kept_id)?;
    }
    Ok(())
}
