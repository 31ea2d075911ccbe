//! Counters of a run as a file for the textfile collector of Prometheus' `node_exporter`.

use std::fmt::{Display, Write as _};
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use tamis_pipeline::Progress;

/// The file, and what does not change while a run goes on.
#[derive(Debug)]
pub(crate) struct Metrics {
    path: PathBuf,
    /// What the run is told by: labels of `tamis_run_info`.
    command: &'static str,
    output: String,
    started: f64,
    failed: AtomicBool,
}

impl Metrics {
    pub(crate) fn new(path: PathBuf, command: &'static str, output: String) -> Self {
        Metrics { path, command, output, started: now(), failed: AtomicBool::new(false) }
    }

    /// Rewrites the file; `exit_code` is that of a run that has ended. Tells the first failure; metrics are no reason
    /// to stop a run.
    pub(crate) fn write(&self, progress: &Progress, exit_code: Option<u8>) -> Result<(), String> {
        let text = self.render(progress, exit_code, now(), &Memory::of_this_process());
        match replace(&self.path, text.as_bytes()) {
            Err(error) if !self.failed.swap(true, Ordering::Relaxed) => Err(format!(
                "{}: the metrics cannot be written: {error}; the run goes on",
                self.path.display()
            )),
            _ => Ok(()),
        }
    }

    fn render(&self, progress: &Progress, exit_code: Option<u8>, now: f64, memory: &Memory) -> String {
        let load = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let mut out = Text::default();
        out.family("tamis_run_info", "gauge", "What runs; always 1.");
        let labels = [
            ("version", env!("CARGO_PKG_VERSION")),
            ("command", self.command),
            ("output", self.output.as_str()),
        ];
        out.sample("tamis_run_info", &labels, 1);
        out.single("tamis_up", "gauge", "1 while the run goes on, 0 when it has ended.", {
            u8::from(exit_code.is_none())
        });
        if let Some(code) = exit_code {
            out.single("tamis_exit_code", "gauge", "Exit code of the run; absent while it goes on.", code);
        }
        let start = "When the run began, in seconds since 1970.";
        out.single("tamis_start_time_seconds", "gauge", start, self.started);
        let last = "When this file was written, in seconds since 1970.";
        out.single("tamis_last_update_timestamp_seconds", "gauge", last, now);
        out.single("tamis_pass", "gauge", "Pass over the inputs, from 1.", load(&progress.pass));
        out.single("tamis_passes", "gauge", "Passes over the inputs in all.", load(&progress.passes));
        let states = [
            ("kept", &progress.kept),
            ("duplicate", &progress.duplicates),
            ("dropped", &progress.dropped),
            ("rejected", &progress.rejected),
            ("skipped", &progress.skipped),
        ];
        out.family("tamis_records_total", "counter", "Records by what became of them.");
        for (state, counter) in states {
            out.sample("tamis_records_total", &[("state", state)], load(counter));
        }
        let records = "Records that were read in this pass.";
        out.single("tamis_records_read_total", "counter", records, load(&progress.records));
        let read = "Bytes of the input files that were read in this pass, before decompression.";
        out.single("tamis_bytes_read_total", "counter", read, load(&progress.bytes_read));
        let all = "Bytes of all input files, as far as they are known.";
        out.single("tamis_bytes_total", "gauge", all, load(&progress.bytes_total));
        let (words_in, words_out) = (load(&progress.words_in), load(&progress.words_out));
        out.single("tamis_words_in_total", "counter", "Words of the documents as they came in.", words_in);
        let removed = "Words that were taken out of the documents.";
        out.single("tamis_words_removed_total", "counter", removed, words_in.saturating_sub(words_out));
        out.family("tamis_rejects_total", "counter", "Rejected records by cause.");
        for (cause, count) in progress.rejects_by_cause() {
            out.sample("tamis_rejects_total", &[("cause", cause)], count);
        }
        for (name, help, bytes) in [
            ("tamis_resident_memory_bytes", "Memory that the process holds.", memory.resident),
            ("tamis_resident_memory_max_bytes", "Most memory that the process held.", memory.most),
        ] {
            if let Some(bytes) = bytes {
                out.single(name, "gauge", help, bytes);
            }
        }
        out.0
    }
}

