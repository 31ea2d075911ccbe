//! Lists of hosts, of patterns, and of inputs.

use std::io::Write;
use std::path::{Path, PathBuf};

use tamis_filter::{UrlConfig, UrlLists};
use tamis_io::{FileList, InputConfig, Reader};

use crate::input::Input;

/// Addresses that are judged by the lists: those of people, and those of nobody.
const ADDRESSES: [&str; 8] = [
    "https://www.example.org/tag/a.pdf?utm_source=x#top",
    "http://user:secret@sub.example.org:8080/%2e%2e/a",
    "HTTPS://xn--bcher-kva.example/",
    "https://bücher.example/ä",
    "//[::1]/a",
    "javascript:alert(1)",
    "https://",
    "\u{0}\u{202e} \u{7f}",
];

/// One byte for the kind of list, then the list.
///
/// It is refused with its line, or judges any address; a name of a list of inputs is refused or stays an id that leads nowhere
/// upwards.
pub(crate) fn lists(bytes: &[u8]) {
    let mut input = Input(bytes);
    let choice = input.byte();
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(input.rest()).expect("a temporary file takes it");
    let path = file.path().to_path_buf();
    match choice % 5 {
        0 => urls(&UrlConfig { block_hosts: vec![path], ..UrlConfig::default() }),
        1 => urls(&UrlConfig { allow_hosts: vec![path], drop_without_url: true, ..UrlConfig::default() }),
        2 => urls(&UrlConfig { block_patterns: vec![path], ..UrlConfig::default() }),
        3 => urls(&UrlConfig { allow_patterns: vec![path], ..UrlConfig::default() }),
        _ => inputs(path, choice >= 128),
    }
}

fn urls(config: &UrlConfig) {
    let lists = match UrlLists::new(config) {
        Ok(lists) => lists,
        Err(error) => {
            assert!(error.key.starts_with("urls."));
            return;
        }
    };
    for address in ADDRESSES {
        let found = lists.judge(Some(address));
        assert_eq!(found, lists.judge(Some(address)));
        assert!(found.is_none_or(|finding| !finding.evidence.is_empty()));
    }
    lists.judge(None);
}

/// Names of a list are looked for in a folder that does not exist, so that none is read.
fn inputs(path: PathBuf, null: bool) {
    let list = FileList { path, null, prefix: "/nowhere/at/all/".to_owned() };
    let config = InputConfig { lists: vec![list], ..InputConfig::default() };
    let reader = Reader::new(config, 4096).expect("the settings are valid");
    let none: [&Path; 0] = [];
    let Ok(found) = reader.discover(&none, &none) else { return };
    for file in &found.files {
        let id = file.id();
        assert!(!id.is_empty() && !id.starts_with('/') && !id.split('/').any(|part| part == ".."), "{id:?}");
    }
    for reject in &found.rejects {
        assert!(!reject.message.is_empty());
    }
}
