//! Behaviour as users meet it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "a test may stop at the first thing that is not as it should be"
)]

mod access;
mod authorization;
mod cli;
mod conformance;
mod conventions;
mod deploy;
mod diff;
mod docs;
mod emit;
mod examples;
mod frontends;
mod generated;
mod limits;
mod observability;
mod program;
mod readers;
mod readme;
mod reports;
mod rule_pages;
mod rules;
mod sdk;
mod serve;
mod served_examples;
mod services;
mod shared;
mod snapshot;
mod why;
mod wire;
