//! Counts, and what becomes of them when the file does not take them.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::runtime::Builder;

use super::writer::Store;
use super::{COUNTS_FILE, CountsError, KeptState, read_counts};
use crate::gateway::{Counter, State, Ticket};
use crate::limits::{Quota, QuotaPeriod};

const NOON: Duration = Duration::from_hours(498_804);
const TODAY: u64 = 20_783;
const QUOTA: Quota = Quota { limit: 1000, period: QuotaPeriod::Day, offset: 0 };

/// Counts a request.
fn count(state: &KeptState, key: &str) -> Ticket {
    let counter = state.counter("free", key);
    counter.count(&QUOTA, NOON);
    state.keep(&counter).unwrap()
}

fn kept(state: &KeptState, ticket: Ticket) -> bool {
    Builder::new_current_thread().build().unwrap().block_on(state.kept(ticket))
}

fn used(folder: &Path, key: &str) -> Option<u64> {
    let all = read_counts(folder).unwrap();
    all.get(&("free".to_owned(), key.to_owned()))?.days.get(&TODAY).copied()
}

fn bytes_of(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    fs::File::open(path).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

/// State over the counts in `folder`, and why they cannot be kept.
fn open(folder: &Path) -> (KeptState, Option<CountsError>) {
    let state = KeptState::new(folder, None);
    let fault = state.open(&mut state.counts()).err();
    (state, fault)
}

fn opened(folder: &Path) -> KeptState {
    let (state, fault) = open(folder);
    assert!(fault.is_none(), "{fault:?}");
    state
}

#[test]
fn counts_go_on_where_they_were() {
    let folder = tempfile::tempdir().unwrap();
    let state = opened(folder.path());
    let tickets: Vec<Ticket> = (0..7).map(|_| count(&state, "app")).collect();
    count(&state, "other");
    assert!(tickets.into_iter().all(|ticket| kept(&state, ticket)));
    drop(state);
    assert_eq!((used(folder.path(), "app"), used(folder.path(), "other")), (Some(7), Some(1)));
    let state = opened(folder.path());
    let ticket = count(&state, "app");
    assert!(kept(&state, ticket));
    let usage = state.counter("free", "app").usage();
    assert_eq!((usage.days.get(&TODAY), usage.first_day), (Some(&8), Some(TODAY)));
}

#[test]
fn a_kept_count_is_in_the_file_while_the_gateway_runs() {
    let folder = tempfile::tempdir().unwrap();
    let state = opened(folder.path());
    let ticket = count(&state, "app");
    assert!(kept(&state, ticket));
    // What a process that ends here leaves behind is this file.
    let copy = tempfile::tempdir().unwrap();
    fs::copy(folder.path().join(COUNTS_FILE), copy.path().join(COUNTS_FILE)).unwrap();
    assert_eq!(used(copy.path(), "app"), Some(1));
}

#[test]
fn two_gateways_do_not_share_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let first = opened(folder.path());
    let (second, fault) = open(folder.path());
    assert!(matches!(fault, Some(CountsError::InUse { .. })), "{fault:?}");
    assert!(first.keeps_counts() && !second.keeps_counts());
    assert!(matches!(read_counts(folder.path()), Err(CountsError::InUse { .. })));
}

#[test]
fn a_damaged_file_is_told_and_keeps_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let state = opened(folder.path());
    let ticket = count(&state, "app");
    assert!(kept(&state, ticket));
    drop(state);
    let file = folder.path().join(COUNTS_FILE);
    let whole = bytes_of(&file);
    let mut damaged: Vec<Vec<u8>> = [0, 1, 100, 320, 4096, whole.len() / 2, whole.len() - 1]
        .into_iter()
        .map(|length| whole[..length].to_vec())
        .collect();
    damaged.push(b"this is no store at all, but a text of some length".to_vec());
    for (number, bytes) in damaged.into_iter().enumerate() {
        fs::write(&file, &bytes).unwrap();
        let (state, fault) = open(folder.path());
        let fault = fault.unwrap_or_else(|| panic!("{number} is taken for whole"));
        assert!(matches!(fault, CountsError::Damaged { .. }), "{number}: {fault}");
        assert!(fault.to_string().contains(COUNTS_FILE) && fault.help().contains("move the file"));
        assert!(!state.keeps_counts(), "{number}");
        drop(state);
        assert_eq!(bytes_of(&file), bytes, "{number}: the file is left as it was");
    }
    fs::remove_file(&file).unwrap();
    assert!(opened(folder.path()).keeps_counts());
}

/// Damage inside of pages is found out one way or another, and never ends the process.
#[test]
fn damage_anywhere_is_no_end_of_the_gateway() {
    let folder = tempfile::tempdir().unwrap();
    let state = opened(folder.path());
    let ticket = count(&state, "app");
    assert!(kept(&state, ticket));
    drop(state);
    let file = folder.path().join(COUNTS_FILE);
    let whole = bytes_of(&file);
    let mut found = 0;
    for at in (0..whole.len()).step_by(1024) {
        let mut bytes = whole.clone();
        for byte in bytes.iter_mut().skip(at).take(64) {
            *byte ^= 0x5a;
        }
        fs::write(&file, &bytes).unwrap();
        let (state, fault) = open(folder.path());
        match fault {
            Some(_) => found += 1,
            None => assert!(matches!(
                state.counter("free", "app").usage().days.get(&TODAY),
                None | Some(1)
            )),
        }
    }
    assert!(found > 0);
}

#[test]
fn a_gateway_without_quotas_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    drop(KeptState::new(folder.path(), None));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn a_folder_that_cannot_be_made_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    let (state, fault) = open(&file.join("below"));
    assert!(matches!(fault, Some(CountsError::Io { .. })), "{fault:?}");
    assert!(!state.keeps_counts());
}

/// A store that has no room until it is told otherwise.
struct Full {
    has_room: Arc<AtomicBool>,
    written: Arc<Mutex<BTreeMap<String, u64>>>,
}

impl Store for Full {
    fn write(&mut self, counters: &[Arc<Counter>]) -> Result<(), CountsError> {
        if !self.has_room.load(Ordering::Acquire) {
            let source = io::Error::from(io::ErrorKind::StorageFull);
            return Err(CountsError::Io { path: PathBuf::from("counts"), source });
        }
        let mut written = self.written.lock().unwrap();
        for counter in counters {
            for (_, used) in counter.to_keep().1 {
                written.insert(counter.key().to_owned(), used);
            }
        }
        Ok(())
    }
}

#[test]
fn a_full_disk_refuses_and_comes_back() {
    let has_room = Arc::new(AtomicBool::new(false));
    let written = Arc::new(Mutex::new(BTreeMap::new()));
    let store = Full { has_room: Arc::clone(&has_room), written: Arc::clone(&written) };
    let state = KeptState::new(Path::new("nowhere"), None);
    state.write_to(&mut state.counts(), Box::new(store));
    let first = count(&state, "app");
    assert!(!kept(&state, first), "an answer must not go out");
    assert!(!state.keeps_counts(), "the next request is refused before it is counted");
    // One that was let in before that is told as well, or kept in the end.
    let second = count(&state, "app");
    has_room.store(true, Ordering::Release);
    kept(&state, second);
    let third = count(&state, "other");
    while !state.keeps_counts() {
        std::thread::yield_now();
    }
    drop(state);
    let written = written.lock().unwrap();
    assert_eq!(written.get("app"), Some(&2), "totals are written, however often it failed");
    assert_eq!(written.get("other"), Some(&1), "{third:?}");
}
