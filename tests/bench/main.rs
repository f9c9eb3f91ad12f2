//! Ratios between two ways of doing one thing, measured in one run: absolute times on shared machines lie.
//!
//! `cargo bench` runs all sections; names after `--` choose some. The exit status is 1 when a ratio is over its
//! budget. To add a section: write one file with a `SECTION`, and put it into the list below.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a bench stops at what is wrong and prints"
)]

mod check;
mod docs;
mod documents;
mod harness;
mod iam;
mod readers;
mod sdk;
mod serve;
mod signatures;
mod vtl;

use std::process::ExitCode;

use harness::{Report, Section};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// All sections, in the order in which they run.
static SECTIONS: &[Section] = &[
    readers::SECTION,
    vtl::SECTION,
    iam::SECTION,
    signatures::SECTION,
    check::SECTION,
    sdk::SECTION,
    docs::SECTION,
    serve::SECTION,
];

fn main() -> ExitCode {
    let chosen: Vec<String> =
        std::env::args().skip(1).filter(|arg| !arg.starts_with('-')).collect();
    let mut report = Report::default();
    for section in SECTIONS {
        if chosen.is_empty() || chosen.iter().any(|name| name == section.name) {
            println!("{}", section.name);
            (section.run)(&mut report);
        }
    }
    report.exit_code()
}
