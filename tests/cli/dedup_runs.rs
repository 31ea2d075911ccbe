//! `tamis dedup` run again and again: shards, threads, kills and signals change no byte and leave nothing behind, and
//! memory keeps to its bound.

use std::io::{Read, Write};
use std::process::{Child, Stdio};

use serde_json::json;

use crate::corpus::{rows, shard, story};
use crate::support::Place;

/// All that a run writes about documents.
const WRITTEN: [&str; 2] = ["out.jsonl", "out.jsonl.tamis/duplicates.jsonl.zst"];

fn written(place: &Place) -> Vec<Vec<u8>> {
    WRITTEN.map(|name| place.bytes(name)).to_vec()
}

#[test]
fn shards_and_threads_change_no_byte() {
    let place = Place::new();
    let rows = rows(700);
    let mut expect = None;
    for (files, threads) in [(1, "1"), (3, "2"), (7, "4"), (1, "4"), (7, "1")] {
        let folder = format!("in{files}");
        shard(&place, &folder, &rows, files);
        place
            .run(&["dedup", &folder, "-o", "out.jsonl", "--clusters", "c.tsv", "-q", "-j", threads])
            .exits(0);
        let mut found = written(&place);
        found.push(place.bytes("c.tsv"));
        let expect = expect.get_or_insert_with(|| found.clone());
        assert!(*expect == found, "{files} files and {threads} threads give other bytes");
    }
    let [out, _, clusters] = &expect.unwrap()[..] else { panic!("not all was written") };
    let count = |bytes: &[u8]| bytes.split(|byte| *byte == b'\n').count() - 1;
    assert_eq!(count(clusters), 700);
    assert!((200..600).contains(&count(out)), "{} of 700 stay", count(out));
}

