//! How good is the text of pages whose main content is known?

mod measure;
mod pages;
mod predictions;
mod table;
mod truth;
mod words;

use std::collections::BTreeMap;
use std::path::PathBuf;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use tamis_core::Reject;

pub use measure::Measures;
pub use table::PageScore;

use crate::run::{check, worker_pool};
use crate::work::is_sampled;
use crate::{Cleaner, Config, RunError};
use pages::Pages;
use truth::Truth;

/// What is scored, and against what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvalRequest {
    /// A folder in the layout of the Web Content Extraction Benchmark (WCXB): `ground-truth/ID.json`
    /// and `html/ID.html`, which may be compressed.
    pub folder: PathBuf,
    /// Rows `{id, text}` of any tool, which are scored instead of what tamis makes of the pages.
    pub predictions: Option<PathBuf>,
}

/// The scores of a folder of pages.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Evaluation {
    /// Means over all pages.
    pub all: Measures,
    /// Means by page type, in the order of their names, each with its number of pages.
    pub by_type: Vec<(String, u64, Measures)>,
    /// Every page, in the order of ids.
    pub pages: Vec<PageScore>,
    /// Whether any page names snippets that must, or must not, stand in the text.
    pub has_snippets: bool,
    /// Pages that were rejected or are not there; their text counts as empty.
    pub rejects: Vec<Reject>,
    /// Ids with ground truth for which the predictions hold no row; their text counts as empty.
    pub unpredicted: Vec<String>,
    /// Pages, or predicted ids, without ground truth; they are not scored.
    pub without_truth: Vec<String>,
}

/// Scores a folder of pages with known main content.
///
/// Each page goes through `cleaner` as a row of a run without deduplication would, its id being the stem
/// of its file and its URL that of the ground truth. `run.threads`, `run.limit`, `run.sample` and the
/// rules for finding files apply. The result does not depend on the number of threads.
///
/// # Errors
/// A [`RunError`] if folder, ground truth or predictions cannot be read; a page that is rejected is
/// scored as empty and stands in [`Evaluation::rejects`].
pub fn evaluate(cleaner: &Cleaner, request: &EvalRequest) -> Result<Evaluation, RunError> {
    let config = cleaner.config();
    check(config)?;
    let pool = worker_pool(config.run.threads)?;
    let truths = truth::list(&request.folder)?;
    let mut evaluation = Evaluation::default();
    if let Some(path) = &request.predictions {
        let predicted = predictions::read(path, config.limits.max_document_bytes)?;
        let unknown = predicted.keys().filter(|id| !truths.contains_key(*id));
        evaluation.without_truth = unknown.cloned().collect();
        let truths = chosen(truths, config, |_| true);
        let missing = truths.iter().filter(|(id, _)| !predicted.contains_key(id));
        evaluation.unpredicted = missing.map(|(id, _)| id.clone()).collect();
        evaluation.fill(scored(&pool, &truths, |id, truth| {
            Scored::new(id, truth, predicted.get(id).map_or("", String::as_str), None)
        })?);
    } else {
        let pages = Pages::find(cleaner, &request.folder)?;
        let unknown = pages.ids().filter(|id| !truths.contains_key(*id));
        evaluation.without_truth = unknown.cloned().collect();
        let is_part = !(config.input.include.is_empty() && config.input.exclude.is_empty());
        let truths = chosen(truths, config, |id| !is_part || pages.has(id));
        evaluation.fill(scored(&pool, &truths, |id, truth| {
            match pages.text(cleaner, id, truth.url.clone()) {
                Ok(text) => Scored::new(id, truth, &text, None),
                Err(reject) => Scored::new(id, truth, "", Some(*reject)),
            }
        })?);
    }
    if evaluation.pages.is_empty() {
        return Err(RunError::NothingToScore { folder: request.folder.clone() });
    }
    Ok(evaluation)
}

/// The ground truth that a run with these settings would score.
fn chosen(
    truths: BTreeMap<String, PathBuf>,
    config: &Config,
    is_there: impl Fn(&str) -> bool,
) -> Vec<(String, PathBuf)> {
    let limit = if config.run.limit == 0 { usize::MAX } else { config.run.limit as usize };
    let there = truths.into_iter().filter(|(id, _)| is_there(id));
    there.take(limit).filter(|(id, _)| is_sampled(&config.run, id)).collect()
}

/// Scores each page on some thread; the result is in the order of ids.
fn scored(
    pool: &rayon::ThreadPool,
    truths: &[(String, PathBuf)],
    score: impl Fn(&str, &Truth) -> Scored + Sync,
) -> Result<Vec<Scored>, RunError> {
    let one = |(id, path): &(String, PathBuf)| Ok(score(id, &Truth::read(path)?));
    pool.install(|| truths.par_iter().map(one).collect())
}

/// One page with its scores, and why it could not be read, if it could not.
struct Scored {
    page: PageScore,
    has_snippets: bool,
    reject: Option<Reject>,
}

impl Scored {
    fn new(id: &str, truth: &Truth, text: &str, reject: Option<Reject>) -> Self {
        let measures = Measures::of_page(text, truth);
        let page = PageScore { id: id.to_owned(), page_type: truth.page_type.clone(), measures };
        let has_snippets = !(truth.with.is_empty() && truth.without.is_empty());
        Scored { page, has_snippets, reject }
    }
}
