//! Verification, step by step in the service's order.

use std::borrow::Cow;
use std::time::Duration;

use super::canonical::{Canonical, string_to_sign};
use super::encode::{sha256, signature_bytes};
use super::explain;
use super::fault::{DateFault, Wanted};
use super::presented::{self, Presented};
use super::{
    Dialect, Fault, Mismatch, Request, Scope, ScopeFaults, SigningKey, TERMINATOR, Timestamp,
    UNSIGNED_PAYLOAD,
};

/// What a signature has to be made for.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'e> {
    /// The region.
    pub region: &'e str,
    /// The service.
    pub service: &'e str,
    /// How far clocks may be apart: 5 minutes for API Gateway.
    pub skew: Duration,
    /// Whether a mismatch is to be explained, which costs some hundred hashes.
    pub explain: bool,
}

/// What is known of an access key.
#[derive(Clone, Debug)]
pub struct VerificationKey<'k> {
    /// The key in the scope of the request.
    pub signing_key: SigningKey,
    /// Its session token.
    pub session: SessionToken<'k>,
}

/// Whether an access key has a session token.
#[derive(Clone, Copy)]
pub enum SessionToken<'k> {
    /// A long-term key has none, and must come without one.
    None,
    /// A temporary key has one until its session is over.
    Token {
        /// The token.
        token: &'k str,
        /// When the session is over, since 1970-01-01T00:00:00Z; never when absent.
        expires: Option<Duration>,
    },
}

/// Without the token.
impl std::fmt::Debug for SessionToken<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Token { .. } => "Token",
        })
    }
}

/// A request whose signature is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The access key that it was signed with.
    pub access_key_id: String,
    /// When.
    pub at: Timestamp,
    /// Where the signature stands.
    pub place: Place,
}

/// Where a signature stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the `Authorization` header.
    Header,
    /// In the query.
    Query,
}

/// Verifies the signature of `request` at the time `now`, which counts from 1970-01-01T00:00:00Z. `find` gives what is
/// known of an access key, with its signing key for the scope; derived keys are worth keeping.
pub fn verify<'k>(
    request: &Request<'_>,
    expected: &Expected<'_>,
    now: Duration,
    find: impl FnOnce(&str, &Scope<'_>) -> Option<VerificationKey<'k>>,
) -> Result<Verified, Fault> {
    let presented = presented::read(request)?;
    let (access_key_id, scope) = presented.credential()?;
    check_time(&presented, expected, Timestamp::new(now))?;
    check_scope(&scope, expected, presented.at)?;
    check_signed_headers(request, &presented)?;
    let unknown = || Fault::UnknownAccessKey(access_key_id.to_owned());
    let key = find(access_key_id, &scope).ok_or_else(unknown)?;
    check_session(access_key_id, &presented, &key, now)?;
    check_signature(request, expected, &presented, &scope, &key.signing_key)?;
    Ok(Verified {
        access_key_id: access_key_id.to_owned(),
        at: presented.at,
        place: if presented.expires.is_some() { Place::Query } else { Place::Header },
    })
}

fn check_time(
    presented: &Presented<'_>,
    expected: &Expected<'_>,
    now: Timestamp,
) -> Result<(), Fault> {
    let (signed, within) = (presented.at, presented.expires.unwrap_or(expected.skew));
    if signed < now.before(within) {
        return Err(Fault::Expired { signed, now, within });
    }
    if signed > now.after(expected.skew) {
        return Err(Fault::NotYetCurrent { signed, now, within: expected.skew });
    }
    Ok(())
}

fn check_scope(scope: &Scope<'_>, expected: &Expected<'_>, at: Timestamp) -> Result<(), Fault> {
    let other = |given: &str, wanted: &str| {
        (given != wanted).then(|| Wanted { given: given.to_owned(), wanted: wanted.to_owned() })
    };
    let faults = ScopeFaults {
        region: other(scope.region, expected.region),
        service: other(scope.service, expected.service),
        terminator: (scope.terminator != TERMINATOR).then(|| scope.terminator.to_owned()),
        date: (scope.date != at.date())
            .then(|| DateFault { given: scope.date.to_owned(), signed: at }),
    };
    if faults.is_empty() { Ok(()) } else { Err(Fault::Scope(Box::new(faults))) }
}

