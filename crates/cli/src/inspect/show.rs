//! A whole document, block by block.

use anstyle::{AnsiColor, Color, Effects, Style};
use tamis_core::Reason;
use tamis_pipeline::{TracedBlock, TracedDecoding};

use super::label;
use super::lines::{Lines, Piece};
use super::subject::Subject;

/// Columns before the text of a block.
const INDENT: usize = 26;

pub(super) fn show(out: &mut Lines, subject: &Subject<'_>) {
    heading(out, subject);
    for at in 0..subject.document.blocks.len() {
        block(out, subject, at);
    }
    let blocks = &subject.document.blocks;
    let count = |verdict: &str| blocks.iter().filter(|block| block.verdict == verdict).count();
    let (all, dropped, edited) = (blocks.len(), count("drop"), count("edit"));
    let edited = if edited > 0 { format!(", {edited} edited") } else { String::new() };
    if all > 0 || subject.end.is_none() {
        out.line(&[Piece::dim("# ")], &[Piece::dim(&format!("{all} blocks, {dropped} dropped{edited}"))]);
    }
    ending(out, subject);
}

/// Id, markup, flags, and what is known of the document.
pub(super) fn heading(out: &mut Lines, subject: &Subject<'_>) {
    let document = &subject.document;
    let markup = if document.markup == "unknown" { "" } else { &*document.markup };
    let flags = document.flags.iter().map(|flag| format!("[{flag}]"));
    let parts = [document.id.to_string(), markup.to_owned()].into_iter().chain(flags);
    let first = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("  ");
    let judge = subject.kept_from.map(|least| {
        let figure = figure(least);
        format!("blocks are kept from p {figure} on, as far as the model decides; behind p: what moved it, in log-odds")
    });
    let has_p = document.blocks.iter().any(|block| block.p.is_some());
    for fact in std::iter::once(&first).chain(&subject.facts).chain(judge.iter().filter(|_| has_p)) {
        out.line(&[Piece::dim("# ")], &[Piece::dim(fact)]);
    }
}

/// Why the document does not stay, if it does not.
pub(super) fn ending(out: &mut Lines, subject: &Subject<'_>) {
    if let Some((reason, sentence)) = &subject.end {
        let style = colour_of(Some(reason));
        out.line(&[Piece::new(style, "# ")], &[Piece::new(style, sentence)]);
    }
}

/// One block with what is said of it.
pub(super) fn block(out: &mut Lines, subject: &Subject<'_>, at: usize) {
    let Some(block) = subject.document.blocks.get(at) else { return };
    row(out, subject, at, &text(block, out.is_coloured));
    let mut say = |sentence: &str| {
        out.line(&[Piece::plain(&" ".repeat(INDENT))], &[Piece::dim(sentence)]);
    };
    let before = at.checked_sub(1).and_then(|before| subject.document.blocks.get(before));
    if block.edits.is_empty()
        && let Some(said) = because(block)
        && !(block.verdict == "drop" && before.and_then(because).as_ref() == Some(&said))
    {
        say(&said);
    }
    for edit in &block.edits {
        say(&format!("= {}: {}", edit.reason, edit.evidence));
    }
    if let Some(TracedDecoding { reason, layers, encoding, original }) = &block.decoded {
        let layers = if *layers == 1 { "1 layer".to_owned() } else { format!("{layers} layers") };
        if before.is_some_and(|before| before.decoded == block.decoded) {
            say(&format!("= {reason}: with the block above"));
        } else {
            let original = shortened(original);
            say(&format!("= {reason}: {layers} of {encoding}, from {original:?}"));
        }
    }
    if let Some(p) = block.p {
        let causes = block.causes.iter().map(|cause| format!("; {:+.1} {}", cause.push, cause.words));
        say(&format!("p {}{}", figure(p), causes.collect::<String>()));
    }
}

/// What a block goes for, or was suspected of, with the evidence: what the model says only if it is not said anyway.
fn because(block: &TracedBlock<'_>) -> Option<String> {
    let reason = match (block.reason.as_deref(), &*block.verdict) {
        (Some(reason), _) => reason,
        (None, "drop") => Reason::Other.name(),
        (None, _) => return None,
    };
    let evidence = match block.evidence.rsplit_once("; p ") {
        Some((evidence, figures)) if block.p.is_some() && figures.contains(", kept from ") => evidence,
        _ => &*block.evidence,
    };
    let kept = if block.verdict == "keep" { "kept; " } else { "" };
    Some(format!("= {reason}: {kept}{evidence}"))
}

/// The row of a block: mark, line, score, kind, and this text.
pub(super) fn row(out: &mut Lines, subject: &Subject<'_>, at: usize, text: &[Piece]) {
    let Some(block) = subject.document.blocks.get(at) else { return };
    let mark = match &*block.verdict {
        "drop" => '-',
        "edit" => '~',
        _ => ' ',
    };
    let number = label(&subject.document, at, block);
    let kind = if block.kind == "unknown" { "" } else { &*block.kind };
    // Of a block that stayed, no row says how near it was to going.
    let is_known = block.kind != "unknown" || block.verdict != "keep";
    let score = if is_known { format!("{:.2}", block.score) } else { "    ".to_owned() };
    let head = [Piece::plain(&format!("{mark}{number:>5}  {score}  ")), Piece::dim(&format!("{kind:<10}  "))];
    out.line(&head, text);
}

