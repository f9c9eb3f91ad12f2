//! A directory of generated files: written whole or not at all, and never over what somebody else wrote.
//!
//! Beside the files stands a list of them with a sum of each, so that the next run knows its own. A file that is not
//! on the list, or that was changed since, is not overwritten unless that is asked for; one that is no longer made is
//! removed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::sdk::{File, Surface};

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

/// What is to be done with a directory.
pub(super) struct Plan {
    /// The files to write, with the list of them.
    pub(super) files: Vec<(PathBuf, String)>,
    /// Files of an earlier run that nobody changed, and that are not made any more.
    pub(super) stale: Vec<PathBuf>,
}

/// Writes `files` into `folder`, and their list under the name `list_name`.
pub(super) fn write(
    folder: &Path,
    list_name: &str,
    language: &str,
    files: Vec<File>,
    force: bool,
) -> Result<(), CliError> {
    let plan = plan(folder, list_name, language, files, force)?;
    output::write_tree(folder, &plan.files)?;
    output::remove_files(&plan.stale);
    Ok(())
}

/// What is to be done so that `folder` holds `files`.
pub(super) fn plan(
    folder: &Path,
    list_name: &str,
    language: &str,
    files: Vec<File>,
    force: bool,
) -> Result<Plan, CliError> {
    let known = list(folder, list_name);
    if !force && folder.exists() {
        refuse_foreign(folder, &known, &files)?;
    }
    let list = Written {
        language: language.to_owned(),
        files: files.iter().map(|file| (file.path.clone(), sum(file.text.as_bytes()))).collect(),
    };
    let text = serde_json::to_string_pretty(&list).unwrap_or_default() + "\n";
    let stale = stale(folder, &known, &list);
    let mut files: Vec<(PathBuf, String)> =
        files.into_iter().map(|file| (folder.join(file.path), file.text)).collect();
    files.push((folder.join(list_name), text));
    Ok(Plan { files, stale })
}

/// What is said of a package that was written.
pub(super) fn summary(surface: &Surface, files: usize) -> String {
    let (operations, models) = (surface.operations.len(), surface.models.len());
    format!("{}, {}, {files} files", counted(operations, "operation"), counted(models, "model"))
}

/// `1 model`, `2 models`.
pub(super) fn counted(count: usize, word: &str) -> String {
    if count == 1 { format!("1 {word}") } else { format!("{count} {word}s") }
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

/// What an earlier run wrote, nobody changed, and this run does not make any more.
fn stale(folder: &Path, known: &Written, now: &Written) -> Vec<PathBuf> {
    let is_plain =
        |name: &str| Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    let gone = known.files.iter().filter(|(name, _)| !now.files.contains_key(*name));
    gone.filter(|(name, _)| is_plain(name))
        .filter_map(|(name, own)| {
            let path = folder.join(name);
            #[expect(clippy::disallowed_methods, reason = "what would be removed is looked at")]
            let found = fs::read(&path).ok()?;
            (sum(&found) == *own).then_some(path)
        })
        .collect()
}

/// A sum that a changed file does not have: FNV-1a of 64 bits, which is enough to notice an edit.
fn sum(bytes: &[u8]) -> String {
    let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}")
}
