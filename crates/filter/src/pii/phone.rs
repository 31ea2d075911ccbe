//! Telephone numbers: groups of digits that a numbering plan knows, and that stand where such numbers stand.
//!
//! The plans are those of libphonenumber, in the port `rlibphonenumber`: on 29,304 numbers of all countries, some of
//! them spoiled, it decides and formats each as the original does, in 4 µs; the older port `phonenumber` 0.3.10
//! decides 401 of them otherwise and takes 100 µs and more.

use super::context::{self, Label};
use super::context_words::UNITS;
use super::dates::{begins_with_date, is_thousands, is_year};
use super::digits::{Cluster, Group, Separator, digit};
use super::text::{address_before, ahead, byte, char_at, char_before, is_joined, part};
use rlibphonenumber::{PhoneNumber, PhoneNumberFormat, PhoneNumberUtil, Region};
use std::ops::Range;

/// Digits of the shortest number that is looked at.
pub(super) const MIN_DIGITS: usize = 7;
/// Digits of the shortest number without a word that says what it is. Guess.
const MIN_PLAIN_DIGITS: usize = 9;
/// Digits of the longest number with its country's code (ITU-T E.164), with a trunk prefix in between.
const MAX_DIGITS: usize = 17;
/// How often a number is tried with one group less. Guess.
const MAX_TRIES: usize = 4;
/// Bytes between two numbers that one word speaks for: `Tel. 030 1234567, 030 1234568`. Guess.
const MAX_SERIES_BYTES: usize = 10;
/// Bytes behind a number in which an extension stands. Guess.
const MAX_EXTENSION_BYTES: usize = 28;
/// Bytes behind a number in which the name of an e-mail address may end. Guess.
const MAX_GLUED_BYTES: usize = 40;
/// Bytes behind a number in which the name of a unit stands.
const MAX_UNIT_BYTES: usize = 20;
/// Words before an extension, in lower case, longer ones first.
const EXTENSION_WORDS: &[&str] = &[
    "extension",
    "durchwahl",
    "apparat",
    "interno",
    "klapka",
    "linka",
    "anexo",
    "poste",
    "ramal",
    "extn",
    "доб",
    "wew",
    "ext",
    "内線",
    "分机",
    "내선",
    "int",
    "app",
    "dw",
    "x",
    "#",
];
/// What stands before a number in an address of the web that calls it.
const LINKS: &[&str] =
    &["tel:", "callto:", "sms:", "wa.me/", "phone=", "whatsapp://send?phone=", "viber://chat?number="];

/// Tells telephone numbers.
pub(super) struct PhoneJudge {
    plans: PhoneNumberUtil,
}

/// Where a cluster of digits stands.
pub(super) struct Place<'a> {
    pub(super) text: &'a str,
    /// Behind what was found before.
    pub(super) floor: usize,
    /// Behind the last telephone number.
    pub(super) last_phone: Option<usize>,
    /// Countries whose national numbers count.
    pub(super) regions: &'a [Region],
}

impl PhoneJudge {
    /// The judge, or why the numbering plans cannot be read.
    pub(super) fn new() -> Result<Self, String> {
        PhoneNumberUtil::new().map(|plans| PhoneJudge { plans }).map_err(|error| error.to_string())
    }

    /// The number among the groups of a cluster.
    pub(super) fn find(&self, place: &Place<'_>, cluster: &Cluster) -> Option<Range<usize>> {
        if cluster.digits.len() < MIN_DIGITS || cluster.overlong {
            return None;
        }
        let (text, first) = (place.text, cluster.groups.first()?);
        let link = address_before(text, cluster.start, place.floor);
        let token = link.unwrap_or_else(|| {
            part(text, super::text::back(text, cluster.start, 10).max(place.floor), cluster.start)
        });
        let linked = LINKS.iter().any(|link| token.ends_with(link));
        if link.is_some() && !linked {
            return None;
        }
        let found = if cluster.plus {
            // A lone plus is a mark for telephones: `+ 212 555 0143`.
            let lone = || {
                (cluster.start + 1 < first.start).then(|| self.national(place, cluster, Label::Unknown))?
            };
            self.international(place, cluster, cluster.start, 0).or_else(lone)
        } else {
            let label = if linked { Label::Phone } else { label(place, first.start) };
            let dialled = || self.international_prefix(place, cluster, label);
            let bare = || {
                (linked && token.ends_with(['/', '=']))
                    .then(|| self.international(place, cluster, first.start, 0))?
            };
            dialled().or_else(bare).or_else(|| self.national(place, cluster, label))
        }?;
        Some(balanced(text, extended(text, found), place.floor))
    }

