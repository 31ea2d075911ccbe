use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use tamis_core::{Dated, Facts, Flag, Metadata, Place, Reject, RejectCause};
use tamis_io::{
    AtomicFile, Container, DedupRow, DroppedRow, DuplicateRow, IoError, Manifest, Output, OutputConfig,
    OutputRow, PrivateRow, RejectRow, RemovedRow, Side, SideChoice, Target, Written, with_own_members,
    write_atomically,
};

use crate::{file, read};

fn meta() -> Metadata {
    Metadata {
        id: "a\"b".into(),
        source: Some("s".into()),
        created: Some("2023".into()),
        title: Some("T".into()),
        language: Some("en".into()),
        passthrough: vec![("n".into(), "1.0".into()), ("q\"".into(), "[ ]".into())],
        ..Metadata::default()
    }
}

#[test]
fn what_an_earlier_run_left_stands_as_it_was_but_for_what_was_found() {
    let check = |own: &str, annotated: bool, expect: &str| {
        let meta = Metadata { id: "a".into(), own: Some(own.into()), ..Metadata::default() };
        let dedup = DedupRow {
            cluster: "c".into(),
            size: 2,
            role: "duplicate".into(),
            kept_id: Some("c".into()),
            similarity: Some(0.5),
            contained_in: None,
        };
        let dedup = annotated.then_some(&dedup);
        let row = OutputRow {
            meta: &meta,
            text: "x",
            language: None,
            flags: &[],
            private: None,
            dedup,
            version: "9",
        };
        let written = json(|out| row.write_json(out));
        assert_eq!(written, format!("{{\"id\":\"a\",\"text\":\"x\",\"metadata\":{{\"tamis\":{expect}}}}}\n"));
    };
    let found = r#"{"cluster":"c","size":2,"role":"duplicate","kept_id":"c","similarity":0.5}"#;
    let earlier = r#"{"title": "T","dedup":{"size":9},"version":"1"}"#;
    check(earlier, false, earlier);
    check(earlier, true, &format!(r#"{{"title":"T","dedup":{found},"version":"1"}}"#));
    check("{}", true, &format!(r#"{{"dedup":{found}}}"#));
}

fn json(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8(out).unwrap()
}

/// Everything below a directory that is no side folder, with what it holds.
fn data(root: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if !path.is_dir() {
                let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
                found.push((name, fs::read_to_string(&path).unwrap()));
            } else if !path.ends_with("_tamis") {
                folders.push(path);
            }
        }
    }
    found.sort();
    found
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

fn config() -> OutputConfig {
    OutputConfig { tool_version: "9".into(), ..OutputConfig::default() }
}

/// Writes documents, given as input and id, each holding its id.
fn run(target: &Path, config: OutputConfig, documents: &[(&str, &str)]) -> Result<Manifest, IoError> {
    let mut output = Output::create(&Target::parse(target)?, config)?;
    for (input, id) in documents {
        output.write(&file(input), id, format!("{id}\n").as_bytes())?;
    }
    output.finish(b"{}\n", b"key = 1\n")
}

#[test]
fn a_row_holds_what_is_known_and_nothing_else() {
    let published = Some(Dated { day: "2023-09-06".into(), evidence: "meta date".into() });
    let (authors, tags) = (vec!["A. Writer".to_owned()], vec!["Weirs".to_owned()]);
    let (headline, site) = (Some("Title".into()), Some("Post".into()));
    let facts = Facts { headline, authors, published, site, tags, ..Facts::default() };
    let meta = Metadata { facts, ..meta() };
    let dedup = DedupRow {
        cluster: "c".into(),
        size: 2,
        role: "kept".into(),
        kept_id: None,
        similarity: Some(0.123_456),
        contained_in: None,
    };
    let mut row = OutputRow {
        meta: &meta,
        text: "Rain.\n\"Sun\"",
        language: None,
        flags: &[Flag::LossLimit],
        private: None,
        dedup: Some(&dedup),
        version: "9",
    };
    assert_eq!(
        json(|out| row.write_json(out)),
        concat!(
            r#"{"id":"a\"b","text":"Rain.\n\"Sun\"","source":"s","created":"2023","metadata":{"n":1.0,"q\"":[ ],"#,
            r#""tamis":{"title":"Title","authors":["A. Writer"],"published":"2023-09-06","#,
            r#""published_evidence":"meta date","site":"Post","tags":["Weirs"],"language":"en","flags":["loss-limit"],"#,
            r#""dedup":{"cluster":"c","size":2,"role":"kept","similarity":0.123},"version":"9","schema":1}}}"#,
            "\n"
        )
    );
    assert_eq!(json(|out| row.write_text(out)), "Rain.\n\"Sun\"\n");
    let bare = Metadata { id: "x".into(), ..Metadata::default() };
    row = OutputRow {
        meta: &bare,
        text: "",
        language: None,
        flags: &[],
        private: None,
        dedup: None,
        version: "9",
    };
    let written = json(|out| row.write_json(out));
    assert_eq!(
        written,
        "{\"id\":\"x\",\"text\":\"\",\"metadata\":{\"tamis\":{\"flags\":[],\"version\":\"9\",\"schema\":1}}}\n"
    );
    assert_eq!(read("f.jsonl", written.as_bytes())[0].as_ref().unwrap().meta.id, "x");
}

#[test]
fn rows_about_what_went_can_be_read_back() {
    let removed = RemovedRow {
        id: "x".into(),
        start: 3,
        end: 9,
        stage: "strip".into(),
        action: "drop".into(),
        reason: "teaser".into(),
        score: 0.876_543,
        evidence: "read more".into(),
        text: "Read more".into(),
        replacement: None,
    };
    let written = json(|out| removed.write_json(out));
    assert!(written.contains(r#""score":0.877,"#) && !written.contains("replacement"), "{written}");
    let back: RemovedRow<'_> = serde_json::from_str(&written).unwrap();
    assert_eq!(back, RemovedRow { score: 0.877, ..removed.clone() });
    let no_number = RemovedRow { score: f32::NAN, replacement: Some("".into()), ..removed };
    assert!(json(|out| no_number.write_json(out)).contains(r#""score":0.0,"#));

    let reject = Reject {
        place: Place { file: "f".into(), line: Some(2), offset: None },
        id: None,
        cause: RejectCause::BadUtf8,
        message: "m".into(),
    };
    let written = json(|out| RejectRow::from(&reject).write_json(out));
    assert_eq!(written, "{\"file\":\"f\",\"line\":2,\"cause\":\"bad-utf8\",\"message\":\"m\"}\n");
}

#[test]
fn a_document_that_went_can_be_got_back() {
    let meta = meta();
    let row = OutputRow {
        meta: &meta,
        text: "t",
        language: None,
        flags: &[],
        private: None,
        dedup: None,
        version: "9",
    };
    let whole = json(|out| row.write_json(out));
    let duplicate = DuplicateRow {
        id: Cow::Borrowed("x"),
        kept_id: "y".into(),
        reason: "exact-duplicate".into(),
        similarity: 1.0,
        evidence: "same words".into(),
    };
    let dropped =
        DroppedRow { id: "x".into(), reason: "empty".into(), score: 1.0, evidence: "0 words".into() };
    for written in [json(|out| duplicate.write_json(&row, out)), json(|out| dropped.write_json(&row, out))] {
        let (head, tail) = written.split_once(",\"row\":").unwrap();
        assert_eq!(tail, format!("{}}}\n", whole.trim_end()));
        assert!(head.starts_with("{\"id\":\"x\","));
    }
}

#[test]
fn a_file_appears_when_it_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sub/x.txt");
    let mut unfinished = AtomicFile::create(&path).unwrap();
    unfinished.append(b"half").unwrap();
    let hidden = names(path.parent().unwrap());
    assert!(hidden.len() == 1 && hidden[0].starts_with(".x.txt.tmp"), "{hidden:?}");
    drop(unfinished);
    assert!(names(path.parent().unwrap()).is_empty());
    let sum = write_atomically(&path, b"whole").unwrap();
    assert_eq!((sum.bytes, sum.xxh3.len()), (5, 32));
    assert_eq!(fs::read(&path).unwrap(), b"whole");
    assert_eq!(names(path.parent().unwrap()), ["x.txt"]);
}

#[test]
fn compressed_files_are_the_same_bytes_each_time() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["x.jsonl.gz", "x.jsonl.zst"] {
        let row = b"{\"id\":\"a\",\"text\":\"t\"}\n";
        let sums = ["1", "2"].map(|sub| write_atomically(folder.path().join(sub).join(name), row).unwrap());
        assert_eq!(sums[0], sums[1]);
        let bytes = fs::read(folder.path().join("1").join(name)).unwrap();
        assert_eq!(bytes.len() as u64, sums[0].bytes);
        assert_eq!(read(name, &bytes)[0].as_ref().unwrap().meta.id, "a");
    }
}

#[cfg(unix)]
#[test]
fn a_finished_file_has_ordinary_permissions_and_a_link_stays_one() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.txt");
    write_atomically(&path, b"1").unwrap();
    let plain = folder.path().join("plain");
    fs::write(&plain, "").unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(&path), mode(&plain));
    let link = folder.path().join("link.txt");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    write_atomically(&link, b"2").unwrap();
    assert!(link.is_symlink());
    assert_eq!(fs::read(&path).unwrap(), b"2");
}

#[test]
fn a_name_says_what_the_output_is() {
    let folder = tempfile::tempdir().unwrap();
    let parse = |name: &str| Target::parse(&folder.path().join(name)).unwrap();
    for name in ["x.jsonl", "x.jsonl.gz", "x.ndjson.zst", "x.txt"] {
        assert!(matches!(parse(name), Target::File(_)), "{name}");
    }
    for name in ["out", "out/", "x.jsonl/", "v1.2", "x.gz"] {
        assert!(matches!(parse(name), Target::Directory(_)), "{name}");
    }
    assert_eq!(Target::parse(Path::new("-")).unwrap(), Target::StandardOutput);
    assert_eq!(parse("x.txt").container(), Container::Files);
    assert_eq!(parse("x.jsonl").side_folder().unwrap(), folder.path().join("x.jsonl.tamis"));
    assert_eq!(parse("out").side_folder().unwrap(), folder.path().join("out/_tamis"));
    fs::write(folder.path().join("taken"), "").unwrap();
    assert!(matches!(Target::parse(&folder.path().join("taken")), Err(IoError::NotADirectory { .. })));
    #[cfg(unix)]
    assert!(matches!(Target::parse(Path::new("/dev/null")).unwrap(), Target::Stream(_)));
}

#[test]
fn one_file_takes_all_documents_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    fs::write(&path, "what was there").unwrap();
    let mut output = Output::create(&Target::parse(&path).unwrap(), config()).unwrap();
    for (input, id) in [("b.jsonl", "2"), ("a.html", "1"), ("b.jsonl", "3")] {
        output.write(&file(input), id, format!("{id}\n").as_bytes()).unwrap();
    }
    output.write_side(Side::Removed, b"{}\n{}\n", 2).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "what was there");
    let manifest = output.finish(b"{}\n", b"").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "2\n1\n3\n");
    assert_eq!((manifest.files[0].path.as_str(), manifest.files[0].records), ("out.jsonl", 3));
    let side = folder.path().join("out.jsonl.tamis");
    assert_eq!(
        names(&side),
        [
            "config.toml",
            "dropped.jsonl.zst",
            "duplicates.jsonl.zst",
            "manifest.json",
            "rejects.jsonl.zst",
            "removed.jsonl.zst",
            "stats.json"
        ]
    );
    let written = Manifest::read(&side.join("manifest.json")).unwrap().unwrap();
    assert_eq!(written, manifest);
    let removed = written.side_files.iter().find(|file| file.path == "removed.jsonl.zst").unwrap();
    assert_eq!(removed.records, 2);
}

