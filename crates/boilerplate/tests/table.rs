//! What is counted, that nothing but the stories decides over the bytes of a table, and that no file makes
//! the reader do anything but say what is wrong with it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at what it did not expect")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use tamis_boilerplate::{
    BoilerplateError, Count, CountsWriter, Entry, Kind, Learned, Learner, LearnerConfig, Sight, StoryLines,
    Summary, Table, scan,
};
use tamis_core::{Block, BlockKind, Document, Metadata, Recurrence};

fn document(source: &str, lines: &[&str]) -> Document {
    let blocks = lines.iter().map(|line| Block::new(BlockKind::Paragraph, *line)).collect();
    let meta = Metadata { source: Some(source.into()), ..Metadata::default() };
    Document { meta, blocks, ..Document::default() }
}

fn learned<'d>(documents: impl IntoIterator<Item = &'d Document>, memory_bytes: usize) -> Learned {
    let mut learner = Learner::new(LearnerConfig { memory_bytes, folder: std::env::temp_dir() });
    for document in documents {
        learner.add(&StoryLines::of(document)).unwrap();
    }
    learner.finish(|story| story).unwrap()
}

fn bytes(learned: &mut Learned) -> Vec<u8> {
    let mut out = Vec::new();
    learned.write_to(&mut out).unwrap();
    out
}

fn table(documents: &[Document]) -> Vec<u8> {
    bytes(&mut learned(documents, usize::MAX))
}

fn read(bytes: &[u8]) -> Result<Table, BoilerplateError> {
    Table::read(bytes, bytes.len() as u64)
}

/// The entries of a table, in words.
fn entries(bytes: &[u8]) -> (Summary, Vec<String>) {
    let mut shown = Vec::new();
    let summary = scan(bytes, bytes.len() as u64, |entry| {
        shown.push(match entry {
            Entry::Source { name, stories, .. } => format!("{name}: {stories}"),
            Entry::Line { sample, stories, .. } => format!("{stories} {sample}"),
            Entry::Pair { stories, .. } => format!("{stories} pair"),
            _ => unreachable!(),
        });
    });
    (summary.unwrap(), shown)
}

#[test]
fn stories_are_counted_once_for_each_source() {
    let documents = [
        document("a", &["One story.", "Sign up!", "Sign up!", "The end"]),
        document("a", &["Another story.", "SIGN UP", "the end!"]),
        // The same words as the first, in other lines: no new story.
        document("a", &["One story. Sign up!", "Sign up! The end"]),
        document("b", &["One story.", "Sign up!"]),
        document("b", &["***"]),
    ];
    let (summary, shown) = entries(&table(&documents));
    assert_eq!(summary, Summary { stories: 3, sources: 1, lines: 2, pairs: 1 });
    let shown: BTreeSet<&str> = shown.iter().map(String::as_str).collect();
    assert_eq!(shown, BTreeSet::from(["a: 2", "2 SIGN UP", "2 The end", "2 pair"]));
}

/// The table of documents, counted without a learner.
fn counted_elsewhere(documents: &[Document], least: usize) -> Vec<u8> {
    let lines: Vec<StoryLines> = documents.iter().map(StoryLines::of).collect();
    let mut counts: BTreeMap<(u64, Kind, u64), (BTreeSet<u64>, &str)> = BTreeMap::new();
    for lines in &lines {
        for Sight { source, kind, hash, sample } in lines.sights() {
            let (stories, smallest) = counts.entry((source, kind, hash)).or_insert((BTreeSet::new(), sample));
            stories.insert(lines.story());
            *smallest = sample.min(smallest);
        }
    }
    let mut writer = CountsWriter::new(&std::env::temp_dir());
    for ((source, kind, hash), (stories, sample)) in counts {
        if kind == Kind::Source || stories.len() >= least {
            let seen = Sight { source, kind, hash, sample };
            writer.add(Count { seen, stories: stories.len() as u32 }).unwrap();
        }
    }
    bytes(&mut writer.finish().unwrap())
}

#[test]
fn a_caller_may_say_which_documents_are_one_story() {
    let documents = [document("a", &["One.", "Sign up!"]), document("a", &["One, edited.", "Sign up!"])];
    let mut learner =
        Learner::new(LearnerConfig { folder: std::env::temp_dir(), ..LearnerConfig::default() });
    for document in &documents {
        learner.add(&StoryLines::with_story(document, 7)).unwrap();
    }
    assert_eq!(
        learner.finish(|story| story).unwrap().summary(),
        Summary { stories: 1, ..Summary::default() }
    );
    assert_eq!(entries(&table(&documents)).0.lines, 1);
}

