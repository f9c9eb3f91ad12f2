//! A request as it came over the wire.

use std::fmt;
use std::sync::Arc;

use core::net::IpAddr;

use bytes::Bytes;
use http::uri::{Authority, PathAndQuery};
use http::{HeaderMap, HeaderValue, Method};

use super::{DomainConnection, ExecutionLog};

/// A request as it came over the wire.
#[derive(Debug)]
pub struct Request {
    /// The verb.
    pub method: Method,
    /// The path with the stage, and the query; not decoded, not normalised.
    pub target: PathAndQuery,
    /// The host that was asked, where it does not stand in a `Host` header (`:authority` of HTTP/2).
    pub authority: Option<Authority>,
    /// The headers.
    pub headers: RequestHeaders,
    /// The payload.
    pub body: RequestBody,
    /// The caller's address.
    pub source_ip: IpAddr,
    /// The VPC endpoint that the request comes through; nothing for one from the internet.
    pub vpc_endpoint: Option<Arc<VpcEndpoint>>,
    /// The connection to a custom domain name; nothing for a request to the default endpoint.
    pub domain: Option<Arc<DomainConnection>>,
    /// Random bits, fresh for each request: request id, extended id and trace id are made of them.
    pub id: [u8; 16],
    /// Collects what happens, if it is to be known; none costs nothing. It comes back in the response.
    pub log: Option<Box<ExecutionLog>>,
}

/// An interface VPC endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VpcEndpoint {
    /// Its id: `vpce-0123456789abcdef0`.
    pub id: String,
    /// The id of its VPC: `vpc-0123456789abcdef0`.
    pub vpc: Option<String>,
}

/// The payload of a request.
#[derive(Debug)]
pub enum RequestBody {
    /// All of it; at most [`super::MAX_PAYLOAD`] bytes.
    Whole(Bytes),
    /// It is larger than that, and was not kept. The engine answers 413.
    TooLarge,
}

/// Headers in the order in which they were sent, duplicates among them.
///
/// The service tells names of headers apart by case (reference `pipeline`, section 1.1), and HTTP libraries give them
/// in lower case. Both are taken: with `List` names are compared as sent; with `Map` they are found in any case, and
/// shown as they were sent where that is known.
#[derive(Debug)]
pub enum RequestHeaders {
    /// As an HTTP library has them: in lower case.
    Map(HeaderMap, SentHead),
    /// As they were sent.
    List(Vec<(String, HeaderValue)>),
}

/// The head of a request as it came over the wire, for the names of its headers alone. It may be cut off, or be empty
/// where nothing is known.
#[derive(Default)]
pub struct SentHead(Vec<u8>);

impl SentHead {
    /// How much is kept. All headers that the service takes have room in this.
    const LONGEST: usize = 16 * 1024;

    /// Adds what came next.
    pub fn push(&mut self, bytes: &[u8]) {
        let free = Self::LONGEST.saturating_sub(self.0.len());
        self.0.extend_from_slice(bytes.get(..free).unwrap_or(bytes));
    }

    /// The names of all headers, as they were sent.
    pub(super) fn names(&self) -> Vec<&str> {
        let lines = self.0.split(|byte| *byte == b'\n').skip(1);
        let head = lines.take_while(|line| !matches!(line, [] | [b'\r']));
        let names = head.filter_map(|line| line.split(|byte| *byte == b':').next());
        names.filter_map(|name| str::from_utf8(name).ok()).collect()
    }
}

/// Values may be secrets, so none of it is shown.
impl fmt::Debug for SentHead {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "SentHead({} bytes)", self.0.len())
    }
}

impl From<HeaderMap> for RequestHeaders {
    /// Headers of which only the names in lower case are known.
    fn from(map: HeaderMap) -> Self {
        Self::Map(map, SentHead::default())
    }
}

impl RequestHeaders {
    /// All headers, values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &HeaderValue)> {
        let (map, list) = match self {
            Self::Map(map, _) => (Some(map), None),
            Self::List(list) => (None, Some(list)),
        };
        let map = map.into_iter().flatten().map(|(name, value)| (name.as_str(), value));
        let list = list.into_iter().flatten().map(|(name, value)| (name.as_str(), value));
        map.chain(list)
    }

    pub(super) fn remove(&mut self, name: &str) {
        match self {
            Self::Map(map, _) => drop(map.remove(name)),
            Self::List(list) => list.retain(|(own, _)| !own.eq_ignore_ascii_case(name)),
        }
    }

    /// The last value of the header `name`, in any case.
    pub fn get(&self, name: &str) -> Option<&HeaderValue> {
        match self {
            Self::Map(map, _) => map.get_all(name).iter().next_back(),
            Self::List(list) => {
                list.iter().rev().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|own| &own.1)
            }
        }
    }
}

/// A call of the service's `TestInvokeMethod`: a method is named, and runs without authorization, API key, limits and
/// policy.
#[derive(Debug)]
pub struct TestInvocation {
    /// The path of the resource, as in the definition: `/pets/{petId}`.
    pub resource: String,
    /// The verb of the method.
    pub method: Method,
    /// What would stand in the request line, without the stage. The resource's own path when absent.
    pub target: Option<PathAndQuery>,
    /// The headers.
    pub headers: Vec<(String, HeaderValue)>,
    /// The payload.
    pub body: Bytes,
    /// The name of the stage whose variables apply.
    pub stage: String,
    /// Random bits.
    pub id: [u8; 16],
}
