//! Cached responses in a file that outlives the process: the service's cache is a machine of its own, which does not end
//! with the gateway.
//!
//! Answers come from memory. What is kept there is written behind, by one thread, and read once, when a stage that has a
//! cache is served for the first time. Responses of methods whose settings say so are sealed: neither they nor what they
//! are kept under is ever on the disk in the clear. A cache may forget: when the file cannot be used or written, it is
//! thrown away, which is told, and the gateway goes on from memory. What is thrown away is never served again.

mod file;
mod record;
mod seal;
mod writer;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use super::clock::SystemClock;
use crate::gateway::{Clock, KeptResponse, Shelf, StoredResponse};
use crate::source::io_reason;

use file::ResponsesFile;
use record::Record;
use seal::Secret;
use writer::{Job, Queue};

/// The name of the file in the folder of a gateway's state.
pub const RESPONSES_FILE: &str = "responses.redb";

/// The name of the file beside it with the secret that responses are sealed with.
pub const RESPONSES_KEY_FILE: &str = "responses.key";

/// Why cached responses cannot be kept in a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResponsesError {
    /// Another process has it.
    #[error("another gateway keeps its responses in `{}`", path.display())]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The secret is none.
    #[error("{source_name} is no secret for cached responses: {reason}")]
    Secret {
        /// Where it comes from.
        source_name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// It is none of ours, or not whole.
    #[error("the responses in `{}` are damaged: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The operating system does not let it be read or written.
    #[error("the responses in `{}` cannot be kept: {}", path.display(), io_reason(source))]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// There is no randomness for a secret.
    #[error("the system gives no random bytes for a secret")]
    Random,
}

impl ResponsesError {
    /// What to do about it.
    pub const fn help(&self) -> &'static str {
        match self {
            Self::InUse { .. } => "end it, or name another folder with `--state`",
            Self::Secret { .. } => {
                "give 32 bytes in Base64, as `openssl rand -base64 32` prints them, in a file that only its owner can read"
            }
            Self::Damaged { .. } => "the cache begins empty",
            Self::Io { .. } => {
                "give it room or the right to write, or leave `--keep-responses` out"
            }
            Self::Random => "leave `--keep-responses` out",
        }
    }
}

/// The file, as those see it who keep and look up responses.
pub struct ResponseStore {
    clock: SystemClock,
    queue: Arc<Queue>,
    /// What the file had, by the name of the cache, until it is asked for.
    loaded: Mutex<BTreeMap<String, Vec<Record>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl ResponseStore {
    /// Opens the file in `folder`, or makes it. The secret is `secret`, in Base64, or else that of the file beside it, which
    /// is made where there is none. A damaged file is thrown away, which the second value says.
    pub fn open(
        folder: &Path,
        secret: Option<&str>,
        clock: SystemClock,
    ) -> Result<(Self, Option<ResponsesError>), ResponsesError> {
        let secret = Secret::find(folder, secret)?;
        let now = clock.now().wall;
        let (file, records, fault) = ResponsesFile::open(folder, secret, now)?;
        let mut loaded: BTreeMap<String, Vec<Record>> = BTreeMap::new();
        for record in records {
            loaded.entry(record.cache.clone()).or_default().push(record);
        }
        let queue = Arc::new(Queue::default());
        let path = folder.join(RESPONSES_FILE);
        let writer = writer::start(Arc::clone(&queue), file, clock)
            .map_err(|source| ResponsesError::Io { path, source })?;
        let loaded = Mutex::new(loaded);
        Ok((Self { clock, queue, loaded, writer: Mutex::new(Some(writer)) }, fault))
    }

    /// Puts what the file had of the cache of a stage onto its shelf, once.
    pub(super) fn fill(&self, stage: &str, bytes: u64, shelf: &Shelf<StoredResponse>) {
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        let records = loaded.remove(&cache_name(stage, bytes)).unwrap_or_default();
        drop(loaded);
        let now = self.clock.now();
        for record in records {
            let Some(left) = record.until.checked_sub(now.wall) else { continue };
            let size = record.response.size();
            let until = now.monotonic + left;
            shelf.put(&record.key, record.response, size, until, now.monotonic);
        }
    }

    /// Has a response written.
    pub(super) fn keep(&self, kept: &KeptResponse<'_>) {
        self.queue.push(Job::Keep {
            is_sealed: kept.is_encrypted,
            record: Record {
                cache: cache_name(kept.stage, kept.bytes),
                key: kept.key.to_vec(),
                until: kept.now.wall + kept.ttl,
                response: kept.response.clone(),
            },
        });
    }

    /// Has everything of the cache of a stage thrown away.
    pub(super) fn forget(&self, stage: &str, bytes: u64) {
        let name = cache_name(stage, bytes);
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner).remove(&name);
        self.queue.push(Job::Forget(name));
    }

    /// Writes what is still to be written, and no more after that.
    pub fn close(&self) {
        self.queue.stop();
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer {
            // A writer that panicked has said so.
            let _ = writer.join();
        }
    }
}

/// A cluster of another size is another cache: the service throws all entries away as well.
fn cache_name(stage: &str, bytes: u64) -> String {
    format!("{stage}/{bytes}")
}

impl Drop for ResponseStore {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for ResponseStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseStore").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
