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
    #[error("`{}` is larger than {limit} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The largest accepted size in bytes.
        limit: u64,
    },
    /// The operating system refused.
    #[error("cannot read `{}`: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
}
