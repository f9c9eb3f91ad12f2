//! One connection: HTTP/1.1 or HTTP/2 with prior knowledge, with its timeouts.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;

use hyper::rt::Executor;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::select;
use tokio::task;
use tokio::time::{Instant, sleep_until};

use super::activity::{Activity, Noted, Verdict};
use super::answer::answer;
use super::clock::now;
use super::options::Limits;
use super::server::Phase;
use super::worker::Worker;
use crate::gateway::DomainConnection;

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

/// Serves a connection until one of the two sides closes it.
pub(super) async fn serve<S: AsyncRead + AsyncWrite + Unpin + 'static>(
    worker: Rc<Worker>,
    stream: S,
    peer: SocketAddr,
    domain: Option<Arc<DomainConnection>>,
) {
    let mut phase = worker.shared.phase.subscribe();
    let limits = worker.shared.options.limits.clone();
    let activity = Activity::new(now());
    let service = service_fn(|request| {
        let (worker, activity) = (Rc::clone(&worker), Rc::clone(&activity));
        let domain = domain.clone();
        async move { answer(&worker, &activity, peer, domain, request).await }
    });
    let io = TokioIo::new(Noted::new(stream, Rc::clone(&activity)));
    let builder = builder(&limits);
    let mut connection = pin!(builder.serve_connection(io, service));
    let mut timer = pin!(sleep_until(Instant::from_std(now() + limits.look())));
    let mut leaving = false;
    loop {
        select! {
            biased;
            // A connection that fails has nobody left to answer to.
            _ = connection.as_mut() => return,
            _ = phase.wait_for(|phase| *phase != Phase::Serving), if !leaving => {
                leaving = true;
                connection.as_mut().graceful_shutdown();
            }
            () = timer.as_mut() => match activity.verdict(now(), &limits) {
                Verdict::Wait(until) => timer.as_mut().reset(Instant::from_std(until)),
                Verdict::Idle if !leaving => {
                    leaving = true;
                    connection.as_mut().graceful_shutdown();
                    timer.as_mut().reset(Instant::from_std(now() + limits.header_timeout));
                }
                Verdict::Idle | Verdict::Slow => return,
            },
        }
    }
}

fn builder(limits: &Limits) -> Builder<ThisThread> {
    let mut builder = Builder::new(ThisThread);
    // The connection's own timer stands in for hyper's, which costs a timer for each head.
    builder.http1().max_buf_size(limits.head).header_read_timeout(None);
    builder
        .http2()
        .max_concurrent_streams(limits.streams)
        .max_header_list_size(u32::try_from(limits.head).unwrap_or(u32::MAX));
    builder
}
