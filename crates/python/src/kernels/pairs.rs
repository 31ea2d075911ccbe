//! Candidates, and which of them are alike.

use std::collections::HashMap;

use arrow_array::builder::{BooleanBuilder, Float32Builder, Int32Builder, Int64Builder};
use arrow_array::{Array, RecordBatch};
use pyo3::prelude::*;
use pyo3::types::PyModule;
use tamis_pipeline::distributed::{BandKeys, Families, PairUp, Parted};
use tamis_pipeline::{Estimated, PairJudge};

use super::columns::{Cards, Column, batch, bytes, flags, floats, hash, ints, longs, sequence, signature};
use super::compare::{failed, workspace};
use super::{Kernel, Step, dedup_settings};

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(band_keys, module)?)?;
    module.add_function(wrap_pyfunction!(pair_up, module)?)?;
    module.add_function(wrap_pyfunction!(estimate_pairs, module)?)?;
    module.add_function(wrap_pyfunction!(compare_pairs, module)?)?;
    module.add_function(wrap_pyfunction!(part_families, module)?)
}

/// Keys of bands: (number, words, signature) to (key, part, behind, words32, number). `cuts` names keys that are cut into
/// parts, and where.
#[pyfunction]
fn band_keys(settings: &str, cuts: HashMap<i64, Vec<i64>>) -> PyResult<Kernel> {
    let keys = BandKeys::new(&dedup_settings(settings)?, cuts);
    Ok(Kernel::of(KeyStep(keys.map_err(|error| super::columns::wrong(&error.to_string()))?)))
}

struct KeyStep(BandKeys);

impl Step for KeyStep {
    fn push(&mut self, rows: &RecordBatch) -> PyResult<RecordBatch> {
        let (numbers, words) = (longs(rows, "number")?, bytes(rows, "words")?);
        let signatures = bytes(rows, "signature")?;
        let (mut keys, mut parts, mut behind) =
            (Int64Builder::new(), Int32Builder::new(), Int32Builder::new());
        let (mut words32, mut of) = (Int64Builder::new(), Int64Builder::new());
        for row in 0..rows.num_rows() {
            let signature = signature(signatures.value(row))?;
            for found in self.0.of(&signature, hash(words.value(row))?) {
                keys.append_value(found.key);
                parts.append_value(found.part);
                behind.append_value(found.behind);
                words32.append_value(found.words);
                of.append_value(numbers.value(row));
            }
        }
        batch(vec![
            ("key", keys.column()),
            ("part", parts.column()),
            ("behind", behind.column()),
            ("words32", words32.column()),
            ("number", of.column()),
        ])
    }

    fn finish(&mut self) -> PyResult<RecordBatch> {
        self.push(&nothing(&["number"], &["words", "signature"])?)
    }
}

/// No rows of these columns of numbers and of bytes.
fn nothing(numbers: &[&str], binaries: &[&str]) -> PyResult<RecordBatch> {
    let numbers = numbers.iter().map(|name| (*name, Int64Builder::new().column()));
    let binaries = binaries.iter().map(|name| (*name, arrow_array::builder::BinaryBuilder::new().column()));
    batch(numbers.chain(binaries).collect())
}

/// Candidates: (key, part, number), sorted by key, part, behind, words32 and number, to (one, other). `firsts` names the first
/// document of each key that is cut into parts.
#[pyfunction]
fn pair_up(firsts: HashMap<i64, i64>) -> Kernel {
    Kernel::of(PairStep(PairUp::new(firsts)))
}

struct PairStep(PairUp);

impl Step for PairStep {
    fn push(&mut self, rows: &RecordBatch) -> PyResult<RecordBatch> {
        let (keys, parts, numbers) = (longs(rows, "key")?, ints(rows, "part")?, longs(rows, "number")?);
        let (mut one, mut other) = (Int64Builder::new(), Int64Builder::new());
        for row in 0..rows.num_rows() {
            let number = numbers.value(row);
            self.0.push(keys.value(row), parts.value(row), number, |mate| {
                one.append_value(mate.min(number));
                other.append_value(mate.max(number));
            });
        }
        batch(vec![("one", one.column()), ("other", other.column())])
    }

    fn finish(&mut self) -> PyResult<RecordBatch> {
        batch(vec![("one", Int64Builder::new().column()), ("other", Int64Builder::new().column())])
    }
}

/// What signatures say: (one, other, `one_signature`, `other_signature`) to (one, other, unclear, similarity), without those of no
/// interest. The similarity of a pair that is kin alone is below 0.
#[pyfunction]
fn estimate_pairs(settings: &str) -> PyResult<Kernel> {
    Ok(Kernel::of(EstimateStep(PairJudge::new(&dedup_settings(settings)?))))
}

struct EstimateStep(PairJudge);

/// Pairs that are filled row by row.
#[derive(Default)]
struct Pairs {
    one: Int64Builder,
    other: Int64Builder,
    similarity: Float32Builder,
}

impl Pairs {
    fn push(&mut self, one: i64, other: i64, similarity: f32) {
        self.one.append_value(one);
        self.other.append_value(other);
        self.similarity.append_value(similarity);
    }
}

