//! Contained copies.

use arrow_array::RecordBatch;
use arrow_array::builder::{BooleanBuilder, Int32Builder, Int64Builder};
use pyo3::prelude::*;
use pyo3::types::PyModule;
use tamis_pipeline::distributed::{
    ContainerChoice, Holding, MainStories, MainStory, Meeting, Meetings, Shingled, is_likely,
    sampled_shingles,
};

use super::columns::{Cards, Column, batch, bytes, flags, ints, longs, sequence};
use super::{Kernel, Step, dedup_settings};

pub(super) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("MOST_CONTAINERS_VERIFIED", ContainerChoice::MOST_VERIFIED)?;
    module.add_function(wrap_pyfunction!(choose_containers, module)?)?;
    module.add_function(wrap_pyfunction!(sample_shingles, module)?)?;
    module.add_function(wrap_pyfunction!(find_meetings, module)?)?;
    module.add_function(wrap_pyfunction!(find_main_stories, module)?)?;
    module.add_function(wrap_pyfunction!(only_likely, module)?)?;
    module.add_function(wrap_pyfunction!(count_shared, module)?)
}

fn numbers_batch(numbers: &[i64]) -> PyResult<RecordBatch> {
    let mut column = Int64Builder::new();
    column.append_slice(numbers);
    batch(vec![("number", column.column())])
}

/// The documents of clusters that others are looked up in: (cluster, number, a card), sorted by cluster, bits 64 to 95 of the words and
/// number, to (number).
#[pyfunction]
fn choose_containers() -> Kernel {
    Kernel::of(ChoiceStep(ContainerChoice::default()))
}

struct ChoiceStep(ContainerChoice);

impl Step for ChoiceStep {
    fn push(&mut self, rows: &RecordBatch) -> PyResult<RecordBatch> {
        let (cluster, number, cards) =
            (longs(rows, "cluster")?, longs(rows, "number")?, Cards::of(rows, "")?);
        let mut chosen = Vec::new();
        for row in 0..rows.num_rows() {
            let (cluster, number, card) = (cluster.value(row), number.value(row), cards.card(row)?);
            self.0.push(cluster, number, &card, |number| chosen.push(number));
        }
        numbers_batch(&chosen)
    }

    fn finish(&mut self) -> PyResult<RecordBatch> {
        let mut chosen = Vec::new();
        self.0.finish(|number| chosen.push(number));
        numbers_batch(&chosen)
    }
}

/// Shingles that are looked up: (number, `is_container`, family, cluster, sequence) to (shingle, `is_container`, number, family,
/// cluster).
#[pyfunction]
fn sample_shingles() -> Kernel {
    Kernel::of(ShingleStep::default())
}

#[derive(Default)]
struct ShingleStep {
    words: Vec<u32>,
}

#[derive(Default)]
struct Sights {
    shingle: Int64Builder,
    is_container: BooleanBuilder,
    number: Int64Builder,
    family: Int64Builder,
    cluster: Int64Builder,
}

impl Sights {
    fn batch(&mut self) -> PyResult<RecordBatch> {
        batch(vec![
            ("shingle", self.shingle.column()),
            ("is_container", self.is_container.column()),
            ("number", self.number.column()),
            ("family", self.family.column()),
            ("cluster", self.cluster.column()),
        ])
    }
}

impl Step for ShingleStep {
    fn push(&mut self, rows: &RecordBatch) -> PyResult<RecordBatch> {
        let (number, is_container) = (longs(rows, "number")?, flags(rows, "is_container")?);
        let (family, cluster) = (longs(rows, "family")?, longs(rows, "cluster")?);
        let sequences = bytes(rows, "sequence")?;
        let mut sights = Sights::default();
        for row in 0..rows.num_rows() {
            sequence(sequences.value(row), &mut self.words);
            for shingle in sampled_shingles(&self.words) {
                sights.shingle.append_value(shingle.cast_signed());
                sights.is_container.append_value(is_container.value(row));
                sights.number.append_value(number.value(row));
                sights.family.append_value(family.value(row));
                sights.cluster.append_value(cluster.value(row));
            }
        }
        sights.batch()
    }

    fn finish(&mut self) -> PyResult<RecordBatch> {
        Sights::default().batch()
    }
}

/// Who meets where: what `sample_shingles` gives, sorted by shingle, containers first, and number, to (container, number, shingle,
/// `is_mate`).
#[pyfunction]
fn find_meetings() -> Kernel {
    Kernel::of(MeetingStep(Meetings::default()))
}

struct MeetingStep(Meetings);

#[derive(Default)]
struct Met {
    container: Int64Builder,
    number: Int64Builder,
    shingle: Int32Builder,
    is_mate: BooleanBuilder,
}

impl Met {
    fn push(&mut self, meeting: Meeting) {
        self.container.append_value(meeting.container);
        self.number.append_value(meeting.number);
        self.shingle.append_value(meeting.shingle);
        self.is_mate.append_value(meeting.is_mate);
    }

    fn batch(&mut self) -> PyResult<RecordBatch> {
        batch(vec![
            ("container", self.container.column()),
            ("number", self.number.column()),
            ("shingle", self.shingle.column()),
            ("is_mate", self.is_mate.column()),
        ])
    }
}

