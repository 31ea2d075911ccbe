/// The words of a text in reading order: runs of letters, digits, marks and `_`, as `\w+` finds them,
/// except that each Han, Kana, Hangul, Thai, Lao, Khmer or Burmese character is a word of its own,
/// because those scripts set no blanks.
pub fn words(text: &str) -> Words<'_> {
    Words { text, window: 0, length: 0, bits: 0 }
}

/// Number of words of a text, as [`words`] counts them. Several times as fast as to walk through them.
pub fn word_count(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut count, mut at) = (0, 0);
    // The highest bit of the lowest byte, if a word has begun that may go on.
    let mut inside = 0;
    loop {
        for lane in whole_lanes(bytes, at) {
            if lane & HIGHEST != 0 {
                break;
            }
            count += starts(wordlike_bytes(lane), LANE_BYTES, &mut inside);
            at += LANE_BYTES;
        }
        let (lane, ascii) = lane_at(bytes, at);
        if ascii > 0 {
            count += starts(wordlike_bytes(lane) & known(ascii), ascii, &mut inside);
            at += ascii;
        }
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else { return count };
        let wordlike = is_wordlike(c);
        let alone = wordlike && is_unspaced(c);
        count += usize::from(alone || (wordlike && inside == 0));
        inside = if wordlike && !alone { 0x80 } else { 0 };
        at += c.len_utf8();
    }
}

/// Number of bytes of ASCII that a text begins with.
pub fn ascii_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let whole = whole_lanes(bytes, 0).take_while(|lane| lane & HIGHEST == 0).count() * LANE_BYTES;
    let (_, ascii) = lane_at(bytes, whole);
    whole + ascii
}

/// Whether a character belongs to a word.
pub fn is_wordlike(c: char) -> bool {
    match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => is_ascii_wordlike(byte),
        // Dashes, quotes and bullets, by far the most frequent ones of Western text.
        _ if matches!(c, '\u{2000}'..='\u{206f}') => false,
        _ => c.is_alphanumeric() || is_mark(c),
    }
}

/// Iterator over the words of a text; see [`words`].
///
/// It looks at up to 64 bytes of ASCII at once and keeps a bit for each; characters beyond
/// ASCII, and words that reach beyond the window, are looked at one by one.
#[derive(Debug, Clone)]
pub struct Words<'a> {
    text: &'a str,
    /// Offset of the window: what is before it has been told.
    window: usize,
    /// Bytes in the window, all of them ASCII.
    length: usize,
    /// The bytes of the window that belong to words still to be told, the first one lowest.
    bits: u64,
}

/// Most bytes of a window.
const WINDOW_BYTES: usize = 64;
/// Bytes that are looked at together.
const LANE_BYTES: usize = 8;

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    #[inline]
    fn next(&mut self) -> Option<&'a str> {
        if self.bits != 0 {
            let start = self.bits.trailing_zeros() as usize;
            let end = start + (self.bits >> start).trailing_ones() as usize;
            if end < self.length {
                self.bits &= u64::MAX << end;
                return self.text.get(self.window + start..self.window + end);
            }
        }
        self.beyond()
    }

    fn count(self) -> usize {
        let told = self.window + self.bits.trailing_zeros().min(self.length as u32) as usize;
        word_count(self.text.get(told..).unwrap_or_default())
    }
}

impl<'a> Words<'a> {
    /// The next word if it reaches the end of the window or stands behind it.
    #[inline(never)]
    fn beyond(&mut self) -> Option<&'a str> {
        loop {
            if self.bits != 0 {
                let start = self.bits.trailing_zeros() as usize;
                let end = start + (self.bits >> start).trailing_ones() as usize;
                if end < self.length {
                    self.bits &= u64::MAX << end;
                    return self.text.get(self.window + start..self.window + end);
                }
                return self.told(self.window + start, self.window + end);
            }
            let at = self.window + self.length;
            if self.text.as_bytes().get(at)?.is_ascii() {
                self.look_at(at);
                continue;
            }
            let c = self.text.get(at..)?.chars().next()?;
            let after = at + c.len_utf8();
            if is_wordlike(c) {
                return if is_unspaced(c) { self.cut(at, after) } else { self.told(at, after) };
            }
            (self.window, self.length) = (after, 0);
        }
    }

    /// The word from `start`, of which it is known that it goes to `known` at least.
    fn told(&mut self, start: usize, known: usize) -> Option<&'a str> {
        let length = self.text.get(known..).map_or(0, length_of_rest);
        self.cut(start, known + length)
    }

    fn cut(&mut self, start: usize, end: usize) -> Option<&'a str> {
        (self.window, self.length, self.bits) = (end, 0, 0);
        self.text.get(start..end)
    }

    /// Fills the window from `at` on.
    fn look_at(&mut self, at: usize) {
        let bytes = self.text.as_bytes().get(at..).unwrap_or_default();
        (self.window, self.length, self.bits) = (at, 0, 0);
        if let Some(window) = bytes.first_chunk() {
            let (wordlike, ascii) = wordlike_of(window);
            self.length = ascii.trailing_ones() as usize;
            self.bits = wordlike & u64::MAX.checked_shr(64 - self.length as u32).unwrap_or_default();
            return;
        }
        while self.length < WINDOW_BYTES {
            let (lane, ascii) = lane_at(bytes, self.length);
            self.bits |= packed(wordlike_bytes(lane) & known(ascii)) << self.length;
            self.length += ascii;
            if ascii < LANE_BYTES {
                break;
            }
        }
    }
}

