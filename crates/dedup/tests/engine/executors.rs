//! Executors that carry out tasks in any order, and corpora that outgrow memory.

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use tamis_dedup::{
    Collection, DedupConfig, DedupError, Executor, Phase, Scratch, Sequential, Sketcher, Workspace,
};

use crate::corpus::{Look, Page, Script, Story, mixed, pages, set};
use crate::run::{Found, resolve, resolve_with, thorough};

/// In which order tasks are carried out.
#[derive(Debug, Clone, Copy)]
enum Order {
    Reverse,
    Shuffled(u64),
}

/// Threads that take the next task of an order.
#[derive(Debug)]
struct Threads {
    width: usize,
    order: Order,
}

impl Executor for Threads {
    fn run(&self, tasks: usize, task: &(dyn Fn(usize) + Sync)) {
        let mut order: Vec<usize> = (0..tasks).rev().collect();
        if let Order::Shuffled(seed) = self.order {
            order.sort_by_key(|at| mixed(seed ^ mixed(*at as u64)));
        }
        let next = AtomicUsize::new(0);
        let work = || {
            while let Some(at) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
                task(*at);
            }
        };
        std::thread::scope(|scope| {
            (1..self.width).for_each(|_| drop(scope.spawn(work)));
            work();
        });
    }

    fn width(&self) -> usize {
        self.width
    }
}

/// What does not depend on how sorting was done: all but the bytes on disk.
fn without_disk(found: Found) -> Found {
    let summary = tamis_dedup::DedupSummary { disk_bytes: 0, ..found.summary };
    Found { summary, ..found }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn threads_have_no_say(pages in pages(16), seed in any::<u64>()) {
        let expect = resolve(&thorough(), &pages);
        for (width, order) in [(1, Order::Reverse), (2, Order::Shuffled(seed)), (4, Order::Reverse)] {
            prop_assert_eq!(&resolve_with(&thorough(), &pages, 1, &Threads { width, order }), &expect);
        }
    }
}

/// Short notices, every fifth in two wordings, some in copies: enough of them for every kind of temporary file.
fn notices(count: u64) -> Vec<Page> {
    let notice = |at: u64| {
        let seed = if mixed(at).is_multiple_of(4) { at / 7 } else { at };
        let story = Story { seed, script: Script::Latin, vocabulary: 4096, paragraphs: 1, words: 14 };
        let mut text = story.paragraphs();
        if at.is_multiple_of(5) {
            text[0][0] = story.word(1 << 30);
        }
        let look = if at.is_multiple_of(3) { Look::Capitals } else { Look::Plain };
        Page {
            url: at.is_multiple_of(2).then(|| format!("https://example.org/{at}")),
            ..Page::of(set(&text, look))
        }
    };
    (0..count).map(notice).collect()
}

#[test]
fn little_memory_finds_what_much_does() {
    // More than fit into the memory of a spool of signatures, 16,384, and into one task.
    let pages = notices(17_000);
    let config = DedupConfig { bands: "12x5".into(), ..DedupConfig::default() };
    let much = without_disk(resolve_with(&config, &pages, 1 << 30, &Sequential));
    for (memory_bytes, executor) in [
        (1, Threads { width: 4, order: Order::Shuffled(1) }),
        (1 << 20, Threads { width: 1, order: Order::Reverse }),
    ] {
        let little = resolve_with(&config, &pages, memory_bytes, &executor);
        assert!(little.summary.disk_bytes >= 4 << 20, "{:?}", little.summary);
        assert!(without_disk(little) == much);
    }
    assert!(much.summary.near > 100 && much.summary.same_words > 100, "{:?}", much.summary);
}

/// Asks to stop once a phase has begun.
struct Stopping {
    at: Phase,
    begun: AtomicUsize,
}

impl Executor for Stopping {
    fn run(&self, tasks: usize, task: &(dyn Fn(usize) + Sync)) {
        (0..tasks).for_each(task);
    }

    fn is_stopped(&self) -> bool {
        self.begun.load(Ordering::Relaxed) > 0
    }

    fn report(&self, phase: Phase, _: u64, _: u64) {
        self.begun.fetch_add(usize::from(phase == self.at), Ordering::Relaxed);
    }
}

#[test]
fn a_run_that_is_stopped_says_so_in_every_phase() {
    let config = DedupConfig::default();
    let sketcher = Sketcher::new(&config).unwrap();
    for at in [Phase::Exact, Phase::Bands, Phase::Verify, Phase::Clusters, Phase::Containment] {
        let workspace = Workspace { folder: std::env::temp_dir(), ..Workspace::default() };
        let mut collection = Collection::new(config.clone(), workspace).unwrap();
        for page in notices(50) {
            let sketch = sketcher.sketch(&page.text, &mut Scratch::default());
            collection.add(&tamis_core::Metadata::default(), &sketch).unwrap();
        }
        let stopped = collection.resolve(&Stopping { at, begun: AtomicUsize::new(0) });
        assert!(matches!(stopped, Err(DedupError::Stopped)), "{at:?}: {stopped:?}");
    }
}