#[test]
fn an_unfinished_run_leaves_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.jsonl");
    fs::write(&path, "before").unwrap();
    let mut output = Output::create(&Target::parse(&path).unwrap(), config()).unwrap();
    output.write(&file("a"), "1", b"half").unwrap();
    drop(output);
    assert_eq!(fs::read_to_string(&path).unwrap(), "before");
    assert_eq!(names(folder.path()), ["out.jsonl", "out.jsonl.tamis"]);
    assert!(names(&folder.path().join("out.jsonl.tamis")).is_empty());
}

#[test]
fn a_directory_mirrors_the_inputs() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("out");
    let documents = [("a/x.html", "a/x.html"), ("a/b.jsonl", "1"), ("a/b.jsonl", "2"), ("a/b.ndjson", "3")];
    let manifest = run(&root, config(), &documents).unwrap();
    let listed: Vec<(&str, u64)> =
        manifest.files.iter().map(|file| (file.path.as_str(), file.records)).collect();
    assert_eq!(listed, [("a/x.html.jsonl", 1), ("a/b.jsonl", 2), ("a/b~2.jsonl", 1)]);
    let expect = [("a/b.jsonl", "1\n2\n"), ("a/b~2.jsonl", "3\n"), ("a/x.html.jsonl", "a/x.html\n")];
    assert_eq!(data(&root), expect.map(|(name, held)| (name.to_owned(), held.to_owned())));
    assert!(!root.join("_tamis/files.txt").exists(), "the run is finished");
}

