//! The head of an answer, as it is read.

use std::mem::MaybeUninit;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use httparse::{ParserConfig, Response, Status};
use memchr::memchr_iter;

use super::fault::Fault;
use super::framing::Framing;

/// The largest head of a response, in bytes. It bounds what one connection buffers.
pub(super) const LARGEST_HEAD: usize = 128 * 1024;

/// How many headers a response may have.
pub(super) const MOST_HEADERS: usize = 256;

/// How every answer of HTTP/1 begins.
const BEGIN: &[u8] = b"HTTP/1.";

/// The head of an answer.
#[derive(Debug)]
pub(super) struct ResponseHead {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// How long the body is.
    pub(super) framing: Framing,
    /// Whether the upstream keeps the connection open.
    pub(super) is_kept: bool,
}

impl ResponseHead {
    /// Parses a whole head of an answer to a request with `method`. Values are parts of `head`, not copies.
    pub(super) fn parse(head: &Bytes, method: &Method) -> Result<Self, Fault> {
        let mut room = [const { MaybeUninit::uninit() }; MOST_HEADERS];
        let mut response = Response::new(&mut []);
        let parsed = ParserConfig::default().parse_response_with_uninit_headers(
            &mut response,
            head,
            &mut room,
        );
        match parsed {
            Ok(Status::Complete(length)) if length == head.len() => {}
            Err(httparse::Error::TooManyHeaders) => return Err(Fault::ManyHeaders),
            Err(error) => return Err(Fault::Head(error)),
            Ok(_) => return Err(Fault::NotHttp),
        }
        let (status, version) = (response.code.unwrap_or_default(), response.version);
        let status = StatusCode::from_u16(status).map_err(|_| Fault::NotHttp)?;
        let mut headers = HeaderMap::with_capacity(response.headers.len());
        for header in response.headers {
            let name = HeaderName::from_bytes(header.name.as_bytes());
            let value = HeaderValue::from_maybe_shared(head.slice_ref(header.value));
            let (Ok(name), Ok(value)) = (name, value) else {
                return Err(Fault::Header(header.name.to_owned()));
            };
            headers.append(name, value);
        }
        let is_chunked = headers.contains_key(TRANSFER_ENCODING);
        // Whoever says both may have been led to it: such a connection is not used again (RFC 9112, section 6.3).
        let says_both = is_chunked && headers.remove(CONTENT_LENGTH).is_some();
        let framing = Framing::of(status, &headers, method)?;
        let is_kept = framing != Framing::UntilClose
            && !says_both
            && if version == Some(1) {
                !has_option(&headers, "close")
            } else {
                has_option(&headers, "keep-alive") && !is_chunked
            };
        Ok(Self { status, headers, framing, is_kept })
    }

    /// Whether the answer itself is still to come. `101` is an answer.
    pub(super) fn is_interim(&self) -> bool {
        self.status.is_informational() && self.status != StatusCode::SWITCHING_PROTOCOLS
    }
}

/// Where the head ends at whose beginning `received` is, if that has come. The first `searched` bytes were looked through
/// before.
pub(super) fn find_end(received: &[u8], searched: usize) -> Result<Option<usize>, Fault> {
    let begin = received.get(..BEGIN.len()).unwrap_or(received);
    if !BEGIN.starts_with(begin) {
        return Err(Fault::NotHttp);
    }
    // The end may have come in two parts.
    let from = searched.saturating_sub(2);
    let rest = received.get(from..).unwrap_or_default();
    // Lines end with a line feed alone where a server is careless (RFC 9112, section 2.2).
    let end = memchr_iter(b'\n', rest).find_map(|at| match rest.get(at + 1..) {
        Some([b'\n', ..]) => Some(at + 2),
        Some([b'\r', b'\n', ..]) => Some(at + 3),
        _ => None,
    });
    Ok(end.map(|end| from + end))
}

fn has_option(headers: &HeaderMap, option: &str) -> bool {
    headers
        .get_all(CONNECTION)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|own| own.trim().eq_ignore_ascii_case(option))
}
