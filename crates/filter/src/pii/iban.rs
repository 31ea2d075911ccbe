//! Numbers of bank accounts: ISO 13616, with the lengths of its registry and the checksum of ISO 7064 (mod 97-10).

use super::text::{byte, word_at, word_before};
use std::ops::Range;

/// Characters of a number by country, in the order of the alphabet (IBAN registry, release 99).
const LENGTHS: &[(&[u8; 2], usize)] = &[
    (b"AD", 24),
    (b"AE", 23),
    (b"AL", 28),
    (b"AT", 20),
    (b"AZ", 28),
    (b"BA", 20),
    (b"BE", 16),
    (b"BG", 22),
    (b"BH", 22),
    (b"BI", 27),
    (b"BR", 29),
    (b"BY", 28),
    (b"CH", 21),
    (b"CR", 22),
    (b"CY", 28),
    (b"CZ", 24),
    (b"DE", 22),
    (b"DJ", 27),
    (b"DK", 18),
    (b"DO", 28),
    (b"DZ", 26),
    (b"EE", 20),
    (b"EG", 29),
    (b"ES", 24),
    (b"FI", 18),
    (b"FK", 18),
    (b"FO", 18),
    (b"FR", 27),
    (b"GB", 22),
    (b"GE", 22),
    (b"GI", 23),
    (b"GL", 18),
    (b"GR", 27),
    (b"GT", 28),
    (b"HN", 28),
    (b"HR", 21),
    (b"HU", 28),
    (b"IE", 22),
    (b"IL", 23),
    (b"IQ", 23),
    (b"IS", 26),
    (b"IT", 27),
    (b"JO", 30),
    (b"KW", 30),
    (b"KZ", 20),
    (b"LB", 28),
    (b"LC", 32),
    (b"LI", 21),
    (b"LT", 20),
    (b"LU", 20),
    (b"LV", 21),
    (b"LY", 25),
    (b"MC", 27),
    (b"MD", 24),
    (b"ME", 22),
    (b"MK", 19),
    (b"MN", 20),
    (b"MR", 27),
    (b"MT", 31),
    (b"MU", 30),
    (b"NI", 28),
    (b"NL", 18),
    (b"NO", 15),
    (b"OM", 23),
    (b"PK", 24),
    (b"PL", 28),
    (b"PS", 29),
    (b"PT", 25),
    (b"QA", 29),
    (b"RO", 24),
    (b"RS", 22),
    (b"RU", 33),
    (b"SA", 24),
    (b"SC", 31),
    (b"SD", 18),
    (b"SE", 24),
    (b"SI", 19),
    (b"SK", 24),
    (b"SM", 27),
    (b"SO", 23),
    (b"ST", 25),
    (b"SV", 28),
    (b"TL", 23),
    (b"TN", 24),
    (b"TR", 26),
    (b"UA", 29),
    (b"VA", 22),
    (b"VG", 24),
    (b"XK", 20),
    (b"YE", 30),
];

/// The account's number whose check digits begin at this offset.
pub(super) fn around(text: &str, digits: usize, floor: usize) -> Option<Range<usize>> {
    let start = digits.checked_sub(2).filter(|start| *start >= floor)?;
    let country = [byte(text, start).to_ascii_uppercase(), byte(text, start + 1).to_ascii_uppercase()];
    let length =
        LENGTHS.binary_search_by(|(code, _)| (*code).cmp(&country)).ok().and_then(|at| LENGTHS.get(at))?.1;
    let glued = text.get(..start).is_some_and(|before| before.ends_with("IBAN"));
    if start > floor && word_before(text, start) && !glued {
        return None;
    }
    let mut remainder = 0;
    let mut head = 0;
    let (mut at, mut count, mut grouped, mut lower) = (start, 0, false, false);
    while count < length {
        let value = match byte(text, at) {
            b @ b'0'..=b'9' => u32::from(b - b'0'),
            b @ b'A'..=b'Z' => u32::from(b - b'A') + 10,
            b @ b'a'..=b'z' => {
                lower = true;
                u32::from(b - b'a') + 10
            }
            _ => {
                // One blank or hyphen between two characters; the check digits stay beside their country.
                let width = separator(text, at)?;
                if count < 2 || !byte(text, at + width).is_ascii_alphanumeric() {
                    return None;
                }
                grouped = true;
                at += width;
                continue;
            }
        };
        if (count == 2 || count == 3) && value > 9 {
            return None;
        }
        // The first four characters count last.
        if count < 4 {
            head = append(head, value);
        } else {
            remainder = append(remainder, value) % 97;
        }
        count += 1;
        at += 1;
    }
    // Two letters and two digits make six places.
    let sum = (remainder * (1_000_000 % 97) + head % 97) % 97;
    // A word may be written together with it, such as the currency: `…0132EUR`.
    let after = byte(text, at);
    let glued_after = byte(text, at.wrapping_sub(1)).is_ascii_digit() && after.is_ascii_alphabetic();
    let whole = (!word_at(text, at) || glued_after) && !(lower && grouped);
    (sum == 1 && whole).then_some(start..at)
}

fn append(number: u32, value: u32) -> u32 {
    number * if value > 9 { 100 } else { 10 } + value
}

fn separator(text: &str, at: usize) -> Option<usize> {
    match byte(text, at) {
        b' ' | b'-' => Some(1),
        0xC2 if byte(text, at + 1) == 0xA0 => Some(2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, found: Option<&str>) {
        let at = text.find(|c: char| c.is_ascii_digit()).unwrap();
        assert_eq!(around(text, at, 0).and_then(|range| text.get(range)), found, "{text}");
    }

    #[test]
    fn the_checksum_decides() {
        check("GB29 NWBK 6016 1331 9268 19", Some("GB29 NWBK 6016 1331 9268 19"));
        check("GB29 NWBK 6016 1331 9268 18", None);
        check("an DE89370400440532013000.", Some("DE89370400440532013000"));
        check("IBANDE89370400440532013000 BIC", Some("DE89370400440532013000"));
        check("XDE89370400440532013000", None);
        check("DE893704004405320130001", None);
        check("NO93 8601 1117 947", Some("NO93 8601 1117 947"));
        check("de89370400440532013000", Some("de89370400440532013000"));
        check("DE89370400440532013000EUR", Some("DE89370400440532013000"));
        check("DE89", None);
    }

    #[test]
    fn the_registry_is_in_order() {
        assert!(LENGTHS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
