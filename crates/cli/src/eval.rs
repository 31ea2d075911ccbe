//! `tamis eval`: scores pages whose main content is known.

use std::fmt::Write as _;
use std::io::Write as _;

use anyhow::{Context, Result};
use serde_json::json;
use tamis_pipeline::{Cleaner, EvalRequest, Evaluation, Measures, RejectLimit, evaluate};

use crate::args::EvalArgs;
use crate::escape::{json_safe, line_safe};
use crate::exit::Exit;
use crate::settings;

/// Version of what `--json` prints.
const SCHEMA_VERSION: u32 = 1;
/// Most ids that one message names.
const IDS_NAMED: usize = 5;

pub(crate) fn run(args: &EvalArgs) -> Result<Exit> {
    let config = settings::resolve(&args.settings)?;
    let allowed = RejectLimit::parse(&config.limits.max_rejects)?;
    let cleaner = Cleaner::new(config)?;
    crate::watched::silence_worker_panics();
    let request = EvalRequest { folder: args.folder.clone(), predictions: args.predictions.clone() };
    let evaluation = evaluate(&cleaner, &request)?;
    let output =
        if args.json { as_json(&evaluation, args.worst)? } else { as_table(&evaluation, args.worst) };
    let mut out = std::io::stdout().lock();
    out.write_all(output.as_bytes()).and_then(|()| out.flush()).context("standard output")?;
    let warnings = warnings(&evaluation);
    // What cannot be said on standard error has nowhere else to go.
    let _ = anstream::stderr().write_all(warnings.as_bytes());
    let too_many = allowed.is_exceeded_by(evaluation.rejects.len() as u64, evaluation.pages.len() as u64);
    Ok(if too_many { Exit::Rejects } else { Exit::Done })
}

fn as_json(evaluation: &Evaluation, worst: usize) -> Result<String> {
    let group = |pages: u64, measures: &Measures| -> Result<serde_json::Value> {
        let mut value = serde_json::to_value(measures)?;
        if let Some(object) = value.as_object_mut() {
            object.insert("pages".into(), pages.into());
        }
        Ok(value)
    };
    let mut by_type = serde_json::Map::new();
    for (name, pages, measures) in &evaluation.by_type {
        by_type.insert(name.clone(), group(*pages, measures)?);
    }
    let rejects = evaluation
        .rejects
        .iter()
        .map(|reject| json!({"id": reject.id, "cause": reject.cause.name(), "message": reject.message}));
    let output = json!({
        "schema": SCHEMA_VERSION,
        "all": group(evaluation.pages.len() as u64, &evaluation.all)?,
        "by_type": by_type,
        "worst": evaluation.worst(worst),
        "rejects": rejects.collect::<Vec<_>>(),
        "unpredicted": evaluation.unpredicted,
        "without_truth": evaluation.without_truth,
    });
    Ok(json_safe(&serde_json::to_string_pretty(&output)?) + "\n")
}

fn as_table(evaluation: &Evaluation, worst: usize) -> String {
    let snippets = evaluation.has_snippets;
    let mut out = format!(
        "{:<14}{:>6}  {:>9}  {:>9}  {:>9}  {:>9}  {:>9}",
        "page type", "pages", "F1", "precision", "recall", "5-gram F1", "line F1"
    );
    out.push_str(if snippets { "       with    without\n" } else { "\n" });
    let mut row = |name: &str, pages: u64, m: &Measures| {
        let name = line_safe(name);
        // Writing into a string cannot fail.
        let _ = write!(out, "{name:<14}{pages:>6}");
        for figure in [m.f1, m.precision, m.recall, m.five_gram_f1, m.line_f1] {
            let _ = write!(out, "  {figure:>9.4}");
        }
        if snippets {
            let _ = write!(out, "  {:>9.4}  {:>9.4}", m.with, m.without);
        }
        out.push('\n');
    };
    row("all", evaluation.pages.len() as u64, &evaluation.all);
    for (name, pages, measures) in &evaluation.by_type {
        row(name, *pages, measures);
    }
    let worst = evaluation.worst(worst);
    let width = worst.iter().map(|page| page.id.chars().count()).max().unwrap_or_default().max(11);
    if !worst.is_empty() {
        let _ = writeln!(
            out,
            "\n{:<width$}  {:<14}{:>6}  {:>9}  {:>6}",
            "worst pages", "type", "F1", "precision", "recall"
        );
    }
    for page in worst {
        let (id, kind, m) = (line_safe(&page.id), line_safe(&page.page_type), &page.measures);
        let (f1, precision, recall) = (m.f1, m.precision, m.recall);
        let _ = writeln!(out, "{id:<width$}  {kind:<14}{f1:.4}  {precision:>9.4}  {recall:.4}");
    }
    out
}

/// What a reader of the figures has to know.
fn warnings(evaluation: &Evaluation) -> String {
    let mut out = String::new();
    for reject in &evaluation.rejects {
        let _ = writeln!(
            out,
            "{}",
            line_safe(&format!("tamis: {}: {}; scored as empty", reject.place, reject.message))
        );
    }
    let mut about = |ids: &[String], what: &str| {
        if !ids.is_empty() {
            let named = ids.get(..IDS_NAMED.min(ids.len())).unwrap_or_default().join(", ");
            let more = if ids.len() > IDS_NAMED { ", …" } else { "" };
            let _ = writeln!(out, "{}", line_safe(&format!("tamis: {} {what}: {named}{more}", ids.len())));
        }
    };
    about(&evaluation.unpredicted, "pages without a prediction, scored as empty");
    about(&evaluation.without_truth, "without ground truth, not scored");
    out
}
