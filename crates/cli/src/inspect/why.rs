//! Everything that is known about one line of a document.

use anstyle::{AnsiColor, Color, Effects, Style};
use tamis_core::{Reason, Recurrence};
use tamis_pipeline::{TracedBlock, TracedCause};

use super::lines::{Lines, Piece};
use super::subject::Subject;
use super::{has_lines, label, show};
use crate::args::Spot;

/// Blocks that are shown before and behind those of the line.
const NEIGHBOURS: usize = 2;
/// Columns of the longest bar.
const BAR: usize = 24;
/// Parts of a column, from one eighth to seven.
const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// Most blocks of one line that are shown in full; minified pages have hundreds in one line.
const IN_FULL: usize = 12;

pub(super) fn show(out: &mut Lines, subject: &Subject<'_>, spot: Spot) {
    show::heading(out, subject);
    show::ending(out, subject);
    let chosen = subject.blocks_at(spot);
    let (Some(first), Some(last)) = (chosen.first(), chosen.last()) else {
        nothing_there(out, subject, spot);
        return;
    };
    let all = subject.document.blocks.len();
    neighbours(out, subject, "before it", first.saturating_sub(NEIGHBOURS)..*first);
    if chosen.len() > IN_FULL {
        crowded(out, subject, &chosen);
    } else {
        for at in &chosen {
            explain(out, subject, *at);
        }
    }
    neighbours(out, subject, "behind it", last + 1..(last + 1 + NEIGHBOURS).min(all));
}

/// The blocks of a line that has many, and how to ask for one.
fn crowded(out: &mut Lines, subject: &Subject<'_>, chosen: &[usize]) {
    out.line(&[], &[]);
    let sentence = format!("{} blocks stand in this line; to see one: --why '#NUMBER'", chosen.len());
    out.line(&[], &[Piece::plain(&sentence)]);
    for at in chosen {
        let Some(block) = subject.document.blocks.get(*at) else { continue };
        let mark = if block.verdict == "drop" { '-' } else { ' ' };
        let mut text = show::text(block, out.is_coloured);
        text.extend(block.reason.as_ref().map(|reason| Piece::dim(&format!("  = {reason}"))));
        out.line(
            &[Piece::plain(&format!("{mark} {:>6}  {:.2}  ", format!("#{}", at + 1), block.score))],
            &text,
        );
    }
}

/// Which lines near have a block.
fn nothing_there(out: &mut Lines, subject: &Subject<'_>, spot: Spot) {
    let document = &subject.document;
    let (Spot::Line(line) | Spot::Block(line)) = spot;
    let sentence = if document.blocks.is_empty() {
        "the document has no blocks".to_owned()
    } else if has_lines(document) && matches!(spot, Spot::Line(_)) {
        let lines = || document.blocks.iter().map(|block| block.line).filter(|line| *line > 0);
        let near = [lines().filter(|other| *other < line).max(), lines().filter(|other| *other > line).min()];
        let near: Vec<String> = near.iter().flatten().map(ToString::to_string).collect();
        format!("no block begins in line {line}; the nearest begin in {}", near.join(" and "))
    } else {
        format!("there is no block {line}; there are {}", document.blocks.len())
    };
    out.line(&[], &[Piece::plain(&sentence)]);
}

fn neighbours(out: &mut Lines, subject: &Subject<'_>, name: &str, range: std::ops::Range<usize>) {
    if range.is_empty() {
        return;
    }
    out.line(&[], &[]);
    out.line(&[], &[Piece::dim(name)]);
    for at in range {
        let Some(block) = subject.document.blocks.get(at) else { continue };
        let mut text = show::text(block, out.is_coloured);
        text.extend(block.reason.as_ref().map(|reason| Piece::dim(&format!("  = {reason}"))));
        show::row(out, subject, at, &text);
    }
}

/// One block and all that is known of it.
fn explain(out: &mut Lines, subject: &Subject<'_>, at: usize) {
    let document = &subject.document;
    let Some(block) = document.blocks.get(at) else { return };
    let line = if has_lines(document) {
        format!("line {}, block {} of {}", label(document, at, block), at + 1, document.blocks.len())
    } else {
        format!("block {} of {}", at + 1, document.blocks.len())
    };
    let fate = match &*block.verdict {
        "drop" => "dropped",
        "edit" => "edited",
        _ => "kept",
    };
    let kind = if block.kind == "unknown" { String::new() } else { format!(", {}", block.kind) };
    let bold = Style::new().effects(Effects::BOLD);
    out.line(&[], &[]);
    out.line(&[], &[Piece::new(bold, &format!("{line}{kind}: {fate}"))]);
    out.line(&[Piece::plain("    ")], &show::text(block, out.is_coloured));
    verdict(out, subject, block);
    say(out, "place", &format!("scalars {} to {} of the document text", block.start, block.end));
    edits(out, block);
    if let (Some(from), Some(original)) = (&block.decoded, subject.original(at)) {
        let layers = if from.layers == 1 { "1 layer".to_owned() } else { format!("{} layers", from.layers) };
        say(out, "decoded", &format!("{}; {layers} of {}, from", named(&from.reason), from.encoding));
        say(out, "", original);
    }
    if let Some(Recurrence { stories, with_next, of }) =
        subject.known.get(at).and_then(|known| known.recurrence)
    {
        say(
            out,
            "recurs",
            &format!(
                "in {stories} of {of} stories of its source, in {with_next} of them with the next line behind it"
            ),
        );
    }
    model(out, subject, block);
}

