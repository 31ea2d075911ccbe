use std::fs;
use std::path::Path;

use proptest::prelude::*;
use tamis_core::Metadata;

use super::catalogue::Catalogue;
use super::{Index, PendingBatch, Section};
use crate::signature::mixed;
use crate::{
    Collection, DedupConfig, DedupError, Keep, Resolved, Ruling, Scratch, Sequential, Sketcher, Workspace,
};

/// What a document of a test is.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Whole,
    Reset,
    /// A word in so many is another one.
    Edited(usize),
    /// The first so many words.
    Cut(usize),
    /// A frame with fillings of its own.
    Page(u64),
}

#[derive(Debug, Clone)]
struct Made {
    story: u64,
    kind: Kind,
    day: u64,
}

fn word(seed: u64, at: usize) -> String {
    format!("w{}", mixed(seed << 20 | at as u64) % 4000)
}

impl Made {
    fn text(&self) -> String {
        let words = |count| (0..count).map(|at| word(self.story, at)).collect::<Vec<_>>();
        match self.kind {
            Kind::Whole => words(150).join(" "),
            Kind::Reset => words(150).join(",\n").to_uppercase(),
            Kind::Edited(every) => {
                let edited = words(150).into_iter().enumerate();
                edited
                    .map(
                        |(at, word)| {
                            if at % every == every - 1 { format!("{word}x{}", self.day) } else { word }
                        },
                    )
                    .collect::<Vec<_>>()
                    .join(" ")
            }
            Kind::Cut(count) => words(count).join(" "),
            Kind::Page(filling) => {
                let frame = words(120).into_iter().enumerate();
                frame
                    .map(|(at, word)| {
                        if at % 13 == 7 {
                            format!("f{}", mixed(filling << 8 | at as u64) % 900)
                        } else {
                            word
                        }
                    })
                    .collect::<Vec<_>>()
                    .join(" ")
            }
        }
    }

    fn meta(&self, at: usize) -> Metadata {
        let created = (self.day > 0).then(|| format!("2024-03-{:02}", self.day));
        let url = matches!(self.kind, Kind::Page(_)).then(|| format!("https://site.example/{at}"));
        Metadata { id: format!("d{at}"), created, url, ..Metadata::default() }
    }
}

fn made() -> impl Strategy<Value = Made> {
    let kind = prop_oneof![
        Just(Kind::Whole),
        Just(Kind::Reset),
        (6..40_usize).prop_map(Kind::Edited),
        (30..140_usize).prop_map(Kind::Cut),
        (0..40_u64).prop_map(Kind::Page),
    ];
    (0..6_u64, kind, 0..5_u64).prop_map(|(story, kind, day)| Made { story, kind, day })
}

fn collection(config: &DedupConfig, made: &[Made], first: usize) -> Collection {
    let workspace = Workspace { memory_bytes: 1 << 22, folder: std::env::temp_dir() };
    let mut collection = Collection::new(config.clone(), workspace).unwrap();
    let (sketcher, mut scratch) = (Sketcher::new(config).unwrap(), Scratch::default());
    for (at, made) in made.iter().enumerate() {
        collection.add(&made.meta(first + at), &sketcher.sketch(&made.text(), &mut scratch)).unwrap();
    }
    collection
}

/// Compares with an index, and writes the batch without making it a part.
fn compared(folder: &Path, config: &DedupConfig, made: &[Made], first: usize) -> (Resolved, PendingBatch) {
    let index = Index::claim(folder).unwrap();
    let resolved = collection(config, made, first).resolve_with(&index, true, &Sequential).unwrap();
    let batch = resolved.write_batch(index).unwrap();
    (resolved, batch)
}

fn append(folder: &Path, config: &DedupConfig, made: &[Made], first: usize) -> Resolved {
    let (resolved, batch) = compared(folder, config, made, first);
    batch.commit().unwrap();
    resolved
}

