use serde::Serialize;
use tamis_core::{Reject, RejectCause};
use tamis_strip::GroupCues;

use crate::cleaner::guarded;
use crate::find::records;
use crate::ledger::json_line;
use crate::{Cleaned, Cleaner, RunError};

#[derive(Serialize)]
struct CuesRow<'a> {
    id: &'a str,
    blocks: Vec<CuesBlock<'a>>,
    groups: Vec<CuesGroup<'a>>,
}

#[derive(Serialize)]
struct CuesBlock<'a> {
    line: u32,
    text: &'a str,
}

#[derive(Serialize)]
struct CuesGroup<'a> {
    blocks: &'a [usize],
    page: bool,
    paragraph: bool,
    cues: &'a [f32],
}

/// What the learned judge for plain text sees of every record of some inputs, for training: one line
/// of JSON a record, with its id, its blocks (input line and text), and the groups that are judged
/// together with their cues.
///
/// # Errors
/// If the inputs cannot be found; a single record that cannot be read is an error of its own.
pub fn training_cues<'c>(
    cleaner: &'c Cleaner,
    inputs: &[String],
) -> Result<impl Iterator<Item = Result<Vec<u8>, Box<Reject>>> + use<'c>, RunError> {
    Ok(records(cleaner.config(), inputs)?.map(|raw| {
        let record = raw.parse().map_err(Box::new)?;
        let (place, id) = (record.place.clone(), record.meta.id.clone());
        let document = cleaner.clean(record)?;
        guarded(|| row(&document, &cleaner.cues(&document))).map_err(|message| {
            Box::new(Reject { place, id: Some(id), cause: RejectCause::Panicked, message })
        })
    }))
}

fn row(cleaned: &Cleaned, groups: &[GroupCues]) -> Vec<u8> {
    let document = &cleaned.document;
    let blocks = document.blocks.iter();
    let row = CuesRow {
        id: &document.meta.id,
        blocks: blocks.map(|block| CuesBlock { line: block.origin.first_line, text: &block.text }).collect(),
        groups: groups
            .iter()
            .map(|group| CuesGroup {
                blocks: &group.blocks,
                page: group.page,
                paragraph: group.paragraph,
                cues: &group.cues,
            })
            .collect(),
    };
    json_line(&row)
}
