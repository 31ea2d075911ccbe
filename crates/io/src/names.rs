//! Names of the files that are written.

use std::collections::HashSet;
use std::ffi::OsStr;

use xxhash_rust::xxh3::xxh3_64;

use crate::discover::SIDE_FOLDER;
use crate::formats::{FileName, Format};
use crate::input_file::STDIN;

/// Longest name made from an id, in bytes without extension; most file systems stop at 255.
const MAX_NAME_BYTES: usize = 200;
/// `~` and 16 hexadecimal digits, which stand for the rest of a name that was cut.
const HASH_BYTES: usize = 17;

/// An id as a single file name: control characters, `/`, `\`, `%` and what names a folder itself
/// become `%XX`; a name over 200 bytes is cut, with a hash in place of the rest.
pub fn escape_id(id: &str) -> String {
    let mut name = String::with_capacity(id.len());
    let names_a_folder = matches!(id, "." | "..") || id == SIDE_FOLDER;
    for (at, c) in id.chars().enumerate() {
        if matches!(c, '/' | '\\' | '%') || c.is_control() || (names_a_folder && (at == 0 || c == '.')) {
            for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                push_percent(&mut name, byte);
            }
        } else {
            name.push(c);
        }
    }
    if name.is_empty() {
        name.push('%');
    }
    if name.len() > MAX_NAME_BYTES {
        name.truncate(name.floor_char_boundary(MAX_NAME_BYTES - HASH_BYTES));
        let hash = format!("~{:016x}", xxh3_64(id.as_bytes()));
        name.push_str(&hash);
    }
    name
}

/// Appends a byte as `%XX`.
pub(crate) fn push_percent(out: &mut String, byte: u8) {
    out.push('%');
    out.extend([byte >> 4, byte & 15].map(|digit| match digit {
        0..=9 => char::from(b'0' + digit),
        _ => char::from(b'A' + digit - 10),
    }));
}

/// A name as text; bytes that are no UTF-8 become `%XX`.
pub(crate) fn lossless(name: &OsStr) -> String {
    let mut out = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            push_percent(&mut out, *byte);
        }
    }
    out
}

/// The output of an input file in a directory, relative to that: `a/x.html` gives `a/x.html.jsonl`,
/// `a/b.ndjson.gz` gives `a/b.jsonl.gz`.
pub(crate) fn rows_file(input_id: &str) -> String {
    let (folder, file) = split(input_id);
    let name = FileName::new(file);
    let codec = name.codec.map_or("", |codec| codec.extension());
    let inner = if holds_rows(&name) { name.stem } else { without_codec(file, &name) };
    format!("{folder}{}.jsonl{codec}", escape_id(inner))
}

/// The output of one document in a directory, relative to that: the file `a/x.txt` gives `a/x.txt`,
/// `a/x.html` gives `a/x.html.txt`, the row `id` of `a/b.jsonl` gives `a/b.jsonl/id.txt`.
pub(crate) fn text_file(input_id: &str, id: &str) -> String {
    let (folder, file) = split(input_id);
    let name = FileName::new(file);
    if holds_rows(&name) || id != input_id {
        return format!("{folder}{}/{}.txt", escape_id(file), escape_id(id));
    }
    let inner = without_codec(file, &name);
    let inner = crate::compression::strip_suffix_ignoring_case(inner, ".txt").unwrap_or(inner);
    format!("{folder}{}.txt", escape_id(inner))
}

fn holds_rows(name: &FileName<'_>) -> bool {
    name.format.is_some_and(Format::has_rows)
}

/// Folder with its slash, each part escaped, and file name of an id.
fn split(id: &str) -> (String, &str) {
    let id = if id == STDIN { "stdin" } else { id };
    let (folder, file) = id.rsplit_once('/').unwrap_or(("", id));
    let parts = folder.split('/').filter(|part| !part.is_empty());
    (parts.map(|part| escape_id(part) + "/").collect(), file)
}