fn rulings(resolved: &Resolved, from: usize, count: usize) -> Vec<Ruling> {
    (from..from + count).map(|number| resolved.ruling(number as u64).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn batches_give_what_one_run_over_all_gives(
        made in proptest::collection::vec(made(), 2..60),
        cuts in (0..100_usize, 0..100_usize),
        keep in prop_oneof![Just(Keep::Best), Just(Keep::First), Just(Keep::Longest)],
        other_threshold in any::<bool>(),
    ) {
        let config = DedupConfig { keep, ..DedupConfig::default() };
        let folder = tempfile::tempdir().unwrap();
        let one = cuts.0 * made.len() / 100;
        let two = one + cuts.1 * (made.len() - one) / 100;
        // What is kept of earlier comparisons serves other settings as well.
        let earlier = DedupConfig { threshold: if other_threshold { 0.5 } else { 0.7 }, ..config.clone() };
        let mut before = 0;
        for (from, to, config) in [(0, one, &earlier), (one, two, &config), (two, made.len(), &config)] {
            let batch = &made[from..to];
            let found = append(folder.path(), config, batch, from);
            let whole = collection(config, &made[..to], 0).resolve(&Sequential).unwrap();
            prop_assert_eq!(rulings(&found, 0, to - from), rulings(&whole, from, to - from));
            prop_assert!(found.summary().verified <= whole.summary().verified);
            prop_assert_eq!(found.summary().indexed, before);
            before += (to - from) as u64;
        }
        let index = Index::open(folder.path()).unwrap();
        prop_assert_eq!(index.batches().iter().map(|batch| batch.documents).sum::<u64>(), made.len() as u64);
    }
}

fn stories(of: std::ops::Range<u64>) -> Vec<Made> {
    let kinds = [Kind::Whole, Kind::Edited(14), Kind::Edited(15), Kind::Cut(75)];
    of.flat_map(|story| kinds.map(|kind| Made { story, kind, day: story % 4 })).collect()
}

#[test]
fn pairs_of_earlier_batches_are_not_compared_again() {
    let (config, folder) = (DedupConfig::default(), tempfile::tempdir().unwrap());
    let first = append(folder.path(), &config, &stories(0..20), 0);
    assert!(first.summary().verified > 20);
    let second = append(folder.path(), &config, &stories(20..21), 80);
    assert!(second.summary().verified < 6, "{:?}", second.summary());
    assert_eq!(second.summary().indexed, 80);
}

/// The files of an index with their bytes.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    found.sort();
    found
}

#[test]
fn the_same_documents_again_are_the_same_batch() {
    let (config, folder) = (DedupConfig::default(), tempfile::tempdir().unwrap());
    append(folder.path(), &config, &stories(0..5), 0);
    let first = append(folder.path(), &config, &stories(3..8), 50);
    let before = files(folder.path());
    let again = append(folder.path(), &config, &stories(3..8), 50);
    assert_eq!(rulings(&first, 0, 20), rulings(&again, 0, 20));
    assert_eq!(files(folder.path()), before);
    // With other settings it takes the place of the batch.
    let longest = DedupConfig { keep: Keep::Longest, ..config.clone() };
    for (settings, name) in [(&longest, "batch-000002~2.idx"), (&config, "batch-000002.idx")] {
        append(folder.path(), settings, &stories(3..8), 50);
        let names: Vec<_> = files(folder.path()).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["batch-000001.idx", name, "index.json"]);
    }
    assert_eq!(files(folder.path()), before);
}

#[test]
fn a_batch_that_is_dropped_leaves_nothing() {
    let (config, folder) = (DedupConfig::default(), tempfile::tempdir().unwrap());
    append(folder.path(), &config, &stories(0..5), 0);
    let before = files(folder.path());
    let (_, batch) = compared(folder.path(), &config, &stories(3..8), 50);
    assert_eq!(files(folder.path()).len(), 3);
    drop(batch);
    assert_eq!(files(folder.path()), before);
}

