//! IPv4 and IPv6 addresses, and what only looks like them: versions, numbers of sections, times, MAC addresses.

use super::context::{self, Label};
use super::text::{back, byte, char_at, char_before, part, word_at, word_before};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

/// Bytes of the longest IPv6 address, with an IPv4 address at its end.
pub(super) const MAX_BYTES: usize = 45;
/// Octets up to this are those of versions and numbered sections too; an address that begins with three of them needs
/// a word that says what it is. One in 250 random addresses does. Guess.
const MAX_VERSION_OCTET: u8 = 40;
/// Bytes before an address that must not hold a program's name in a user agent. Guess.
const MAX_PRODUCT_BYTES: usize = 40;

/// Four groups of digits with dots between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DottedQuad {
    /// Behind the last digit.
    pub(super) end: usize,
    /// The octets, where each is below 256 and written without zeros before it.
    octets: Option<[u8; 4]>,
}

/// The four groups of up to three digits that begin at this offset, if there are four and no fifth.
pub(super) fn dotted_quad(text: &str, start: usize) -> Option<DottedQuad> {
    let mut at = start;
    let mut octets = Some([0; 4]);
    for place in 0..4 {
        if place > 0 {
            if byte(text, at) != b'.' {
                return None;
            }
            at += 1;
        }
        let digits = (0..4).take_while(|skip| byte(text, at + skip).is_ascii_digit()).count();
        if digits == 0 || digits > 3 {
            return None;
        }
        let written = part(text, at, at + digits);
        let value = written.parse::<u8>().ok().filter(|_| digits == 1 || !written.starts_with('0'));
        match (&mut octets, value) {
            (Some(octets), Some(value)) => {
                octets.iter_mut().skip(place).take(1).for_each(|octet| *octet = value);
            }
            _ => octets = None,
        }
        at += digits;
    }
    let fifth = byte(text, at) == b'.' && byte(text, at + 1).is_ascii_digit();
    (!fifth).then_some(DottedQuad { end: at, octets })
}

/// Whether four groups that begin here are the address of a machine.
pub(super) fn is_address(
    text: &str,
    start: usize,
    floor: usize,
    quad: DottedQuad,
    public_only: bool,
) -> bool {
    let Some(octets) = quad.octets else { return false };
    let address = Ipv4Addr::from(octets);
    if (public_only && !is_public(address)) || !stands_alone(text, start, quad.end, floor) {
        return false;
    }
    match context::before(text, start, 0) {
        Label::Version | Label::Number => return false,
        Label::Network => return true,
        Label::Phone | Label::Unknown => {}
    }
    let small = octets.iter().take(3).all(|octet| *octet <= MAX_VERSION_OCTET);
    !small || is_reached(text, start, quad.end)
}

/// Whether it stands as machines are addressed: behind `//`, or before a port or the length of a network's prefix.
fn is_reached(text: &str, start: usize, end: usize) -> bool {
    part(text, start.saturating_sub(2), start) == "//"
        || (matches!(byte(text, end), b':' | b'/') && byte(text, end + 1).is_ascii_digit())
}

fn stands_alone(text: &str, start: usize, end: usize, floor: usize) -> bool {
    let before = char_before(text, start);
    let joined = match before {
        Some('.' | '@' | '#' | '$' | '€' | '£' | '%' | '§' | '+') => true,
        Some('-' | '/' | '\\') => {
            let beyond = start - 1;
            let scheme = byte(text, beyond.wrapping_sub(1)) == b'/';
            !scheme && !byte(text, beyond.wrapping_sub(1)).is_ascii_digit() && word_before(text, beyond)
        }
        // A decimal comma, a time of day or a verse; but addresses may follow each other.
        Some(',' | ':') => {
            let list = part(text, back(text, start, MAX_PRODUCT_BYTES), start - 1);
            let quad = list
                .bytes()
                .rev()
                .take_while(|b| b.is_ascii_digit() || *b == b'.')
                .filter(|b| *b == b'.')
                .count()
                == 3;
            byte(text, start.wrapping_sub(2)).is_ascii_digit() && !quad
        }
        _ => word_before(text, start),
    };
    let after = byte(text, end);
    let name = matches!(after, b'-' | b'.') && char_at(text, end + 1).is_some_and(char::is_alphabetic);
    let next_sentence = after == b'.' && char_at(text, end + 1).is_some_and(char::is_uppercase);
    let decimal =
        after == b',' && byte(text, end + 1).is_ascii_digit() && dotted_quad(text, end + 1).is_none();
    let unit = matches!(after, b'%' | b'@');
    let joined_before = joined && start > floor;
    !joined_before
        && !word_at(text, end)
        && (!name || next_sentence)
        && !decimal
        && !unit
        && !is_product(text, start)
}

