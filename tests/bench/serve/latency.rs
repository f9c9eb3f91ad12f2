//! What a gateway adds to the time that an answer takes, at half of the load that it can take.

use super::arrivals::poisson;
use super::processor::median;
use super::wrk::{self, Seen, Target};
use super::{Bench, Report, keyed, target};

/// How many times all are measured in turn.
const ROUNDS: usize = 5;

/// How long one measurement takes.
const SECONDS: u32 = 2;

/// Prints what 99 of 100 requests have not waited longer than, less the same for the backend alone: with requests that
/// come when they come, and with those that all come at the ticks of a clock.
pub(super) fn run(bench: &Bench, rate: f64, report: &mut Report) {
    let added = compare(bench, "an open load", &|target| poisson(target, SECONDS, rate));
    report.figure("p99 that we add, ms", added, 1.0);
    // What comes at once waits for each other, so this grows with the rate; it is told, and compared with the others.
    let folder = bench.folder.path();
    compare(bench, "bursts at every millisecond", &|target| {
        wrk::at_rate(target, SECONDS, rate, folder)
    });
}

/// Prints the p99 of all under one load, and returns by how much ours is over the backend's.
fn compare(bench: &Bench, load: &str, measure: &dyn Fn(&Target) -> Seen) -> f64 {
    let mut targets = vec![
        ("the backend alone", target(bench.backend_port, "/hello")),
        ("ours", keyed(bench.ours.1, "/full/keyed/proxy/hello")),
        ("nginx", target(bench.nginx.1, "/proxy/hello")),
    ];
    if let Some(envoy) = &bench.envoy {
        targets.push(("Envoy", keyed(envoy.full, "/proxy/hello")));
    }
    let mut seen: Vec<Vec<Seen>> = vec![Vec::new(); targets.len()];
    for _ in 0..ROUNDS {
        for ((_, target), seen) in targets.iter().zip(&mut seen) {
            seen.push(measure(target));
        }
    }
    println!("  p99 over a proxied route, {load}, the median of {ROUNDS} times {SECONDS} s");
    let middle =
        |of: &dyn Fn(&Seen) -> f64, all: &[Seen]| median(&all.iter().map(of).collect::<Vec<_>>());
    for ((name, _), seen) in targets.iter().zip(&seen) {
        let (p99, rate) = (middle(&|own| own.p99, seen), middle(&|own| own.rate, seen));
        println!("    {name:<42} {p99:>7.2} ms at {rate:.0} requests a second");
    }
    let p99 = |at: usize| seen.get(at).map_or(f64::NAN, |seen| middle(&|own| own.p99, seen));
    p99(1) - p99(0)
}
