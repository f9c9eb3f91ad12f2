//! The error documents that Lambda itself makes, where the function could not.

use std::process::ExitStatus;
use std::time::Duration;

use bytes::Bytes;
use serde_json::json;

/// The largest answer, in bytes (AWS docs, "Lambda quotas": 6 MB; the error names this number).
pub(super) const MAX_RESPONSE: usize = 6_291_556;

/// The process ended while the event was in its hands.
pub(super) fn exited(request_id: &str, status: Option<ExitStatus>) -> Bytes {
    let how = match status {
        Some(status) if !status.success() => {
            format!("Runtime exited with error: {}", shown(status))
        }
        Some(_) | None => "Runtime exited without providing a reason".to_owned(),
    };
    document("Runtime.ExitError", &format!("RequestId: {request_id} Error: {how}"))
}

/// As Go prints a status, since that is what Lambda's log shows.
fn shown(status: ExitStatus) -> String {
    if let Some(code) = status.code() {
        return format!("exit status {code}");
    }
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        let name = match signal {
            6 => "aborted",
            9 => "killed",
            11 => "segmentation fault",
            15 => "terminated",
            other => return format!("signal: {other}"),
        };
        return format!("signal: {name}");
    }
    status.to_string()
}

/// The function's own time was over.
pub(super) fn timed_out(request_id: &str, timeout: Duration) -> Bytes {
    let seconds = timeout.as_secs_f64();
    let message =
        format!("RequestId: {request_id} Error: Task timed out after {seconds:.2} seconds");
    document("Sandbox.Timedout", &message)
}

/// The answer is larger than an answer may be.
pub(super) fn too_large() -> Bytes {
    let message = format!(
        "Response payload size exceeded maximum allowed payload size ({MAX_RESPONSE} bytes)."
    );
    document("Function.ResponseSizeTooLarge", &message)
}

fn document(kind: &str, message: &str) -> Bytes {
    Bytes::from(json!({"errorType": kind, "errorMessage": message}).to_string())
}
