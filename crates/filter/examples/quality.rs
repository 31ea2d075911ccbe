//! Figures and decisions of quality rules for documents from standard input: one JSON object a line,
//! `{"id", "text", "words"?, "sentences"?}`, where `words` are the tokens and `sentences` the number of sentences in
//! each line of the text that another tokenizer found.
//!
//! Settings are key=value arguments: `preset=gopher`, `with=tiny,link-list`, `without=…`, `words=unicode`. With
//! `figures`, all figures are printed; with `words`, the words; with `only-count`, just how many documents stay.

use std::io::{BufRead, Write};

use serde::Deserialize;
use serde_json::{Value, json};
use tamis_filter::{Figure, Judgement, Quality, QualityConfig};

#[derive(Deserialize)]
struct Row {
    id: Value,
    text: String,
    words: Option<Vec<String>>,
    sentences: Option<Vec<usize>>,
}

/// What is printed of each document.
#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Decisions,
    Figures,
    Words,
    Count,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut settings = serde_json::Map::new();
    let mut shown = Shown::Decisions;
    for argument in std::env::args().skip(1) {
        match argument.split_once('=') {
            Some((key @ ("with" | "without"), names)) => {
                settings.insert(key.to_owned(), names.split(',').collect());
            }
            Some((key, value)) => {
                settings.insert(key.to_owned(), value.into());
            }
            None if argument == "figures" => shown = Shown::Figures,
            None if argument == "words" => shown = Shown::Words,
            None if argument == "only-count" => shown = Shown::Count,
            None => return Err(format!("`{argument}` is no setting: see the head of this file").into()),
        }
    }
    let config: QualityConfig = serde_json::from_value(Value::Object(settings))?;
    let quality = Quality::new(&config)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let (mut stay, mut all) = (0, 0);
    for line in std::io::stdin().lock().lines() {
        let row: Row = serde_json::from_str(&line?)?;
        let judgement = judge(&quality, &row);
        stay += usize::from(judgement.drop.is_none());
        all += 1;
        let told = match shown {
            Shown::Count => continue,
            Shown::Words => json!({"id": row.id, "words": quality.words(&row.text)}),
            Shown::Figures => json!({"id": row.id, "figures": figures(&quality, &row)}),
            Shown::Decisions => {
                let drop = judgement.drop.map(|finding| [finding.reason.name().to_owned(), finding.evidence]);
                let lines: Vec<Value> = (judgement.removed_lines.iter())
                    .map(|line| json!([line.range.start, line.range.end, line.reason.name(), line.evidence]))
                    .collect();
                json!({"id": row.id, "drop": drop, "removed_lines": lines})
            }
        };
        writeln!(out, "{told}")?;
    }
    if shown == Shown::Count {
        writeln!(out, "{stay} of {all} documents stay")?;
    }
    Ok(out.flush()?)
}

fn judge(quality: &Quality, row: &Row) -> Judgement {
    match &row.words {
        Some(words) => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            quality.judge_with(&row.text, &words, row.sentences.as_deref().unwrap_or_default())
        }
        None => quality.judge(&row.text),
    }
}

fn figures(quality: &Quality, row: &Row) -> Vec<Value> {
    let figures = match &row.words {
        Some(words) => {
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            quality.figures_with(&row.text, &words, row.sentences.as_deref().unwrap_or_default())
        }
        None => quality.figures(&row.text),
    };
    let told = |figure: &Figure| {
        json!([
            figure.rule.name(),
            figure.unit,
            figure.value,
            figure.minimum,
            figure.maximum,
            figure.passes()
        ])
    };
    figures.iter().map(told).collect()
}
