//! Lists of inputs.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use tamis_io::{Discovery, FileList, InputConfig, InputFile, IoError, Reader};

struct Tree(tempfile::TempDir);

impl Tree {
    fn new(files: &[&str]) -> Self {
        let tree = Tree(tempfile::tempdir().unwrap());
        for file in files {
            tree.write(file, b"x");
        }
        tree
    }

    fn write(&self, file: &str, bytes: &[u8]) {
        fs::create_dir_all(self.path(file).parent().unwrap()).unwrap();
        fs::write(self.path(file), bytes).unwrap();
    }

    fn path(&self, below: &str) -> PathBuf {
        self.0.path().join(below)
    }

    /// A list of this content, whose names lie in the tree.
    fn list(&self, name: &str, bytes: &[u8]) -> FileList {
        self.write(name, bytes);
        FileList { path: self.path(name), null: false, prefix: format!("{}/", self.0.path().display()) }
    }
}

fn discover(lists: Vec<FileList>, inputs: &[PathBuf]) -> Result<Discovery, IoError> {
    let reader = Reader::new(InputConfig { lists, ..InputConfig::default() }, 99).unwrap();
    reader.discover(inputs, &[] as &[&Path])
}

fn ids(found: &Discovery) -> Vec<&str> {
    found.files.iter().map(InputFile::id).collect()
}

#[test]
fn names_are_read_in_the_order_of_the_list_and_keep_their_folders() {
    let tree = Tree::new(&["b/x.txt", "a/x.txt", "a/n/y.txt", "z.txt"]);
    let list = tree.list("list", b"b/x.txt\n# none\n\na/\n./z.txt\r\n");
    let found = discover(vec![list], &[]).unwrap();
    assert_eq!(ids(&found), ["b/x.txt", "a/n/y.txt", "a/x.txt", "z.txt"]);
    assert_eq!((found.files[0].bytes, found.rejects.len()), (1, 0));
    assert!(found.files[0].modified > 0 && found.files[0].path().is_file());
}

#[test]
fn a_list_may_be_compressed_and_come_behind_inputs_and_other_lists() {
    let tree = Tree::new(&["x.txt", "a/x.txt"]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"a/x.txt\nx.txt\n").unwrap();
    let gzip = tree.list("list.gz", &packed.finish().unwrap());
    let zstd = tree.list("list.zst", &zstd::encode_all(&b"x.txt"[..], 1).unwrap());
    let found = discover(vec![gzip, zstd], &[tree.path("x.txt")]).unwrap();
    assert_eq!(ids(&found), ["x.txt", "a/x.txt", "x~2.txt", "x~3.txt"], "an id is given once");
}

#[test]
fn names_may_end_in_nul_bytes() {
    let tree = Tree::new(&["#a.txt", "b c.txt"]);
    let list = tree.list("list", b"#a.txt\0b c.txt\0");
    let found = discover(vec![FileList { null: true, ..list.clone() }], &[]).unwrap();
    assert_eq!(ids(&found), ["#a.txt", "b c.txt"]);
    let error = discover(vec![list], &[]).unwrap_err();
    assert!(matches!(error, IoError::BrokenList { number: 1, .. }), "{error}");
}

#[test]
fn what_a_list_names_and_is_not_there_costs_itself_alone() {
    let tree = Tree::new(&["a.txt"]);
    let found = discover(vec![tree.list("list", b"none.txt\na.txt\n../none\n")], &[]).unwrap();
    assert_eq!(ids(&found), ["a.txt"]);
    let rejected: Vec<_> = found.rejects.iter().map(|reject| reject.id.as_deref().unwrap()).collect();
    assert_eq!(rejected, ["none.txt", "../none"]);
    assert!(found.rejects[0].message.contains("no such file"));
}

#[test]
fn a_list_that_is_not_there_fails() {
    let tree = Tree::new(&[]);
    let list = FileList { path: tree.path("none"), ..FileList::default() };
    assert!(matches!(discover(vec![list], &[]), Err(IoError::MissingInput { .. })));
    let cut = tree.list("cut.gz", &[0x1f, 0x8b, 8, 0]);
    assert!(matches!(discover(vec![cut], &[]), Err(IoError::Read { .. })));
    let stdin = FileList { path: "-".into(), ..FileList::default() };
    assert!(matches!(discover(vec![stdin], &["-".into()]), Err(IoError::StandardInputTwice)));
}