    /// A number with its country's code, whose first digits are skipped.
    fn international(
        &self,
        place: &Place<'_>,
        cluster: &Cluster,
        start: usize,
        skipped: usize,
    ) -> Option<Range<usize>> {
        if !begins_internationally(place, cluster, start) {
            return None;
        }
        prefixes(cluster).find_map(|groups| {
            let last = groups.last()?;
            let digits = cluster.digits.get(skipped..last.from + last.count)?;
            let number = self.plans.parse(format!("+{}", written(digits)), None).ok()?;
            let code = number.country_code.to_string().len();
            // One number in thousands is none, `+12 345 678 901`, unless the country's code stands by itself.
            let coded = groups.first().is_some_and(|group| group.count == code + skipped);
            let fits = self.is_valid(&number) && (coded || !is_thousands(groups));
            (fits && ends_well(place.text, last.end, true)).then_some(start..last.end)
        })
    }

    /// A number that begins with `00` and its country's code.
    fn international_prefix(
        &self,
        place: &Place<'_>,
        cluster: &Cluster,
        label: Label,
    ) -> Option<Range<usize>> {
        let first = cluster.groups.first()?;
        let grouped =
            cluster.groups.len() >= 3 && !cluster.groups.iter().any(|group| group.before == Separator::Dot);
        let known = label == Label::Phone || (label == Label::Unknown && grouped);
        if !cluster.digits.starts_with(b"00") || !known || !begins_well(place, first.start, label) {
            return None;
        }
        self.international(place, cluster, first.start, 2)
    }

    /// A number as it is written inside its country.
    fn national(&self, place: &Place<'_>, cluster: &Cluster, label: Label) -> Option<Range<usize>> {
        if place.regions.is_empty() || matches!(label, Label::Number | Label::Version | Label::Network) {
            return None;
        }
        if label == Label::Phone {
            return prefixes(cluster).find_map(|groups| {
                let dated = begins_with_date(cluster, groups);
                (!dated).then(|| self.in_regions(place, cluster, groups, label))?
            });
        }
        let groups = cluster.groups.as_slice();
        let whole = (!cluster.in_row).then_some(groups);
        whole.into_iter().chain(tied_runs(groups)).find_map(|groups| {
            let from = groups.first()?.from;
            let count = groups.last().map(|last| last.from + last.count - from)?;
            let spread = groups.len() > 1 && count >= MIN_PLAIN_DIGITS;
            let other = groups.first().is_some_and(|group| is_year(cluster, group))
                || begins_with_date(cluster, groups)
                || is_thousands(groups)
                || is_book(cluster, groups);
            (spread && !other).then(|| self.in_regions(place, cluster, groups, label))?
        })
    }

    /// The groups as a number of the first country that knows it.
    fn in_regions(
        &self,
        place: &Place<'_>,
        cluster: &Cluster,
        groups: &[Group],
        label: Label,
    ) -> Option<Range<usize>> {
        let (first, last) = (groups.first()?, groups.last()?);
        let digits = cluster.digits.get(first.from..last.from + last.count)?;
        let start = first.start;
        if digits.len() > MAX_DIGITS
            || !(begins_well(place, start, label) || follows_phone(place, start))
            || !ends_well(place.text, last.end, label == Label::Phone)
        {
            return None;
        }
        place.regions.iter().find_map(|region| {
            let number = self.plans.parse(written(digits), Some(*region)).ok()?;
            let domestic = self.plans.get_country_code_for_region(*region) == Some(number.country_code);
            // The prefix for calls abroad from North America.
            let abroad = label == Label::Phone && digits.starts_with(b"011");
            let known = (domestic || abroad) && self.is_valid(&number);
            let shaped = label == Label::Phone || self.is_shaped(&number, digits, groups);
            (known && shaped).then_some(start..last.end)
        })
    }

    /// Whether a plan knows the number. Of the many countries with the code 1 one is asked first, for speed.
    fn is_valid(&self, number: &PhoneNumber) -> bool {
        (number.country_code == 1 && self.plans.is_valid_number_for_region(number, Region::US))
            || self.plans.is_valid_number(number)
    }