/// The text exposition format, version 0.0.4.
#[derive(Default)]
struct Text(String);

impl Text {
    fn family(&mut self, name: &str, kind: &str, help: &str) {
        // Writing into a string cannot fail.
        let _ = write!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}\n");
    }

    fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: impl Display) {
        let labels: Vec<String> =
            labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
        let braces = if labels.is_empty() { String::new() } else { format!("{{{}}}", labels.join(",")) };
        // Writing into a string cannot fail.
        let _ = writeln!(self.0, "{name}{braces} {value}");
    }

    fn single(&mut self, name: &str, kind: &str, help: &str, value: impl Display) {
        self.family(name, kind, help);
        self.sample(name, &[], value);
    }
}

/// The value of a label: backslash, quote and line feed stand behind a backslash.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

/// Seconds since 1970, to the millisecond.
fn now() -> f64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    since.as_millis() as f64 / 1000.0
}

/// What the process holds, in bytes, where the system tells.
#[derive(Default)]
struct Memory {
    resident: Option<u64>,
    most: Option<u64>,
}

impl Memory {
    fn of_this_process() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let figure = |key: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(key))?;
            line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
        };
        Memory { resident: figure("VmRSS:"), most: figure("VmHWM:") }
    }
}

/// Writes a file that anyone may read under another name, and renames it. It is not synced: after a crash of the
/// machine nobody wants its figures.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?;
    // No `.prom` at the end, which the collector would read.
    let temporary = path.with_file_name(format!(".{}.tmp", name.to_string_lossy()));
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
    let written = file.write_all(bytes).and_then(|()| {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            file.set_permissions(fs::Permissions::from_mode(0o644))?;
        }
        fs::rename(&temporary, path)
    });
    if written.is_err() {
        // What failed is told already.
        let _ = fs::remove_file(&temporary);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metrics(path: PathBuf) -> Metrics {
        Metrics {
            path,
            command: "clean",
            output: "a\"b\\c\nd".into(),
            started: 1.5,
            failed: AtomicBool::new(false),
        }
    }

    #[test]
    fn a_run_is_told_in_families_with_escaped_labels() {
        let progress = Progress::new();
        progress.kept.store(3, Ordering::Relaxed);
        progress.words_in.store(10, Ordering::Relaxed);
        progress.words_out.store(7, Ordering::Relaxed);
        let memory = Memory { resident: Some(4096), most: None };
        let text = metrics("x.prom".into()).render(&progress, None, 2.25, &memory);
        for line in [
            "tamis_up 1",
            "tamis_records_total{state=\"kept\"} 3",
            "tamis_words_removed_total 3",
            "tamis_resident_memory_bytes 4096",
            "tamis_last_update_timestamp_seconds 2.25",
        ] {
            assert!(text.lines().any(|found| found == line), "{line} is not in {text}");
        }
        assert!(text.contains("command=\"clean\",output=\"a\\\"b\\\\c\\nd\"} 1\n"), "{text}");
        assert!(!text.contains("tamis_exit_code") && !text.contains("memory_max"), "{text}");
        let text = metrics("x.prom".into()).render(&progress, Some(143), 2.0, &Memory::default());
        assert!(text.contains("\ntamis_up 0\n") && text.contains("\ntamis_exit_code 143\n"), "{text}");
    }

    #[test]
    fn a_failure_is_told_once_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let progress = Progress::new();
        let missing = metrics(folder.path().join("missing/x.prom"));
        assert!(missing.write(&progress, None).unwrap_err().contains("x.prom"));
        assert!(missing.write(&progress, None).is_ok());
        let there = metrics(folder.path().join("x.prom"));
        assert!(there.write(&progress, None).is_ok() && there.write(&progress, Some(0)).is_ok());
        let names: Vec<_> =
            fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["x.prom"]);
    }
}
