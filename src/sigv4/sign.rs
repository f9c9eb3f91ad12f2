//! Signing.

use std::borrow::Cow;
use std::time::Duration;

use super::canonical::{Canonical, string_to_sign};
use super::encode::{encoded, sha256};
use super::{
    ALGORITHM, Credentials, Dialect, Header, Request, Scope, SigningKey, TERMINATOR, Timestamp,
    UNSIGNED_PAYLOAD,
};

/// Signs requests to one service in one region.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'s> {
    /// With what.
    pub credentials: &'s Credentials,
    /// The region.
    pub region: &'s str,
    /// The service, as it stands in scopes.
    pub service: &'s str,
    /// How the service wants requests to be written down: [`Dialect::of`] the service.
    pub dialect: Dialect,
}

/// The headers that a signed request has besides its own, in lower case.
#[derive(Clone, PartialEq, Eq)]
pub struct SignedHeaders {
    /// Names and values.
    pub headers: Vec<(&'static str, String)>,
}

/// Without the values, of which one is a signature and one may be a token.
impl std::fmt::Debug for SignedHeaders {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.headers.iter().map(|(name, _)| name)).finish()
    }
}

impl Signer<'_> {
    /// Signs `request` at `now`, which counts from 1970-01-01T00:00:00Z. All of its headers are signed, but those that
    /// change on the way. They are to be sent with those that are returned.
    pub fn sign(&self, request: &Request<'_>, now: Duration) -> SignedHeaders {
        let at = Timestamp::new(now);
        let hash = sha256(request.body);
        let mut added = vec![("x-amz-date", at.to_string())];
        if let Some(token) = &self.credentials.session_token {
            added.push(("x-amz-security-token", token.clone()));
        }
        if self.dialect.payload_hash_in_header {
            added.push(("x-amz-content-sha256", hash.clone()));
        }
        let mut headers: Vec<Header<'_>> = request.headers.to_vec();
        headers.retain(|(name, _)| !added.iter().any(|(own, _)| name.eq_ignore_ascii_case(own)));
        headers.extend(added.iter().map(|(name, value)| (*name, value.as_bytes())));
        let names = signed_names(&headers);
        let request = Request { headers: &headers, ..*request };
        let canonical = Canonical::new(&request, self.dialect, &names, hash).text();
        let date = at.date();
        let scope = self.scope(&date);
        let signature = self.signature(at, &scope, &canonical);
        let authorization = format!(
            "{ALGORITHM} Credential={}/{scope}, SignedHeaders={}, Signature={signature}",
            self.credentials.access_key_id,
            names.join(";"),
        );
        added.push(("authorization", authorization));
        SignedHeaders { headers: added }
    }

    /// The query that makes `request` a signed one for the time `expires`, its own parameters among it. The headers of
    /// `request` have to be sent as they are.
    pub fn presign(&self, request: &Request<'_>, now: Duration, expires: Duration) -> String {
        let at = Timestamp::new(now);
        let names = signed_names(request.headers);
        let date = at.date();
        let scope = self.scope(&date);
        let credential = format!("{}/{scope}", self.credentials.access_key_id);
        let mut parameters = vec![
            ("X-Amz-Algorithm", ALGORITHM.to_owned()),
            ("X-Amz-Credential", credential),
            ("X-Amz-Date", at.to_string()),
            ("X-Amz-Expires", expires.as_secs().to_string()),
            ("X-Amz-SignedHeaders", names.join(";")),
        ];
        if let Some(token) = &self.credentials.session_token {
            parameters.push(("X-Amz-Security-Token", token.clone()));
        }
        let mut wire = request.query.to_owned();
        for (name, value) in &parameters {
            push_parameter(&mut wire, name, value);
        }
        let hash = if self.dialect.payload_hash_in_header {
            UNSIGNED_PAYLOAD.to_owned()
        } else {
            sha256(request.body)
        };
        let request = Request { query: &wire, ..*request };
        let canonical = Canonical::new(&request, self.dialect, &names, hash).text();
        let signature = self.signature(at, &scope, &canonical);
        push_parameter(&mut wire, "X-Amz-Signature", &signature);
        wire
    }

    fn scope<'d>(&'d self, date: &'d str) -> Scope<'d> {
        Scope { date, region: self.region, service: self.service, terminator: TERMINATOR }
    }

    fn signature(&self, at: Timestamp, scope: &Scope<'_>, canonical: &str) -> String {
        let key = SigningKey::in_scope(&self.credentials.secret_access_key, scope);
        key.sign(&string_to_sign(at, scope, canonical))
    }
}

fn push_parameter(query: &mut String, name: &str, value: &str) {
    if !query.is_empty() {
        query.push('&');
    }
    query.push_str(name);
    query.push('=');
    query.push_str(&encoded(value.as_bytes(), b""));
}

/// The headers that are signed: all but those that proxies write, and the signature itself.
fn signed_names<'n>(headers: &[Header<'n>]) -> Vec<Cow<'n, str>> {
    const UNSIGNED: [&str; 12] = [
        "authorization",
        "connection",
        "expect",
        "keep-alive",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "x-amzn-trace-id",
        "x-forwarded-for",
    ];
    let mut names: Vec<Cow<'n, str>> = headers
        .iter()
        .map(|(name, _)| Cow::Owned(name.to_ascii_lowercase()))
        .filter(|name: &Cow<'n, str>| !UNSIGNED.contains(&&**name))
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
