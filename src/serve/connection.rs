//! One connection: HTTP/1.1 or HTTP/2 with prior knowledge, with its timeouts.
//!
//! A connection that waits for its next request keeps its socket and a few bytes of notes. What reads and writes
//! requests has buffers of many times that, and is made again when the next one begins.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;

use bytes::Bytes;
use hyper::rt::Executor;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::select;
use tokio::sync::watch;
use tokio::task;
use tokio::time::{Duration, Instant, sleep_until, timeout};

use super::activity::{Activity, Noted, Verdict};
use super::answer::answer;
use super::clock::now;
use super::options::Limits;
use super::server::Phase;
use super::worker::Worker;
use crate::gateway::DomainConnection;

/// How an HTTP/2 connection begins.
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/// How long the other side may take to hear that the connection is closed.
const FAREWELL: Duration = Duration::from_secs(1);

/// Spawns the streams of an HTTP/2 connection on the thread that has the connection.
#[derive(Clone, Copy, Debug)]
struct ThisThread;

impl<F> Executor<F> for ThisThread
where
    F: Future + 'static,
    F::Output: 'static,
{
    fn execute(&self, future: F) {
        task::spawn_local(future);
    }
}

/// What a caller speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Protocol {
    Http1,
    Http2,
}

/// A connection, as those that answer its requests see it.
struct Connection {
    worker: Rc<Worker>,
    activity: Rc<Activity>,
    peer: SocketAddr,
    domain: Option<Arc<DomainConnection>>,
}

/// Serves a connection until one of the two sides closes it.
pub(super) async fn serve<S: AsyncRead + AsyncWrite + Unpin + 'static>(
    worker: Rc<Worker>,
    stream: S,
    peer: SocketAddr,
    domain: Option<Arc<DomainConnection>>,
) {
    let mut phase = worker.shared.phase.subscribe();
    let activity = Activity::new(now());
    let mut stream = Noted::new(stream, Rc::clone(&activity));
    let connection = Rc::new(Connection { worker, activity, peer, domain });
    // What serves is in a box of its own, so that it takes no room while the connection waits.
    while let Some(protocol) = begun(&connection, &mut stream, &mut phase).await {
        match protocol {
            Protocol::Http1 => match Box::pin(serve_http1(&connection, stream, &mut phase)).await {
                Some(at_rest) => stream = at_rest,
                None => return,
            },
            Protocol::Http2 => {
                return Box::pin(serve_http2(&connection, stream, &mut phase)).await;
            }
        }
    }
    // Whoever is gone already hears nothing.
    let _ = timeout(FAREWELL, stream.shutdown()).await;
}

impl Connection {
    fn limits(&self) -> &Limits {
        &self.worker.shared.options.limits
    }

    fn verdict(&self) -> Verdict {
        self.activity.verdict(now(), self.limits())
    }
}

/// Waits for the first bytes of a request, which are put back, and says what they begin; nothing when the connection is
/// to be closed.
async fn begun<S: AsyncRead + AsyncWrite + Unpin>(
    connection: &Connection,
    stream: &mut Noted<S>,
    phase: &mut watch::Receiver<Phase>,
) -> Option<Protocol> {
    let mut first = [0; PREFACE.len()];
    let mut length = 0;
    let mut timer = pin!(sleep_until(Instant::from_std(now() + connection.limits().look())));
    loop {
        let free = first.get_mut(length..)?;
        select! {
            biased;
            read = stream.read(free) => match read {
                Ok(0) | Err(_) => return None,
                Ok(more) => length += more,
            },
            _ = phase.wait_for(|phase| *phase != Phase::Serving) => return None,
            () = timer.as_mut() => match connection.verdict() {
                Verdict::Wait(until) => timer.as_mut().reset(Instant::from_std(until)),
                Verdict::Idle | Verdict::Slow => return None,
            },
        }
        let seen = first.get(..length)?;
        let is_preface = seen == PREFACE;
        if is_preface || !PREFACE.starts_with(seen) {
            stream.put_back(Bytes::copy_from_slice(seen));
            return Some(if is_preface { Protocol::Http2 } else { Protocol::Http1 });
        }
    }
}

