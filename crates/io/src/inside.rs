//! What keeps a run inside its output: names that lead nowhere else, and no links below it.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::IoError;
use crate::discover::SIDE_FOLDER;

/// Folders in the folder of side files that tamis makes.
const FOLDERS: &[&str] = &["journal"];

/// Whether a listed path can be that of a data file: relative, without `..`, not among the side files.
pub(crate) fn is_data_path(path: &str) -> bool {
    let mut components = Path::new(path).components();
    let first = components.next();
    let inside = |component| matches!(component, Component::Normal(_));
    !path.contains('\0')
        && first.is_some_and(|first| inside(first) && first.as_os_str() != SIDE_FOLDER)
        && components.all(inside)
}

/// Whether a listed path can be that of a side file: a name, and nothing more.
pub(crate) fn is_side_name(name: &str) -> bool {
    let mut components = Path::new(name).components();
    !name.contains(['/', '\0'])
        && matches!((components.next(), components.next()), (Some(Component::Normal(_)), None))
}

/// The first folder on the way from `root` down to the file `root/relative` that is a link. `root` itself may be one.
pub(crate) fn link_above(root: &Path, relative: &str) -> Option<PathBuf> {
    let folder = Path::new(relative).parent()?;
    let mut path = root.to_path_buf();
    folder.components().find_map(|component| {
        path.push(component);
        path.is_symlink().then(|| path.clone())
    })
}

/// The same, the file included.
pub(crate) fn link_at(root: &Path, relative: &str) -> Option<PathBuf> {
    link_above(root, relative).or_else(|| Some(root.join(relative)).filter(|path| path.is_symlink()))
}

/// Refuses a folder of side files that is a link or holds one: what is read and written there lies there.
pub(crate) fn refuse_links(side_folder: &Path) -> Result<(), IoError> {
    let folders = FOLDERS.iter().map(|name| side_folder.join(name));
    for folder in std::iter::once(side_folder.to_path_buf()).chain(folders) {
        if folder.is_symlink() {
            return Err(IoError::Link { path: folder });
        }
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(source) => return Err(IoError::Read { path: folder, source }),
        };
        for entry in entries.flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_symlink()) {
                return Err(IoError::Link { path: entry.path() });
            }
        }
    }
    Ok(())
}

/// Folders below an output that were found to be no links.
#[derive(Debug, Default)]
pub(crate) struct Folders {
    real: HashSet<PathBuf>,
}

impl Folders {
    /// Refuses a file that would lie behind a link.
    pub(crate) fn check(&mut self, root: &Path, relative: &str) -> Result<(), IoError> {
        let folder = Path::new(relative).parent().unwrap_or(Path::new(""));
        if self.real.contains(folder) {
            return Ok(());
        }
        if let Some(path) = link_above(root, relative) {
            return Err(IoError::Link { path });
        }
        self.real.insert(folder.to_path_buf());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listed_paths_stay_inside() {
        for path in ["a.jsonl", "a/b.jsonl", "a/.b", "..a/b", "%2E%2E/x", "a\\b"] {
            assert!(is_data_path(path), "{path}");
        }
        for path in ["", "/etc/passwd", "../x", "a/../../x", "a/..", ".", "./..", "_tamis/x", "a\0b"] {
            assert!(!is_data_path(path), "{path}");
        }
        assert!(is_side_name("removed.jsonl.zst"));
        for name in ["", "..", ".", "a/b", "/a", "../a", "a\0"] {
            assert!(!is_side_name(name), "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_below_a_root_are_found() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("root");
        fs::create_dir_all(root.join("a/b")).unwrap();
        std::os::unix::fs::symlink(folder.path(), root.join("a/link")).unwrap();
        std::os::unix::fs::symlink(folder.path(), root.join("a/b/x")).unwrap();
        std::os::unix::fs::symlink(&root, folder.path().join("way")).unwrap();
        assert_eq!(link_above(&root, "a/b/x"), None);
        assert_eq!(link_at(&root, "a/b/x"), Some(root.join("a/b/x")));
        assert_eq!(link_above(&root, "a/link/b/x"), Some(root.join("a/link")));
        assert_eq!(link_at(&folder.path().join("way"), "a/b/y"), None);
        let mut folders = Folders::default();
        assert!(folders.check(&root, "a/b/x").is_ok() && folders.check(&root, "y").is_ok());
        assert!(matches!(folders.check(&root, "a/link/x"), Err(IoError::Link { .. })));
        assert!(refuse_links(&root).is_ok() && refuse_links(&root.join("a")).is_err());
        assert!(refuse_links(&root.join("none")).is_ok());
    }
}
