//! How lengths, losses, scores and places are distributed, as histograms.

use tamis_pipeline::{Distributions, Stats};

use super::charts::{Chart, Scale, Series};
use super::figures::{compact, grouped};

/// All histograms of a run.
pub(super) fn charts(stats: &Stats) -> [Chart; 4] {
    let found = &stats.distributions;
    [by_place(found), by_score(found), by_length(found), by_loss(found)]
}

fn series(name: &'static str, class: &'static str, figure: &'static str, values: &[u64]) -> Series {
    Series { name, class, figure: Some(figure), values: values.to_vec(), drawn: true }
}

fn by_place(found: &Distributions) -> Chart {
    let places = found.words_by_place.len();
    let kept = found
        .words_by_place
        .iter()
        .zip(&found.dropped_words_by_place)
        .map(|(all, gone)| all.saturating_sub(*gone));
    Chart {
        title: "By position in the document",
        note: "Words by the tenth of the document in which their block begins.",
        axis: "of the document",
        bins: (0..places).map(|at| format!("{}–{} %", at * 100 / places, (at + 1) * 100 / places)).collect(),
        ticks: (1..=places).map(|at| format!("{} %", at * 100 / places)).collect(),
        series: vec![
            Series { name: "left", class: "kept", figure: None, values: kept.collect(), drawn: true },
            series(
                "removed",
                "dropped",
                "distributions.dropped_words_by_place",
                &found.dropped_words_by_place,
            ),
            Series {
                drawn: false,
                ..series("all", "in", "distributions.words_by_place", &found.words_by_place)
            },
        ],
        scale: Scale::Linear,
        stacked: true,
    }
}

fn by_score(found: &Distributions) -> Chart {
    let scores = found.kept_blocks_by_score.len();
    let score = |at: usize| at as f64 / scores as f64;
    Chart {
        title: "By score",
        note: "Judged blocks by how strongly they look foreign. Logarithmic: small classes show.",
        axis: "score",
        bins: (0..scores).map(|at| format!("{:.2}–{:.2}", score(at), score(at + 1))).collect(),
        ticks: (0..scores)
            .map(|at| if at % 2 == 0 { format!("{:.1}", score(at)) } else { String::new() })
            .collect(),
        series: vec![
            series("kept", "kept", "distributions.kept_blocks_by_score", &found.kept_blocks_by_score),
            series(
                "dropped",
                "dropped",
                "distributions.dropped_blocks_by_score",
                &found.dropped_blocks_by_score,
            ),
        ],
        scale: Scale::Logarithmic,
        stacked: false,
    }
}

fn by_length(found: &Distributions) -> Chart {
    let lengths = found.documents_by_words_in.len();
    let (bins, ticks) = (0..lengths).map(|at| length_class(at, lengths)).unzip();
    Chart {
        title: "Documents by length",
        note: "Words of the document text before and after; classes double.",
        axis: "words",
        bins,
        ticks,
        series: vec![
            series("before", "in", "distributions.documents_by_words_in", &found.documents_by_words_in),
            series("after", "kept", "distributions.documents_by_words_out", &found.documents_by_words_out),
        ],
        scale: Scale::Linear,
        stacked: false,
    }
}

fn by_loss(found: &Distributions) -> Chart {
    let tenths = 1..found.documents_by_loss.len();
    let none = || std::iter::once("none".to_owned());
    Chart {
        title: "Documents by loss",
        note: "The share of a document's words that went; documents without words are left out.",
        axis: "lost",
        bins: none().chain(tenths.clone().map(|at| format!("{}–{} %", (at - 1) * 10, at * 10))).collect(),
        ticks: none().chain(tenths.map(|at| format!("{} %", at * 10))).collect(),
        series: vec![series(
            "documents",
            "dropped",
            "distributions.documents_by_loss",
            &found.documents_by_loss,
        )],
        scale: Scale::Linear,
        stacked: false,
    }
}

/// Words of a class of lengths, in full and for an axis; the last class has no end.
fn length_class(at: usize, classes: usize) -> (String, String) {
    if at == 0 {
        return ("0".to_owned(), "0".to_owned());
    }
    let first = 1_u64 << (at - 1).min(62);
    let tick = if first >= 1024 { format!("{}k", first / 1024) } else { compact(first) };
    let name = match (at + 1 == classes, first) {
        (true, _) => format!("{} or more", grouped(first)),
        (false, 1) => "1".to_owned(),
        (false, _) => format!("{}–{}", grouped(first), grouped(first * 2 - 1)),
    };
    (name, tick)
}
