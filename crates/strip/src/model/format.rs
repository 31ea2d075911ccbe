//! The file that a model is kept in.
//!
//! All numbers little-endian. `tamisgbt`, a `u32` version; a `u32` count of forests; and for each its
//! name (`u8` length, then UTF-8), the `u64` hash of the names of its features, their `u32` count, the
//! `u32` count of trees, and for each tree the `u16` count n of inner nodes, n nodes (`u16` feature,
//! `f32` threshold, `i16` left, `i16` right, `i16` mean) and n + 1 leaves (`i16`), n below 32, from left to right. A step that is
//! negative leads to the leaf `!step`. Leaves and means are in units of 1/8192 of log-odds.
//!
//! Behind the forests a `u32` count of tables of words, and for each its name as above, the `u8` count of
//! bits b of an index, below 21, the `f32` unit of a weight, and 2^b weights (`i8`).

use super::forest::{Forest, MAX_LEAVES, Node};
use super::word_table::{MAX_BITS, WordTable};

const MAGIC: &[u8] = b"tamisgbt";
const VERSION: u32 = 2;

/// Trees of one forest; the sum of as many leaves cannot overflow.
const MAX_TREES: u32 = 32_768;

/// Why a model file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// It is no model, or it ends early.
    #[error("this is no model file, or it is damaged at byte {0}")]
    Damaged(usize),
    /// It is of another version of the format.
    #[error("the model has format {0}, and this version reads format 2")]
    Version(u32),
    /// It holds no forest of a name.
    #[error("the model holds no forest `{0}`")]
    NoForest(&'static str),
    /// It was trained on other features.
    #[error("the forest `{0}` was trained on features that this version does not compute; train it anew")]
    OtherFeatures(&'static str),
}

/// Several forests by their names.
#[derive(Debug, Clone, Default)]
pub(crate) struct Model {
    forests: Vec<(String, u64, Forest)>,
    tables: Vec<(String, WordTable)>,
}

impl Model {
    /// Reads a file.
    pub(crate) fn read(bytes: &[u8]) -> Result<Model, ModelError> {
        let mut input = Input { bytes, at: 0 };
        if input.take(MAGIC.len())? != MAGIC {
            return Err(ModelError::Damaged(0));
        }
        let version = input.u32()?;
        if version != VERSION {
            return Err(ModelError::Version(version));
        }
        let mut model = Model::default();
        for _ in 0..input.u32()? {
            let name = input.name()?;
            let hash = input.u64()?;
            model.forests.push((name, hash, forest(&mut input)?));
        }
        for _ in 0..input.u32()? {
            let name = input.name()?;
            model.tables.push((name, word_table(&mut input)?));
        }
        if input.at == bytes.len() { Ok(model) } else { Err(ModelError::Damaged(input.at)) }
    }

    /// Whether it holds forests whose names begin so.
    pub(crate) fn serves(&self, kind: &str) -> bool {
        self.forests.iter().any(|(name, ..)| name.starts_with(kind))
    }

    /// The table of words of this name, if there is one.
    pub(crate) fn word_table(&self, wanted: &str) -> Option<WordTable> {
        self.tables.iter().find(|(name, _)| name == wanted).map(|(_, table)| table.clone())
    }

    /// The forest of this name, if it was trained on these features.
    pub(crate) fn forest<N: AsRef<str>>(
        &self,
        wanted: &'static str,
        features: &[N],
    ) -> Result<Forest, ModelError> {
        let found = self.forests.iter().find(|(name, ..)| name == wanted);
        let (_, hash, forest) = found.ok_or(ModelError::NoForest(wanted))?;
        if *hash != names_hash(features) || forest.columns != features.len() {
            return Err(ModelError::OtherFeatures(wanted));
        }
        Ok(forest.clone())
    }
}

/// FNV-1a of the names, each followed by a line feed; training computes the same.
pub(crate) fn names_hash<N: AsRef<str>>(names: &[N]) -> u64 {
    fnv(names.iter().flat_map(|name| name.as_ref().bytes().chain([b'\n'])))
}

/// The 64-bit FNV-1a hash of some bytes.
pub(crate) fn fnv(bytes: impl Iterator<Item = u8>) -> u64 {
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

fn forest(input: &mut Input<'_>) -> Result<Forest, ModelError> {
    let mut forest = Forest::new(input.u32()? as usize);
    let trees = input.u32()?;
    if trees > MAX_TREES {
        return Err(ModelError::Damaged(input.at));
    }
    for _ in 0..trees {
        let count = input.u16()?;
        if usize::from(count) >= MAX_LEAVES {
            return Err(ModelError::Damaged(input.at));
        }
        let (mut nodes, mut leaves) = (Vec::new(), Vec::new());
        for at in 0..count {
            let node = Node {
                feature: input.u16()?,
                threshold: f32::from_bits(input.u32()?),
                left: input.i16()?,
                right: input.i16()?,
                mean: input.i16()?,
            };
            // Inner steps lead onwards only, so that no way through a tree is endless.
            let leads = |to: i16| match u16::try_from(to) {
                Ok(inner) => inner > at && inner < count,
                Err(_) => (!to).cast_unsigned() <= count,
            };
            if usize::from(node.feature) >= forest.columns || !leads(node.left) || !leads(node.right) {
                return Err(ModelError::Damaged(input.at));
            }
            nodes.push(node);
        }
        for _ in 0..=count {
            leaves.push(input.i16()?);
        }
        if !is_tree(&nodes) {
            return Err(ModelError::Damaged(input.at));
        }
        forest.push(&nodes, &leaves);
    }
    Ok(forest)
}

fn word_table(input: &mut Input<'_>) -> Result<WordTable, ModelError> {
    let bits = input.u8()?;
    let unit = f32::from_bits(input.u32()?);
    if bits > MAX_BITS || !unit.is_finite() {
        return Err(ModelError::Damaged(input.at));
    }
    let weights = input.take(1 << bits)?;
    Ok(WordTable::new(bits, unit, weights.iter().map(|weight| weight.cast_signed()).collect()))
}

/// Whether a walk from the root, left before right, meets every node once and the leaves in order.
fn is_tree(nodes: &[Node]) -> bool {
    let (mut seen, mut leaf) = (0, 0);
    let mut steps = vec![if nodes.is_empty() { !0 } else { 0_i16 }];
    while let Some(step) = steps.pop() {
        match usize::try_from(step).ok().map(|inner| nodes.get(inner)) {
            None if !step == leaf => leaf += 1,
            Some(Some(node)) if seen < nodes.len() && node.threshold.is_finite() => {
                seen += 1;
                steps.extend([node.right, node.left]);
            }
            _ => return false,
        }
    }
    seen == nodes.len()
}

impl Input<'_> {
    fn name(&mut self) -> Result<String, ModelError> {
        let length = usize::from(self.u8()?);
        Ok(String::from_utf8_lossy(self.take(length)?).into_owned())
    }
}

struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Input<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], ModelError> {
        let taken = self.bytes.get(self.at..self.at.saturating_add(count));
        let taken = taken.ok_or(ModelError::Damaged(self.at))?;
        self.at += count;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ModelError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    fn u8(&mut self) -> Result<u8, ModelError> {
        self.array().map(u8::from_le_bytes)
    }

    fn u16(&mut self) -> Result<u16, ModelError> {
        self.array().map(u16::from_le_bytes)
    }

    fn i16(&mut self) -> Result<i16, ModelError> {
        self.array().map(i16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, ModelError> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, ModelError> {
        self.array().map(u64::from_le_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file with one forest of one tree.
    fn file(feature: u16, left: i16) -> Vec<u8> {
        let mut bytes = forest_file(feature, left);
        bytes.extend(0_u32.to_le_bytes());
        bytes
    }

    /// A file with one forest and one table, whose weights are 1, 2, 3 and so on.
    fn file_with_words(bits: u8, unit: f32, weights: i8) -> Vec<u8> {
        let mut bytes = forest_file(0, !0);
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend([1, b'w', bits]);
        bytes.extend(unit.to_le_bytes());
        bytes.extend((1..=weights).map(i8::cast_unsigned));
        bytes
    }

    /// A file up to the end of its forests.
    fn forest_file(feature: u16, left: i16) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend([1, b'f']);
        bytes.extend(names_hash(&["x"]).to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend(1_u16.to_le_bytes());
        bytes.extend(feature.to_le_bytes());
        bytes.extend(2.5_f32.to_le_bytes());
        for value in [left, !1, 3, -7, 9] {
            bytes.extend(value.to_le_bytes());
        }
        bytes
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let model = Model::read(&file(0, !0)).unwrap();
        let forest = model.forest("f", &["x"]).unwrap();
        let scores: Vec<i32> = forest.scores(&[2.5, 2.6]).iter().map(|score| score.0).collect();
        assert_eq!(scores, [-7, 9]);
        assert_eq!(model.forest("g", &["x"]), Err(ModelError::NoForest("g")));
        assert_eq!(model.forest("f", &["y"]), Err(ModelError::OtherFeatures("f")));
    }

    #[test]
    fn a_damaged_file_is_refused_at_every_length() {
        let whole = file(0, !0);
        for length in 0..whole.len() {
            assert!(Model::read(&whole[..length]).is_err(), "{length}");
        }
        assert!(Model::read(&file(1, !0)).is_err(), "a feature that is not there");
        assert!(Model::read(&file(0, 0)).is_err(), "a step back to itself");
        assert!(Model::read(&file(0, !1)).is_err(), "a leaf twice");
    }

    #[test]
    fn words_are_looked_up_by_the_upper_bits_of_their_hash() {
        let model = Model::read(&file_with_words(2, 0.5, 4)).unwrap();
        assert_eq!(model.word_table("v"), None);
        let table = model.word_table("w").unwrap();
        let weights: Vec<i32> = (0..4_u64).map(|upper| table.weight(upper << 62 | 0x4D)).collect();
        assert_eq!(weights, [1, 2, 3, 4]);
        assert!((table.score(8.0, 4.0) - 2.0).abs() < 1e-6);
        assert!(table.score(8.0, 0.0).abs() < 1e-6);
    }

    #[test]
    fn a_damaged_table_of_words_is_refused() {
        let whole = file_with_words(2, 0.5, 4);
        let start = forest_file(0, !0).len();
        for length in start..whole.len() {
            assert!(Model::read(&whole[..length]).is_err(), "{length}");
        }
        for (bits, unit, weights) in [
            (2, f32::NAN, 4),
            (2, f32::INFINITY, 4),
            (3, 0.5, 4),
            (1, 0.5, 4),
            (MAX_BITS + 1, 0.5, 4),
            (64, 0.5, 4),
            (255, 0.5, 4),
        ] {
            let error = Model::read(&file_with_words(bits, unit, weights)).unwrap_err();
            assert!(matches!(error, ModelError::Damaged(at) if at >= start), "{bits} {unit}: {error}");
        }
        let mut counted_wrong = file(0, !0);
        counted_wrong.truncate(start);
        counted_wrong.extend(u32::MAX.to_le_bytes());
        assert!(Model::read(&counted_wrong).is_err(), "tables that are not there");
    }
}
