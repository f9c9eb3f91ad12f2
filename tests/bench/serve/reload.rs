//! A changed definition under load: how soon it is in force, and that no request is lost.

use std::thread;
use std::time::{Duration, Instant};

use super::ask::Caller;
use super::processor::median;
use super::{Bench, Report, keyed, wrk};

/// How often the definition changes.
const CHANGES: usize = 7;

/// How long the load lasts.
const SECONDS: u32 = 5;

/// Prints the time from the changed file to the first answer by it, in the middle and at most. wrk fails the benchmark
/// when a request is not answered as it should be.
pub(super) fn run(bench: &Bench, report: &mut Report) {
    let port = bench.ours.1;
    let load = wrk::start(&keyed(port, "/full/keyed/mock"), SECONDS);
    let mut caller = Caller::connect(port).unwrap();
    let mut taken = Vec::new();
    for number in 1..=CHANGES {
        thread::sleep(Duration::from_millis(400));
        let name = format!("v{number}");
        let begun = Instant::now();
        bench.project.define(&name);
        let path = format!("/bare/named/{name}");
        while caller.get(&path).unwrap() != 200 {
            assert!(
                begun.elapsed() < Duration::from_secs(5),
                "no reload:\n{}",
                bench.ours.0.said()
            );
            thread::sleep(Duration::from_millis(1));
        }
        taken.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let seen = load.seen();
    println!(
        "  {CHANGES} reloads of {} routes under {:.0} requests a second: none of {:.0} lost",
        super::gateways::ROUTES,
        seen.rate,
        seen.requests
    );
    let said = bench.ours.0.said();
    let reported = said.lines().filter_map(|line| line.strip_prefix("reloaded in "));
    println!("    as told: {}", reported.collect::<Vec<_>>().join(", "));
    report.figure("changed file to first answer, ms", median(&taken), 50.0);
    println!("    at most {:.1} ms", taken.iter().copied().fold(0.0, f64::max));
}
