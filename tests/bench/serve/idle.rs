//! Memory with many connections that wait for their next request.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use super::Report;
use super::ask::Caller;
use super::gateways::{Ours, ROUTES};
use super::process::free_port;

/// How many connections wait, where the system lets a program have as many.
const CONNECTIONS: usize = 10_000;

/// How long they wait until the memory is looked at for the last time.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is asked, in megabytes.
const BUDGET: f64 = 60.0;

/// Prints what the program holds when all have had an answer and wait, and that all are still served then.
pub(super) fn run(folder: &Path, upstream: u16, report: &mut Report) {
    let possible = raise_limit().saturating_sub(200);
    let connections = CONNECTIONS.min(possible);
    if connections < CONNECTIONS {
        println!("  {connections} connections only: the system allows no more descriptors");
    }
    let port = free_port();
    let ours = Ours::new(folder, port, upstream);
    let process = ours.start(port);
    let alone = process.memory();
    let mut callers: Vec<Caller> = (0..connections)
        .map(|at| {
            let mut caller =
                Caller::connect(port).unwrap_or_else(|error| panic!("connection {at}: {error}"));
            let status = caller.get("/full/keyed/mock").map_err(|error| error.kind());
            assert_eq!(status, Ok(200), "connection {at}");
            caller
        })
        .collect();
    let (first, since) = (process.memory(), Instant::now());
    while process.memory() > BUDGET / 2.0 && since.elapsed() < PATIENCE {
        thread::sleep(Duration::from_millis(250));
    }
    let (memory, waited) = (process.memory(), since.elapsed().as_secs_f64());
    println!(
        "  {connections} connections that have asked once, {ROUTES} routes: {alone:.1} MB without them, \
         {first:.1} MB at first, {memory:.1} MB after {waited:.1} s"
    );
    report.figure("memory with idle connections, MB", memory, BUDGET);
    for (at, caller) in callers.iter_mut().enumerate() {
        let status = caller.get("/full/keyed/mock").map_err(|error| error.kind());
        assert_eq!(status, Ok(200), "connection {at} is not served any more");
    }
}

/// Lets this program, and what it starts, have as many descriptors as the system allows; says how many.
fn raise_limit() -> usize {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    let current =
        if setrlimit(Resource::Nofile, raised).is_ok() { limit.maximum } else { limit.current };
    current.map_or(usize::MAX, |own| usize::try_from(own).unwrap_or(usize::MAX))
}
