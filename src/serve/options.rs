//! What can be set about a server, and its limits.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::gateway::VpcEndpoint;

use super::clock::SystemClock;
use super::counts::KeptState;
use super::lambda::FunctionSet;
use super::otlp::OtlpEndpoint;
use super::tls::DomainSet;

/// How a server listens and answers.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ServeOptions {
    /// Where it listens. Loopback, unless told otherwise; port 0 lets the system choose.
    pub address: SocketAddr,
    /// Where custom domain names are served over TLS, if there are any at the start.
    pub domain_address: SocketAddr,
    /// The custom domain names that it serves at first.
    pub domains: DomainSet,
    /// How many threads answer requests.
    pub workers: NonZeroUsize,
    /// Whether each request is noted on standard error.
    pub access_log: bool,
    /// The directory that the files of the stages' logs are in.
    pub log_folder: PathBuf,
    /// Who collects the spans of traced requests.
    pub otlp: Option<OtlpEndpoint>,
    /// The functions that it runs at first.
    pub functions: FunctionSet,
    /// Bounds on what callers may do.
    pub limits: Limits,
    /// Whether the answer of a cached method says in `X-Portcullis-Cache` whether it came from the cache.
    pub cache_header: bool,
    /// The VPC endpoint that all requests come through; nothing where they come from the internet.
    pub vpc_endpoint: Option<Arc<VpcEndpoint>>,
    /// The time that it goes by.
    pub clock: SystemClock,
    /// Where counts of quotas are kept. Answers wait for it; without it there is nothing to wait for.
    pub counts: Option<Arc<KeptState>>,
}

impl Default for ServeOptions {
    fn default() -> Self {
        Self {
            address: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080),
            domain_address: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8443),
            domains: DomainSet::default(),
            workers: thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
            access_log: true,
            log_folder: PathBuf::from("."),
            otlp: None,
            functions: FunctionSet::default(),
            limits: Limits::default(),
            cache_header: false,
            vpc_endpoint: None,
            clock: SystemClock::new(),
            counts: None,
        }
    }
}

/// Bounds on what callers may do, and on how long they may take for it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Limits {
    /// The largest request body in bytes. AWS docs, "Amazon API Gateway quotas and important notes": 10 MB.
    pub body: usize,
    /// The largest head of a request in bytes. The service takes 10,240 bytes of headers beside the URL.
    pub head: usize,
    /// How many connections are open at once. Further ones wait to be accepted.
    pub connections: usize,
    /// How many requests one HTTP/2 connection may have in flight.
    pub streams: u32,
    /// How long a caller may take to send a head.
    pub header_timeout: Duration,
    /// How long a caller may take to send a body.
    pub body_timeout: Duration,
    /// How long a caller may leave an answer unread.
    pub write_timeout: Duration,
    /// How long a connection may wait for its next request.
    pub idle_timeout: Duration,
    /// How long a connection waits for its next request before it lets go of its buffers.
    pub rest: Duration,
    /// How long requests in flight may take after a shutdown has begun.
    pub drain_timeout: Duration,
}

impl Limits {
    /// How long a connection may go on without a look at its times.
    pub(super) fn look(&self) -> Duration {
        self.header_timeout.min(self.write_timeout).min(self.idle_timeout)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 10 * 1024 * 1024,
            head: 32 * 1024,
            connections: 16_384,
            streams: 128,
            header_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_mins(1),
            write_timeout: Duration::from_mins(1),
            idle_timeout: Duration::from_mins(1),
            rest: Duration::from_secs(2),
            drain_timeout: Duration::from_secs(30),
        }
    }
}
