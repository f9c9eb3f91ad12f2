//! Why a request is not authenticated, in the service's words and in ours
//! (reference `access-control`, section 8.4).

use std::fmt;
use std::time::Duration;

use super::{Mismatch, TERMINATOR, Timestamp};

/// Why a request is not authenticated.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// There is neither an `Authorization` header nor a signed query.
    MissingAuthenticationToken,
    /// A part of the `Authorization` header has no `=`.
    NotKeyValue {
        /// The part.
        part: String,
        /// The whole header.
        header: String,
    },
    /// Parts of the `Authorization` header are missing, or the date beside it.
    MissingParts {
        /// The names of the parts that are missing, in the service's order; `Date` stands for the date.
        missing: Vec<&'static str>,
        /// The whole header.
        header: String,
    },
    /// A parameter of a signed query is missing.
    MissingParameter(&'static str),
    /// The algorithm is another one.
    UnsupportedAlgorithm(String),
    /// The date is none.
    UnreadableDate(String),
    /// `X-Amz-Expires` is no number of seconds up to a week.
    UnreadableExpiry(String),
    /// The credential has more or fewer than five elements.
    CredentialElements(String),
    /// The request is older than the clock skew allows, or its expiry is over.
    Expired {
        /// The time of the signature.
        signed: Timestamp,
        /// The time now.
        now: Timestamp,
        /// How long it counts.
        within: Duration,
    },
    /// The request is further in the future than the clock skew allows.
    NotYetCurrent {
        /// The time of the signature.
        signed: Timestamp,
        /// The time now.
        now: Timestamp,
        /// How far a clock may be wrong.
        within: Duration,
    },
    /// The scope of the credential is another one.
    Scope(Box<ScopeFaults>),
    /// The host is not signed, so the signature would count for any.
    HostNotSigned,
    /// Headers that have to be signed are not.
    HeadersNotSigned(Vec<String>),
    /// There is no such access key, or it is not active.
    UnknownAccessKey(String),
    /// The session token is missing, is another one, or belongs to a key that has none.
    InvalidSessionToken(String),
    /// The session is over.
    ExpiredSession(String),
    /// The signature is another one.
    Mismatch(Box<Mismatch>),
}

/// What is wrong with a scope. The service names all of it at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeFaults {
    /// The region that it names, where that is not the API's.
    pub region: Option<Wanted>,
    /// The service that it names, where that is another.
    pub service: Option<Wanted>,
    /// Its last element, where that is not `aws4_request`.
    pub terminator: Option<String>,
    /// Its date, where that is not the day of the signature.
    pub date: Option<DateFault>,
}

/// What was given in the place of something else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What was given.
    pub given: String,
    /// What would be right.
    pub wanted: String,
}

/// A date of a scope that is not that of the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateFault {
    /// The date in the scope.
    pub given: String,
    /// The time of the signature.
    pub signed: Timestamp,
}

/// The kinds of faults, as far as an API can answer them differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Nobody tried to sign.
    MissingAuthenticationToken,
    /// What is there is no good.
    InvalidSignature,
    /// It was good once.
    ExpiredToken,
}

impl ScopeFaults {
    pub(super) fn is_empty(&self) -> bool {
        self.region.is_none()
            && self.service.is_none()
            && self.terminator.is_none()
            && self.date.is_none()
    }
}

impl Fault {
    /// What kind it is of.
    pub fn kind(&self) -> FaultKind {
        match self {
            Self::MissingAuthenticationToken => FaultKind::MissingAuthenticationToken,
            Self::ExpiredSession(_) => FaultKind::ExpiredToken,
            Self::NotKeyValue { .. }
            | Self::MissingParts { .. }
            | Self::MissingParameter(_)
            | Self::UnsupportedAlgorithm(_)
            | Self::UnreadableDate(_)
            | Self::UnreadableExpiry(_)
            | Self::CredentialElements(_)
            | Self::Expired { .. }
            | Self::NotYetCurrent { .. }
            | Self::Scope(_)
            | Self::HostNotSigned
            | Self::HeadersNotSigned(_)
            | Self::UnknownAccessKey(_)
            | Self::InvalidSessionToken(_)
            | Self::Mismatch(_) => FaultKind::InvalidSignature,
        }
    }

