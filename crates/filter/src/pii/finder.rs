use super::config::PiiConfig;
use super::digits::{Cluster, digit};
use super::domain::Domains;
use super::kind::{PrivateKind, PrivateSpan};
use super::phone::{MIN_DIGITS, PhoneJudge, Place};
use super::region::country;
use super::text::{byte, char_at, part};
use super::{card, email, iban, ip_address, obfuscated};
use rlibphonenumber::Region;
use std::ops::Range;
use tamis_core::ConfigError;

/// How often a text is gone through anew with placeholders for what was found. One in 30,000 generated texts made to
/// deceive needed it once; no article did.
const MAX_ROUNDS: usize = 4;

/// Finds private data in texts.
///
/// Made once from its settings, immutable, for any number of threads. It finds whatever the settings call private,
/// in every mode.
///
/// ```
/// use tamis_filter::{PiiConfig, PiiFinder};
///
/// let finder = PiiFinder::new(&PiiConfig::default()).unwrap();
/// let text = "Write to anna@garden.example.org, version 1.2.3.4 is out.";
/// assert_eq!(finder.redact(text).as_deref(), Some("Write to [EMAIL], version 1.2.3.4 is out."));
/// ```
pub struct PiiFinder {
    config: PiiConfig,
    regions: Vec<Region>,
    domains: Domains,
    phones: PhoneJudge,
}

impl std::fmt::Debug for PiiFinder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PiiFinder").field("config", &self.config).finish_non_exhaustive()
    }
}

impl PiiFinder {
    /// A finder for these settings. Reads the numbering plans of all countries, which takes some milliseconds.
    ///
    /// # Errors
    /// A country that does not exist, or a placeholder that could be taken for something else.
    pub fn new(config: &PiiConfig) -> Result<Self, ConfigError> {
        let regions = config.regions.iter().map(|name| {
            region(name).ok_or_else(|| {
                ConfigError::new(
                    "pii.regions",
                    format!("\"{name}\" is no country of ISO 3166-1, such as \"DE\""),
                )
            })
        });
        let regions = regions.collect::<Result<_, _>>()?;
        for kind in PrivateKind::ALL {
            let placeholder = config.placeholders.of(kind);
            if !is_placeholder(placeholder) {
                let key = format!("pii.placeholders.{}", kind.name());
                let right = format!("no digits, no @, and in brackets, such as \"{}\"", kind.placeholder());
                return Err(ConfigError::new(key, format!("\"{placeholder}\" cannot stand for it: {right}")));
            }
        }
        let phones = PhoneJudge::new().map_err(|problem| {
            ConfigError::new("pii.kinds", format!("no numbering plans for \"phone\": {problem}"))
        })?;
        Ok(PiiFinder { config: config.clone(), regions, domains: Domains::new(), phones })
    }

    /// The private data of a text, in its order, apart from each other.
    ///
    /// `region_hint` is the country whose national telephone numbers count beside those of the settings, as two
    /// letters of ISO 3166-1; what is none counts as no hint. [`crate::phone_region`] tells it from the document's
    /// host and language. In what [`PiiFinder::replace`] makes of it nothing is found again. The cost is linear in the
    /// text.
    pub fn find(&self, text: &str, region_hint: Option<&str>) -> Vec<PrivateSpan> {
        let mut regions = self.regions.clone();
        if let Some(hint) = region_hint.and_then(region)
            && !regions.contains(&hint)
        {
            regions.push(hint);
        }
        let mut found = self.scan(text, &regions);
        // A finding changes what stands beside the next one: go on until nothing is left in what would be written.
        for _ in 0..MAX_ROUNDS {
            if found.is_empty() {
                break;
            }
            let more = self.scan(&self.replace(text, &found), &regions);
            if more.is_empty() {
                break;
            }
            found = self.merged(found, more);
        }
        found
    }

    /// One pass over the text.
    fn scan(&self, text: &str, regions: &[Region]) -> Vec<PrivateSpan> {
        let mut scan = Scan {
            finder: self,
            text,
            regions,
            cluster: Cluster::default(),
            found: Vec::new(),
            floor: 0,
            last_phone: None,
        };
        let mut at = 0;
        while let Some(stop) = next_stop(text.as_bytes(), at) {
            at = scan.look(stop).max(stop + 1);
        }
        scan.found
    }

