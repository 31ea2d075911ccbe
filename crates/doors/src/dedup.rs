//! Texts to rulings on which are the same.

use tamis_core::Metadata;
use tamis_dedup::{Collection, DedupConfig, Ruling, Scratch, Sequential, Sketcher, Workspace};

use crate::input::Input;

/// Documents, one a NUL apart.
///
/// The same findings each time, equal texts together, and every document stays or goes for one that stays.
pub(crate) fn dedup(bytes: &[u8]) {
    let text = Input(bytes).text();
    let texts: Vec<&str> = text.split('\0').take(64).collect();
    let rulings = rulings(&texts);
    assert_eq!(rulings, self::rulings(&texts));
    let mut named: Vec<(&str, &str)> =
        texts.iter().zip(&rulings).map(|(text, ruling)| (*text, ruling.kept_id.as_str())).collect();
    named.sort_unstable();
    for pair in named.windows(2) {
        assert!(pair[0].0 != pair[1].0 || pair[0].1 == pair[1].1);
    }
    let stays = rulings.iter().filter(|ruling| ruling.stays).count();
    let goes = rulings.iter().filter(|ruling| ruling.likeness.is_some()).count();
    assert_eq!(stays + goes, texts.len());
}

fn rulings(texts: &[&str]) -> Vec<Ruling> {
    let config = DedupConfig::default();
    let sketcher = Sketcher::new(&config).expect("the default settings are valid");
    let workspace = Workspace { folder: std::env::temp_dir(), ..Workspace::default() };
    let mut collection = Collection::new(config, workspace).expect("as before");
    let mut scratch = Scratch::default();
    for (number, text) in texts.iter().enumerate() {
        let meta = Metadata { id: number.to_string(), ..Metadata::default() };
        collection.add(&meta, &sketcher.sketch(text, &mut scratch)).expect("memory holds it");
    }
    let resolved = collection.resolve(&Sequential).expect("memory holds it");
    (0..texts.len() as u64).map(|number| resolved.ruling(number).expect("memory holds it")).collect()
}
