//! The table of recurring lines.

use std::sync::LazyLock;

use tamis_boilerplate::{Learner, LearnerConfig, StoryLines, Table, scan};
use tamis_core::{Block, BlockKind, Document, Metadata};
use xxhash_rust::xxh3::Xxh3;

use crate::input::Input;

/// Bytes of a header, of its magic and versions, and of each number behind them.
const HEADER_BYTES: usize = 64;
const VERSIONS_END: usize = 16;

/// Begins and versions of a table as this version of tamis writes it.
static VERSIONS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = std::env::temp_dir();
    let learner = Learner::new(LearnerConfig { folder, ..LearnerConfig::default() });
    let mut table = Vec::new();
    let mut learned = learner.finish(|story| story).expect("nothing was counted");
    learned.write_to(&mut table).expect("memory takes it");
    let table = zstd::decode_all(table.as_slice()).unwrap_or(table);
    table[..VERSIONS_END].to_vec()
});

/// One byte: the rest is a whole table, or entries for which the header and the check sum are made here, with or without
/// compression.
///
/// It is refused, or its entries are as many as it says, and every count that a block gets lies within the stories of its source.
pub(crate) fn table(bytes: &[u8]) {
    let mut input = Input(bytes);
    let choice = input.byte();
    let file = match choice % 4 {
        0 => input.rest().to_vec(),
        1 => with_header(input.rest()),
        _ => zstd::encode_all(with_header(input.rest()).as_slice(), 1).expect("memory takes it"),
    };
    let length = file.len() as u64;
    let mut entries = 0;
    let scanned = scan(file.as_slice(), length, |_| entries += 1);
    assert!(entries <= 64 * length + 65_536);
    let read = Table::read(file.as_slice(), length);
    assert_eq!(scanned.is_ok(), read.is_ok());
    let (Ok(summary), Ok(table)) = (scanned, read) else { return };
    assert_eq!(entries, summary.sources + summary.lines + summary.pairs);
    let mut document = document();
    let found = table.annotate(&mut document);
    let recurrences = document.blocks.iter().filter_map(|block| block.recurrence);
    assert_eq!(recurrences.clone().count() as u64, found);
    assert!(recurrences.into_iter().all(|recurrence| recurrence.stories <= recurrence.of));
    let mut lines = Vec::new();
    StoryLines::of(&document).write_to(&mut lines);
    StoryLines::from_bytes(&lines).expect("what was written is read");
    StoryLines::from_bytes(bytes);
}

/// Entries with a header that fits them.
fn with_header(entries: &[u8]) -> Vec<u8> {
    let counts = counts(entries);
    let mut hash = Xxh3::new();
    hash.update(entries);
    let mut file = VERSIONS.clone();
    for number in [7, counts[0], counts[1], counts[2], entries.len() as u64] {
        hash.update(&number.to_le_bytes());
        file.extend(number.to_le_bytes());
    }
    file.extend(hash.digest().to_le_bytes());
    assert_eq!(file.len(), HEADER_BYTES);
    file.extend(entries);
    file
}

/// Entries of each kind, as far as they can be read.
fn counts(entries: &[u8]) -> [u64; 3] {
    let mut counts = [0; 3];
    let mut input = Input(entries);
    while !input.0.is_empty() {
        let tag = input.byte();
        let Some(count) = counts.get_mut(usize::from(tag.wrapping_sub(1))) else { break };
        *count += 1;
        input.array::<12>();
        if tag < 3 {
            let length = usize::from(u16::from_le_bytes(input.array()));
            input = Input(input.0.get(length..).unwrap_or_default());
        }
    }
    counts
}

fn document() -> Document {
    let lines = ["Share this page", "The ferry of Sule sails at seven.", "Share this page", "Sport"];
    Document {
        meta: Metadata { source: Some("sule".to_owned()), ..Metadata::default() },
        blocks: lines.iter().map(|line| Block::new(BlockKind::Paragraph, *line)).collect(),
        ..Document::default()
    }
}