    /// The findings of a text together with those of the text that was written for it, at their places in the first.
    fn merged(&self, found: Vec<PrivateSpan>, written: Vec<PrivateSpan>) -> Vec<PrivateSpan> {
        let mut merged: Vec<PrivateSpan> = Vec::with_capacity(found.len() + written.len());
        let mut found = found.into_iter().peekable();
        let (mut removed, mut added) = (0, 0);
        for PrivateSpan { range, kind } in written {
            while let Some(span) = found.next_if(|span| span.range.start + added < range.start + removed) {
                removed += span.range.len();
                added += self.placeholder(span.kind).len();
                merged.push(span);
            }
            let start = (range.start + removed).saturating_sub(added);
            let end = start + range.len();
            let behind = merged.last().is_none_or(|last| last.range.end <= start);
            if behind && found.peek().is_none_or(|next| end <= next.range.start) {
                merged.push(PrivateSpan { range: start..end, kind });
            }
        }
        merged.extend(found);
        merged
    }

    /// The text with a placeholder for each finding, or nothing if there is none: for titles, names and other short
    /// strings beside the text, whose country nobody knows.
    pub fn redact(&self, text: &str) -> Option<String> {
        let spans = self.find(text, None);
        (!spans.is_empty()).then(|| self.replace(text, &spans))
    }

    /// What takes the place of a finding of this kind.
    pub fn placeholder(&self, kind: PrivateKind) -> &str {
        self.config.placeholders.of(kind)
    }

    /// The text with a placeholder for each of these findings, which [`PiiFinder::find`] gave for it.
    pub fn replace(&self, text: &str, spans: &[PrivateSpan]) -> String {
        let mut written = String::with_capacity(text.len());
        let mut at = 0;
        for span in spans {
            written.push_str(part(text, at, span.range.start));
            written.push_str(self.placeholder(span.kind));
            at = span.range.end;
        }
        written.push_str(part(text, at, text.len()));
        written
    }
}

fn region(name: &str) -> Option<Region> {
    country(name).and_then(|name| Region::try_from(name).ok())
}

fn is_placeholder(text: &str) -> bool {
    let mut chars = text.chars();
    let close = match chars.next() {
        Some('[') => ']',
        Some('<') => '>',
        Some('{') => '}',
        _ => return false,
    };
    let inside = chars.as_str().strip_suffix(close);
    inside.is_some_and(|inside| {
        !inside.is_empty() && inside.chars().all(|c| digit(c).is_none() && !"@＠:%()[]<>{}\n".contains(c))
    })
}

/// The next byte from which private data can be told: a digit, `@`, `:`, `%`, an opening bracket, or the lead of a
/// character that is one of these in another script.
fn next_stop(bytes: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    rest.iter().position(|b| STOPS[usize::from(*b)]).map(|skipped| from + skipped)
}

const STOPS: [bool; 256] = {
    let mut stops = [false; 256];
    let marks = b"0123456789@:%([{<\xD9\xDB\xE0\xEF";
    let mut at = 0;
    while at < marks.len() {
        stops[marks[at] as usize] = true;
        at += 1;
    }
    stops
};

/// Where a number ends that has too few digits to be private, if what follows shows that it goes no further: the way
/// out for most numbers of a text.
fn short_number(text: &str, first: usize) -> Option<usize> {
    let digits = (0..MIN_DIGITS).take_while(|skip| byte(text, first + skip).is_ascii_digit()).count();
    let end = first + digits;
    let next = byte(text, end);
    let apart = next.is_ascii() && !matches!(next, b' ' | b'-' | b'.' | b'/' | b'(' | b')' | b'0'..=b'9');
    let worded = matches!(next, b' ' | b'.' | b')')
        && (byte(text, end + 1).is_ascii_alphabetic() || byte(text, end + 1) == b'\n');
    (digits > 0 && digits < MIN_DIGITS && (apart || worded)).then_some(end)
}

/// One pass over one text.
struct Scan<'a> {
    finder: &'a PiiFinder,
    text: &'a str,
    regions: &'a [Region],
    /// Space for the digits under way.
    cluster: Cluster,
    found: Vec<PrivateSpan>,
    /// Behind the last finding.
    floor: usize,
    /// Behind the last telephone number.
    last_phone: Option<usize>,
}

