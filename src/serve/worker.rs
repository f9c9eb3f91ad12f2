//! One worker: accepts connections, keeps the handle of each, and drains them at the end.

use std::future::pending;
use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::Sender;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, LocalOptions};
use tokio::select;
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, sleep, timeout};

use super::access_log;
use super::clock::{SystemClock, now};
use super::connection;
use super::request_id::RequestIds;
use super::rests::Rests;
use super::server::{Phase, Shared};
use super::tls;
use super::upstream::Upstreams;

/// How often idle upstream connections are looked through.
const SWEEP: Duration = Duration::from_secs(5);

/// How long to wait when the system has no more descriptors. Connections that end meanwhile give some back.
const OUT_OF_DESCRIPTORS: Duration = Duration::from_millis(50);

/// How many threads a worker may use for looking up names.
const LOOKUPS: usize = 4;

/// The sockets that a worker accepts connections from.
pub(super) struct Listeners<L = StdListener> {
    /// That of the default endpoint.
    pub(super) default: L,
    /// That of custom domain names.
    pub(super) domains: Option<L>,
}

/// What the tasks of one worker share.
pub(super) struct Worker {
    pub(super) shared: Arc<Shared>,
    pub(super) upstreams: Rc<Upstreams>,
    pub(super) ids: RequestIds,
    pub(super) clock: SystemClock,
    pub(super) rests: Rests,
}

/// Runs a worker on this thread until the server is shut down. It says by `ready` that it can accept, and does so when
/// the server has come to that phase.
pub(super) fn run(listeners: Listeners, shared: &Arc<Shared>, ready: Sender<()>) -> io::Result<()> {
    let mut builder = Builder::new_current_thread();
    builder.enable_all().max_blocking_threads(LOOKUPS);
    builder.on_thread_park(access_log::flush);
    let runtime = builder.build_local(LocalOptions::default())?;
    let worker = Rc::new(Worker {
        shared: Arc::clone(shared),
        upstreams: Upstreams::new(),
        ids: RequestIds::new(),
        clock: shared.clock,
        rests: Rests::default(),
    });
    let outcome = runtime.block_on(serve(worker, listeners, ready));
    access_log::flush();
    // Name lookups cannot be cancelled; nobody waits for them any more.
    runtime.shutdown_background();
    outcome
}

async fn serve(worker: Rc<Worker>, listeners: Listeners, ready: Sender<()>) -> io::Result<()> {
    let listeners = Listeners {
        default: TcpListener::from_std(listeners.default)?,
        domains: listeners.domains.map(TcpListener::from_std).transpose()?,
    };
    let mut phase = worker.shared.phase.subscribe();
    // Where nobody listens any more, the phase says so too.
    let _ = ready.send(());
    drop(ready);
    let _ = phase.wait_for(|phase| *phase != Phase::Starting).await;
    let mut connections = JoinSet::new();
    let mut sweep = interval(SWEEP);
    sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
    while *phase.borrow_and_update() == Phase::Serving {
        select! {
            biased;
            changed = phase.changed() => if changed.is_err() { break },
            Some(_) = connections.join_next() => {}
            _ = sweep.tick() => worker.upstreams.sweep(now()),
            accepted = accept(&listeners, &worker.shared) => {
                let worker = Rc::clone(&worker);
                connections.spawn_local(serve_connection(worker, accepted));
            }
        }
    }
    drop(listeners);
    drain(&worker, &mut connections, &mut phase).await;
    Ok(())
}

/// A connection that was accepted.
struct Accepted {
    stream: TcpStream,
    peer: SocketAddr,
    /// Whether it is one to a custom domain name.
    is_to_domain: bool,
    /// Makes room for another when it is dropped.
    _permit: Option<OwnedSemaphorePermit>,
}

async fn serve_connection(worker: Rc<Worker>, accepted: Accepted) {
    let Accepted { stream, peer, is_to_domain, _permit } = accepted;
    // Answers are written in one piece; waiting for more would only delay them. Where the option is not to be had,
    // the connection works all the same.
    let _ = stream.set_nodelay(true);
    if !is_to_domain {
        connection::serve(worker, stream, peer, None).await;
        return;
    }
    // TLS takes much room, and most connections have none.
    Box::pin(serve_domain(worker, stream, peer)).await;
}

async fn serve_domain(worker: Rc<Worker>, stream: TcpStream, peer: SocketAddr) {
    if let Some((stream, domain)) = tls::handshake(&worker, stream, peer).await {
        connection::serve(worker, stream, peer, Some(domain)).await;
    }
}

/// The next connection, when there is room for it.
async fn accept(listeners: &Listeners<TcpListener>, shared: &Shared) -> Accepted {
    // The semaphore is never closed, so there always is a permit.
    let permit = Arc::clone(&shared.connections).acquire_owned().await.ok();
    loop {
        let (accepted, is_to_domain) = select! {
            accepted = listeners.default.accept() => (accepted, false),
            accepted = accept_from(listeners.domains.as_ref()) => (accepted, true),
        };
        match accepted {
            Ok((stream, peer)) => return Accepted { stream, peer, is_to_domain, _permit: permit },
            // A caller that went away before it was accepted is no reason to wait; all others are.
            Err(error) if is_about_the_caller(&error) => {}
            Err(_) => sleep(OUT_OF_DESCRIPTORS).await,
        }
    }
}

/// The next connection of a socket; none comes where there is no socket.
async fn accept_from(listener: Option<&TcpListener>) -> io::Result<(TcpStream, SocketAddr)> {
    match listener {
        Some(listener) => listener.accept().await,
        None => pending().await,
    }
}

fn is_about_the_caller(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}

/// Waits for the connections to finish, which have been told to by the phase, but not for longer than the limit and
/// not after the server was told to end at once.
async fn drain(worker: &Worker, connections: &mut JoinSet<()>, phase: &mut watch::Receiver<Phase>) {
    let all_done = async { while connections.join_next().await.is_some() {} };
    let limit = worker.shared.options.limits.drain_timeout;
    select! {
        biased;
        _ = phase.wait_for(|phase| *phase == Phase::Ended) => {}
        _ = timeout(limit, all_done) => {}
    }
    connections.shutdown().await;
}
