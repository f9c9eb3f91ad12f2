//! Examples with functions, served by the program over a socket, with real processes of Node.js and Python.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::cli::example;
use crate::program::{Program, command};
use crate::serve::client::{Answer, Client};

/// What tokens are signed with.
const KEY: &str = "a-key-for-tests";

/// The program, serving a copy of the example.
struct Served {
    program: Program,
    _folder: TempDir,
}

/// Whether a test can run, which needs `program`; otherwise it says so.
fn has(program: &str, test: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    let found = command.status().is_ok_and(|status| status.success());
    if !found {
        eprintln!("skipped {test}: {program} is absent");
    }
    found
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let own = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &own);
        } else {
            fs::copy(&path, own).unwrap();
        }
    }
}

impl Served {
    /// Serves the notes, with another authorizer where one is given.
    fn notes(authorizer: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&example("notes"), folder.path());
        if let Some(text) = authorizer {
            fs::write(folder.path().join("functions/authorize.py"), text).unwrap();
        }
        let mut command = command(&["--no-reload"]);
        command.env("NOTES_KEY", KEY);
        Self { program: Program::start(command, folder.path()), _folder: folder }
    }

    /// A token, as the example's own function makes it.
    fn token(words: &[&str]) -> String {
        let output = Command::new("python3")
            .arg(example("notes").join("functions/authorize.py"))
            .args(words)
            .env("NOTES_KEY", KEY)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    fn ask(&self, line: &str, token: Option<&str>, body: &str) -> Answer {
        let authorization = token.map_or(String::new(), |own| format!("Authorization: {own}\r\n"));
        let mut client = Client::connect(self.program.address);
        client.send(&format!(
            "{line} HTTP/1.1\r\nHost: localhost\r\n{authorization}Content-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        ));
        client.answer()
    }

    /// What the program has said of requests.
    fn log(&self) -> String {
        self.program.said()
    }
}

fn value(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_else(|_| panic!("{answer:?}"))
}

#[test]
fn the_notes_are_those_of_whoever_calls() {
    let name = "the_notes_are_those_of_whoever_calls";
    if !has("node", name) || !has("python3", name) {
        return;
    }
    let served = Served::notes(None);
    let (ann, bob) = (Served::token(&["ann", "writer"]), Served::token(&["bob", "reader"]));
    let added = served.ask("POST /dev/notes", Some(&ann), "{\"text\": \"milk\"}");
    assert_eq!(added.status, 201, "{added:?} {}", served.log());
    let id = value(&added)["id"].as_str().unwrap().to_owned();
    let listed = served.ask("GET /dev/notes", Some(&ann), "");
    assert_eq!((listed.status, &value(&listed)[0]["text"]), (200, &json!("milk")));
    let others = served.ask("GET /dev/notes", Some(&bob), "");
    assert_eq!((others.status, value(&others)), (200, json!([])));

    // Readers may not write, and what is no note is refused before the function.
    let refused = served.ask("POST /dev/notes", Some(&bob), "{\"text\": \"beer\"}");
    assert_eq!(refused.status, 403);
    assert_eq!(refused.header("x-amzn-errortype"), Some("AccessDeniedException"));
    let invalid = served.ask("POST /dev/notes", Some(&ann), "{\"title\": \"milk\"}");
    assert_eq!(
        (invalid.status, invalid.body.as_str()),
        (400, "{\"message\":\"Invalid request body\"}")
    );

    // Nobody gets in without a token, with one that is none, that was changed, or that is over.
    let changed = ann.replace("ann.writer", "bob.writer");
    let over = Served::token(&["ann", "writer", "-1"]);
    for token in [None, Some("Bearer me"), Some(changed.as_str()), Some(over.as_str())] {
        let refused = served.ask("GET /dev/notes", token, "");
        assert_eq!(
            (refused.status, refused.body.as_str()),
            (401, "{\"message\":\"Unauthorized\"}")
        );
    }

    // The authorizer decides once for a token, and its policy is asked for each method.
    let again = served.ask("GET /dev/notes", Some(&ann), "");
    assert_eq!(again.header("x-decision"), added.header("x-decision"));
    assert_ne!(again.header("x-decision"), others.header("x-decision"));
    let gone = served.ask(&format!("DELETE /dev/notes/{id}"), Some(&ann), "");
    assert_eq!((gone.status, gone.header("x-decision")), (204, added.header("x-decision")));
    assert_eq!(served.ask(&format!("DELETE /dev/notes/{id}"), Some(&ann), "").status, 404);

    let log = served.log();
    for secret in [KEY, ann.rsplit('.').next().unwrap(), bob.rsplit('.').next().unwrap()] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[test]
fn an_authorizer_that_crashes_lets_nobody_in_and_takes_nothing_down() {
    let name = "an_authorizer_that_crashes_lets_nobody_in_and_takes_nothing_down";
    if !has("node", name) || !has("python3", name) {
        return;
    }
    for (broken, why) in [
        ("def handler(event, context):\n    return {}[event['methodArn']]\n", "KeyError"),
        ("import os\ndef handler(event, context):\n    os._exit(3)\n", "exit status 3"),
        ("def handler(event, context):\n    return {'principalId': 'ann'}\n", "policyDocument"),
    ] {
        let served = Served::notes(Some(broken));
        let ann = Served::token(&["ann", "writer"]);
        for _ in 0..2 {
            let answer = served.ask("GET /dev/notes", Some(&ann), "");
            assert_eq!((answer.status, answer.body.as_str()), (500, "{\"message\":null}"), "{why}");
        }
        assert_eq!(served.ask("GET /dev/notes", None, "").status, 401);
        // The log is written by a thread of its own, shortly after the answer.
        let since = Instant::now();
        while !served.log().contains("authorizer") {
            assert!(since.elapsed() < Duration::from_secs(20), "{}", served.log());
            thread::yield_now();
        }
    }
}