#[test]
fn what_is_one_story_may_be_known_at_the_end_alone() {
    let stories = ["One.", "One, edited.", "Two.", "Two, edited.", "Three."];
    let documents: Vec<Document> = stories.iter().map(|first| document("a", &[first, "Sign up!"])).collect();
    // Numbers 0 and 1 tell one story, 2 and 3 another; a line a spill, so that merging sees them apart.
    let numbered = |order: &[usize], memory_bytes: usize| {
        let mut learner = Learner::new(LearnerConfig { memory_bytes, folder: std::env::temp_dir() });
        for (number, at) in order.iter().enumerate() {
            learner.add(&StoryLines::of(&documents[*at]).in_story(number as u64)).unwrap();
        }
        bytes(&mut learner.finish(|number| order[number as usize] as u64 / 2).unwrap())
    };
    let expect = numbered(&[0, 1, 2, 3, 4], usize::MAX);
    let (summary, shown) = entries(&expect);
    assert_eq!(summary, Summary { stories: 3, sources: 1, lines: 1, pairs: 0 });
    assert_eq!(shown, ["a: 3", "3 Sign up!"]);
    for order in [[4, 3, 2, 1, 0], [2, 0, 4, 1, 3]] {
        assert_eq!(numbered(&order, 1), expect);
    }
}

#[test]
fn blocks_are_told_how_often_they_recur_alone_and_with_the_next() {
    let box_lines = ["Tide tables", "High water", "Low water"];
    let documents = [
        document("a", &["One."].into_iter().chain(box_lines).collect::<Vec<_>>()),
        document("a", &["Two."].into_iter().chain(box_lines).collect::<Vec<_>>()),
        document("a", &["Three.", "Low water"]),
    ];
    let mut seen = document("a", &["New.", "tide tables!", "—", "High water", "Low water", "More."]);
    let table = read(&table(&documents)).unwrap();
    assert_eq!(table.annotate(&mut seen), 3);
    let found = |stories, with_next| Some(Recurrence { stories, with_next, of: 3 });
    let shown: Vec<_> = seen.blocks.iter().map(|block| block.recurrence).collect();
    assert_eq!(shown, [None, found(2, 2), None, found(2, 2), found(3, 0), None]);
    seen.meta.source = Some("b".into());
    assert_eq!(table.annotate(&mut seen), 0);
    assert!(seen.blocks.iter().all(|block| block.recurrence.is_none()));
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

fn some_table() -> Vec<u8> {
    let story = |at: usize| document(["a", "b"][at % 2], &[&format!("Story {at}."), "Sign up!", "The end"]);
    table(&(0..8).map(story).collect::<Vec<_>>())
}

#[test]
fn a_table_is_read_plain_and_compressed() {
    let plain = some_table();
    assert_eq!(entries(&plain), entries(&compressed(&plain)));
    assert_eq!(entries(&plain).0, Summary { stories: 8, sources: 2, lines: 4, pairs: 2 });
    assert_eq!(entries(&table(&[])).0, Summary::default());
}

#[track_caller]
fn check_refused(bytes: &[u8], expect: &str) {
    let said = read(bytes).unwrap_err().to_string();
    assert!(said.contains(expect), "{said}");
}

#[test]
fn what_is_no_table_is_refused_by_name() {
    let whole = some_table();
    check_refused(b"", "no table");
    check_refused(b"{\"id\":1}\n", "no table");
    check_refused(&compressed(b"something else"), "no table");
    check_refused(&compressed(&whole)[..20], "cut short");
    let mut newer = whole.clone();
    newer[8] = 9;
    check_refused(&newer, "format 9");
    let mut other_words = whole.clone();
    other_words[12] = 9;
    check_refused(&other_words, "words of form 9");
    check_refused(&[whole.as_slice(), b"x"].concat(), "behind its end");
}

#[test]
fn every_cut_and_every_flipped_bit_is_noticed() {
    for whole in [some_table(), compressed(&some_table())] {
        for length in 0..whole.len() {
            assert!(read(&whole[..length]).is_err(), "cut at {length}");
        }
    }
    let whole = some_table();
    for at in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x10;
        assert!(read(&damaged).is_err(), "byte {at}");
    }
}

