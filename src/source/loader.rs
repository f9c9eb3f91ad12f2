//! The door to files. Layers below `cli` and `serve` read nothing but through it.

use std::path::{Path, PathBuf};

/// Reads files below a project root.
pub trait Loader {
    /// The bytes of the file at `path` (relative paths are relative to the project root).
    fn load(&self, path: &Path) -> Result<Vec<u8>, LoadError>;
}

/// Why a file could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoadError {
    /// There is no such file.
    #[error("no such file: `{}`", .0.display())]
    NotFound(PathBuf),
    /// The path names a directory.
    #[error("`{}` is a directory, not a file", .0.display())]
    Directory(PathBuf),
    /// The path leads out of the project root.
    #[error("`{}` lies outside of the project root", .0.display())]
    Outside(PathBuf),
    /// The file is larger than a definition may be.
    #[error("`{}` is larger than {}", path.display(), size(*limit))]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The largest accepted size in bytes.
        limit: u64,
    },
    /// The operating system refused.
    #[error("cannot read `{}`: {}", path.display(), io_reason(source))]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
}

/// A size as people say it.
fn size(bytes: u64) -> String {
    const MEGABYTE: u64 = 1024 * 1024;
    if bytes >= MEGABYTE && bytes.is_multiple_of(MEGABYTE) {
        return format!("{} MB", bytes / MEGABYTE);
    }
    format!("{bytes} bytes")
}

/// What the operating system said, without its number for it.
pub fn io_reason(error: &std::io::Error) -> String {
    let text = error.to_string();
    let words = text.split(" (os error ").next().unwrap_or(&text);
    let mut letters = words.chars();
    match (letters.next(), letters.clone().next()) {
        // A word in capitals stays one.
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => words.to_owned(),
    }
}