fn without_codec<'n>(file: &'n str, name: &FileName<'_>) -> &'n str {
    let length = file.len() - name.codec.map_or(0, |codec| codec.extension().len());
    file.get(..length).unwrap_or(file)
}

/// Gives each relative path only once.
#[derive(Debug, Default)]
pub(crate) struct UniquePaths {
    used: HashSet<String>,
}

impl UniquePaths {
    /// The path, with `~2`, `~3`, … before its extension if it was given before.
    pub(crate) fn make(&mut self, path: String) -> String {
        if self.used.insert(path.clone()) {
            return path;
        }
        let file_at = path.rfind('/').map_or(0, |slash| slash + 1);
        let (_, file) = path.split_at_checked(file_at).unwrap_or(("", &path));
        let stem_end = file_at + FileName::new(file).stem.len();
        let (stem, extension) = path.split_at_checked(stem_end).unwrap_or((&path, ""));
        let mut number = 2_u64;
        loop {
            let candidate = format!("{stem}~{number}{extension}");
            number += 1;
            if self.used.insert(candidate.clone()) {
                return candidate;
            }
        }
    }

    pub(crate) fn contains(&self, path: &str) -> bool {
        self.used.contains(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_leaves_its_folder() {
        for (id, expect) in [
            ("a b.c", "a b.c"),
            ("..", "%2E%2E"),
            (".", "%2E"),
            ("../../etc/passwd", "..%2F..%2Fetc%2Fpasswd"),
            ("/abs", "%2Fabs"),
            ("c:\\x", "c:%5Cx"),
            ("nul\0", "nul%00"),
            ("line\nfeed\u{85}", "line%0Afeed%C2%85"),
            ("100%", "100%25"),
            ("_tamis", "%5Ftamis"),
            ("", "%"),
            ("https://x.org/a?b=1", "https:%2F%2Fx.org%2Fa?b=1"),
        ] {
            assert_eq!(escape_id(id), expect, "{id:?}");
        }
    }

    #[test]
    fn long_ids_are_cut_and_stay_apart() {
        let a = escape_id(&format!("{}a", "ä".repeat(300)));
        let b = escape_id(&format!("{}b", "ä".repeat(300)));
        assert!(a.len() <= MAX_NAME_BYTES && b.len() <= MAX_NAME_BYTES);
        assert_ne!(a, b);
    }

    #[test]
    fn outputs_mirror_inputs() {
        for (input, rows, text) in [
            ("a/b.jsonl.gz", "a/b.jsonl.gz", "a/b.jsonl.gz/1.txt"),
            ("a/b.ndjson", "a/b.jsonl", "a/b.ndjson/1.txt"),
            ("-", "stdin.jsonl", "stdin/1.txt"),
        ] {
            assert_eq!(rows_file(input), rows);
            assert_eq!(text_file(input, "1"), text);
        }
        for (input, rows, text) in [
            ("a/x.html", "a/x.html.jsonl", "a/x.html.txt"),
            ("a/x.HTM.zst", "a/x.HTM.jsonl.zst", "a/x.HTM.txt"),
            ("x.txt", "x.txt.jsonl", "x.txt"),
            ("x.txt.gz", "x.txt.jsonl.gz", "x.txt"),
            ("no-extension", "no-extension.jsonl", "no-extension.txt"),
            ("../x.txt", "%2E%2E/x.txt.jsonl", "%2E%2E/x.txt"),
        ] {
            assert_eq!(rows_file(input), rows);
            assert_eq!(text_file(input, input), text);
        }
    }

    #[test]
    fn a_path_is_given_once() {
        let mut paths = UniquePaths::default();
        let mut make = |path: &str| paths.make(path.to_owned());
        assert_eq!(make("a.b/x.jsonl.gz"), "a.b/x.jsonl.gz");
        assert_eq!(make("a.b/x.jsonl.gz"), "a.b/x~2.jsonl.gz");
        assert_eq!(make("a.b/x.jsonl.gz"), "a.b/x~3.jsonl.gz");
        assert_eq!(make("a.b/x.jsonl"), "a.b/x.jsonl");
    }
}
