//! How well languages are identified: prints tables in Markdown for a folder of lists, and the cost on a text.
//!
//! `cargo run --release -p tamis-filter --example languages -- [--model FILE] [--cost FILE] crates/filter/tests/languages`
//!
//! A list is `CODE.tsv` with a kind and a text in each line, `traps.tsv` with a kind, a code and a text.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the tables are what it is for")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::time::Instant;

use tamis_filter::{Identifier, LanguageConfig};

/// Bytes of a document where the cost is measured.
const DOCUMENT_BYTES: [usize; 3] = [1_000, 5_000, 20_000];
/// Upper ends of the classes of the scores.
const SCORES: [f32; 6] = [0.3, 0.5, 0.65, 0.8, 0.95, 1.01];

/// One text of a list.
struct Sample {
    language: String,
    kind: String,
    text: String,
}

/// Right ones, and all.
#[derive(Default, Clone, Copy)]
struct Share(usize, usize);

impl Share {
    fn add(&mut self, right: bool) {
        self.0 += usize::from(right);
        self.1 += 1;
    }

    fn percent(self) -> f64 {
        100.0 * self.0 as f64 / self.1.max(1) as f64
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let (mut model, mut cost, mut folder) = (None, None, PathBuf::from("crates/filter/tests/languages"));
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--model" => model = arguments.next().map(PathBuf::from),
            "--cost" => cost = arguments.next().map(PathBuf::from),
            _ => folder = PathBuf::from(argument),
        }
    }
    let started = Instant::now();
    let identifier = Identifier::new(&LanguageConfig { model, ..LanguageConfig::default() })?;
    eprintln!(
        "ready after {:.1} ms, {} languages",
        started.elapsed().as_secs_f64() * 1e3,
        identifier.languages().len()
    );
    if let Some(file) = cost {
        measure(&identifier, &std::fs::read_to_string(file)?);
        return Ok(());
    }
    report(&identifier, &lists(&folder)?);
    traps(&identifier, &folder.join("traps.tsv"))
}

fn lists(folder: &Path) -> Result<Vec<Sample>, Box<dyn Error>> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.sort();
    let mut texts = Vec::new();
    for path in paths {
        let language = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or("").to_string();
        if language == "traps" {
            continue;
        }
        for line in std::fs::read_to_string(&path)?.lines() {
            let (kind, text) = line.split_once('\t').ok_or("a line without a tab")?;
            texts.push(Sample { language: language.clone(), kind: kind.to_string(), text: text.to_string() });
        }
    }
    Ok(texts)
}

fn report(identifier: &Identifier, texts: &[Sample]) {
    let mut kinds: BTreeMap<&str, Share> = BTreeMap::new();
    let mut languages: BTreeMap<&str, Share> = BTreeMap::new();
    let mut confused: BTreeMap<String, usize> = BTreeMap::new();
    let mut scores = [Share::default(); SCORES.len()];
    for text in texts {
        let found = identifier.identify(&text.text);
        let name = found.as_ref().map_or("none", |found| found.language.as_str());
        let right = name == text.language;
        kinds.entry(&text.kind).or_default().add(right);
        kinds.entry("all").or_default().add(right);
        languages.entry(&text.language).or_default().add(right);
        let score = found.as_ref().map_or(0.0, |found| found.score);
        if let Some(share) =
            SCORES.iter().position(|&end| score < end).and_then(|class| scores.get_mut(class))
        {
            share.add(right);
        }
        if !right {
            *confused.entry(format!("{} as {name}", text.language)).or_default() += 1;
        }
    }
    println!("| kind | texts | right |\n|---|---|---|");
    for (kind, share) in &kinds {
        println!("| {kind} | {} | {:.1} % |", share.1, share.percent());
    }
    println!("\n| score below | texts | right |\n|---|---|---|");
    for (end, share) in SCORES.iter().zip(scores) {
        println!("| {end} | {} | {:.0} % |", share.1, share.percent());
    }
    let less: Vec<String> = languages
        .iter()
        .filter(|(_, share)| share.0 < share.1)
        .map(|(language, share)| format!("{language} {} of {}", share.0, share.1))
        .collect();
    println!("\n{} languages; all texts right but in: {}.", languages.len(), less.join(", "));
    let confused: Vec<String> = confused.iter().map(|(pair, count)| format!("{pair} {count}")).collect();
    println!("Taken for another: {}.", confused.join(", "));
}

fn traps(identifier: &Identifier, path: &Path) -> Result<(), Box<dyn Error>> {
    println!("\n| trap | is | found | score | text |\n|---|---|---|---|---|");
    for line in std::fs::read_to_string(path)?.lines() {
        let mut fields = line.splitn(3, '\t');
        let (Some(kind), Some(is), Some(text)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        let found = identifier.identify(text);
        let (name, score) = found.map_or(("none".to_string(), 0.0), |found| (found.language, found.score));
        println!("| {kind} | {is} | {name} | {score:.2} | {} |", text.replace('|', "\\|"));
    }
    Ok(())
}

fn measure(identifier: &Identifier, text: &str) {
    for bytes in DOCUMENT_BYTES {
        let mut documents = vec![String::new()];
        for line in text.lines() {
            let Some(last) = documents.last_mut() else { break };
            last.push_str(line);
            last.push('\n');
            if last.len() >= bytes {
                documents.push(String::new());
            }
        }
        let started = Instant::now();
        let found = documents.iter().filter(|document| identifier.identify(document).is_some()).count();
        let seconds = started.elapsed().as_secs_f64();
        let all: usize = documents.iter().map(String::len).sum();
        println!(
            "documents of {bytes} bytes: {:.1} us a document, {:.2} ms/MB ({found} documents)",
            seconds * 1e6 / documents.len() as f64,
            seconds * 1e9 / all as f64
        );
    }
}
