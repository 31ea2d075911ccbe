//! What recurs in many stories of one source and is no prose of this one goes.
//!
//! Lines that stand one behind the other in many stories are a *chain*: a box, a plea, a foot. A chain is
//! judged as a whole, by adding to the log-odds of its scores what the count, the share of the stories and
//! the length of the chain say. A lone line that recurs says little: section headings, standing sentences
//! and labels recur too, so it goes only when the judge was in doubt about it already.

use tamis_core::{Block, Document, Markup, Reason, Recurrence, Verdict, word_count};

use crate::{Judgement, Mode};

// The weights were chosen by hand on sidebar-multi-dev (207 articles of 12 sources). In a prototype, halving any
// one of them or raising it by half left line F1 within .986-.995 (.974 without) and the loss as it was. What
// protects own text was chosen for cases of the tests that the set does not hold.

/// Stories from which on a line of a source counts. Two may be versions of one story.
const FEWEST_STORIES: u32 = 3;
/// Of the stories with either of two lines, the share with both, one behind the other, that makes them a
/// chain. 1 in boxes, under .5 between what recurs by itself.
const LINK_SHARE: f32 = 0.7;
/// The same for a last line that may be the heading of own text. A guess.
const HEADING_LINK_SHARE: f32 = 0.9;
/// Log-odds of a chain before its figures are added.
const BIAS: f32 = -1.0;
/// Log-odds by the natural logarithm of the stories.
const STORIES_WEIGHT: f32 = 1.5;
/// Log-odds by the natural logarithm of the words of the chain over [`CHAIN_WORDS`], up to [`MOST_LENGTH`].
const LENGTH_WEIGHT: f32 = 1.5;
const CHAIN_WORDS: f32 = 8.0;
const MOST_LENGTH: f32 = 1.8;
/// Log-odds by the share of the stories, up to one half of them.
const SHARE_WEIGHT: f32 = 2.0;
const MOST_SHARE: f32 = 0.5;
/// Below this share its logarithm counts against a chain: follow-ups repeat paragraphs of a few stories.
const RARE_SHARE: f32 = 0.1;
/// What pages and documents without a source ask for instead of [`FEWEST_STORIES`] and [`BIAS`]. Guesses.
const STRICT_STORIES: u32 = 6;
const STRICT_BIAS: f32 = -3.0;
/// Of the stories without a source, the share that a line must stand in. Rows of one template that belong to
/// their articles reach .023 on sidebar-dev.
const NOBODYS_SHARE: f32 = 0.05;
/// Log-odds of a chain of nothing but sentences, such as paragraphs that are standing text. A guess.
const PROSE_PENALTY: f32 = 1.0;
/// The scores of a chain count up to these log-odds: no judge of words alone is surer.
const MOST_ODDS: f32 = 4.0;
/// Log-odds that a lone line gets at most.
const MOST_LONE_ODDS: f32 = 1.5;
/// Words from which on a lone line may go; a name or a figure may recur by chance. A guess.
const LONE_WORDS: usize = 3;
/// Share of the words of a document's sentences that may recur. Above it the document is another version of
/// some stories, and what recurs is its text. A guess.
const MOST_RECURRING_PROSE: f32 = 0.5;
/// Words that make a line that ends as a sentence does running text. A guess.
const PROSE_WORDS: usize = 8;
/// Most words of a heading. A guess.
const HEADING_WORDS: usize = 12;
/// Lines that may stand between two parts of one box and not recur, such as figures of the day. A guess.
const FILLING_LINES: usize = 2;

/// How much evidence is asked for.
#[derive(Debug, Clone, Copy)]
struct Demand {
    fewest_stories: u32,
    least_share: f32,
    bias: f32,
    lone_lines: bool,
}

impl Demand {
    /// Pages have a judge that sees their frame already, and documents without a source may be of many:
    /// both ask for more. Guesses; with them wcxb-dev keeps its F1, and sidebar-dev every line.
    fn of(document: &Document, mode: Mode, publisher: &str) -> Self {
        let plain = Demand { fewest_stories: FEWEST_STORIES, least_share: 0.0, bias: BIAS, lone_lines: true };
        let strict = Demand {
            fewest_stories: STRICT_STORIES,
            least_share: NOBODYS_SHARE,
            bias: STRICT_BIAS,
            lone_lines: false,
        };
        let mut demand = match (publisher.is_empty(), document.markup) {
            (true, _) => strict,
            (false, Markup::Html) => Demand { least_share: RARE_SHARE, ..strict },
            (false, _) => plain,
        };
        demand.bias += match mode {
            Mode::Precision => 1.0,
            Mode::Balanced => 0.0,
            Mode::Recall => -2.0,
        };
        demand
    }

    fn is_met_by(self, found: Recurrence) -> bool {
        found.stories >= self.fewest_stories && share(found.stories, found) >= self.least_share
    }
}

