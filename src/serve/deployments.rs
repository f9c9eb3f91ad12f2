//! Deployments in a file: each command opens it, changes it in one transaction, and lets go of it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use redb::{Builder, Database, DatabaseError, ReadableDatabase, ReadableTable, TableDefinition};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::clock::now;
use super::store_guard::{StoreFault, guarded};
use crate::deploy::History;
use crate::source::io_reason;

/// The name of the file in the folder of a gateway's state.
pub const DEPLOYMENTS_FILE: &str = "deployments.redb";

/// The name of the file beside it that is written anew when something was done.
pub const DEPLOYED_FILE: &str = "deployed";

/// Deployments by id, as JSON.
const DEPLOYMENTS: TableDefinition<'_, &str, &str> = TableDefinition::new("deployments");

/// Stages by name, as JSON.
const STAGES: TableDefinition<'_, &str, &str> = TableDefinition::new("stages");

/// What was done, by number, as JSON.
const DEEDS: TableDefinition<'_, u64, &str> = TableDefinition::new("deeds");

/// How long to wait for another command to let go of the file.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often to look meanwhile.
const LOOK: Duration = Duration::from_millis(20);

/// Why deployments cannot be read or kept.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeploymentsError {
    /// Another process has it.
    #[error("another command has the deployments in `{}`", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// It is none of ours, or not whole.
    #[error("the deployments in `{}` are damaged: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The operating system does not let it be read or written.
    #[error("the deployments in `{}` cannot be kept: {}", path.display(), io_reason(source))]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

/// What was deployed, by the file in `folder`. Nothing where there is none.
pub fn read_deployments(folder: &Path) -> Result<History, DeploymentsError> {
    let path = folder.join(DEPLOYMENTS_FILE);
    if !path.try_exists().map_err(|source| io_error(&path, source))? {
        return Ok(History::default());
    }
    in_store(&path, || {
        let database = open(&path)?;
        read(&path, &database)
    })
}

/// Changes what was deployed by `change`, and keeps that where it is good. What the file had and the change left as it
/// was is not written again.
pub fn change_deployments<T, E>(
    folder: &Path,
    change: impl FnOnce(&mut History) -> Result<T, E>,
) -> Result<Result<T, E>, DeploymentsError> {
    let path = folder.join(DEPLOYMENTS_FILE);
    fs::create_dir_all(folder).map_err(|source| io_error(folder, source))?;
    in_store(&path, || {
        let database = open(&path)?;
        let before = read(&path, &database)?;
        let mut history = before.clone();
        let changed = change(&mut history);
        if changed.is_ok() {
            write(&path, &database, &before, &history)?;
        }
        Ok(changed)
    })
}

fn in_store<T>(
    path: &Path,
    work: impl FnOnce() -> Result<T, DeploymentsError>,
) -> Result<T, DeploymentsError> {
    guarded(work, |fault| told(path, fault))
}

/// Opens the file, or makes it. Commands hold it for a moment only, so another one is waited for.
fn open(path: &Path) -> Result<Database, DeploymentsError> {
    let until = now() + PATIENCE;
    loop {
        match Builder::new().create(path) {
            Ok(database) => return Ok(database),
            Err(DatabaseError::DatabaseAlreadyOpen) if now() < until => thread::park_timeout(LOOK),
            Err(other) => return Err(explain(path, other)),
        }
    }
}

fn read(path: &Path, database: &Database) -> Result<History, DeploymentsError> {
    let mut history = History::default();
    let reading = database.begin_read().map_err(|error| explain(path, error))?;
    // The tables of a file that was made just now are not there yet.
    if let Ok(table) = reading.open_table(DEPLOYMENTS) {
        for row in table.iter().map_err(|error| explain(path, error))? {
            let (id, text) = row.map_err(|error| explain(path, error))?;
            history.deployments.insert(id.value().to_owned(), parse(path, text.value())?);
        }
    }
    if let Ok(table) = reading.open_table(STAGES) {
        for row in table.iter().map_err(|error| explain(path, error))? {
            let (name, text) = row.map_err(|error| explain(path, error))?;
            history.stages.insert(name.value().to_owned(), parse(path, text.value())?);
        }
    }
    if let Ok(table) = reading.open_table(DEEDS) {
        for row in table.iter().map_err(|error| explain(path, error))? {
            let (_, text) = row.map_err(|error| explain(path, error))?;
            history.deeds.push(parse(path, text.value())?);
        }
    }
    Ok(history)
}

fn write(
    path: &Path,
    database: &Database,
    before: &History,
    history: &History,
) -> Result<(), DeploymentsError> {
    let writing = database.begin_write().map_err(|error| explain(path, error))?;
    {
        let mut table = writing.open_table(DEPLOYMENTS).map_err(|error| explain(path, error))?;
        for (id, own) in &history.deployments {
            // Deployments never change.
            if !before.deployments.contains_key(id) {
                table.insert(&**id, &*text(path, own)?).map_err(|error| explain(path, error))?;
            }
        }
        let mut table = writing.open_table(STAGES).map_err(|error| explain(path, error))?;
        for (name, own) in &history.stages {
            table.insert(&**name, &*text(path, own)?).map_err(|error| explain(path, error))?;
        }
        let mut table = writing.open_table(DEEDS).map_err(|error| explain(path, error))?;
        for (number, own) in history.deeds.iter().enumerate().skip(before.deeds.len()) {
            let number = u64::try_from(number).unwrap_or(u64::MAX);
            table.insert(number, &*text(path, own)?).map_err(|error| explain(path, error))?;
        }
    }
    writing.commit().map_err(|error| explain(path, error))
}

fn parse<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, DeploymentsError> {
    serde_json::from_str(text).map_err(|error| damaged(path, &error.to_string()))
}

fn text(path: &Path, own: &impl Serialize) -> Result<String, DeploymentsError> {
    serde_json::to_string(own).map_err(|error| damaged(path, &error.to_string()))
}

fn explain(path: &Path, error: impl Into<redb::Error>) -> DeploymentsError {
    told(path, StoreFault::of(error))
}

fn damaged(path: &Path, reason: &str) -> DeploymentsError {
    told(path, StoreFault::Damaged(reason.to_owned()))
}

fn io_error(path: &Path, source: io::Error) -> DeploymentsError {
    told(path, StoreFault::Io(source))
}

fn told(path: &Path, fault: StoreFault) -> DeploymentsError {
    let path = path.to_owned();
    match fault {
        StoreFault::InUse => DeploymentsError::InUse { path },
        StoreFault::Damaged(reason) => DeploymentsError::Damaged { path, reason },
        StoreFault::Io(source) => DeploymentsError::Io { path, source },
    }
}
