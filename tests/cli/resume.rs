//! Runs that are killed, stopped, starved or refused: the same command continues them, and no byte of the outputs tells.
#![cfg(target_os = "linux")]

use std::process::{Child, Command, Stdio};

use crate::corpus::{mixed, rows, shard, story};
use crate::support::{Place, Ran};

/// Kills of a test over many of them; `TAMIS_KILLS` asks for more.
fn kills() -> u64 {
    std::env::var("TAMIS_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(20)
}

/// What makes the second of two runs unlike the first one even if no byte of the outputs does.
const ARGS: [&str; 6] = ["clean", "in", "-j", "2", "--trace=.2", "-o"];

/// A corpus of every kind of file, with rows that are broken and ids that come again.
fn corpus(place: &Place) {
    shard(place, "in/rows", &rows(1100), 5);
    let mut more = rows(180);
    for at in [20, 90, 170] {
        let line = more.match_indices('\n').nth(at).unwrap().0;
        more.insert_str(line, "\n{\"id\":\"broken");
    }
    place.write("in/again.jsonl", more);
    for at in 0..40 {
        let lines = story(mixed(at), 12);
        place.write(&format!("in/texts/{at}.txt"), lines.join("\n"));
        let page = format!(
            "<html><head><title>{}</title></head><body><nav><a href=/>home</a></nav><p>{}</body></html>",
            lines[0],
            lines.join(".</p>\n<p>")
        );
        place.write(&format!("in/pages/{at}.html"), page);
    }
    place.write("in/not-text.txt", [0; 300]);
}

/// A run whose temporary files are in a folder of its own.
fn start(place: &Place, args: &[&str]) -> Child {
    std::fs::create_dir_all(place.path("tmp")).unwrap();
    let mut command = place.command(args);
    command
        .env("TMPDIR", place.path("tmp"))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Bytes that a run has written so far.
fn bytes_written(child: &Child) -> u64 {
    let io = std::fs::read_to_string(format!("/proc/{}/io", child.id())).unwrap_or_default();
    io.lines().find_map(|line| line.strip_prefix("wchar: ")?.parse().ok()).unwrap_or_default()
}

/// Waits until a run has written so many bytes. False if it ended before.
fn until_written(child: &mut Child, bytes: u64) -> bool {
    while child.try_wait().unwrap().is_none() {
        if bytes_written(child) >= bytes {
            return true;
        }
        std::thread::yield_now();
    }
    false
}

fn signal(child: &Child, name: &str) {
    assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
}

fn ended(child: Child) -> Ran {
    Ran::from(child.wait_with_output().unwrap())
}

/// Everything below an output, by name.
fn outputs(place: &Place, name: &str) -> Vec<(String, Vec<u8>)> {
    let below = |file: &String| file.starts_with(name);
    place.files().into_iter().filter(below).map(|file| (file.clone(), place.bytes(&file))).collect()
}

/// What a run that nobody stops writes, and about how many bytes it writes on the way.
fn uninterrupted(args: &[&str], output: &str) -> (Vec<(String, Vec<u8>)>, u64) {
    let place = Place::new();
    corpus(&place);
    let mut child = start(&place, &[args, &[output]].concat());
    let mut bytes = 0;
    while child.try_wait().unwrap().is_none() {
        bytes = bytes_written(&child).max(bytes);
        std::thread::yield_now();
    }
    ended(child).exits(1);
    (outputs(&place, output), bytes)
}

/// Kills runs at many moments; whatever happens, the command that is run again at last gives `expect`.
fn killed_again_and_again(args: &[&str], output: &str, kills: u64, seed: u64) {
    let (expect, bytes) = uninterrupted(args, output);
    let place = Place::new();
    corpus(&place);
    let before = place.files();
    let args = [args, &[output]].concat();
    let (mut killed, mut continued, mut at) = (0, 0, seed);
    while killed < kills {
        // A run that continues writes less than a whole one; at first there is nothing to continue.
        let moment = bytes / 20 + mixed(at) % (bytes / 2);
        at += 1;
        let mut child = start(&place, &args);
        if until_written(&mut child, moment) {
            child.kill().unwrap();
            killed += 1;
        }
        let ran = ended(child);
        continued += u64::from(ran.stderr.contains("an unfinished run is continued"));
        if ran.code == 1 || killed == kills {
            let ran = ended(start(&place, &args));
            continued += u64::from(ran.stderr.contains("an unfinished run is continued"));
            ran.exits(1);
            let found = outputs(&place, output);
            let names =
                |files: &[(String, Vec<u8>)]| files.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
            assert_eq!(names(&found), names(&expect), "after {killed} kills");
            let other = found.iter().zip(&expect).find(|(found, expect)| found != expect);
            assert!(other.is_none(), "after {killed} kills {} differs", other.unwrap().0.0);
            let left: Vec<String> =
                place.files().into_iter().filter(|file| !file.starts_with(output)).collect();
            assert_eq!(left, before, "after {killed} kills");
            std::fs::remove_dir_all(place.path("out")).unwrap();
        }
    }
    assert!(continued > 0, "none of {kills} runs was continued");
}

#[test]
fn a_run_into_a_directory_that_is_killed_gives_the_same_bytes_in_the_end() {
    killed_again_and_again(&ARGS, "out/", kills() * 2 / 3, 1);
}

#[test]
fn a_run_into_a_file_that_reads_once_and_is_killed_gives_the_same_bytes_in_the_end() {
    let args = ["clean", "in", "--no-learn", "--exact", "--text-format", "markdown", "-o"];
    killed_again_and_again(&args, "out/x.jsonl.zst", kills() / 3, 1000);
}

#[test]
fn a_run_that_is_asked_to_stop_finishes_what_is_under_way_and_is_continued() {
    let (expect, bytes) = uninterrupted(&ARGS, "out/");
    for (part, name, code) in [(20, "-TERM", 143), (8, "-INT", 130), (3, "-TERM", 143)] {
        let place = Place::new();
        corpus(&place);
        let args = [&ARGS[..], &["out/"]].concat();
        let mut child = start(&place, &args);
        assert!(until_written(&mut child, bytes / part), "ended before a {part}th was written");
        signal(&child, name);
        let ran = ended(child).exits(code);
        assert!(ran.stderr.contains("the same command continues"), "{}", ran.stderr);
        assert!(!place.files().iter().any(|file| file.contains(".tmp")));
        let ran = ended(start(&place, &args)).exits(1);
        assert!(ran.stderr.contains("an unfinished run is continued"), "{}", ran.stderr);
        assert!(outputs(&place, "out/") == expect, "stopped by {name} at 1/{part}");
    }
}

/// A place with a run that was stopped half way.
fn unfinished() -> (Place, Vec<&'static str>) {
    let place = Place::new();
    corpus(&place);
    let args = [&ARGS[..], &["out/"]].concat();
    let mut child = start(&place, &args);
    assert!(until_written(&mut child, 200_000));
    signal(&child, "-TERM");
    ended(child).exits(143);
    (place, args)
}

#[test]
fn another_run_is_refused_and_says_what_is_different() {
    let (place, args) = unfinished();
    let refused = |more: &[&str], says: &str| {
        let ran = place.run(&[&args[..], more].concat()).exits(2);
        assert!(ran.stderr.contains("unfinished run") && ran.stderr.contains("--fresh"), "{}", ran.stderr);
        assert!(ran.stderr.contains(says), "{says}: {}", ran.stderr);
    };
    refused(&["--mode", "recall"], "strip.mode was \"balanced\" and is \"recall\"");
    refused(&["--no-removed"], "--no-removed was not set and is true");
    refused(&["--memory", "64MiB"], "limits.max_document_bytes was 67108864 and is 2097152");
    place.write("in/texts/40.txt", "one more");
    refused(&[], "1 new (texts/40.txt)");
    std::fs::remove_file(place.path("in/texts/40.txt")).unwrap();
    let text = place.read("in/texts/7.txt");
    std::fs::remove_file(place.path("in/texts/7.txt")).unwrap();
    refused(&[], "1 gone (texts/7.txt)");
    place.write("in/texts/7.txt", text + " and more");
    refused(&[], "1 changed (texts/7.txt)");
    let journal = "out/_tamis/journal/run.json";
    let version = format!("\"tamis\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let other = place.read(journal).replace(&version, "\"tamis\": \"0.0.9\"");
    place.write(journal, other);
    refused(&[], "tamis 0.0.9 began it");
    // Threads are nobody's business; and whoever wants to start over can.
    let ran = place.run(&[&args[..], &["-j", "1", "--fresh"]].concat().replacen_threads()).exits(1);
    assert!(!ran.stderr.contains("continued"));
    assert!(!place.files().iter().any(|file| file.contains("journal")));
}

/// The same arguments with the number of threads given once.
trait OneThreads<'a> {
    fn replacen_threads(self) -> Vec<&'a str>;
}

impl<'a> OneThreads<'a> for Vec<&'a str> {
    fn replacen_threads(self) -> Vec<&'a str> {
        let first = self.iter().position(|arg| *arg == "-j").unwrap();
        self.iter()
            .enumerate()
            .filter(|(at, _)| *at != first && *at != first + 1)
            .map(|(_, arg)| *arg)
            .collect()
    }
}

