//! The thread that writes counts, and the queue in front of it.

use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::watch;

use super::file::CountsError;
use crate::gateway::{Counter, Ticket};

/// How long the writer waits after a fault before it tries again.
const PAUSE: Duration = Duration::from_millis(500);

/// Where counts are written.
pub(super) trait Store {
    /// Writes what `counters` have counted since they were last written, all of it or nothing.
    fn write(&mut self, counters: &[Arc<Counter>]) -> Result<(), CountsError>;
}

/// Counters that are to be written, and who waits for it. Its lock is held for no more than a push.
#[derive(Debug)]
pub(super) struct Queue {
    waiting: Mutex<Waiting>,
    filled: Condvar,
    is_open: AtomicBool,
    progress: watch::Sender<Progress>,
}

#[derive(Debug, Default)]
struct Waiting {
    counters: Vec<Arc<Counter>>,
    /// The last ticket that was given.
    last: u64,
    is_stopped: bool,
}

/// How far the writer has come.
#[derive(Clone, Copy, Debug, Default)]
struct Progress {
    /// All tickets up to this one are kept.
    kept: u64,
    /// All later tickets up to this one could not be kept.
    failed: u64,
}

impl Queue {
    pub(super) fn new() -> Self {
        Self {
            waiting: Mutex::default(),
            filled: Condvar::new(),
            is_open: AtomicBool::new(false),
            progress: watch::Sender::new(Progress::default()),
        }
    }

    /// Whether counts can be kept.
    pub(super) fn is_open(&self) -> bool {
        self.is_open.load(Ordering::Acquire)
    }

    /// Keeps counts from now on.
    pub(super) fn open(&self) {
        self.is_open.store(true, Ordering::Release);
    }

    /// Has `counter` written.
    pub(super) fn push(&self, counter: &Arc<Counter>) -> Ticket {
        let mut waiting = self.waiting();
        waiting.counters.push(Arc::clone(counter));
        waiting.last += 1;
        let ticket = Ticket(waiting.last);
        drop(waiting);
        self.filled.notify_one();
        ticket
    }

    /// Waits until everything up to `ticket` is written, or cannot be.
    pub(super) async fn kept(&self, ticket: Ticket) -> bool {
        let mut progress = self.progress.subscribe();
        let is_decided = |own: &Progress| own.kept.max(own.failed) >= ticket.0;
        match progress.wait_for(is_decided).await {
            Ok(own) => own.kept >= ticket.0,
            Err(_) => false,
        }
    }

    /// Writes what is there, and then no more.
    pub(super) fn stop(&self) {
        self.waiting().is_stopped = true;
        self.filled.notify_one();
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes what is to be written, with the last ticket of it; nothing at the end.
    fn take(&self) -> Option<(Vec<Arc<Counter>>, u64)> {
        let mut waiting = self.waiting();
        while waiting.counters.is_empty() {
            if waiting.is_stopped {
                return None;
            }
            waiting = self.filled.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
        Some((std::mem::take(&mut waiting.counters), waiting.last))
    }

    /// Waits for a while. Says whether to go on.
    fn pause(&self) -> bool {
        let waiting = self.waiting();
        let (waiting, _) = self
            .filled
            .wait_timeout_while(waiting, PAUSE, |own| !own.is_stopped)
            .unwrap_or_else(PoisonError::into_inner);
        !waiting.is_stopped
    }

    fn run(&self, store: &mut dyn Store) {
        while let Some((mut counters, mut last)) = self.take() {
            let mut is_told = false;
            while let Err(error) = store.write(&counters) {
                self.is_open.store(false, Ordering::Release);
                self.progress.send_modify(|own| own.failed = last);
                if !is_told {
                    is_told = true;
                    tell(&format!("error: {error}\nhelp: {}", error.help()));
                }
                if !self.pause() {
                    return;
                }
                // Requests that were let in just before have come to the queue meanwhile.
                let mut waiting = self.waiting();
                counters.append(&mut waiting.counters);
                last = waiting.last;
            }
            self.progress.send_modify(|own| own.kept = last);
            if is_told {
                self.open();
                tell("counts are kept again");
            }
        }
    }
}

/// Starts the thread that writes into `store`.
pub(super) fn start(
    queue: Arc<Queue>,
    mut store: Box<dyn Store + Send>,
) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name("counts".to_owned()).spawn(move || {
        let writing = Writing(&queue);
        queue.run(&mut *store);
        drop(writing);
    })
}

/// The time in which somebody writes. When it is over, however it ended, nobody waits for what is not written.
struct Writing<'q>(&'q Queue);

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.0.is_open.store(false, Ordering::Release);
        self.0.progress.send_modify(|own| own.failed = u64::MAX);
    }
}

/// Writes to standard error.
pub(super) fn tell(text: &str) {
    // Nobody is left to tell when standard error is closed.
    let _ = writeln!(io::stderr().lock(), "{text}");
}
