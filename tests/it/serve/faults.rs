//! Backends and callers that do what they should not: each gets what it should, and the gateway goes on.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::client::{Client, get};
use super::running::Running;
use super::stub::{Stub, ok, read_request, say};
use crate::program::{Program, limited};
use portcullis::serve::raise_descriptor_limit;

const NETWORK: &str = r#"{"message":"Network error communicating with endpoint"}"#;
const INTERNAL: &str = r#"{"message":"Internal server error"}"#;
const TIMEOUT: &str = r#"{"message":"Endpoint request timed out"}"#;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_mins(1);

fn front(upstream: SocketAddr) -> String {
    include_str!("../../cases/serve/faults.yaml").replace("UPSTREAM", &upstream.to_string())
}

/// A backend that does as the path says.
fn backend() -> Stub {
    Stub::new(|mut stream| {
        while let Some((head, _)) = read_request(&mut stream) {
            let path = head.split(' ').nth(1).unwrap();
            match path {
                "/fine" => say(&mut stream, &ok("fine")),
                "/close" => return,
                "/half" => {
                    return say(&mut stream, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                }
                "/half-a-head" => return say(&mut stream, "HTTP/1.1 200 OK\r\nContent-Le"),
                "/half-a-chunk" => {
                    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
                    return say(&mut stream, &format!("{head}ff\r\nhalf"));
                }
                "/garbage" => return say(&mut stream, "SSH-2.0-OpenSSH_9.9\r\n"),
                "/no-status" => return say(&mut stream, "HTTP/1.1 fine\r\n\r\n"),
                "/no-length" => {
                    let head = "HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n";
                    return say(&mut stream, &format!("{head}more"));
                }
                "/zeros" => return say(&mut stream, &"\0".repeat(1000)),
                "/switch" => {
                    return say(&mut stream, "HTTP/1.1 101 Switching Protocols\r\n\r\n");
                }
                "/heads" => {
                    return forever(stream, "HTTP/1.1 200 OK\r\n", "X: yyyyyyyyyyyyyyyy\r\n");
                }
                "/body" => {
                    let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
                    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
                    return forever(stream, head, &chunk);
                }
                "/until-closed" => {
                    return forever(stream, "HTTP/1.1 200 OK\r\n\r\n", &"x".repeat(0x1000));
                }
                "/hang" => {}
                "/stall" => {
                    say(&mut stream, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
                }
                other => panic!("{other}"),
            }
        }
    })
}

/// Sends `piece` until the other side has had enough.
fn forever(mut stream: TcpStream, head: &str, piece: &str) {
    say(&mut stream, head);
    while stream.write_all(piece.as_bytes()).is_ok() {}
}

fn is_well(address: SocketAddr, after: &str) {
    assert_eq!(get(address, "/dev/fine").status, 200, "{after}");
    assert_eq!(get(address, "/dev/patient/fine").body, "fine", "{after}");
}

#[test]
fn no_backend_harms_the_gateway() {
    let stub = backend();
    let running = Running::start(&front(stub.address));
    let mut kept = Client::connect(running.address);
    for (path, status, body) in [
        ("close", 500, NETWORK),
        ("half", 500, NETWORK),
        ("half-a-head", 500, NETWORK),
        ("half-a-chunk", 500, NETWORK),
        ("garbage", 500, NETWORK),
        ("no-status", 500, NETWORK),
        ("no-length", 500, NETWORK),
        ("zeros", 500, NETWORK),
        ("switch", 500, NETWORK),
        ("heads", 500, NETWORK),
        ("body", 500, INTERNAL),
        ("until-closed", 500, INTERNAL),
    ] {
        let answer = kept.get(&format!("/dev/patient/{path}"));
        assert_eq!((answer.status, answer.body.as_str()), (status, body), "{path}");
        is_well(running.address, path);
    }
    for path in ["hang", "stall"] {
        let answer = kept.get(&format!("/dev/hasty/{path}"));
        assert_eq!((answer.status, answer.body.as_str()), (504, TIMEOUT), "{path}");
        is_well(running.address, path);
    }
}

#[test]
fn a_backend_that_resets_in_the_middle_is_a_network_error() {
    // A side that closes with bytes unread resets the connection.
    let stub = Stub::new(|mut stream| {
        let mut some = [0; 16];
        stream.read_exact(&mut some).unwrap();
        if some.starts_with(b"GET /fine") {
            say(&mut stream, &ok("fine"));
            return;
        }
        say(&mut stream, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhalf");
    });
    let running = Running::start(&front(stub.address));
    let answer = Client::connect(running.address).post("/dev/patient/x", &"x".repeat(100_000));
    assert_eq!((answer.status, answer.body.as_str()), (500, NETWORK));
    assert_eq!(get(running.address, "/dev/fine").status, 200);
}

#[test]
fn a_backend_that_comes_back_is_called_again() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let running = Running::start(&front(address));
    let answer = get(running.address, "/dev/patient/fine");
    assert_eq!((answer.status, answer.body.as_str()), (500, INTERNAL));
    let listener = TcpListener::bind(address).unwrap();
    let serving = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        read_request(&mut stream).unwrap();
        say(&mut stream, &ok("fine"));
    });
    is_well(running.address, "the backend is back");
    serving.join().unwrap();
}

