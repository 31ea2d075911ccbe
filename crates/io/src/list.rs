//! Lists of inputs: a name a line, or between NUL bytes.

use std::ffi::OsString;
use std::io::{self, BufRead, Read};
use std::path::{Component, Path, PathBuf};

use crate::address::Address;
use crate::names::lossless;

/// Longest name in a list, in bytes: a guess, far beyond the 4,096 of a path and what servers take as a URL.
const MAX_NAME_BYTES: u64 = 64 << 10;

/// A list of inputs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileList {
    /// The file that holds the list, compressed or not; `-` is standard input.
    pub path: PathBuf,
    /// Whether names end in a NUL byte and are taken as they are. Otherwise they end in a line feed, and blank lines
    /// and those that begin with `#` name nothing.
    pub null: bool,
    /// What is put in front of every name, such as `https://data.commoncrawl.org/`. No part of the ids.
    pub prefix: String,
}

/// A name of a list.
#[derive(Debug)]
pub(crate) struct Listed {
    /// What is to be read.
    pub(crate) path: PathBuf,
    /// Its id, or what its files have in front of theirs.
    pub(crate) id: String,
}

/// Why a list cannot be read on.
#[derive(Debug)]
pub(crate) enum ListError {
    Read(io::Error),
    /// What is wrong with the name of this number, from 1.
    Name(u64, &'static str),
}

/// The names of a list, in order.
pub(crate) struct Names<'l, R> {
    list: &'l FileList,
    stream: R,
    number: u64,
}

impl<'l, R: BufRead> Names<'l, R> {
    pub(crate) fn new(list: &'l FileList, stream: R) -> Self {
        Names { list, stream, number: 0 }
    }

    /// The next name; `None` at the end.
    pub(crate) fn next_name(&mut self) -> Result<Option<Listed>, ListError> {
        let end = if self.list.null { 0 } else { b'\n' };
        let mut name = Vec::new();
        loop {
            name.clear();
            let mut bounded = (&mut self.stream).take(MAX_NAME_BYTES + 1);
            if bounded.read_until(end, &mut name).map_err(ListError::Read)? == 0 {
                return Ok(None);
            }
            self.number += 1;
            if name.last() == Some(&end) {
                name.pop();
            } else if name.len() as u64 > MAX_NAME_BYTES {
                return Err(ListError::Name(
                    self.number,
                    "is longer than 65,536 bytes; is this a list of files?",
                ));
            }
            if self.list.null {
                if name.is_empty() {
                    continue;
                }
            } else {
                if name.last() == Some(&b'\r') {
                    name.pop();
                }
                if name.contains(&0) {
                    return Err(ListError::Name(
                        self.number,
                        "holds a NUL byte; give --null if names end in them",
                    ));
                }
                if name.first() == Some(&b'#') || name.trim_ascii().is_empty() {
                    continue;
                }
            }
            return Ok(Some(self.list.listed(&name)));
        }
    }
}

impl FileList {
    fn listed(&self, name: &[u8]) -> Listed {
        let named = path_of(name);
        let path = if self.prefix.is_empty() {
            named.clone()
        } else {
            let mut whole = self.prefix.clone().into_bytes();
            whole.extend_from_slice(name);
            path_of(&whole)
        };
        let id = Address::parse(&named).map_or_else(|| id_of(&named), |address| address.id());
        Listed { path, id: id.trim_end_matches('/').to_owned() }
    }
}

/// What a path says of where a file lies: its parts without `.` and a leading `/`.
fn id_of(path: &Path) -> String {
    let mut id = String::new();
    for component in path.components() {
        let part = match component {
            Component::Normal(name) => lossless(name),
            Component::ParentDir => "..".to_owned(),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => continue,
        };
        if !id.is_empty() {
            id.push('/');
        }
        id.push_str(&part);
    }
    if id.is_empty() { "root".to_owned() } else { id }
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    OsString::from_vec(bytes.to_vec()).into()
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> PathBuf {
    OsString::from(String::from_utf8_lossy(bytes).into_owned()).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(list: &FileList, bytes: &[u8]) -> Result<Vec<(String, String)>, ListError> {
        let mut names = Names::new(list, bytes);
        let mut found = Vec::new();
        while let Some(listed) = names.next_name()? {
            found.push((listed.path.display().to_string(), listed.id));
        }
        Ok(found)
    }

    fn check(list: &FileList, bytes: &[u8], expect: &[(&str, &str)]) {
        let found = names(list, bytes).unwrap();
        let found: Vec<_> = found.iter().map(|(path, id)| (path.as_str(), id.as_str())).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn a_line_is_a_name() {
        check(
            &FileList::default(),
            b"a/b.txt\n\n# note\r\n./c.txt\r\n  \n/d//./e.txt\n../f\nno end",
            &[
                ("a/b.txt", "a/b.txt"),
                ("./c.txt", "c.txt"),
                ("/d//./e.txt", "d/e.txt"),
                ("../f", "../f"),
                ("no end", "no end"),
            ],
        );
        check(
            &FileList::default(),
            b"s3://b/k/\nhttps://u:p@h/x.gz\n/\n",
            &[("s3://b/k/", "b/k"), ("https://u:p@h/x.gz", "h/x.gz"), ("/", "root")],
        );
        check(&FileList::default(), b"", &[]);
    }

    #[test]
    fn names_between_nul_bytes_are_taken_as_they_are() {
        let list = FileList { null: true, ..FileList::default() };
        check(&list, b"a\nb\0\0#c\0 d", &[("a\nb", "a\nb"), ("#c", "#c"), (" d", " d")]);
    }

    #[test]
    fn a_prefix_is_no_part_of_the_id() {
        let list = FileList { prefix: "https://h/".into(), ..FileList::default() };
        check(&list, b"crawl/x.gz\n", &[("https://h/crawl/x.gz", "crawl/x.gz")]);
    }

    #[test]
    fn what_is_no_list_is_told() {
        let long = "x".repeat(100_000);
        let broken = |bytes: &[u8]| matches!(names(&FileList::default(), bytes), Err(ListError::Name(2, _)));
        assert!(broken(format!("a\n{long}").as_bytes()));
        assert!(broken(b"a\nb\0c\0"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_names_or_told(bytes: Vec<u8>, null: bool) {
            let list = FileList { null, ..FileList::default() };
            if let Ok(found) = names(&list, &bytes) {
                prop_assert!(found.iter().all(|(_, id)| !id.starts_with('/') || null || id.contains("://")));
            }
        }
    }
}
