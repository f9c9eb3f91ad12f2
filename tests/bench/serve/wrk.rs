//! wrk as the load generator: one thread, kept connections, and nothing but answers of 200.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::process::Process;

/// How many connections it keeps busy.
const CONNECTIONS: u32 = 32;

/// How long a connection waits on average between two requests under an even load, in milliseconds.
const PAUSE: f64 = 10.0;

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
    /// What 99 of 100 did not take longer than, in milliseconds.
    pub(crate) p99: f64,
}

/// A wrk that runs. It ends by itself.
pub(crate) struct Running {
    child: Child,
    url: String,
}

/// Asks as fast as it can.
pub(crate) fn start(target: &Target, seconds: u32) -> Running {
    run(target, seconds, CONNECTIONS, None)
}

/// Asks at about `rate` requests a second, each connection after a pause of its own.
pub(crate) fn at_rate(target: &Target, seconds: u32, rate: f64, folder: &Path) -> Seen {
    let script = folder.join("pause.lua");
    fs::write(&script, "function delay() return math.random(5, 15) end\n").unwrap();
    let connections = (rate * PAUSE / 1000.0).clamp(1.0, 2000.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is clamped")]
    run(target, seconds, connections as u32, Some(script)).seen()
}

/// Asks for `seconds`, and says how many microseconds of processor time `process` took for a request.
pub(crate) fn processor_time(process: &Process, target: &Target, seconds: u32) -> (f64, Seen) {
    let before = process.processor_time();
    let seen = start(target, seconds).seen();
    let taken = process.processor_time() - before;
    (taken * 1e6 / seen.requests, seen)
}

fn run(target: &Target, seconds: u32, connections: u32, script: Option<PathBuf>) -> Running {
    let mut command = Command::new("wrk");
    command.args(["-t1", "--latency", &format!("-c{connections}"), &format!("-d{seconds}s")]);
    if let Some(key) = target.key {
        command.args(["-H", &format!("x-api-key: {key}")]);
    }
    if let Some(script) = script {
        command.arg("-s").arg(script);
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
            p99: find(&|line| milliseconds(line.strip_prefix("99%")?.trim())),
        }
    }
}

/// `1.23ms`, `45.00us` or `1.10s`, in milliseconds.
fn milliseconds(text: &str) -> Option<f64> {
    let (number, factor) = if let Some(number) = text.strip_suffix("us") {
        (number, 1e-3)
    } else if let Some(number) = text.strip_suffix("ms") {
        (number, 1.0)
    } else {
        (text.strip_suffix('s')?, 1e3)
    };
    Some(number.parse::<f64>().ok()? * factor)
}
