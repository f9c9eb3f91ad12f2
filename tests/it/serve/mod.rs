//! The runtime over real sockets.

mod certificates;
pub(crate) mod client;
mod connections;
mod domains;
mod faults;
mod functions;
mod http2;
mod lifecycle;
mod observability;
pub(crate) mod running;
pub(crate) mod stub;
mod upstreams;
