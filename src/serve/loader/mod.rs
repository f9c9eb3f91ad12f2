//! Reads files below a project root, and nothing else on the machine.
//!
//! A path that leaves the root, by `..` or through a symbolic link, is refused; so are directories, devices and
//! pipes, and files that are larger than a definition may be.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::source::{LoadError, Loader};

/// The largest file that is read, in bytes. The service takes definitions of 6 MB; JSON that a tool has indented
/// grows by a multiple of that.
const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// A [`Loader`] over the file system that remembers which files were asked for.
#[derive(Debug)]
pub struct FsLoader {
    root: PathBuf,
    limit: u64,
    asked: Mutex<BTreeSet<PathBuf>>,
}

impl FsLoader {
    /// A loader of the files below `root`, which must be a directory.
    pub fn new(root: &Path) -> io::Result<Self> {
        // An empty path is what `Path::parent` gives for a file in the current directory.
        let root = if root.as_os_str().is_empty() { Path::new(".") } else { root };
        let root = fs::canonicalize(root)?;
        if !root.is_dir() {
            return Err(io::Error::from(io::ErrorKind::NotADirectory));
        }
        Ok(Self { root, limit: LARGEST_FILE, asked: Mutex::default() })
    }

    /// Refuses files of more than `limit` bytes.
    #[must_use]
    pub const fn with_limit(mut self, limit: u64) -> Self {
        self.limit = limit;
        self
    }

    /// The root, as an absolute path without symbolic links.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The files that were asked for so far, whether they were there or not, as absolute paths in order. A file
    /// that was missing belongs to them, because its appearance changes what a compilation sees.
    pub fn files(&self) -> Vec<PathBuf> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        asked.iter().cloned().collect()
    }

    /// The path below the root that `path` names, decided on its text alone, so that a path that leads out is
    /// refused before anything outside is touched.
    fn inside(&self, path: &Path) -> Result<PathBuf, LoadError> {
        let outside = || LoadError::Outside(path.to_owned());
        let relative = if path.is_absolute() {
            path.strip_prefix(&self.root).map_err(|_| outside())?
        } else {
            path
        };
        let mut parts = Vec::new();
        for component in relative.components() {
            match component {
                Component::Normal(part) => parts.push(part),
                Component::CurDir => {}
                Component::ParentDir => {
                    parts.pop().ok_or_else(outside)?;
                }
                Component::RootDir | Component::Prefix(_) => return Err(outside()),
            }
        }
        Ok(self.root.join(parts.into_iter().collect::<PathBuf>()))
    }
}

impl Loader for FsLoader {
    fn load(&self, path: &Path) -> Result<Vec<u8>, LoadError> {
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound => LoadError::NotFound(path.to_owned()),
            _ => LoadError::Io { path: path.to_owned(), source },
        };
        let wanted = self.inside(path)?;
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).insert(wanted.clone());
        let real = fs::canonicalize(&wanted).map_err(failed)?;
        if !real.starts_with(&self.root) {
            return Err(LoadError::Outside(path.to_owned()));
        }
        // Looked at before it is opened: opening a pipe would wait for its writer.
        let found = fs::metadata(&real).map_err(failed)?;
        if found.is_dir() {
            return Err(LoadError::Directory(path.to_owned()));
        }
        if !found.is_file() {
            let source = io::Error::new(io::ErrorKind::InvalidInput, "not a regular file");
            return Err(LoadError::Io { path: path.to_owned(), source });
        }
        let too_large = || LoadError::TooLarge { path: path.to_owned(), limit: self.limit };
        if found.len() > self.limit {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(found.len()).unwrap_or(0));
        let file = File::open(&real).map_err(failed)?;
        file.take(self.limit.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
        if u64::try_from(bytes.len()).is_ok_and(|length| length > self.limit) {
            return Err(too_large());
        }
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests;
