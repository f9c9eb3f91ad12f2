//! Callers that ask at moments of their own, as many in a second as is wanted.
//!
//! wrk can pause between two requests only for whole milliseconds, so that all its connections ask at the same moments,
//! and does not ask while it waits. Here the moments are drawn beforehand, as those of callers that know nothing of each
//! other are, and an answer is late by the moment that its request was due, not by the one that it was sent.

use std::thread;
use std::time::{Duration, Instant};

use super::ask::Caller;

/// How many connections ask. Each has one request under way at most.
const CALLERS: u32 = 64;

/// What a thread that asks has for its stack, in bytes.
const STACK: usize = 256 * 1024;

/// How long all have to be ready before the first request is due.
const LEAD: Duration = Duration::from_millis(200);

/// What 99 of 100 requests for `path` at `port` did not take longer than, in milliseconds, when `rate` are due in each of
/// `seconds`.
pub(super) fn p99(port: u16, path: &str, rate: f64, seconds: f64) -> f64 {
    let start = Instant::now() + LEAD;
    let callers: Vec<_> = (1..=CALLERS)
        .map(|number| {
            let path = path.to_owned();
            let moments = Moments::new(number, rate / f64::from(CALLERS), seconds);
            let run = move || ask_all(port, &path, start, moments);
            thread::Builder::new().stack_size(STACK).spawn(run).unwrap()
        })
        .collect();
    let mut taken: Vec<Duration> =
        callers.into_iter().flat_map(|caller| caller.join().unwrap()).collect();
    taken.sort_unstable();
    let at = taken.len() * 99 / 100;
    taken.get(at).map_or(f64::NAN, |own| own.as_secs_f64() * 1e3)
}

fn ask_all(port: u16, path: &str, start: Instant, moments: Moments) -> Vec<Duration> {
    let mut caller = Caller::connect(port).unwrap();
    let mut ask = || {
        let status = caller.get(path).map_err(|error| error.kind());
        assert_eq!(status, Ok(200), "{path} was not answered as it should be");
    };
    // Connections, also those to the backend, are there when it begins.
    ask();
    moments
        .map(|moment| {
            let due = start + moment;
            thread::sleep(due.saturating_duration_since(Instant::now()));
            ask();
            due.elapsed()
        })
        .collect()
}

/// When the requests of one caller are due, from the start on: each after a time that does not depend on the last one, the
/// same in every run.
struct Moments {
    state: u64,
    rate: f64,
    at: f64,
    end: f64,
}

impl Moments {
    fn new(number: u32, rate: f64, end: f64) -> Self {
        // The golden ratio spreads the numbers over all states.
        let state = 0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(u64::from(number));
        Self { state, rate, at: 0.0, end }
    }

    /// Xorshift, from 0 to below 1.
    fn random(&mut self) -> f64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        f64::from(u32::try_from(self.state >> 32).unwrap_or(u32::MAX)) / (f64::from(u32::MAX) + 1.0)
    }
}

impl Iterator for Moments {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        self.at -= (1.0 - self.random()).ln() / self.rate;
        (self.at < self.end).then(|| Duration::from_secs_f64(self.at))
    }
}
