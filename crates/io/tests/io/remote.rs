//! Web servers that behave, and that do not.

use std::path::Path;

use tamis_core::{Reject, RejectCause};
use tamis_io::{Discovery, FileList, InputConfig, InputFile, IoError, Reader, RemoteConfig};

use crate::web_server::WebServer;

/// Bytes that one request asks for; see `RANGE_BYTES`.
const RANGE: usize = 16 << 20;

fn reader(retries: u32) -> Reader {
    patient(60, retries)
}

fn patient(timeout_seconds: u64, retries: u32) -> Reader {
    let remote = RemoteConfig { timeout_seconds, retries };
    Reader::new(InputConfig { remote, ..InputConfig::default() }, 64 << 20).unwrap()
}

fn discover(reader: &Reader, url: &str) -> Result<Discovery, IoError> {
    reader.discover(&[url], &[] as &[&Path])
}

/// Rows of a megabyte, `megabytes` of them.
fn rows(megabytes: usize) -> Vec<u8> {
    let row =
        |number: usize| format!("{{\"id\":\"{number}\",\"text\":\"{}\"}}\n", "a".repeat((1 << 20) - 24));
    (0..megabytes).flat_map(|number| row(number).into_bytes()).collect()
}

/// How many rows of a file are whole, and what was rejected of it.
fn read(reader: &Reader, file: &InputFile) -> (usize, Vec<Reject>) {
    let (mut whole, mut rejects) = (0, Vec::new());
    for raw in reader.open(file) {
        match raw.parse() {
            Ok(_) => whole += 1,
            Err(reject) => rejects.push(reject),
        }
    }
    (whole, rejects)
}

fn check_whole(server: &WebServer, path: &str, megabytes: usize) {
    let url = server.serve(path, rows(megabytes));
    let reader = reader(3);
    let found = discover(&reader, &url).unwrap();
    assert_eq!(found.files[0].path(), Path::new(&url));
    let (whole, rejects) = read(&reader, &found.files[0]);
    assert_eq!((whole, rejects), (megabytes, Vec::new()), "{path}");
}

/// The reject of a file of which nothing can be read, or nothing more.
fn check_reject(server: &WebServer, reader: &Reader, path: &str, whole: usize, says: &str) {
    let file = InputFile::new(server.url(path), path);
    let (found, rejects) = read(reader, &file);
    assert_eq!((found, rejects.len()), (whole, 1), "{path}");
    assert_eq!(rejects[0].cause, RejectCause::Unreadable);
    assert_eq!(rejects[0].place.file, server.url(path));
    assert!(rejects[0].message.contains(says), "{}", rejects[0].message);
}

#[test]
fn a_file_is_read_in_ranges_of_one_version() {
    let server = WebServer::start();
    check_whole(&server, "ok/rows.jsonl", 40);
    let asked = server.asked("GET", "ok/rows.jsonl");
    let ranges: Vec<_> = asked.iter().map(|one| one.range.unwrap()).collect();
    assert_eq!(ranges, [(0, RANGE - 1), (RANGE, 2 * RANGE - 1), (2 * RANGE, 3 * RANGE - 1)]);
    assert!(asked[0].if_match.is_none() && asked[1].if_match.as_deref() == Some("\"a\""));
    let found = discover(&reader(0), &server.url("ok/rows.jsonl")).unwrap();
    assert_eq!(found.files[0].bytes, rows(40).len() as u64);
    assert_eq!(found.files[0].modified, 784_111_777_000_000_000);
    assert_eq!(found.files[0].id(), "rows.jsonl");
}

#[test]
fn a_body_that_breaks_off_is_resumed_where_it_did() {
    let server = WebServer::start();
    check_whole(&server, "cut/rows.jsonl", 18);
    let starts: Vec<_> =
        server.asked("GET", "cut/rows.jsonl").iter().map(|one| one.range.unwrap().0).collect();
    assert_eq!(starts.len(), 3);
    assert!(starts[0] == 0 && starts[1] == RANGE / 2 && starts[2] > starts[1], "{starts:?}");
}

#[test]
fn a_busy_server_is_asked_again() {
    let server = WebServer::start();
    check_whole(&server, "busy/rows.jsonl", 1);
    assert_eq!(server.asked("GET", "busy/rows.jsonl").len(), 3);
}

