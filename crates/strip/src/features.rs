/// What a learned judge sees of the units of one document: blocks of a page, groups of lines of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Features {
    /// Features of one unit.
    pub columns: usize,
    /// A row of `columns` values for each unit, in the order of the document.
    pub values: Vec<f32>,
    /// What each unit weighs: its words, characters of scripts without blanks counting half a word.
    pub words: Vec<f32>,
    /// For each unit the indexes of its blocks, ascending.
    pub blocks: Vec<Vec<usize>>,
    /// For each unit of a plain text the upper 16 bits of the hash of every word, in order; empty for
    /// pages.
    pub hashed_words: Vec<Vec<u16>>,
}