#[test]
fn backends_that_hang_hold_up_nobody_else() {
    let stub = backend();
    let running = Running::start(&front(stub.address));
    let mut waiting: Vec<Client> = (0..100).map(|_| Client::connect(running.address)).collect();
    for client in &mut waiting {
        client.request("GET", "/dev/patient/hang");
    }
    running.until(|| stub.connections() >= 100);
    is_well(running.address, "a hundred calls hang");
    // Their callers go away, and with them the calls.
    drop(waiting);
    is_well(running.address, "their callers are gone");
}

#[test]
fn a_caller_that_does_not_read_its_answer_is_dropped() {
    let body = "x".repeat(9 * 1024 * 1024);
    let length = body.len();
    let stub = Stub::answering(
        move |head, _| {
            if head.starts_with("GET /fine ") { ok("fine") } else { ok(&body) }
        },
    );
    let running = Running::start_with(&front(stub.address), |options| {
        options.limits.write_timeout = Duration::from_millis(200);
        options.limits.header_timeout = Duration::from_secs(2);
    });
    let mut slow = Client::connect(running.address);
    slow.request("GET", "/dev/patient/large");
    running.until(|| stub.connections() == 1);
    let mut fast = Client::connect(running.address);
    assert_eq!(fast.get("/dev/patient/large").body.len(), length);
    // This one is dropped later than the slow one.
    assert!(Client::connect(running.address).is_closed());
    assert_eq!(slow.head().status, 200);
    assert!(slow.rest().len() < length);
    is_well(running.address, "a caller that does not read");
}

#[test]
fn many_slow_callers_hold_up_nobody_else() {
    let stub = backend();
    let running = Running::start_with(&front(stub.address), |options| {
        options.limits.header_timeout = Duration::from_secs(20);
    });
    let starts = [
        "G",
        "GET /dev/fine HTTP/1.1\r\nHost:",
        "POST /dev/hasty/fine HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n12",
    ];
    let mut slow: Vec<Client> = (0..300).map(|_| Client::connect(running.address)).collect();
    for (client, start) in slow.iter_mut().zip(starts.iter().cycle()) {
        client.send(start);
    }
    is_well(running.address, "three hundred callers take their time");
    // One of them comes to its end after all.
    slow[1].send(" x\r\n\r\n");
    assert_eq!(slow[1].answer().status, 200);
    slow[2].send("3456789");
    assert_eq!(slow[2].answer().body, "fine");
}

/// An account that takes all that a test asks at once: the usual one stops ten thousand callers who are quick.
const MANIFEST: &str = "portcullis: 1
api: openapi.yaml
accountThrottle: { rate: 1000000, burst: 100000 }
stages: { dev: {} }
";

/// The program, serving faults.yaml.
struct Served {
    program: Program,
    address: SocketAddr,
    _folder: TempDir,
}

impl Served {
    /// Starts it after `before`, a command of the shell.
    fn after(before: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let none = SocketAddr::from((Ipv4Addr::LOCALHOST, 9));
        fs::write(folder.path().join("openapi.yaml"), front(none)).unwrap();
        fs::write(folder.path().join("portcullis.yaml"), MANIFEST).unwrap();
        let words = ["--quiet", "--no-reload", "--workers", "2"];
        let program = Program::start(limited(before, &words), folder.path());
        Self { address: program.address, program, _folder: folder }
    }

    /// What it holds in memory, in bytes; nothing where that cannot be seen.
    fn memory(&self) -> Option<u64> {
        let status =
            fs::read_to_string(format!("/proc/{}/status", self.program.child.id())).ok()?;
        let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
        Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? * 1024)
    }
}

/// Connects as often as that and asks for something on each connection; keeps what it gets.
fn flood(address: SocketAddr, connections: usize) -> Vec<TcpStream> {
    let mut open = Vec::with_capacity(connections);
    let mut refused = 0;
    // Connections that wait to be accepted fill the queue of the system; those behind them come no further.
    while open.len() < connections && refused < 2 {
        match TcpStream::connect_timeout(&address, Duration::from_secs(2)) {
            Ok(mut stream) => {
                stream.write_all(REQUEST).unwrap();
                open.push(stream);
            }
            Err(_) => refused += 1,
        }
    }
    open
}