impl Step for EstimateStep {
    fn push(&mut self, rows: &RecordBatch) -> PyResult<RecordBatch> {
        let (one, other) = (longs(rows, "one")?, longs(rows, "other")?);
        let (ours, theirs) = (bytes(rows, "one_signature")?, bytes(rows, "other_signature")?);
        let (mut pairs, mut unclear) = (Pairs::default(), BooleanBuilder::new());
        for row in 0..rows.num_rows() {
            let (ours, theirs) = (signature(ours.value(row))?, signature(theirs.value(row))?);
            let (is_unclear, similarity) = match self.0.by_signatures(&ours, &theirs) {
                Estimated::Apart => continue,
                Estimated::Unclear => (true, 0.0),
                Estimated::Found(similarity) => (false, similarity),
            };
            pairs.push(one.value(row), other.value(row), similarity);
            unclear.append_value(is_unclear);
        }
        batch(vec![
            ("one", pairs.one.column()),
            ("other", pairs.other.column()),
            ("unclear", unclear.column()),
            ("similarity", pairs.similarity.column()),
        ])
    }

    fn finish(&mut self) -> PyResult<RecordBatch> {
        self.push(&nothing(&["one", "other"], &["one_signature", "other_signature"])?)
    }
}

/// What words say: (one, other, `one_sequence`, `one_shingles`, `other_sequence`, `other_shingles`) to (one, other, similarity), without
/// pairs of no interest.
#[pyfunction]
fn compare_pairs(settings: &str) -> PyResult<Kernel> {
    let judge = PairJudge::new(&dedup_settings(settings)?);
    Ok(Kernel::of(CompareStep { judge, ours: Vec::new(), theirs: Vec::new() }))
}

struct CompareStep {
    judge: PairJudge,
    ours: Vec<u32>,
    theirs: Vec<u32>,
}

impl Step for CompareStep {
    fn push(&mut self, rows: &RecordBatch) -> PyResult<RecordBatch> {
        let (one, other) = (longs(rows, "one")?, longs(rows, "other")?);
        let (ours, theirs) = (bytes(rows, "one_sequence")?, bytes(rows, "other_sequence")?);
        let (our_shingles, their_shingles) = (ints(rows, "one_shingles")?, ints(rows, "other_shingles")?);
        let mut pairs = Pairs::default();
        for row in 0..rows.num_rows() {
            sequence(ours.value(row), &mut self.ours);
            sequence(theirs.value(row), &mut self.theirs);
            let one_words = (self.ours.as_slice(), our_shingles.value(row) as u32);
            let other_words = (self.theirs.as_slice(), their_shingles.value(row) as u32);
            if let Some(similarity) = self.judge.by_words(one_words, other_words) {
                pairs.push(one.value(row), other.value(row), similarity);
            }
        }
        batch(vec![
            ("one", pairs.one.column()),
            ("other", pairs.other.column()),
            ("similarity", pairs.similarity.column()),
        ])
    }

    fn finish(&mut self) -> PyResult<RecordBatch> {
        let mut pairs = Pairs::default();
        batch(vec![
            ("one", pairs.one.column()),
            ("other", pairs.other.column()),
            ("similarity", pairs.similarity.column()),
        ])
    }
}

/// Copies and pages of templates: documents (family, number, a card, sequence, with other null) and behind them pairs (family,
/// number, other, similarity), sorted by family, pairs last, and number, to (one, other, `is_copy`).
#[pyfunction]
fn part_families(settings: &str) -> PyResult<Kernel> {
    let families = Families::new(&dedup_settings(settings)?, &workspace());
    Ok(Kernel::of(FamilyStep { families, words: Vec::new() }))
}

struct FamilyStep {
    families: Families,
    words: Vec<u32>,
}

impl FamilyStep {
    fn batch(parted: &[Parted]) -> PyResult<RecordBatch> {
        let (mut one, mut other) = (Int64Builder::new(), Int64Builder::new());
        let mut is_copy = BooleanBuilder::new();
        for parted in parted {
            one.append_value(parted.one);
            other.append_value(parted.other);
            is_copy.append_value(parted.is_copy);
        }
        batch(vec![("one", one.column()), ("other", other.column()), ("is_copy", is_copy.column())])
    }
}

impl Step for FamilyStep {
    fn push(&mut self, rows: &RecordBatch) -> PyResult<RecordBatch> {
        let (family, number, other) = (longs(rows, "family")?, longs(rows, "number")?, longs(rows, "other")?);
        let (similarity, is_pair) = (floats(rows, "similarity")?, flags(rows, "is_pair")?);
        let (cards, sequences) = (Cards::of(rows, "")?, bytes(rows, "sequence")?);
        let mut found = Vec::new();
        for row in 0..rows.num_rows() {
            let (family, number) = (family.value(row), number.value(row));
            let push = |parted| found.push(parted);
            if is_pair.value(row) && other.is_valid(row) {
                let pair = (number, other.value(row));
                self.families.push_pair(family, pair, similarity.value(row), push)
            } else {
                sequence(sequences.value(row), &mut self.words);
                self.families.push_document(family, number, &cards.card(row)?, &self.words, push)
            }
            .map_err(failed)?;
        }
        Self::batch(&found)
    }

    fn finish(&mut self) -> PyResult<RecordBatch> {
        let mut found = Vec::new();
        self.families.finish(|parted| found.push(parted)).map_err(failed)?;
        Self::batch(&found)
    }
}
