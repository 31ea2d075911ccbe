//! The committed table of n-grams: which languages an n-gram speaks for, and how much.
//!
//! Made by `tools/languages` from the language models of lingua (Apache-2.0); its bytes:
//!
//! | bytes | what |
//! |---|---|
//! | 8 | `tamisLI1` |
//! | 1 | how many languages |
//! | each language | length of its code, the code, mean weight of the trigrams of running text |
//! | 4 | how many n-grams, little endian |
//! | each n-gram | its characters, 16 bits each, as the difference from the one before in seven bits a byte; how many languages; number and weight of each |
//!
//! A weight is the logarithm of the n-gram's frequency in a language, in eighteenths of a nat above e^-14.

use super::script::Script;

static BYTES: &[u8] = include_bytes!("../../models/language.table");
const MAGIC: &[u8] = b"tamisLI1";
/// Steps of a weight in one nat, as `tools/languages` writes them.
pub(super) const STEPS: f32 = 18.0;
/// Room for the languages of the table: a line of the cache, so that adding up a row of it is a few instructions.
pub(super) const MOST_LANGUAGES: usize = 64;
/// From so many languages on, the weights of an n-gram are laid out as a row of all.
const ROW_FROM: usize = 12;
/// Where no postings begin: the slot is free.
const NOWHERE: u32 = 0;
/// Bit of a slot that says that it points to a row.
const IS_ROW: u32 = 1 << 31;

/// One language of the table.
#[derive(Debug)]
pub(super) struct Language {
    pub(super) code: String,
    pub(super) script: Script,
    /// What a trigram (in Devanagari a bigram) of running text weighs on average.
    pub(super) expected: f32,
}

/// The table, laid out for lookup.
#[derive(Debug)]
pub(super) struct Table {
    languages: Vec<Language>,
    /// Open addressing by the hash of the n-gram: 32 more bits of the hash, and where in `bytes` its postings begin or
    /// which row is its own; [`NOWHERE`] in a free slot. Other n-grams may share the bits, one in billions: that weighs a little, no more.
    slots: Vec<(u32, u32)>,
    /// What it was read from: for an n-gram, how many postings follow, then number and weight of each.
    bytes: &'static [u8],
    /// For each n-gram of many, the weight for every language.
    rows: Vec<[u8; MOST_LANGUAGES]>,
}

/// What an n-gram says.
pub(super) enum Weights<'a> {
    /// Number and weight of a few languages, two bytes each.
    Few(&'a [u8]),
    /// The weight for every language.
    Row(&'a [u8; MOST_LANGUAGES]),
}

impl Table {
    /// The table that is part of the library; a broken one, which the tests would find, is empty.
    pub(super) fn committed() -> Table {
        parse(BYTES).unwrap_or(Table {
            languages: Vec::new(),
            slots: vec![(0, NOWHERE)],
            bytes: &[],
            rows: Vec::new(),
        })
    }

    /// Its languages, by number.
    pub(super) fn languages(&self) -> &[Language] {
        &self.languages
    }

    /// What an n-gram says; of none in the table, that is nothing.
    #[inline]
    pub(super) fn look_up(&self, gram: u64) -> Weights<'_> {
        self.weights_at(self.start(gram))
    }

    /// Where the weights of an n-gram begin, for [`Table::weights_at`].
    #[inline]
    pub(super) fn start(&self, gram: u64) -> u32 {
        let (mut slot, tag) = place(gram, self.slots.len());
        loop {
            match self.slots.get(slot) {
                Some(&(_, NOWHERE)) | None => return NOWHERE,
                Some(&(found, start)) if found == tag => return start,
                Some(_) => slot = (slot + 1) & (self.slots.len() - 1),
            }
        }
    }

    /// The first byte that [`Table::weights_at`] reads: to ask for it is to have it near when it is needed.
    #[inline]
    pub(super) fn first_byte(&self, start: u32) -> u8 {
        let row = (start & IS_ROW != 0).then_some((start & !IS_ROW) as usize);
        let byte = match row {
            Some(row) => self.rows.get(row).and_then(|row| row.first()),
            None => self.bytes.get(start as usize),
        };
        byte.copied().unwrap_or_default()
    }

    /// The weights that begin at a [`Table::start`].
    #[inline]
    pub(super) fn weights_at(&self, start: u32) -> Weights<'_> {
        if start & IS_ROW != 0 {
            return self.rows.get((start & !IS_ROW) as usize).map_or(Weights::Few(&[]), Weights::Row);
        }
        if start == NOWHERE {
            return Weights::Few(&[]);
        }
        let start = start as usize;
        let count = self.bytes.get(start).copied().unwrap_or(0);
        Weights::Few(self.bytes.get(start + 1..start + 1 + 2 * usize::from(count)).unwrap_or(&[]))
    }
}

