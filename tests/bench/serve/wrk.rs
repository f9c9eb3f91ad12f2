//! wrk as the load generator: one thread, kept connections, and nothing but answers of 200.

use std::process::{Child, Command, Stdio};

use super::process::Process;

/// How many connections it keeps busy.
const CONNECTIONS: u32 = 32;

/// What wrk is to ask for.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// The URL.
    pub(crate) url: String,
    /// The API key, where one is to be sent.
    pub(crate) key: Option<&'static str>,
}

/// What wrk has seen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen {
    /// How many requests were answered.
    pub(crate) requests: f64,
    /// How many of them in a second.
    pub(crate) rate: f64,
}

/// A wrk that runs. It ends by itself.
pub(crate) struct Running {
    child: Child,
    url: String,
}

/// Asks for `seconds`, and says how many microseconds of processor time `process` took for a request.
pub(crate) fn processor_time(process: &Process, target: &Target, seconds: u32) -> (f64, Seen) {
    let before = process.processor_time();
    let seen = start(target, seconds).seen();
    let taken = process.processor_time() - before;
    (taken * 1e6 / seen.requests, seen)
}

/// Asks as fast as it can.
pub(crate) fn start(target: &Target, seconds: u32) -> Running {
    let mut command = Command::new("wrk");
    command.args(["-t1", &format!("-c{CONNECTIONS}"), &format!("-d{seconds}s")]);
    if let Some(key) = target.key {
        command.args(["-H", &format!("x-api-key: {key}")]);
    }
    let child = command
        .arg(&target.url)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("wrk can be started");
    Running { child, url: target.url.clone() }
}

impl Running {
    /// What it has seen in the end. An answer other than 200 and a connection that broke stop the benchmark.
    pub(crate) fn seen(self) -> Seen {
        let output = self.child.wait_with_output().unwrap();
        let report = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success()
                && !report.contains("Non-2xx")
                && !report.contains("Socket errors"),
            "{} was not answered as it should be:\n{report}",
            self.url
        );
        let find = |read: &dyn Fn(&str) -> Option<f64>| {
            report
                .lines()
                .find_map(|line| read(line.trim()))
                .unwrap_or_else(|| panic!("wrk said:\n{report}"))
        };
        Seen {
            requests: find(&|line| line.split_once(" requests in")?.0.parse().ok()),
            rate: find(&|line| line.strip_prefix("Requests/sec:")?.trim().parse().ok()),
        }
    }
}
