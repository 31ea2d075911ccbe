//! The copy that stays of a story that grew.

use std::path::PathBuf;

use super::gathered::Gathered;
use crate::compare::Comparer;
use crate::documents::Card;
use crate::error::DedupError;
use crate::{DedupConfig, Workspace};

/// Chooses the copy that stays of each cluster.
#[derive(Debug)]
pub struct KeptChoice {
    config: DedupConfig,
    folder: PathBuf,
    comparer: Comparer,
    cluster: Option<(i64, Gathered)>,
}

impl KeptChoice {
    /// A choice by these settings; words that do not fit into memory go to files in the folder of the workspace.
    pub fn new(config: &DedupConfig, workspace: &Workspace) -> Self {
        let comparer = Comparer::default();
        KeptChoice { config: config.clone(), folder: workspace.folder.clone(), comparer, cluster: None }
    }

    /// Whether a document is so much longer than the one that comes first in the order of copies, and of the same site, that
    /// the story may have grown: then [`KeptChoice`] must choose. Otherwise the first one stays.
    pub fn may_have_grown(card: &Card, first: &Card) -> bool {
        crate::keep::is_longer(card.site, card.tokens, (first.site, first.tokens))
    }

    /// Takes the next document of a cluster, in the order of numbers: the one that comes first in the order of copies, and
    /// all that [may have grown](KeptChoice::may_have_grown) from it; others may be left out. Calls `kept` with the cluster before and the
    /// document that stays of it.
    ///
    /// # Errors
    /// [`DedupError::Temporary`].
    pub fn push(
        &mut self,
        cluster: i64,
        number: i64,
        card: &Card,
        words: &[u32],
        kept: impl FnMut(i64, i64),
    ) -> Result<(), DedupError> {
        if self.cluster.as_ref().is_none_or(|(known, _)| *known != cluster) {
            self.finish(kept)?;
            self.cluster = Some((cluster, Gathered::new(&self.folder)));
        }
        self.cluster.as_mut().map_or(Ok(()), |(_, members)| members.push(number, card, words))
    }

    /// Calls `kept` with the last cluster and the document that stays of it.
    ///
    /// # Errors
    /// [`DedupError::Temporary`].
    pub fn finish(&mut self, mut kept: impl FnMut(i64, i64)) -> Result<(), DedupError> {
        let Some((cluster, members)) = self.cluster.take() else { return Ok(()) };
        let (documents, numbers) = members.finish();
        let members: Vec<_> = numbers.all().collect();
        let found = crate::keep::kept(&self.config, &documents, &members, &mut self.comparer)
            .map_err(DedupError::Temporary)?;
        if let Some(number) = found {
            kept(cluster, numbers.outer(number));
        }
        Ok(())
    }
}