#[test]
fn whoever_is_killed_between_two_steps_leaves_the_index_as_it_was() {
    let (config, folder) = (DedupConfig::default(), tempfile::tempdir().unwrap());
    let path = |name: &str| folder.path().join(name);
    append(folder.path(), &config, &stories(0..5), 0);
    let before = files(folder.path());
    append(folder.path(), &config, &stories(3..8), 50);
    let after = files(folder.path());
    let whole = fs::read(path("batch-000002.idx")).unwrap();
    let old = fs::read(path("index.json")).unwrap();
    Index::rollback(folder.path(), 2).unwrap();
    assert_eq!(files(folder.path()), before);
    let states: [&[(&str, &[u8])]; 5] = [
        // Before, and while, the batch is written; when it has its name; while the list is written.
        &[],
        &[(".batch-000002.tmp", &whole[..5000])],
        &[(".batch-000002.tmp", &whole)],
        &[("batch-000002.idx", &whole)],
        &[("batch-000002.idx", &whole), (".index.json.tmpAbCdEf", &old[..100])],
    ];
    for state in states {
        for (name, bytes) in state {
            fs::write(path(name), bytes).unwrap();
        }
        assert_eq!(Index::open(folder.path()).unwrap().batches().len(), 1);
        let found = append(folder.path(), &config, &stories(3..8), 50);
        assert_eq!(found.summary().indexed, 20);
        assert_eq!(files(folder.path()), after);
        Index::rollback(folder.path(), 2).unwrap();
        assert_eq!(files(folder.path()), before);
    }
}

#[test]
fn one_writes_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let held = Index::claim(folder.path()).unwrap();
    assert!(matches!(Index::claim(folder.path()), Err(DedupError::Busy { .. })));
    assert!(matches!(Index::rollback(folder.path(), 1), Err(DedupError::Busy { .. })));
    assert!(Index::open(folder.path()).is_ok());
    drop(held);
    assert!(Index::claim(folder.path()).is_ok());
}

#[test]
fn a_list_names_no_file_outside_its_index() {
    let (config, folder) = (DedupConfig::default(), tempfile::tempdir().unwrap());
    append(folder.path(), &config, &stories(0..5), 0);
    let batches = Index::open(folder.path()).unwrap().batches().to_vec();
    fs::write(folder.path().join("mine.idx"), "Dear all").unwrap();
    for name in ["../mine.idx", "/etc/passwd", "batch-/../../mine.idx", "mine.idx", "batch-\\..", ""] {
        let mut named = batches.clone();
        named[0].file = name.into();
        Catalogue { batches: named }.write(folder.path()).unwrap();
        for opened in [Index::open(folder.path()), Index::claim(folder.path())] {
            assert!(matches!(opened, Err(DedupError::Damaged { .. })), "{name}");
        }
    }
    assert!(folder.path().join("mine.idx").exists());
}

#[test]
fn a_directory_of_other_things_is_no_index() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("batch-of-letters.txt"), "Dear all").unwrap();
    let error = Index::claim(folder.path()).unwrap_err().to_string();
    assert!(error.contains("is no index"), "{error}");
    assert_eq!(files(folder.path()).len(), 1);
}

/// Uses all there is of an index.
fn used(folder: &Path, config: &DedupConfig) -> Result<(), DedupError> {
    let index = Index::claim(folder)?;
    let resolved = collection(config, &stories(7..9), 100).resolve_with(&index, true, &Sequential)?;
    resolved.write_batch(index).map(drop)
}

#[test]
fn a_flipped_byte_anywhere_is_noticed() {
    let (config, folder) = (DedupConfig::default(), tempfile::tempdir().unwrap());
    append(folder.path(), &config, &stories(0..5), 0);
    for name in ["batch-000001.idx", "index.json"] {
        let path = folder.path().join(name);
        let whole = fs::read(&path).unwrap();
        // Blanks of the list say nothing, and may be any.
        let says = |at: &usize| name != "index.json" || !whole[*at].is_ascii_whitespace();
        let places = (0..whole.len()).step_by(whole.len() / 150 + 1).filter(says);
        for at in places.chain([0, whole.len() - 1].into_iter().filter(says)) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            fs::write(&path, bytes).unwrap();
            let error = used(folder.path(), &config).unwrap_err();
            let is_refused = matches!(error, DedupError::Damaged { .. } | DedupError::Unfit { .. });
            assert!(is_refused, "{name}, byte {at}: {error}");
            assert!(error.to_string().contains(name), "{error}");
        }
        fs::write(&path, &whole[..whole.len() - 3]).unwrap();
        assert!(matches!(used(folder.path(), &config), Err(DedupError::Damaged { .. })));
        fs::write(&path, whole).unwrap();
    }
    used(folder.path(), &config).unwrap();
}

