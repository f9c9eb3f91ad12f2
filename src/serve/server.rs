//! The server: one listening socket, a number of workers, and the configuration that they answer by.
//!
//! Each worker is a thread with a runtime of its own. A request stays on the thread that accepted its connection, and
//! so do the upstream connections that it uses.

use std::fmt;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use arc_swap::ArcSwap;
use tokio::sync::{Semaphore, watch};

use super::clock::SystemClock;
use super::lambda::{FunctionSet, Functions};
use super::log_files::LogFiles;
use super::options::ServeOptions;
use super::otlp::SpanExporter;
use super::report;
use super::tls::DomainSet;
use super::worker::{self, Listeners};
use crate::gateway::Engine;
use crate::source::io_reason;

/// Why a server cannot start or go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ServeError {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {}", io_reason(source))]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the operating system said.
        source: io::Error,
    },
    /// What runs functions could not be started.
    #[error("cannot start what runs functions: {0}")]
    Functions(#[source] io::Error),
    /// What sends spans could not be started.
    #[error("cannot start what sends traces: {0}")]
    Spans(#[source] io::Error),
    /// A worker could not be started.
    #[error("cannot start a worker: {0}")]
    Worker(#[source] io::Error),
    /// Signals cannot be listened to.
    #[error("cannot listen to signals: {0}")]
    Signals(#[source] io::Error),
}

/// What the workers are to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Phase {
    /// Get ready, and accept nothing yet.
    Starting,
    /// Accept and answer.
    Serving,
    /// Accept no more; answer what is in flight.
    Draining,
    /// Stop at once.
    Ended,
}

/// What all workers share.
pub(super) struct Shared {
    pub(super) engine: ArcSwap<Engine>,
    /// One clock for all workers, since they take from the same buckets.
    pub(super) clock: SystemClock,
    pub(super) functions: Functions,
    pub(super) domains: ArcSwap<DomainSet>,
    pub(super) options: ServeOptions,
    pub(super) logs: LogFiles,
    /// Where spans go; nothing where nobody collects them.
    pub(super) spans: Option<SpanExporter>,
    pub(super) connections: Arc<Semaphore>,
    pub(super) phase: watch::Sender<Phase>,
}

/// A server that listens, but does not answer before it is run.
pub struct Server {
    listener: TcpListener,
    /// The socket of custom domain names.
    domain_listener: Option<TcpListener>,
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// Changes the configuration of a running server, and ends it.
#[derive(Clone)]
pub struct ServerHandle {
    shared: Arc<Shared>,
}

impl Server {
    /// Listens on the address of `options`, to answer by `engine`.
    pub fn bind(options: ServeOptions, engine: Arc<Engine>) -> Result<Self, ServeError> {
        let (listener, address) = listen(options.address)?;
        let is_asked = !options.domains.is_empty();
        let domain_listener = if is_asked { Some(listen(options.domain_address)?.0) } else { None };
        let connections = Arc::new(Semaphore::new(options.limits.connections));
        let phase = watch::Sender::new(Phase::Starting);
        let functions = Functions::default();
        functions.replace(options.functions.clone()).map_err(ServeError::Functions)?;
        let spans = options.otlp.clone().map(SpanExporter::start).transpose();
        let spans = spans.map_err(ServeError::Spans)?;
        let shared = Arc::new(Shared {
            engine: ArcSwap::new(engine),
            clock: options.clock,
            functions,
            logs: LogFiles::new(&options.log_folder),
            spans,
            domains: ArcSwap::from_pointee(options.domains.clone()),
            options,
            connections,
            phase,
        });
        Ok(Self { listener, domain_listener, address, shared })
    }

    /// Where it listens, with the port that the system chose if it was asked to.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens for callers of custom domain names, if it serves any.
    pub fn domain_address(&self) -> Option<SocketAddr> {
        self.domain_listener.as_ref()?.local_addr().ok()
    }

    /// A handle that outlives [`Server::run`].
    pub fn handle(&self) -> ServerHandle {
        ServerHandle { shared: Arc::clone(&self.shared) }
    }

    /// Answers requests until a shutdown has been asked for and the requests in flight have been answered.
    pub fn run(self) -> Result<(), ServeError> {
        let workers = self.start();
        let mut outcome = Ok(());
        let workers = workers.unwrap_or_else(|error| {
            outcome = Err(ServeError::Worker(error));
            self.handle().end();
            Vec::new()
        });
        drop((self.listener, self.domain_listener));
        for worker in workers {
            let ended = worker.join().unwrap_or_else(|_| Err(io::Error::other("it panicked")));
            if let Err(error) = ended {
                self.shared.phase.send_replace(Phase::Ended);
                outcome = outcome.and(Err(ServeError::Worker(error)));
            }
        }
        self.shared.functions.shut_down();
        self.shared.logs.close();
        if let Some(spans) = &self.shared.spans {
            spans.close();
        }
        outcome
    }

    /// Starts the workers. None accepts before all have what they need: a crowd at the first one would take the
    /// descriptors that the next one starts with.
    fn start(&self) -> io::Result<Vec<JoinHandle<io::Result<()>>>> {
        let (ready, readiness) = mpsc::channel();
        let workers = (0..self.shared.options.workers.get())
            .map(|number| {
                let listener = self.listener.try_clone()?;
                let domains = self.domain_listener.as_ref().map(TcpListener::try_clone);
                let listeners = Listeners { default: listener, domains: domains.transpose()? };
                let shared = Arc::clone(&self.shared);
                let ready = ready.clone();
                thread::Builder::new()
                    .name(format!("worker-{number}"))
                    .spawn(move || worker::run(listeners, &shared, ready))
            })
            .collect::<io::Result<Vec<_>>>()?;
        drop(ready);
        // One that fails says nothing, and its error is found when it is joined.
        let are_ready = readiness.iter().count() == workers.len();
        self.shared.phase.send_if_modified(|phase| {
            let is_starting = *phase == Phase::Starting;
            if is_starting {
                *phase = if are_ready { Phase::Serving } else { Phase::Ended };
            }
            is_starting
        });
        Ok(workers)
    }
}

/// How many connections the system keeps that are not accepted yet. The standard library asks for 128, and of a burst
/// of more callers than that, each next one waits for a second.
#[cfg(unix)]
const QUEUE: i32 = 4096;

#[cfg(unix)]
fn lengthen_queue(listener: &TcpListener) -> io::Result<()> {
    Ok(rustix::net::listen(listener, QUEUE)?)
}

#[cfg(not(unix))]
fn lengthen_queue(_: &TcpListener) -> io::Result<()> {
    Ok(())
}

/// One socket for all workers: with one each, a second server on the same port would go unnoticed.
fn listen(address: SocketAddr) -> Result<(TcpListener, SocketAddr), ServeError> {
    let refused = |source| ServeError::Listen { address, source };
    let listener = TcpListener::bind(address).map_err(refused)?;
    listener.set_nonblocking(true).map_err(refused)?;
    lengthen_queue(&listener).map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    Ok((listener, address))
}

impl ServerHandle {
    /// Answers all further requests by `engine`. Requests in flight finish on the one that they began with.
    pub fn swap(&self, engine: Arc<Engine>) {
        self.shared.engine.store(engine);
    }

    /// The engine that requests are answered by now.
    pub fn engine(&self) -> Arc<Engine> {
        self.shared.engine.load_full()
    }

    /// What was counted, as text that Prometheus reads.
    pub(super) fn metrics(&self) -> String {
        let mut text = self.engine().metrics();
        report::write_losses(&mut text, &self.shared);
        text
    }

    /// Runs these functions from now on. Processes of functions that are as they were go on.
    pub fn set_functions(&self, functions: FunctionSet) -> io::Result<()> {
        self.shared.functions.replace(functions)
    }

    /// Serves these custom domain names from now on, where it listens for them at all. Connections that are open stay.
    pub fn set_domains(&self, domains: DomainSet) {
        self.shared.domains.store(Arc::new(domains));
    }

    /// Accepts no more connections, and ends when the requests in flight have been answered or the drain time is
    /// over.
    pub fn shut_down(&self) {
        self.shared.phase.send_if_modified(|phase| {
            let is_up = *phase < Phase::Draining;
            if is_up {
                *phase = Phase::Draining;
            }
            is_up
        });
    }

    /// Ends at once.
    pub fn end(&self) {
        self.shared.phase.send_replace(Phase::Ended);
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("address", &self.address).finish_non_exhaustive()
    }
}

impl fmt::Debug for ServerHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerHandle").finish_non_exhaustive()
    }
}