    /// Whether it is written as numbers are where no word says that it is one: with a trunk prefix or an area code in
    /// brackets, and a gap where the country's format has the first.
    fn is_shaped(&self, number: &PhoneNumber, digits: &[u8], groups: &[Group]) -> bool {
        let widths: Vec<usize> = groups.iter().map(|group| group.count).collect();
        if number.country_code == 1 {
            return matches!(widths.as_slice(), [3, 3, 4] | [1, 3, 3, 4]);
        }
        let dots = groups.iter().filter(|group| group.before == Separator::Dot).count();
        if dots > 0 && (dots + 1 < groups.len() || dots < 3) {
            return false;
        }
        let area = is_area(groups);
        let eight = number.country_code == 7 && digits.starts_with(b"8") && groups.len() >= 4;
        if !digits.starts_with(b"0") && !area && !eight {
            return false;
        }
        let format = self.plans.format(number, PhoneNumberFormat::National);
        let gap =
            format.chars().skip_while(|c| digit(*c).is_none()).take_while(|c| digit(*c).is_some()).count();
        let mut place = 0;
        area || eight
            || widths.iter().any(|width| {
                place += width;
                place.abs_diff(gap) <= 1
            })
    }
}

/// The groups from the first on, with ever fewer at the end, as far as they are not too many digits.
fn prefixes(cluster: &Cluster) -> impl Iterator<Item = &[Group]> {
    let fitting = cluster.groups.iter().take_while(|group| group.from + group.count <= MAX_DIGITS).count();
    (1..=fitting)
        .rev()
        .filter_map(|count| cluster.groups.get(..count))
        .filter(|groups| groups.last().is_some_and(|last| last.from + last.count >= MIN_DIGITS))
        .take(MAX_TRIES)
}

/// What the words before a number say, or the number before it.
fn label(place: &Place<'_>, start: usize) -> Label {
    if let Some(last) = place.last_phone {
        let gap = part(place.text, last, start);
        let short = gap.len() <= MAX_SERIES_BYTES && last <= start;
        if short
            && !gap.contains('\n')
            && gap.split(|c: char| !c.is_alphabetic()).all(|word| word.chars().count() <= 4)
        {
            return Label::Phone;
        }
    }
    if context::is_phone_word(place.text, start) {
        return Label::Phone;
    }
    context::before(place.text, start, place.floor)
}

fn written(digits: &[u8]) -> &str {
    std::str::from_utf8(digits).unwrap_or("")
}

/// The runs of at least three groups without blanks between them, but for one behind an area code in brackets.
fn tied_runs(groups: &[Group]) -> impl Iterator<Item = &[Group]> {
    groups.chunk_by(|_, next| next.before != Separator::Space).filter(|run| run.len() >= 3)
}

/// Whether an area code in brackets goes first, if not a trunk prefix: `(030)`, `8 (495)`, but not `(2019)`.
fn is_area(groups: &[Group]) -> bool {
    match groups {
        [first, second, ..] if first.count == 1 => second.enclosed && (2..=5).contains(&second.count),
        [first, ..] => first.enclosed && (2..=5).contains(&first.count),
        [] => false,
    }
}

/// Whether four groups with hyphens are the number of a book: ISBN-10 with its checksum.
fn is_book(cluster: &Cluster, groups: &[Group]) -> bool {
    let (Some(first), Some(last)) = (groups.first(), groups.last()) else { return false };
    let digits = cluster.digits.get(first.from..last.from + last.count).unwrap_or(&[]);
    let sum: usize = digits
        .iter()
        .enumerate()
        .map(|(at, digit)| (10_usize.saturating_sub(at)) * usize::from(digit - b'0'))
        .sum();
    digits.len() == 10 && groups.len() == 4 && last.count == 1 && sum.is_multiple_of(11)
}

/// Whether a telephone number ends right before the slash before this offset.
fn follows_phone(place: &Place<'_>, start: usize) -> bool {
    byte(place.text, start.wrapping_sub(1)) == b'/' && place.last_phone.is_some_and(|last| last + 1 == start)
}

/// Whether a number with its country's code can begin here. A word may be written together with one in groups.
fn begins_internationally(place: &Place<'_>, cluster: &Cluster, start: usize) -> bool {
    let Some(before) = char_before(place.text, start).filter(|_| start > place.floor) else { return true };
    let number = byte(place.text, start.wrapping_sub(2)).is_ascii_digit();
    match before {
        c if is_joined(c) => {
            let word = c.is_alphabetic() && cluster.plus && cluster.groups.len() > 1;
            word || context::is_phone_word(place.text, start)
        }
        '_' | '@' | '+' | '.' | ',' if cluster.plus => !number && before != '@',
        _ => true,
    }
}