/// The slot an n-gram belongs into, of a power of two, and the bits it is told by there (multiplicative hashing, Knuth:
/// the high bits are the good ones).
#[inline]
fn place(gram: u64, slots: usize) -> (usize, u32) {
    let hash = gram.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((hash >> 40) as usize & (slots - 1), (hash >> 16) as u32)
}

/// Takes bytes off the front.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).and_then(|bytes| bytes.first().copied())
    }

    /// Seven bits a byte, lowest first.
    #[inline]
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }
}

fn parse(bytes: &'static [u8]) -> Option<Table> {
    let mut reader = Reader(bytes);
    if reader.take(MAGIC.len())? != MAGIC {
        return None;
    }
    let count = usize::from(reader.byte()?);
    let mut languages = Vec::with_capacity(count);
    for _ in 0..count {
        let length = usize::from(reader.byte()?);
        let code = std::str::from_utf8(reader.take(length)?).ok()?.to_string();
        let expected = f32::from(reader.byte()?);
        languages.push(Language { script: script_of_language(&code), code, expected });
    }
    let count = u32::from_le_bytes(reader.take(4)?.try_into().ok()?) as usize;
    if languages.len() > MOST_LANGUAGES {
        return None;
    }
    let mut slots = vec![(0, NOWHERE); (count + count / 4).max(2).next_power_of_two()];
    let mut rows = Vec::new();
    let mut gram = 0u64;
    for _ in 0..count {
        gram = gram.checked_add(reader.number()?)?;
        let start = bytes.len() - reader.0.len();
        let postings = usize::from(reader.byte()?);
        let postings = reader.take(2 * postings)?;
        let start = if postings.len() < 2 * ROW_FROM {
            u32::try_from(start).ok()?
        } else {
            rows.push(row(postings)?);
            (rows.len() as u32 - 1) | IS_ROW
        };
        insert(&mut slots, gram, start)?;
    }
    reader.0.is_empty().then_some(Table { languages, slots, bytes, rows })
}

/// The weight for every language.
fn row(postings: &[u8]) -> Option<[u8; MOST_LANGUAGES]> {
    let mut row = [0; MOST_LANGUAGES];
    for posting in postings.as_chunks::<2>().0 {
        let [language, weight] = *posting;
        *row.get_mut(usize::from(language))? = weight;
    }
    Some(row)
}

fn insert(slots: &mut [(u32, u32)], gram: u64, start: u32) -> Option<()> {
    let (mut slot, tag) = place(gram, slots.len());
    while slots.get(slot)?.1 != NOWHERE {
        slot = (slot + 1) & (slots.len() - 1);
    }
    *slots.get_mut(slot)? = (tag, start);
    Some(())
}

/// The script of the models that the table was made from.
fn script_of_language(code: &str) -> Script {
    match code {
        "be" | "bg" | "kk" | "mk" | "mn" | "ru" | "sr" | "uk" => Script::Cyrillic,
        "ar" | "fa" | "ur" => Script::Arabic,
        "hi" | "mr" => Script::Devanagari,
        _ => Script::Latin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_table_is_whole() {
        let table = parse(BYTES).expect("table");
        assert!(table.languages().len() >= 60);
        let the = "the".chars().fold(0, |key, c| key << 16 | u64::from(u32::from(c)));
        let english = table.languages().iter().position(|language| language.code == "en").unwrap();
        let Weights::Row(row) = table.look_up(the) else { panic!("many languages have `the`") };
        assert!(row[english] > 100);
        assert!(matches!(table.look_up(u64::MAX), Weights::Few(&[])));
    }

    #[test]
    fn a_broken_table_is_no_table() {
        for cut in [0, 7, 8, 9, 50, 1_000, BYTES.len() - 1] {
            assert!(parse(&BYTES[..cut]).is_none(), "{cut}");
        }
    }
}