/// A run whose temporary files are in a folder of its own.
fn start(place: &Place, args: &[&str]) -> Child {
    std::fs::create_dir_all(place.path("tmp")).unwrap();
    let mut command = place.command(&[&["dedup"], args].concat());
    command
        .env("TMPDIR", place.path("tmp"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command.spawn().unwrap()
}

fn signal(child: &Child, name: &str) {
    let status = std::process::Command::new("kill").args([name, &child.id().to_string()]).status();
    assert!(status.unwrap().success());
}

#[cfg(target_os = "linux")]
mod linux {
    use super::*;

    /// What the system says of a run.
    struct Seen<'p> {
        place: &'p Place,
        folder: String,
    }

    impl Seen<'_> {
        fn file(&self, name: &str) -> String {
            std::fs::read_to_string(format!("{}/{name}", self.folder)).unwrap_or_default()
        }

        /// Bytes that were read so far, of inputs and of temporary files.
        fn read(&self) -> u64 {
            self.file("io")
                .lines()
                .find_map(|line| line.strip_prefix("rchar: ")?.parse().ok())
                .unwrap_or_default()
        }

        /// Whether a thread is there that reads the inputs, or has just been.
        fn is_reading(&self) -> bool {
            let tasks = std::fs::read_dir(format!("{}/task", self.folder)).into_iter().flatten().flatten();
            let mut names =
                tasks.map(|task| std::fs::read_to_string(task.path().join("comm")).unwrap_or_default());
            names.any(|name| name.starts_with("tamis-reader"))
        }

        /// Bytes of the output under its temporary name.
        fn unfinished_bytes(&self) -> u64 {
            let entries = std::fs::read_dir(self.place.path("")).into_iter().flatten().flatten();
            let unfinished =
                entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(".out.jsonl.tmp"));
            unfinished.filter_map(|entry| Some(entry.metadata().ok()?.len())).sum()
        }
    }

    /// Waits until a run is where it is to be, or has ended.
    fn until(place: &Place, child: &mut Child, is_there: impl Fn(&Seen<'_>) -> bool) -> bool {
        let seen = Seen { place, folder: format!("/proc/{}", child.id()) };
        while child.try_wait().unwrap().is_none() {
            if is_there(&seen) {
                return true;
            }
            std::thread::yield_now();
        }
        false
    }

    const ARGS: [&str; 5] = ["in", "-o", "out.jsonl", "-j", "2"];

    /// A place with input, and how many bytes that is.
    fn large() -> (Place, u64, Vec<String>) {
        let place = Place::new();
        let rows = rows(2500);
        shard(&place, "in", &rows, 1);
        let before = place.files();
        (place, rows.len() as u64, before)
    }

    /// What to wait for, by name.
    type Moment = (&'static str, fn(&Seen<'_>, u64) -> bool);

    /// Moments of a run in the order in which they come; the number is the bytes of the input.
    const MOMENTS: [Moment; 10] = [
        ("started", |_, _| true),
        ("reading", |seen, bytes| seen.read() > bytes / 3),
        ("nearly read", |seen, bytes| seen.read() > bytes * 9 / 10),
        ("read", |seen, bytes| seen.read() >= bytes && !seen.is_reading()),
        ("comparing", |seen, bytes| seen.read() > bytes * 11 / 10 && !seen.is_reading()),
        ("reading again", |seen, bytes| seen.read() > bytes * 5 / 4 && seen.is_reading()),
        ("writing", |seen, _| seen.unfinished_bytes() > 0),
        ("half written", |seen, bytes| seen.unfinished_bytes() > bytes / 4),
        ("nearly written", |seen, bytes| seen.unfinished_bytes() > bytes * 2 / 5),
        ("publishing", |seen, _| seen.place.path("out.jsonl").exists()),
    ];

    #[test]
    fn a_killed_run_leaves_nothing_that_the_next_one_does_not_clear() {
        let (place, bytes, before) = large();
        let whole = Place::new();
        shard(&whole, "in", &rows(2500), 1);
        assert!(start(&whole, &ARGS).wait_with_output().unwrap().status.success());
        let expect = written(&whole);
        // The last moments are short: a run may end before it is seen in one of them.
        let mut seen = 0;
        for (name, moment) in MOMENTS {
            let mut child = start(&place, &ARGS);
            let caught = until(&place, &mut child, |seen| moment(seen, bytes));
            child.kill().unwrap();
            child.wait().unwrap();
            seen += usize::from(caught);
            assert_eq!(place.files().iter().filter(|file| file.starts_with("tmp")).count(), 0, "{name}");
            for (file, expect) in WRITTEN.iter().zip(&expect) {
                if place.path(file).exists() {
                    assert!(place.bytes(file) == *expect, "killed when {name}: {file} is not whole");
                }
            }
        }
        assert!(seen + 4 >= MOMENTS.len(), "only {seen} moments were seen");
        assert!(start(&place, &ARGS).wait_with_output().unwrap().status.success());
        assert!(written(&place) == expect);
        let left: Vec<String> = place.files().into_iter().filter(|file| !before.contains(file)).collect();
        let made: Vec<String> = whole.files().into_iter().filter(|file| !file.starts_with("in")).collect();
        assert_eq!(left, made);
    }

    #[test]
    fn a_signal_in_any_phase_leaves_nothing() {
        for (moment, (name, code)) in
            [1, 3, 4, 6].into_iter().zip([("-TERM", 143), ("-INT", 130), ("-TERM", 143), ("-INT", 130)])
        {
            let (place, bytes, before) = large();
            let (when, is_there) = MOMENTS[moment];
            let mut child = start(&place, &ARGS);
            assert!(until(&place, &mut child, |seen| is_there(seen, bytes)), "never seen {when}");
            signal(&child, name);
            assert_eq!(child.wait().unwrap().code(), Some(code), "{name} when {when}");
            assert_eq!(place.files(), before, "{name} when {when}");
        }
    }

    /// Most bytes of memory beside what `--memory` allows: code, stacks, chunks under way, and the books of 20,000
    /// documents.
    const BESIDE_BYTES: u64 = 48 << 20;

    #[test]
    fn memory_keeps_to_its_bound() {
        let place = Place::new();
        let row = |at: u64| {
            json!({"id": at.to_string(), "text": story(at / 2 * 2, 3).join("\n")}).to_string() + "\n"
        };
        place.write("in.jsonl", (0..20_000).map(row).collect::<String>());
        let args = ["in.jsonl", "-o", "-", "-q", "-j", "2", "--memory", "16MiB"];
        let mut child = start(&place, &args);
        // When the first row comes, all was compared; the run waits for someone to take the others.
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0]).unwrap();
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"));
        let most = most.unwrap().parse::<u64>().unwrap() << 10;
        drop(stdout);
        assert_eq!(child.wait().unwrap().code(), Some(0));
        let bound = (16 << 20) + BESIDE_BYTES;
        assert!(most <= bound, "{} MiB, not {}", most >> 20, bound >> 20);
    }
}

#[test]
fn a_killed_run_leaves_no_unfinished_file_of_any_output() {
    let place = Place::new();
    place.write("in.jsonl", rows(50));
    let args = ["-o", "out.jsonl", "--clusters", "c.tsv", "--duplicates", "d.jsonl", "--rejects", "r.jsonl"];
    let mut child = start(&place, &[&["-"], &args[..]].concat());
    // More than a pipe holds: when all is taken, the outputs were begun.
    child.stdin.as_mut().unwrap().write_all(rows(300).as_bytes()).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    place.run(&[&["dedup", "in.jsonl"], &args[..]].concat()).exits(0);
    let hidden: Vec<String> = place.files().into_iter().filter(|file| file.starts_with('.')).collect();
    assert_eq!(hidden, Vec::<String>::new());
}
