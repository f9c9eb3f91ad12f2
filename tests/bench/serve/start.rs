//! From the start of the program to its first answer.

use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::Report;
use super::ask::Caller;
use super::gateways::{Ours, ROUTES};
use super::process::free_port;
use super::processor::median;

/// How often it is started.
const STARTS: usize = 7;

/// Prints the time in the middle.
pub(super) fn run(folder: &Path, upstream: u16, report: &mut Report) {
    let mut taken = Vec::new();
    for _ in 0..STARTS {
        let port = free_port();
        let ours = Ours::new(folder, port, upstream);
        let begun = Instant::now();
        let mut process = ours.spawn();
        while !answers(port) {
            process.is_up(&ours.command);
            assert!(begun.elapsed() < Duration::from_secs(10), "it does not answer");
            thread::sleep(Duration::from_millis(1));
        }
        taken.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    println!("  {STARTS} starts with {ROUTES} routes");
    report.figure("start to first answer, ms", median(&taken), 100.0);
}

fn answers(port: u16) -> bool {
    Caller::connect(port).is_ok_and(|mut caller| matches!(caller.get("/bare/mock"), Ok(200)))
}
