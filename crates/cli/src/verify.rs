//! `tamis verify`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::sync::Arc;

use anyhow::{Context, Result};
use serde::Serialize;
use tamis_pipeline::{Progress, Severity, VerifyReport};

use crate::args::VerifyArgs;
use crate::escape::{json_safe, line_safe};
use crate::exit::Exit;
use crate::log::{Log, LogFormat};
use crate::progress::Watcher;

/// Version of what `--json` prints.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Printed<'a> {
    schema_version: u32,
    /// `ok`, `warnings`, `mismatch` or `books`.
    verdict: &'static str,
    #[serde(flatten)]
    report: &'a VerifyReport,
}

pub(crate) fn run(args: &VerifyArgs) -> Result<Exit> {
    let progress = Arc::new(Progress::new());
    let log = Log { format: LogFormat::Human, quiet: args.quiet };
    let watcher = Watcher::start(Arc::clone(&progress), log, None);
    let outcome = tamis_pipeline::verify(&args.run, args.threads, &progress);
    watcher.finish();
    let report = outcome?;
    let severity = report.severity();
    let text = if args.json { as_json(&report)? } else { as_lines(&report, args.quiet) };
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).context("standard output")?;
    Ok(match severity {
        None | Some(Severity::Warning) => Exit::Done,
        Some(Severity::Mismatch) => Exit::Io,
        Some(Severity::Books) => Exit::Books,
    })
}

fn as_json(report: &VerifyReport) -> Result<String> {
    let verdict = match report.severity() {
        None => "ok",
        Some(Severity::Warning) => "warnings",
        Some(Severity::Mismatch) => "mismatch",
        Some(Severity::Books) => "books",
    };
    let printed = Printed { schema_version: SCHEMA_VERSION, verdict, report };
    Ok(json_safe(&serde_json::to_string_pretty(&printed)?) + "\n")
}

/// A line a finding, and one with the verdict; nothing at all if all is well and nobody wants to know.
fn as_lines(report: &VerifyReport, quiet: bool) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        if finding.severity == Severity::Warning {
            if !quiet {
                // Writing into a string cannot fail.
                let _ = writeln!(out, "warning: {}", line_safe(&finding.to_string()));
            }
        } else {
            let _ = writeln!(out, "{}", line_safe(&finding.to_string()));
        }
    }
    let wrong = report.findings.iter().filter(|finding| finding.severity != Severity::Warning).count();
    if wrong > 0 {
        let _ = writeln!(out, "{}: not as it was written: {wrong} findings", line_safe(&report.run));
    } else if !quiet {
        let (run, files, records) =
            (line_safe(&report.run), report.files + report.side_files, report.records);
        let megabytes = report.bytes as f64 / 1e6;
        let _ = writeln!(
            out,
            "{run}: all right: {files} files of {megabytes:.1} MB, {records} records; the books balance"
        );
    }
    out
}