#[test]
fn files_hold_a_document_each_and_no_id_leaves_the_directory() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("deep/out");
    let files = OutputConfig { container: Container::Files, ..config() };
    let ids = ["../../escaped", "/absolute", "..", "a\0b", "\\", "", "_tamis"];
    let mut documents = vec![("x.txt", "x.txt"), ("x.html", "x.html"), ("x.text", "x.text")];
    documents.extend(ids.map(|id| ("r.jsonl", id)));
    documents.push(("r.jsonl", ".."));
    documents.push(("../evil.txt", "../evil.txt"));
    let long = "ü".repeat(400);
    documents.push(("r.jsonl", &long));
    run(&root, files, &documents).unwrap();
    let written = data(&root);
    assert_eq!(written.len(), documents.len());
    assert_eq!(names(folder.path()), ["deep"]);
    assert_eq!(names(&folder.path().join("deep")), ["out"]);
    for (name, held) in [("x.txt", "x.txt\n"), ("x.html.txt", "x.html\n"), ("r.jsonl/%2E%2E~2.txt", "..\n")] {
        assert!(written.contains(&(name.to_owned(), held.to_owned())), "{name}: {written:?}");
    }
}

#[test]
fn a_foreign_directory_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("thesis.txt"), "years of work").unwrap();
    assert!(matches!(run(folder.path(), config(), &[]), Err(IoError::ForeignDirectory { .. })));
    let forced = OutputConfig { force: true, ..config() };
    run(folder.path(), forced, &[("a.txt", "a.txt")]).unwrap();
    run(folder.path(), config(), &[]).unwrap();
    assert_eq!(names(folder.path()), ["_tamis", "thesis.txt"], "only what tamis wrote is ever removed");
}

