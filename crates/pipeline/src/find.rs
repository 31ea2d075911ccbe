use tamis_core::Record;
use tamis_io::{InputConfig, Parsed, RawRecord, Reader};

use crate::{Config, RunError};

/// The records of some inputs, in order, not yet parsed.
pub(crate) fn records(
    config: &Config,
    inputs: &[String],
) -> Result<impl Iterator<Item = RawRecord> + use<>, RunError> {
    let reader = Reader::new(config.input.clone(), config.limits.max_document_bytes)?;
    let files = reader.discover(inputs, &[] as &[&str])?.files;
    Ok(files.into_iter().flat_map(move |file| reader.open(&file)))
}

/// Finds one record in a file: the first, or the one with this number (from 1) or id. Records that are no documents are
/// not counted.
///
/// # Errors
/// If the file or the record is not there, or the record cannot be read.
pub fn find_record(config: &Config, file: &str, wanted: Option<&str>) -> Result<Record, RunError> {
    let input =
        InputConfig { include: Vec::new(), exclude: Vec::new(), lists: Vec::new(), ..config.input.clone() };
    let reader = Reader::new(input, config.limits.max_document_bytes)?;
    let discovery = reader.discover(&[file], &[] as &[&str])?;
    let number = wanted.map_or(Some(1), |wanted| wanted.parse::<u64>().ok());
    let mut seen = 0;
    for raw in discovery.files.iter().flat_map(|file| reader.open(file)) {
        let parsed = match raw.parse() {
            Ok(Parsed::Record(record)) => Ok(record),
            Ok(Parsed::Skipped(_)) => continue,
            Err(reject) => Err(reject),
        };
        seen += 1;
        let by_number = number == Some(seen);
        match parsed {
            Ok(record) if by_number || wanted == Some(record.meta.id.as_str()) => return Ok(record),
            Err(reject) if by_number || (reject.id.is_some() && reject.id.as_deref() == wanted) => {
                return Err(RunError::Unreadable {
                    place: reject.place.to_string(),
                    message: reject.message,
                });
            }
            Ok(_) | Err(_) => {}
        }
    }
    Err(RunError::NoSuchRecord { file: file.to_owned(), wanted: wanted.unwrap_or("1").to_owned() })
}