#[test]
fn a_journal_is_kept_only_where_it_serves() {
    let place = Place::new();
    place.write("in/a.txt", story(1, 9).join("\n")).write("in/b.txt", story(2, 9).join("\n"));
    place.run(&["clean", "in", "-o", "out", "-q"]).exits(0);
    place.run(&["clean", "in", "-o", "one.jsonl", "--no-journal", "-q"]).exits(0);
    place.run(&["clean", "in", "-q"]).exits(0);
    assert!(!place.files().iter().any(|file| file.contains("journal")), "{:?}", place.files());
}

#[test]
fn two_runs_into_one_output_the_second_is_refused() {
    let place = Place::new();
    corpus(&place);
    let args = [&ARGS[..], &["out/"]].concat();
    let mut first = start(&place, &args);
    assert!(until_written(&mut first, 1000));
    signal(&first, "-STOP");
    let second = place.run(&args);
    signal(&first, "-CONT");
    let second = second.exits(3);
    assert!(second.stderr.contains("another run is writing here"), "{}", second.stderr);
    ended(first).exits(1);
}

#[test]
fn a_full_disk_is_named_and_the_run_is_continued_when_there_is_room() {
    let (expect, _) = uninterrupted(&ARGS, "out/");
    let mut failed = 0;
    for blocks in [2, 40, 150, 400, 900] {
        let place = Place::new();
        corpus(&place);
        std::fs::create_dir_all(place.path("tmp")).unwrap();
        let args = [&ARGS[..], &["out/"]].concat();
        // A write beyond the limit fails as one on a full disk does.
        let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &limited, env!("CARGO_BIN_EXE_tamis")]).args(&args);
        command.current_dir(place.path("")).env("TMPDIR", place.path("tmp"));
        let ran = Ran::from(command.output().unwrap());
        if ran.code != 1 {
            failed += 1;
            assert_eq!(ran.code, 3, "{}", ran.stderr);
            assert!(ran.stderr.contains("File too large"), "{}", ran.stderr);
            let data =
                place.files().into_iter().filter(|file| file.starts_with("out/") && !file.contains("_tamis"));
            // Whatever has its name is whole.
            data.for_each(|file| assert!(expect.contains(&(file.clone(), place.bytes(&file))), "{file}"));
        }
        ended(start(&place, &args)).exits(1);
        assert!(outputs(&place, "out/") == expect, "with {blocks} blocks");
    }
    assert!(failed >= 3, "only {failed} runs had no room");
}

#[test]
fn an_input_that_vanishes_under_the_run_costs_itself() {
    let place = Place::new();
    corpus(&place);
    let mut child = start(&place, &["clean", "in", "-o", "out/", "--no-learn"]);
    // The files were listed when the journal begins.
    while !place.path("out/_tamis/journal/inputs.zst").exists() {
        assert!(child.try_wait().unwrap().is_none());
        std::thread::yield_now();
    }
    signal(&child, "-STOP");
    std::fs::remove_file(place.path("in/texts/9.txt")).unwrap();
    place.write("in/texts/90.txt", "came too late");
    signal(&child, "-CONT");
    let ran = ended(child).exits(1);
    let rejects = place.rows("out/_tamis/rejects.jsonl.zst");
    let gone = rejects.iter().find(|reject| reject["id"] == "texts/9.txt").expect(&ran.stderr);
    assert_eq!(gone["cause"], "unreadable");
    assert!(!place.path("out/texts/90.txt.jsonl").exists());
    assert!(place.path("out/texts/8.txt.jsonl").exists());
}