/// Answers requests until the connection is over, or has waited for the next one for a while: then it is given back.
async fn serve_http1<S: AsyncRead + AsyncWrite + Unpin + 'static>(
    connection: &Rc<Connection>,
    stream: Noted<S>,
    phase: &mut watch::Receiver<Phase>,
) -> Option<Noted<S>> {
    let service = service_fn(|request| {
        let own = Rc::clone(connection);
        async move { answer(&own.worker, &own.activity, own.peer, own.domain.clone(), request).await }
    });
    let limits = connection.limits();
    let mut builder = http1::Builder::new();
    // The connection's own timer stands in for hyper's, which costs a timer for each head.
    builder.max_buf_size(limits.head).header_read_timeout(None);
    let mut serving = builder.serve_connection(TokioIo::new(stream), service);
    let mut timer = pin!(sleep_until(Instant::from_std(now() + limits.look().min(limits.rest))));
    // When it may let go of its buffers, once it has come to rest.
    let mut turn = None;
    let mut leaving = false;
    loop {
        let is_over = select! {
            biased;
            // A connection that fails has nobody left to answer to.
            _ = &mut serving => return None,
            _ = phase.wait_for(|phase| *phase != Phase::Serving), if !leaving => true,
            () = timer.as_mut() => match connection.verdict() {
                Verdict::Wait(until) if !leaving && connection.activity.is_at_rest(now(), limits.rest) => {
                    let turn = *turn.get_or_insert_with(|| connection.worker.rests.turn(now()));
                    if now() < turn {
                        timer.as_mut().reset(Instant::from_std(until.min(turn)));
                        continue;
                    }
                    let parts = serving.into_parts();
                    let mut stream = parts.io.into_inner();
                    // As it is, it would keep the whole buffer.
                    stream.put_back(Bytes::copy_from_slice(&parts.read_buf));
                    return Some(stream);
                }
                Verdict::Wait(until) => {
                    turn = None;
                    timer.as_mut().reset(Instant::from_std(until.min(now() + limits.rest)));
                    false
                }
                Verdict::Idle if !leaving => {
                    timer.as_mut().reset(Instant::from_std(now() + limits.header_timeout));
                    true
                }
                Verdict::Idle | Verdict::Slow => return None,
            },
        };
        if is_over {
            leaving = true;
            Pin::new(&mut serving).graceful_shutdown();
        }
    }
}

/// Answers requests until the connection is over.
async fn serve_http2<S: AsyncRead + AsyncWrite + Unpin + 'static>(
    connection: &Rc<Connection>,
    stream: Noted<S>,
    phase: &mut watch::Receiver<Phase>,
) {
    let own = Rc::clone(connection);
    let service = service_fn(move |request| {
        let own = Rc::clone(&own);
        async move { answer(&own.worker, &own.activity, own.peer, own.domain.clone(), request).await }
    });
    let limits = connection.limits();
    let mut builder = http2::Builder::new(ThisThread);
    builder
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(u32::try_from(limits.head).unwrap_or(u32::MAX));
    let mut serving = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let mut timer = pin!(sleep_until(Instant::from_std(now() + limits.look())));
    let mut leaving = false;
    loop {
        select! {
            biased;
            // A connection that fails has nobody left to answer to.
            _ = serving.as_mut() => return,
            _ = phase.wait_for(|phase| *phase != Phase::Serving), if !leaving => {
                leaving = true;
                serving.as_mut().graceful_shutdown();
            }
            () = timer.as_mut() => match connection.verdict() {
                Verdict::Wait(until) => timer.as_mut().reset(Instant::from_std(until)),
                Verdict::Idle if !leaving => {
                    leaving = true;
                    serving.as_mut().graceful_shutdown();
                    timer.as_mut().reset(Instant::from_std(now() + limits.header_timeout));
                }
                Verdict::Idle | Verdict::Slow => return,
            },
        }
    }
}
