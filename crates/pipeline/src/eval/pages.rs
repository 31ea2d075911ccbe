//! The pages of a folder that is scored.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tamis_core::{Place, Reject, RejectCause};
use tamis_io::{InputFile, Reader};

use crate::{Cleaner, RunError};

/// Folder of the pages inside the folder that is scored.
const FOLDER: &str = "html";

/// The pages of a folder by their ids.
#[derive(Debug)]
pub(super) struct Pages {
    reader: Reader,
    folder: PathBuf,
    files: BTreeMap<String, InputFile>,
}

impl Pages {
    /// Finds the pages as a run with the same settings would.
    pub(super) fn find(cleaner: &Cleaner, folder: &Path) -> Result<Self, RunError> {
        let config = cleaner.config();
        let folder = folder.join(FOLDER);
        let reader = Reader::new(config.input.clone(), config.limits.max_document_bytes)?;
        let found = reader.discover(&[folder.as_path()], &[] as &[&Path])?.files;
        let files = found.into_iter().map(|file| (stem(file.id()).to_owned(), file)).collect();
        Ok(Pages { reader, folder, files })
    }

    /// The ids of all pages.
    pub(super) fn ids(&self) -> impl Iterator<Item = &String> {
        self.files.keys()
    }

    /// Whether there is such a page.
    pub(super) fn has(&self, id: &str) -> bool {
        self.files.contains_key(id)
    }

    /// The text of a page, as a run would write it.
    pub(super) fn text(
        &self,
        cleaner: &Cleaner,
        id: &str,
        url: Option<String>,
    ) -> Result<String, Box<Reject>> {
        let missing = || {
            let place = Place { file: self.folder.join(id).display().to_string(), ..Place::default() };
            let message = "there is ground truth, but no page".to_owned();
            Box::new(Reject { place, id: Some(id.to_owned()), cause: RejectCause::Unreadable, message })
        };
        let file = self.files.get(id).ok_or_else(missing)?;
        let raw = self.reader.open(file).next().ok_or_else(missing)?;
        let mut record = raw.parse().map_err(Box::new)?.into_record().ok_or_else(missing)?;
        id.clone_into(&mut record.meta.id);
        record.meta.url = record.meta.url.take().or(url);
        Ok(cleaner.clean(record)?.text)
    }
}

/// A file name without the extensions of a page and of a compression.
fn stem(name: &str) -> &str {
    let plain = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst")).unwrap_or(name);
    plain.rsplit_once('.').map_or(plain, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn an_id_is_a_name_without_its_extensions() {
        for (name, id) in [("0001.html", "0001"), ("a.b.html.gz", "a.b"), ("x.htm.zst", "x"), ("y", "y")] {
            assert_eq!(stem(name), id);
        }
    }
}
