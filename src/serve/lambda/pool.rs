//! The processes of one function. Each handles one event at a time; there are no more than a bound of them.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Semaphore;

use super::launch::Launch;
use super::process::{Handled, Process};
use super::set::LocalFunction;
use super::watchdog::Watchdog;
use crate::gateway::{FunctionCall, FunctionFailure, FunctionFailureKind, FunctionOutcome};
use crate::serve::clock::now;

/// How many processes of one function there are at once. Further events wait for one.
const PROCESSES: usize = 10;

/// How many events of one function wait for a process.
const WAITING: usize = 1000;

/// How long a process is kept that has nothing to do.
const IDLE: Duration = Duration::from_mins(10);

/// The processes of one function.
pub(super) struct Pool {
    pub(super) function: Arc<LocalFunction>,
    watchdog: Rc<Watchdog>,
    slots: Semaphore,
    waiting: Cell<usize>,
    /// In the order of last use.
    idle: RefCell<Vec<Process>>,
}

impl Pool {
    /// No processes yet.
    pub(super) fn new(function: Arc<LocalFunction>, watchdog: &Rc<Watchdog>) -> Self {
        Self {
            function,
            watchdog: Rc::clone(watchdog),
            slots: Semaphore::new(PROCESSES),
            waiting: Cell::new(0),
            idle: RefCell::default(),
        }
    }

    /// Whether there is room for another event.
    pub(super) fn has_room(&self) -> bool {
        self.waiting.get() < WAITING
    }

    /// Hands an event to a process that is idle, or to a new one.
    pub(super) async fn invoke(&self, launch: &Launch, mut call: FunctionCall) -> FunctionOutcome {
        if !self.has_room() {
            return throttled(&self.function);
        }
        self.waiting.set(self.waiting.get() + 1);
        // The semaphore is never closed, so there always is a slot.
        let _slot = self.slots.acquire().await.ok();
        self.waiting.set(self.waiting.get() - 1);
        loop {
            let idle = self.idle(launch);
            let is_new = idle.is_none();
            let mut process = match idle {
                Some(process) => process,
                None => match self.start(launch, &call.request_id).await {
                    Ok(process) => process,
                    Err(outcome) => return outcome,
                },
            };
            match process.handle(call).await {
                Handled::Done(outcome) => {
                    process.idle_since = now();
                    self.idle.borrow_mut().push(process);
                    return outcome;
                }
                Handled::Over(outcome) => return outcome,
                // One that died while it was idle is no reason to fail.
                Handled::NotTaken(again) if !is_new => call = again,
                Handled::NotTaken(_) => {
                    return FunctionOutcome::Failure(FunctionFailure {
                        kind: FunctionFailureKind::Unreachable,
                        detail: format!("`{}` does not take events", self.function.name),
                    });
                }
            }
        }
    }

    async fn start(&self, launch: &Launch, request_id: &str) -> Result<Process, FunctionOutcome> {
        Process::start(&self.function, launch, &self.watchdog, request_id).await
    }

    /// A process that is there and made of the sources as they are. All others are ended.
    fn idle(&self, launch: &Launch) -> Option<Process> {
        let mut idle = self.idle.borrow_mut();
        if idle.is_empty() {
            return None;
        }
        let print = launch.sources.print();
        idle.retain(|process| process.print == print && process.is_alive());
        idle.pop()
    }

    /// Ends processes that have had nothing to do for long.
    pub(super) fn sweep(&self, now: Instant) {
        self.idle
            .borrow_mut()
            .retain(|process| process.is_alive() && now.duration_since(process.idle_since) < IDLE);
    }
}

pub(super) fn throttled(function: &LocalFunction) -> FunctionOutcome {
    FunctionOutcome::Failure(FunctionFailure {
        kind: FunctionFailureKind::Throttled,
        detail: format!("{WAITING} events wait for the function `{}` already", function.name),
    })
}
