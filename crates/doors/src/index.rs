//! The index of earlier documents, as somebody else may have made it.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::{Value, json};
use tamis_core::Metadata;
use tamis_dedup::{Collection, DedupConfig, DedupError, Index, Scratch, Sequential, Sketcher, Workspace};
use xxhash_rust::xxh3::xxh3_128;

use crate::input::Input;

/// Bytes before the sections of a file of a batch, and before the JSON in them.
const HEADER_BYTES: usize = 4096;
const MAGIC_BYTES: usize = 16;

/// Stories of which each index is made, and those that are compared with it: copies, parts of each other, and neither.
const EARLIER: [&str; 4] = [
    "The ferry of Sule sails at seven again and at nine unless the wind is against it said the harbour master of Sule \
     who has counted swans in the fog for a council that pays students by the bird since nobody had done it before",
    "The ferry of Sule sails at seven again and at nine unless the wind is against it said the harbour master of Sule \
     who has counted swans in the fog for a council that pays students by the bird since nobody did it before him",
    "Two bakers on the harbour street agreed to share one oven for the winter",
    "",
];
const LATER: [&str; 3] = [
    "The ferry of Sule sails at seven again and at nine unless the wind is against it said the harbour master of Sule \
     who has counted swans in the fog for a council that pays students by the bird since nobody had done it before",
    "Two bakers on the harbour street agreed to share one oven for the winter",
    "The bridge was painted green in spring and nobody noticed until autumn came with nine days of rain",
];

/// The files of a sound index.
static SOUND: LazyLock<(Value, Vec<u8>)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let index = Index::claim(folder.path()).expect("an empty folder");
    let resolved =
        collection(&EARLIER, "a").resolve_with(&index, true, &Sequential).expect("memory holds it");
    resolved.write_batch(index).and_then(tamis_dedup::PendingBatch::commit).expect("a batch");
    let catalogue = fs::read(folder.path().join("index.json")).expect("the list of batches");
    let catalogue: Value = serde_json::from_slice(&catalogue).expect("the list of batches is JSON");
    let name = catalogue["batches"][0]["file"].as_str().expect("a batch has a file");
    let batch = fs::read(folder.path().join(name)).expect("the file of the batch");
    (catalogue, batch)
});

fn collection(texts: &[&str], prefix: &str) -> Collection {
    let config = DedupConfig::default();
    let sketcher = Sketcher::new(&config).expect("the default settings are valid");
    let workspace = Workspace { folder: std::env::temp_dir(), memory_bytes: 1 << 20 };
    let mut collection = Collection::new(config, workspace).expect("as before");
    let mut scratch = Scratch::default();
    for (number, text) in texts.iter().enumerate() {
        let meta = Metadata { id: format!("{prefix}{number}"), ..Metadata::default() };
        collection.add(&meta, &sketcher.sketch(text, &mut scratch)).expect("memory holds it");
    }
    collection
}

/// One byte: the rest is `index.json`, the file of a batch, or changes to the sections of a sound one, for which all check sums
/// are made anew.
///
/// The index is refused as damaged or unfit, or used: a batch is compared with it, written to it, and explained.
pub(crate) fn index(bytes: &[u8]) {
    let mut input = Input(bytes);
    let choice = input.byte();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (catalogue, batch) = match choice % 4 {
        0 => (input.rest().to_vec(), SOUND.1.clone()),
        1 => (serde_json::to_vec(&SOUND.0).expect("JSON"), input.rest().to_vec()),
        _ => changed(input),
    };
    let name = SOUND.0["batches"][0]["file"].as_str().expect("a batch has a file");
    fs::write(folder.path().join("index.json"), catalogue).expect("a temporary folder takes it");
    fs::write(folder.path().join(name), batch).expect("a temporary folder takes it");
    explain(folder.path());
    match append(folder.path()) {
        Ok(()) => explain(folder.path()),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn explain(folder: &Path) {
    let Ok(index) = Index::open(folder) else { return };
    for id in ["a0", "a1", "a2", "b0", "b2", ""] {
        for explained in index.explain(id).unwrap_or_default() {
            assert_eq!(explained.id, id);
        }
    }
}

fn append(folder: &Path) -> Result<(), DedupError> {
    let index = Index::claim(folder)?;
    let resolved = collection(&LATER, "b").resolve_with(&index, true, &Sequential)?;
    for number in 0..LATER.len() as u64 {
        let ruling = resolved.ruling(number)?;
        assert!(ruling.stays || ruling.likeness.is_some());
    }
    resolved.write_batch(index)?.commit()
}

/// A sound index with other bytes in it, and check sums that fit them. Changes are of five bytes: the section, a place in it
/// (two bytes), what is done there, and a byte for it.
fn changed(mut input: Input<'_>) -> (Vec<u8>, Vec<u8>) {
    let (catalogue, batch) = &*SOUND;
    let (head, body) = batch.split_at(HEADER_BYTES);
    let mut header: Value = serde_json::from_slice(&head[MAGIC_BYTES..]).expect("the header is JSON");
    let names: Vec<String> =
        header["sections"].as_object().expect("sections by name").keys().map(ToString::to_string).collect();
    let mut sections: Vec<Vec<u8>> = names.iter().map(|name| section(&header, body, name)).collect();
    let mut documents = EARLIER.len() as u64;
    while !input.0.is_empty() {
        let [which, low, high, what, value] = input.array();
        let number = sections.len();
        let section = &mut sections[usize::from(which) % number];
        let at = usize::from(u16::from_le_bytes([low, high])) % (section.len() + 1);
        match what % 8 {
            0..=3 => section.get_mut(at).map(|byte| *byte = value).unwrap_or_default(),
            4 => section.truncate(at),
            5 => section.extend_from_within(..at),
            6 => section.extend([value; 16]),
            _ => documents = documents.wrapping_add(u64::from(value)).wrapping_sub(128),
        }
    }
    let mut at = HEADER_BYTES as u64;
    for (name, section) in names.iter().zip(&sections) {
        let bytes = section.len() as u64;
        header["sections"][name] = json!({ "at": at, "bytes": bytes, "xxh3": sum(section) });
        at += bytes;
    }
    header["documents"] = documents.into();
    let mut file = head[..MAGIC_BYTES].to_vec();
    serde_json::to_writer(&mut file, &header).expect("JSON");
    file.resize(HEADER_BYTES - 1, b' ');
    file.push(b'\n');
    let mut catalogue = catalogue.clone();
    let batch = &mut catalogue["batches"][0];
    batch["header"] = sum(&file).into();
    batch["documents"] = documents.into();
    file.extend(sections.concat());
    batch["bytes"] = file.len().into();
    let batches = serde_json::to_vec(&catalogue["batches"]).expect("JSON");
    catalogue["xxh3"] = sum(&batches).into();
    (serde_json::to_vec(&catalogue).expect("JSON"), file)
}

fn section(header: &Value, body: &[u8], name: &str) -> Vec<u8> {
    let number = |key: &str| header["sections"][name][key].as_u64().expect("a number") as usize;
    let at = number("at") - HEADER_BYTES;
    body[at..at + number("bytes")].to_vec()
}

fn sum(bytes: &[u8]) -> String {
    format!("{:032x}", xxh3_128(bytes))
}