/// The host has to be signed, and so have the headers of AWS (reference `access-control`, section 8.3). A proxy
/// of AWS adds one on the way, which nobody can sign.
fn check_signed_headers(request: &Request<'_>, presented: &Presented<'_>) -> Result<(), Fault> {
    let is_signed = |name: &str| presented.signed_headers.iter().any(|own| own == name);
    if !is_signed("host") {
        return Err(Fault::HostNotSigned);
    }
    let mut unsigned: Vec<String> = request
        .headers
        .iter()
        .map(|(name, _)| name.to_ascii_lowercase())
        .filter(|name| name.starts_with("x-amz-") && name != "x-amz-cf-id" && !is_signed(name))
        .collect();
    unsigned.sort_unstable();
    unsigned.dedup();
    if unsigned.is_empty() { Ok(()) } else { Err(Fault::HeadersNotSigned(unsigned)) }
}

fn check_session(
    access_key_id: &str,
    presented: &Presented<'_>,
    key: &VerificationKey<'_>,
    now: Duration,
) -> Result<(), Fault> {
    let invalid = |why: &str| {
        let id = access_key_id.escape_debug();
        Err(Fault::InvalidSessionToken(format!("{why} the access key `{id}`")))
    };
    match (key.session, presented.session_token.as_deref().filter(|own| !own.is_empty())) {
        (SessionToken::None, None) => Ok(()),
        (SessionToken::None, Some(_)) => {
            invalid("the request has a session token, which is not of")
        }
        (SessionToken::Token { .. }, None) => invalid("the request lacks the session token of"),
        (SessionToken::Token { token, expires }, Some(given)) => {
            if !key.signing_key.are_equal(token, given) {
                return invalid("the session token of the request is not that of");
            }
            if expires.is_some_and(|end| end <= now) {
                return Err(Fault::ExpiredSession(access_key_id.to_owned()));
            }
            Ok(())
        }
    }
}

fn check_signature(
    request: &Request<'_>,
    expected: &Expected<'_>,
    presented: &Presented<'_>,
    scope: &Scope<'_>,
    key: &SigningKey,
) -> Result<(), Fault> {
    let dialect = Dialect::of(expected.service);
    let payload = payload_hash(request, dialect, presented.expires.is_some());
    let signed: &[Cow<'_, str>] = &presented.signed_headers;
    let canonical = Canonical::new(request, dialect, signed, payload);
    let text = canonical.text();
    let string = string_to_sign(presented.at, scope, &text);
    let signature = signature_bytes(&presented.signature);
    if signature.is_some_and(|own| key.is_signature_of(&string, &own)) {
        return Ok(());
    }
    let found = match signature {
        Some(signature) if expected.explain => {
            let is_it = |text: &str| {
                key.is_signature_of(&string_to_sign(presented.at, scope, text), &signature)
            };
            Some(explain::explain(request, dialect, &canonical, &is_it))
        }
        Some(_) => None,
        None => Some(explain::no_signature()),
    };
    Err(Fault::Mismatch(Box::new(Mismatch::new(text, string, found))))
}

/// The hash of the payload. S3 alone takes requests whose payload is not signed, and signed queries are such.
fn payload_hash(request: &Request<'_>, dialect: Dialect, is_query: bool) -> String {
    let named = request.header("x-amz-content-sha256");
    let is_unsigned = named == Some(UNSIGNED_PAYLOAD) || (is_query && named.is_none());
    if dialect.payload_hash_in_header && is_unsigned {
        return UNSIGNED_PAYLOAD.to_owned();
    }
    // A hash in the header is never taken for the payload's own.
    sha256(request.body)
}
