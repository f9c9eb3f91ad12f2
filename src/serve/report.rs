//! What is told of a request when its answer is over: on standard error, in the logs of its stage, in its metrics, and
//! as spans.

use std::fmt::Write;
use std::sync::Arc;

use http::StatusCode;

use super::access_log::{self, Entry};
use super::server::Shared;
use crate::gateway::{Clock, Transcript};

/// A request whose answer is being passed on. It is told of when this is dropped: at the end of the answer, or when the
/// caller has left.
pub(super) struct Telling {
    shared: Arc<Shared>,
    transcript: Transcript,
    status: StatusCode,
    cause: Option<String>,
    length: u64,
}

impl Telling {
    /// Tells of a request at the end of its answer.
    pub(super) fn new(
        shared: &Arc<Shared>,
        transcript: Transcript,
        status: StatusCode,
        cause: Option<String>,
    ) -> Self {
        Self { shared: Arc::clone(shared), transcript, status, cause, length: 0 }
    }

    /// Notes that so many bytes of the answer have passed.
    pub(super) fn passed(&mut self, bytes: usize) {
        self.length += u64::try_from(bytes).unwrap_or(u64::MAX);
    }
}

impl Drop for Telling {
    fn drop(&mut self) {
        let Self { shared, transcript, status, cause, length } = self;
        tell(shared, transcript, *status, *length, cause.as_deref());
    }
}

impl std::fmt::Debug for Telling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Telling").field("transcript", &self.transcript).finish_non_exhaustive()
    }
}

/// Tells of a request that was answered with `status` and a payload of `length` bytes.
pub(super) fn tell(
    shared: &Shared,
    transcript: &mut Transcript,
    status: StatusCode,
    length: u64,
    cause: Option<&str>,
) {
    transcript.close(status, length, shared.clock.now());
    let (logs, transcript) = (&shared.logs, &*transcript);
    if shared.options.access_log {
        let entry = Entry {
            method: transcript.method(),
            path: transcript.path(),
            status,
            latency: transcript.latency(),
            integration: transcript.integration_latency(),
            cause,
        };
        access_log::note(logs, &entry);
    }
    if let Some(destination) = transcript.execution_log() {
        access_log::gather(logs, destination, |out| transcript.write_execution_log(out));
    }
    if let Some(destination) = transcript.access_log() {
        access_log::gather(logs, destination, |out| transcript.write_access_log(out));
    }
    if let Some(spans) = &shared.spans
        && let Some(trace) = transcript.trace()
    {
        spans.add(trace);
    }
}

/// Writes what logs and traces have lost, as text that Prometheus reads.
pub(super) fn write_losses(out: &mut String, shared: &Shared) {
    const ENTRIES: &str = "portcullis_log_entries_lost";
    const SPANS: &str = "portcullis_traces_lost";
    // Writing to a string does not fail.
    let _ = writeln!(out, "# HELP {ENTRIES} Entries of logs that were not written.");
    let _ = writeln!(out, "# TYPE {ENTRIES} counter");
    for (name, lost) in shared.logs.lost() {
        let name = name.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        let _ = writeln!(out, "{ENTRIES}{{destination=\"{name}\"}} {lost}");
    }
    if let Some(spans) = &shared.spans {
        let _ = writeln!(out, "# HELP {SPANS} Traces that no collector has got.");
        let _ = writeln!(out, "# TYPE {SPANS} counter\n{SPANS} {}", spans.lost());
    }
}
