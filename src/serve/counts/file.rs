//! The file: which key of which plan was let through how often on which day.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use redb::{Builder, Database, ReadableDatabase, ReadableTable, TableDefinition};

use super::writer::Store;
use crate::gateway::{Counter, Usage};
use crate::serve::store_guard::{self, StoreFault};

/// Requests by plan, key and day.
const USED: TableDefinition<'_, (&str, &str, u64), u64> = TableDefinition::new("used");

/// The day of the first request by plan and key.
const FIRST: TableDefinition<'_, (&str, &str), u64> = TableDefinition::new("first");

/// What the store may hold in memory of its file.
const CACHE: usize = 4 << 20;

/// How many days are read.
const READ_DAYS: u64 = 90;

type Read = BTreeMap<(String, String), Usage>;

/// Why counts cannot be kept in a file or read from it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CountsError {
    /// Another process has it.
    #[error("another gateway runs with the counts in `{}`", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// There is none.
    #[error("there are no counts in `{}`", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// It is none of ours, or not whole.
    #[error("the counts in `{}` are damaged: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The operating system does not let it be read or written.
    #[error("the counts in `{}` cannot be kept: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

impl CountsError {
    /// What to do about it.
    pub const fn help(&self) -> &'static str {
        match self {
            Self::InUse { .. } => "end it, or name another folder with `--state`",
            Self::Missing { .. } => "a gateway that serves a plan with a quota makes it",
            Self::Damaged { .. } => {
                "move the file away and start again to begin with new counts; until then, requests that a quota meters are refused"
            }
            Self::Io { .. } => {
                "give it room or the right to write; until then, requests that a quota meters are refused"
            }
        }
    }
}

/// The open file.
pub(super) struct CountsFile {
    path: PathBuf,
    /// None after a fault, until it is opened again.
    database: Option<Database>,
}

impl CountsFile {
    /// Opens the file at `path`, or makes it, and reads all of it.
    pub(super) fn open(path: &Path) -> Result<(Self, Read), CountsError> {
        let exists = path.try_exists().map_err(|source| io_error(path, source))?;
        if !exists {
            create(path)?;
        }
        let (database, read) = guarded(path, || {
            let database = database(path)?;
            let read = read_all(&database).map_err(|fault| explain(path, fault))?;
            Ok((database, read))
        })?;
        Ok((Self { path: path.to_owned(), database: Some(database) }, read))
    }
}

/// What the file at `path` has, without changing it.
pub(super) fn read(path: &Path) -> Result<Read, CountsError> {
    match path.try_exists() {
        Ok(true) => {}
        Ok(false) => return Err(CountsError::Missing { path: path.to_owned() }),
        Err(source) => return Err(io_error(path, source)),
    }
    guarded(path, || {
        let database = database(path)?;
        read_all(&database).map_err(|fault| explain(path, fault))
    })
}

impl Store for CountsFile {
    fn write(&mut self, counters: &[Arc<Counter>]) -> Result<(), CountsError> {
        let path = self.path.clone();
        let database = match self.database.take() {
            Some(database) => database,
            // After a fault the store is looked through anew.
            None => guarded(&path, || database(&path))?,
        };
        let mut written = Vec::new();
        let outcome = guarded(&path, || {
            write(&database, counters, &mut written).map_err(|fault| explain(&path, fault))
        });
        if outcome.is_ok() {
            self.database = Some(database);
        } else {
            for (counter, days) in written {
                counter.not_kept(days);
            }
        }
        outcome
    }
}

/// Makes the file aside and moves it into place, so that none is ever there half made.
fn create(path: &Path) -> Result<(), CountsError> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|source| io_error(path, source))?;
    }
    let aside = path.with_extension("new");
    match fs::remove_file(&aside) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            return Err(io_error(&aside, source));
        }
        Ok(()) | Err(_) => {}
    }
    guarded(&aside, || {
        let database = Builder::new()
            .set_cache_size(CACHE)
            .create(&aside)
            .map_err(|error| explain(&aside, error))?;
        write(&database, &[], &mut Vec::new()).map_err(|fault| explain(&aside, fault))
    })?;
    fs::rename(&aside, path).map_err(|source| io_error(path, source))
}

fn database(path: &Path) -> Result<Database, CountsError> {
    let length = fs::metadata(path).map_err(|source| io_error(path, source))?.len();
    if length == 0 {
        // The store would take it for a new one, and forget what was counted.
        return Err(told(path, StoreFault::Damaged("it is empty".to_owned())));
    }
    Builder::new().set_cache_size(CACHE).open(path).map_err(|error| explain(path, error))
}

fn read_all(database: &Database) -> Result<Read, redb::Error> {
    let reading = database.begin_read()?;
    let mut all = Read::new();
    for row in reading.open_table(FIRST)?.iter()? {
        let (name, first) = row?;
        let (plan, key) = name.value();
        let usage = all.entry((plan.to_owned(), key.to_owned())).or_default();
        usage.first_day = Some(first.value());
    }
    for row in reading.open_table(USED)?.iter()? {
        let (name, used) = row?;
        let (plan, key, day) = name.value();
        let usage = all.entry((plan.to_owned(), key.to_owned())).or_default();
        usage.days.insert(day, used.value());
    }
    for usage in all.values_mut() {
        let newest = usage.days.keys().next_back().copied().unwrap_or(0);
        usage.days.retain(|day, _| day + READ_DAYS > newest);
    }
    Ok(all)
}

/// The counters that were written, with the days of each.
type Written<'c> = Vec<(&'c Arc<Counter>, Vec<u64>)>;

fn write<'c>(
    database: &Database,
    counters: &'c [Arc<Counter>],
    written: &mut Written<'c>,
) -> Result<(), redb::Error> {
    let writing = database.begin_write()?;
    {
        let (mut used, mut first) = (writing.open_table(USED)?, writing.open_table(FIRST)?);
        for counter in counters {
            let (first_day, days) = counter.to_keep();
            written.push((counter, days.iter().map(|(day, _)| *day).collect()));
            let (plan, key) = (counter.plan(), counter.key());
            for (day, count) in days {
                used.insert((plan, key, day), count)?;
            }
            if let Some(day) = first_day
                && first.get((plan, key))?.is_none_or(|own| own.value() != day)
            {
                first.insert((plan, key), day)?;
            }
        }
    }
    writing.commit()?;
    Ok(())
}

fn guarded<T>(
    path: &Path,
    work: impl FnOnce() -> Result<T, CountsError>,
) -> Result<T, CountsError> {
    store_guard::guarded(work, |fault| told(path, fault))
}

fn explain(path: &Path, error: impl Into<redb::Error>) -> CountsError {
    told(path, StoreFault::of(error))
}

fn told(path: &Path, fault: StoreFault) -> CountsError {
    let path = path.to_owned();
    match fault {
        StoreFault::InUse => CountsError::InUse { path },
        StoreFault::Damaged(reason) => CountsError::Damaged { path, reason },
        StoreFault::Io(source) => CountsError::Io { path, source },
    }
}

fn io_error(path: &Path, source: io::Error) -> CountsError {
    told(path, StoreFault::Io(source))
}
