//! The headline of a page: its title without the name of the site.

use super::folded;

/// Least agreement of a heading with the stated titles to be the headline. From 0.1 to 0.3 of the range the
/// share of right titles was the same on labelled pages, and fell above.
const LEAST_AGREEMENT: f32 = 0.2;
/// Longest headline, in bytes (guess).
const MAX_BYTES: usize = 400;
/// Words that a part of a title must have to stand for all of it (measured with the above; 3 is as good).
const LEAST_PART_WORDS: usize = 2;
/// Names of the site that are taken off one title.
const MAX_NAMES: usize = 3;
/// Bytes by which the part of a title may be longer than the name of the site in it (guess: `Magazine`, `News`).
const MAX_AROUND_NAME: usize = 14;
/// Least bytes of a name to be found inside of another (guess).
const LEAST_INNER_NAME: usize = 4;

/// What a headline is made of. All texts are decoded.
#[derive(Debug, Default)]
pub(crate) struct Titles<'a> {
    pub(crate) open_graph: Option<&'a str>,
    pub(crate) element: Option<&'a str>,
    /// Of the article in linked data.
    pub(crate) linked: Option<&'a str>,
    pub(crate) site: Option<&'a str>,
    pub(crate) host: Option<&'a str>,
}

/// The headline: the heading that agrees best with the stated titles, else these without the name of the site.
/// Also tells which of the headings it is.
pub(crate) fn headline(titles: &Titles<'_>, headings: &[&str]) -> (Option<String>, Option<usize>) {
    let site = Site::new(titles.site, titles.host);
    let stated = [titles.open_graph, titles.element, titles.linked];
    let stated: Vec<&str> = stated.into_iter().flatten().filter(|title| !title.is_empty()).collect();
    let whole: Vec<String> = stated.iter().flat_map(|title| folded(title)).collect();
    let stripped: Vec<Vec<String>> = stated.iter().map(|title| folded(without_site(title, &site))).collect();
    let mut best: Option<(f32, usize)> = None;
    for (at, heading) in headings.iter().enumerate() {
        let words = folded(heading);
        let is_site = || site.is_called(heading) && stripped.iter().all(|title| *title != words);
        if words.is_empty() || heading.len() > MAX_BYTES || (!stated.is_empty() && is_site()) {
            continue;
        }
        let precision = share_in(&words, &whole);
        let coverage = stripped.iter().map(|title| share_in(title, &words)).fold(0.0, f32::max);
        let agreement = if stated.is_empty() { 1.0 } else { precision * coverage };
        if best.is_none_or(|(held, _)| agreement > held + f32::EPSILON) {
            best = Some((agreement, at));
        }
    }
    if let Some((agreement, at)) = best
        && (agreement >= LEAST_AGREEMENT || stated.is_empty())
    {
        let heading =
            headings.get(at).map(|heading| without_site(heading, &site).trim_end_matches(['¶', '#']).trim());
        return (heading.map(str::to_owned), Some(at));
    }
    let Some(title) = stated.first() else { return (None, None) };
    (Some(first_part(without_site(title, &site)).to_owned()), None)
}

/// Whether a name is that of the site, by its name or its host.
pub(crate) fn is_site(name: &str, site: Option<&str>, host: Option<&str>) -> bool {
    Site::new(site, host).is_called(name)
}

/// Whether a heading of any level says the headline, as a page without a main heading may have it.
pub(crate) fn says(heading: &str, headline: &[String]) -> bool {
    let words = folded(heading);
    !words.is_empty() && (words == headline || (words.len() > headline.len() && words.starts_with(headline)))
}

/// The share of words that stand among others.
fn share_in(words: &[String], others: &[String]) -> f32 {
    if words.is_empty() {
        return 0.0;
    }
    words.iter().filter(|word| others.contains(word)).count() as f32 / words.len() as f32
}

/// What stands before the first bar, if it is long enough to be a title.
fn first_part(title: &str) -> &str {
    match bars(title).first().and_then(|(start, _)| title.get(..*start)) {
        Some(part) if folded(part).len() >= LEAST_PART_WORDS => part.trim(),
        _ => title,
    }
}

/// How a site may be called.
struct Site {
    /// Its name, letters and digits alone.
    name: String,
    /// Its host in the same way, without the last label.
    host: String,
}