/// A line with the name of what it says.
fn say(out: &mut Lines, name: &str, text: &str) {
    out.line(&[Piece::dim(&format!("    {name:<10}"))], &[Piece::plain(text)]);
}

/// A reason with its stage and meaning.
fn named(reason: &str) -> String {
    match Reason::from_name(reason) {
        Some(known) => format!("{reason} ({}): {}", known.stage().name(), known.meaning()),
        None => reason.to_owned(),
    }
}

fn verdict(out: &mut Lines, subject: &Subject<'_>, block: &TracedBlock<'_>) {
    if block.edits.is_empty() {
        if let Some(reason) = &block.reason {
            let doubted = if block.verdict == "keep" { "kept, though in doubt as " } else { "" };
            say(out, "reason", &format!("{doubted}{}", named(reason)));
        }
        if !block.evidence.is_empty() {
            say(out, "evidence", &block.evidence);
        }
    }
    if block.kind == "unknown" && block.verdict == "keep" {
        say(out, "score", "not known without a trace");
    } else {
        let threshold = subject.document.threshold;
        let threshold =
            threshold.map(|threshold| format!("; what the judge scores above {threshold:.3} goes"));
        say(out, "score", &format!("{:.3}{}", block.score, threshold.unwrap_or_default()));
    }
}

fn edits(out: &mut Lines, block: &TracedBlock<'_>) {
    let first = block.start + block.marker.chars().count() as u64;
    for edit in &block.edits {
        let skipped = usize::try_from(edit.start.saturating_sub(first)).unwrap_or(usize::MAX);
        let length = usize::try_from(edit.end.saturating_sub(edit.start)).unwrap_or(usize::MAX);
        let old: String = block.text.chars().skip(skipped).take(length).collect();
        let change = if old == edit.replacement {
            format!("{old:?} stands for what was there")
        } else {
            format!("{old:?} -> {:?}", edit.replacement)
        };
        say(out, "edit", &change);
        say(out, "", &named(&edit.reason));
        let evidence = if edit.evidence.is_empty() { String::new() } else { format!("; {}", edit.evidence) };
        say(out, "", &format!("score {:.3}{evidence}", edit.score));
    }
}

/// What the model makes of the block.
fn model(out: &mut Lines, subject: &Subject<'_>, block: &TracedBlock<'_>) {
    let Some(p) = block.p else {
        let why = if block.kind == "unknown" {
            "not known without a trace; tamis inspect FILE asks it anew"
        } else if subject.document.blocks.iter().any(|block| block.p.is_some()) {
            "it was not asked about this block"
        } else {
            "it was not asked, or the trace does not say: tamis clean --trace --set run.trace_causes=12 notes it"
        };
        say(out, "model", why);
        return;
    };
    let kept_from = subject.kept_from.map(|least| format!(", kept from {least:.3}")).unwrap_or_default();
    say(out, "model", &format!("likely to be content: p {p:.3}{kept_from}; what moved it, in log-odds:"));
    let most = block.causes.iter().map(|cause| cause.push.abs()).fold(0.0, f64::max);
    for TracedCause { push, words } in &block.causes {
        let colour = if *push < 0.0 { AnsiColor::Red } else { AnsiColor::Green };
        let style = Style::new().fg_color(Some(Color::Ansi(colour)));
        let head = [
            Piece::plain(&format!("{:14}{push:+6.2}  ", "")),
            Piece::new(style, &format!("{:<width$}  ", bar(*push, most), width = BAR)),
        ];
        out.line(&head, &[Piece::plain(words)]);
    }
}

/// A bar as long as its share of the longest.
fn bar(push: f64, most: f64) -> String {
    if most <= 0.0 {
        return String::new();
    }
    #[expect(clippy::cast_sign_loss, reason = "it is at least 1")]
    let eighths = (push.abs() / most * BAR as f64 * 8.0).round().max(1.0) as usize;
    let mut bar = "█".repeat(eighths / 8);
    bar.extend((eighths % 8).checked_sub(1).and_then(|part| EIGHTHS.get(part)));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_shares_of_the_longest() {
        assert_eq!(bar(-2.0, 2.0).chars().count(), 24);
        assert_eq!(bar(1.0, 2.0), "█".repeat(12));
        assert_eq!(bar(0.001, 2.0), "▏");
        assert_eq!(bar(0.0, 0.0), "");
    }
}
