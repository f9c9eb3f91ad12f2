//! Counts of quotas in the real program: killed in the middle of load, with a damaged file, with no room on the disk.

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use super::api::{document, key};
use crate::cli::{portcullis, stderr, stdout};
use crate::program::Program;

const PATIENCE: Duration = Duration::from_secs(30);

/// How many callers ask at once.
const CALLERS: u64 = 8;

fn folder(limit: u64) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let app = key("app");
    fs::write(folder.path().join("api.yaml"), document(&["GET /a !", "GET /open"])).unwrap();
    fs::write(
        folder.path().join("portcullis.yaml"),
        format!(
            "portcullis: 1
api: api.yaml
stages: {{ prod: {{}} }}
apiKeys: {{ app: {{ value: \"{app}\" }} }}
usagePlans: {{ free: {{ stages: [prod], keys: [app], quota: {{ limit: {limit}, per: MONTH }} }} }}\n"
        ),
    )
    .unwrap();
    folder
}

fn serve(folder: &Path) -> Program {
    Program::serve(folder, &["--quiet", "--no-reload", "--workers", "2"])
}

/// The statuses of requests on one connection, until it breaks or `wanted` of them are there.
fn ask(address: SocketAddr, path: &str, wanted: u64, mut seen: impl FnMut(u16)) {
    let Ok(stream) = TcpStream::connect(address) else { return };
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut stream = BufReader::new(stream);
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nx-api-key: {}\r\n\r\n", key("app"));
    for _ in 0..wanted {
        if stream.get_mut().write_all(request.as_bytes()).is_err() {
            return;
        }
        let Some(status) = answer(&mut stream) else { return };
        seen(status);
    }
}

/// The status of a whole answer.
fn answer(stream: &mut BufReader<TcpStream>) -> Option<u16> {
    let mut line = String::new();
    stream.read_line(&mut line).ok().filter(|length| *length > 0)?;
    let status = line.split(' ').nth(1)?.parse().ok()?;
    let mut length = 0;
    loop {
        let mut header = String::new();
        stream.read_line(&mut header).ok().filter(|length| *length > 0)?;
        if header == "\r\n" {
            break;
        }
        if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    match stream.read_exact(&mut body) {
        Ok(()) => Some(status),
        Err(error) if error.kind() == ErrorKind::WouldBlock => panic!("no answer in time"),
        Err(_) => None,
    }
}

fn status(served: &Program, path: &str) -> Option<u16> {
    let mut found = None;
    ask(served.address, path, 1, |status| found = Some(status));
    found
}

/// What `usage` says was used.
fn used(folder: &Path) -> u64 {
    let output = portcullis(folder, &["usage", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let rows: Value = serde_json::from_str(&stdout(&output)).unwrap();
    rows.pointer("/0/used").and_then(Value::as_u64).unwrap()
}

#[test]
fn no_answered_request_is_lost_by_a_kill_and_none_is_counted_twice() {
    let folder = folder(1_000_000);
    let (mut answered_before, mut used_before) = (0, 0);
    for round in 0..4 {
        let mut served = serve(folder.path());
        let answered = AtomicU64::new(0);
        let address = served.address;
        thread::scope(|scope| {
            for _ in 0..CALLERS {
                scope.spawn(|| {
                    ask(address, "/prod/a", u64::MAX, |status| {
                        assert_eq!(status, 200);
                        answered.fetch_add(1, Ordering::SeqCst);
                    });
                });
            }
            while answered.load(Ordering::SeqCst) < 60 + round * 17 {
                thread::yield_now();
            }
            // On Unix this is SIGKILL: nothing of the program runs any more.
            served.child.kill().unwrap();
        });
        served.child.wait().unwrap();
        let answered = answered_before + answered.into_inner();
        let used = used(folder.path());
        let lost = format!("round {round}: {answered} answered, {used} counted");
        // Those that were under way when it was killed may be counted and not answered.
        assert!(used >= answered, "{lost}");
        assert!(used - used_before <= answered - answered_before + CALLERS, "{lost}");
        (answered_before, used_before) = (answered, used);
    }
    assert!(used_before > 300);
}

#[test]
fn a_quota_that_is_used_up_stays_so_over_a_kill() {
    let folder = folder(5);
    let mut served = serve(folder.path());
    let mut statuses = Vec::new();
    ask(served.address, "/prod/a", 6, |status| statuses.push(status));
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429]);
    // A gateway that runs is asked.
    let told = portcullis(folder.path(), &["usage"]);
    assert_eq!(told.status.code(), Some(0), "{}", stderr(&told));
    let line = stdout(&told).lines().nth(1).unwrap().to_owned();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words[..7], ["free", "app", "5", "0", "5", "per", "MONTH"], "{line}");
    served.child.kill().unwrap();
    served.child.wait().unwrap();
    assert_eq!(stdout(&portcullis(folder.path(), &["usage"])), stdout(&told));
    let served = serve(folder.path());
    assert_eq!(status(&served, "/prod/a"), Some(429));
}

#[test]
fn a_damaged_file_leaves_a_gateway_that_refuses_what_it_cannot_count() {
    let folder = folder(5);
    drop(serve(folder.path()));
    let file = folder.path().join(".portcullis/counts.redb");
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let served = serve(folder.path());
    assert_eq!(status(&served, "/prod/a"), Some(500));
    assert_eq!(status(&served, "/prod/open"), Some(200));
    let said = served.said();
    assert!(
        said.contains("counts.redb` are damaged") && said.contains("move the file away"),
        "{said}"
    );
    assert!(!said.contains("panicked"), "{said}");
    drop(served);
    let told = portcullis(folder.path(), &["usage"]);
    assert_eq!(told.status.code(), Some(2));
    assert!(stderr(&told).contains("are damaged"), "{}", stderr(&told));
    fs::remove_file(&file).unwrap();
    let served = serve(folder.path());
    assert_eq!(status(&served, "/prod/a"), Some(200));
}

/// A limit on the size of files stands in for a full disk: the file cannot grow to hold what is counted.
#[cfg(unix)]
#[test]
fn a_disk_without_room_leaves_a_gateway_that_refuses_what_it_cannot_count() {
    let folder = folder(5);
    let served = Program::serve_with_room(folder.path(), 16, &["--quiet", "--no-reload"]);
    assert_eq!(status(&served, "/prod/a"), Some(500));
    assert_eq!(status(&served, "/prod/open"), Some(200));
    let said = served.said();
    assert!(said.contains("cannot be kept") && said.contains("give it room"), "{said}");
}

/// The control plane answers as the service's does.
#[test]
fn usage_can_be_asked_of_a_running_gateway() {
    let folder = folder(5);
    let served = serve(folder.path());
    assert_eq!(status(&served, "/prod/a"), Some(200));
    let control = fs::read_to_string(folder.path().join(".portcullis/control")).unwrap();
    let control: SocketAddr = control.trim().parse().unwrap();
    let ask = |request: &str, host: &str| {
        let mut stream = TcpStream::connect(control).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        write!(stream, "{request} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        (head[9..12].to_owned(), serde_json::from_str(body).unwrap_or(Value::Null))
    };
    let (status, report) = ask("GET /usageplans/free/usage", "localhost");
    assert_eq!((status.as_str(), &report["values"]["app"]), ("200", &serde_json::json!([[1, 4]])));
    assert_eq!(report["usagePlanId"], "free");
    assert_eq!(ask("GET /usageplans/gold/usage", "localhost").0, "404");
    let days = "GET /usageplans/free/usage?startDate=2026-01-01&endDate=2026-12-31";
    assert_eq!(ask(days, "localhost").0, "400");
    assert_eq!(ask("GET /usageplans/free/usage", "example.com").0, "403");
    assert_eq!(ask("DELETE /restapis/nothere/stages/prod/cache/data", "localhost").0, "404");
}
