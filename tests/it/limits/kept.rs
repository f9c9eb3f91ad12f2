//! The response cache of the real program across starts, in the clear and sealed.

use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;

use crate::program::{Program, command};
use crate::serve::stub::{Stub, ok};

const PATIENCE: Duration = Duration::from_secs(30);

const WORDS: [&str; 6] =
    ["--quiet", "--no-reload", "--workers", "1", "--keep-responses", "--cache-header"];

/// The program, serving what is in a folder with a cache that is kept.
struct Served(Program);

impl Served {
    fn start(folder: &Path, environment: &[(&str, &str)]) -> Self {
        let mut command = command(&WORDS);
        command.env_remove("PORTCULLIS_RESPONSES_KEY").envs(environment.iter().copied());
        Self(Program::start(command, folder))
    }

    /// Whether the answer for `path`, which has `body`, is a hit.
    fn is_hit(&self, path: &str, body: &str) -> bool {
        let mut stream = TcpStream::connect(self.0.address).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with(body), "{answer}");
        let answer = answer.to_ascii_lowercase();
        let cache = answer.lines().find_map(|line| line.strip_prefix("x-portcullis-cache: "));
        cache.unwrap_or_else(|| panic!("{answer}")).starts_with("hit")
    }

    fn end(self) {
        self.0.end();
    }
}

fn project(backend: SocketAddr) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| {
        format!(
            "  /{name}:
    get:
      parameters: [ {{ name: n, in: query, schema: {{ type: string }} }} ]
      responses: {{ '200': {{ description: fine }} }}
      x-amazon-apigateway-integration:
        {{ type: http_proxy, httpMethod: GET, uri: 'http://{backend}/{name}',
          cacheKeyParameters: [ method.request.querystring.n ] }}\n"
        )
    };
    let document = format!(
        "openapi: 3.0.1\ninfo: {{ title: kept, version: '1' }}\npaths:\n{}{}",
        path("clear"),
        path("sealed")
    );
    fs::write(folder.path().join("api.yaml"), document).unwrap();
    let manifest = "portcullis: 1
api: api.yaml
stages:
  prod:
    cache: { size: 0.5, ttl: 3600 }
    methods:
      GET /sealed: { cache: { enabled: true, encrypted: true } }\n";
    fs::write(folder.path().join("portcullis.yaml"), manifest).unwrap();
    folder
}

/// Whether any file of the gateway's state has `text` in the clear.
fn shows(folder: &Path, text: &str) -> bool {
    let files = fs::read_dir(folder.join(".portcullis")).unwrap();
    let texts: Vec<Vec<u8>> = files.map(|file| fs::read(file.unwrap().path()).unwrap()).collect();
    assert!(texts.len() >= 2);
    texts.iter().any(|own| own.windows(text.len()).any(|piece| piece == text.as_bytes()))
}

#[test]
fn the_cache_outlives_the_process_and_shows_nothing_that_is_sealed() {
    let backend = Stub::answering(|head, _| {
        ok(if head.starts_with("GET /sealed") {
            "answer-under-seal"
        } else {
            "answer-in-the-clear"
        })
    });
    let folder = project(backend.address);
    let (clear, sealed) =
        (("/prod/clear", "answer-in-the-clear"), ("/prod/sealed", "answer-under-seal"));
    let served = Served::start(folder.path(), &[]);
    for (path, body) in [clear, sealed] {
        assert!(!served.is_hit(path, body) && served.is_hit(path, body));
    }
    served.end();
    assert!(shows(folder.path(), clear.1), "the look is a true one");
    assert!(!shows(folder.path(), sealed.1));
    let served = Served::start(folder.path(), &[]);
    assert!(served.is_hit(clear.0, clear.1) && served.is_hit(sealed.0, sealed.1));
    served.end();
    // Whoever has the files without the secret has nothing, and goes on.
    let other = ("PORTCULLIS_RESPONSES_KEY", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    let served = Served::start(folder.path(), &[other]);
    assert!(!served.is_hit(sealed.0, sealed.1) && served.is_hit(sealed.0, sealed.1));
    served.end();
    assert!(!shows(folder.path(), sealed.1));
}

#[test]
fn what_is_wrong_with_the_secret_is_told_before_anything_is_served() {
    let backend = Stub::answering(|_, _| ok("fine"));
    let folder = project(backend.address);
    let output = Command::new(env!("CARGO_BIN_EXE_portcullis"))
        .args(["serve", "--port", "0", "--keep-responses"])
        .env("PORTCULLIS_RESPONSES_KEY", "c2hvcnQ=")
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(
        told.contains(
            "PORTCULLIS_RESPONSES_KEY is no secret for cached responses: it does not have 32 bytes"
        ),
        "{told}"
    );
    assert!(!told.contains("c2hvcnQ"), "{told}");
}

#[test]
fn a_store_that_is_cut_off_begins_empty_and_says_so() {
    let backend = Stub::answering(|_, _| ok("fine"));
    let folder = project(backend.address);
    let served = Served::start(folder.path(), &[]);
    assert!(!served.is_hit("/prod/sealed", "fine"));
    served.end();
    let file = folder.path().join(".portcullis/responses.redb");
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() / 3]).unwrap();
    let served = Served::start(folder.path(), &[]);
    let told = served.0.said();
    assert!(told.contains("responses.redb") && told.contains("the cache begins empty"), "{told}");
    assert!(!served.is_hit("/prod/sealed", "fine") && served.is_hit("/prod/sealed", "fine"));
    served.end();
    assert!(Served::start(folder.path(), &[]).is_hit("/prod/sealed", "fine"));
}

/// Writing fails once the file may not grow any more, as on a full disk.
#[cfg(unix)]
#[test]
fn a_disk_without_room_costs_the_cache_and_nothing_else() {
    let backend = Stub::answering(|_, _| ok(&"x".repeat(200_000)));
    let folder = project(backend.address);
    // The store can be made, and fifty responses do not fit.
    let served = Served(Program::serve_with_room(folder.path(), 8000, &WORDS));
    let body = "x".repeat(200_000);
    let is_told = || served.0.said().contains("cached responses are in memory alone from now on");
    let mut asked = 0;
    while !is_told() {
        let name = if asked % 2 == 0 { "clear" } else { "sealed" };
        served.is_hit(&format!("/prod/{name}?n={}", asked % 500), &body);
        asked += 1;
        assert!(asked < 10_000, "the disk is never full");
    }
    assert!(served.is_hit("/prod/clear?n=0", &body) && served.is_hit("/prod/sealed?n=1", &body));
    assert!(!folder.path().join(".portcullis/responses.redb").exists());
}
