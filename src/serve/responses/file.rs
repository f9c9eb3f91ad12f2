//! The file: rows under names that say nothing, in the clear or sealed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};
use std::time::Duration;

use redb::{Builder, Database, ReadableDatabase, ReadableTable, TableDefinition};

use super::record::Record;
use super::seal::{Opener, RowName, Sealer, Secret, private};
use super::{RESPONSES_FILE, ResponsesError};
use crate::serve::store_guard::{self, StoreFault};

/// Rows by name.
const ROWS: TableDefinition<'_, &[u8; 32], &[u8]> = TableDefinition::new("responses");

/// What the store may hold in memory of its file.
const CACHE: usize = 4 << 20;

/// What the rows may take together: as much as the smallest cluster holds.
const KEPT: usize = 512 << 20;

/// What stands in front of a row in the clear.
const CLEAR: u8 = 0;

/// What stands in front of a sealed one.
const SEALED: u8 = 1;

/// The open file, and what is known of its rows.
pub(super) struct ResponsesFile {
    path: PathBuf,
    database: Database,
    secret: Secret,
    sealer: Sealer,
    rows: Rows,
}

/// What is in the file.
#[derive(Debug, Default)]
struct Rows {
    by_name: BTreeMap<RowName, Row>,
    /// The next that is over comes first.
    by_end: BTreeSet<(Duration, RowName)>,
    bytes: usize,
}

#[derive(Debug)]
struct Row {
    cache: String,
    until: Duration,
    bytes: usize,
}

/// What is to be done with a row.
enum Change {
    Put(Vec<u8>),
    Remove,
}

/// Changes, of which the last for a row counts.
type Changes = BTreeMap<RowName, Change>;

/// What is done to the file.
pub(super) enum Deed {
    /// A response is kept.
    Keep(Record, bool),
    /// A response is forgotten.
    Remove {
        /// The cache that it is in.
        cache: String,
        /// What it is kept under there.
        key: Vec<u8>,
    },
    /// A cache is emptied.
    Forget(String),
}

impl ResponsesFile {
    /// Opens the file in `folder`, or makes it, and reads what is not over at `now`. A damaged file is thrown away, and the
    /// third value says why.
    pub(super) fn open(
        folder: &Path,
        secret: Secret,
        now: Duration,
    ) -> Result<(Self, Vec<Record>, Option<ResponsesError>), ResponsesError> {
        let path = folder.join(RESPONSES_FILE);
        let failed = |source| ResponsesError::Io { path: path.clone(), source };
        fs::create_dir_all(folder).map_err(failed)?;
        let sealer = Sealer::new(&secret)?;
        let mut fault = None;
        let read = match read(&path, &secret) {
            Err(error @ ResponsesError::Damaged { .. }) => {
                fs::remove_file(&path).map_err(failed)?;
                fault = Some(error);
                read(&path, &secret)?
            }
            other => other?,
        };
        let (database, found, strange) = read;
        let mut file = Self { path, database, secret, sealer, rows: Rows::default() };
        let mut records = Vec::new();
        let mut changes: Changes = strange.into_iter().map(|name| (name, Change::Remove)).collect();
        for (name, bytes, record) in found {
            if record.until <= now {
                changes.insert(name, Change::Remove);
                continue;
            }
            file.rows.put(name, &record, bytes);
            records.push(record);
        }
        file.write(changes)?;
        Ok((file, records, fault))
    }

    /// Does what is asked for, all of it or nothing, and throws out what is over at `now`, and what has no room.
    pub(super) fn apply(&mut self, deeds: Vec<Deed>, now: Duration) -> Result<(), ResponsesError> {
        let mut changes = Changes::new();
        for deed in deeds {
            match deed {
                Deed::Keep(record, is_sealed) => self.keep(&record, is_sealed, &mut changes),
                Deed::Remove { cache, key } => {
                    let name = self.secret.row_name(&cache, &key);
                    self.rows.remove(&name);
                    changes.insert(name, Change::Remove);
                }
                Deed::Forget(cache) => {
                    for name in self.rows.of_cache(&cache) {
                        self.rows.remove(&name);
                        changes.insert(name, Change::Remove);
                    }
                }
            }
        }
        while let Some((until, name)) = self.rows.by_end.first().copied() {
            if until > now && self.rows.bytes <= KEPT {
                break;
            }
            self.rows.remove(&name);
            changes.insert(name, Change::Remove);
        }
        self.write(changes)
    }

