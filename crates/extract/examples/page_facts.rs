//! Prints what pages say of themselves: `page_facts PAGES.jsonl`, each line an object with `html` and, if there
//! are any, `id` and `url`. Each line that is printed is an object with the `id` and what was found.

use std::error::Error;
use std::io::{BufRead, BufReader, Write};

use serde_json::json;
use tamis_core::Dated;
use tamis_extract::{ExtractConfig, Extractor};

#[derive(serde::Deserialize)]
struct Line {
    #[serde(default)]
    id: String,
    url: Option<String>,
    html: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("which file?")?;
    let extractor = Extractor::new(ExtractConfig::default())?;
    let mut out = std::io::stdout().lock();
    for line in BufReader::new(std::fs::File::open(path)?).lines() {
        let line: Line = serde_json::from_str(&line?)?;
        let page = extractor.html_at(&line.html, None, line.url.as_deref())?;
        let facts = page.facts;
        let day = |dated: Option<Dated>| dated.map(|dated| [dated.day, dated.evidence]);
        let found = json!({
            "id": line.id, "title": facts.headline, "authors": facts.authors, "published": day(facts.published),
            "updated": day(facts.updated), "site": facts.site, "tags": facts.tags, "language": page.language,
        });
        writeln!(out, "{found}")?;
    }
    Ok(())
}
