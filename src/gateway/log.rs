//! The execution log of one request, in the service's words (reference `observability`, section 3).

use std::fmt::{self, Write};
use std::time::Duration;

use super::Moment;

/// What an event of the service's log may take, in bytes.
const LONGEST_EVENT: usize = 1024;

/// What stands at the end of one that was longer.
const TRUNCATED: &str = " [TRUNCATED]";

/// What happened to one request, line by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExecutionLog {
    request_id: String,
    lines: Vec<LogLine>,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// When, since 1970-01-01T00:00:00Z.
    pub wall: Duration,
    /// Who gets to see it.
    pub kind: LogKind,
    /// What.
    pub text: String,
}

/// Kinds of lines, by the setting of a stage that they take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogKind {
    /// What went wrong: `ERROR` and `INFO`.
    Error,
    /// A step: `INFO`.
    Info,
    /// Headers, parameters and payloads: `INFO`, with data traces on.
    Trace,
}

impl ExecutionLog {
    /// An empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// The id of the request.
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The lines.
    pub fn lines(&self) -> &[LogLine] {
        &self.lines
    }

    pub(super) fn begin(&mut self, request_id: &str) {
        request_id.clone_into(&mut self.request_id);
    }

    pub(super) fn line(&mut self, now: Moment, kind: LogKind, text: impl Into<String>) {
        self.lines.push(LogLine { wall: now.wall, kind, text: text.into() });
    }
}

impl LogLine {
    /// Writes the line as an event of a stage's log, `(ID) TEXT`, with its time: one line, whatever is in the text, and
    /// not longer than the service's.
    pub(super) fn write_event(&self, request_id: &str, out: &mut impl Write) -> fmt::Result {
        super::time::write_log_time(out, self.wall)?;
        write!(out, " : ({request_id}) ")?;
        let room = LONGEST_EVENT.saturating_sub(request_id.len() + 3);
        let is_too_long = self.text.len() > room;
        let room = if is_too_long { room.saturating_sub(TRUNCATED.len()) } else { room };
        let mut length = 0;
        for letter in self.text.chars() {
            length += letter.len_utf8();
            if length > room {
                break;
            }
            match letter {
                '\n' => out.write_str("\\n")?,
                '\r' => out.write_str("\\r")?,
                '\t' => out.write_str("\\t")?,
                letter if letter.is_control() => write!(out, "\\x{:02x}", u32::from(letter))?,
                letter => out.write_char(letter)?,
            }
        }
        if is_too_long { out.write_str(TRUNCATED) } else { Ok(()) }
    }
}

/// As `TestInvokeMethod` returns it.
impl fmt::Display for ExecutionLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Execution log for request {}", self.request_id)?;
        for line in &self.lines {
            super::time::write_log_time(f, line.wall)?;
            f.write_str(" : ")?;
            f.write_str(&line.text)?;
            f.write_char('\n')?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, LogKind, LogLine};

    fn event(text: &str) -> String {
        let wall = Duration::from_secs(1_428_582_896);
        let mut out = String::new();
        let line = LogLine { wall, kind: LogKind::Info, text: text.to_owned() };
        line.write_event("id", &mut out).unwrap();
        out
    }

    #[test]
    fn an_event_is_one_line_and_not_too_long() {
        let begin = "Thu Apr 09 12:34:56 UTC 2015 : (id) ";
        assert_eq!(event("a\r\nb\t\u{1b}[2J\u{9b}é"), format!("{begin}a\\r\\nb\\t\\x1b[2J\\x9bé"));
        assert_eq!(event(&"x".repeat(1019)), format!("{begin}{}", "x".repeat(1019)));
        let cut = event(&"é".repeat(600));
        assert_eq!(cut, format!("{begin}{} [TRUNCATED]", "é".repeat(503)));
    }
}
