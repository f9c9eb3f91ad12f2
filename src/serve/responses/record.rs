//! A cached response as bytes: numbers in little endian, and each text behind its length.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};

use crate::gateway::StoredResponse;

/// A cached response, with where it belongs.
#[derive(Clone, Debug)]
pub(super) struct Record {
    /// The cache that it is in.
    pub(super) cache: String,
    /// What it is kept under there.
    pub(super) key: Vec<u8>,
    /// Until when, since 1970.
    pub(super) until: Duration,
    /// The response.
    pub(super) response: StoredResponse,
}

impl Record {
    /// How many bytes it takes, about.
    pub(super) fn size(&self) -> usize {
        self.cache.len() + self.key.len() + self.response.size()
    }

    /// The bytes.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.size() + 64);
        let until = u64::try_from(self.until.as_millis()).unwrap_or(u64::MAX);
        out.extend_from_slice(&until.to_le_bytes());
        push(&mut out, self.cache.as_bytes());
        push(&mut out, &self.key);
        out.extend_from_slice(&self.response.status.as_u16().to_le_bytes());
        push_length(&mut out, self.response.headers.len());
        for (name, value) in &self.response.headers {
            push(&mut out, name.as_str().as_bytes());
            push(&mut out, value.as_bytes());
        }
        out.extend_from_slice(&self.response.body);
        out
    }

    /// What the bytes say; nothing where they are not those of a record.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let until = u64::from_le_bytes(*take(&mut rest)?);
        let cache = String::from_utf8(text(&mut rest)?.to_vec()).ok()?;
        let key = text(&mut rest)?.to_vec();
        let status = StatusCode::from_u16(u16::from_le_bytes(*take(&mut rest)?)).ok()?;
        let mut headers = HeaderMap::new();
        for _ in 0..u32::from_le_bytes(*take(&mut rest)?) {
            let name = HeaderName::from_bytes(text(&mut rest)?).ok()?;
            headers.append(name, HeaderValue::from_bytes(text(&mut rest)?).ok()?);
        }
        let response = StoredResponse { status, headers, body: Bytes::copy_from_slice(rest) };
        Some(Self { cache, key, until: Duration::from_millis(until), response })
    }
}

fn push(out: &mut Vec<u8>, bytes: &[u8]) {
    push_length(out, bytes.len());
    out.extend_from_slice(bytes);
}

fn push_length(out: &mut Vec<u8>, length: usize) {
    out.extend_from_slice(&u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes());
}

fn take<'b, const N: usize>(rest: &mut &'b [u8]) -> Option<&'b [u8; N]> {
    let (own, more) = rest.split_first_chunk()?;
    *rest = more;
    Some(own)
}

fn text<'b>(rest: &mut &'b [u8]) -> Option<&'b [u8]> {
    let length = usize::try_from(u32::from_le_bytes(*take(rest)?)).ok()?;
    let (own, more) = rest.split_at_checked(length)?;
    *rest = more;
    Some(own)
}

#[cfg(test)]
mod tests {
    use super::{Bytes, Duration, HeaderMap, HeaderValue, Record, StatusCode, StoredResponse};

    #[test]
    fn what_is_written_is_read() {
        let mut headers = HeaderMap::new();
        headers.append("x-a", HeaderValue::from_static("1"));
        headers.append("x-a", HeaderValue::from_bytes(b"\xff").unwrap());
        headers.append("x-b", HeaderValue::from_static(""));
        let response = StoredResponse {
            status: StatusCode::NOT_FOUND,
            headers,
            body: Bytes::from_static(b"\0body"),
        };
        let until = Duration::from_millis(1_800_000_000_123);
        let record = Record { cache: "dev/1".to_owned(), key: vec![0, 255], until, response };
        let bytes = record.to_bytes();
        let read = Record::from_bytes(&bytes).unwrap();
        assert_eq!((&*read.cache, &*read.key, read.until), ("dev/1", &[0, 255][..], until));
        assert_eq!(read.response.status, StatusCode::NOT_FOUND);
        assert_eq!(read.response.headers, record.response.headers);
        assert_eq!(read.response.body, record.response.body);
        // The payload is all that may be cut off without being noticed.
        for length in 0..bytes.len() - 5 {
            assert!(Record::from_bytes(&bytes[..length]).is_none(), "{length}");
        }
    }
}
