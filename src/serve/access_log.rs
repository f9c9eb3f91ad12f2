//! One line on standard error for each request: method, path, status, latency, and the integration's part of it.
//!
//! Queries, headers and bodies are never written: they hold keys, tokens and cookies.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::time::Duration;

use http::{Method, StatusCode};

/// More text than this is written at once rather than when the worker comes to rest.
const FULL: usize = 32 * 1024;

thread_local! {
    static LINES: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What is said of one request.
#[derive(Debug)]
pub(super) struct Entry<'a> {
    /// Its method.
    pub(super) method: &'a Method,
    /// Its path without the query.
    pub(super) path: &'a str,
    /// The status that the caller sees.
    pub(super) status: StatusCode,
    /// From the head's arrival until the answer was ready.
    pub(super) latency: Duration,
    /// How much of that the integration took; none where it was not called.
    pub(super) integration: Option<Duration>,
}

impl Entry<'_> {
    fn write(&self, lines: &mut String) {
        // Writing to a string does not fail.
        let _ = write!(
            lines,
            "{} {} {} {}",
            self.method,
            self.path,
            self.status.as_u16(),
            Milliseconds(self.latency)
        );
        let _ = match self.integration {
            Some(time) => writeln!(lines, " integration {}", Milliseconds(time)),
            None => writeln!(lines),
        };
    }
}

struct Milliseconds(Duration);

impl std::fmt::Display for Milliseconds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let micros = self.0.as_micros();
        write!(f, "{}.{:03}ms", micros / 1000, micros % 1000)
    }
}

/// Notes a request on this worker. The line is written when the worker comes to rest, or with many others.
pub(super) fn note(entry: &Entry<'_>) {
    LINES.with_borrow_mut(|lines| {
        entry.write(lines);
        if lines.len() >= FULL {
            write_out(lines);
        }
    });
}

/// Writes what this worker has noted.
pub(super) fn flush() {
    LINES.with_borrow_mut(|lines| {
        if !lines.is_empty() {
            write_out(lines);
        }
    });
}

fn write_out(lines: &mut String) {
    // Nobody is left to tell when standard error is closed.
    let _ = io::stderr().lock().write_all(lines.as_bytes());
    lines.clear();
}

#[cfg(test)]
mod tests {
    use super::{Duration, Entry, Method, StatusCode};

    fn line(integration: Option<Duration>) -> String {
        let mut lines = String::new();
        let entry = Entry {
            method: &Method::GET,
            path: "/dev/pets",
            status: StatusCode::OK,
            latency: Duration::from_micros(12_034),
            integration,
        };
        entry.write(&mut lines);
        lines
    }

    #[test]
    fn a_line_says_what_was_asked_and_how_long_it_took() {
        assert_eq!(line(None), "GET /dev/pets 200 12.034ms\n");
        assert_eq!(
            line(Some(Duration::from_micros(900))),
            "GET /dev/pets 200 12.034ms integration 0.900ms\n"
        );
    }
}
