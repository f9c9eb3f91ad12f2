//! Ports, workers, reload and shutdown.

use std::fs;
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Duration;

use super::client::{Answer, Client, get};
use super::running::Running;
use super::stub::{Stub, ok, read_request, say};

const MOCK: &str = include_str!("../../cases/serve/mock.yaml");

fn proxy(stub: &Stub) -> Running {
    let definition = include_str!("../../cases/serve/proxy.yaml");
    Running::start(&definition.replace("UPSTREAM", &stub.address.to_string()))
}

/// Asks until the answer is as it should be.
fn until(running: &Running, path: &str, expected: impl Fn(&Answer) -> bool) {
    running.until(|| expected(&get(running.address, path)));
}

#[test]
fn the_system_chooses_a_port_of_the_loopback_interface() {
    let (one, other) = (Running::start(MOCK), Running::start(MOCK));
    assert!(one.address.ip().is_loopback());
    assert_ne!(one.address.port(), 0);
    assert_ne!(one.address, other.address);
}

#[test]
fn a_port_that_is_taken_is_an_error() {
    let running = Running::start(MOCK);
    let refused = Running::bind(MOCK, |options| options.address = running.address).unwrap_err();
    assert!(refused.to_string().starts_with(&format!("cannot listen on {}: ", running.address)));
}

#[test]
fn several_workers_answer_on_one_port() {
    let running = Running::start_with(MOCK, |options| options.workers = 3.try_into().unwrap());
    let mut clients: Vec<Client> = (0..30).map(|_| Client::connect(running.address)).collect();
    for client in &mut clients {
        client.request("GET", "/dev/mock");
    }
    for client in &mut clients {
        assert_eq!(client.answer().status, 200);
    }
}

#[test]
fn a_changed_definition_takes_effect_and_a_broken_one_does_not() {
    let running = Running::start(MOCK);
    let _reloader = running.reload_on_change();
    let mut kept = Client::connect(running.address);
    assert_eq!(kept.get("/dev/mock").status, 200);

    fs::write(running.definition(), MOCK.replace("/mock:", "/changed:")).unwrap();
    until(&running, "/dev/changed", |answer| answer.status == 200);
    assert_eq!(kept.get("/dev/mock").status, 403, "the old route is gone, the connection is not");

    fs::write(running.definition(), "paths: [").unwrap();
    running.until(|| running.reports().iter().any(|report| report.contains("error")));
    assert_eq!(kept.get("/dev/changed").status, 200, "the last good configuration stays");

    // As editors save: another file takes the place.
    let beside = running.definition().with_extension("new");
    fs::write(&beside, MOCK.replace("/mock:", "/mended:")).unwrap();
    fs::rename(&beside, running.definition()).unwrap();
    until(&running, "/dev/mended", |answer| answer.status == 200);
}

#[test]
fn requests_in_flight_finish_on_what_they_began_with() {
    let (arrived, seen) = channel();
    let (release, held) = channel::<()>();
    let (arrived, held) = (Mutex::new(arrived), Mutex::new(held));
    let stub = Stub::new(move |mut stream| {
        while read_request(&mut stream).is_some() {
            arrived.lock().unwrap().send(()).unwrap();
            let _ = held.lock().unwrap().recv();
            say(&mut stream, &ok("late"));
        }
    });
    let definition = include_str!("../../cases/serve/proxy.yaml").replace("500", "20000");
    let running = Running::start(&definition.replace("UPSTREAM", &stub.address.to_string()));
    let mut client = Client::connect(running.address);
    client.request("GET", "/dev/proxy/x");
    seen.recv().unwrap();
    running.swap(MOCK);
    assert_eq!(get(running.address, "/dev/mock").status, 200);
    release.send(()).unwrap();
    assert_eq!(client.answer().body, "late");
}

#[test]
fn a_shutdown_answers_what_is_in_flight_and_accepts_no_more() {
    let (arrived, seen) = channel();
    let (release, held) = channel::<()>();
    let (arrived, held) = (Mutex::new(arrived), Mutex::new(held));
    let stub = Stub::new(move |mut stream| {
        read_request(&mut stream);
        arrived.lock().unwrap().send(()).unwrap();
        let _ = held.lock().unwrap().recv();
        say(&mut stream, &ok("late"));
    });
    let definition = include_str!("../../cases/serve/proxy.yaml").replace("500", "20000");
    let mut running = Running::start(&definition.replace("UPSTREAM", &stub.address.to_string()));
    let mut idle = Client::connect(running.address);
    assert_eq!(idle.get("/dev/absent").status, 403);
    let mut busy = Client::connect(running.address);
    busy.request("GET", "/dev/proxy/x");
    seen.recv().unwrap();

    running.server.shut_down();
    assert!(idle.is_closed());
    running.until(|| TcpStream::connect(running.address).is_err());
    release.send(()).unwrap();
    assert_eq!(busy.answer().body, "late");
    assert!(busy.is_closed());
    running.ended();
}

#[test]
fn a_second_shutdown_ends_at_once_and_a_drain_has_an_end() {
    let stub = Stub::new(|mut stream| while read_request(&mut stream).is_some() {});
    let mut running = proxy(&stub);
    let mut busy = Client::connect(running.address);
    busy.request("GET", "/dev/stream/x");
    running.until(|| stub.connections() == 1);
    running.server.shut_down();
    running.server.end();
    running.ended();
    assert!(busy.is_closed());

    let definition = include_str!("../../cases/serve/proxy.yaml");
    let mut running = Running::start_with(
        &definition.replace("UPSTREAM", &stub.address.to_string()),
        |options| options.limits.drain_timeout = Duration::from_millis(50),
    );
    let mut busy = Client::connect(running.address);
    busy.request("GET", "/dev/stream/x");
    running.until(|| stub.connections() == 2);
    running.server.shut_down();
    running.ended();
    assert!(busy.is_closed());
}
