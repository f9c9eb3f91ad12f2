//! The runtime over real sockets.

pub(crate) mod client;
mod connections;
mod faults;
mod functions;
mod http2;
mod lifecycle;
mod observability;
mod running;
pub(crate) mod stub;
mod upstreams;
