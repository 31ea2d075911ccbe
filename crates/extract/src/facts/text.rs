//! What a plain text says of itself in its first lines.

use tamis_core::{Block, Dated, Facts};

use super::day::{Day, Order};
use super::visible::{self, Sense};
use super::{author, decoded};

/// Lines in which a byline is looked for (guess).
const MAX_LINES: usize = 8;
/// Bytes of a line that is running text, behind which there is no byline (guess).
const RUNNING_BYTES: usize = 300;

/// The facts of a text whose address may be known.
pub(crate) fn facts(blocks: &[Block], url: Option<&str>) -> Facts {
    let mut facts = Facts::default();
    if let Some(day) = blocks.first().and_then(|block| glued_day(&block.text)) {
        facts.published = Some(dated(day, "prefix date"));
    }
    let mut named = false;
    for block in blocks.iter().take(MAX_LINES) {
        let line = block.text.as_str();
        if line.len() > RUNNING_BYTES {
            break;
        }
        if named || author::is_opening(line) {
            if named {
                author::add(&mut facts.authors, line, author::Place::Seen);
            }
            named = !named;
        } else if facts.authors.is_empty() && line.len() <= visible::MAX_LINE_BYTES {
            for name in author::byline(line) {
                author::add(&mut facts.authors, &name, author::Place::Machine);
            }
        }
        for (sense, day) in visible::days(line, Order::Unknown) {
            let place = match sense {
                Sense::Updated => &mut facts.updated,
                Sense::Published => &mut facts.published,
                Sense::Bare if is_nearly_alone(line) => &mut facts.published,
                Sense::Bare => continue,
            };
            if place.is_none() {
                *place = Some(dated(day, "byline"));
            }
        }
    }
    if facts.published.is_none() {
        facts.published = url.and_then(Day::of_url).map(|day| dated(day, "url"));
    }
    facts
}

pub(crate) fn dated(day: Day, evidence: impl Into<String>) -> Dated {
    Dated { day: day.to_string(), evidence: evidence.into() }
}

/// Words of a line of a text that is a day and little else (guess: weekday, time, place).
const MAX_WORDS_WITH_DAY: usize = 7;

fn is_nearly_alone(line: &str) -> bool {
    decoded(line).split(' ').count() <= MAX_WORDS_WITH_DAY
}

/// The day of a prefix such as ` date 2023-09-06 ` that an extractor glued to the first line.
fn glued_day(line: &str) -> Option<Day> {
    let rest = line.trim_start().strip_prefix("date ")?;
    let (value, behind) = rest.split_at_checked(10)?;
    let ends = behind.is_empty() || behind.starts_with(char::is_whitespace);
    (ends && value.is_ascii()).then(|| Day::of_value(value, Order::Unknown))?
}

#[cfg(test)]
mod tests {
    use tamis_core::BlockKind;

    use super::*;

    fn check(lines: &[&str], url: Option<&str>, authors: &[&str], published: &str, updated: &str) {
        let blocks: Vec<Block> = lines.iter().map(|line| Block::new(BlockKind::Paragraph, *line)).collect();
        let facts = facts(&blocks, url);
        let day = |dated: Option<Dated>| dated.map(|dated| format!("{} {}", dated.day, dated.evidence));
        assert_eq!(facts.authors, authors, "{lines:?}");
        assert_eq!(day(facts.published).unwrap_or_default(), published, "{lines:?}");
        assert_eq!(day(facts.updated).unwrap_or_default(), updated, "{lines:?}");
    }

    #[test]
    fn the_first_lines_tell_author_and_day() {
        check(&[" date 2023-09-06 The river rose."], None, &[], "2023-09-06 prefix date", "");
        check(&["date 2023-19-06 The river rose."], None, &[], "", "");
        check(&["Floods", "By Ada Ray", "May 3, 2024"], None, &["Ada Ray"], "2024-05-03 byline", "");
        check(&["Floods", "Written by", "Ada Ray"], None, &["Ada Ray"], "", "");
        check(&["Floods", "Last updated: 3 May 2024"], None, &[], "", "2024-05-03 byline");
        let url = Some("https://example.org/2024/05/03/floods");
        check(&["The river rose."], url, &[], "2024-05-03 url", "");
        check(&["On May 3, 2024 the river rose again and took the bridge."], None, &[], "", "");
        check(&[], None, &[], "", "");
    }
}
