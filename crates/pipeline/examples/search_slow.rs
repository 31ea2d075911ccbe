//! Looks for documents whose cost is more than that of their length.
//!
//! `search_slow SEED COUNT WORDS... [-- KEY=VALUE...]` puts tokens together at random, from the files `WORDS` (one a line) and a
//! list of its own, repeats each such unit until it is a document of two lengths, cleans both, and prints the units of which
//! the longer one costs more than its share. Times are those of the thread.

use std::error::Error;
use std::io::Write;
use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};
use tamis_core::{Body, Markup, Metadata, Place, Record};
use tamis_pipeline::{Cleaner, Config, Override};

/// Bytes of the two documents.
const LENGTHS: [usize; 2] = [24_000, 384_000];
/// Seconds that the longer one may take whatever the shorter one does.
const FREE_SECONDS: f64 = 0.04;
/// How much more a byte of the longer document may cost than one of the shorter.
const MOST_GROWTH: f64 = 2.5;
/// Seconds a megabyte from which a unit is printed though its cost is linear.
const MOST_SECONDS_A_MEGABYTE: f64 = 3.0;

const TOKENS: &[&str] = &[
    "a",
    "Ab",
    "ab",
    "A",
    "1",
    "12",
    "2020",
    "the",
    "ferry",
    "Ann",
    "Ode",
    ".",
    ",",
    ":",
    ";",
    "!",
    "?",
    "…",
    "-",
    "–",
    "—",
    "|",
    "/",
    "\\",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "&",
    "%",
    "#",
    "@",
    "=",
    "+",
    "*",
    "_",
    "~",
    "^",
    "$",
    "€",
    "\"",
    "'",
    "“",
    "”",
    "„",
    "«",
    "»",
    "•",
    "·",
    "→",
    "\t",
    "\n",
    "\n\n",
    " ",
    "  ",
    "\u{a0}",
    "\u{200b}",
    "\u{301}",
    "\u{202e}",
    "渡",
    "。",
    "の",
    "한",
    "ก",
    "ع",
    "д",
    "ß",
    "İ",
    "😀",
    "Ã¤",
    "â€™",
    "%20",
    "%3Cp%3E",
    "%25",
    "%C3",
    "%u0041",
    "&amp;",
    "&lt;",
    "&gt;",
    "&lt;p&gt;",
    "&nbsp;",
    "&#65;",
    "&#x",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<a href=x>",
    "</a>",
    "<br>",
    "<li>",
    "<ul>",
    "</ul>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<h2>",
    "</h2>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<svg>",
    "<i>",
    "<span>",
    "</span>",
    "<blockquote>",
    "<form>",
    "<select>",
    "<option>",
    "<img alt='x'>",
    "<article>",
    "<section>",
    "<header>",
    "<footer>",
    "<nav>",
    "<time>",
    "<dl><dt>",
    "<dd>",
    "<pre>",
    "<code>",
    "<p class=byline>",
    "<div class=comment>",
    "<p style='display:none'>",
    "By ",
    "Photo: ",
    "http://a.b/c",
    "www.",
    ".com",
    "a@b.cd",
    "12:30",
    "12 May 2020",
    "2020-05-12",
    "May",
    "Monday",
    "+49 30",
    "030",
    "555-1234",
    "DE89 3704",
    "8.8.8.8",
    "::1",
    "The ferry sails again on Monday, and the council of Sule pays.",
    "Read more: ",
    "- ",
    "* ",
    "1. ",
    "Key: value",
    "“Ferry",
    "km",
    "Mr.",
    "U.S.",
    "e.g.",
    "...",
    "--",
    "==",
    "lorem ipsum",
    "{{",
    "}}",
    "//",
    "/*",
];

struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }
}

fn seconds() -> f64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.cast_unsigned(), u32::try_from(now.tv_nsec).unwrap_or_default()).as_secs_f64()
}

/// Processor seconds to clean a document.
fn cost(cleaner: &Cleaner, document: &str, markup: Markup) -> f64 {
    let record = Record {
        place: Place::default(),
        meta: Metadata::default(),
        markup,
        body: Body::Text(document.to_owned()),
    };
    let before = seconds();
    drop(cleaner.clean(record));
    seconds() - before
}

fn unit(random: &mut Random, words: &[String]) -> String {
    let mut unit = String::new();
    for _ in 0..=random.below(4) {
        if !words.is_empty() && random.below(3) == 0 {
            let word = words.get(random.below(words.len())).map_or("", String::as_str);
            match random.below(3) {
                0 => {
                    unit.extend(
                        word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)),
                    );
                }
                1 => unit.push_str(&word.to_uppercase()),
                _ => unit.push_str(word),
            }
        } else {
            unit.push_str(TOKENS.get(random.below(TOKENS.len())).copied().unwrap_or_default());
        }
        unit.push_str(["", "", " ", ". ", "\n"].get(random.below(5)).copied().unwrap_or_default());
    }
    unit
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let seed = arguments.next().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    let count: usize = arguments.next().and_then(|count| count.parse().ok()).unwrap_or(1000);
    let rest: Vec<String> = arguments.collect();
    let (files, settings) = rest.split_at(rest.iter().position(|word| word == "--").unwrap_or(rest.len()));
    let words: Vec<String> = files
        .iter()
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .filter(|line| !line.is_empty() && !line.starts_with(['#', '[']))
        .collect();
    let overrides: Vec<Override> =
        settings.iter().skip(1).filter_map(|setting| Override::parse(setting).ok()).collect();
    let cleaner = Cleaner::new(Config::resolve(None, &overrides)?)?;
    let mut out = std::io::stdout().lock();
    let mut random = Random(seed);
    for _ in 0..count {
        let unit = unit(&mut random, &words);
        let other = if random.below(3) == 0 { self::unit(&mut random, &words) } else { String::new() };
        if unit.is_empty() {
            continue;
        }
        let markup = if random.below(2) == 0 { Markup::Html } else { Markup::Text };
        let [short, long] = LENGTHS.map(|length| {
            let times = (length / (unit.len() + other.len())).max(1);
            let document = format!("The ferry sails again.\n{}{}", unit.repeat(times), other.repeat(times));
            let first = cost(&cleaner, &document, markup);
            // The least of two, where the first was slow.
            let second = if first > FREE_SECONDS / 4.0 { cost(&cleaner, &document, markup) } else { first };
            first.min(second) / (document.len() as f64 / 1e6)
        });
        let taken = long * LENGTHS[1] as f64 / 1e6;
        let grows = taken > FREE_SECONDS && long > MOST_GROWTH * short;
        if grows || long > MOST_SECONDS_A_MEGABYTE {
            let word = if grows { "grows" } else { "slow" };
            writeln!(out, "{word} {markup:?} {short:.2} -> {long:.2} s/MB: {unit:?} {other:?}")?;
        }
    }
    Ok(())
}
