//! A directory of generated files: written whole or not at all, and never over what somebody else wrote.
//!
//! Beside the files stands a list of them with a sum of each, so that the next run knows its own. A file that is not
//! on the list, or that was changed since, is not overwritten unless that is asked for; one that is no longer made is
//! removed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::sdk::File;

use super::error::CliError;
use super::output;

/// The list of the files of a client library.
pub(super) const SDK: &str = ".portcullis-sdk.json";

/// The list of the files of a documentation.
pub(super) const DOCS: &str = ".portcullis-docs.json";

/// What the list holds.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Written {
    language: String,
    /// Sums by path.
    files: BTreeMap<String, String>,
}

/// Writes `files` into `folder`, and their list under the name `list_name`.
pub(super) fn write(
    folder: &Path,
    list_name: &str,
    language: &str,
    files: &[File],
    force: bool,
) -> Result<(), CliError> {
    let known = list(folder, list_name);
    if !force {
        refuse_foreign(folder, &known, files)?;
    }
    let list = Written {
        language: language.to_owned(),
        files: files.iter().map(|file| (file.path.clone(), sum(file.text.as_bytes()))).collect(),
    };
    let text = serde_json::to_string_pretty(&list).unwrap_or_default() + "\n";
    let mut all: Vec<(PathBuf, &[u8])> =
        files.iter().map(|file| (folder.join(&file.path), file.text.as_bytes())).collect();
    all.push((folder.join(list_name), text.as_bytes()));
    if folder.exists() {
        write_over(&all)?;
        remove_stale(folder, &known, &list);
        return Ok(());
    }
    write_new(folder, &all)
}

/// Files that exist are replaced when all new ones are on the disk.
fn write_over(all: &[(PathBuf, &[u8])]) -> Result<(), CliError> {
    for (path, _) in all {
        if let Some(parent) = path.parent() {
            output::make_directory(parent)?;
        }
    }
    output::write_files(all)
}

/// A directory that does not exist is made beside its place, and then moved there.
fn write_new(folder: &Path, all: &[(PathBuf, &[u8])]) -> Result<(), CliError> {
    let failed = |source| CliError::Write { path: folder.to_owned(), source };
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let hidden = format!(".{}.{}.tmp", name.unwrap_or_default(), std::process::id());
    let temporary = folder.with_file_name(hidden);
    let moved: Vec<(PathBuf, &[u8])> = all
        .iter()
        .map(|(path, bytes)| (temporary.join(path.strip_prefix(folder).unwrap_or(path)), *bytes))
        .collect();
    output::make_directory(&temporary)?;
    let written = write_over(&moved).and_then(|()| fs::rename(&temporary, folder).map_err(failed));
    if written.is_err() {
        let _ = fs::remove_dir_all(&temporary);
    }
    written
}

fn list(folder: &Path, name: &str) -> Written {
    #[expect(clippy::disallowed_methods, reason = "the list is a file of this command's own")]
    let text = fs::read_to_string(folder.join(name)).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// Refuses to touch a file that this command did not write, or that was changed since.
fn refuse_foreign(folder: &Path, known: &Written, files: &[File]) -> Result<(), CliError> {
    let mut foreign = Vec::new();
    for file in files {
        let path = folder.join(&file.path);
        #[expect(clippy::disallowed_methods, reason = "what would be overwritten is looked at")]
        let Ok(found) = fs::read(&path) else { continue };
        let is_same = found == file.text.as_bytes();
        let is_own = known.files.get(&file.path).is_some_and(|own| *own == sum(&found));
        if !is_same && !is_own {
            foreign.push(path.display().to_string());
        }
    }
    let Some(first) = foreign.first() else { return Ok(()) };
    let others = foreign.len() - 1;
    let more = if others == 0 { String::new() } else { format!(" and {others} more") };
    Err(CliError::Usage {
        message: format!("`{first}`{more} was not written by this command, or was changed since"),
        help: Some("choose another directory, or write over it with `--force`".to_owned()),
    })
}

/// Removes what an earlier run wrote, nobody changed, and this run does not make any more.
fn remove_stale(folder: &Path, known: &Written, now: &Written) {
    for (name, own) in &known.files {
        let plain = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if !plain || now.files.contains_key(name) {
            continue;
        }
        let path = folder.join(name);
        #[expect(clippy::disallowed_methods, reason = "what would be removed is looked at")]
        let found = fs::read(&path);
        if found.is_ok_and(|found| sum(&found) == *own) {
            let _ = fs::remove_file(path);
        }
    }
}

/// A sum that a changed file does not have: FNV-1a of 64 bits, which is enough to notice an edit.
fn sum(bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
