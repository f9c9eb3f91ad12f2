//! Programs that a benchmark starts and ends, and what they took.

use std::fs::{self, File};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The kernel counts processor time in this many ticks a second for programs that read it (`USER_HZ`).
const TICKS_PER_SECOND: f64 = 100.0;

/// A program that is ended with this value.
pub(crate) struct Process {
    child: Child,
    said: PathBuf,
}

impl Process {
    /// Starts a program, and waits until it listens on `port`. What it says goes to a file in `folder`.
    pub(crate) fn start(command: &[String], folder: &Path, port: u16) -> Self {
        let mut process = Self::spawn(command, folder);
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let deadline = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(address).is_err() {
            process.is_up(command);
            assert!(Instant::now() < deadline, "{command:?} does not listen on {port}");
            thread::sleep(Duration::from_millis(20));
        }
        process
    }

    /// Starts a program. Where the system can, it ends with the benchmark, however that ends.
    pub(crate) fn spawn(command: &[String], folder: &Path) -> Self {
        let said = folder.join("said");
        let bound: &[&str] =
            if find("setpriv").is_some() { &["setpriv", "--pdeathsig", "KILL", "--"] } else { &[] };
        let mut words = bound.iter().copied().chain(command.iter().map(String::as_str));
        let child = Command::new(words.next().unwrap())
            .args(words)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&said).unwrap())
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {command:?}: {error}"));
        Self { child, said }
    }

    /// Stops the benchmark when the program has ended.
    pub(crate) fn is_up(&mut self, command: &[String]) {
        if let Some(status) = self.child.try_wait().unwrap() {
            panic!("{command:?} ended: {status}\n{}", self.said());
        }
    }

    /// What it has written to standard error.
    pub(crate) fn said(&self) -> String {
        fs::read_to_string(&self.said).unwrap_or_default()
    }

    /// The processor time that all threads of the program have taken so far, in seconds.
    pub(crate) fn processor_time(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        // The second field is the name in parentheses; user and system time are the 14th and the 15th.
        let (_, rest) = stat.rsplit_once(')').unwrap();
        let ticks: f64 = rest
            .split_whitespace()
            .skip(11)
            .take(2)
            .map(|field| field.parse::<f64>().unwrap())
            .sum();
        ticks / TICKS_PER_SECOND
    }

    /// What it holds in memory, in megabytes.
    pub(crate) fn memory(&self) -> f64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
        line.split_whitespace().nth(1).unwrap().parse::<f64>().unwrap() / 1024.0
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port of the loopback interface that nobody listens on.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// Where a program is: on the path, or where `tests/bench/run` puts it.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let own = Path::new(env!("CARGO_BIN_EXE_portcullis")).parent()?.parent()?.join("bench");
    std::env::split_paths(&folders)
        .chain(["/usr/sbin".into(), "/usr/local/sbin".into(), own])
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}
