//! Which documents tell the same story, found in the pass that counts lines.

use tamis_core::{Document, Metadata};
use tamis_dedup::{Collection, Resolved, Scratch, Sketch, Sketcher};

use crate::dedup::compare;
use crate::executor::workspace;
use crate::{Config, Progress, RunError};

/// All documents of the pass, numbered in input order, if near-duplicates are one story; nothing if only equal words
/// are.
pub(crate) struct Stories {
    collection: Option<Collection>,
}

impl Stories {
    pub(crate) fn new(config: &Config) -> Result<Self, RunError> {
        let collection = config.dedup.near.then(|| Collection::new(config.dedup.clone(), workspace(config)));
        Ok(Stories { collection: collection.transpose()? })
    }

    /// The number of the next document, which is its story until more is known.
    pub(crate) fn number(&mut self, sketched: &Sketched) -> Result<Option<u64>, RunError> {
        let Some(collection) = &mut self.collection else { return Ok(None) };
        let number = collection.len();
        collection.add(&sketched.meta, &sketched.sketch)?;
        Ok(Some(number))
    }

    /// Compares all documents; `None` if the run was stopped.
    pub(crate) fn resolve(self, config: &Config, progress: &Progress) -> Result<Option<Known>, RunError> {
        let Some(collection) = self.collection else { return Ok(Some(Known(None))) };
        Ok(compare(config, collection, None, progress)?.map(|resolved| Known(Some(resolved))))
    }
}

/// What is known of the stories at the end.
pub(crate) struct Known(Option<Resolved>);

impl Known {
    /// The story that stands for this one and all its copies.
    pub(crate) fn canonical(&self, story: u64) -> u64 {
        self.0.as_ref().map_or(story, |resolved| resolved.story(story))
    }
}

/// What is compared of a document.
pub(crate) struct Sketched {
    /// Where it is from. Nothing is written about it, so that its id and its date do not matter.
    pub(crate) meta: Metadata,
    pub(crate) sketch: Sketch,
}

/// Sketches what a document shows, before anything is judged: blocks joined by line feeds.
pub(crate) fn visible_sketch(document: &Document, sketcher: &Sketcher, scratch: &mut Scratch) -> Sketched {
    let visible = document.blocks.iter().filter(|block| !block.signals.hidden);
    let mut text = String::with_capacity(visible.clone().map(|block| block.text.len() + 1).sum());
    for block in visible {
        text.push_str(&block.text);
        text.push('\n');
    }
    let Metadata { url, source, .. } = &document.meta;
    Sketched {
        meta: Metadata { url: url.clone(), source: source.clone(), ..Metadata::default() },
        sketch: sketcher.sketch(&text, scratch),
    }
}
