//! The execution log of one request, in the service's words (reference `observability`, section 3).

use std::fmt::{self, Write};
use std::time::Duration;

use super::Moment;

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
    /// What.
    pub text: String,
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

    pub(super) fn line(&mut self, now: Moment, text: impl Into<String>) {
        self.lines.push(LogLine { wall: now.wall, text: text.into() });
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
