//! The ids of one request, made of the random bits that came with it.

use std::fmt::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;

use super::{Moment, RequestHeaders};

/// The ids of one request.
#[derive(Debug)]
pub(super) struct Ids {
    /// `$context.requestId` and `x-amzn-RequestId`.
    pub(super) request: String,
    /// `$context.extendedRequestId` and `x-amz-apigw-id`.
    pub(super) extended: String,
    /// Whether the caller has chosen an id that is none.
    pub(super) is_replaced: bool,
    bits: [u8; 16],
}

impl Ids {
    /// A caller may choose the request id, if it is a UUID (reference `pipeline`, section 1.1).
    pub(super) fn new(bits: [u8; 16], headers: Option<&RequestHeaders>) -> Self {
        let sent = headers.and_then(|headers| headers.get("x-amzn-requestid"));
        let chosen = sent.and_then(|value| value.to_str().ok()).filter(|text| is_uuid(text));
        let is_replaced = sent.is_some() && chosen.is_none();
        let request = chosen.map_or_else(|| uuid(bits), str::to_ascii_lowercase);
        // Eleven bytes give fifteen letters and one `=`, as the service's ids have.
        let half = bits.first_chunk::<11>().copied().unwrap_or_default();
        Self { request, extended: STANDARD.encode(half), is_replaced, bits }
    }

    /// The id of a call of a function, a UUID: another for each `number`.
    pub(super) fn of_call(&self, number: u8) -> String {
        let mut bits = self.bits;
        for byte in &mut bits {
            *byte = byte.wrapping_mul(0x6d).wrapping_add(number).rotate_left(3);
        }
        uuid(bits)
    }

    /// The trace that goes to a backend: the parts that the caller sent are kept, the others are made
    /// (reference `pipeline`, section 1.1). In a trace that is recorded, the parent is the span of the call.
    pub(super) fn trace(
        &self,
        sent: Option<&HeaderValue>,
        now: Moment,
        span: Option<u8>,
    ) -> String {
        let mut trace = String::with_capacity(80);
        trace.push_str("Root=");
        trace.push_str(&self.trace_root(sent, now));
        trace.push_str(";Parent=");
        let (parent, sampled) = (part(sent, "Parent"), part(sent, "Sampled"));
        match (span, parent) {
            (Some(span), _) => hex(&mut trace, &self.span(span)),
            (None, Some(parent)) => trace.push_str(parent),
            (None, None) => hex(&mut trace, &self.span(0)),
        }
        trace.push_str(";Sampled=");
        trace.push_str(match (span, sampled) {
            (Some(_), _) => "1",
            (None, Some(sampled)) => sampled,
            (None, None) if parent.is_some() => "1",
            (None, None) => "0",
        });
        trace
    }

    /// The id of the trace: the caller's, or a new one.
    pub(super) fn trace_root(&self, sent: Option<&HeaderValue>, now: Moment) -> String {
        if let Some(root) = part(sent, "Root") {
            return root.to_owned();
        }
        let mut root = String::with_capacity(35);
        // Writing to a string does not fail.
        let _ = write!(root, "1-{:08x}-", now.wall.as_secs() & 0xffff_ffff);
        hex(&mut root, self.bits.first_chunk::<12>().map_or(&[], |chunk| chunk));
        root
    }

    /// Whether a caller that sends a trace lets it be recorded.
    pub(super) fn is_sampled(sent: Option<&HeaderValue>) -> bool {
        part(sent, "Sampled") != Some("0")
    }

    /// The span that the caller has sent as the parent.
    pub(super) fn parent(sent: Option<&HeaderValue>) -> Option<&str> {
        part(sent, "Parent")
    }

    /// The id of a span: that of the request for 0, those of its calls for others.
    pub(super) fn span(&self, number: u8) -> [u8; 8] {
        let mut bits = self.bits.last_chunk::<8>().copied().unwrap_or_default();
        if number > 0 {
            for byte in &mut bits {
                *byte = byte.wrapping_mul(0x6d).wrapping_add(number).rotate_left(3);
            }
        }
        bits
    }
}

/// A part of a trace that a caller has sent.
fn part<'v>(sent: Option<&'v HeaderValue>, name: &str) -> Option<&'v str> {
    sent?.to_str().ok()?.split(';').find_map(|part| {
        let (own, value) = part.trim().split_once('=')?;
        (own == name && is_trace_word(value)).then_some(value)
    })
}

/// What a part of a trace id may be, so that nothing else gets into a header.
fn is_trace_word(value: &str) -> bool {
    !value.is_empty()
        && value.len() <= 64
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// A random UUID (version 4) of `bits`.
fn uuid(mut bits: [u8; 16]) -> String {
    if let Some(byte) = bits.get_mut(6) {
        *byte = (*byte & 0x0f) | 0x40;
    }
    if let Some(byte) = bits.get_mut(8) {
        *byte = (*byte & 0x3f) | 0x80;
    }
    let mut text = String::with_capacity(36);
    for (at, byte) in bits.iter().enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            text.push('-');
        }
        hex(&mut text, &[*byte]);
    }
    text
}

fn hex(out: &mut String, bytes: &[u8]) {
    for byte in bytes {
        for digit in [byte >> 4, byte & 0x0f] {
            out.push(char::from(if digit < 10 { b'0' + digit } else { b'a' + digit - 10 }));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::HeaderValue;

    use super::Ids;
    use crate::gateway::{Moment, RequestHeaders};

    const BITS: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    fn ids(sent: &str) -> Ids {
        let value = HeaderValue::from_str(sent).unwrap();
        Ids::new(BITS, Some(&RequestHeaders::List(vec![("X-Amzn-RequestId".to_owned(), value)])))
    }

    #[test]
    fn a_uuid_of_the_caller_is_taken_and_nothing_else() {
        let own = "00010203-0405-4607-8809-0a0b0c0d0e0f";
        assert_eq!(Ids::new(BITS, None).request, own);
        assert_eq!(ids("no uuid").request, own);
        assert_eq!(
            ids("9D0E1F2A-0000-4000-8000-00000000000b").request,
            "9d0e1f2a-0000-4000-8000-00000000000b"
        );
        assert_eq!(ids("").extended.len(), 16);
    }

    #[test]
    fn parts_of_a_trace_are_kept() {
        let now = Moment { wall: Duration::from_secs(0x5759_e988), monotonic: Duration::ZERO };
        let spanned = |sent: &'static str, span| {
            ids("").trace(Some(&HeaderValue::from_static(sent)), now, span)
        };
        let trace = |sent: &'static str| spanned(sent, None);
        let made = "Root=1-5759e988-000102030405060708090a0b;Parent=08090a0b0c0d0e0f;Sampled=0";
        assert_eq!(ids("").trace(None, now, None), made);
        assert_eq!(trace("Root=1-a-b"), "Root=1-a-b;Parent=08090a0b0c0d0e0f;Sampled=0");
        let whole = "Root=1-a-b;Parent=53995c3f42cd8ad8;Sampled=1";
        assert_eq!(trace(whole), whole);
        assert_eq!(trace("Root=<x>"), made);
        let recorded = "Root=1-a-b;Parent=4bb61a85e854bf23;Sampled=1";
        assert_eq!(spanned("Root=1-a-b;Parent=53995c3f42cd8ad8", Some(1)), recorded);
    }
}