impl Site {
    fn new(name: Option<&str>, host: Option<&str>) -> Site {
        let host = host.map_or("", |host| host.rsplit_once('.').map_or(host, |(front, _)| front));
        Site { name: squashed(name.unwrap_or_default()), host: squashed(host) }
    }

    /// Whether a part of a title is nothing but the name of the site.
    fn is_called(&self, part: &str) -> bool {
        let initials: String = folded(part).iter().filter_map(|word| word.chars().next()).collect();
        let part = squashed(part);
        let holds = |outer: &str, inner: &str| inner.len() >= LEAST_INNER_NAME && outer.contains(inner);
        let near = |name: &str| {
            !name.is_empty()
                && (part == name
                    || (holds(&part, name) && part.len() <= name.len() + MAX_AROUND_NAME)
                    || holds(name, &part))
        };
        part.is_empty()
            || near(&self.name)
            || near(&self.host)
            || (initials.len() >= 3 && self.host.starts_with(&initials))
    }
}

/// A title without the name of the site at its end or beginning.
fn without_site<'a>(title: &'a str, site: &Site) -> &'a str {
    let mut title = title.trim();
    for _ in 0..MAX_NAMES {
        let bars = bars(title);
        let (Some((first, _)), Some((_, last))) = (bars.first(), bars.last()) else { break };
        let end = bars.last().map_or(0, |(start, _)| *start);
        let begin = bars.first().map_or(0, |(_, end)| *end);
        let part = |range: std::ops::Range<usize>| title.get(range).unwrap_or_default().trim();
        let (front, rest) = (part(0..end), part(*last..title.len()));
        let (head, tail) = (part(0..*first), part(begin..title.len()));
        if !front.is_empty() && site.is_called(rest) {
            title = front;
        } else if !tail.is_empty() && site.is_called(head) {
            title = tail;
        } else {
            break;
        }
    }
    title
}

/// The bars that part a title, such as ` | `, with the blanks around them.
fn bars(title: &str) -> Vec<(usize, usize)> {
    let mut bars = Vec::new();
    let mut at = 0;
    for (start, text) in title.match_indices(is_bar) {
        let end = start + text.len();
        let before = title.get(..start).unwrap_or_default();
        let behind = title.get(end..).unwrap_or_default();
        let apart = before.ends_with(char::is_whitespace) && behind.starts_with(char::is_whitespace);
        if start >= at && (apart || text == "|") {
            let end = title.len() - behind.trim_start().len();
            bars.push((before.trim_end().len(), end));
            at = end;
        }
    }
    bars
}

fn is_bar(c: char) -> bool {
    matches!(c, '|' | '-' | '–' | '—' | '·' | '•' | '»' | '«' | '›' | '~' | '｜')
}

fn squashed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(open_graph: &str, site: &str, host: &str, headings: &[&str], expect: &str) {
        let titles = Titles {
            open_graph: Some(open_graph),
            site: Some(site).filter(|site| !site.is_empty()),
            host: Some(host).filter(|host| !host.is_empty()),
            ..Titles::default()
        };
        assert_eq!(headline(&titles, headings).0.as_deref(), Some(expect), "{open_graph}");
    }

    #[test]
    fn the_name_of_the_site_is_taken_off() {
        check("Weir holds firm | The Sule Post", "The Sule Post", "", &[], "Weir holds firm");
        check("Sule Post - Weir holds firm", "", "sulepost.example", &[], "Weir holds firm");
        check("Weir holds firm | A paper", "", "", &[], "Weir holds firm");
        check("Weir holds firm - News - Sule Post", "Sule Post", "", &[], "Weir holds firm");
        check("A well-kept weir", "Weir", "", &[], "A well-kept weir");
        check("Sule Post", "Sule Post", "", &[], "Sule Post");
    }

    #[test]
    fn the_heading_that_says_the_title_is_the_headline() {
        check(
            "Weir holds firm | Post",
            "",
            "",
            &["The Post", "Weir Holds Firm in Flood"],
            "Weir Holds Firm in Flood",
        );
        check("Weir holds firm", "", "", &["Cookies"], "Weir holds firm");
        let none = Titles::default();
        assert_eq!(headline(&none, &["Weir"]), (Some("Weir".into()), Some(0)));
        assert_eq!(headline(&none, &[]), (None, None));
    }
}
