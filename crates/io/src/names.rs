//! Names of the files that are written.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::Path;

use percent_encoding::percent_decode_str;
use unicode_normalization::UnicodeNormalization as _;
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

use crate::discover::SIDE_FOLDER;
use crate::formats::{FileName, Format};
use crate::input_file::STDIN;

/// Longest name made from an id, in bytes without extension; most file systems stop at 255.
const MAX_NAME_BYTES: usize = 200;
/// `~` and 16 hexadecimal digits, which stand for the rest of a name that was cut.
const HASH_BYTES: usize = 17;

/// Names that stand for devices on Windows, whatever extension they have.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$"];
/// The same with a digit behind them.
const NUMBERED_DEVICES: &[&str] = &["com", "lpt"];

/// An id as a single file name, which every file system takes as it is: control characters, marks that reorder text,
/// `/ \ % < > : " | ? *`, a blank or dot at the end, and the first letter of what names a folder itself or a device become
/// `%XX`; a name over 200 bytes is cut, with a hash in place of the rest.
pub fn escape_id(id: &str) -> String {
    let mut name = String::with_capacity(id.len());
    let is_reserved = id.eq_ignore_ascii_case(SIDE_FOLDER) || names_a_device(id);
    let names_a_folder = matches!(id, "." | "..");
    for (at, c) in id.char_indices() {
        let is_last = at + c.len_utf8() == id.len();
        if is_unfit(c)
            || is_reserved && at == 0
            || c == '.' && names_a_folder
            || is_last && matches!(c, '.' | ' ')
        {
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

/// Whether a character is one that some file system or terminal takes for something else.
fn is_unfit(c: char) -> bool {
    matches!(c, '/' | '\\' | '%' | '<' | '>' | ':' | '"' | '|' | '?' | '*')
        || c.is_control()
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn names_a_device(id: &str) -> bool {
    let stem = id.split('.').next().unwrap_or_default().trim_end_matches(' ').to_lowercase();
    let digit = |rest: &str| {
        matches!(rest, "¹" | "²" | "³") || rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit())
    };
    DEVICES.contains(&stem.as_str())
        || NUMBERED_DEVICES.iter().any(|device| stem.strip_prefix(device).is_some_and(digit))
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
    let codec = FileName::new(input_id).codec.map_or("", |codec| codec.extension());
    format!("{}.jsonl{codec}", rows_stem(input_id))
}

/// The same for Parquet, which is compressed inside: `a/b.ndjson.gz` gives `a/b.parquet`.
pub(crate) fn parquet_file(input_id: &str) -> String {
    format!("{}.parquet", rows_stem(input_id))
}

fn rows_stem(input_id: &str) -> String {
    let (folder, file) = split(input_id);
    let name = FileName::new(file);
    let inner = if holds_rows(&name) { name.stem } else { without_codec(file, &name) };
    format!("{folder}{}", escape_id(inner))
}

/// The name of a part: `a/b.jsonl.zst` gives `a/b-00000.jsonl.zst`.
pub(crate) fn part_file(path: &str, number: u64) -> String {
    let (stem, extension) = split_extension(path);
    format!("{stem}-{number:05}{extension}")
}

/// Whether a file name can be one that [`part_file`] made of `whole`.
pub(crate) fn is_part_of(found: &str, whole: &str) -> bool {
    let (stem, extension) = split_extension(whole);
    let inside = found.strip_prefix(stem).and_then(|rest| rest.strip_suffix(extension));
    let digits = inside.and_then(|inside| inside.strip_prefix('-')).unwrap_or_default();
    digits.len() >= 5 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A path without the extensions of format and compression, and those.
fn split_extension(path: &str) -> (&str, &str) {
    let file_at = path.rfind('/').map_or(0, |slash| slash + 1);
    let (_, file) = path.split_at_checked(file_at).unwrap_or(("", path));
    path.split_at_checked(file_at + FileName::new(file).stem.len()).unwrap_or((path, ""))
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

/// Ids that the document may have whose text stands in this file of a directory, the likeliest first: what gives a path of
/// `--to files`, the other way round. What was cut from a long name cannot be told.
pub fn ids_of_text_file(path: &str) -> Vec<String> {
    let without = path.strip_suffix(".txt").unwrap_or(path);
    let (folder, stem) = without.rsplit_once('/').unwrap_or(("", without));
    let parent = unescaped(folder.rsplit('/').next().unwrap_or_default());
    let file = [unescaped(path), unescaped(without)];
    let mut ids = Vec::new();
    if parent == "stdin" || holds_rows(&FileName::new(&parent)) {
        ids.push(unescaped(stem));
    }
    let [whole, bare] = file;
    let is_known = FileName::new(stem).format.is_some();
    let [first, second] = if is_known { [bare, whole] } else { [whole, bare] };
    for id in [first, second] {
        ids.extend([".gz", ".zst"].map(|codec| format!("{id}{codec}")));
        ids.insert(ids.len() - 2, id);
    }
    ids
}

/// What [`escape_id`] made a name of, if that was not cut.
fn unescaped(name: &str) -> String {
    if name == "%" {
        return String::new();
    }
    percent_decode_str(name).decode_utf8_lossy().into_owned()
}

fn holds_rows(name: &FileName<'_>) -> bool {
    name.format.is_some_and(Format::has_rows)
}

/// Whether a path is that of rows of JSON, by its name.
pub(crate) fn is_rows_file(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    FileName::new(&name).format.is_some_and(|format| format.name() == "jsonl")
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

/// Gives each relative path only once, and none that a file system without case, or with one way of writing letters with
/// marks, takes for another.
#[derive(Debug, Default)]
pub(crate) struct UniquePaths {
    used: HashSet<String>,
    /// Hashes of how such file systems see them.
    seen: HashSet<u128>,
}

/// The hash of a path as the least discerning file system sees it.
fn blurred(path: &str) -> u128 {
    if path.is_ascii() {
        return xxh3_128(path.to_ascii_lowercase().as_bytes());
    }
    // Upper case first: it writes out ligatures and the sharp s.
    let blurred = path.nfd().collect::<String>().to_uppercase().to_lowercase();
    xxh3_128(blurred.as_bytes())
}

impl UniquePaths {
    /// The path, with `~2`, `~3`, … before its extension if it was given before.
    pub(crate) fn make(&mut self, path: String) -> String {
        if self.seen.insert(blurred(&path)) {
            self.used.insert(path.clone());
            return path;
        }
        let (stem, extension) = split_extension(&path);
        let mut number = 2_u64;
        loop {
            let candidate = format!("{stem}~{number}{extension}");
            number += 1;
            if self.seen.insert(blurred(&candidate)) {
                self.used.insert(candidate.clone());
                return candidate;
            }
        }
    }

    pub(crate) fn contains(&self, path: &str) -> bool {
        self.used.contains(path)
    }

    /// Whether a path that was not given leads to a file that was, because the file system takes both for one.
    pub(crate) fn is_written_as_another(&self, root: &Path, path: &str) -> bool {
        self.seen.contains(&blurred(path))
            && std::fs::canonicalize(root.join(path)).is_ok_and(|real| !real.ends_with(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn no_id_leaves_its_folder() {
        for (id, expect) in [
            ("a b.c", "a b.c"),
            ("..", "%2E%2E"),
            (".", "%2E"),
            ("../../etc/passwd", "..%2F..%2Fetc%2Fpasswd"),
            ("/abs", "%2Fabs"),
            ("c:\\x", "c%3A%5Cx"),
            ("nul\0", "nul%00"),
            ("line\nfeed\u{85}", "line%0Afeed%C2%85"),
            ("100%", "100%25"),
            ("_tamis", "%5Ftamis"),
            ("", "%"),
            ("_TAMIS", "%5FTAMIS"),
            ("https://x.org/a?b=1", "https%3A%2F%2Fx.org%2Fa%3Fb=1"),
            ("CON", "%43ON"),
            ("nul.tar.gz", "%6Eul.tar.gz"),
            ("Com7", "%43om7"),
            ("lpt²", "%6Cpt²"),
            ("com", "com"),
            ("console", "console"),
            ("a. ", "a.%20"),
            ("a.", "a%2E"),
            ("...", "..%2E"),
            ("<a|b>*\"", "%3Ca%7Cb%3E%2A%22"),
            ("exe\u{202e}txt", "exe%E2%80%AEtxt"),
            ("%2e%2e%2f", "%252e%252e%252f"),
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
            ("a/b.warc.gz", "a/b.jsonl.gz", "a/b.warc.gz/1.txt"),
            ("a/b.warc.wet.zst", "a/b.warc.jsonl.zst", "a/b.warc.wet.zst/1.txt"),
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
    fn the_id_of_a_text_is_among_those_that_its_file_may_have() {
        for (input, id) in [
            ("a/b.jsonl.gz", "1"),
            ("a/b.warc", "https://x.org/a?b=1%2"),
            ("-", "é\n"),
            ("a/x.html", "a/x.html"),
            ("a/x.HTM.zst", "a/x.HTM.zst"),
            ("x.txt", "x.txt"),
            ("x.txt.gz", "x.txt.gz"),
            ("no-extension", "no-extension"),
            ("../x.txt", "../x.txt"),
        ] {
            let path = text_file(input, id);
            let ids = ids_of_text_file(&path);
            assert!(ids.iter().any(|found| found == id), "{path} {ids:?}");
        }
        assert_eq!(ids_of_text_file("a/b.jsonl/c.txt").first().map(String::as_str), Some("c"));
        assert_eq!(ids_of_text_file("a/b.txt").first().map(String::as_str), Some("a/b.txt"));
        assert_eq!(ids_of_text_file("a/b.html.txt").first().map(String::as_str), Some("a/b.html"));
    }

    #[test]
    fn parts_are_numbered_before_the_extension() {
        let check = |whole: &str, number, expect: &str| {
            assert_eq!(part_file(whole, number), expect);
            let name = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
            assert!(is_part_of(&name(expect), &name(whole)), "{expect}");
        };
        check("a.b/x.jsonl.zst", 0, "a.b/x-00000.jsonl.zst");
        check("x.ndjson", 123_456, "x-123456.ndjson");
        check("x.y.jsonl", 7, "x.y-00007.jsonl");
        for found in ["x.jsonl", "x-1.jsonl", "x-00000.jsonl.gz", "x-0000a.jsonl", "y-00000.jsonl", "x-00000"]
        {
            assert!(!is_part_of(found, "x.jsonl"), "{found}");
        }
        assert_eq!(parquet_file("a/b.jsonl.gz"), "a/b.parquet");
        assert_eq!(parquet_file("a/b.html"), "a/b.html.parquet");
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

    #[test]
    fn what_some_file_system_takes_for_one_has_two_names() {
        let mut paths = UniquePaths::default();
        let mut make = |path: &str| paths.make(path.to_owned());
        assert_eq!(make("Rain.txt"), "Rain.txt");
        assert_eq!(make("rain.txt"), "rain~2.txt");
        assert_eq!(make("caf\u{e9}.txt"), "caf\u{e9}.txt");
        assert_eq!(make("CAFE\u{301}.txt"), "CAFE\u{301}~2.txt");
        assert_eq!(make("straße.txt"), "straße.txt");
        assert_eq!(make("STRASSE.txt"), "STRASSE~2.txt");
    }

    proptest! {
        #[test]
        fn any_id_is_one_name_and_comes_back(id in "(\\PC|[./\\\\%:\0~ \n]|CON|nul|_tamis){0,12}") {
            let name = escape_id(&id);
            prop_assert!(crate::inside::is_side_name(&name), "{}", name);
            prop_assert!(!name.contains(['/', '\\', ':', '<', '>', '"', '|', '?', '*']) && !name.contains(char::is_control));
            prop_assert!(!name.ends_with(['.', ' ']) && !name.eq_ignore_ascii_case(SIDE_FOLDER) && !names_a_device(&name));
            prop_assert_eq!(unescaped(&name), id);
        }

        #[test]
        fn any_input_and_id_stay_inside(input in "([a-z]{0,3}|\\PC|[./\\\\%:\0]|_tamis/){0,10}", id in "(\\PC|[./\\\\]){0,8}") {
            for path in [rows_file(&input), text_file(&input, &id), text_file(&input, &input)] {
                prop_assert!(crate::inside::is_data_path(&path), "{}", path);
            }
        }
    }
}
