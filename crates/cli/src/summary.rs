//! The table at the end of a run.

use std::fmt::Write as _;
use std::time::Duration;

use tamis_core::{Reason, Stage};
use tamis_pipeline::{DedupStats, Stats, Volume};

/// Most reasons that the table lists one by one.
const REASONS_SHOWN: usize = 12;

/// The figures of a run that has just ended as a table for a person.
pub(crate) fn table(stats: &Stats, elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64().max(0.001);
    let speed = stats.volume.bytes_in as f64 / 1e6 / seconds;
    let rate = stats.books.records_in as f64 / seconds;
    rows(stats, &format!("{rate:.0}/s, {speed:.1} MB/s"), REASONS_SHOWN)
}

/// The figures of any run, with every reason.
pub(crate) fn figures(stats: &Stats) -> String {
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let Volume { bytes_in, bytes_out, .. } = stats.volume;
    let note = format!("{:.1} MB in, {:.1} MB out", megabytes(bytes_in), megabytes(bytes_out));
    rows(stats, &note, usize::MAX)
}

fn rows(stats: &Stats, of_records: &str, reasons_shown: usize) -> String {
    let mut out = String::new();
    let books = &stats.books;
    let volume = &stats.volume;
    let mut line = |label: &str, count: u64, of: u64, note: &str| {
        let share =
            if of == 0 { String::new() } else { format!("{:5.1}%", 100.0 * count as f64 / of as f64) };
        // Writing into a string cannot fail.
        let _ = writeln!(out, "{}", format!("  {label:<22}{count:>12}  {share:>6}  {note}").trim_end());
    };
    line("records in", books.records_in, 0, of_records);
    line("kept", books.kept, books.records_in, "");
    line("duplicates", books.duplicates, books.records_in, &of_copies(stats));
    line(
        "dropped",
        books.dropped,
        books.records_in,
        &listed(stats.documents_by_reason.iter().filter(|(name, _)| !is_of_copies(name))),
    );
    line("rejected", books.rejected, books.records_in, &listed(stats.rejected_by_cause.iter()));
    line("skipped", books.skipped, books.records_in, &listed(stats.skipped_by_type.iter()));
    line("words in", volume.words_in, 0, "");
    line("words left", volume.words_out, volume.words_in, "");
    if let Some(found) = &stats.dedup {
        line("clusters", found.clusters, 0, &of_comparison(found));
    }
    if let Some(known) = &stats.boilerplate {
        let from = if known.learned { "learned from" } else { "from a table of" };
        let (stories, sources, found) = (known.stories, known.sources, known.blocks_found);
        let note = format!("{from} {stories} stories, in {sources} sources; {found} blocks are among them");
        line("recurring lines", known.lines, 0, &note);
    }
    let mut reasons: Vec<_> = stats.removed_by_reason.iter().collect();
    reasons.sort_by(|a, b| b.1.words.cmp(&a.1.words).then_with(|| a.0.cmp(b.0)));
    if !reasons.is_empty() {
        let _ = writeln!(
            out,
            "  {:<22}{:>12}  {:>8}  {:>8}  {:>9}",
            "removed or edited", "words", "blocks", "edits", "documents"
        );
    }
    for (name, removal) in reasons.iter().take(reasons_shown) {
        let _ = writeln!(
            out,
            "    {name:<20}{:>12}  {:>8}  {:>8}  {:>9}",
            removal.words, removal.blocks, removal.edits, removal.documents
        );
    }
    if reasons.len() > reasons_shown {
        let _ = writeln!(out, "    and {} more reasons, in the stats", reasons.len() - reasons_shown);
    }
    out
}

fn listed<'a>(counts: impl Iterator<Item = (&'a String, &'a u64)>) -> String {
    counts.map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
}

/// What became of documents that say the same as others.
fn of_copies(stats: &Stats) -> String {
    listed(stats.documents_by_reason.iter().filter(|(name, _)| is_of_copies(name)))
}

fn is_of_copies(reason: &str) -> bool {
    Reason::from_name(reason).is_some_and(|reason| reason.stage() == Stage::Dedup)
}

/// What was found by comparing documents.
fn of_comparison(found: &DedupStats) -> String {
    let mut note = format!(
        "of copies; same bytes {}, same words {}, near {}, contained {}",
        found.same_bytes, found.same_words, found.near, found.contained
    );
    if found.clusters > 0 {
        // Writing into a string cannot fail.
        let _ = write!(note, "; the largest has {}", found.largest);
    }
    if found.indexed > 0 {
        let (earlier, indexed) = (found.earlier, found.indexed);
        let _ = write!(note, "; {earlier} of earlier batches, which hold {indexed} documents");
    }
    if found.templates > 0 {
        let _ = write!(note, "; {} pairs are of templates", found.templates);
    }
    if found.disk_bytes > 0 {
        let _ = write!(note, "; temporary files {:.1} MB", found.disk_bytes as f64 / 1e6);
    }
    note
}

/// A warning when too much went for no reason with a name of its own.
pub(crate) fn warning_about_other(stats: &Stats) -> Option<String> {
    /// Share of the removed words above which `other` is worth a warning (the project's contract).
    const LIMIT: f64 = 0.05;
    let share = stats.share_of_other();
    (share > LIMIT).then(|| {
        format!("{:.1}% of the removed words went for the reason `{}`", 100.0 * share, Reason::Other.name())
    })
}