impl Step for MeetingStep {
    fn push(&mut self, rows: &RecordBatch) -> PyResult<RecordBatch> {
        let (shingle, is_container) = (longs(rows, "shingle")?, flags(rows, "is_container")?);
        let (number, family) = (longs(rows, "number")?, longs(rows, "family")?);
        let cluster = longs(rows, "cluster")?;
        let mut met = Met::default();
        for row in 0..rows.num_rows() {
            let shingled = Shingled {
                shingle: shingle.value(row),
                is_container: is_container.value(row),
                number: number.value(row),
                family: family.value(row),
                cluster: cluster.value(row),
            };
            self.0.push(&shingled, |meeting| met.push(meeting));
        }
        met.batch()
    }

    fn finish(&mut self) -> PyResult<RecordBatch> {
        let mut met = Met::default();
        self.0.finish(|meeting| met.push(meeting));
        met.batch()
    }
}

/// What containers may hold: what `find_meetings` gives, sorted by container and number, to (number, container, seen).
#[pyfunction]
fn find_main_stories() -> Kernel {
    Kernel::of(StoryStep(MainStories::default()))
}

struct StoryStep(MainStories);

fn stories_batch(stories: &[MainStory]) -> PyResult<RecordBatch> {
    let (mut number, mut container) = (Int64Builder::new(), Int64Builder::new());
    let mut seen = Int32Builder::new();
    for story in stories {
        number.append_value(story.number);
        container.append_value(story.container);
        seen.append_value(story.seen);
    }
    batch(vec![("number", number.column()), ("container", container.column()), ("seen", seen.column())])
}

impl Step for StoryStep {
    fn push(&mut self, rows: &RecordBatch) -> PyResult<RecordBatch> {
        let (container, number) = (longs(rows, "container")?, longs(rows, "number")?);
        let (shingle, is_mate) = (ints(rows, "shingle")?, flags(rows, "is_mate")?);
        let mut found = Vec::new();
        for row in 0..rows.num_rows() {
            let meeting = Meeting {
                container: container.value(row),
                number: number.value(row),
                shingle: shingle.value(row),
                is_mate: is_mate.value(row),
            };
            self.0.push(&meeting, |story| found.push(story));
        }
        stories_batch(&found)
    }

    fn finish(&mut self) -> PyResult<RecordBatch> {
        let mut found = Vec::new();
        self.0.finish(|story| found.push(story));
        stories_batch(&found)
    }
}

/// Of (number, container, seen, shingles of the number) those rows where enough was seen, without the last.
#[pyfunction]
fn only_likely() -> Kernel {
    Kernel::of(LikelyStep)
}

struct LikelyStep;

impl Step for LikelyStep {
    fn push(&mut self, rows: &RecordBatch) -> PyResult<RecordBatch> {
        let (number, container) = (longs(rows, "number")?, longs(rows, "container")?);
        let (seen, shingles) = (ints(rows, "seen")?, ints(rows, "shingles")?);
        let likely = (0..rows.num_rows())
            .filter(|row| is_likely(seen.value(*row), shingles.value(*row) as u32))
            .map(|row| MainStory {
                number: number.value(row),
                container: container.value(row),
                seen: seen.value(row),
            });
        stories_batch(&likely.collect::<Vec<_>>())
    }

    fn finish(&mut self) -> PyResult<RecordBatch> {
        stories_batch(&[])
    }
}

/// What containers hold: (number, container, a card and sequence, those of the container after `container_`) to (number,
/// container, shared), without those that do not hold enough.
#[pyfunction]
fn count_shared(settings: &str) -> PyResult<Kernel> {
    let holding = Holding::new(&dedup_settings(settings)?);
    Ok(Kernel::of(SharedStep { holding, ours: Vec::new(), theirs: Vec::new() }))
}

struct SharedStep {
    holding: Holding,
    ours: Vec<u32>,
    theirs: Vec<u32>,
}

impl SharedStep {
    fn batch(found: &[(i64, i64, u32)]) -> PyResult<RecordBatch> {
        let (mut number, mut container) = (Int64Builder::new(), Int64Builder::new());
        let mut shared = Int64Builder::new();
        for (one, other, count) in found {
            number.append_value(*one);
            container.append_value(*other);
            shared.append_value(i64::from(*count));
        }
        batch(vec![
            ("number", number.column()),
            ("container", container.column()),
            ("shared", shared.column()),
        ])
    }
}

impl Step for SharedStep {
    fn push(&mut self, rows: &RecordBatch) -> PyResult<RecordBatch> {
        let (number, container) = (longs(rows, "number")?, longs(rows, "container")?);
        let (cards, sequences) = (Cards::of(rows, "")?, bytes(rows, "sequence")?);
        let (theirs, their_sequences) = (Cards::of(rows, "container_")?, bytes(rows, "container_sequence")?);
        let mut found = Vec::new();
        for row in 0..rows.num_rows() {
            sequence(sequences.value(row), &mut self.ours);
            sequence(their_sequences.value(row), &mut self.theirs);
            let (one, other) = (cards.card(row)?, theirs.card(row)?);
            if let Some(shared) = self.holding.shared((&one, &self.ours), (&other, &self.theirs)) {
                found.push((number.value(row), container.value(row), shared));
            }
        }
        Self::batch(&found)
    }

    fn finish(&mut self) -> PyResult<RecordBatch> {
        Self::batch(&[])
    }
}