/// Whether a number can begin here.
fn begins_well(place: &Place<'_>, start: usize, label: Label) -> bool {
    let text = place.text;
    let Some(before) = char_before(text, start).filter(|_| start > place.floor) else { return true };
    if is_joined(before) {
        return !before.is_numeric() && label == Label::Phone;
    }
    let start = start - before.len_utf8();
    match before {
        '_' | '@' | '$' | '€' | '£' | '¥' | '%' | '&' | '^' | '~' | '\\' | '°' | '+' => false,
        '.' | ',' | '-' | '/' | '=' | '#' | '*' | '–' | '№' => {
            label == Label::Phone && !byte(text, start.wrapping_sub(1)).is_ascii_digit()
        }
        ':' => !byte(text, start.wrapping_sub(1)).is_ascii_digit(),
        ' ' => !matches!(char_before(text, start), Some('$' | '€' | '£' | '¥' | '#' | '№' | '=' | '±' | '×')),
        _ => true,
    }
}

/// Whether a number can end here.
fn ends_well(text: &str, end: usize, known: bool) -> bool {
    let Some(after) = char_at(text, end) else { return true };
    if digit(after).is_some() {
        return false;
    }
    let beyond = char_at(text, end + after.len_utf8());
    let number = beyond.is_some_and(char::is_numeric);
    match after {
        '@' | '%' | '_' | '=' | '€' | '$' | '£' | '°' | '¥' | '²' => false,
        ' ' => {
            !matches!(beyond, Some('€' | '%' | '$' | '£' | '°' | '¥' | '×' | '±'))
                && (known || !is_measured(text, end + 1))
        }
        ':' | ',' | '.' => known || !number,
        '/' if matches!(beyond, Some('0' | '(' | '+')) => true,
        '-' | '/' => known || !beyond.is_some_and(char::is_alphanumeric),
        c => known || !is_joined(c) || is_glued_email(text, end),
    }
}

/// Whether an e-mail address begins at the offset, in letters: `(212) 555-0143anna@garden.org`.
fn is_glued_email(text: &str, offset: usize) -> bool {
    let window = part(text, offset, ahead(text, offset, MAX_GLUED_BYTES));
    let name = window.split('@').next().unwrap_or("");
    let written = name.len() < window.len() && name.starts_with(|c: char| c.is_ascii_lowercase());
    written && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

/// Whether a unit or a currency stands at the offset.
fn is_measured(text: &str, offset: usize) -> bool {
    let window = part(text, offset, ahead(text, offset, MAX_UNIT_BYTES));
    let word = window.split(|c: char| !c.is_alphabetic()).next().unwrap_or("").to_lowercase();
    UNITS.binary_search(&word.as_str()).is_ok()
}

/// The number with the extension behind it.
fn extended(text: &str, range: Range<usize>) -> Range<usize> {
    let window = part(text, range.end, ahead(text, range.end, MAX_EXTENSION_BYTES)).to_lowercase();
    if window.len() != ahead(text, range.end, MAX_EXTENSION_BYTES) - range.end {
        return range;
    }
    let rest = window.trim_start_matches([' ', ',', ';', '(', '-', '/', '\u{A0}']);
    let Some(behind) = EXTENSION_WORDS.iter().find_map(|word| rest.strip_prefix(word)) else { return range };
    let number = behind.trim_start_matches(['.', ':', ' ', '#', '=']);
    let digits = number.bytes().take_while(u8::is_ascii_digit).count();
    let whole = !number.get(digits..).is_some_and(|after| after.starts_with(char::is_alphanumeric));
    if !(1..=6).contains(&digits) || !whole {
        return range;
    }
    range.start..range.end + window.len() - number.len() + digits
}

/// The number with the brackets that belong to it.
fn balanced(text: &str, range: Range<usize>, floor: usize) -> Range<usize> {
    let number = part(text, range.start, range.end);
    let (opened, closed) = (number.matches('(').count(), number.matches(')').count());
    let before = range.start > floor && byte(text, range.start.wrapping_sub(1)) == b'(';
    let after = byte(text, range.end) == b')';
    let start = range.start - usize::from(closed > opened && before);
    let end = range.end + usize::from(opened > closed && after);
    start..end
}
