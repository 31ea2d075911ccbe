use tamis_core::{ConfigError, Markup, Reject, RejectCause};
use tamis_io::{Parsed, RawRecord};
use tamis_strip::{Features, HtmlTrainer, TextTrainer};

use crate::cleaner::guarded;
use crate::find::records;
use crate::{Cleaner, RunError};

/// What a learned judge sees of every document of some inputs, for training.
#[derive(Debug)]
pub struct TrainingFeatures<'c> {
    cleaner: &'c Cleaner,
    trainer: Trainer,
}

/// What is wanted for training.
#[derive(Debug, Clone, Copy, Default)]
pub struct Training<'m> {
    /// The kind of documents; others are left out.
    pub markup: Markup,
    /// A model of the first pass, if features of the second are wanted, which build on it.
    pub first_pass: Option<&'m [u8]>,
    /// Whether all texts are taken for ones of an unknown language; features of pages depend on none.
    pub language_free: bool,
}

#[derive(Debug)]
enum Trainer {
    Html(HtmlTrainer),
    Text(TextTrainer),
}

/// One document.
#[derive(Debug)]
pub struct FeatureRow {
    /// Id of the document.
    pub id: String,
    /// The first line of each block in the input, from 1, and its text.
    pub blocks: Vec<(u32, String)>,
    /// A row of features for each unit that is judged.
    pub features: Features,
}

impl<'c> TrainingFeatures<'c> {
    /// The features that are wanted.
    ///
    /// # Errors
    /// If the model cannot be read or was trained on other features.
    pub fn new(cleaner: &'c Cleaner, wanted: Training<'_>) -> Result<Self, ConfigError> {
        let (first, free) = (wanted.first_pass, wanted.language_free);
        let trainer = match wanted.markup {
            Markup::Html => Trainer::Html(HtmlTrainer::new(first)?),
            _ => Trainer::Text(TextTrainer::new(first, free)?),
        };
        Ok(TrainingFeatures { cleaner, trainer })
    }

    /// Names of the features, in order.
    pub fn names(&self) -> Vec<&str> {
        match &self.trainer {
            Trainer::Html(trainer) => trainer.names(),
            Trainer::Text(trainer) => trainer.names(),
        }
    }

    /// The documents of the inputs, in order; those of another kind are left out.
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
        let Parsed::Record(record) = raw.parse().map_err(Box::new)? else { return Ok(None) };
        let (place, id) = (record.place.clone(), record.meta.id.clone());
        let document = self.cleaner.clean(record)?.document;
        let is_page = document.markup == Markup::Html;
        let features = match &self.trainer {
            Trainer::Html(trainer) if is_page => guarded(|| trainer.features(&document)),
            Trainer::Text(trainer) if !is_page => guarded(|| trainer.features(&document)),
            _ => return Ok(None),
        };
        let features = features.map_err(|message| {
            Box::new(Reject { place, id: Some(id), cause: RejectCause::Panicked, message })
        })?;
        let blocks = document.blocks.into_iter().map(|block| (block.origin.first_line, block.text)).collect();
        Ok(Some(FeatureRow { id: document.meta.id, blocks, features }))
    }
}