/// A bit for each byte of a window that belongs to a word if it is ASCII, and one for each that is ASCII.
fn wordlike_of(window: &[u8; WINDOW_BYTES]) -> (u64, u64) {
    // Byte by byte and without a branch, for the compiler to turn it into vector code.
    let found = window.map(|byte| if is_ascii_wordlike(byte) { 0x80 } else { 0 });
    let bits = |bytes: &[u8; WINDOW_BYTES]| {
        let (lanes, _) = bytes.as_chunks::<LANE_BYTES>();
        let lanes = lanes.iter().enumerate();
        lanes.fold(0, |bits, (at, lane)| {
            bits | packed(u64::from_le_bytes(*lane) & HIGHEST) << (LANE_BYTES * at)
        })
    };
    (bits(&found), !bits(window))
}

/// Number of words that begin in the first `bytes` bytes of a lane, at least one; `inside` tells whether one
/// goes on from before, and then whether one may go on.
fn starts(wordlike: u64, bytes: usize, inside: &mut u64) -> usize {
    let starts = wordlike & !((wordlike << 8) | *inside);
    *inside = (wordlike >> (8 * bytes - 8)) & 0x80;
    ((starts >> 7).wrapping_mul(LOWEST) >> 56) as usize
}

/// All lanes from `at` on that are whole.
fn whole_lanes(bytes: &[u8], at: usize) -> impl Iterator<Item = u64> {
    let (lanes, _) = bytes.get(at..).unwrap_or_default().as_chunks();
    lanes.iter().map(|lane| u64::from_le_bytes(*lane))
}

/// Up to [`LANE_BYTES`] bytes from `at` on, the first one lowest, and how many of ASCII they begin with.
fn lane_at(bytes: &[u8], at: usize) -> (u64, usize) {
    let rest = bytes.get(at..).unwrap_or_default();
    if let Some(whole) = rest.first_chunk() {
        let lane = u64::from_le_bytes(*whole);
        return (lane, ascii_bytes(lane));
    }
    let mut padded = [0; LANE_BYTES];
    padded.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
    let lane = u64::from_le_bytes(padded);
    (lane, ascii_bytes(lane).min(rest.len()))
}

/// All bits of the first bytes of a lane.
fn known(bytes: usize) -> u64 {
    u64::MAX.checked_shr(64 - 8 * bytes as u32).unwrap_or_default()
}

/// The lowest bit of each byte of a lane.
const LOWEST: u64 = 0x0101_0101_0101_0101;
/// The highest bit of each.
const HIGHEST: u64 = 0x8080_8080_8080_8080;

/// Number of bytes of ASCII that a lane begins with.
fn ascii_bytes(lane: u64) -> usize {
    (lane & HIGHEST).trailing_zeros() as usize / 8
}

/// The highest bit of each byte of ASCII that belongs to a word; anything for other bytes.
fn wordlike_bytes(lane: u64) -> u64 {
    let low = lane & !HIGHEST;
    // The highest bit shows that a sum has reached 0x80; no sum reaches beyond its byte.
    let at_least = |bytes: u64, least: u8| bytes + (0x80 - u64::from(least)) * LOWEST;
    let within = |bytes: u64, first: u8, last: u8| at_least(bytes, first) & !at_least(bytes, last + 1);
    let letters = within(low | (0x20 * LOWEST), b'a', b'z');
    (letters | within(low, b'0', b'9') | within(low, b'_', b'_')) & HIGHEST
}

/// The highest bits of the bytes of a lane as the lowest bits of a number, in the order of the bytes.
fn packed(highest: u64) -> u64 {
    (highest >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// Length in bytes of the rest of a word, one character of which is known.
fn length_of_rest(text: &str) -> usize {
    let mut at = 0;
    for c in text.chars() {
        if !is_wordlike(c) || is_unspaced(c) {
            break;
        }
        at += c.len_utf8();
    }
    at
}

fn is_ascii_wordlike(byte: u8) -> bool {
    // Without a branch, for the compiler to turn loops over bytes into vector code.
    let letter = u8::from((byte | 0x20).wrapping_sub(b'a') < 26);
    letter | u8::from(byte.wrapping_sub(b'0') < 10) | u8::from(byte == b'_') != 0
}

/// Combining marks of the scripts in common use, which `char::is_alphanumeric` leaves out.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c),
        0x0300..=0x036F | 0x0483..=0x0489 | 0x0591..=0x05BD | 0x05BF | 0x05C1..=0x05C7 | 0x0610..=0x061A
        | 0x064B..=0x065F | 0x0670 | 0x06D6..=0x06DC | 0x06DF..=0x06E8 | 0x06EA..=0x06ED | 0x0900..=0x0903
        | 0x093A..=0x094F | 0x0951..=0x0957 | 0x0962..=0x0963 | 0x0981..=0x0983 | 0x09BC..=0x09CD
        | 0x0A01..=0x0A4D | 0x0A81..=0x0ACD | 0x0B01..=0x0B4D | 0x0B82..=0x0BCD | 0x0C00..=0x0C4D
        | 0x0C81..=0x0CCD | 0x0D00..=0x0D4D | 0x0E31 | 0x0E34..=0x0E3A | 0x0E47..=0x0E4E | 0x1AB0..=0x1AFF
        | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF | 0xFE20..=0xFE2F)
}