#[test]
fn a_small_file_cannot_ask_for_much_memory() {
    // A sound header that promises much, and entries in order that zstd packs a thousandfold.
    let mut bomb = some_table()[..16].to_vec();
    for value in [1_u64 << 40, 1, 1 << 40, 0, 1 << 50, 0] {
        bomb.extend(value.to_le_bytes());
    }
    bomb.extend([1]);
    bomb.extend(7_u64.to_le_bytes());
    bomb.extend([9, 0, 0, 0, 0, 0]);
    for key in 0..2_000_000_u64 {
        bomb.extend([2]);
        bomb.extend(key.to_le_bytes());
        bomb.extend([2, 0, 0, 0, 0, 0]);
    }
    let packed = compressed(&bomb);
    let mut seen = 0_u64;
    let said = scan(packed.as_slice(), 1000, |_| seen += 1).unwrap_err();
    assert!(matches!(said, BoilerplateError::Truncated), "{said}");
    assert!(seen < 10_000, "{seen}");
}

/// Documents over few sources and few lines, so that everything recurs in every way.
fn documents() -> impl Strategy<Value = Vec<(u8, Vec<u8>)>> {
    proptest::collection::vec((0_u8..3, proptest::collection::vec(0_u8..12, 0..8)), 0..60)
}

fn made((source, lines): &(u8, Vec<u8>)) -> Document {
    // Twelve lines of nine wordings: some differ in case and marks alone, some have no words.
    const LINES: [&str; 12] = [
        "Sign up",
        "SIGN UP!",
        "sign, up",
        "The end",
        "the end.",
        "Wind 3 m",
        "Wind 4 m",
        "***",
        "",
        "Ada",
        "Bao und Ümit",
        "bao UND ümit",
    ];
    let lines: Vec<&str> = lines.iter().map(|at| LINES[usize::from(*at)]).collect();
    document(["", "a", "b"][usize::from(*source)], &lines)
}

/// The slow obvious twin: the lines of each source with the stories that hold them.
fn counted(documents: &[Document]) -> BTreeMap<(String, String), BTreeSet<String>> {
    let normal = |text: &str| tamis_core::words(text).collect::<Vec<_>>().join(" ").to_lowercase();
    let mut counts: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for document in documents {
        let lines: Vec<String> = document.blocks.iter().map(|block| normal(&block.text)).collect();
        let lines: Vec<&String> = lines.iter().filter(|line| !line.is_empty()).collect();
        let story = lines.iter().map(|line| line.as_str()).collect::<Vec<_>>().join(" ");
        for line in lines {
            counts.entry((document.meta.publisher(), line.clone())).or_default().insert(story.clone());
        }
    }
    counts
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn order_copies_and_memory_change_no_byte(given in documents(), memory in 1_usize..4000, turn in 0_usize..60) {
        let documents: Vec<Document> = given.iter().map(made).collect();
        let expect = table(&documents);
        let mut turned: Vec<&Document> = documents.iter().rev().collect();
        turned.rotate_left(turn % documents.len().max(1));
        // Copies of a story change nothing either.
        turned.extend(documents.iter().take(5));
        prop_assert_eq!(&bytes(&mut learned(turned, memory)), &expect);
        prop_assert_eq!(&bytes(&mut learned(&documents, 1)), &expect);
        // Nor does it matter who counts, and whether what stands in one story is counted.
        prop_assert_eq!(&counted_elsewhere(&documents, 1), &expect);
        prop_assert_eq!(counted_elsewhere(&documents, 2), expect);
    }

    #[test]
    fn counts_are_those_of_the_naive_way(given in documents()) {
        let mut documents: Vec<Document> = given.iter().map(made).collect();
        let counts = counted(&documents);
        let table = learned(&documents, 500).table().unwrap();
        for document in &mut documents {
            table.annotate(document);
            for block in &document.blocks {
                let normal = tamis_core::words(&block.text).collect::<Vec<_>>().join(" ").to_lowercase();
                let stories = counts.get(&(document.meta.publisher(), normal)).map_or(0, BTreeSet::len);
                let expect = if stories > 1 { stories as u32 } else { 0 };
                prop_assert_eq!(block.recurrence.map_or(0, |found| found.stories), expect);
            }
        }
    }

    #[test]
    fn no_bytes_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0_usize..200) {
        let _ = read(&bytes);
        let mut damaged = some_table();
        let at = at.min(damaged.len());
        damaged.truncate(at);
        damaged.extend(bytes);
        let _ = read(&damaged);
    }
}
