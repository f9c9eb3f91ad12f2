//! The head of a request, as it is written.

use http::header::{CONTENT_LENGTH, HOST, TRANSFER_ENCODING};
use http::{HeaderName, Method};

use crate::gateway::UpstreamCall;

/// Writes the head of `call`, with what says how long its body is.
pub(super) fn write(call: &UpstreamCall, out: &mut Vec<u8>) {
    // Only the path goes out: the host is on the other end of the connection.
    for part in [call.method.as_str(), " ", call.target.as_str(), " HTTP/1.1\r\n"] {
        out.extend_from_slice(part.as_bytes());
    }
    if !call.headers.contains_key(HOST) {
        write_header(&HOST, call.endpoint.authority.as_bytes(), out);
    }
    for (name, value) in &call.headers {
        // How the body is framed is decided here.
        if name != CONTENT_LENGTH && name != TRANSFER_ENCODING {
            write_header(name, value.as_bytes(), out);
        }
    }
    if !call.body.is_empty() || expects_body(&call.method) {
        write_header(&CONTENT_LENGTH, call.body.len().to_string().as_bytes(), out);
    }
    out.extend_from_slice(b"\r\n");
}

/// Writes a header with its name in the spelling that is usual on the wire: names that came from a caller have lost
/// theirs, and some old servers look for it.
fn write_header(name: &HeaderName, value: &[u8], out: &mut Vec<u8>) {
    let mut is_first = true;
    for byte in name.as_str().bytes() {
        out.push(if is_first { byte.to_ascii_uppercase() } else { byte });
        is_first = byte == b'-';
    }
    out.extend_from_slice(b": ");
    out.extend_from_slice(value);
    out.extend_from_slice(b"\r\n");
}

/// Whether the length is told even of a body that is empty (RFC 9110, section 8.6).
fn expects_body(method: &Method) -> bool {
    matches!(*method, Method::POST | Method::PUT | Method::PATCH)
}
