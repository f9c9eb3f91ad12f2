//! The files that a function is made of: whether one of them changed since a process was started.
//!
//! They are looked at when an event is handed out, not watched: whoever saves a file and asks again gets the new code,
//! with no moment in between in which the old one still answers.

use std::ffi::OsStr;
use std::fs::{self, Metadata};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// How many entries of directories are looked at for one event. Where there are more, only those beside the handler
/// are.
const ENTRIES: usize = 500;

/// Directories that hold no code of the project's own.
const FOREIGN: [&str; 6] = ["node_modules", "target", "build", "dist", "venv", "__pycache__"];

/// The files that a function is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sources {
    /// Looked through with what is below it, as far as it is not too much.
    tree: Option<PathBuf>,
    /// Looked through without what is below it.
    folders: Vec<PathBuf>,
    files: Vec<PathBuf>,
    /// Endings that count; all where there are none.
    ends: Vec<&'static str>,
}

/// What of all files tells that one was written, came or went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Print(u64);

impl Sources {
    /// Those of a handler whose file is `base` without its ending.
    pub(super) fn of_handler(project: &Path, base: &Path, ends: &[&'static str]) -> Self {
        let beside = base.parent().unwrap_or(project).to_owned();
        let tree = Some(project.to_owned());
        Self { tree, folders: vec![beside], files: Vec::new(), ends: ends.to_vec() }
    }

    /// Those of a command: the files that it names, and those of the project's directory itself.
    pub(super) fn of_command(project: &Path, named: Vec<PathBuf>) -> Self {
        Self { tree: None, folders: vec![project.to_owned()], files: named, ends: Vec::new() }
    }

    /// What they are like now.
    pub(super) fn print(&self) -> Print {
        let mut hasher = DefaultHasher::new();
        let mut left = ENTRIES;
        let found = self.tree.as_deref().and_then(|tree| {
            let mut hasher = DefaultHasher::new();
            self.walk(tree, true, &mut left, &mut hasher).then(|| hasher.finish())
        });
        match found {
            Some(tree) => tree.hash(&mut hasher),
            None => {
                for folder in &self.folders {
                    self.walk(folder, false, &mut ENTRIES.clone(), &mut hasher);
                }
            }
        }
        for file in &self.files {
            note(file, fs::metadata(file).ok().as_ref(), &mut hasher);
        }
        Print(hasher.finish())
    }

    /// Looks through a directory; not to its end when there are no entries left.
    fn walk(
        &self,
        folder: &Path,
        goes_deeper: bool,
        left: &mut usize,
        hasher: &mut DefaultHasher,
    ) -> bool {
        let Ok(entries) = fs::read_dir(folder) else { return true };
        let mut entries: Vec<_> = entries.take(*left + 1).flatten().collect();
        if entries.len() > *left {
            return false;
        }
        *left -= entries.len();
        // The system gives them in any order.
        entries.sort_by_key(fs::DirEntry::file_name);
        entries.iter().all(|entry| {
            let (name, path) = (entry.file_name(), entry.path());
            let is_hidden = name.as_encoded_bytes().starts_with(b".");
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => {
                    let is_foreign = FOREIGN.iter().any(|own| name == OsStr::new(own));
                    !goes_deeper
                        || is_hidden
                        || is_foreign
                        || self.walk(&path, goes_deeper, left, hasher)
                }
                Ok(_) if self.counts(&path) => {
                    note(&path, fs::metadata(&path).ok().as_ref(), hasher);
                    true
                }
                Ok(_) | Err(_) => true,
            }
        })
    }

    fn counts(&self, path: &Path) -> bool {
        let end = path.extension().and_then(OsStr::to_str).unwrap_or("");
        self.ends.is_empty() || self.ends.contains(&end)
    }
}

fn note(path: &Path, found: Option<&Metadata>, hasher: &mut DefaultHasher) {
    path.hash(hasher);
    found.map(Metadata::len).hash(hasher);
    found.and_then(|found| found.modified().ok()).hash(hasher);
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{ENTRIES, Sources};

    #[test]
    fn a_file_that_is_written_comes_or_goes_is_a_change() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("functions/inner")).unwrap();
        fs::create_dir_all(root.join("node_modules/x")).unwrap();
        fs::write(root.join("functions/pets.js"), "1").unwrap();
        fs::write(root.join("functions/inner/shared.js"), "1").unwrap();
        let sources = Sources::of_handler(root, &root.join("functions/pets"), &["js"]);
        let mut before = sources.print();
        assert_eq!(sources.print(), before);
        let mut changed = |what: &str| {
            let now = sources.print();
            let changed = now != before;
            before = now;
            (what.to_owned(), changed)
        };
        fs::write(root.join("functions/inner/shared.js"), "22").unwrap();
        assert_eq!(changed("shared"), ("shared".to_owned(), true));
        fs::write(root.join("new.js"), "1").unwrap();
        assert_eq!(changed("new"), ("new".to_owned(), true));
        fs::remove_file(root.join("new.js")).unwrap();
        assert_eq!(changed("gone"), ("gone".to_owned(), true));
        fs::write(root.join("functions/notes.txt"), "1").unwrap();
        fs::write(root.join("node_modules/x/index.js"), "1").unwrap();
        assert_eq!(changed("others"), ("others".to_owned(), false));
    }

    #[test]
    fn a_large_project_is_looked_at_beside_the_handler() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("functions")).unwrap();
        for at in 0..=ENTRIES {
            fs::write(root.join(format!("file{at}.js")), "").unwrap();
        }
        fs::write(root.join("functions/pets.js"), "1").unwrap();
        let sources = Sources::of_handler(root, &root.join("functions/pets"), &["js"]);
        let before = sources.print();
        fs::write(root.join("file0.js"), "more").unwrap();
        assert_eq!(sources.print(), before);
        fs::write(root.join("functions/pets.js"), "22").unwrap();
        assert_ne!(sources.print(), before);
    }

    #[test]
    fn a_command_is_made_of_what_it_names() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("bin")).unwrap();
        fs::write(root.join("bin/bootstrap"), "1").unwrap();
        let sources = Sources::of_command(root, vec![root.join("bin/bootstrap"), root.join("--x")]);
        let before = sources.print();
        fs::write(root.join("bin/bootstrap"), "22").unwrap();
        assert_ne!(sources.print(), before);
    }
}
