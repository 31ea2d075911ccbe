//! Every file of a manifest, read in full.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use tamis_io::{Container, Content, Examined, IoError, Manifest, ManifestFile, Reading, Target, examine};

use super::finding::{Check, Finding};
use super::holds_text;
use super::ids::{IdHashes, hash};
use crate::Progress;

/// Places that are told of one repeated id.
const PLACES_TOLD: usize = 3;

/// What is to be read.
pub(super) struct Plan<'a> {
    files: Vec<Planned<'a>>,
}

struct Planned<'a> {
    listed: &'a ManifestFile,
    path: PathBuf,
    content: Content,
    is_data: bool,
}

/// What came of it.
#[derive(Default)]
pub(super) struct Checked {
    /// Of the data files.
    pub(super) records: u64,
    pub(super) bytes: u64,
    pub(super) findings: Vec<Finding>,
    pub(super) repeated_ids: Vec<Finding>,
}

impl<'a> Plan<'a> {
    pub(super) fn new(manifest: &'a Manifest, target: &Target, folder: &Path, container: Container) -> Self {
        let (root, texts) = match target {
            Target::File(path) => (path.parent().unwrap_or(Path::new("")), Content::Texts),
            Target::Directory(root) => (root.as_path(), Content::Text),
            Target::StandardOutput | Target::Stream(_) => (Path::new(""), Content::Texts),
        };
        let content = |path: &str| match path.rsplit_once('.') {
            Some((_, "parquet")) => Content::Parquet,
            _ if holds_text(container) => texts,
            _ => Content::Rows,
        };
        let data = manifest.files.iter().map(|listed| Planned {
            listed,
            path: root.join(&listed.path),
            content: content(&listed.path),
            is_data: true,
        });
        let sides = manifest.side_files.iter().map(|listed| Planned {
            listed,
            path: folder.join(&listed.path),
            content: Content::Rows,
            is_data: false,
        });
        Plan { files: data.chain(sides).collect() }
    }

    /// Reads all files, on the threads of the pool that this is called in.
    pub(super) fn check(&self, progress: &Arc<Progress>) -> Checked {
        let all = self.files.iter().map(|file| file.listed.bytes).sum();
        progress.bytes_total.store(all, Ordering::Relaxed);
        progress.phase_total.store(all, Ordering::Relaxed);
        progress.set_phase("bytes verified");
        let ids = IdHashes::new();
        let examined: Vec<Result<Examined, IoError>> =
            self.files.par_iter().map(|file| file.examined(progress, &ids)).collect();
        let mut checked = Checked::default();
        for (file, examined) in self.files.iter().zip(examined) {
            match examined {
                Ok(examined) => {
                    checked.bytes += examined.sum.bytes;
                    if file.is_data {
                        checked.records += examined.records.unwrap_or(file.listed.records);
                    }
                    checked.findings.extend(file.compared(&examined));
                }
                Err(error) => checked.findings.push(file.unread(&error)),
            }
        }
        checked.repeated_ids = match ids.repeated() {
            Ok(hashes) if hashes.is_empty() => Vec::new(),
            Ok(hashes) => self.repeated(&hashes),
            Err(error) => {
                let message = format!("temporary files failed, so that ids were not compared: {error}");
                vec![Finding::mismatch(Check::Ids, "ids", message)]
            }
        };
        progress.set_phase("");
        checked
    }

    /// Reads the data again to name the ids that repeat, and to leave out those whose hashes only look so.
    fn repeated(&self, hashes: &HashSet<u64>) -> Vec<Finding> {
        let data: Vec<&Planned<'_>> = self.files.iter().filter(|file| file.is_data).collect();
        let found: Vec<Vec<(String, String)>> = data
            .par_iter()
            .map(|file| {
                let mut found = Vec::new();
                let mut take = |line: u64, id: &str| {
                    if hashes.contains(&hash(id)) {
                        found.push((id.to_owned(), format!("{}:{line}", file.path.display())));
                    }
                };
                // Whether it can be read was told the first time.
                let quietly: Reading = Arc::new(|_| {});
                let _ = examine(&file.path, file.content, &quietly, &mut take);
                found
            })
            .collect();
        let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (id, place) in found.into_iter().flatten() {
            places.entry(id).or_default().push(place);
        }
        places.retain(|_, places| places.len() > 1);
        places
            .into_iter()
            .map(|(id, places)| {
                let count = places.len();
                let told: Vec<String> = places.into_iter().take(PLACES_TOLD).collect();
                let file = told.first().cloned().unwrap_or_default();
                let others = told.get(1..).unwrap_or_default().join(", ");
                let message = format!("the id {id:?} stands {count} times, also at {others}");
                Finding::mismatch(Check::Ids, file, message)
            })
            .collect()
    }
}

impl Planned<'_> {
    fn examined(&self, progress: &Arc<Progress>, ids: &IdHashes) -> Result<Examined, IoError> {
        let counted = Arc::clone(progress);
        let reading: Reading = Arc::new(move |bytes| {
            counted.bytes_read.fetch_add(bytes, Ordering::Relaxed);
            counted.phase_done.fetch_add(bytes, Ordering::Relaxed);
        });
        let mut on_id = |_, id: &str| {
            if self.is_data {
                ids.add(hash(id));
            }
        };
        let examined = examine(&self.path, self.content, &reading, &mut on_id)?;
        if self.is_data {
            progress.records.fetch_add(examined.records.unwrap_or(0), Ordering::Relaxed);
        }
        Ok(examined)
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }

    fn compared(&self, examined: &Examined) -> Vec<Finding> {
        let (listed, mut findings) = (self.listed, Vec::new());
        let differs = |check, message: &str| Finding::mismatch(check, self.name(), message);
        if examined.sum.bytes != listed.bytes {
            let finding = differs(Check::Bytes, "its length is not that in the manifest");
            findings.push(finding.expecting(listed.bytes, examined.sum.bytes));
        } else if examined.sum.xxh3 != listed.xxh3 {
            let finding = differs(Check::Checksum, "its check sum is not that in the manifest");
            findings.push(finding.expecting(&listed.xxh3, &examined.sum.xxh3));
        }
        if let Some(records) = examined.records.filter(|records| *records != listed.records) {
            let finding = differs(Check::Records, "it does not hold the records that the manifest counts");
            findings.push(finding.expecting(listed.records, records));
        }
        if let Some(problem) = &examined.problem {
            let more = match examined.broken {
                0 | 1 => String::new(),
                broken => format!(" ({broken} lines are broken)"),
            };
            findings.push(differs(Check::Content, &format!("{problem}{more}")));
        }
        findings
    }

    fn unread(&self, error: &IoError) -> Finding {
        match error {
            IoError::Read { source, .. } if source.kind() == std::io::ErrorKind::NotFound => {
                Finding::mismatch(Check::Missing, self.name(), "is in the manifest, but is not there")
            }
            IoError::Read { source, .. } => {
                Finding::mismatch(Check::Unreadable, self.name(), format!("cannot be read: {source}"))
            }
            other => Finding::mismatch(Check::Unreadable, self.name(), other.to_string()),
        }
    }
}
