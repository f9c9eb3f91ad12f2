//! The thread that runs functions, and what is done for one call.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use serde::de::IgnoredAny;
use tokio::select;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::documents::{MAX_RESPONSE, too_large};
use super::output::Output;
use super::pool::{Pool, throttled};
use super::set::{FunctionSet, Kind, LocalFunction};
use super::watchdog::Watchdog;
use crate::gateway::{
    FunctionCall, FunctionFailure, FunctionFailureKind, FunctionOutcome, InvocationType,
};
use crate::serve::clock::now;
use crate::serve::upstream::Upstreams;

/// How often idle processes and connections are looked through.
const SWEEP: Duration = Duration::from_secs(5);

/// How long processes may take to end after they were told to.
const FAREWELL: Duration = Duration::from_secs(2);

/// The largest event whose answer is waited for, in bytes (AWS docs, "Lambda quotas": 6 MB).
const MAX_REQUEST: usize = 6_291_456;

/// The largest event that is only taken, in bytes (AWS docs, "Lambda quotas": 1 MB).
const MAX_EVENT: usize = 1_048_576;

/// What the thread is asked to do.
pub(super) enum Message {
    /// Call a function, and say what came of it.
    Invoke(FunctionCall, oneshot::Sender<FunctionOutcome>),
    /// Run these functions from now on.
    Replace(FunctionSet),
}

/// What runs functions.
struct Host {
    set: RefCell<FunctionSet>,
    pools: RefCell<BTreeMap<String, Rc<Pool>>>,
    watchdog: Rc<Watchdog>,
    upstreams: Rc<Upstreams>,
}

/// Runs functions until nobody can ask for one any more.
pub(super) async fn run(set: FunctionSet, mut messages: mpsc::Receiver<Message>) {
    let (watchdog, mut gone) = Watchdog::new();
    let host = Rc::new(Host {
        set: RefCell::new(set),
        pools: RefCell::default(),
        watchdog,
        upstreams: Upstreams::new(),
    });
    let mut calls = JoinSet::new();
    let mut sweep = interval(SWEEP);
    sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        select! {
            biased;
            message = messages.recv() => match message {
                None => break,
                Some(Message::Replace(set)) => host.replace(set),
                Some(Message::Invoke(call, answer)) => {
                    calls.spawn_local(Rc::clone(&host).call(call, answer));
                }
            },
            Some(_) = calls.join_next() => {}
            _ = sweep.tick() => host.sweep(),
        }
    }
    calls.shutdown().await;
    drop(host);
    // Processes are ended, and then they are waited for, so that none is left behind.
    let _ = timeout(FAREWELL, gone.recv()).await;
}

impl Host {
    /// Processes of functions that are as they were stay.
    fn replace(&self, set: FunctionSet) {
        self.pools.borrow_mut().retain(|_, pool| set.contains(&pool.function));
        self.set.replace(set);
    }

    fn sweep(&self) {
        let now = now();
        self.upstreams.sweep(now);
        for pool in self.pools.borrow().values() {
            pool.sweep(now);
        }
    }

    async fn call(self: Rc<Self>, call: FunctionCall, answer: oneshot::Sender<FunctionOutcome>) {
        let function = self.set.borrow().find(&call.function).cloned();
        let outcome = match function {
            None => Err(unknown(&call)),
            Some(function) => match too_large_event(&call) {
                Some(refused) => Err(refused),
                None => Ok(function),
            },
        };
        // Whoever asked may have gone: the function runs all the same, as it does behind the service.
        match outcome {
            Err(refused) => drop(answer.send(refused)),
            Ok(function) if call.invocation_type == InvocationType::Event => {
                self.take(&function, call, answer).await;
            }
            Ok(function) => drop(answer.send(self.invoke(&function, call).await)),
        }
    }

    /// Takes an event and runs it. Nobody but the log hears what comes of it.
    async fn take(
        &self,
        function: &Arc<LocalFunction>,
        call: FunctionCall,
        answer: oneshot::Sender<FunctionOutcome>,
    ) {
        if !self.pool(function).has_room() {
            return drop(answer.send(throttled(function)));
        }
        drop(answer.send(FunctionOutcome::Payload(Bytes::new())));
        let id = call.request_id.clone();
        let output = Output::new(&function.name);
        match self.invoke(function, call).await {
            FunctionOutcome::Payload(_) => {}
            FunctionOutcome::Error(document) => {
                output.note(&format!("event {id} failed: {}", String::from_utf8_lossy(&document)));
            }
            FunctionOutcome::Failure(failure) => {
                output.note(&format!("event {id} was not handled: {}", failure.detail));
            }
        }
    }

    async fn invoke(&self, function: &Arc<LocalFunction>, call: FunctionCall) -> FunctionOutcome {
        match &function.kind {
            Kind::Process(launch) => {
                let pool = self.pool(function);
                pool.invoke(launch, call).await
            }
            Kind::Endpoint(endpoint) => endpoint.invoke(&self.upstreams, call).await,
            Kind::Response(path) => response(function, path),
            Kind::Broken(reason) => not_run(function, reason),
        }
    }

    fn pool(&self, function: &Arc<LocalFunction>) -> Rc<Pool> {
        let mut pools = self.pools.borrow_mut();
        let new = || Rc::new(Pool::new(Arc::clone(function), &self.watchdog));
        Rc::clone(pools.entry(function.name.clone()).or_insert_with(new))
    }
}

fn unknown(call: &FunctionCall) -> FunctionOutcome {
    let name = &call.function.name;
    FunctionOutcome::Failure(FunctionFailure {
        kind: FunctionFailureKind::UnknownFunction,
        detail: format!("there is no function `{name}` here; name it in `local.functions`"),
    })
}

fn not_run(function: &LocalFunction, reason: &str) -> FunctionOutcome {
    FunctionOutcome::Failure(FunctionFailure {
        kind: FunctionFailureKind::UnknownFunction,
        detail: format!("the function `{}` cannot be run: {reason}", function.name),
    })
}

fn too_large_event(call: &FunctionCall) -> Option<FunctionOutcome> {
    let (kind, limit) = match call.invocation_type {
        InvocationType::RequestResponse => ("RequestResponse", MAX_REQUEST),
        InvocationType::Event => ("Event", MAX_EVENT),
    };
    let length = call.payload.len();
    (length > limit).then(|| {
        FunctionOutcome::Failure(FunctionFailure {
            kind: FunctionFailureKind::TooLarge,
            detail: format!(
                "{length} byte payload is too large for the {kind} invocation type (limit {limit} bytes)"
            ),
        })
    })
}

/// The answer in a file, which is read anew each time.
fn response(function: &LocalFunction, path: &Path) -> FunctionOutcome {
    let read = || -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let limit = u64::try_from(MAX_RESPONSE).unwrap_or(u64::MAX);
        File::open(path)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    match read() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            not_run(function, &format!("there is no file `{}`", path.display()))
        }
        Err(error) => not_run(function, &format!("`{}` cannot be read: {error}", path.display())),
        Ok(bytes) if bytes.len() > MAX_RESPONSE => FunctionOutcome::Error(too_large()),
        Ok(bytes) => match serde_json::from_slice::<IgnoredAny>(&bytes) {
            Ok(_) => FunctionOutcome::Payload(Bytes::from(bytes)),
            Err(error) => not_run(function, &format!("`{}` is no JSON: {error}", path.display())),
        },
    }
}
