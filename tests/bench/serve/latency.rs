//! What a gateway adds to the time that an answer takes, at half of the load that it can take.

use super::processor::median;
use super::{Bench, Report, paced};

/// How many times all are measured in turn.
const ROUNDS: usize = 5;

/// How long one measurement takes.
const SECONDS: f64 = 2.0;

/// Prints what 99 of 100 requests have not waited longer than, less the same for the backend alone.
pub(super) fn run(bench: &Bench, rate: f64, report: &mut Report) {
    let mut targets = vec![
        ("the backend alone", bench.backend_port, "/hello"),
        ("ours", bench.ours.1, "/full/keyed/proxy/hello"),
        ("nginx", bench.nginx.1, "/proxy/hello"),
    ];
    if let Some(envoy) = &bench.envoy {
        targets.push(("Envoy", envoy.full, "/proxy/hello"));
    }
    let mut seen: Vec<Vec<f64>> = vec![Vec::new(); targets.len()];
    for _ in 0..ROUNDS {
        for ((_, port, path), seen) in targets.iter().zip(&mut seen) {
            seen.push(paced::p99(*port, path, rate, SECONDS));
        }
    }
    println!(
        "  p99 over a proxied route at {rate:.0} requests a second, the median of {ROUNDS} times {SECONDS} s"
    );
    let of = |name: &str| {
        let found = targets.iter().zip(&seen).find(|((own, _, _), _)| *own == name);
        found.map(|(_, seen)| median(seen))
    };
    for (name, _, _) in &targets {
        println!("    {name:<42} {:>7.2} ms", of(name).unwrap_or(f64::NAN));
    }
    let backend = of("the backend alone").unwrap_or(f64::NAN);
    report.figure("p99 that we add, ms", of("ours").unwrap_or(f64::NAN) - backend, 1.0);
}