/// A block with words that a reader sees, and the verdict on it.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent observation of the line")]
struct Line<'d> {
    at: usize,
    text: &'d str,
    heading: bool,
    found: Recurrence,
    /// Whether it recurs in enough stories.
    recurs: bool,
    words: usize,
    prose: bool,
    /// Log-odds of being foreign, as the judge sees it.
    odds: f32,
    gone: bool,
    /// The score it goes with, if it goes because it recurs.
    goes: Option<f32>,
}

impl<'d> Line<'d> {
    fn new(at: usize, block: &'d Block, verdict: &Verdict, demand: Demand) -> Self {
        let text = block.text.trim();
        let found = block.recurrence.unwrap_or_default();
        let words = word_count(text);
        let ends = text.ends_with(['.', '!', '?', '…', '"', '”', '»', ')', '。', '！', '？', '।', '؟', '۔']);
        let heading = block.kind.is_heading()
            || !ends && words <= HEADING_WORDS && text.starts_with(|c: char| c.is_alphanumeric());
        Line {
            at,
            text,
            heading,
            found,
            recurs: demand.is_met_by(found),
            words,
            prose: ends && words >= PROSE_WORDS,
            odds: log_odds(verdict.score),
            gone: verdict.is_drop(),
            goes: None,
        }
    }

    /// Whether it is left in the text.
    fn stays(&self) -> bool {
        !self.gone && self.goes.is_none()
    }

    /// Whether it is left and stands in this story alone, as far as is known.
    fn is_own(&self) -> bool {
        self.stays() && !self.recurs
    }

    /// Of the stories with this line or the next, the share in which they stand together, 0..=1.
    fn link_share(&self, next: &Line<'_>) -> f32 {
        self.found.with_next as f32 / self.found.stories.max(next.found.stories).max(1) as f32
    }
}

/// Drops what recurs in the source of a document. Blocks without a [`Recurrence`] are untouched, but for
/// headings and rows of what goes. Cost is linear.
pub(crate) fn apply(document: &Document, mode: Mode, judgement: &mut Judgement) {
    if document.blocks.iter().all(|block| block.recurrence.is_none()) {
        return;
    }
    let publisher = document.meta.publisher();
    let demand = Demand::of(document, mode, &publisher);
    let mut lines: Vec<Line<'_>> = document
        .blocks
        .iter()
        .zip(&judgement.verdicts)
        .enumerate()
        .filter(|(_, (block, _))| block.is_worded())
        .map(|(at, (block, verdict))| Line::new(at, block, verdict, demand))
        .collect();
    if lines.iter().all(|line| !line.recurs) || is_another_version(&lines) {
        return;
    }
    let mut start = 0;
    while start < lines.len() {
        let end = end_of_chain(&lines, start, demand);
        let kept_end = without_heading(&lines, start, end);
        if kept_end > start + 1 {
            judge_chain(&mut lines, start, kept_end, demand);
        } else if demand.lone_lines {
            judge_lone_line(&mut lines, start);
        }
        start = end;
    }
    take_fillings(&mut lines);
    take_bare_headings(&mut lines);
    for line in lines.iter().filter(|line| !line.gone) {
        if let (Some(score), Some(verdict)) = (line.goes, judgement.verdicts.get_mut(line.at)) {
            *verdict = Verdict::drop(Reason::RecursInSource, score, evidence(line, &publisher));
        }
    }
}

