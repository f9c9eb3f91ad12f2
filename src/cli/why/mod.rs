//! What `why-denied` asks, and how it is told.

mod asked;
mod human;
mod log;
mod policies;
mod runtime;

pub(super) use asked::{Asked, KnownPolicies, question, request_line};
pub(super) use human::{write, write_causes, write_entry, write_summary};
pub(super) use log::read as read_log;
pub(super) use policies::{api, authorizer, callers, policy};
pub(super) use runtime::{environment, key_names, prepare, rehearse, shown};
