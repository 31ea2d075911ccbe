use crate::documents::{Documents, Number};
use crate::error::DedupError;
use crate::ruling::{DedupSummary, Likeness, Role, Ruling};

/// What was found about every document of a run. May be asked from any thread.
#[derive(Debug)]
pub struct Resolved {
    pub(crate) documents: Documents,
    pub(crate) fates: Vec<Number>,
    pub(crate) sizes: Vec<u32>,
    pub(crate) summary: DedupSummary,
}

impl Resolved {
    /// What was found about the document of this number.
    ///
    /// # Errors
    /// [`DedupError::Temporary`].
    pub fn ruling(&self, number: u64) -> Result<Ruling, DedupError> {
        let kept = self.fates.get(number as usize).copied().unwrap_or(number as Number);
        let size = self.sizes.get(kept as usize).copied().unwrap_or(1);
        let facts = self.documents.facts(number as Number).map_err(DedupError::Temporary)?;
        let kept_id = self.documents.id(kept).map_err(DedupError::Temporary)?;
        let is_kept = u64::from(kept) == number;
        let role = if !is_kept {
            Role::Duplicate
        } else if size > 1 {
            Role::Kept
        } else {
            Role::Single
        };
        Ok(Ruling {
            role,
            stays: is_kept,
            cluster: kept_id.clone(),
            size: size.into(),
            kept_id,
            similarity: (!is_kept).then_some(1.0),
            contained_in: None,
            likeness: (!is_kept).then_some(Likeness::Words),
            first_date: None,
            text_hash: facts.text_hash,
        })
    }

    /// The number of the document that stands for all copies of this one: two documents tell the same story if it is
    /// the same. Contained copies do not count as copies.
    pub fn story(&self, number: u64) -> u64 {
        self.fates.get(number as usize).map_or(number, |kept| u64::from(*kept))
    }

    /// Figures over all documents.
    pub fn summary(&self) -> &DedupSummary {
        &self.summary
    }
}