/// Whether a character is of a script that is written without blanks between words.
pub fn is_unspaced(c: char) -> bool {
    let c = u32::from(c);
    c >= 0x0E00
        && matches!(c,
            0x0E01..=0x0E30 | 0x0E32..=0x0E33 | 0x0E40..=0x0E46 | 0x0E81..=0x0EDF | 0x1000..=0x109F
            | 0x1780..=0x17DD | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
            | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x1100..=0x11FF | 0x2_0000..=0x3_FFFF)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expect: &[&str]) {
        assert_eq!(words(text).collect::<Vec<_>>(), expect, "{text:?}");
    }

    #[test]
    fn words_are_runs_of_letters_digits_and_marks() {
        check("It's 3.5 km — naïve_x!", &["It", "s", "3", "5", "km", "naïve_x"]);
        check("e\u{301}te\u{301}", &["e\u{301}te\u{301}"]);
        check("हिन्दी भाषा", &["हिन्दी", "भाषा"]);
        check("", &[]);
        check(" .,", &[]);
    }

    /// The slow obvious twin: character by character.
    fn naive(text: &str) -> Vec<String> {
        let mut found = vec![String::new()];
        for c in text.chars() {
            match (is_unspaced(c) && is_wordlike(c), is_wordlike(c)) {
                (true, _) => found.extend([c.to_string(), String::new()]),
                (false, true) => found.last_mut().unwrap().push(c),
                (false, false) => found.push(String::new()),
            }
        }
        found.retain(|word| !word.is_empty());
        found
    }

    #[track_caller]
    fn check_with_naive(text: &str) {
        let expect = naive(text);
        assert_eq!(words(text).collect::<Vec<_>>(), expect, "{text:?}");
        for told in 0..=expect.len() {
            let mut left = words(text);
            left.by_ref().take(told).for_each(drop);
            assert_eq!(left.count(), expect.len() - told, "{text:?} after {told}");
        }
    }

    #[test]
    fn every_character_is_told_apart_as_by_the_naive_way() {
        for c in '\0'..='\u{ffff}' {
            assert_eq!(is_wordlike(c), c.is_alphanumeric() || c == '_' || is_mark(c), "{c:?}");
            let text = format!("{c}a{c} {c}");
            assert_eq!(words(&text).collect::<Vec<_>>(), naive(&text), "{text:?}");
            assert_eq!(word_count(&text), naive(&text).len(), "{text:?}");
        }
    }

    #[test]
    fn every_byte_of_a_window_is_told_apart() {
        for start in 0..=255_u8 {
            let window: [u8; WINDOW_BYTES] =
                std::array::from_fn(|at| start.wrapping_add((at as u8).wrapping_mul(37)));
            let (wordlike, ascii) = wordlike_of(&window);
            for (at, byte) in window.iter().enumerate() {
                assert_eq!(ascii >> at & 1 == 1, byte.is_ascii(), "{byte}");
                assert!(!byte.is_ascii() || (wordlike >> at & 1 == 1) == is_ascii_wordlike(*byte), "{byte}");
            }
        }
    }

    proptest! {
        #[test]
        fn windows_and_lanes_do_not_show(text in "([a-z]{0,9}[ _.]|[@\\[`{/:A-Z0-9]|[é•東\u{301}で]|\\PC){0,60}") {
            check_with_naive(&text);
        }
    }

    #[test]
    fn the_fast_way_finds_what_the_naive_one_does() {
        let alphabet: Vec<char> =
            "a_9 .é-ñ\u{301}東です\u{3099}한\u{0E01}\u{0E31}हि\u{a0}٣ـ".chars().collect();
        // A walk over all pairs and triples of the alphabet, without chance.
        for first in &alphabet {
            for second in &alphabet {
                for third in &alphabet {
                    let text: String = [*first, *second, *third, 'x', *first].iter().collect();
                    check_with_naive(&text);
                }
            }
        }
    }

    #[test]
    fn unspaced_scripts_give_a_word_a_character() {
        check("東京A1です", &["東", "京", "A1", "で", "す"]);
        assert_eq!(word_count("서울"), 2);
    }
}
