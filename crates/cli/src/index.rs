//! `tamis index`: what an index of documents holds, and taking batches out of it.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;
use tamis_pipeline::{Batch, DedupConfig, DedupError, Explained, Index, RunError};

use crate::args::{IndexCommand, IndexExplainArgs, IndexListArgs, IndexRollbackArgs};
use crate::escape::{json_safe, terminal_safe};
use crate::exit::Exit;
use crate::log::say;

/// Rows of a list that a person is shown; JSON has all.
const ROWS_SHOWN: usize = 20;

pub(crate) fn run(command: &IndexCommand) -> Result<Exit> {
    match command {
        IndexCommand::List(args) => list(args),
        IndexCommand::Explain(args) => explain(args),
        IndexCommand::Rollback(args) => rollback(args),
    }
}

/// An index that exists.
fn opened(folder: &Path) -> Result<Index> {
    if !folder.is_dir() {
        let (path, wanted) = (folder.to_path_buf(), "index".to_owned());
        return Err(RunError::from(DedupError::Missing { path, wanted }).into());
    }
    Ok(Index::open(folder).map_err(RunError::from)?)
}

fn list(args: &IndexListArgs) -> Result<Exit> {
    let index = opened(&args.folder)?;
    if args.json {
        return print(&json_safe(&rows(index.batches())?));
    }
    let mut out = String::new();
    // Writing into a string cannot fail.
    let _ = writeln!(
        out,
        "{:>5} {:>12} {:>12} {:>12} {:>14}  settings",
        "batch", "documents", "kept", "duplicates", "bytes"
    );
    for batch in index.batches() {
        let contained = if batch.settings.keep_contained { 0 } else { batch.contained };
        let duplicates = batch.duplicates.saturating_add(contained);
        let kept = batch.documents - duplicates.min(batch.documents);
        let (number, documents, bytes) = (batch.number, batch.documents, batch.bytes);
        let settings = settings(&batch.settings);
        let _ =
            writeln!(out, "{number:>5} {documents:>12} {kept:>12} {duplicates:>12} {bytes:>14}  {settings}");
    }
    print(&terminal_safe(&out))
}

/// The settings that decide what a copy is, as flags.
fn settings(config: &DedupConfig) -> String {
    let keep = serde_json::to_value(config.keep).unwrap_or_default();
    let keep = keep.as_str().unwrap_or_default().to_owned();
    let DedupConfig { threshold, bands, containment, .. } = config;
    let kinds = if config.near {
        format!("--threshold {threshold} --bands {bands} --set dedup.containment={containment}")
    } else {
        "--exact".to_owned()
    };
    let contained = if config.keep_contained { " --keep-contained" } else { "" };
    format!("{kinds} --keep {keep}{contained}")
}

fn explain(args: &IndexExplainArgs) -> Result<Exit> {
    let index = opened(&args.folder)?;
    let explained = index.explain(&args.id).map_err(RunError::from)?;
    if args.json {
        return print(&json_safe(&rows(&explained)?));
    }
    let shown: Vec<String> = explained.iter().map(shown).collect();
    print(&terminal_safe(&shown.join("\n")))
}

/// An explanation for a person.
fn shown(found: &Explained) -> String {
    let mut out = String::new();
    let role = serde_json::to_value(found.role).unwrap_or_default();
    let role = role.as_str().unwrap_or_default();
    // Writing into a string cannot fail.
    let _ = writeln!(
        out,
        "{}  batch {}, {}: {role}",
        one_line(&found.id),
        found.batch,
        known(found.date.as_deref(), found.words)
    );
    if let Some(container) = &found.contained_in {
        let _ = writeln!(out, "  contained in {}", one_line(container));
    }
    if found.kept_id != found.id || found.kept_batch != found.batch {
        let _ = writeln!(out, "  {} stays for it (batch {})", one_line(&found.kept_id), found.kept_batch);
    }
    if let Some(first) = &found.kept_id_at_first {
        let _ = writeln!(out, "  when its batch was written, {} stayed for it", one_line(first));
    }
    let _ = writeln!(out, "  matched directly: {}", found.matches.len());
    for one in found.matches.iter().take(ROWS_SHOWN) {
        let _ = writeln!(
            out,
            "    {:.3}  {} of {} 5-grams, {:.3} of the smaller: {}  {} (batch {})",
            one.jaccard,
            one.shared,
            one.of,
            one.containment,
            one.verdict.name(),
            one_line(&one.id),
            one.batch
        );
    }
    more(&mut out, found.matches.len());
    let _ = writeln!(out, "  cluster: {}", found.cluster.len());
    // The one that stays is shown whatever else is.
    let (stays, others): (Vec<_>, Vec<_>) = found.cluster.iter().partition(|member| member.stays);
    for member in stays.into_iter().chain(others).take(ROWS_SHOWN) {
        let note = if member.stays { format!("  stays: {}", found.why) } else { String::new() };
        let facts = known(member.date.as_deref(), member.words);
        let _ = writeln!(out, "    {} (batch {})  {facts}{note}", one_line(&member.id), member.batch);
    }
    more(&mut out, found.cluster.len());
    out
}

fn known(date: Option<&str>, words: u64) -> String {
    format!("{}, {words} words", date.unwrap_or("no date"))
}

fn more(out: &mut String, count: usize) {
    if count > ROWS_SHOWN {
        // Writing into a string cannot fail.
        let _ = writeln!(out, "    and {} more, with --json", count - ROWS_SHOWN);
    }
}

/// An id that cannot break the line.
fn one_line(id: &str) -> String {
    id.replace('\n', "\\n").replace('\t', "\\t")
}

fn rollback(args: &IndexRollbackArgs) -> Result<Exit> {
    let gone = Index::rollback(&args.folder, args.batch).map_err(RunError::from)?;
    for Batch { number, documents, .. } in gone {
        say(&format!("  batch {number} of {documents} documents was taken out"));
    }
    Ok(Exit::Done)
}

/// A line of JSON for each.
fn rows<T: Serialize>(items: &[T]) -> Result<String> {
    let mut out = String::new();
    for item in items {
        out.push_str(&serde_json::to_string(item)?);
        out.push('\n');
    }
    Ok(out)
}

fn print(text: &str) -> Result<Exit> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("standard output")?;
    Ok(Exit::Done)
}
