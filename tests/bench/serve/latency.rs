//! What a gateway adds to the time that an answer takes, at half of the load that it can take.

use super::processor::median;
use super::wrk::at_rate;
use super::{Bench, Report, keyed, target};

/// How many times all are measured in turn.
const ROUNDS: usize = 5;

/// How long one measurement takes.
const SECONDS: u32 = 2;

/// Prints what 99 of 100 requests have not waited longer than, less the same for the backend alone.
pub(super) fn run(bench: &Bench, rate: f64, report: &mut Report) {
    let folder = bench.folder.path();
    let mut targets = vec![
        ("the backend alone", target(bench.backend_port, "/hello")),
        ("ours", keyed(bench.ours.1, "/full/keyed/proxy/hello")),
        ("nginx", target(bench.nginx.1, "/proxy/hello")),
    ];
    if let Some(envoy) = &bench.envoy {
        targets.push(("Envoy", keyed(envoy.full, "/proxy/hello")));
    }
    let mut seen: Vec<Vec<f64>> = vec![Vec::new(); targets.len()];
    let mut reached = Vec::new();
    for _ in 0..ROUNDS {
        for ((name, target), seen) in targets.iter().zip(&mut seen) {
            let own = at_rate(target, SECONDS, rate, folder);
            seen.push(own.p99);
            if *name == "ours" {
                reached.push(own.rate);
            }
        }
    }
    println!(
        "  p99 over a proxied route at {:.0} requests a second, the median of {ROUNDS} times {SECONDS} s",
        median(&reached)
    );
    let of = |name: &str| {
        let found = targets.iter().zip(&seen).find(|((own, _), _)| *own == name);
        found.map(|(_, seen)| median(seen))
    };
    for (name, _) in &targets {
        println!("    {name:<42} {:>7.2} ms", of(name).unwrap_or(f64::NAN));
    }
    let backend = of("the backend alone").unwrap_or(f64::NAN);
    report.figure("p99 that we add, ms", of("ours").unwrap_or(f64::NAN) - backend, 1.0);
}
