//! The single-byte charsets that UTF-8 is most often misread in, from characters back to bytes.

use encoding_rs::Encoding;

/// One single-byte charset, read backwards.
#[derive(Debug, Clone)]
pub(crate) struct SingleByte {
    /// Characters of the bytes 0x80..=0xFF with their byte, sorted by character.
    high: Vec<(char, u8)>,
    /// Whether U+FFFD may stand for a byte that was lost.
    pub(crate) sloppy: bool,
    /// Whether a blank after a lead byte may be a lost no-break space; in Mac Roman it would be
    /// an en dash and a blank.
    pub(crate) restores_blank: bool,
}

/// The byte that stands for a byte nobody knows any more.
pub(crate) const LOST: u8 = 0x1a;

/// High half of code page 437, which the encoding standard leaves out.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

impl SingleByte {
    /// All charsets that are tried, in the order of ftfy.
    pub(crate) fn all() -> Vec<SingleByte> {
        let named = |name: &str| Encoding::for_label(name.as_bytes());
        let mut all = vec![SingleByte::new((0x80..=0xff_u8).map(char::from), false, true)];
        for name in
            ["windows-1252", "windows-1251", "windows-1250", "windows-1253", "windows-1254", "windows-1257"]
        {
            all.extend(named(name).map(|encoding| SingleByte::new(high_half(encoding), true, true)));
        }
        all.extend(named("iso-8859-2").map(|encoding| SingleByte::new(high_half(encoding), false, true)));
        all.extend(named("macintosh").map(|encoding| SingleByte::new(high_half(encoding), false, false)));
        all.push(SingleByte::new(CP437.chars(), false, true));
        all
    }

    fn new(high: impl Iterator<Item = char>, sloppy: bool, restores_blank: bool) -> SingleByte {
        let mut high: Vec<(char, u8)> = high.zip(0x80..=0xff_u8).collect();
        high.sort_unstable();
        SingleByte { high, sloppy, restores_blank }
    }

    /// The bytes that this charset would have shown as `text`, or `None` if it has no such text.
    pub(crate) fn encode(&self, text: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::with_capacity(text.len());
        for c in text.chars() {
            bytes.push(match c {
                '\u{1a}' if self.sloppy => return None,
                '\0'..='\u{7f}' => c as u8,
                '\u{fffd}' if self.sloppy => LOST,
                _ => self.byte(c)?,
            });
        }
        Some(bytes)
    }

    fn byte(&self, c: char) -> Option<u8> {
        let at = self.high.binary_search_by_key(&c, |(high, _)| *high).ok()?;
        self.high.get(at).map(|(_, byte)| *byte)
    }
}

/// What the bytes 0x80..=0xFF mean; an unassigned one means the C1 control of the same number.
fn high_half(encoding: &'static Encoding) -> impl Iterator<Item = char> {
    (0x80..=0xff_u8).map(move |byte| {
        let (text, _) = encoding.decode_without_bom_handling(std::slice::from_ref(&byte)).clone();
        text.chars().next().filter(|c| *c != char::REPLACEMENT_CHARACTER).unwrap_or_else(|| char::from(byte))
    })
}

/// The character that Windows-1252 has in the place of a C1 control, as browsers read it.
pub(crate) fn windows_1252(control: char) -> Option<char> {
    let byte = u8::try_from(u32::from(control)).ok()?;
    let (text, _) =
        encoding_rs::WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte)).clone();
    text.chars().next().filter(|c| !c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_charset_has_a_full_high_half() {
        let all = SingleByte::all();
        assert_eq!(all.len(), 10);
        for charset in &all {
            let characters: std::collections::BTreeSet<char> = charset.high.iter().map(|(c, _)| *c).collect();
            assert_eq!(characters.len(), 128);
        }
        assert_eq!(
            all.get(1).and_then(|charset| charset.encode("â€™\u{fffd}")),
            Some(vec![0xe2, 0x80, 0x99, LOST])
        );
        assert_eq!(windows_1252('\u{96}'), Some('–'));
        assert_eq!(windows_1252('\u{81}'), None);
    }
}
