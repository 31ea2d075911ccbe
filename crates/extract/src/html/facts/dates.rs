//! The days of a page.

use std::ops::Range;

use tamis_core::Dated;

use crate::facts::day::Day;
use crate::facts::text::dated;
use crate::facts::visible::{self, Sense};

use super::Page;
use super::meta_names::Kind;

/// Bytes of a line far from the headline that tells its day (guess).
const MAX_LABELLED_BYTES: usize = 60;

/// Blocks right before and behind the headline, in which a day that nothing explains is the document's (guess).
const BESIDE_BEFORE: usize = 3;
const BESIDE_BEHIND: usize = 6;

/// A day of a page, what it is of, and where it stands.
struct Stated {
    sense: Sense,
    day: Day,
    evidence: String,
    /// The block it stands in.
    at: usize,
}

/// When the page was published and changed. `has_author`: it names one, as articles do.
pub(super) fn days(page: &Page<'_>, has_author: bool) -> (Option<Dated>, Option<Dated>) {
    let seen = page.seen_days();
    let published = published(page, &seen, has_author);
    let updated = updated(page, &seen);
    let updated = updated.filter(|(day, _)| published.as_ref().is_none_or(|(first, _)| first <= day));
    let dated = |found: (Day, String)| dated(found.0, found.1);
    (published.map(dated), updated.map(dated))
}

fn published(page: &Page<'_>, seen: &[Stated], has_author: bool) -> Option<(Day, String)> {
    let value = |value: &Option<String>| Day::of_value(value.as_deref()?, page.order);
    let linked = || {
        let day = value(&page.article?.published)?;
        Some((day, "json-ld datePublished".to_owned()))
    };
    let first = |sense: Sense, blocks: &Range<usize>| {
        let first = seen.iter().find(|stated| stated.sense == sense && blocks.contains(&stated.at))?;
        Some((first.day, first.evidence.clone()))
    };
    let visible = |sense: Sense| first(sense, &page.near);
    let beside = page.beside_headline();
    let url = || Some((Day::of_url(page.url?)?, "url".to_owned()));
    // A system gives each of its pages a day; only one that is shown, or has an author, is that of an article.
    let of_page = || {
        let day = value(&page.webpage?.published)?;
        let shown = has_author || page.is_article() || seen.iter().any(|stated| stated.day == day);
        shown.then(|| (day, "json-ld datePublished".to_owned()))
    };
    let created = || {
        let day = value(&page.article?.created)?;
        Some((day, "json-ld dateCreated".to_owned()))
    };
    let stated = linked()
        .or_else(|| page.of_meta(Kind::Published))
        .or_else(|| page.of_microdata("datePublished", true))
        .map(|stated| as_shown(page, seen, stated));
    stated
        .or_else(|| page.original_day())
        .or_else(|| first(Sense::Published, &beside))
        .or_else(|| page.headline_at.and_then(|_| first(Sense::Bare, &beside)))
        .or_else(|| visible(Sense::Published))
        .or_else(url)
        .or_else(of_page)
        .or_else(|| page.of_meta(Kind::Day))
        .or_else(created)
        .or_else(|| page.of_microdata("datePublished", false))
        .or_else(|| page.of_microdata("dateCreated", false))
        .or_else(|| visible(Sense::Bare))
        .or_else(|| visible(Sense::Updated).map(|(day, place)| (day, format!("{place} updated"))))
        .or_else(|| page.labelled_day())
        .or_else(|| updated(page, seen).filter(|_| has_author || page.article.is_some() || page.is_article()))
}

/// What a machine wrote in a zone of its own may be the day before or behind that which readers see.
fn as_shown(page: &Page<'_>, seen: &[Stated], stated: (Day, String)) -> (Day, String) {
    let is_shown = |day: Day| seen.iter().any(|seen| seen.day == day && seen.evidence == LINE);
    let near = |day: &Day| day.is_beside(stated.0);
    let of_url = || page.url.and_then(Day::of_url).filter(near).map(|day| (day, "url".to_owned()));
    if is_shown(stated.0) {
        return stated;
    }
    let beside = page.beside_headline();
    let mut earlier = seen.iter().filter(|seen| {
        page.headline_at.is_some()
            && beside.contains(&seen.at)
            && seen.sense != Sense::Updated
            && seen.day < stated.0
            && !near(&seen.day)
    });
    if let Some(earlier) = earlier.next() {
        return (earlier.day, earlier.evidence.clone());
    }
    let mut shown =
        seen.iter().filter(|seen| seen.evidence == LINE && seen.sense != Sense::Updated && near(&seen.day));
    shown.next().map(|shown| (shown.day, shown.evidence.clone())).or_else(of_url).unwrap_or(stated)
}

/// The evidence of a day in a line near the headline.
const LINE: &str = "byline";

