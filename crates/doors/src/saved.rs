//! What a run left on disk, as somebody else may have written it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use serde_json::{Value, json};
use tamis_pipeline::{
    Cleaner, Config, MergeRequest, Progress, RunRequest, Shard, find_saved, first_ids, merge, run, verify,
};
use tamis_report::{Sampling, gather, hosts, page, run_stats};
use xxhash_rust::xxh3::xxh3_128;

use crate::input::Input;
use crate::report::check_page;

/// The folder of side files, and what lies in it that is no file of rows.
const SIDES: &str = "out/_tamis/";
const MANIFEST: &str = "out/_tamis/manifest.json";

/// What the runs are made of: documents that stay, go, are copies and cannot be read.
const ROWS: &str = concat!(
    r#"{"id":"a","url":"https://sule.example/a","title":"Ferry","text":"Ferry of Sule\nThe ferry of Sule sails at seven again, and at nine, unless the wind is against it.\n%3Cp%3EShare%20this%3C%2Fp%3E\nRead more: Ten harbours that regret it"}"#,
    "\n",
    r#"{"id":"b","url":"https://sule.example/b","text":"Ferry of Sule\nThe ferry of Sule sails at seven again, and at nine, unless the wind is against it.\n%3Cp%3EShare%20this%3C%2Fp%3E\nRead more: Ten harbours that regret it"}"#,
    "\n",
    r#"{"id":"c","text":"Sport"}"#,
    "\n",
    r#"{"id":"d","html":"<nav><a href=/>Home</a></nav><article><h1>Bakers</h1><p>Two bakers on the harbour street agreed to share one oven for the winter.</p></article>"}"#,
    "\n{\"id\":\n",
);

/// A run over these rows, file by file, rows not compressed; and the same as the only shard of a run.
static RUNS: LazyLock<[BTreeMap<String, Vec<u8>>; 2]> =
    LazyLock::new(|| [files_of_run(None), files_of_run(Some("1/1"))]);

fn files_of_run(shard: Option<&str>) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let input = folder.path().join("in.jsonl");
    fs::write(&input, ROWS).expect("a temporary folder takes it");
    let settings = "[run]\nthreads = 1\ntrace = 1.0\njournal = false\n[boilerplate]\nlearn = false\n";
    let config = Config::resolve(Some(("settings", settings)), &[]).expect("the settings are valid");
    let cleaner = Arc::new(Cleaner::new(config).expect("the settings are valid"));
    let request = RunRequest {
        inputs: vec![input.display().to_string()],
        output: folder.path().join("out").display().to_string(),
        shard: shard.and_then(|shard| Shard::parse(shard).ok()),
        ..RunRequest::default()
    };
    run(&cleaner, &request, &Arc::new(Progress::new())).expect("a run over a few rows");
    let mut files = BTreeMap::new();
    collect(folder.path(), &folder.path().join("out"), &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
            continue;
        }
        let name = path.strip_prefix(root).expect("inside").to_string_lossy().into_owned();
        let bytes = fs::read(&path).expect("a file");
        let bytes =
            if name.ends_with(".zst") { zstd::decode_all(bytes.as_slice()).expect("sound") } else { bytes };
        files.insert(name, bytes);
    }
}

/// Two bytes for the file and how it lies there, then what stands in it: the manifest, the figures, the settings, or rows of any
/// kind. The manifest has length and check sum of what stands there, unless it is the file that is changed.
///
/// The output is refused or verified, reported as a page that holds its texts as texts, looked at document by document, and
/// merged.
pub(crate) fn saved(bytes: &[u8]) {
    let mut input = Input(bytes);
    let (which, how) = (usize::from(input.byte()), input.byte());
    let files = &RUNS[which % 2];
    let names: Vec<&String> = files.keys().collect();
    let changed = names[which / 2 % names.len()].as_str();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let content = if how % 2 == 0 { input.rest().to_vec() } else { spliced(&files[changed], input) };
    write(folder.path(), files, changed, content, how >= 192);
    let run = folder.path().join("out");
    verified(&run);
    if let Ok(ids) = first_ids(&run, 8) {
        for id in ids.iter().map(String::as_str).chain(["a", "b", "c"]) {
            let Ok(document) = find_saved(&run, id) else { continue };
            let traced = document.traced();
            assert!(serde_json::from_slice::<Value>(&traced.to_json_line()).is_ok());
        }
    }
    let _ = run_stats(&run);
    let sampling = Sampling { documents: 100, review_bytes: 1 << 16, view_bytes: 1 << 16, seed: 0 };
    let _ = hosts(&run, 5, &sampling);
    if let Ok(report) = gather(&run, Some(&run), &sampling) {
        check_page(&page(&report));
    }
    if which % 2 == 1 {
        merged(folder.path(), run);
    }
}

fn verified(run: &Path) {
    let Ok(report) = verify(run, 1, &Arc::new(Progress::new())) else { return };
    assert!(report.findings.iter().all(|finding| !finding.message.is_empty()));
}

fn merged(folder: &Path, run: PathBuf) {
    let request = MergeRequest {
        shards: vec![run],
        output: folder.join("merged").display().to_string(),
        dedup: true,
        ..MergeRequest::default()
    };
    let settings = "[run]\nthreads = 1\n[limits]\nmemory = 67108864\n";
    let config = Config::resolve(Some(("settings", settings)), &[]).expect("the settings are valid");
    if let Ok(report) = merge(&config, &request, &Arc::new(Progress::new())) {
        assert!(report.stats.books.balance());
    }
}

/// A sound file with bytes of the input in the place of some of its own: two bytes for where, one for how many.
fn spliced(sound: &[u8], mut input: Input<'_>) -> Vec<u8> {
    let at = usize::from(u16::from_le_bytes(input.array())) % (sound.len() + 1);
    let end = (at + usize::from(input.byte())).min(sound.len());
    [&sound[..at], input.rest(), &sound[end..]].concat()
}

/// Writes the run with one file changed; `is_raw` leaves that file as it is where rows should be compressed.
fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>, changed: &str, content: Vec<u8>, is_raw: bool) {
    let mut on_disk = BTreeMap::new();
    for (name, sound) in files {
        let bytes = if name == changed { &content } else { sound };
        let is_packed = name.ends_with(".zst") && !(is_raw && name == changed);
        let bytes = if is_packed {
            zstd::encode_all(bytes.as_slice(), 1).expect("memory takes it")
        } else {
            bytes.clone()
        };
        on_disk.insert(name.as_str(), bytes);
    }
    if changed != MANIFEST {
        let mut manifest: Value = serde_json::from_slice(&files[MANIFEST]).expect("the manifest is JSON");
        for (list, root) in [("files", "out/"), ("side_files", SIDES)] {
            for file in manifest[list].as_array_mut().expect("a list of files") {
                let name = format!("{root}{}", file["path"].as_str().expect("a file has a path"));
                let Some(bytes) = on_disk.get(name.as_str()) else { continue };
                file["bytes"] = json!(bytes.len());
                file["xxh3"] = json!(format!("{:032x}", xxh3_128(bytes)));
            }
        }
        on_disk.insert(MANIFEST, serde_json::to_vec(&manifest).expect("JSON"));
    }
    for (name, bytes) in on_disk {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a temporary folder takes it");
        fs::write(path, bytes).expect("a temporary folder takes it");
    }
}
