//! Reading what a run wrote into the views of a report.
//!
//! What a run wrote is read a few times from the first byte to the last, and never held: documents once for their fates, words
//! and lines (`survey`), the removed spans once, the trace once, and the texts of the chosen once more where there is no trace.
//! Everything that is chosen is chosen by rank (`sample`), so that no order of reading shows.

mod choose;
mod compare;
mod difference;
mod duplicates;
mod lines;
mod review;
mod reviewed;
mod sample;
mod saved;
mod settings;
mod shorten;
mod survey;

use std::path::{Path, PathBuf};

use tamis_core::Reason;
use tamis_io::IoError;
use thiserror::Error;

use self::compare::{Surveyed, compare};
use self::duplicates::Clusters;
use self::review::{ByReason, GoneFor};
use self::sample::Share;
pub(crate) use self::saved::stats_of;
use self::saved::{Run, Watcher};
use self::survey::{Depth, Survey};
use crate::{Hosts, Overview, ReasonMeaning, Report};

/// Hosts that the overview of a report lists. A guess.
const HOSTS_SHOWN: usize = 300;

/// Why a report could not be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum GatherError {
    /// The run, or a file of it, cannot be read.
    #[error(transparent)]
    Io(#[from] IoError),
    /// A file of the run is not what it should be.
    #[error("{file}: {why}")]
    Broken {
        /// The file.
        file: String,
        /// What is wrong with it.
        why: String,
    },
    /// The file that the report should go to is something else.
    #[error("{}: is there and is no report, so it is not replaced; remove it or name another file", path.display())]
    Occupied {
        /// The file.
        path: PathBuf,
    },
}

/// How much of a run is looked at and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sampling {
    /// Seed of what is chosen by chance.
    pub seed: u64,
    /// Most documents that are looked at one by one (hosts, lines, differences); of more, a share chosen by a hash of their ids.
    pub documents: u64,
    /// Most bytes of JSON for the documents of the review.
    pub review_bytes: usize,
    /// Most bytes of JSON for each of the other views.
    pub view_bytes: usize,
}

impl Default for Sampling {
    fn default() -> Self {
        Sampling { seed: 0, documents: 100_000, review_bytes: 16 << 20, view_bytes: 4 << 20 }
    }
}

/// Reads a run, and if there is one, another that it is compared with.
///
/// Takes time that grows with what the runs wrote, and memory that grows with [`Sampling`] and the number of documents that went
/// as duplicates or otherwise (some 20 bytes for each).
///
/// # Errors
/// If the run is not done, or a file of it cannot be read.
pub fn gather(run: &Path, other: Option<&Path>, sampling: &Sampling) -> Result<Report, GatherError> {
    let first = Run::open(run)?;
    let second = other.map(Run::open).transpose()?;
    let documents = first.documents().max(second.as_ref().map_or(0, Run::documents));
    let share = Share::of(documents, sampling.documents);

    let mut survey = Survey::new(&first, share, Depth::Lines);
    let mut clusters = Clusters::of(&first, sampling)?;
    let mut gone_for = GoneFor::default();
    let mut by_reason = ByReason::default();
    let is_traced = review::is_traced(&first);
    let mut watchers: Vec<&mut dyn Watcher> = vec![&mut survey, &mut clusters];
    if is_traced {
        watchers.push(&mut gone_for);
    }
    first.watched(sampling.seed, &mut watchers)?;
    survey.read_removed(&first, sampling.seed, &mut |looked, reason| by_reason.note(looked, reason))?;
    let lines = survey.lines(sampling.view_bytes);
    let duplicates = clusters.into_view(sampling.view_bytes);
    let review = if is_traced {
        review::from_trace(&first, &gone_for, sampling)?
    } else {
        review::from_rows(&first, &survey, by_reason, sampling)?
    };
    let comparison = match &second {
        Some(second) => {
            let other = surveyed(second, share, sampling)?;
            let overview = overview(second, &other, HOSTS_SHOWN);
            let runs = [Surveyed { run: &first, survey: &survey }, Surveyed { run: second, survey: &other }];
            Some(compare(&runs, overview, share, sampling)?)
        }
        None => None,
    };
    let overview = overview(&first, &survey, HOSTS_SHOWN);
    Ok(Report { overview, review, duplicates, lines, comparison, gaps: gaps(&first), reasons: reasons() })
}

/// Figures by host of a run, at most `most` hosts.
///
/// # Errors
/// As [`gather`].
pub fn hosts(run: &Path, most: usize, sampling: &Sampling) -> Result<Hosts, GatherError> {
    let run = Run::open(run)?;
    let share = Share::of(run.documents(), sampling.documents);
    Ok(surveyed(&run, share, sampling)?.hosts(most))
}

fn surveyed(run: &Run, share: Share, sampling: &Sampling) -> Result<Survey, GatherError> {
    let mut survey = Survey::new(run, share, Depth::Figures);
    run.watched(sampling.seed, &mut [&mut survey])?;
    survey.read_removed(run, sampling.seed, &mut |_, _| {})?;
    Ok(survey)
}

fn overview(run: &Run, survey: &Survey, hosts: usize) -> Overview {
    Overview {
        name: run.name.clone(),
        stats: run.stats.clone(),
        hosts: survey.hosts(hosts),
        timing: run.timing,
        config: run.config.clone(),
    }
}

/// What cannot be shown of a run.
fn gaps(run: &Run) -> Vec<String> {
    let removed = "The run did not record beside its output what it removed (--no-removed, or --removed with another place), so \
                   hosts, repeated lines and documents without a trace are not shown.";
    let texts = "Its texts stand one behind the other in one file, so documents that were kept cannot be told apart there: hosts \
                 and repeated lines are of those alone that went.";
    let gaps = [(!run.knows_removed(), removed), (run.has_joined_texts(), texts)];
    gaps.into_iter().filter(|(is_one, _)| *is_one).map(|(_, sentence)| sentence.to_owned()).collect()
}

fn reasons() -> Vec<ReasonMeaning> {
    let meaning = |reason: &Reason| ReasonMeaning {
        name: reason.name().to_owned(),
        stage: reason.stage().name().to_owned(),
        meaning: reason.meaning().to_owned(),
    };
    Reason::ALL.iter().map(meaning).collect()
}
