//! Counts of quotas in a file that outlives the process, however it ends.
//!
//! A request is counted in memory, and its answer waits until the count is in the file. One thread writes; what was
//! counted while it wrote is written together next, so a busy gateway waits as often as a quiet one. What is in the file
//! are totals, not steps, so that writing something twice changes nothing.

mod file;
mod writer;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use super::control::CONTROL_FILE;
use super::responses::ResponseStore;
use crate::gateway::{
    AuthorizerResult, Bucket, Counter, FetchedKeys, KeptResponse, MemoryState, Meter, RoleSession,
    Shelf, State, StoredResponse, Ticket, Usage,
};

pub use file::CountsError;
use file::CountsFile;
use writer::{Queue, Store};

/// The name of the file in the folder of a gateway's state.
pub const COUNTS_FILE: &str = "counts.redb";

/// State whose counts are kept in a file, and cached responses where that is asked for. Everything else is in memory. The file is not touched before the first key is
/// counted, so a gateway without quotas leaves none.
pub struct KeptState {
    memory: MemoryState,
    queue: Arc<Queue>,
    folder: PathBuf,
    control: Option<SocketAddr>,
    counts: Mutex<Counts>,
    /// Where cached responses are kept; none where they are in memory alone.
    responses: Option<ResponseStore>,
}

#[derive(Default)]
struct Counts {
    is_opened: bool,
    /// Every counter that was asked for.
    counters: BTreeMap<(String, String), Arc<Counter>>,
    /// What the file had of the others.
    loaded: BTreeMap<(String, String), Usage>,
    writer: Option<JoinHandle<()>>,
}

impl KeptState {
    /// State that goes on from the file in `folder`, or makes one. Whoever finds the file in use reads beside it that
    /// the gateway can be asked at `control`.
    ///
    /// When the file cannot be used, standard error says why, and requests that a quota meters are refused.
    pub fn new(folder: &Path, control: Option<SocketAddr>) -> Self {
        Self {
            memory: MemoryState::new(),
            queue: Arc::new(Queue::new()),
            folder: folder.to_owned(),
            control,
            counts: Mutex::default(),
            responses: None,
        }
    }

    /// The same state, whose cached responses are kept in `store`.
    #[must_use]
    pub fn with_responses(mut self, store: ResponseStore) -> Self {
        self.responses = Some(store);
        self
    }

    /// Writes what is still to be written of the cached responses.
    pub fn close_responses(&self) {
        if let Some(store) = &self.responses {
            store.close();
        }
    }

    fn open(&self, counts: &mut Counts) -> Result<(), CountsError> {
        counts.is_opened = true;
        let (file, loaded) = CountsFile::open(&self.folder.join(COUNTS_FILE))?;
        counts.loaded = loaded;
        if let Some(address) = self.control {
            // Without it nobody can ask; the counts are kept all the same.
            let _ = fs::write(self.folder.join(CONTROL_FILE), format!("{address}\n"));
        }
        self.write_to(counts, Box::new(file));
        Ok(())
    }

    fn write_to(&self, counts: &mut Counts, store: Box<dyn Store + Send>) {
        counts.is_opened = true;
        counts.writer = writer::start(Arc::clone(&self.queue), store).ok();
        if counts.writer.is_some() {
            self.queue.open();
        }
    }

    /// Waits until the count of a request is in the file. Says whether it came there.
    pub async fn kept(&self, ticket: Ticket) -> bool {
        self.queue.kept(ticket).await
    }

    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State for KeptState {
    fn bucket(&self, name: &str) -> Arc<Bucket> {
        self.memory.bucket(name)
    }

    fn counter(&self, plan: &str, key: &str) -> Arc<Counter> {
        let name = (plan.to_owned(), key.to_owned());
        let mut counts = self.counts();
        if let Some(counter) = counts.counters.get(&name) {
            return Arc::clone(counter);
        }
        if !counts.is_opened
            && let Err(error) = self.open(&mut counts)
        {
            writer::tell(&format!("error: {error}\nhelp: {}", error.help()));
        }
        let usage = counts.loaded.remove(&name).unwrap_or_default();
        let counter = Arc::new(Counter::new(plan, key, usage));
        counts.counters.insert(name, Arc::clone(&counter));
        counter
    }

    fn keeps_counts(&self) -> bool {
        self.queue.is_open()
    }

    fn keep(&self, counter: &Arc<Counter>) -> Option<Ticket> {
        Some(self.queue.push(counter))
    }

    fn responses(&self, stage: &str, bytes: u64) -> Arc<Shelf<StoredResponse>> {
        let shelf = self.memory.responses(stage, bytes);
        if let Some(store) = &self.responses {
            store.fill(stage, bytes, &shelf);
        }
        shelf
    }

    fn keep_response(&self, kept: &KeptResponse<'_>) {
        if let Some(store) = &self.responses {
            store.keep(kept);
        }
    }

    fn forget_responses(&self, stage: &str, bytes: u64) {
        if let Some(store) = &self.responses {
            store.forget(stage, bytes);
        }
    }

    fn authorizer_results(&self, stage: &str) -> Arc<Shelf<AuthorizerResult>> {
        self.memory.authorizer_results(stage)
    }

    fn key_sets(&self) -> Arc<Shelf<FetchedKeys>> {
        self.memory.key_sets()
    }

    fn role_sessions(&self) -> Arc<Shelf<RoleSession>> {
        self.memory.role_sessions()
    }

    fn meter(&self, name: &str) -> Arc<Meter> {
        self.memory.meter(name)
    }
}

/// Writes what is still to be written.
impl Drop for KeptState {
    fn drop(&mut self) {
        self.queue.stop();
        let writer = self.counts().writer.take();
        if let Some(writer) = writer {
            // A writer that panicked has said so.
            let _ = writer.join();
        }
    }
}

impl fmt::Debug for KeptState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeptState").finish_non_exhaustive()
    }
}

/// What the file in `folder` has of all plans and keys, for whoever looks at it while no gateway runs.
pub fn read_counts(folder: &Path) -> Result<BTreeMap<(String, String), Usage>, CountsError> {
    file::read(&folder.join(COUNTS_FILE))
}

#[cfg(test)]
mod tests;
