//! The thread that writes responses, and the queue in front of it.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use super::file::{Deed, ResponsesFile};
use super::record::Record;
use crate::gateway::Clock;
use crate::serve::clock::SystemClock;

/// What may wait to be written, in bytes. What has no room is not kept.
const WAITING: usize = 64 << 20;

/// What is to be done.
pub(super) enum Job {
    /// A response is kept.
    Keep {
        /// Whether it is sealed.
        is_sealed: bool,
        /// The response.
        record: Record,
    },
    /// The cache of that name is emptied.
    Forget(String),
}

/// What is to be done, in its order. Its lock is held for no more than a push.
#[derive(Default)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    filled: Condvar,
}

#[derive(Default)]
struct Waiting {
    deeds: Vec<Deed>,
    bytes: usize,
    is_stopped: bool,
}

impl Queue {
    /// Has something done.
    pub(super) fn push(&self, job: Job) {
        let mut waiting = self.waiting();
        if waiting.is_stopped {
            return;
        }
        let deed = match job {
            Job::Forget(cache) => Deed::Forget(cache),
            Job::Keep { is_sealed, record } if waiting.bytes + record.size() <= WAITING => {
                waiting.bytes += record.size();
                Deed::Keep(record, is_sealed)
            }
            // What was there before is no longer what the cache says.
            Job::Keep { record, .. } => Deed::Remove { cache: record.cache, key: record.key },
        };
        waiting.deeds.push(deed);
        drop(waiting);
        self.filled.notify_one();
    }

    /// Does what is there, and then no more.
    pub(super) fn stop(&self) {
        self.waiting().is_stopped = true;
        self.filled.notify_one();
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what is to be done; nothing at the end.
    fn take(&self) -> Option<Vec<Deed>> {
        let mut waiting = self.waiting();
        while waiting.deeds.is_empty() {
            if waiting.is_stopped {
                return None;
            }
            waiting = self.filled.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        waiting.bytes = 0;
        Some(std::mem::take(&mut waiting.deeds))
    }

    /// Nothing is done any more.
    fn close(&self) {
        let mut waiting = self.waiting();
        waiting.is_stopped = true;
        waiting.deeds = Vec::new();
    }
}

/// Starts the thread that writes into `file`. When that fails, the file is thrown away, so that nothing in it is served
/// that is no longer so, and nothing is written any more.
pub(super) fn start(
    queue: Arc<Queue>,
    mut file: ResponsesFile,
    clock: SystemClock,
) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name("responses".to_owned()).spawn(move || {
        while let Some(deeds) = queue.take() {
            if let Err(error) = file.apply(deeds, clock.now().wall) {
                queue.close();
                file.discard();
                // Nobody is left to tell when standard error is closed.
                let _ = writeln!(
                    io::stderr().lock(),
                    "warning: {error}; cached responses are in memory alone from now on"
                );
                return;
            }
        }
    })
}