#[test]
fn what_was_made_in_another_way_is_refused_and_says_so() {
    let (config, folder) = (DedupConfig::default(), tempfile::tempdir().unwrap());
    append(folder.path(), &config, &stories(0..5), 0);
    let check = |name: &str, from: &str, to: &str, says: &[&str]| {
        let path = folder.path().join(name);
        let whole = fs::read(&path).unwrap();
        let at = whole.windows(from.len()).position(|found| found == from.as_bytes()).unwrap();
        let mut bytes = whole.clone();
        bytes.splice(at..at + from.len(), to.bytes());
        fs::write(&path, bytes).unwrap();
        let error = used(folder.path(), &config).unwrap_err();
        assert!(matches!(error, DedupError::Unfit { .. }), "{error}");
        for says in says {
            assert!(error.to_string().contains(says), "{error}");
        }
        fs::write(&path, whole).unwrap();
    };
    let batch = "batch-000001.idx";
    check(batch, "\"format\":1", "\"format\":2", &[batch, "format version 2, where this tamis has 1"]);
    check(
        batch,
        "fast-similarity-sketch-2",
        "one-permutation-hashes-1",
        &["scheme \"one-permutation-hashes-1\""],
    );
    check(batch, "\"normaliser\":1", "\"normaliser\":9", &["normaliser version 9"]);
    check(batch, "\"shingle_words\":5", "\"shingle_words\":7", &["shingles", "7", "5"]);
    check(batch, "\"kind\":\"batch\"", "\"kind\":\"other\"", &["the kind \"other\""]);
    check("index.json", "\"schema\": 1", "\"schema\": 2", &["schema 2"]);
    let exact = DedupConfig { near: false, ..config.clone() };
    let error = used(folder.path(), &exact).unwrap_err().to_string();
    assert!(error.contains("was made without --exact"), "{error}");
}

#[test]
fn an_index_of_equal_words_alone_works_too() {
    let config = DedupConfig { near: false, ..DedupConfig::default() };
    let folder = tempfile::tempdir().unwrap();
    append(folder.path(), &config, &stories(0..5), 0);
    let found = append(folder.path(), &config, &stories(3..8), 20);
    assert_eq!((found.summary().earlier, found.ruling(0).unwrap().kept_id.as_str()), (8, "d12"));
    let explained = Index::open(folder.path()).unwrap().explain("d20").unwrap();
    assert_eq!(explained[0].matches.len(), 1);
}

#[test]
fn the_last_batch_tells_what_is_known_now() {
    let (config, folder) = (DedupConfig::default(), tempfile::tempdir().unwrap());
    let late = Made { story: 1, kind: Kind::Whole, day: 9 };
    append(folder.path(), &config, &[late.clone(), Made { story: 2, ..late.clone() }], 0);
    let early = Made { kind: Kind::Edited(30), day: 2, ..late };
    append(folder.path(), &config, &[early], 0);
    let index = Index::open(folder.path()).unwrap();
    let explained = index.explain("d0").unwrap();
    let of = |at: usize| (explained[at].batch, explained[at].role.name(), explained[at].kept_batch);
    assert_eq!((explained.len(), of(0), of(1)), (2, (1, "duplicate", 2), (2, "kept", 2)));
    assert_eq!(explained[0].kept_id_at_first.as_deref(), Some("d0"));
    assert_eq!((explained[1].why.as_str(), explained[1].cluster.len()), ("the earliest date", 2));
    assert_eq!(index.explain("d1").unwrap()[0].role.name(), "single");
    assert!(matches!(index.explain("nobody"), Err(DedupError::Missing { .. })));
    // What did not change is not written again.
    let files = index.files(index.batches()).unwrap();
    let mut changed = Vec::new();
    files.runs(Section::Rulings).reader(1).unwrap().take(1, &mut changed).unwrap();
    assert_eq!(changed.len(), 1);
    Index::rollback(folder.path(), 2).unwrap();
    assert_eq!(Index::open(folder.path()).unwrap().explain("d0").unwrap()[0].role.name(), "single");
}
