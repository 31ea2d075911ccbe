use tamis_core::{ConfigError, Markup, Reject, RejectCause};
use tamis_io::RawRecord;
use tamis_strip::{HtmlFeatures, HtmlTrainer};

use crate::cleaner::guarded;
use crate::find::records;
use crate::{Cleaner, RunError};

/// What the learned judge for HTML sees of every page of some inputs, for training.
#[derive(Debug)]
pub struct TrainingFeatures<'c> {
    cleaner: &'c Cleaner,
    trainer: HtmlTrainer,
}

/// One page.
#[derive(Debug)]
pub struct FeatureRow {
    /// Id of the document.
    pub id: String,
    /// Texts of its blocks.
    pub texts: Vec<String>,
    /// A row of features for each block.
    pub features: HtmlFeatures,
}

impl<'c> TrainingFeatures<'c> {
    /// Features of the first pass; with a model file, of the second, which builds on the first.
    ///
    /// # Errors
    /// If the model cannot be read or was trained on other features.
    pub fn new(
        cleaner: &'c Cleaner,
        first_pass: Option<&[u8]>,
        language_free: bool,
    ) -> Result<Self, ConfigError> {
        Ok(TrainingFeatures { cleaner, trainer: HtmlTrainer::new(first_pass, language_free)? })
    }

    /// Names of the features, in order.
    pub fn names(&self) -> Vec<&str> {
        self.trainer.names()
    }

    /// The pages of the inputs, in order; documents that are no pages are left out.
    ///
    /// # Errors
    /// If the inputs cannot be found; a single record that cannot be read is an error of its own.
    pub fn rows(
        &self,
        inputs: &[String],
    ) -> Result<impl Iterator<Item = Result<FeatureRow, Box<Reject>>> + '_, RunError> {
        Ok(records(self.cleaner.config(), inputs)?.filter_map(|raw| self.row(raw).transpose()))
    }

    fn row(&self, raw: RawRecord) -> Result<Option<FeatureRow>, Box<Reject>> {
        let record = raw.parse().map_err(Box::new)?;
        let (place, id) = (record.place.clone(), record.meta.id.clone());
        let document = self.cleaner.clean(record)?.document;
        if document.markup != Markup::Html {
            return Ok(None);
        }
        let features = guarded(|| self.trainer.features(&document)).map_err(|message| {
            Box::new(Reject { place, id: Some(id), cause: RejectCause::Panicked, message })
        })?;
        let texts = document.blocks.into_iter().map(|block| block.text).collect();
        Ok(Some(FeatureRow { id: document.meta.id, texts, features }))
    }
}