/// Asks until there is an answer.
fn answers(address: SocketAddr) -> u16 {
    let since = Instant::now();
    loop {
        if let Ok(mut stream) = TcpStream::connect_timeout(&address, Duration::from_secs(1))
            && stream.write_all(REQUEST).is_ok()
            && let Some(status) = status(&stream)
        {
            return status;
        }
        assert!(since.elapsed() < PATIENCE, "there is no answer");
    }
}

const REQUEST: &[u8] = b"GET /dev/fine HTTP/1.1\r\nHost: x\r\n\r\n";

/// The status of the next answer.
fn status(stream: &TcpStream) -> Option<u16> {
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).ok()?;
    line.split(' ').nth(1)?.parse().ok()
}

/// Ten thousand, or as many as the system lets this process and the program have.
#[test]
fn ten_thousand_connections_are_served() {
    let connections = 10_000.min(descriptors().saturating_sub(500));
    // The program is started with few descriptors, and takes what it may have.
    let program = Served::after("ulimit -S -n 256");
    let mut open = flood(program.address, connections);
    assert_eq!(open.len(), connections);
    for (at, stream) in open.iter().enumerate() {
        assert_eq!(status(stream), Some(200), "{at}");
    }
    // Without optimization one takes some 40 KB while it is new.
    let limit = u64::try_from(connections).unwrap() * (64 << 10);
    if let Some(memory) = program.memory() {
        assert!(memory < limit, "{memory} bytes");
    }
    // All of them are served once more.
    for stream in &mut open {
        stream.write_all(REQUEST).unwrap();
    }
    for (at, stream) in open.iter().enumerate() {
        assert_eq!(status(stream), Some(200), "{at} again");
    }
    drop(open);
    assert_eq!(answers(program.address), 200);
}

/// How many descriptors this process may have, once its limit is raised as far as it may be.
fn descriptors() -> usize {
    raise_descriptor_limit();
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find(|line| line.starts_with("Max open files"));
    let soft = line.and_then(|line| line.split_whitespace().nth(3)?.parse().ok());
    soft.unwrap_or(10_240)
}

/// Some of the workers would serve, and the rest be missing unnoticed.
#[test]
fn workers_that_cannot_start_end_the_server() {
    let folder = tempfile::tempdir().unwrap();
    let none = SocketAddr::from((Ipv4Addr::LOCALHOST, 9));
    fs::write(folder.path().join("openapi.yaml"), front(none)).unwrap();
    let output = Command::new("timeout")
        .args(["60", "sh", "-c"])
        .arg("ulimit -n 64 && exec \"$0\" serve --port 0 --no-reload --workers 40")
        .arg(env!("CARGO_BIN_EXE_portcullis"))
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("Too many open files"), "{said}");
}

#[test]
fn a_gateway_without_descriptors_comes_back() {
    let program = Served::after("ulimit -n 64");
    let open = flood(program.address, 150);
    assert!(open.len() > 64, "{} connections", open.len());
    drop(open);
    assert_eq!(answers(program.address), 200);
}

/// A limit on the size of files stands in for a full disk.
#[test]
fn a_disk_without_room_costs_entries_of_logs_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let none = SocketAddr::from((Ipv4Addr::LOCALHOST, 9));
    fs::write(folder.path().join("openapi.yaml"), front(none)).unwrap();
    let manifest = "portcullis: 1\napi: openapi.yaml\nstages:\n  dev:\n    accessLog: { format: '$context.requestId \
                    $context.status', destination: access.log }\n";
    fs::write(folder.path().join("portcullis.yaml"), manifest).unwrap();
    let program = Program::serve_with_room(folder.path(), 4, &["--quiet", "--no-reload"]);
    let is_told = || program.said().contains("cannot write the log `access.log`: ");
    let mut client = Client::connect(program.address);
    let since = Instant::now();
    while !is_told() {
        assert_eq!(client.get("/dev/fine").status, 200);
        assert!(since.elapsed() < PATIENCE, "the disk is never full");
    }
    assert_eq!(client.get("/dev/fine").status, 200);
    program.end();
    let text = fs::read_to_string(folder.path().join("access.log")).unwrap();
    let whole = text.split_inclusive('\n').filter(|line| line.ends_with(" 200\n"));
    assert!(whole.count() > 10, "{text}");
}
