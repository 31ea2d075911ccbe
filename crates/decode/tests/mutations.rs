//! Mutated seeds: a fuzzer that runs in seconds, with a fixed seed, wherever the tests run.

use tamis_core::Markup;
use tamis_decode::{DecodeConfig, Decoder, StepCounts};

const SEEDS: &[&str] = &[
    "The%20trailblazers\n%3Cp%3E%3Cstrong%3EDirector%3A%3C%2Fstrong%3E%20Ann%20Lee%26nbsp%3B%3C%2Fp%3E%0D%0A",
    "THE+BIOG\n%3Cul%3E%3Cli%3EOne+two%3C%2Fli%3E%0A%3Cli%3EThree%2Bfour%3C%2Fli%3E%3C%2Ful%3E",
    "%253Ctable%253E%253Ctr%253E%253Ctd%253EA%253C%252Ftd%253E%253Ctd%253EB%253C%252Ftd%253E%253C%252Ftr%253E%253C%252Ftable%253E",
    "&lt;p&gt;One &amp;amp; two&lt;/p&gt; caf&eacute &#8217;s &#x2019; &#150; AT&T ?a=1&lt=2",
    "<p>One<br>two</p><ul><li>three</li></ul> <table><tr><td>A</td><td>B</td></tr></table>",
    "cafÃ© â€œquotedâ€\u{9d} Ã¢â‚¬â„¢ naïve voilÃ  we\u{92}re \u{85} ΓÇÖ",
    "https://x.org/a%20b?c=d%26e 50% 100% cotton %5.2f use %20 for a blank\n- %3C stands for <",
    "```\n%3Cp%3E\n```\n~~~rust\n<p>x</p>\n~~~\n    <p>indented</p>",
    "<div class=\"a\">\n<p>shown</p>\n</div>\n\n<p>Leaked</p>\n",
    "soft\u{ad} \u{200b}\u{feff}\u{200e} e\u{301} \u{a0}\u{3000} می\u{200c}خواهم 👩\u{200d}👧 \u{2028}\u{c}\u{b}",
    "%u1ED9%uD83D%uDE00 caf%E9 %C3%A9%E2%80 %25252525253Cp%25252525253E",
    "<!DOCTYPE html><html><head><meta charset=windows-1251></head><body><p>x</p></body></html>",
    "%3Chtml%3E%3Cbody%3E%3Cp%3EOne%20two%3C%2Fp%3E%3C%2Fbody%3E%3C%2Fhtml%3E",
];

/// Mutants per run; a few seconds in a debug build.
const MUTANTS: usize = 6000;

/// `SplitMix64` (Steele et al. 2014): small, and the same everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % below.max(1) as u64) as usize
    }
}

fn mutated(chance: &mut Chance) -> Vec<u8> {
    let pick =
        |chance: &mut Chance| SEEDS.get(chance.next(SEEDS.len())).copied().unwrap_or_default().as_bytes();
    let mut bytes = pick(chance).to_vec();
    for _ in 0..=chance.next(6) {
        let at = chance.next(bytes.len());
        let end = (at + chance.next(12)).min(bytes.len());
        match chance.next(6) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let copy = bytes.get(at..end).unwrap_or_default().repeat(1 + chance.next(3));
                bytes.splice(at..at, copy);
            }
            2 => {
                let other = pick(chance);
                let from = chance.next(other.len());
                let piece = other.get(from..(from + 24).min(other.len())).unwrap_or_default().to_vec();
                bytes.splice(at..at, piece);
            }
            3 => bytes.splice(at..at, [b"%&<>;+\n\r\xc3\x85\xe2`"[chance.next(12)]]).for_each(drop),
            4 => bytes.truncate(end),
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = chance.next(256) as u8;
                }
            }
        }
    }
    bytes
}

#[test]
fn mutants_do_no_harm() {
    let decoder = Decoder::new(DecodeConfig::default()).expect("the config is valid");
    let mut chance = Chance(2026);
    for _ in 0..MUTANTS {
        let bytes = mutated(&mut chance);
        let Ok(found) = decoder.charset(bytes, None, Markup::Unknown) else { continue };
        let once = decoder.lines(&found.text).text();
        assert_eq!(decoder.lines(&once).text(), once, "{:?}", found.text);
        decoder.block_text(&found.text, &mut StepCounts::default());
        decoder.sniff_markup(&found.text);
        decoder.whole_document(&found.text);
    }
}
