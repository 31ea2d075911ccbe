//! The output of a run against its manifest and its books.

mod books;
mod files;
mod finding;
mod ids;

use std::path::Path;
use std::sync::Arc;

use serde::Serialize;
use tamis_core::ConfigError;
use tamis_io::{
    Container, IoError, Manifest, Side, Target, is_being_written, sign_of_unfinished_run, unknown_files,
};

use crate::run::{container, worker_pool};
use crate::{Progress, RunError};

pub use finding::{Check, Finding, Severity};

/// Most findings of one kind that are told one by one; the last says how many more there are.
const FINDINGS_TOLD: usize = 100;

/// What was found out about the output of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VerifyReport {
    /// The output, as the user named it.
    pub run: String,
    /// Version of tamis that wrote it; empty without a manifest.
    pub tool_version: String,
    /// Data files in the manifest.
    pub files: u64,
    /// Side files in the manifest.
    pub side_files: u64,
    /// Records that were counted in the data files.
    pub records: u64,
    /// Bytes that were read.
    pub bytes: u64,
    /// What is wrong, in the order of the manifest.
    pub findings: Vec<Finding>,
}

impl VerifyReport {
    /// How grave the gravest finding is; `None` if there is none.
    pub fn severity(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }

    fn add(&mut self, mut findings: Vec<Finding>) {
        if let (Some(last), true) = (findings.last().cloned(), findings.len() > FINDINGS_TOLD) {
            let more = findings.len() - FINDINGS_TOLD;
            findings.truncate(FINDINGS_TOLD);
            self.findings.append(&mut findings);
            let message = format!("and {more} more findings of this kind");
            self.findings.push(Finding::new(last.severity, last.check, &self.run, message));
        } else {
            self.findings.append(&mut findings);
        }
    }
}

/// Checks what a run wrote: `run` is its directory or its single output. Every file is read in full, on `threads`
/// threads (0: one a core); memory does not grow with the output.
///
/// # Errors
/// A [`RunError`] if nothing could be checked at all; whatever is wrong with the output is a finding.
pub fn verify(run: &Path, threads: usize, progress: &Arc<Progress>) -> Result<VerifyReport, RunError> {
    let target = Target::parse(run)?;
    let Some(folder) = target.side_folder() else {
        let problem = "a stream cannot be verified; name the directory or file that a run wrote";
        return Err(ConfigError::new("RUN", problem).into());
    };
    let mut report = VerifyReport {
        run: run.display().to_string(),
        tool_version: String::new(),
        files: 0,
        side_files: 0,
        records: 0,
        bytes: 0,
        findings: Vec::new(),
    };
    if !folder.is_dir() {
        if !run.exists() {
            return Err(IoError::MissingInput { path: run.to_path_buf() }.into());
        }
        let message = "is not known to be an output of tamis: this folder of its side files is not there";
        report.add(vec![Finding::mismatch(Check::Missing, folder.display().to_string(), message)]);
        return Ok(report);
    }
    report.findings.extend(state(&folder));
    let path = folder.join("manifest.json");
    let manifest = Manifest::read(&path).and_then(|manifest| {
        manifest.as_ref().map_or(Ok(()), |manifest| manifest.check(&target, &path))?;
        Ok(manifest)
    });
    match manifest {
        Ok(Some(manifest)) => against(&manifest, &target, &folder, threads, progress, &mut report)?,
        Ok(None) if report.findings.is_empty() => {
            let message = "is not there: the run that wrote here did not end";
            report.add(vec![Finding::mismatch(Check::Unfinished, path.display().to_string(), message)]);
        }
        Ok(None) => {}
        Err(error) => {
            let text = error.to_string();
            let file = path.display().to_string();
            let message = text.strip_prefix(&format!("{file}: ")).unwrap_or(&text).to_owned();
            report.add(vec![Finding::mismatch(Check::Manifest, file, message)]);
        }
    }
    Ok(report)
}

/// Whether a run goes on in this folder, or ended before it was done.
fn state(folder: &Path) -> Option<Finding> {
    let finding = |file: String, message| Some(Finding::mismatch(Check::Unfinished, file, message));
    if is_being_written(folder) {
        return finding(folder.display().to_string(), "a run is writing here now; wait for it");
    }
    let sign = sign_of_unfinished_run(folder)?;
    let message = "is there only as long as a run is unfinished; run the same command again to finish it";
    finding(sign.display().to_string(), message)
}

fn against(
    manifest: &Manifest,
    target: &Target,
    folder: &Path,
    threads: usize,
    progress: &Arc<Progress>,
    report: &mut VerifyReport,
) -> Result<(), RunError> {
    report.tool_version.clone_from(&manifest.tool_version);
    (report.files, report.side_files) = (manifest.files.len() as u64, manifest.side_files.len() as u64);
    report.add(books::of_manifest(&folder.join("manifest.json"), manifest));
    let (config, findings) = books::of_config(folder, manifest);
    report.add(findings);
    let container = config.and_then(|config| container(&config, target)).unwrap_or(target.container());
    let plan = files::Plan::new(manifest, target, folder, container);
    let pool = worker_pool(threads)?;
    let checked = pool.install(|| plan.check(progress));
    (report.records, report.bytes) = (checked.records, checked.bytes);
    report.add(checked.findings);
    let is_shard = manifest.side_files.iter().any(|file| file.path == Side::Units.file_name());
    let repeated = checked.repeated_ids.into_iter();
    report.add(if is_shard { repeated.map(left_to_merge).collect() } else { repeated.collect() });
    report.add(books::of_stats(folder, manifest));
    let unknown = unknown_files(target, manifest).into_iter().map(|path| {
        let message = "is not in the manifest; this run did not write it";
        Finding::new(Severity::Warning, Check::UnknownFile, path.display().to_string(), message)
    });
    report.add(unknown.collect());
    Ok(())
}

/// A repeated id of a shard, which keeps the ids of its inputs.
fn left_to_merge(mut repeated: Finding) -> Finding {
    repeated.severity = Severity::Warning;
    repeated.message += "; tamis merge makes it unique";
    repeated
}

/// Whether a file of a container holds texts.
fn holds_text(container: Container) -> bool {
    container == Container::Files
}