impl Scan<'_> {
    /// Looks around a stop and says where to go on.
    fn look(&mut self, stop: usize) -> usize {
        match byte(self.text, stop) {
            b'0'..=b'9' => self.number(stop),
            b'@' => self.email(stop..stop + 1),
            b'%' if byte(self.text, stop + 1) == b'4' && byte(self.text, stop + 2) == b'0' => {
                self.email(stop..stop + 3)
            }
            b':' => self.colon(stop),
            b'(' | b'[' | b'{' | b'<' => self.bracket(stop),
            0x80.. => self.other_script(stop),
            _ => stop + 1,
        }
    }

    fn other_script(&mut self, stop: usize) -> usize {
        // A lead byte is the beginning of a character, so this is a boundary.
        match char_at(self.text, stop) {
            Some('＠') => self.email(stop..stop + '＠'.len_utf8()),
            Some(c) if digit(c).is_some() => self.number(stop),
            Some(c) => stop + c.len_utf8(),
            None => stop + 1,
        }
    }

    fn wants(&self, kind: PrivateKind) -> bool {
        self.finder.config.kinds.contains(&kind)
    }

    fn push(&mut self, kind: PrivateKind, range: Range<usize>) -> usize {
        let end = range.end;
        if range.start >= self.floor && !range.is_empty() {
            self.floor = end;
            self.found.push(PrivateSpan { range, kind });
        }
        end
    }

    fn email(&mut self, sign: Range<usize>) -> usize {
        let behind = sign.end;
        let (before, after) = (byte(self.text, sign.start.wrapping_sub(1)), byte(self.text, behind));
        let named = before.is_ascii_alphanumeric() || !before.is_ascii() || b"\"._+-'&~ ".contains(&before);
        let hosted = after.is_ascii_alphanumeric() || !after.is_ascii() || b"[ ".contains(&after);
        if !named || !hosted || !self.wants(PrivateKind::Email) {
            return behind;
        }
        match email::around(self.text, sign, self.floor, &self.finder.domains) {
            Some(range) => {
                // Digits before the at-sign may have been taken for a number: the address holds them all.
                self.push(PrivateKind::Email, range)
            }
            None => behind,
        }
    }

    fn bracket(&mut self, open: usize) -> usize {
        // Nothing but a word of a few letters, or a sign, stands for an at-sign.
        if !obfuscated::may_open(self.text, open)
            || !self.wants(PrivateKind::Email)
            || !self.finder.config.obfuscated_emails
        {
            return open + 1;
        }
        match obfuscated::around(self.text, open, self.floor, &self.finder.domains) {
            Some(range) => self.push(PrivateKind::Email, range),
            None => open + 1,
        }
    }

    fn colon(&mut self, colon: usize) -> usize {
        let next = byte(self.text, colon + 1);
        let grouped = next.is_ascii_hexdigit() || (next == b':' && byte(self.text, colon + 2) != b':');
        if !grouped || !self.wants(PrivateKind::IpAddress) {
            return colon + 1;
        }
        let scanned =
            ip_address::around_colon(self.text, colon, self.floor, self.finder.config.public_ips_only);
        match scanned.found {
            Some(range) => self.push(PrivateKind::IpAddress, range).max(scanned.end),
            // Digits behind the colon may be a number of another kind.
            None => colon + 1,
        }
    }

    fn number(&mut self, first: usize) -> usize {
        if byte(self.text, first.wrapping_sub(1)).is_ascii_alphabetic()
            && self.wants(PrivateKind::Iban)
            && let Some(range) = iban::around(self.text, first, self.floor)
        {
            return self.push(PrivateKind::Iban, range);
        }
        if let Some(quad) = ip_address::dotted_quad(self.text, first) {
            let wanted = self.wants(PrivateKind::IpAddress);
            if wanted
                && ip_address::is_address(
                    self.text,
                    first,
                    self.floor,
                    quad,
                    self.finder.config.public_ips_only,
                )
            {
                return self.push(PrivateKind::IpAddress, first..quad.end);
            }
        }
        if let Some(end) = short_number(self.text, first) {
            return end;
        }
        let mut cluster = std::mem::take(&mut self.cluster);
        cluster.read(self.text, first, self.floor);
        let end = if cluster.digits.len() < MIN_DIGITS { cluster.end } else { self.grouped(&cluster) };
        self.cluster = cluster;
        end
    }

    fn grouped(&mut self, cluster: &Cluster) -> usize {
        if self.wants(PrivateKind::CreditCard)
            && !cluster.overlong
            && !cluster.in_row
            && let Some(range) = card::find(self.text, cluster, self.floor)
        {
            return self.push(PrivateKind::CreditCard, range);
        }
        if self.wants(PrivateKind::Phone) {
            let place = Place {
                text: self.text,
                floor: self.floor,
                last_phone: self.last_phone,
                regions: self.regions,
            };
            if let Some(range) = self.finder.phones.find(&place, cluster) {
                self.last_phone = Some(range.end);
                return self.push(PrivateKind::Phone, range);
            }
        }
        cluster.end
    }
}
