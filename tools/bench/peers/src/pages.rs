//! The pages, from rows `{id, url, html}` or `{id, url, text}`.

use std::collections::BTreeSet;
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};

use serde::Deserialize;

/// One page or text.
#[derive(Deserialize)]
pub struct Page {
    pub id: String,
    pub url: Option<String>,
    #[serde(alias = "text")]
    pub html: String,
    /// What is read instead of the text by what does not read text.
    #[serde(skip)]
    pub raw: Vec<u8>,
}

/// One page after the other, without those of these ids.
pub fn pages(
    rows: &str,
    skipped: &[&str],
) -> std::io::Result<impl Iterator<Item = Result<Page, Box<dyn Error>>>> {
    let skipped: BTreeSet<String> = skipped.iter().map(|id| (*id).to_owned()).collect();
    let lines = BufReader::with_capacity(1 << 20, File::open(rows)?).lines();
    let pages = lines.map(|line| Ok(serde_json::from_str::<Page>(&line?)?));
    Ok(pages.filter(move |page| page.as_ref().map_or(true, |page| !skipped.contains(&page.id))))
}