fn updated(page: &Page<'_>, seen: &[Stated]) -> Option<(Day, String)> {
    let linked = || {
        let object = page.article.or(page.webpage)?;
        let day = Day::of_value(object.updated.as_deref()?, page.order)?;
        Some((day, "json-ld dateModified".to_owned()))
    };
    let visible = || {
        let first = seen.iter().find(|stated| stated.sense == Sense::Updated)?;
        Some((first.day, first.evidence.clone()))
    };
    linked()
        .or_else(|| page.of_meta(Kind::Updated))
        .or_else(|| page.of_microdata("dateModified", false))
        .or_else(visible)
}

impl Page<'_> {
    /// The day of the first `meta` element of this kind that states one.
    fn of_meta(&self, kind: Kind) -> Option<(Day, String)> {
        let mut statements = self.head.statements.iter().filter(|statement| statement.kind == kind);
        statements.find_map(|statement| {
            let day = Day::of_value(&statement.value, self.order)?;
            Some((day, format!("meta {}", statement.name)))
        })
    }

    /// The day of the first element with this property, near the headline alone or anywhere.
    fn of_microdata(&self, property: &str, near: bool) -> Option<(Day, String)> {
        let elements = self.seen.outline.elements().iter().enumerate();
        let mut marked = elements.filter(|(_, element)| {
            !element.itemprop.is_empty()
                && element.itemprop.split_ascii_whitespace().any(|name| name == property)
                && (!near || self.near.contains(&(element.blocks.start as usize)))
        });
        marked.find_map(|(at, _)| {
            let element = self.seen.element(at)?;
            let stated = ["datetime", "content"].iter().find_map(|name| element.attribute(name));
            let stated =
                stated.map(str::to_owned).or_else(|| self.seen.short_text(at, visible::MAX_LINE_BYTES))?;
            Some((Day::of_value(&stated, self.order)?, format!("itemprop {property}")))
        })
    }

    /// The first day of the page that a label stands before, in the same line or in the one before.
    fn labelled_day(&self) -> Option<(Day, String)> {
        let mut label = None;
        for block in self.seen.blocks.iter().filter(|block| !block.signals.hidden) {
            if block.text.len() > MAX_LABELLED_BYTES {
                label = None;
                continue;
            }
            let days = visible::days(&block.text, self.order);
            let own = days.iter().find(|(sense, _)| *sense != Sense::Bare);
            let found = own.or_else(|| days.first().filter(|_| label.is_some()));
            if let Some((sense, day)) = found {
                let sense = if *sense == Sense::Bare { label.unwrap_or(Sense::Bare) } else { *sense };
                let evidence = if sense == Sense::Updated { "byline updated" } else { LINE };
                return Some((*day, evidence.to_owned()));
            }
            label = visible::label(&block.text);
        }
        None
    }

    /// Whether the page says that it is an article.
    fn is_article(&self) -> bool {
        self.head.open_graph_kind().is_some_and(|kind| kind.eq_ignore_ascii_case("article"))
    }

    /// The blocks right before and behind the headline.
    fn beside_headline(&self) -> Range<usize> {
        let Some(at) = self.headline_at else { return self.near.clone() };
        at.saturating_sub(BESIDE_BEFORE)..at + 1 + BESIDE_BEHIND
    }

    /// The day in a line that says the text was first published on it.
    fn original_day(&self) -> Option<(Day, String)> {
        let mut blocks = self.seen.blocks.iter().filter(|block| !block.signals.hidden);
        blocks.find_map(|block| Some((visible::original_day(&block.text, self.order)?, LINE.to_owned())))
    }

    /// The days near the headline: of `time` elements first, then those in lines.
    fn seen_days(&self) -> Vec<Stated> {
        let mut days = self.times();
        let mut label = None;
        let near = self.seen.blocks.get(self.near.clone()).unwrap_or_default();
        for (at, block) in (self.near.start..).zip(near) {
            if block.signals.hidden {
                continue;
            }
            let before = std::mem::replace(&mut label, visible::label(&block.text));
            for (sense, day) in visible::days(&block.text, self.order) {
                let sense = before.filter(|_| sense == Sense::Bare).unwrap_or(sense);
                days.push(Stated { sense, day, evidence: LINE.to_owned(), at });
            }
        }
        days
    }

    fn times(&self) -> Vec<Stated> {
        let mut days = Vec::new();
        for (at, element) in self.seen.outline.elements().iter().enumerate() {
            let start = element.blocks.start as usize;
            if element.tag != "time" || !self.near.contains(&start) {
                continue;
            }
            let Some(node) = self.seen.element(at) else { continue };
            let Some(day) = node.attribute("datetime").and_then(|value| Day::of_value(value, self.order))
            else {
                continue;
            };
            let line = self.seen.blocks.get(start).map_or("", |block| block.text.as_str());
            let lines = visible::days(line, self.order);
            let by_line = || lines.iter().find(|(_, seen)| *seen == day).map(|(sense, _)| *sense);
            let by_class = visible::sense_of_words(&element.class)
                .or_else(|| visible::sense_of_words(&element.itemprop));
            let sense = by_class.or_else(by_line).unwrap_or(Sense::Bare);
            days.push(Stated { sense, day, evidence: "time[datetime]".to_owned(), at: start });
        }
        days
    }
}