/// The text of a block as it is shown: struck through if it goes, with what changes inside it.
pub(super) fn text(block: &TracedBlock<'_>, is_coloured: bool) -> Vec<Piece> {
    let style = match &*block.verdict {
        "drop" => colour_of(block.reason.as_deref()).effects(Effects::STRIKETHROUGH),
        _ => Style::new(),
    };
    let mut pieces = vec![Piece::new(style, &block.marker)];
    let first = block.start + block.marker.chars().count() as u64;
    let (mut rest, mut at) = (&*block.text, first);
    for edit in &block.edits {
        let (Some(before), Some(length)) = (edit.start.checked_sub(at), edit.end.checked_sub(edit.start))
        else {
            continue;
        };
        let Some((same, after)) = split_at_scalar(rest, before) else { continue };
        let Some((old, after)) = split_at_scalar(after, length) else { continue };
        pieces.push(Piece::new(style, same));
        let replacement = if old == edit.replacement { "" } else { old };
        pieces.extend(changed(replacement, &edit.replacement, &edit.reason, is_coloured));
        (rest, at) = (after, edit.end);
    }
    pieces.push(Piece::new(style, rest));
    pieces
}

/// A probability with two decimals, or three if it would look as if it were certain.
fn figure(p: f64) -> String {
    let is_near_an_end = p > 0.0 && p < 0.005 || (0.995..1.0).contains(&p);
    if is_near_an_end { format!("{p:.3}") } else { format!("{p:.2}") }
}

/// What went inside a line and what stands there now.
fn changed(old: &str, new: &str, reason: &str, is_coloured: bool) -> Vec<Piece> {
    if !is_coloured {
        let part = |open: &str, text: &str, close: &str| {
            if text.is_empty() { String::new() } else { format!("{open}{text}{close}") }
        };
        return vec![Piece::plain(&(part("[-", old, "-]") + &part("{+", new, "+}")))];
    }
    let gone = colour_of(Some(reason)).effects(Effects::STRIKETHROUGH);
    let there = Style::new().fg_color(Some(Color::Ansi(AnsiColor::Green))).effects(Effects::UNDERLINE);
    vec![Piece::new(gone, old), Piece::new(there, new)]
}

fn split_at_scalar(text: &str, at: u64) -> Option<(&str, &str)> {
    let at = usize::try_from(at).ok()?;
    let byte = match text.char_indices().nth(at) {
        Some((byte, _)) => byte,
        None if text.chars().count() == at => text.len(),
        None => return None,
    };
    text.split_at_checked(byte)
}

/// The first characters of a long text.
pub(super) fn shortened(text: &str) -> String {
    /// Characters that are shown.
    const SHOWN: usize = 80;
    let mut short: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() && !short.ends_with('…') {
        short.push('…');
    }
    short
}

/// One colour a family of reasons, so that a page can be read at a glance.
pub(super) fn colour_of(reason: Option<&str>) -> Style {
    let colour = match reason.and_then(Reason::from_name) {
        Some(Reason::EncodedFragment | Reason::UnrelatedBox) => AnsiColor::Red,
        Some(Reason::Navigation | Reason::Footer | Reason::Boilerplate | Reason::Hidden | Reason::Form) => {
            AnsiColor::BrightBlack
        }
        Some(Reason::RelatedLinks | Reason::Teaser | Reason::RepeatedHeadline) => AnsiColor::Yellow,
        Some(Reason::Advertisement | Reason::Newsletter | Reason::Promotion | Reason::Consent) => {
            AnsiColor::Magenta
        }
        Some(Reason::UserSelector | Reason::RecursInSource) => AnsiColor::Blue,
        _ => AnsiColor::Cyan,
    };
    Style::new().fg_color(Some(Color::Ansi(colour)))
}

#[cfg(test)]
mod tests {
    use tamis_pipeline::TracedEdit;

    use super::*;

    #[test]
    fn changes_stand_inside_the_line() {
        let edit = |start, end, replacement: &'static str| TracedEdit {
            start,
            end,
            replacement: replacement.into(),
            ..TracedEdit::default()
        };
        let block = TracedBlock {
            start: 10,
            end: 27,
            verdict: "edit".into(),
            marker: "- ".into(),
            text: "Äh [ad] it froze".into(),
            edits: vec![edit(15, 20, ""), edit(23, 28, "thawed")],
            ..TracedBlock::default()
        };
        let shown: String = text(&block, false).iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(shown, "- Äh [-[ad] -]it [-froze-]{+thawed+}");
        let pieces = text(&block, true);
        let style = |text: &str| pieces.iter().find(|piece| piece.text == text).unwrap().style;
        assert!(style("froze").get_effects().contains(Effects::STRIKETHROUGH));
        assert!(style("thawed").get_effects().contains(Effects::UNDERLINE));
    }
}