#[test]
fn a_server_without_ranges_gives_its_file_once() {
    let server = WebServer::start();
    check_whole(&server, "whole/rows.jsonl", 40);
    assert_eq!(server.asked("GET", "whole/rows.jsonl").len(), 1);
    check_whole(&server, "whole-cut/rows.jsonl", 2);
    assert_eq!(server.asked("GET", "whole-cut/rows.jsonl").len(), 3);
}

#[test]
fn lengths_and_etags_may_be_missing_or_weak() {
    let server = WebServer::start();
    for way in ["chunked", "unsized", "weak", "no-head"] {
        check_whole(&server, &format!("{way}/rows.jsonl"), 17);
    }
    assert!(server.asked("GET", "weak/rows.jsonl").iter().all(|one| one.if_match.is_none()));
    let found = discover(&reader(0), &server.url("no-head/rows.jsonl")).unwrap();
    assert_eq!((found.files[0].bytes, found.files[0].modified), (0, 0), "it is not known");
    for way in ["ok", "whole", "chunked", "unsized"] {
        let url = server.serve(&format!("{way}/empty.jsonl"), "");
        assert_eq!(read(&reader(0), &InputFile::new(&url, "x.jsonl")), (0, Vec::new()), "{way}");
    }
}

#[test]
fn what_cannot_be_had_is_one_reject() {
    let server = WebServer::start();
    server.serve("denied/x.jsonl", "x");
    server.serve("hang/x.jsonl", "x");
    server.serve("busy/x.jsonl", "x");
    check_reject(&server, &reader(1), "ok/none.jsonl", 0, "it is not there (status 404)");
    check_reject(&server, &reader(1), "denied/x.jsonl", 0, "access is denied (status 403)");
    check_reject(&server, &reader(1), "busy/x.jsonl", 0, "status 503, after 1 retries");
    check_reject(&server, &patient(1, 0), "hang/x.jsonl", 0, "the server says nothing, after 0 retries");
    assert_eq!(server.asked("GET", "denied/x.jsonl").len(), 1, "asking again would not help");
    let nobody = InputFile::new("http://127.0.0.1:1/x.jsonl", "x");
    assert!(read(&reader(1), &nobody).1[0].message.to_lowercase().contains("refused"));
}

#[test]
fn a_file_that_changes_is_told_and_read_as_far_as_it_is_one() {
    let server = WebServer::start();
    server.serve("changes/rows.jsonl", rows(18));
    let says = format!("at byte {RANGE}: it changed while it was read");
    check_reject(&server, &reader(2), "changes/rows.jsonl", 16, &says);
}

#[test]
fn an_input_that_is_not_there_fails_and_one_of_a_list_is_a_reject() {
    let server = WebServer::start();
    let none = server.url("ok/none.jsonl");
    assert!(matches!(discover(&reader(0), &none), Err(IoError::MissingInput { .. })));
    let list = server.serve("ok/list.txt", "ok/rows.jsonl\nok/none.jsonl\n");
    server.serve("ok/rows.jsonl", rows(2));
    let lists = vec![FileList { path: list.into(), null: false, prefix: server.url("") }];
    let reader = Reader::new(InputConfig { lists, ..InputConfig::default() }, 64 << 20).unwrap();
    let found = reader.discover(&[] as &[&Path], &[] as &[&Path]).unwrap();
    let ids: Vec<_> = found.files.iter().map(InputFile::id).collect();
    assert_eq!(ids, ["ok/rows.jsonl", "ok/none.jsonl"]);
    assert!(server.asked("HEAD", "ok/rows.jsonl").is_empty(), "a list of a million would take hours");
    assert_eq!(read(&reader, &found.files[0]), (2, Vec::new()));
    assert_eq!(read(&reader, &found.files[1]).1.len(), 1);
}

#[test]
fn unknown_addresses_and_remote_outputs_are_turned_away() {
    let reader = reader(0);
    for url in ["ftp://h/x.txt", "file:///x.txt", "s3:///x"] {
        assert!(matches!(discover(&reader, url), Err(IoError::UnknownAddress { .. })), "{url}");
    }
    let out = reader.discover(&["x.txt"], &["s3://bucket/out"]);
    assert!(matches!(out, Err(IoError::RemoteOutput { .. })));
}
