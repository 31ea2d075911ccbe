//! Stories of made-up words, the same ones every time.

use std::io::Write;

use serde_json::json;

use crate::support::Place;

/// Bits of a number mixed, so that neighbours have nothing in common.
pub(crate) fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    (number ^ (number >> 29)).wrapping_mul(0xC4CE_B9FE_1A85_EC53) ^ (number >> 31)
}

/// A story of made-up words, a line of ten words after the other.
pub(crate) fn story(seed: u64, lines: u64) -> Vec<String> {
    let syllables =
        ["ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "ru", "sa", "te", "vi", "wo", "zu", "ar"];
    let word = |at: u64| -> String {
        let hash = mixed(seed << 24 | at);
        (0..3).map(|syllable| syllables[(hash >> (8 + 4 * syllable)) as usize & 15]).collect()
    };
    let line = |line: u64| (0..10).map(|at| word(line * 10 + at)).collect::<Vec<_>>().join(" ");
    (0..lines).map(line).collect()
}

/// A row of a corpus in which some stories stand again: as they were, reset, edited, cut and grown.
fn row(at: u64) -> String {
    let seed = if at.is_multiple_of(3) { at } else { mixed(at) % 40 };
    let mut lines = story(seed, 14);
    match mixed(at) >> 8 & 7 {
        1 => lines.iter_mut().for_each(|line| *line = line.to_uppercase() + "."),
        2 => lines[0] = format!("desk {at} writes from the quay"),
        3 => lines.truncate(7),
        4 => lines.push(story(at + (1 << 20), 1).concat()),
        _ => {}
    }
    let day = 1 + mixed(at + 7) % 40;
    json!({"id": format!("d{at}"), "text": lines.join("\n"), "created": format!("2024-05-{day:02}")})
        .to_string()
        + "\n"
}

pub(crate) fn rows(count: u64) -> String {
    (0..count).map(row).collect()
}

/// Writes rows to so many files of different kinds, whose names are in order.
pub(crate) fn shard(place: &Place, folder: &str, rows: &str, files: usize) {
    let lines: Vec<&str> = rows.split_inclusive('\n').collect();
    for (at, lines) in lines.chunks(lines.len().div_ceil(files)).enumerate() {
        let bytes = lines.concat().into_bytes();
        match at % 3 {
            0 => place.write(&format!("{folder}/{at}.jsonl"), bytes),
            1 => {
                let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                encoder.write_all(&bytes).unwrap();
                place.write(&format!("{folder}/{at}.jsonl.gz"), encoder.finish().unwrap())
            }
            _ => place
                .write(&format!("{folder}/{at}.jsonl.zst"), zstd::encode_all(bytes.as_slice(), 1).unwrap()),
        };
    }
}