    fn keep(&mut self, record: &Record, is_sealed: bool, changes: &mut Changes) {
        let name = self.secret.row_name(&record.cache, &record.key);
        let bytes = record.to_bytes();
        let (kind, bytes) =
            if is_sealed { (SEALED, self.sealer.seal(&name, bytes)) } else { (CLEAR, Some(bytes)) };
        // What cannot be sealed is not kept, and neither is what was there before.
        let Some(mut bytes) = bytes else {
            self.rows.remove(&name);
            changes.insert(name, Change::Remove);
            return;
        };
        bytes.insert(0, kind);
        self.rows.put(name, record, bytes.len());
        changes.insert(name, Change::Put(bytes));
    }

    fn write(&self, changes: Changes) -> Result<(), ResponsesError> {
        if changes.is_empty() {
            return Ok(());
        }
        guarded(&self.path, || {
            write(&self.database, changes).map_err(|error| explain(&self.path, error))
        })
    }

    /// Throws the file away.
    pub(super) fn discard(self) {
        let Self { path, database, .. } = self;
        drop(database);
        // What cannot be thrown away is over in an hour at the latest.
        let _ = fs::remove_file(path);
    }
}

impl Rows {
    fn put(&mut self, name: RowName, record: &Record, bytes: usize) {
        self.remove(&name);
        self.bytes += bytes;
        self.by_end.insert((record.until, name));
        self.by_name.insert(name, Row { cache: record.cache.clone(), until: record.until, bytes });
    }

    fn remove(&mut self, name: &RowName) {
        if let Some(row) = self.by_name.remove(name) {
            self.bytes -= row.bytes;
            self.by_end.remove(&(row.until, *name));
        }
    }

    fn of_cache(&self, cache: &str) -> Vec<RowName> {
        let rows = self.by_name.iter().filter(|(_, row)| row.cache == cache);
        rows.map(|(name, _)| *name).collect()
    }
}

/// What a file has: what can be read, with its size, and the names of what cannot.
type Read = (Database, Vec<(RowName, usize, Record)>, Vec<RowName>);

fn read(path: &Path, secret: &Secret) -> Result<Read, ResponsesError> {
    guarded(path, || {
        let mut options = OpenOptions::new();
        // The store would make a file that others can read.
        private(options.write(true).create(true).truncate(false))
            .open(path)
            .map_err(|source| ResponsesError::Io { path: path.to_owned(), source })?;
        let database = Builder::new()
            .set_cache_size(CACHE)
            .create(path)
            .map_err(|error| explain(path, error))?;
        let (found, strange) = read_all(&database, secret).map_err(|error| explain(path, error))?;
        Ok((database, found, strange))
    })
}

#[expect(clippy::type_complexity, reason = "it is named where it is used")]
fn read_all(
    database: &Database,
    secret: &Secret,
) -> Result<(Vec<(RowName, usize, Record)>, Vec<RowName>), redb::Error> {
    let (mut found, mut strange) = (Vec::new(), Vec::new());
    let reading = database.begin_read()?;
    let table = match reading.open_table(ROWS) {
        Ok(table) => table,
        Err(redb::TableError::TableDoesNotExist(_)) => return Ok((found, strange)),
        Err(error) => return Err(error.into()),
    };
    let mut opener = Opener::new(secret);
    for row in table.iter()? {
        let (name, value) = row?;
        let (name, value) = (*name.value(), value.value());
        let opened = match value.split_first() {
            Some((&CLEAR, bytes)) => Record::from_bytes(bytes),
            Some((&SEALED, bytes)) => {
                opener.open(&name, bytes).and_then(|own| Record::from_bytes(&own))
            }
            _ => None,
        };
        // Under another secret rows have other names.
        match opened.filter(|own| secret.row_name(&own.cache, &own.key) == name) {
            Some(record) => found.push((name, value.len(), record)),
            None => strange.push(name),
        }
    }
    Ok((found, strange))
}

fn write(database: &Database, changes: Changes) -> Result<(), redb::Error> {
    let writing = database.begin_write()?;
    {
        let mut table = writing.open_table(ROWS)?;
        for (name, change) in changes {
            match change {
                Change::Put(bytes) => {
                    table.insert(&name, &*bytes)?;
                }
                Change::Remove => {
                    table.remove(&name)?;
                }
            }
        }
    }
    writing.commit()?;
    Ok(())
}

fn guarded<T>(
    path: &Path,
    work: impl FnOnce() -> Result<T, ResponsesError>,
) -> Result<T, ResponsesError> {
    store_guard::guarded(work, |fault| told(path, fault))
}

fn explain(path: &Path, error: impl Into<redb::Error>) -> ResponsesError {
    told(path, StoreFault::of(error))
}

fn told(path: &Path, fault: StoreFault) -> ResponsesError {
    let path = path.to_owned();
    match fault {
        StoreFault::InUse => ResponsesError::InUse { path },
        StoreFault::Damaged(reason) => ResponsesError::Damaged { path, reason },
        StoreFault::Io(source) => ResponsesError::Io { path, source },
    }
}