#[test]
fn what_an_earlier_run_wrote_goes_if_this_one_does_not_write_it() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("out");
    run(&root, config(), &[("a/b/x.txt", "1"), ("y.txt", "2")]).unwrap();
    fs::write(root.join("y.txt.notes"), "mine").unwrap();
    // A run that stops half way has written files that no manifest names.
    let mut stopped = Output::create(&Target::parse(&root).unwrap(), config()).unwrap();
    for number in 0..1100 {
        let id = format!("{number:04}.txt");
        stopped.write(&file(&id), &id, b"row\n").unwrap();
    }
    drop(stopped);
    let held = |name: &str| root.join(name).exists();
    assert!(held("0999.txt.jsonl") && held("a/b/x.txt.jsonl"), "a batch of a thousand has its names");
    assert!(!held("1000.txt.jsonl"), "the rest is gone");
    run(&root, config(), &[("y.txt", "2")]).unwrap();
    assert_eq!(names(&root), ["_tamis", "y.txt.jsonl", "y.txt.notes"]);
}

#[test]
fn one_run_at_a_time_writes_an_output() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["out", "out.jsonl"] {
        let target = Target::parse(&folder.path().join(name)).unwrap();
        let first = Output::create(&target, config()).unwrap();
        assert!(matches!(Output::create(&target, config()), Err(IoError::Busy { .. })), "{name}");
        drop(first);
        Output::create(&target, config()).unwrap();
    }
}

#[test]
fn what_a_killed_run_left_goes() {
    let folder = tempfile::tempdir().unwrap();
    let leave = |path: &str| fs::write(folder.path().join(path), "half").unwrap();
    fs::create_dir_all(folder.path().join("out/_tamis")).unwrap();
    fs::create_dir_all(folder.path().join("out/a")).unwrap();
    leave("out/_tamis/.removed.jsonl.zst.tmpAb12Cd");
    leave("out/a/.x.txt.jsonl.tmpAb12Cd");
    leave("out/a/.other.tmpAb12Cd");
    fs::write(folder.path().join("out/_tamis/files.txt"), "a/x.txt.jsonl\n").unwrap();
    leave(".out.jsonl.tmpAb12Cd");
    leave(".out.jsonl.tmp");
    run(&folder.path().join("out"), config(), &[]).unwrap();
    run(&folder.path().join("out.jsonl"), config(), &[]).unwrap();
    assert!(names(&folder.path().join("out/_tamis")).iter().all(|name| !name.starts_with('.')));
    assert_eq!(names(&folder.path().join("out/a")), [".other.tmpAb12Cd"]);
    assert_eq!(names(folder.path()), [".out.jsonl.tmp", "out", "out.jsonl", "out.jsonl.tamis"]);
}

#[test]
fn a_hostile_list_removes_nothing_outside() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("out");
    run(&root, config(), &[]).unwrap();
    let victim = folder.path().join("victim.txt");
    fs::write(&victim, "").unwrap();
    let list = format!("../victim.txt\n{}\n_tamis/stats.json\n", victim.display());
    fs::write(root.join("_tamis/files.txt"), list).unwrap();
    run(&root, config(), &[]).unwrap();
    assert!(victim.exists() && root.join("_tamis/stats.json").exists());
}

