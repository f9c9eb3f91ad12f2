//! The request engine: takes a request, gives steps, and does no I/O.
//!
//! A [`Plan`] is made once of a configuration; everything that can be prepared is prepared in it. An [`Engine`] answers
//! requests by it:
//!
//! 1. The shell reads a request, up to [`MAX_PAYLOAD`] bytes of payload, and calls [`Engine::start`].
//! 2. [`Step::Respond`] is to be sent. [`Step::Call`] and [`Step::Invoke`] are to be made, and what came of it is given
//!    to [`Suspended::resume`], which gives the next step: there can be several. A request that was called off is
//!    simply dropped.
//! 3. Time and random bits are given in. The engine is `Send` and `Sync`, and has no lock on the path of a request.
//!
//! A configuration is swapped by making a new engine over the same [`State`]; a suspended request holds on to its own.

mod access_log;
mod admission;
mod authorizers;
mod base_paths;
mod cache_plan;
mod clock;
mod compression;
mod context;
mod control;
mod destinations;
mod domain;
mod engine;
mod event;
mod exchange;
mod fault;
mod function;
mod gateway_responses;
mod handles;
mod headers;
mod identities;
mod ids;
mod integration_plan;
mod key_sets;
mod lambda_authorizer;
mod limit_plan;
mod log;
mod loose_json;
mod mapping_template;
mod mask;
mod meter;
mod method_plan;
mod observed;
mod payload;
mod phases;
mod plan;
mod proxy_answer;
mod query;
mod rehearse;
mod request;
mod response;
mod roles;
mod seen;
mod service;
mod state;
mod target;
mod time;
mod trace;
mod transcript;
mod unenforced;
mod upstream;
mod user_pools;
mod variants;

pub use clock::{Clock, Moment};
pub use control::{ControlAnswer, CountedKey, usage_report};
pub use destinations::CalledService;
pub use domain::{ClientCertificate, DomainConnection};
pub use engine::{Engine, Suspended};
pub use function::{
    Function, FunctionCall, FunctionFailure, FunctionFailureKind, FunctionOutcome, InvocationType,
};
pub use key_sets::FetchedKeys;
pub use log::{ExecutionLog, LogKind, LogLine};
pub use meter::{LATENCY_BOUNDS, Meter};
pub use plan::{Plan, PlanError, PlanOptions};
pub use request::{Request, RequestBody, RequestHeaders, SentHead, TestInvocation, VpcEndpoint};
pub use response::{Body, CacheUse, Outcome, Response, Step};
pub use roles::RoleSession;
pub use state::{
    AuthorizerResult, Bucket, Counted, Counter, KeptResponse, MemoryState, Shelf, State,
    StoredResponse, Ticket, Usage,
};
pub use trace::{Attribute, Span, SpanKind, Trace};
pub use transcript::Transcript;
pub use unenforced::{Control, Unenforced, Unserved};
pub use upstream::{
    Endpoint, TlsSettings, UpstreamCall, UpstreamFailure, UpstreamFailureKind, UpstreamOutcome,
    UpstreamResponse,
};

/// The largest payload of a request or of a buffered answer, in bytes (reference `pipeline`, section 15).
pub const MAX_PAYLOAD: usize = 10 * 1024 * 1024;
