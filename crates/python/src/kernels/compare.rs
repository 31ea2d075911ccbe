//! Who stays of a cluster, and how like the others are.

use arrow_array::RecordBatch;
use arrow_array::builder::{Float32Builder, Int64Builder};
use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::PyModule;
use tamis_pipeline::distributed::{Holding, KeptChoice};
use tamis_pipeline::{DedupError, Workspace};

use super::columns::{Cards, Column, batch, bytes, flags, longs, sequence};
use super::{Kernel, Step, dedup_settings};

/// Temporary files of groups whose words do not fit into memory.
pub(super) fn workspace() -> Workspace {
    Workspace { folder: std::env::temp_dir(), ..Workspace::default() }
}

pub(super) fn failed(error: DedupError) -> PyErr {
    PyOSError::new_err(error.to_string())
}

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(choose_kept, module)?)?;
    module.add_function(wrap_pyfunction!(may_have_grown, module)?)?;
    module.add_function(wrap_pyfunction!(similarities, module)?)
}

/// The copy that stays of stories that may have grown: (cluster, number, a card, sequence), sorted by cluster and number, to
/// (cluster, kept).
#[pyfunction]
fn choose_kept(settings: &str) -> PyResult<Kernel> {
    let choice = KeptChoice::new(&dedup_settings(settings)?, &workspace());
    Ok(Kernel::of(KeptStep { choice, words: Vec::new() }))
}

struct KeptStep {
    choice: KeptChoice,
    words: Vec<u32>,
}

fn kept_batch(found: &[(i64, i64)]) -> PyResult<RecordBatch> {
    let (mut clusters, mut kept) = (Int64Builder::new(), Int64Builder::new());
    for (cluster, number) in found {
        clusters.append_value(*cluster);
        kept.append_value(*number);
    }
    batch(vec![("cluster", clusters.column()), ("kept", kept.column())])
}

impl Step for KeptStep {
    fn push(&mut self, rows: &RecordBatch) -> PyResult<RecordBatch> {
        let (cluster, number) = (longs(rows, "cluster")?, longs(rows, "number")?);
        let (cards, sequences) = (Cards::of(rows, "")?, bytes(rows, "sequence")?);
        let mut found = Vec::new();
        for row in 0..rows.num_rows() {
            sequence(sequences.value(row), &mut self.words);
            let (cluster, number, card) = (cluster.value(row), number.value(row), cards.card(row)?);
            self.choice
                .push(cluster, number, &card, &self.words, |cluster, kept| found.push((cluster, kept)))
                .map_err(failed)?;
        }
        kept_batch(&found)
    }

    fn finish(&mut self) -> PyResult<RecordBatch> {
        let mut found = Vec::new();
        self.choice.finish(|cluster, kept| found.push((cluster, kept))).map_err(failed)?;
        kept_batch(&found)
    }
}

/// Documents that may have grown from the first of their cluster: (cluster, number, a card, and that of the first after
/// `first_`) to (cluster, number).
#[pyfunction]
fn may_have_grown() -> Kernel {
    Kernel::of(GrownStep)
}

struct GrownStep;

impl Step for GrownStep {
    fn push(&mut self, rows: &RecordBatch) -> PyResult<RecordBatch> {
        let (cluster, number) = (longs(rows, "cluster")?, longs(rows, "number")?);
        let (cards, first) = (Cards::of(rows, "")?, Cards::of(rows, "first_")?);
        let (mut clusters, mut numbers) = (Int64Builder::new(), Int64Builder::new());
        for row in 0..rows.num_rows() {
            let first = first.card(row)?;
            if first.shingles > 0 && KeptChoice::may_have_grown(&cards.card(row)?, &first) {
                clusters.append_value(cluster.value(row));
                numbers.append_value(number.value(row));
            }
        }
        batch(vec![("cluster", clusters.column()), ("number", numbers.column())])
    }

    fn finish(&mut self) -> PyResult<RecordBatch> {
        batch(vec![("cluster", Int64Builder::new().column()), ("number", Int64Builder::new().column())])
    }
}

/// How like documents are to those that stay for them: (number, `is_contained`, a card, sequence, the same of the one that stays
/// after `stays_`) to (number, similarity).
#[pyfunction]
fn similarities(settings: &str) -> PyResult<Kernel> {
    let holding = Holding::new(&dedup_settings(settings)?);
    Ok(Kernel::of(SimilarityStep { holding, ours: Vec::new(), theirs: Vec::new() }))
}

struct SimilarityStep {
    holding: Holding,
    ours: Vec<u32>,
    theirs: Vec<u32>,
}

impl Step for SimilarityStep {
    fn push(&mut self, rows: &RecordBatch) -> PyResult<RecordBatch> {
        let (number, is_contained) = (longs(rows, "number")?, flags(rows, "is_contained")?);
        let (cards, sequences) = (Cards::of(rows, "")?, bytes(rows, "sequence")?);
        let (stays, stays_sequences) = (Cards::of(rows, "stays_")?, bytes(rows, "stays_sequence")?);
        let (mut numbers, mut found) = (Int64Builder::new(), Float32Builder::new());
        for row in 0..rows.num_rows() {
            sequence(sequences.value(row), &mut self.ours);
            sequence(stays_sequences.value(row), &mut self.theirs);
            let (one, other) = (cards.card(row)?, stays.card(row)?);
            numbers.append_value(number.value(row));
            found.append_value(self.holding.similarity(
                (&one, &self.ours),
                (&other, &self.theirs),
                is_contained.value(row),
            ));
        }
        batch(vec![("number", numbers.column()), ("similarity", found.column())])
    }

    fn finish(&mut self) -> PyResult<RecordBatch> {
        batch(vec![("number", Int64Builder::new().column()), ("similarity", Float32Builder::new().column())])
    }
}