/// Whether so much of what the judge keeps recurs that it is the text of several versions of a story.
fn is_another_version(lines: &[Line<'_>]) -> bool {
    let words = |recurring: bool| -> usize {
        let prose = lines.iter().filter(|line| line.prose && !line.gone);
        prose.filter(|line| line.recurs || !recurring).map(|line| line.words).sum()
    };
    words(true) as f32 > MOST_RECURRING_PROSE * words(false) as f32
}

/// The place behind the last line of the chain that begins at `start`.
fn end_of_chain(lines: &[Line<'_>], start: usize, demand: Demand) -> usize {
    let linked = |at: usize| match (lines.get(at), lines.get(at + 1)) {
        (Some(line), Some(next)) => {
            line.recurs
                && next.recurs
                && line.found.with_next >= demand.fewest_stories
                && line.link_share(next) >= LINK_SHARE
        }
        _ => false,
    };
    let mut end = start + 1;
    while linked(end - 1) {
        end += 1;
    }
    end
}

/// The place behind the last line of a chain, without a heading at its end that has own text under it.
///
/// A heading over prose may be the last row of a box as well; it counts as that if it never stands elsewhere.
fn without_heading(lines: &[Line<'_>], start: usize, end: usize) -> usize {
    let (Some(last), Some(next)) = (lines.get(end - 1), lines.get(end)) else { return end };
    let before = if end > start + 1 { lines.get(end - 2) } else { None };
    let Some(before) = before else { return end };
    let opens = last.text.ends_with([':', '：']) || !next.prose;
    let loose = before.link_share(last) < HEADING_LINK_SHARE;
    if last.heading && next.is_own() && (opens || loose) { end - 1 } else { end }
}

/// Takes a chain out if its figures say so.
fn judge_chain(lines: &mut [Line<'_>], start: usize, end: usize, demand: Demand) {
    let Some(chain) = lines.get_mut(start..end) else { return };
    let odds = demand.bias + chain_odds(chain);
    if odds > 0.0 {
        for line in chain {
            line.goes = Some(logistic(odds));
        }
    }
}

/// Log-odds of a chain of being foreign.
fn chain_odds(chain: &[Line<'_>]) -> f32 {
    let count = chain.len() as f32;
    let links = || chain.iter().zip(chain.iter().skip(1));
    let stories = links().map(|(line, _)| line.found.with_next).min().unwrap_or_default();
    let words: usize = chain.iter().map(|line| line.words).sum();
    let link: f32 = links().map(|(line, next)| line.link_share(next).min(1.0)).sum::<f32>() / (count - 1.0);
    let share = chain.first().map_or(0.0, |line| share(stories, line.found));
    let judged =
        chain.iter().map(|line| line.odds.clamp(-MOST_ODDS, MOST_ODDS)).sum::<f32>() / count.max(1.0);
    let mut odds = judged + STORIES_WEIGHT * (stories as f32).ln();
    odds += LENGTH_WEIGHT * (words as f32 / CHAIN_WORDS).ln().min(MOST_LENGTH);
    odds += SHARE_WEIGHT * share.min(MOST_SHARE) + (share / RARE_SHARE).ln().min(0.0) + link.ln();
    if chain.iter().all(|line| line.prose) {
        odds -= PROSE_PENALTY;
    }
    odds
}

/// Takes a line out that the judge was in doubt about, if it recurs and no own text stands under it.
fn judge_lone_line(lines: &mut [Line<'_>], at: usize) {
    let heads_text = lines.get(at + 1).is_some_and(Line::is_own);
    let Some(line) = lines.get_mut(at) else { return };
    if !line.recurs || line.words < LONE_WORDS || line.heading && heads_text {
        return;
    }
    let odds = line.odds + (line.found.stories as f32 / 2.0).ln().min(MOST_LONE_ODDS);
    if odds > 0.0 {
        line.goes = Some(logistic(odds));
    }
}

/// Takes short lines along that stand between two parts of one box, told by like counts of stories.
fn take_fillings(lines: &mut [Line<'_>]) {
    let mut last: Option<usize> = None;
    for at in 0..lines.len() {
        let Some(line) = lines.get(at).filter(|line| line.goes.is_some()) else { continue };
        let (score, stories) = (line.goes, line.found.stories);
        if let Some(before) = last.replace(at)
            && (1..=FILLING_LINES).contains(&(at - before - 1))
            && lines.get(before).is_some_and(|line| is_like(line.found.stories, stories))
            && let Some(filling) = lines.get_mut(before + 1..at)
            && filling
                .iter()
                .all(|line| !line.prose && (!line.recurs || is_like(line.found.stories, stories)))
        {
            for line in filling {
                line.goes = score;
            }
        }
    }
}

/// Whether two counts may be those of one box.
fn is_like(one: u32, other: u32) -> bool {
    one.min(other) as f32 >= LINK_SHARE * one.max(other) as f32
}

/// Takes a heading along whose text goes, when no other text follows before the next heading. A heading is
/// what the page calls one, or a line that ends in a colon.
fn take_bare_headings(lines: &mut [Line<'_>]) {
    // Whether text follows before the next heading; and the score of the line behind, if it goes.
    let (mut text_follows, mut behind) = (false, None);
    for line in lines.iter_mut().rev() {
        let opens = line.heading && (line.recurs || line.text.ends_with([':', '：']));
        if line.stays() && opens && !text_follows && behind.is_some() {
            line.goes = behind;
        }
        if line.stays() {
            text_follows = !line.heading;
        }
        behind = line.goes;
    }
}

fn share(stories: u32, found: Recurrence) -> f32 {
    if found.of == 0 { 0.0 } else { (stories as f32 / found.of as f32).min(1.0) }
}

/// Log-odds of a probability; finite for 0 and 1.
fn log_odds(score: f32) -> f32 {
    const LEAST: f32 = 1e-6;
    let score = score.clamp(LEAST, 1.0 - LEAST);
    (score / (1.0 - score)).ln()
}

fn logistic(odds: f32) -> f32 {
    1.0 / (1.0 + (-odds).exp())
}

/// The figures behind a removal, in words.
fn evidence(line: &Line<'_>, publisher: &str) -> String {
    let of = if publisher.is_empty() { String::new() } else { format!(" of {publisher}") };
    match line.found {
        Recurrence { stories: 0 | 1, .. } => format!("belongs to a box that stands in other stories{of}"),
        Recurrence { stories, of: all, .. } => format!("stands in {stories} of {all} stories{of}"),
    }
}

#[cfg(test)]
mod tests;
