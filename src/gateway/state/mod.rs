//! What is kept between requests: token buckets, the counts of quotas, cached responses, answers of authorizers,
//! metrics.
//!
//! An engine asks for what its plan names once, when it is made, and holds on to the handles: no request looks a name
//! up. What has the same name in the next plan is the same thing, so a reload forgets nothing. Time is given in.

mod bucket;
mod counter;
mod memory;
mod shelf;

use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::access::AuthorizerAnswer;

use super::{FetchedKeys, Meter, Moment, RoleSession};

pub use bucket::Bucket;
pub use counter::{Counted, Counter, Usage};
pub use memory::MemoryState;
pub use shelf::Shelf;

/// Where an engine keeps what outlives a request.
pub trait State: Debug + Send + Sync {
    /// The token bucket of that name, full if there was none.
    fn bucket(&self, name: &str) -> Arc<Bucket>;

    /// The count of what `key` has asked for under the usage plan `plan`.
    fn counter(&self, plan: &str, key: &str) -> Arc<Counter>;

    /// Whether counts can be kept at the moment. While they cannot, requests that a quota meters are refused.
    fn keeps_counts(&self) -> bool;

    /// Keeps what `counter` has counted. A ticket must be waited for before the request is answered, so that no
    /// answered request is lost from the count; without one there is nothing to wait for.
    fn keep(&self, counter: &Arc<Counter>) -> Option<Ticket>;

    /// The cached responses of a stage, of at most `bytes` together.
    fn responses(&self, stage: &str, bytes: u64) -> Arc<Shelf<StoredResponse>>;

    /// Keeps a response that was put into a cache, where caches outlive the process.
    fn keep_response(&self, kept: &KeptResponse<'_>);

    /// Forgets what was kept of the cache of a stage of that many bytes.
    fn forget_responses(&self, stage: &str, bytes: u64);

    /// The answers of the authorizers of a stage.
    fn authorizer_results(&self, stage: &str) -> Arc<Shelf<AuthorizerResult>>;

    /// The keys that issuers publish.
    fn key_sets(&self) -> Arc<Shelf<FetchedKeys>>;

    /// Sessions of roles that integrations call services with.
    fn role_sessions(&self) -> Arc<Shelf<RoleSession>>;

    /// The metrics of a stage, or of a method in it.
    fn meter(&self, name: &str) -> Arc<Meter>;
}

/// What a request waits for before it is answered: that its count is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket(pub u64);

/// The response of a method, as it is before anything is added for one caller.
#[derive(Clone, Debug)]
pub struct StoredResponse {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The payload.
    pub body: Bytes,
}

impl StoredResponse {
    /// A copy that shares no memory with what it was made of: parts of what was read from a connection would keep all
    /// of that, many times the size that is counted.
    pub(in crate::gateway) fn copy_of(&self) -> Self {
        let mut headers = HeaderMap::with_capacity(self.headers.len());
        for (name, value) in &self.headers {
            // What was a value is one again.
            if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
                headers.append(name.clone(), value);
            }
        }
        Self { status: self.status, headers, body: Bytes::copy_from_slice(&self.body) }
    }

    /// How many bytes it takes.
    pub fn size(&self) -> usize {
        let headers = self.headers.iter().map(|(name, value)| name.as_str().len() + value.len());
        self.body.len() + headers.sum::<usize>()
    }
}

/// A response that was put into the cache of a stage.
#[derive(Clone, Copy, Debug)]
pub struct KeptResponse<'r> {
    /// The stage.
    pub stage: &'r str,
    /// What its cache holds, in bytes.
    pub bytes: u64,
    /// What the response is kept under.
    pub key: &'r [u8],
    /// The response.
    pub response: &'r StoredResponse,
    /// When it was put there.
    pub now: Moment,
    /// How long it is kept.
    pub ttl: Duration,
    /// Whether it must not be anywhere in the clear but in memory.
    pub is_encrypted: bool,
}

/// What an authorizer has answered for one caller.
#[derive(Clone, Debug)]
pub struct AuthorizerResult {
    /// The answer, with a policy that is ready to be asked about any method.
    pub answer: AuthorizerAnswer,
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, HeaderValue, StatusCode};

    use super::StoredResponse;

    #[test]
    fn a_copy_keeps_nothing_of_what_was_read() {
        let read = Bytes::from(b"200 text/plain fine".to_vec());
        let mut headers = HeaderMap::new();
        for _ in 0..2 {
            headers.append("x-type", HeaderValue::from_maybe_shared(read.slice(4..14)).unwrap());
        }
        let response = StoredResponse { status: StatusCode::OK, headers, body: read.slice(15..) };
        let copy = response.copy_of();
        assert_eq!((copy.status, &copy.headers), (response.status, &response.headers));
        assert_eq!((&*copy.body, copy.size()), (&b"fine"[..], response.size()));
        assert!(!read.is_unique());
        drop(response);
        assert!(read.is_unique());
    }
}
