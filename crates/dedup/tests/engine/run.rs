//! Running the engine on a corpus.

use tamis_core::Metadata;
use tamis_dedup::{
    Collection, DedupConfig, DedupSummary, Executor, Resolved, Ruling, Scratch, Sequential, Sketcher,
    Workspace,
};

use crate::corpus::Page;

/// Settings with bands that miss no pair worth finding: of two texts with half their runs in common, one of 128 values
/// agrees in all but 2^-128 of cases.
pub(crate) fn thorough() -> DedupConfig {
    DedupConfig { bands: "128x1".into(), ..DedupConfig::default() }
}

/// What was found about a corpus. The id of a document is its number.
#[derive(Debug, PartialEq)]
pub(crate) struct Found {
    pub(crate) rulings: Vec<Ruling>,
    /// The cluster of each document, contained or not.
    pub(crate) stories: Vec<u64>,
    pub(crate) summary: DedupSummary,
}

impl Found {
    /// The document that stands for one.
    pub(crate) fn kept(&self, at: usize) -> usize {
        self.rulings[at].kept_id.parse().unwrap()
    }

    pub(crate) fn container(&self, at: usize) -> Option<usize> {
        self.rulings[at].contained_in.as_ref().map(|id| id.parse().unwrap())
    }

    pub(crate) fn same_story(&self, one: usize, other: usize) -> bool {
        self.stories[one] == self.stories[other]
    }
}

pub(crate) fn resolve(config: &DedupConfig, pages: &[Page]) -> Found {
    resolve_with(config, pages, 1 << 30, &Sequential)
}

pub(crate) fn resolve_with(
    config: &DedupConfig,
    pages: &[Page],
    memory_bytes: usize,
    executor: &dyn Executor,
) -> Found {
    let resolved = resolved(config, pages, memory_bytes, executor);
    let numbers = 0..pages.len() as u64;
    Found {
        rulings: numbers.clone().map(|number| resolved.ruling(number).unwrap()).collect(),
        stories: numbers.map(|number| resolved.story(number)).collect(),
        summary: *resolved.summary(),
    }
}

fn resolved(config: &DedupConfig, pages: &[Page], memory_bytes: usize, executor: &dyn Executor) -> Resolved {
    let workspace = Workspace { memory_bytes, folder: std::env::temp_dir() };
    let sketcher = Sketcher::new(config).unwrap();
    let mut scratch = Scratch::default();
    let mut collection = Collection::new(config.clone(), workspace).unwrap();
    for (number, page) in pages.iter().enumerate() {
        collection.add(&meta(number, page), &sketcher.sketch(&page.text, &mut scratch)).unwrap();
    }
    assert_eq!(collection.len(), pages.len() as u64);
    collection.resolve(executor).unwrap()
}

/// What is known of a page.
pub(crate) fn meta(number: usize, page: &Page) -> Metadata {
    Metadata {
        id: number.to_string(),
        created: page.date.map(str::to_owned),
        url: page.url.clone(),
        ..Metadata::default()
    }
}