    /// The value of `x-amzn-ErrorType`.
    pub fn error_type(&self) -> &'static str {
        match self {
            Self::MissingAuthenticationToken => "MissingAuthenticationTokenException",
            Self::ExpiredSession(_) => "ExpiredTokenException",
            Self::UnknownAccessKey(_) | Self::InvalidSessionToken(_) => {
                "UnrecognizedClientException"
            }
            Self::NotKeyValue { .. }
            | Self::MissingParts { .. }
            | Self::MissingParameter(_)
            | Self::UnsupportedAlgorithm(_)
            | Self::UnreadableDate(_)
            | Self::UnreadableExpiry(_)
            | Self::CredentialElements(_) => "IncompleteSignatureException",
            Self::Expired { .. }
            | Self::NotYetCurrent { .. }
            | Self::Scope(_)
            | Self::HostNotSigned
            | Self::HeadersNotSigned(_)
            | Self::Mismatch(_) => "InvalidSignatureException",
        }
    }

    /// What the caller is told. It can hold what the caller sent, and is not for logs.
    pub fn message(&self) -> String {
        match self {
            Self::MissingAuthenticationToken => "Missing Authentication Token".to_owned(),
            Self::NotKeyValue { part, header } => format!(
                "'{part}' not a valid key=value pair (missing equal-sign) in Authorization header: '{header}'."
            ),
            Self::MissingParts { missing, header } => missing_parts(missing, header),
            Self::MissingParameter(name) => format!(
                "AWS query-string parameters must include '{name}'. Re-examine the query-string parameters."
            ),
            Self::UnsupportedAlgorithm(name) => format!("Unsupported AWS 'algorithm': '{name}'."),
            Self::UnreadableDate(text) => format!(
                "Date must be in ISO-8601 'basic format'. Got '{text}'. See http://en.wikipedia.org/wiki/ISO_8601"
            ),
            Self::UnreadableExpiry(text) => format!(
                "X-Amz-Expires must be a number of seconds between 1 and 604800, got '{text}'."
            ),
            Self::CredentialElements(text) => format!(
                "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{text}'"
            ),
            Self::Expired { signed, now, within } => format!(
                "Signature expired: {signed} is now earlier than {} ({now} - {}.)",
                now.before(*within),
                minutes(*within)
            ),
            Self::NotYetCurrent { signed, now, within } => format!(
                "Signature not yet current: {signed} is still later than {} ({now} + {}.)",
                now.after(*within),
                minutes(*within)
            ),
            Self::Scope(faults) => scope(faults),
            Self::HostNotSigned => {
                "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."
                    .to_owned()
            }
            Self::HeadersNotSigned(names) => format!(
                "There were headers present in the request which were not signed: {}.",
                names.join(", ")
            ),
            Self::UnknownAccessKey(_) | Self::InvalidSessionToken(_) => {
                "The security token included in the request is invalid.".to_owned()
            }
            Self::ExpiredSession(_) => {
                "The security token included in the request is expired".to_owned()
            }
            Self::Mismatch(mismatch) => mismatch.message(),
        }
    }
}

