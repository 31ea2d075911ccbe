use std::fs;
use std::path::{Path, PathBuf};

use tamis_core::RejectCause;
use tamis_io::{Discovery, InputConfig, IoError, Reader};

struct Tree(tempfile::TempDir);

impl Tree {
    fn new(files: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        Tree(folder)
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    fn discover(&self, config: InputConfig, inputs: &[&str], outputs: &[&str]) -> Result<Discovery, IoError> {
        let all = |paths: &[&str]| -> Vec<PathBuf> { paths.iter().map(|path| self.path(path)).collect() };
        Reader::new(config, 99).unwrap().discover(&all(inputs), &all(outputs))
    }

    fn ids(&self, config: InputConfig, inputs: &[&str]) -> Vec<String> {
        ids(&self.discover(config, inputs, &[]).unwrap())
    }
}

fn ids(found: &Discovery) -> Vec<String> {
    found.files.iter().map(|file| file.id().to_owned()).collect()
}

fn skipped(found: &Discovery) -> Vec<(&str, u64)> {
    found.skipped.iter().map(|(why, count)| (*why, *count)).collect()
}

#[test]
fn a_directory_gives_its_files_by_the_bytes_of_their_paths() {
    let tree =
        Tree::new(&["d/b.txt", "d/a/z.html.gz", "d/a.jsonl", "d/a b/x.txt", "d/Z.txt", "d/a/b/c.ndjson.zst"]);
    let expect = ["Z.txt", "a b/x.txt", "a.jsonl", "a/b/c.ndjson.zst", "a/z.html.gz", "b.txt"];
    assert_eq!(tree.ids(InputConfig::default(), &["d"]), expect);
    let found = tree.discover(InputConfig::default(), &["d"], &[]).unwrap();
    assert_eq!(found.files[0].bytes, 1);
}

#[test]
fn several_roots_come_before_their_ids_and_are_unique() {
    let tree = Tree::new(&["p/d/x.txt", "q/d/x.txt", "q/y.txt", "p/y.txt", "y.tar.gz"]);
    let ids = tree.ids(InputConfig::default(), &["p/d", "q/d", "q/y.txt", "p/y.txt", "y.tar.gz"]);
    assert_eq!(ids, ["d/x.txt", "d~2/x.txt", "y.txt", "y~2.txt", "y.tar.gz"]);
    assert_eq!(tree.ids(InputConfig::default(), &["q/y.txt"]), ["y.txt"]);
}

#[test]
fn what_is_not_read_is_counted_by_why() {
    let tree = Tree::new(&[
        "d/a.txt",
        "d/.hidden.txt",
        "d/.git/config.txt",
        "d/picture.png",
        "d/none",
        "d/_tamis/removed.jsonl",
        "d/out.jsonl.tamis/rejects.jsonl",
        "d/out.jsonl",
        "d/old/_tamis/x.jsonl",
        "d/old/data.jsonl",
    ]);
    let found = tree.discover(InputConfig::default(), &["d"], &["d/out.jsonl"]).unwrap();
    assert_eq!(ids(&found), ["a.txt", "old/data.jsonl"]);
    assert_eq!(skipped(&found), [("hidden", 2), ("tamis-output", 4), ("unknown-extension", 2)]);
    let hidden = InputConfig { hidden: true, ..InputConfig::default() };
    assert_eq!(
        tree.ids(hidden, &["d"]),
        [".git/config.txt", ".hidden.txt", "a.txt", "old/data.jsonl", "out.jsonl"]
    );
}

#[test]
fn globs_go_by_the_path_below_the_root() {
    let tree = Tree::new(&["d/a.txt", "d/n/b.txt", "d/n/c.html", "d/skip/e.txt"]);
    let config = InputConfig {
        include: vec!["*.txt".into()],
        exclude: vec!["skip".into(), "a.*".into()],
        ..InputConfig::default()
    };
    let found = tree.discover(config.clone(), &["d"], &[]).unwrap();
    assert_eq!(ids(&found), ["n/b.txt"]);
    assert_eq!(skipped(&found), [("excluded", 3)]);
    assert_eq!(tree.ids(config, &["d/n/c.html"]), ["c.html"], "a named file is read");
    let broken = InputConfig { exclude: vec!["[".into()], ..InputConfig::default() };
    assert_eq!(Reader::new(broken, 9).unwrap_err().key, "input.exclude");
    let unknown = InputConfig { from: "pdf".into(), ..InputConfig::default() };
    assert!(Reader::new(unknown, 9).unwrap_err().problem.contains("jsonl, warc, text"));
}

#[test]
fn a_named_file_is_read_whatever_its_name() {
    let tree = Tree::new(&["d/.x", "d/y.log"]);
    assert_eq!(tree.ids(InputConfig::default(), &["d/.x", "d/y.log"]), [".x", "y.log"]);
    let forced = InputConfig { from: "text".into(), ..InputConfig::default() };
    assert_eq!(tree.ids(forced, &["d"]), ["y.log"], "a forced format knows every extension");
}

#[test]
fn a_missing_input_is_an_error_that_names_it() {
    let tree = Tree::new(&["a.txt"]);
    let error = tree.discover(InputConfig::default(), &["a.txt", "nowhere"], &[]).unwrap_err();
    assert!(matches!(&error, IoError::MissingInput { path } if path.ends_with("nowhere")));
    assert!(error.to_string().ends_with("nowhere: no such file or directory"));
}

#[test]
fn standard_input_is_read_once() {
    let reader = Reader::new(InputConfig::default(), 9).unwrap();
    let none: &[&Path] = &[];
    let found = reader.discover(&["-"], none).unwrap();
    assert!(found.files[0].is_stdin() && found.files[0].id() == "-");
    assert!(matches!(reader.discover(&["-", "-"], none), Err(IoError::StandardInputTwice)));
}

#[test]
fn the_output_is_never_the_input() {
    let tree =
        Tree::new(&["in/a.txt", "out/b.txt", "own/_tamis/manifest.json", "own/c.jsonl", "in/x.tamis/y.txt"]);
    let fails = |inputs: &[&str], output| {
        let result = tree.discover(InputConfig::default(), inputs, &[output]);
        matches!(result, Err(IoError::InputIsOutput { .. }))
    };
    assert!(fails(&["out"], "out"), "it would be overwritten");
    assert!(fails(&["in", "out/b.txt"], "out"));
    assert!(fails(&["own"], "own"), "nothing else is to be read");
    let again = tree.discover(InputConfig::default(), &["in", "own", "in/x.tamis"], &["own"]).unwrap();
    assert_eq!(ids(&again), ["in/a.txt"]);
    assert_eq!(skipped(&again), [("tamis-output", 3)]);
}

#[cfg(unix)]
#[test]
fn links_are_followed_only_when_asked() {
    let tree = Tree::new(&["d/a.txt", "e/b.txt"]);
    std::os::unix::fs::symlink(tree.path("e"), tree.path("d/link")).unwrap();
    std::os::unix::fs::symlink(tree.path("d"), tree.path("d/loop")).unwrap();
    std::os::unix::fs::symlink(tree.path("e/b.txt"), tree.path("d/c.txt")).unwrap();
    let found = tree.discover(InputConfig::default(), &["d"], &[]).unwrap();
    assert_eq!((ids(&found), skipped(&found)), (vec!["a.txt".to_owned()], vec![("link", 3)]));
    let links = InputConfig { links: true, ..InputConfig::default() };
    let found = tree.discover(links, &["d"], &[]).unwrap();
    assert_eq!(ids(&found), ["a.txt", "c.txt", "link/b.txt"]);
    assert_eq!(found.rejects.len(), 1);
    assert_eq!(found.rejects[0].cause, RejectCause::Unreadable);
    assert_eq!(found.rejects[0].id.as_deref(), Some("loop"));
    assert_eq!(tree.ids(InputConfig::default(), &["d/c.txt"]), ["c.txt"], "a named link is followed");
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_utf8_are_read() {
    use std::os::unix::ffi::OsStrExt;
    let tree = Tree::new(&["d/a.txt"]);
    fs::write(tree.path("d").join(std::ffi::OsStr::from_bytes(b"\xe9.txt")), "x").unwrap();
    assert_eq!(tree.ids(InputConfig::default(), &["d"]), ["%E9.txt", "a.txt"]);
}

#[test]
fn a_file_that_cannot_be_read_is_one_reject() {
    let tree = Tree::new(&["d/a.txt"]);
    let reader = Reader::new(InputConfig::default(), 99).unwrap();
    let found = reader.discover(&[tree.path("d")], &[] as &[&Path]).unwrap();
    fs::remove_file(tree.path("d/a.txt")).unwrap();
    let rejects: Vec<_> = reader.open(&found.files[0]).map(|raw| raw.parse().unwrap_err()).collect();
    assert_eq!(rejects.len(), 1);
    assert_eq!(rejects[0].cause, RejectCause::Unreadable);
    fs::create_dir(tree.path("d/a.txt")).unwrap();
    let rejects: Vec<_> = reader.open(&found.files[0]).map(|raw| raw.parse().unwrap_err()).collect();
    assert_eq!((rejects.len(), rejects[0].cause), (1, RejectCause::Unreadable));
}
