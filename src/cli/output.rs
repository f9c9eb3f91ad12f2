//! Files are written whole or not at all: to a temporary file beside them, which is then renamed.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;

use super::error::CliError;

/// Writes one file.
pub(super) fn write_file(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    write_files(&[(path.to_owned(), bytes)])
}

/// Writes several files. Not one of them changes before all of them are on the disk.
pub(super) fn write_files<B: AsRef<[u8]>>(files: &[(PathBuf, B)]) -> Result<(), CliError> {
    let mut staged = Vec::new();
    for (path, bytes) in files {
        staged.push(Staged::new(path, bytes.as_ref()).map_err(|source| failed(path, source))?);
    }
    for file in staged {
        let path = file.path.clone();
        file.publish().map_err(|source| failed(&path, source))?;
    }
    Ok(())
}

/// Writes several files below `folder`, which is made where it is not there. Not one file changes before all of them
/// are on the disk, and a directory that was not there appears with all of them.
pub(super) fn write_tree<B: AsRef<[u8]>>(
    folder: &Path,
    files: &[(PathBuf, B)],
) -> Result<(), CliError> {
    if folder.exists() {
        return write_over(files);
    }
    let Some(name) = folder.file_name() else { return write_over(files) };
    let mut hidden = OsString::from(".");
    hidden.push(name);
    hidden.push(format!(".{}.tmp", process::id()));
    let temporary = folder.with_file_name(hidden);
    let written = make_directory(&temporary)
        .and_then(|()| write_new(folder, &temporary, files))
        .and_then(|()| fs::rename(&temporary, folder).map_err(|source| failed(folder, source)));
    if written.is_err() {
        let _ = fs::remove_dir_all(&temporary);
    }
    written
}

/// Writes the files of `folder` into `temporary`, which nobody else knows: none of them replaces another.
fn write_new<B: AsRef<[u8]>>(
    folder: &Path,
    temporary: &Path,
    files: &[(PathBuf, B)],
) -> Result<(), CliError> {
    let below = |path: &Path| temporary.join(path.strip_prefix(folder).unwrap_or(path));
    let folders: BTreeSet<&Path> = files.iter().filter_map(|(path, _)| path.parent()).collect();
    folders.into_iter().try_for_each(|own| make_directory(&below(own)))?;
    files.iter().try_for_each(|(path, bytes)| {
        fs::write(below(path), bytes).map_err(|source| failed(path, source))
    })
}

/// Makes the directories of files, and writes the files.
fn write_over<B: AsRef<[u8]>>(files: &[(PathBuf, B)]) -> Result<(), CliError> {
    let folders: BTreeSet<&Path> = files.iter().filter_map(|(path, _)| path.parent()).collect();
    folders.into_iter().try_for_each(make_directory)?;
    write_files(files)
}

/// Removes files that are needed no more. One that cannot be removed stays.
pub(super) fn remove_files(paths: &[PathBuf]) {
    for path in paths {
        let _ = fs::remove_file(path);
    }
}

/// Makes a directory with all directories above it.
pub(super) fn make_directory(path: &Path) -> Result<(), CliError> {
    fs::create_dir_all(path).map_err(|source| failed(path, source))
}

fn failed(path: &Path, source: io::Error) -> CliError {
    CliError::Write { path: path.to_owned(), source }
}

/// A file that is written but does not yet have its name. It is removed when it never gets it.
struct Staged {
    path: PathBuf,
    temporary: Option<PathBuf>,
}

impl Staged {
    fn new(path: &Path, bytes: &[u8]) -> io::Result<Self> {
        // What a link points to is replaced, not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let found = fs::metadata(&path).ok();
        if found.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(io::Error::from(io::ErrorKind::IsADirectory));
        }
        if found.as_ref().is_some_and(|found| !found.is_file()) {
            // A pipe or a device cannot be replaced; it is written to.
            OpenOptions::new().write(true).open(&path)?.write_all(bytes)?;
            return Ok(Self { path, temporary: None });
        }
        let name = path.file_name().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.tmp", process::id()));
        let temporary = path.with_file_name(hidden);
        let mut file = File::create(&temporary)?;
        let staged = Self { path, temporary: Some(temporary) };
        file.write_all(bytes)?;
        if let Some(found) = found {
            file.set_permissions(found.permissions())?;
        }
        Ok(staged)
    }

    fn publish(mut self) -> io::Result<()> {
        let Some(temporary) = &self.temporary else { return Ok(()) };
        fs::rename(temporary, &self.path)?;
        self.temporary = None;
        Ok(())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if let Some(temporary) = self.temporary.take() {
            let _ = fs::remove_file(temporary);
        }
    }
}
