//! Keys of user pools: those of a file, and those that their issuer publishes.
//!
//! Published keys are asked for by the request that needs them, kept, and asked for again when they are old or when a
//! token names a key that is not among them. While there are none, tokens are refused.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, HOST};
use http::{HeaderMap, HeaderValue, Method};

use crate::bundle::UserPoolConfig;
use crate::jwt::KeySet;

use super::target::{Address, EndpointSettings, address};
use super::{Body, Moment, Shelf, UpstreamCall, UpstreamOutcome, UpstreamResponse};

/// How long published keys are kept (reference `access-control`, section 11).
const KEPT: Duration = Duration::from_hours(2);

/// How long it is remembered that there are none.
const KEPT_FAILURE: Duration = Duration::from_secs(5);

/// How often keys are asked for again because a token names another one, so that no caller can have them asked for
/// with each request.
const ASKED_AGAIN: Duration = Duration::from_secs(30);

/// How long an issuer may take (reference `access-control`, section 11).
const TIMEOUT: Duration = Duration::from_millis(1500);

/// Where issuers publish their keys below their own address.
const WELL_KNOWN: &str = "/.well-known/jwks.json";

/// Where the keys of a user pool come from.
#[derive(Debug)]
pub(super) enum KeySource {
    /// From a file.
    File(KeySet),
    /// From an issuer.
    Published(Box<Published>),
    /// From nowhere, with the reason.
    Missing(String),
}

/// Keys that an issuer publishes.
#[derive(Debug)]
pub(super) struct Published {
    /// The whole address, which is their name among all keys that are kept.
    url: String,
    address: Address,
}

/// Keys that were asked for, or why there are none.
#[derive(Clone, Debug)]
pub struct FetchedKeys {
    keys: Result<KeySet, String>,
    /// When they were asked for last.
    asked: Duration,
}

impl KeySource {
    /// The keys of the user pool `id`.
    pub(super) fn new(id: &str, pool: Option<&UserPoolConfig>) -> Self {
        let Some(pool) = pool else {
            let why = format!(
                "the manifest names no keys for the user pool `{id}`: add it to `local.userPools`"
            );
            return Self::Missing(why);
        };
        if let Some(url) = &pool.url {
            return Published::new(url).map_or_else(
                || Self::Missing(format!("`{url}` is no address of keys")),
                |published| Self::Published(Box::new(published)),
            );
        }
        let Some(keys) = &pool.keys else {
            return Self::Missing(format!(
                "the file with the keys of the user pool `{id}` is not there; `portcullis token --create` makes one"
            ));
        };
        match KeySet::parse(keys.to_string().as_bytes()) {
            Ok(keys) => Self::File(keys),
            Err(error) => Self::Missing(format!("the keys of the user pool `{id}`: {error}")),
        }
    }

    /// The issuer that tokens must name, where it is not the one of the user pool.
    pub(super) fn issuer(pool: Option<&UserPoolConfig>) -> Option<String> {
        let url = pool?.url.as_deref()?;
        match url.strip_suffix(WELL_KNOWN) {
            Some(issuer) => Some(issuer.to_owned()),
            None => (!names_keys(url)).then(|| url.to_owned()),
        }
    }
}

/// Whether an address is one of keys, rather than one of an issuer.
fn names_keys(url: &str) -> bool {
    url.rsplit('/').next().is_some_and(|last| last.contains(".json"))
}

impl Published {
    fn new(url: &str) -> Option<Self> {
        let url = if names_keys(url) {
            url.to_owned()
        } else {
            format!("{}{WELL_KNOWN}", url.trim_end_matches('/'))
        };
        Some(Self { address: address(&url, &EndpointSettings::default())?, url })
    }

    /// The keys, as far as they are known.
    pub(super) fn known(
        &self,
        kept: &Shelf<FetchedKeys>,
        now: Duration,
    ) -> Option<Arc<FetchedKeys>> {
        kept.get(self.url.as_bytes(), now).map(|(found, _)| found)
    }

    /// The call that asks for them.
    pub(super) fn call(&self) -> Box<UpstreamCall> {
        let mut headers = HeaderMap::with_capacity(2);
        headers.insert(HOST, self.address.endpoint.authority.clone());
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        Box::new(UpstreamCall {
            method: Method::GET,
            endpoint: Arc::clone(&self.address.endpoint),
            target: self.address.path.clone(),
            headers,
            body: Bytes::new(),
            timeout: TIMEOUT,
            stream: false,
        })
    }

    /// Keeps what came of the call. Keys that were there before stay when there is nothing better.
    pub(super) fn keep(
        &self,
        kept: &Shelf<FetchedKeys>,
        outcome: UpstreamOutcome,
        now: Moment,
    ) -> Arc<FetchedKeys> {
        let now = now.monotonic;
        let before = kept.get(self.url.as_bytes(), now);
        let (keys, left) = match (self.read(outcome), before) {
            (Ok(keys), _) => (Ok(keys), KEPT),
            (Err(_), Some((old, left))) if old.keys.is_ok() => (old.keys.clone(), left),
            (Err(why), _) => (Err(why), KEPT_FAILURE),
        };
        let size = 4096;
        let fetched = FetchedKeys { keys, asked: now };
        kept.put(self.url.as_bytes(), fetched.clone(), size, now.saturating_add(left), now);
        Arc::new(fetched)
    }

    fn read(&self, outcome: UpstreamOutcome) -> Result<KeySet, String> {
        let url = &self.url;
        match outcome {
            UpstreamOutcome::Response(UpstreamResponse {
                status, body: Body::Whole(body), ..
            }) if status.is_success() => {
                KeySet::parse(&body).map_err(|error| format!("what `{url}` answers: {error}"))
            }
            UpstreamOutcome::Response(response) => {
                Err(format!("`{url}` answers with status {}", response.status.as_u16()))
            }
            UpstreamOutcome::Failure(failure) => {
                let detail = if failure.detail.is_empty() {
                    format!("{:?}", failure.kind).to_lowercase()
                } else {
                    failure.detail
                };
                Err(format!("`{url}` cannot be reached: {detail}"))
            }
        }
    }
}

impl FetchedKeys {
    /// The keys, or why there are none.
    pub(super) fn keys(&self) -> Result<&KeySet, &str> {
        self.keys.as_ref().map_err(String::as_str)
    }

    /// Whether they may be asked for again at `now`.
    pub(super) fn may_ask_again(&self, now: Duration) -> bool {
        now.saturating_sub(self.asked) >= ASKED_AGAIN
    }
}
