//! The pairs of families, told apart.

use std::path::PathBuf;

use super::gathered::Gathered;
use crate::documents::Card;
use crate::error::DedupError;
use crate::families::FamilyJudge;
use crate::resolve::members;
use crate::verify::Edge;
use crate::{DedupConfig, Workspace};

/// Tells the pairs of each family that are copies from those that are pages of one template. A family is what pairs
/// connect that are alike or kin.
#[derive(Debug)]
pub struct Families {
    judge: FamilyJudge,
    folder: PathBuf,
    family: Option<Family>,
}

#[derive(Debug)]
struct Family {
    name: i64,
    documents: Gathered,
    pairs: Vec<(i64, i64, f32)>,
}

/// A pair that is alike, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parted {
    /// The smaller number.
    pub one: i64,
    /// The other.
    pub other: i64,
    /// Whether the two are copies; else they are pages of one template.
    pub is_copy: bool,
}

impl Families {
    /// A judge by these settings; words that do not fit into memory go to files in the folder of the workspace.
    pub fn new(config: &DedupConfig, workspace: &Workspace) -> Self {
        let judge = FamilyJudge::new(config.threshold as f32);
        Families { judge, folder: workspace.folder.clone(), family: None }
    }

    /// Takes a document of a family: all documents of one come before its pairs, in the order of their numbers, and families
    /// come one behind the other. What is known of the family before is handed to `found`.
    ///
    /// # Errors
    /// [`DedupError::Temporary`].
    pub fn push_document(
        &mut self,
        family: i64,
        number: i64,
        card: &Card,
        words: &[u32],
        found: impl FnMut(Parted),
    ) -> Result<(), DedupError> {
        self.begin(family, found)?;
        self.family.as_mut().map_or(Ok(()), |family| family.documents.push(number, card, words))
    }

    /// Takes a pair of a family with its similarity, which is below 0 if the two are kin alone.
    ///
    /// # Errors
    /// [`DedupError::Temporary`].
    pub fn push_pair(
        &mut self,
        family: i64,
        (one, other): (i64, i64),
        similarity: f32,
        found: impl FnMut(Parted),
    ) -> Result<(), DedupError> {
        self.begin(family, found)?;
        if let Some(family) = &mut self.family {
            family.pairs.push((one.min(other), one.max(other), similarity));
        }
        Ok(())
    }

    /// Hands over what is known of the last family.
    ///
    /// # Errors
    /// [`DedupError::Temporary`].
    pub fn finish(&mut self, mut found: impl FnMut(Parted)) -> Result<(), DedupError> {
        let Some(Family { documents, pairs, .. }) = self.family.take() else { return Ok(()) };
        let (documents, numbers) = documents.finish();
        let inner = |(one, other, similarity): &(i64, i64, f32)| {
            Some(Edge { one: numbers.inner(*one)?, other: numbers.inner(*other)?, similarity: *similarity })
        };
        let mut edges: Vec<Edge> = pairs.iter().filter_map(inner).collect();
        edges.sort_unstable_by_key(|edge| edge.rest());
        edges.dedup();
        let members = members(&documents, &edges)?;
        edges.retain(|edge| edge.is_alike());
        let (copies, pages) = self.judge.part(&documents, members, edges).map_err(DedupError::Temporary)?;
        for (edges, is_copy) in [(copies, true), (pages, false)] {
            for edge in edges {
                found(Parted { one: numbers.outer(edge.one), other: numbers.outer(edge.other), is_copy });
            }
        }
        Ok(())
    }

    fn begin(&mut self, name: i64, found: impl FnMut(Parted)) -> Result<(), DedupError> {
        if self.family.as_ref().is_none_or(|family| family.name != name) {
            self.finish(found)?;
            let documents = Gathered::new(&self.folder);
            self.family = Some(Family { name, documents, pairs: Vec::new() });
        }
        Ok(())
    }
}