/// The reason for a log, without tokens and signatures.
impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingAuthenticationToken => {
                f.write_str("the request is not signed: it has no `Authorization` header and no `X-Amz-` query")
            }
            Self::NotKeyValue { .. } => f.write_str(
                "the `Authorization` header is no Signature Version 4: a part of it has no `=`, as in a bearer token",
            ),
            Self::MissingParts { missing, .. } => {
                write!(f, "the `Authorization` header lacks {}", missing.join(", "))
            }
            Self::MissingParameter(name) => write!(f, "the signed query lacks `{name}`"),
            Self::UnsupportedAlgorithm(_) => {
                f.write_str("the signature is made with another algorithm than AWS4-HMAC-SHA256")
            }
            Self::UnreadableDate(text) => {
                write!(f, "the date of the signature, `{}`, is none", text.escape_debug())
            }
            Self::UnreadableExpiry(text) => write!(
                f,
                "`X-Amz-Expires` is `{}`, and not a number of seconds from 1 to 604800",
                text.escape_debug()
            ),
            Self::CredentialElements(_) => f.write_str(
                "the credential is not of the form `key/date/region/service/aws4_request`",
            ),
            Self::Expired { signed, now, within } => write!(
                f,
                "the request was signed at {signed}, now is {now}, and a signature counts for {}: \
                 the caller's clock is slow, or the request was sent again",
                minutes(*within)
            ),
            Self::NotYetCurrent { signed, now, .. } => write!(
                f,
                "the request was signed at {signed} and now is {now}: the caller's clock is fast"
            ),
            Self::Scope(faults) => write_scope(f, faults),
            Self::HostNotSigned => f.write_str("`host` is not among the signed headers"),
            Self::HeadersNotSigned(names) => {
                write!(f, "headers of AWS are not signed: `{}`", names.join("`, `"))
            }
            Self::UnknownAccessKey(id) => {
                write!(f, "no identity has the access key `{}`", id.escape_debug())
            }
            Self::InvalidSessionToken(why) => f.write_str(why),
            Self::ExpiredSession(id) => {
                write!(f, "the session of the access key `{}` is over", id.escape_debug())
            }
            Self::Mismatch(mismatch) => mismatch.fmt(f),
        }
    }
}

impl std::error::Error for Fault {}

/// The sentences of what is missing, then the header as it came.
fn missing_parts(missing: &[&str], header: &str) -> String {
    let mut text = String::new();
    for name in missing {
        if *name == "Date" {
            text.push_str(
                "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ",
            );
        } else {
            text.push_str("Authorization header requires '");
            text.push_str(name);
            text.push_str("' parameter. ");
        }
    }
    text.push_str("Authorization=");
    text.push_str(header);
    text
}

fn scope(faults: &ScopeFaults) -> String {
    let mut text = String::new();
    if let Some(region) = &faults.region {
        text.push_str("Credential should be scoped to a valid region, not '");
        text.push_str(&region.given);
        text.push_str("'. ");
    }
    if let Some(service) = &faults.service {
        text.push_str("Credential should be scoped to correct service: '");
        text.push_str(&service.wanted);
        text.push_str("'. ");
    }
    if let Some(terminator) = &faults.terminator {
        text.push_str("Credential should be scoped with a valid terminator: '");
        text.push_str(TERMINATOR);
        text.push_str("', not '");
        text.push_str(terminator);
        text.push_str("'.");
    }
    if let Some(date) = &faults.date {
        text.push_str(
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '",
        );
        text.push_str(&date.given);
        text.push_str("' != '");
        text.push_str(&date.signed.date());
        text.push_str("', from '");
        text.push_str(&date.signed.to_string());
        text.push_str("'.");
    }
    text
}

fn write_scope(f: &mut fmt::Formatter<'_>, faults: &ScopeFaults) -> fmt::Result {
    let mut separator = "the request is signed for ";
    for (what, own) in [("region", &faults.region), ("service", &faults.service)] {
        let Some(Wanted { given, wanted }) = own else { continue };
        write!(f, "{separator}the {what} `{}` and not for `{wanted}`", given.escape_debug())?;
        separator = ", for ";
    }
    if let Some(terminator) = &faults.terminator {
        write!(f, "{separator}a scope that ends in `{}`", terminator.escape_debug())?;
        separator = ", for ";
    }
    if let Some(date) = &faults.date {
        let given = date.given.escape_debug();
        write!(f, "{separator}the day `{given}` although it is dated {}", date.signed)?;
    }
    Ok(())
}

/// `5 min`, as the service writes it; seconds where it is not whole minutes.
fn minutes(duration: Duration) -> String {
    let seconds = duration.as_secs();
    if seconds.is_multiple_of(60) {
        format!("{} min", seconds / 60)
    } else {
        format!("{seconds} sec")
    }
}
