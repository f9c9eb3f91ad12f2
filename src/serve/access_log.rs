//! What is told of each request: one line on standard error with method, path, status, latency, and the integration's
//! part of it, and what its stage has asked for. A second line says why, where the gateway could not get an answer or
//! did not let the caller in.
//!
//! Queries, headers and bodies are never written to standard error: they hold keys, tokens and cookies.
//!
//! A worker gathers its entries, and hands them over when it comes to rest or has many.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode};

use super::log_files::{LogFile, LogFiles};

/// More text than this is handed over at once rather than when the worker comes to rest.
const FULL: usize = 32 * 1024;

thread_local! {
    static GATHERED: RefCell<Vec<Gathered>> = const { RefCell::new(Vec::new()) };
}

/// What a worker has for one log.
struct Gathered {
    file: Arc<LogFile>,
    text: String,
    entries: u64,
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
    /// Why the gateway answered for itself. It is shown where the caller is not to blame, and where it was not let in.
    pub(super) cause: Option<&'a str>,
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
        let is_told = self.status.is_server_error()
            || matches!(self.status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN);
        if let Some(cause) = self.cause.filter(|_| is_told) {
            lines.push_str("  ");
            // Further lines show the request, whose parts are never written here.
            push_plain(lines, cause.lines().next().unwrap_or_default());
            lines.push('\n');
        }
    }
}

/// Adds a text that others may have had a part in: one line, and not longer than an event of the service's log.
fn push_plain(lines: &mut String, text: &str) {
    const LONGEST: usize = 1024;
    let mut length = 0;
    for letter in text.chars() {
        length += letter.len_utf8();
        if length > LONGEST {
            lines.push_str(" [TRUNCATED]");
            return;
        }
        if letter.is_control() {
            lines.extend(letter.escape_default());
        } else {
            lines.push(letter);
        }
    }
}

struct Milliseconds(Duration);

impl std::fmt::Display for Milliseconds {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let micros = self.0.as_micros();
        write!(f, "{}.{:03}ms", micros / 1000, micros % 1000)
    }
}

/// Notes a request on standard error.
pub(super) fn note(logs: &LogFiles, entry: &Entry<'_>) {
    gather(logs, "stderr", |lines| entry.write(lines));
}

/// Notes what `write` writes, an entry for the log of that destination.
pub(super) fn gather(logs: &LogFiles, destination: &str, write: impl FnOnce(&mut String)) {
    GATHERED.with_borrow_mut(|all| {
        let place = all.iter().position(|own| own.file.name() == destination);
        let place = place.unwrap_or_else(|| {
            let file = logs.get(destination);
            all.push(Gathered { file, text: String::new(), entries: 0 });
            all.len() - 1
        });
        let Some(own) = all.get_mut(place) else { return };
        write(&mut own.text);
        own.entries += 1;
        if own.text.len() >= FULL {
            own.hand_over();
        }
    });
}

/// Notes a connection to a custom domain name that was refused before there was a request.
pub(super) fn note_refused(logs: &LogFiles, host: &str, peer: SocketAddr, reason: &str) {
    gather(logs, "stderr", |lines| {
        lines.push_str("TLS ");
        push_plain(lines, host);
        // Writing to a string does not fail.
        let _ = write!(lines, " refused {}: ", peer.ip());
        push_plain(lines, reason);
        lines.push('\n');
    });
}

/// Hands over what this worker has gathered.
pub(super) fn flush() {
    GATHERED.with_borrow_mut(|all| {
        for own in all {
            own.hand_over();
        }
    });
}

impl Gathered {
    fn hand_over(&mut self) {
        if !self.text.is_empty() {
            self.file.add(&self.text, self.entries);
            self.text.clear();
            self.entries = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, Entry, Method, StatusCode};

    fn line(integration: Option<Duration>) -> String {
        told(StatusCode::OK, integration, None)
    }

    fn told(status: StatusCode, integration: Option<Duration>, cause: Option<&str>) -> String {
        let mut lines = String::new();
        let latency = Duration::from_micros(12_034);
        let (method, path) = (&Method::GET, "/dev/pets");
        Entry { method, path, status, latency, integration, cause }.write(&mut lines);
        lines
    }

    #[test]
    fn a_second_line_says_why_there_is_no_answer() {
        let cause = Some("the function failed:\t\u{1b}[2J\nx-api-key: secret");
        for status in [StatusCode::BAD_GATEWAY, StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN] {
            let code = status.as_u16();
            assert_eq!(
                told(status, None, cause),
                format!("GET /dev/pets {code} 12.034ms\n  the function failed:\\t\\u{{1b}}[2J\n")
            );
        }
        assert_eq!(told(StatusCode::NOT_FOUND, None, cause), "GET /dev/pets 404 12.034ms\n");
        let long = "x".repeat(2000);
        let line = told(StatusCode::BAD_GATEWAY, None, Some(&long));
        assert!(line.len() < 1100 && line.ends_with("x [TRUNCATED]\n"), "{}", line.len());
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