#[test]
fn side_files_go_where_they_are_wanted() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("out");
    run(&root, config(), &[]).unwrap();
    let elsewhere: PathBuf = folder.path().join("why.jsonl");
    let mut sides = config();
    sides.sides.insert(Side::Removed, SideChoice::At(elsewhere.clone()));
    sides.sides.insert(Side::Dropped, SideChoice::Off);
    sides.sides.insert(Side::Trace, SideChoice::InFolder);
    let mut output = Output::create(&Target::parse(&root).unwrap(), sides).unwrap();
    assert!(output.wants(Side::Removed) && !output.wants(Side::Dropped));
    output.write_side(Side::Removed, b"{}\n", 1).unwrap();
    output.write_side(Side::Dropped, b"{}\n", 1).unwrap();
    output.finish(b"", b"").unwrap();
    assert_eq!(fs::read(&elsewhere).unwrap(), b"{}\n");
    let side = names(&root.join("_tamis"));
    for gone in ["removed.jsonl.zst", "dropped.jsonl.zst"] {
        assert!(!side.contains(&gone.to_owned()), "{side:?}");
    }
    assert!(side.contains(&"trace.jsonl.zst".to_owned()));
}

#[test]
fn thousands_of_inputs_keep_one_file_open() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("out");
    // More than a process may usually have open.
    let ids: Vec<String> = (0..1500).map(|n| format!("{n}.txt")).collect();
    let documents: Vec<(&str, &str)> = ids.iter().map(|id| (id.as_str(), id.as_str())).collect();
    assert_eq!(run(&root, config(), &documents).unwrap().files.len(), 1500);
}

#[cfg(target_os = "linux")]
#[test]
fn a_closed_pipe_is_no_failure_and_a_full_device_is_one() {
    use std::os::fd::AsRawFd;
    let (reader, writer) = std::io::pipe().unwrap();
    let path = PathBuf::from(format!("/proc/self/fd/{}", writer.as_raw_fd()));
    let mut output = Output::create(&Target::parse(&path).unwrap(), config()).unwrap();
    drop((reader, writer));
    let row = vec![b'x'; 100_000];
    assert_eq!(output.write(&file("a"), "1", &row).unwrap(), Written::Closed);
    assert_eq!(output.write(&file("a"), "2", &row).unwrap(), Written::Closed);
    output.finish(b"", b"").unwrap();

    let full = Target::parse(Path::new("/dev/full")).unwrap();
    let mut output = Output::create(&full, config()).unwrap();
    output.write(&file("a"), "1", b"x").unwrap();
    let error = output.finish(b"", b"").unwrap_err();
    assert!(error.to_string().starts_with("/dev/full: cannot be written"), "{error}");
}

#[test]
fn what_was_found_now_stands_above_what_an_earlier_run_found() {
    #[track_caller]
    fn check(own: &str, language: Option<(&str, f32)>, private: Option<&[PrivateRow]>, expect: &str) {
        let meta = Metadata { id: "a".into(), own: Some(own.into()), ..Metadata::default() };
        let row =
            OutputRow { meta: &meta, text: "x", language, flags: &[], private, dedup: None, version: "9" };
        let written = json(|out| row.write_json(out));
        assert_eq!(written, format!("{{\"id\":\"a\",\"text\":\"x\",\"metadata\":{{\"tamis\":{expect}}}}}\n"));
    }
    let email = [PrivateRow { kind: "email".into(), start: 3, end: 9 }];
    let tagged = r#"{"language":"en-GB","pii":[],"version":"8","more":[1]}"#;
    check(tagged, None, None, tagged);
    let expect = r#"{"language":"de","pii":[],"language_score":0.988,"version":"8","more":[1]}"#;
    check(tagged, Some(("de", 0.9876)), None, expect);
    check(tagged, None, Some(&[]), r#"{"language":"en-GB","version":"8","more":[1]}"#);
    let expect = r#"{"pii":[{"kind":"email","start":3,"end":9}],"version":"8"}"#;
    check(r#"{"version":"8"}"#, None, Some(&email), expect);
}

#[test]
fn members_of_an_earlier_run_can_be_changed_one_by_one() {
    let own = r#"{"title":"A","cluster":"A","authors":["A"],"n": 1.50}"#;
    let change = |json: &str| json.contains('A').then(|| json.replace('A', "B"));
    let expect = r#"{"title":"B","cluster":"A","authors":["B"],"n":1.50}"#;
    assert_eq!(with_own_members(own, &["title", "authors", "n"], change).as_deref(), Some(expect));
    assert_eq!(with_own_members(own, &["n"], change), None);
    assert_eq!(with_own_members("no object", &["n"], change), None);
}
