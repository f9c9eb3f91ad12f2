//! Lambda functions on this machine: handlers in Node.js and Python, programs that speak the Runtime API, whatever
//! speaks the Invoke API, and answers in files.
//!
//! All of them are run by one thread of their own, so that neither their number nor their faults come near the workers.
//! A function's processes are ended with the server, and by a watchdog when the server cannot do that any more.

mod documents;
mod endpoint;
mod host;
mod launch;
mod output;
mod peer;
mod pool;
mod process;
mod runtime_api;
mod set;
mod sources;
mod watchdog;

use std::io;
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::gateway::{FunctionCall, FunctionFailure, FunctionFailureKind, FunctionOutcome};
use host::Message;

pub use set::{FunctionHome, FunctionSet};

/// How many calls wait for the thread to look at them.
const MESSAGES: usize = 1024;

/// Runs functions. The thread begins with the first that there are.
#[derive(Default)]
pub(super) struct Functions {
    running: Mutex<Option<Running>>,
}

struct Running {
    messages: mpsc::Sender<Message>,
    thread: JoinHandle<()>,
}

impl Functions {
    /// Runs the functions of `set` from now on. Processes of functions that are as they were stay.
    pub(super) fn replace(&self, set: FunctionSet) -> io::Result<()> {
        let messages = {
            let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            match &*running {
                Some(running) => running.messages.clone(),
                None if set.is_empty() => return Ok(()),
                None => {
                    *running = Some(Running::start(set)?);
                    return Ok(());
                }
            }
        };
        // Whoever replaces functions is no worker, and may wait. A thread that is gone has no functions to replace.
        let _ = messages.blocking_send(Message::Replace(set));
        Ok(())
    }

    /// Calls a function and returns what came of it, within the call's time.
    pub(super) async fn invoke(&self, call: FunctionCall) -> FunctionOutcome {
        let limit = call.timeout;
        let name = call.function.to_string();
        let messages = {
            let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            running.as_ref().map(|running| running.messages.clone())
        };
        let Some(messages) = messages else {
            return failure(
                FunctionFailureKind::UnknownFunction,
                format!("there is no function `{name}` here; name it in `local.functions`"),
            );
        };
        let (answer, answered) = oneshot::channel();
        let invoked = async {
            // The thread is gone only when the server ends.
            messages.send(Message::Invoke(call, answer)).await.ok()?;
            answered.await.ok()
        };
        match timeout(limit, invoked).await {
            Ok(Some(outcome)) => outcome,
            Ok(None) => failure(
                FunctionFailureKind::Unreachable,
                format!("the function `{name}` ended with the server"),
            ),
            Err(_) => failure(
                FunctionFailureKind::Timeout,
                format!("the function `{name}` did not answer in time"),
            ),
        }
    }

    /// Ends all functions and waits until they have ended.
    pub(super) fn shut_down(&self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Running { messages, thread }) = running {
            drop(messages);
            // A thread that panicked has said so, and its processes went with it.
            let _ = thread.join();
        }
    }
}

impl Drop for Functions {
    fn drop(&mut self) {
        self.shut_down();
    }
}

impl Running {
    fn start(set: FunctionSet) -> io::Result<Self> {
        let (messages, received) = mpsc::channel(MESSAGES);
        let mut builder = Builder::new_current_thread();
        builder.enable_all().max_blocking_threads(1);
        let thread = thread::Builder::new().name("functions".to_owned()).spawn(move || {
            // A runtime that cannot be made is seen by the first call: nobody answers.
            if let Ok(runtime) = builder.build_local(LocalOptions::default()) {
                runtime.block_on(host::run(set, received));
                runtime.shutdown_background();
            }
        })?;
        Ok(Self { messages, thread })
    }
}

fn failure(kind: FunctionFailureKind, detail: String) -> FunctionOutcome {
    FunctionOutcome::Failure(FunctionFailure { kind, detail })
}
