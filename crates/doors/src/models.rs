//! Model files: those of the judges, and fastText's.

use std::io::Write;
use std::sync::LazyLock;

use tamis_core::{Block, BlockKind, Decision, Document, Markup};
use tamis_filter::{Identifier, LanguageConfig};
use tamis_strip::{StripConfig, Stripper};

use crate::input::Input;

static SHIPPED: &[u8] = include_bytes!("../../strip/models/text.model");

/// Bytes before the forests: magic, version, count.
const HEAD_BYTES: usize = 16;

/// What stands before the trees of each forest of the shipped model, but for their number.
static HEADS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let mut input = Input(&SHIPPED[HEAD_BYTES - 4..]);
    let forests = u32::from_le_bytes(input.array());
    (0..forests).map(|_| head(&mut input)).collect()
});

/// Reads a forest; returns its name, hash and number of features as they stand there.
fn head(input: &mut Input<'_>) -> Vec<u8> {
    let all = input.0;
    let name = usize::from(all[0]);
    let head = &all[..1 + name + 8 + 4];
    *input = Input(&all[head.len()..]);
    for _ in 0..u32::from_le_bytes(input.array()) {
        let nodes = usize::from(u16::from_le_bytes(input.array()));
        *input = Input(&input.0[nodes * 12 + (nodes + 1) * 2..]);
    }
    head.to_vec()
}

/// One byte: the rest is a model file, the trees of one that fits this version's features, or a model of fastText.
///
/// It is refused, or judges any document: a verdict with a score a block.
pub(crate) fn model(bytes: &[u8]) {
    let mut input = Input(bytes);
    match input.byte() % 4 {
        0 => judge(input.rest()),
        1 | 2 => judge(&forests(input)),
        _ => identify(input.rest()),
    }
}

/// A model of forests of the right names: the first byte says how many trees each has.
fn forests(mut input: Input<'_>) -> Vec<u8> {
    let trees = usize::from(input.byte() % 4);
    let mut file = SHIPPED[..HEAD_BYTES].to_vec();
    for head in HEADS.iter() {
        file.extend(head);
        file.extend((trees as u32).to_le_bytes());
        for _ in 0..trees {
            let nodes = usize::from(input.byte() % 8);
            file.extend((nodes as u16).to_le_bytes());
            for _ in 0..nodes * 12 + (nodes + 1) * 2 {
                file.push(input.byte());
            }
        }
    }
    file.extend(1_u32.to_le_bytes());
    file.extend(b"\x0atext.words");
    file.extend(input.rest());
    file
}

fn judge(model: &[u8]) {
    let Ok(stripper) = Stripper::with_model(StripConfig::default(), model) else { return };
    let lines = [
        "Ferry of Sule sails again",
        "The ferry of Sule sails at seven again, and at nine, unless the wind is against it.",
        "• Boats for sale",
        "Share this: Facebook Twitter",
        "Nobody had counted the swans before, so the council paid a student to do it.",
    ];
    let document = Document {
        markup: Markup::Text,
        blocks: lines.iter().map(|line| Block::new(BlockKind::Paragraph, *line)).collect(),
        ..Document::default()
    };
    let judgement = stripper.judge(&document);
    assert_eq!(judgement.verdicts.len(), lines.len());
    for verdict in &judgement.verdicts {
        assert!((0.0..=1.0).contains(&verdict.score), "{}", verdict.score);
        assert!(!matches!(&verdict.decision, Decision::Edit(edits) if edits.is_empty()));
    }
    assert_eq!(stripper.explain(&document, 3).len(), lines.len());
}

fn identify(model: &[u8]) {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(model).expect("a temporary file takes it");
    let config = LanguageConfig { model: Some(file.path().to_path_buf()), ..LanguageConfig::default() };
    let Ok(identifier) = Identifier::new(&config) else { return };
    for text in ["The ferry of Sule sails at seven again.", "Die Fähre fährt wieder um sieben.\nUnd um neun."]
    {
        let Some(found) = identifier.identify(text) else { continue };
        assert!(!found.language.is_empty());
        identifier.judge(Some(&found));
        identifier.foreign_paragraphs(text, &found);
    }
}
