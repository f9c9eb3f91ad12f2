//! The signature that a request presents, in its header or in its query.

use std::borrow::Cow;
use std::time::Duration;

use super::canonical::pairs;
use super::encode::decoded;
use super::scope::split_credential;
use super::{ALGORITHM, Fault, Request, Timestamp};

/// The longest time for which a signed query counts: a week.
const LONGEST_EXPIRY: u64 = 604_800;

/// What a request says about its signature.
#[derive(Debug)]
pub(super) struct Presented<'r> {
    pub(super) credential: Cow<'r, str>,
    /// In lower case, in order, each once.
    pub(super) signed_headers: Vec<Cow<'r, str>>,
    pub(super) signature: Cow<'r, str>,
    pub(super) at: Timestamp,
    pub(super) session_token: Option<Cow<'r, str>>,
    /// How long it counts, for a query.
    pub(super) expires: Option<Duration>,
}

/// Whether the value of an `Authorization` header is a signature, rather than a token or a password.
pub fn is_signature(authorization: &str) -> bool {
    authorization.trim_start().starts_with("AWS4-")
}

/// What is wrong with the form of the `Authorization` header, if anything is.
pub fn malformed(request: &Request<'_>) -> Option<Fault> {
    match read(request) {
        Err(fault @ (Fault::NotKeyValue { .. } | Fault::MissingParts { .. })) => Some(fault),
        Ok(_) | Err(_) => None,
    }
}

/// Finds the signature. A header goes before a query.
pub(super) fn read<'r>(request: &Request<'r>) -> Result<Presented<'r>, Fault> {
    let mut headers = request.headers.iter().rev();
    let header = headers.find(|(name, _)| name.eq_ignore_ascii_case("authorization"));
    match header {
        Some((_, bytes)) => {
            // What is no text has no parts.
            in_header(request, std::str::from_utf8(bytes).map(str::trim).unwrap_or_default())
        }
        None => in_query(request),
    }
}

fn in_header<'r>(request: &Request<'r>, header: &'r str) -> Result<Presented<'r>, Fault> {
    if header.is_empty() {
        return Err(Fault::MissingAuthenticationToken);
    }
    let (algorithm, rest) = header.split_once(' ').unwrap_or((header, ""));
    let mut own = [None; 3];
    // Commas and blanks both separate. Bearer tokens and passwords come to an end here.
    for part in rest.split([',', ' ']).filter(|part| !part.is_empty()) {
        let Some((name, value)) = part.split_once('=') else {
            return Err(Fault::NotKeyValue { part: part.to_owned(), header: header.to_owned() });
        };
        for (slot, wanted) in own.iter_mut().zip(["Credential", "Signature", "SignedHeaders"]) {
            if name == wanted {
                *slot = Some(value);
            }
        }
    }
    let [credential, signature, signed_headers] = own;
    let date = request.header("x-amz-date").or_else(|| request.header("date"));
    let (Some(credential), Some(signature), Some(signed_headers), Some(date)) =
        (credential, signature, signed_headers, date)
    else {
        let found = [
            ("Credential", credential),
            ("Signature", signature),
            ("SignedHeaders", signed_headers),
            ("Date", date),
        ];
        let missing = found.into_iter().filter(|(_, value)| value.is_none());
        let missing = missing.map(|(name, _)| name).collect();
        return Err(Fault::MissingParts { missing, header: header.to_owned() });
    };
    if algorithm != ALGORITHM {
        return Err(Fault::UnsupportedAlgorithm(algorithm.to_owned()));
    }
    let at = Timestamp::parse(date).ok_or_else(|| Fault::UnreadableDate(date.to_owned()))?;
    Ok(Presented {
        credential: Cow::Borrowed(credential),
        signed_headers: names(signed_headers),
        signature: Cow::Borrowed(signature),
        at,
        session_token: request.header("x-amz-security-token").map(Cow::Borrowed),
        expires: None,
    })
}

fn in_query<'r>(request: &Request<'r>) -> Result<Presented<'r>, Fault> {
    let find = |wanted: &str| {
        let found = pairs(request.query).find(|(name, _)| *name == wanted)?;
        Some(match decoded(found.1) {
            Cow::Borrowed(bytes) => {
                std::str::from_utf8(bytes).map(Cow::Borrowed).unwrap_or_default()
            }
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8(bytes).unwrap_or_default()),
        })
    };
    let named = ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature"];
    if !named.iter().any(|name| find(name).is_some()) {
        return Err(Fault::MissingAuthenticationToken);
    }
    let need = |name| find(name).ok_or(Fault::MissingParameter(name));
    let algorithm = need("X-Amz-Algorithm")?;
    let credential = need("X-Amz-Credential")?;
    let signature = need("X-Amz-Signature")?;
    let date = need("X-Amz-Date")?;
    let expires = need("X-Amz-Expires")?;
    let signed_headers = need("X-Amz-SignedHeaders")?;
    if algorithm != ALGORITHM {
        return Err(Fault::UnsupportedAlgorithm(algorithm.into_owned()));
    }
    let Some(at) = Timestamp::parse_basic(&date) else {
        return Err(Fault::UnreadableDate(date.into_owned()));
    };
    let seconds = expires.parse().ok().filter(|seconds| (1..=LONGEST_EXPIRY).contains(seconds));
    let Some(seconds) = seconds else {
        return Err(Fault::UnreadableExpiry(expires.into_owned()));
    };
    let signed = names(&signed_headers);
    Ok(Presented {
        credential,
        signed_headers: signed.into_iter().map(|name| Cow::Owned(name.into_owned())).collect(),
        signature,
        at,
        session_token: find("X-Amz-Security-Token"),
        expires: Some(Duration::from_secs(seconds)),
    })
}

/// The names of the signed headers.
fn names(list: &str) -> Vec<Cow<'_, str>> {
    let mut names: Vec<Cow<'_, str>> = list
        .split(';')
        .filter(|name| !name.is_empty())
        .map(|name| {
            if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
                Cow::Owned(name.to_ascii_lowercase())
            } else {
                Cow::Borrowed(name)
            }
        })
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

impl Presented<'_> {
    /// The access key and the scope.
    pub(super) fn credential(&self) -> Result<(&str, super::Scope<'_>), Fault> {
        let refused = || Fault::CredentialElements(self.credential.clone().into_owned());
        split_credential(&self.credential).ok_or_else(refused)
    }
}