/// Whether a word before it ends in a slash, as in a user agent: `Browser/93.184.216.34`.
fn is_product(text: &str, start: usize) -> bool {
    let window = part(text, back(text, start, MAX_PRODUCT_BYTES), start);
    window.strip_suffix('/').is_some_and(|name| name.ends_with(char::is_alphabetic))
}

/// Whether the address belongs to a machine on the internet (IANA special-purpose registry, RFC 6890).
fn is_public(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let shared = first == 100 && (64..128).contains(&second);
    let assigned = (first, second, third) == (192, 0, 0);
    let benchmark = first == 198 && matches!(second, 18 | 19);
    let relay = (first, second, third) == (192, 88, 99);
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || first == 0
        || first >= 224
        || shared
        || assigned
        || benchmark
        || relay)
}

/// What an IPv6 scan around a colon found.
pub(super) struct Scanned {
    /// Where to go on.
    pub(super) end: usize,
    pub(super) found: Option<Range<usize>>,
}

/// Looks for an IPv6 address around the colon at this offset.
pub(super) fn around_colon(text: &str, colon: usize, floor: usize, public_only: bool) -> Scanned {
    let end =
        colon + part(text, colon, text.len()).bytes().take(MAX_BYTES + 2).take_while(|b| is_part(*b)).count();
    let left = text.as_bytes().get(floor..colon).unwrap_or(&[]);
    let width = left.iter().rev().take(5).take_while(|b| b.is_ascii_hexdigit()).count();
    let start = colon - width;
    let nothing = Scanned { end, found: None };
    if end - start > MAX_BYTES + 1
        || end - start < 6
        || width > 4
        || (start > floor && (word_before(text, start) || is_continued(text, start)))
    {
        return nothing;
    }
    let mut run = part(text, start, end);
    // `Address:2a00::1` and the colon or full stop behind an address.
    run = run.strip_suffix("::").map_or_else(|| run.trim_end_matches([':', '.']), |_| run);
    let led = width == 0 && !run.starts_with("::");
    run = if led { run.strip_prefix(':').unwrap_or(run) } else { run };
    let begin = start + usize::from(led);
    let Ok(address) = run.parse::<Ipv6Addr>() else { return nothing };
    if word_at(text, begin + run.len()) || !is_wanted(address, run, public_only) {
        return nothing;
    }
    Scanned { end, found: Some(begin..begin + run.len()) }
}

/// Whether groups of an address go before, as in `12:2a00::1`; a word does not, as in `IPv6:2a00::1`.
fn is_continued(text: &str, start: usize) -> bool {
    let window = part(text, back(text, start, MAX_BYTES), start);
    let Some(before) = window.strip_suffix(':') else { return window.ends_with('.') };
    before.is_empty() || before.ends_with(':') || {
        let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_hexdigit())
    }
}

fn is_part(b: u8) -> bool {
    b.is_ascii_hexdigit() || matches!(b, b':' | b'.')
}

fn is_wanted(address: Ipv6Addr, written: &str, public_only: bool) -> bool {
    if let Some(inner) = address.to_ipv4_mapped() {
        return !public_only || is_public(inner);
    }
    let segments = address.segments();
    let first = segments[0];
    let documentation = (first, segments[1]) == (0x2001, 0x0db8) || (first == 0x3fff && segments[1] < 0x1000);
    if public_only {
        return first & 0xe000 == 0x2000 && !documentation;
    }
    // Of all addresses, paths of programs (`dead::beef`) and hardware addresses (`00:1b:…`) look the same.
    let hardware = written.split(':').all(|group| group.len() == 2);
    written.bytes().any(|b| b.is_ascii_digit()) && !hardware && written.len() >= "fe80::1".len() - 1
}
