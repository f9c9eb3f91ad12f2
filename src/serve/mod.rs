//! Sockets, upstream calls, files and reload. The only module with tokio and hyper.

mod access_log;
mod activity;
mod answer;
mod body;
mod clock;
mod connection;
mod control;
mod counts;
mod deployments;
mod descriptors;
mod lambda;
mod loader;
mod log_files;
mod once;
mod options;
mod otlp;
mod reload;
mod report;
mod request_id;
mod responses;
mod rests;
mod server;
mod shutdown;
mod store_guard;
mod tls;
mod upstream;
mod watch;
mod worker;

pub use clock::SystemClock;
pub use control::{CONTROL_FILE, ControlPlane};
pub use counts::{COUNTS_FILE, CountsError, KeptState, read_counts};
pub use deployments::{
    DEPLOYED_FILE, DEPLOYMENTS_FILE, DeploymentsError, change_deployments, read_deployments,
};
pub use descriptors::raise_descriptor_limit;
pub use lambda::{FunctionHome, FunctionSet};
pub use loader::FsLoader;
pub use once::{call_once, invoke_once};
pub use options::{Limits, ServeOptions};
pub use otlp::{OtlpEndpoint, OtlpError};
pub use reload::{Compile, Compiled, Reloader};
pub use request_id::random_id;
pub use responses::{RESPONSES_FILE, RESPONSES_KEY_FILE, ResponseStore, ResponsesError};
pub use server::{ServeError, Server, ServerHandle};
pub use shutdown::shut_down_on_signals;
pub use tls::{DomainError, DomainFault, DomainSet, ShownFault, client_certificate};
