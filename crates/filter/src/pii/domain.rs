//! Names of hosts: where they end, by the list of top-level domains.

use super::text::{ahead, byte, part};
use std::collections::HashSet;

/// The root zone as of April 2025, one name a line.
const TOP_LEVEL_DOMAINS: &str = include_str!("top_level_domains.txt");

/// Bytes of a host's name (RFC 1035, section 2.3.4).
const MAX_HOST_BYTES: usize = 253;

/// The top-level domains there are.
#[derive(Debug, Clone)]
pub(super) struct Domains {
    top_level: HashSet<&'static str>,
}

impl Domains {
    pub(super) fn new() -> Self {
        Domains { top_level: TOP_LEVEL_DOMAINS.lines().collect() }
    }

    /// Whether this is a top-level domain, however it is spelled.
    pub(super) fn is_top_level(&self, label: &str) -> bool {
        let lower = label.to_lowercase();
        self.top_level.contains(lower.as_str()) || (lower.starts_with("xn--") && lower.len() > 4)
    }

    /// Where the host's name ends that begins at this offset: behind the last label that is a top-level domain.
    pub(super) fn host_end(&self, text: &str, start: usize) -> Option<usize> {
        let limit = ahead(text, start, MAX_HOST_BYTES);
        let window = part(text, start, limit);
        let length = window
            .char_indices()
            .find(|(_, c)| !(c.is_alphanumeric() || matches!(c, '-' | '.')))
            .map_or(window.len(), |(at, _)| at);
        let mut labels: Vec<(usize, &str)> = Vec::new();
        let mut at = 0;
        for label in part(window, 0, length).split('.') {
            if label.is_empty() || label.starts_with('-') {
                break;
            }
            labels.push((at, label));
            at += label.len() + 1;
        }
        (1..labels.len()).rev().find_map(|last| {
            let (at, label) = *labels.get(last)?;
            let before = labels.get(last - 1)?.1;
            let length = self.top_level_length(label, before)?;
            let named = labels.iter().take(last).all(|(_, label)| !label.ends_with('-'));
            let version = last > 1 && labels.iter().take(last).all(|(_, label)| is_version(label));
            (named && !version && !is_hour(before, part(label, 0, length))).then_some(start + at + length)
        })
    }

    /// How much of a label is a top-level domain. Words that follow without a blank are cut off: `com` of `comTel`,
    /// `jp` of `jpまで`; and `Next` of `site.org.Next` is the beginning of a sentence.
    fn top_level_length(&self, label: &str, before: &str) -> Option<usize> {
        let mut letters = label.chars();
        let sentence = letters.next().is_some_and(char::is_uppercase)
            && letters.next().is_some_and(char::is_lowercase)
            && before.chars().next().is_some_and(char::is_lowercase);
        if self.is_top_level(label) && !sentence {
            return Some(label.len());
        }
        let ascii = label.starts_with(|c: char| c.is_ascii_lowercase());
        let cut = label.find(|c: char| c.is_uppercase() || (ascii && !c.is_ascii()) || c == '-')?;
        (cut > 1 && self.is_top_level(part(label, 0, cut))).then_some(cut)
    }
}

fn is_version(label: &str) -> bool {
    let digits = label.strip_prefix(['v', 'V']).unwrap_or(label);
    digits.bytes().all(|b| b.is_ascii_digit())
}

/// `8.pm` is a time of day.
fn is_hour(label: &str, top_level: &str) -> bool {
    matches!(top_level, "am" | "pm") && label.len() <= 2 && byte(label, 0).is_ascii_digit()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, host: Option<&str>) {
        let end = Domains::new().host_end(text, 0);
        assert_eq!(end.map(|end| part(text, 0, end)), host, "{text}");
    }

    #[test]
    fn a_host_ends_with_a_top_level_domain() {
        check("mail.garden.org, and", Some("mail.garden.org"));
        check("garden.org.", Some("garden.org"));
        check("garden.org.Next week", Some("garden.org"));
        check("garden.comTel 12", Some("garden.com"));
        check("garden.jpまで", Some("garden.jp"));
        check("сад.рф", Some("сад.рф"));
        check("GARDEN.ORG", Some("GARDEN.ORG"));
        check("163.com", Some("163.com"));
    }

    #[test]
    fn versions_files_and_hours_are_no_hosts() {
        for text in ["2x.png", "1.2.3", "v1.2.dev", "latest", "localhost", "8.pm", "-a.org", "a-.org", ".org"]
        {
            check(text, None);
        }
    }
}
