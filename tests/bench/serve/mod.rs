//! The runtime against nginx and Envoy, one worker each, driven by wrk on the same machine.
//!
//! Everything listens on loopback, has a bound in number and time, and ends with the benchmark. An answer other than 200
//! fails it: a request that is refused is cheap. What is not installed is left out by name; `tests/bench/run` installs it.

mod arrivals;
mod ask;
mod gateways;
mod idle;
mod latency;
mod process;
mod processor;
mod reload;
mod start;
mod wrk;

use std::path::PathBuf;

use super::harness::{Report, Section};
use gateways::{Envoy, Ours};
use process::{Process, find, free_port};
use wrk::Target;

/// The runtime under load.
pub(crate) const SECTION: Section = Section { name: "serve", run };

/// The gateways that run side by side.
struct Bench {
    folder: tempfile::TempDir,
    nginx: (Process, u16),
    /// None where it is not installed.
    envoy: Option<Envoy>,
    ours: (Process, u16),
    project: Ours,
    _backend: Process,
    backend_port: u16,
}

impl Bench {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| -> PathBuf { folder.path().join(name) };
        let (port, backend_port) = (free_port(), free_port());
        let backend = gateways::start_nginx(&path("backend"), backend_port, gateways::BACKEND);
        let nginx_port = free_port();
        let nginx = gateways::start_nginx_gateway(&path("nginx"), nginx_port, backend_port);
        let envoy = gateways::start_envoy(&path("envoy"), backend_port);
        let project = Ours::new(&path("ours"), port, backend_port);
        let ours = project.start(port);
        Self {
            nginx: (nginx, nginx_port),
            envoy,
            ours: (ours, port),
            project,
            _backend: backend,
            backend_port,
            folder,
        }
    }
}

/// What is asked at `port` of the loopback interface.
fn target(port: u16, path: &str) -> Target {
    Target { url: format!("http://127.0.0.1:{port}{path}"), key: None }
}

/// The same with the API key of the caller.
fn keyed(port: u16, path: &str) -> Target {
    Target { key: Some(gateways::KEY), ..target(port, path) }
}

/// Runs all comparisons and prints the figures.
fn run(report: &mut Report) {
    for program in ["nginx", "wrk"] {
        if find(program).is_none() {
            println!("  skipped: {program} is absent; tests/bench/run installs it");
            return;
        }
    }
    let bench = Bench::start();
    if bench.envoy.is_none() {
        println!("  without Envoy: it is absent; tests/bench/run installs it");
    }
    let rate = processor::run(&bench, report);
    latency::run(&bench, rate / 2.0, report);
    reload::run(&bench, report);
    let path = bench.folder.path().join("alone");
    drop((bench.nginx, bench.envoy, bench.ours));
    start::run(&path.join("start"), bench.backend_port, report);
    idle::run(&path.join("idle"), bench.backend_port, report);
}
