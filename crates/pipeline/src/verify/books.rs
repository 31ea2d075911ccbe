//! What a run says of itself: settings, figures and books, against its manifest.

use std::fs;
use std::path::Path;

use tamis_io::{Manifest, SCHEMA_VERSION, Side};

use super::finding::{Check, Finding, Severity};
use crate::{Config, STATS_SCHEMA_VERSION, Stats, config_hash};

/// What is wrong with the versions and the sum in a manifest.
pub(super) fn of_manifest(path: &Path, manifest: &Manifest) -> Vec<Finding> {
    let mut findings = Vec::new();
    let file = path.display().to_string();
    if manifest.schema_version > SCHEMA_VERSION {
        let message = "was written by a later version of tamis, which this one does not know";
        findings.push(
            Finding::mismatch(Check::Schema, &file, message)
                .expecting(format!("at most schema {SCHEMA_VERSION}"), manifest.schema_version),
        );
    }
    let sum: u64 = manifest.files.iter().map(|file| file.records).sum();
    if let Some(records) = manifest.records.filter(|records| *records != sum) {
        let message = "its files do not add up to its records";
        findings.push(Finding::mismatch(Check::Manifest, file, message).expecting(records, sum));
    }
    findings
}

/// The settings of the run as far as they can be read, and what is wrong with them.
pub(super) fn of_config(folder: &Path, manifest: &Manifest) -> (Option<Config>, Vec<Finding>) {
    let path = folder.join("config.toml");
    let file = path.display().to_string();
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            return (None, vec![Finding::mismatch(Check::Config, file, format!("cannot be read: {error}"))]);
        }
    };
    let mut findings = Vec::new();
    match config_hash(&text) {
        Ok(found) if !manifest.config_hash.is_empty() && found != manifest.config_hash => {
            let message = "is not what the run was made with; its hash differs from that in the manifest";
            findings.push(
                Finding::mismatch(Check::Config, &file, message).expecting(&manifest.config_hash, found),
            );
        }
        _ => {}
    }
    match Config::resolve(Some((&file, &text)), &[]) {
        Ok(config) => (Some(config), findings),
        Err(error) => {
            findings.push(Finding::mismatch(Check::Config, file, format!("cannot be understood: {error}")));
            (None, findings)
        }
    }
}

/// What is wrong with the figures of the run.
pub(super) fn of_stats(folder: &Path, manifest: &Manifest) -> Vec<Finding> {
    let path = folder.join("stats.json");
    let file = path.display().to_string();
    let read = fs::read(&path).map_err(|error| format!("cannot be read: {error}"));
    let parsed = read
        .and_then(|bytes| Stats::from_json(&bytes).map_err(|error| format!("cannot be understood: {error}")));
    match parsed {
        Ok(stats) if stats.schema_version > STATS_SCHEMA_VERSION => {
            let message = "was written by a later version of tamis, which this one does not know";
            let finding = Finding::mismatch(Check::Schema, file, message);
            vec![finding.expecting(format!("at most schema {STATS_SCHEMA_VERSION}"), stats.schema_version)]
        }
        Ok(stats) => books(&file, &stats, manifest),
        Err(problem) => vec![Finding::mismatch(Check::Stats, file, problem)],
    }
}

/// Every record must be accounted for, and be where the books say.
fn books(file: &str, stats: &Stats, manifest: &Manifest) -> Vec<Finding> {
    let books = &stats.books;
    let mut findings = Vec::new();
    let mut differ = |message: String, expected: u64, found: u64| {
        if expected != found {
            let finding = Finding::new(Severity::Books, Check::Books, file, message);
            findings.push(finding.expecting(expected, found));
        }
    };
    let parts = [books.kept, books.duplicates, books.dropped, books.rejected, books.skipped];
    // A file that was changed by hand may hold any numbers.
    let accounted = parts.iter().fold(0_u64, |sum, part| sum.saturating_add(*part));
    let message = "kept, duplicates, dropped, rejected and skipped do not add up to the records in";
    differ(message.to_owned(), books.records_in, accounted);
    let data = manifest.files.iter().fold(0_u64, |sum, file| sum.saturating_add(file.records));
    differ("the records kept are not those of the data files".to_owned(), books.kept, data);
    let sides = [
        (Side::Duplicates, books.duplicates),
        (Side::Dropped, books.dropped),
        (Side::Rejects, books.rejected),
    ];
    for (side, count) in sides {
        // One that is not in the folder was written elsewhere, or not at all.
        if let Some(listed) = manifest.side_files.iter().find(|file| file.path == side.file_name()) {
            differ(format!("its count is not that of {}", listed.path), count, listed.records);
        }
    }
    findings
}
