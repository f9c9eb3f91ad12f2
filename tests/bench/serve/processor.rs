//! Processor time per request.

use super::process::Process;
use super::wrk::{Seen, Target, processor_time};
use super::{Bench, Report, keyed, target};

/// How many times all are measured in turn.
const ROUNDS: usize = 9;

/// How long one measurement takes. Short ones in turn: what else the machine does in the meantime then meets all alike.
const SECONDS: u32 = 1;

/// Who is asked for what.
struct Case<'b> {
    name: &'static str,
    process: &'b Process,
    target: Target,
    taken: Vec<f64>,
    seen: Vec<Seen>,
}

impl Case<'_> {
    fn microseconds(&self) -> f64 {
        median(&self.taken)
    }

    /// How many times the processor time of `other` it takes: the middle of the ratios of each round, in which the two
    /// were measured within seconds of each other.
    fn by(&self, other: &Self) -> f64 {
        let ratios: Vec<f64> =
            self.taken.iter().zip(&other.taken).map(|(own, other)| own / other).collect();
        median(&ratios)
    }
}

/// Prints the processor time of each, and the ratios. Returns how many requests in a second a proxied route has
/// answered.
pub(super) fn run(bench: &Bench, report: &mut Report) -> f64 {
    let mut cases = cases(bench);
    for _ in 0..ROUNDS {
        for case in &mut cases {
            let (taken, seen) = processor_time(case.process, &case.target, SECONDS);
            case.taken.push(taken);
            case.seen.push(seen);
        }
    }
    println!("  processor time per request, the median of {ROUNDS} times {SECONDS} s");
    for case in &cases {
        println!("    {:<42} {:>7.2} us", case.name, case.microseconds());
    }
    let of = |name: &str| cases.iter().find(|case| case.name == name);
    let mut compare = |ours: &str, theirs: &str, budget: f64| {
        if let (Some(ours), Some(theirs)) = (of(ours), of(theirs)) {
            let name = format!("{} by {}", ours.name, theirs.name);
            report.figure(&name, ours.by(theirs), budget);
        }
    };
    compare(MOCK, NGINX_RETURN, 1.5);
    compare(FULL_MOCK, NGINX_RETURN, 2.0);
    compare(FULL_MOCK, ENVOY_DIRECT, 1.0);
    compare(PROXY, NGINX_PROXY, 2.0);
    compare(PROXY, ENVOY_PROXY, 0.5);
    compare(FULL_PROXY, ENVOY_FULL_PROXY, 0.5);
    compare(HIT, FULL_MOCK, 1.0);
    of(FULL_PROXY)
        .map_or(0.0, |case| median(&case.seen.iter().map(|own| own.rate).collect::<Vec<_>>()))
}

const NGINX_RETURN: &str = "nginx return 200";
const NGINX_PROXY: &str = "nginx proxy_pass";
const ENVOY_DIRECT: &str = "Envoy direct_response";
const ENVOY_PROXY: &str = "Envoy route";
const ENVOY_FULL_PROXY: &str = "Envoy route, throttle, key, log";
const MOCK: &str = "MOCK";
const FULL_MOCK: &str = "MOCK, throttle, key, log";
const PROXY: &str = "HTTP_PROXY";
const FULL_PROXY: &str = "HTTP_PROXY, throttle, key, log";
const HIT: &str = "cache hit, throttle, key, log";

fn cases(bench: &Bench) -> Vec<Case<'_>> {
    let case =
        |name, process, target| Case { name, process, target, taken: Vec::new(), seen: Vec::new() };
    let (nginx, nginx_port) = (&bench.nginx.0, bench.nginx.1);
    let (ours, port) = (&bench.ours.0, bench.ours.1);
    let mut cases = vec![
        case(NGINX_RETURN, nginx, target(nginx_port, "/mock")),
        case(MOCK, ours, target(port, "/bare/mock")),
        case(FULL_MOCK, ours, keyed(port, "/full/keyed/mock")),
        case(HIT, ours, keyed(port, "/full/keyed/cached")),
        case(NGINX_PROXY, nginx, target(nginx_port, "/proxy/hello")),
        case(PROXY, ours, target(port, "/bare/proxy/hello")),
        case(FULL_PROXY, ours, keyed(port, "/full/keyed/proxy/hello")),
    ];
    if let Some(envoy) = &bench.envoy {
        cases.push(case(ENVOY_DIRECT, &envoy.process, target(envoy.bare, "/mock")));
        cases.push(case(ENVOY_PROXY, &envoy.process, target(envoy.bare, "/proxy/hello")));
        cases.push(case(ENVOY_FULL_PROXY, &envoy.process, keyed(envoy.full, "/proxy/hello")));
    }
    cases
}

/// The value in the middle.
pub(super) fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
