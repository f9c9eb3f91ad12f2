//! Roles that integrations call services with (AWS docs, "`AssumeRole`").
//!
//! A session of a role is asked for by the request that needs it, signs until shortly before its end, and is asked for
//! again then. A role that cannot be assumed is not asked for again at once.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderValue, Method};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::sigv4::{Credentials, Timestamp};

use super::service::ServiceTarget;
use super::target::{Address, Target};
use super::{
    Body, Moment, Shelf, UpstreamCall, UpstreamFailureKind, UpstreamOutcome, UpstreamResponse,
};

/// How long a session is asked for: what every role allows.
const DURATION: Duration = Duration::from_hours(1);

/// The most that is left of a session when the next one is asked for. Of short ones it is a twelfth of their time.
const RENEWED_BEFORE: Duration = Duration::from_mins(5);

/// How long it is remembered that a role cannot be assumed.
const KEPT_FAILURE: Duration = Duration::from_secs(5);

/// How long STS may take.
const TIMEOUT: Duration = Duration::from_secs(5);

/// The name of the service's own sessions, which policies and trails of the callee show.
const SESSION_NAME: &str = "BackplaneAssumeRoleSession";

/// What a session takes on a shelf: an access key, its secret, and a token.
const SIZE: usize = 2048;

/// A role, and who assumes it where.
#[derive(Debug)]
pub(super) struct Role {
    /// The ARN.
    pub(super) arn: String,
    /// What its session is kept under: another STS, or another who assumes it, gives another session.
    key: String,
    sts: ServiceTarget,
    address: Address,
    credentials: Credentials,
}

/// A session of a role, or why there is none.
#[derive(Clone, Debug)]
pub struct RoleSession {
    credentials: Result<Credentials, String>,
}

/// What STS has given.
#[derive(Debug)]
struct Given {
    credentials: Credentials,
    /// How long they are good.
    left: Duration,
}

impl Role {
    /// The role of that ARN, which `credentials` assume at `sts`; nothing where that has no address.
    pub(super) fn new(arn: &str, sts: ServiceTarget, credentials: Credentials) -> Option<Self> {
        let Target::Fixed(address) = &sts.target else { return None };
        let address = address.clone();
        let endpoint = &address.endpoint;
        let key = format!(
            "{arn} {}:{}{} {}",
            endpoint.host, endpoint.port, address.path, credentials.access_key_id
        );
        Some(Self { arn: arn.to_owned(), key, sts, address, credentials })
    }

    /// The access key of whoever assumes it.
    pub(super) fn assumed_by(&self) -> &str {
        &self.credentials.access_key_id
    }

    /// Its session, as far as one is known.
    pub(super) fn known(
        &self,
        kept: &Shelf<RoleSession>,
        now: Duration,
    ) -> Option<Arc<RoleSession>> {
        kept.get(self.key.as_bytes(), now).map(|(found, _)| found)
    }

    /// The call that asks for a session. Nothing where no header can have what the signature says.
    pub(super) fn call(&self, now: Moment) -> Option<Box<UpstreamCall>> {
        let mut headers = HeaderMap::with_capacity(6);
        headers.insert(HOST, self.address.endpoint.authority.clone());
        let form = HeaderValue::from_static("application/x-www-form-urlencoded; charset=utf-8");
        headers.insert(CONTENT_TYPE, form);
        let body = format!(
            "Action=AssumeRole&Version=2011-06-15&RoleArn={}&RoleSessionName={SESSION_NAME}&DurationSeconds={}",
            utf8_percent_encode(&self.arn, NON_ALPHANUMERIC),
            DURATION.as_secs()
        );
        let mut call = Box::new(UpstreamCall {
            method: Method::POST,
            endpoint: Arc::clone(&self.address.endpoint),
            target: self.address.path.clone(),
            headers,
            body: Bytes::from(body),
            timeout: TIMEOUT,
            stream: false,
        });
        self.sts.sign(&mut call, &self.credentials, now)?;
        Some(call)
    }

    /// Keeps what came of the call.
    pub(super) fn keep(
        &self,
        kept: &Shelf<RoleSession>,
        outcome: UpstreamOutcome,
        now: Moment,
    ) -> Arc<RoleSession> {
        let (credentials, left) = match self.read(outcome, now) {
            Ok(Given { credentials, left }) => {
                (Ok(credentials), left.saturating_sub(RENEWED_BEFORE.min(left / 12)))
            }
            Err(why) => (Err(why), KEPT_FAILURE),
        };
        let session = Arc::new(RoleSession { credentials });
        let until = now.monotonic.saturating_add(left);
        kept.put_shared(self.key.as_bytes(), Arc::clone(&session), SIZE, until, now.monotonic);
        session
    }

    fn read(&self, outcome: UpstreamOutcome, now: Moment) -> Result<Given, String> {
        let host = super::exchange::text(&self.address.endpoint.authority).into_owned();
        match outcome {
            UpstreamOutcome::Response(UpstreamResponse { status, body, .. }) => {
                let body = match body {
                    Body::Whole(bytes) => bytes,
                    // Only calls that allow it are answered so.
                    Body::Upstream => Bytes::new(),
                };
                let text = String::from_utf8_lossy(&body);
                if !status.is_success() {
                    return Err(refusal(&text).unwrap_or_else(|| {
                        format!("`{host}` answers with status {}", status.as_u16())
                    }));
                }
                given(&text, now).ok_or_else(|| format!("what `{host}` answers is no session"))
            }
            UpstreamOutcome::Failure(failure) => Err(match failure.kind {
                UpstreamFailureKind::Timeout => {
                    format!("`{host}` does not answer in {} s", TIMEOUT.as_secs())
                }
                UpstreamFailureKind::InvalidAddress
                | UpstreamFailureKind::Refused
                | UpstreamFailureKind::Network
                | UpstreamFailureKind::Tls
                | UpstreamFailureKind::TooLarge => {
                    format!("`{host}` cannot be reached: {}", failure.detail)
                }
            }),
        }
    }
}

impl RoleSession {
    /// What calls are signed with, or why the role cannot be assumed.
    pub(super) fn credentials(&self) -> Result<&Credentials, &str> {
        self.credentials.as_ref().map_err(String::as_str)
    }
}

/// The session in the answer to `AssumeRole`.
fn given(xml: &str, now: Moment) -> Option<Given> {
    let own = |name: &str| Some(element(xml, name)?).filter(|value| !value.is_empty());
    let credentials = Credentials {
        access_key_id: own("AccessKeyId")?,
        secret_access_key: own("SecretAccessKey")?,
        session_token: Some(own("SessionToken")?),
    };
    // Without a time it is that of all sessions.
    let end = own("Expiration").and_then(|own| Timestamp::parse_extended(&own));
    let left = end.map_or(DURATION, |end| end.since(now.wall));
    (!left.is_zero()).then_some(Given { credentials, left })
}

/// What STS says of a call that it refuses.
fn refusal(xml: &str) -> Option<String> {
    Some(format!("{}: {}", element(xml, "Code")?, element(xml, "Message")?))
}

/// The text of the first element of that name. The answers of STS have no attributes and no nesting below such ones.
fn element(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    let text = named
        .iter()
        .fold(text.trim().to_owned(), |text, (own, character)| text.replace(own, character));
    Some(text)
}

/// Whether `arn` is that of a role that can be assumed.
pub(super) fn is_role(arn: &str) -> bool {
    let mut parts = arn.splitn(6, ':');
    let is_iam = parts.next() == Some("arn")
        && parts.next().is_some_and(|partition| partition.starts_with("aws"))
        && parts.next() == Some("iam")
        && parts.next() == Some("");
    let is_account = |own: &str| own.len() == 12 && own.bytes().all(|byte| byte.is_ascii_digit());
    is_iam
        && parts.next().is_some_and(is_account)
        && parts.next().and_then(|own| own.strip_prefix("role/")).is_some_and(|own| !own.is_empty())
}

#[cfg(test)]
mod tests {
    use super::{Moment, element, given, is_role, refusal};
    use std::time::Duration;

    /// 2023-11-14T22:13:20Z.
    const NOW: Duration = Duration::from_secs(1_700_000_000);

    fn session(expiration: &str) -> String {
        format!(
            "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials>
             <AccessKeyId>ASIAKEY</AccessKeyId><SecretAccessKey>a/b+c=</SecretAccessKey>
             <SessionToken> token== </SessionToken>{expiration}</Credentials></AssumeRoleResult></AssumeRoleResponse>"
        )
    }

    fn left(expiration: &str) -> Option<u64> {
        let now = Moment { wall: NOW, monotonic: Duration::ZERO };
        given(&session(expiration), now).map(|own| own.left.as_secs())
    }

    #[test]
    fn a_session_is_read() {
        let now = Moment { wall: NOW, monotonic: Duration::ZERO };
        let own = given(&session(""), now).unwrap().credentials;
        assert_eq!(own.access_key_id, "ASIAKEY");
        assert_eq!(own.secret_access_key, "a/b+c=");
        assert_eq!(own.session_token.as_deref(), Some("token=="));
        assert!(given("{}", now).is_none());
        assert!(
            given(&session("").replace("<SecretAccessKey>a/b+c=</SecretAccessKey>", ""), now)
                .is_none()
        );
        assert!(given(&session("").replace("a/b+c=", ""), now).is_none());
    }

    #[test]
    fn a_session_has_an_end() {
        assert_eq!(left(""), Some(3600));
        assert_eq!(left("<Expiration>2023-11-14T22:28:20Z</Expiration>"), Some(900));
        assert_eq!(left("<Expiration>2023-11-14T22:28:20.123Z</Expiration>"), Some(900));
        assert_eq!(left("<Expiration>2023-11-14T22:28:20+00:00</Expiration>"), Some(900));
        assert_eq!(left("<Expiration>tomorrow</Expiration>"), Some(3600));
        // One that is over is none.
        assert_eq!(left("<Expiration>2023-11-14T22:13:20Z</Expiration>"), None);
    }

    #[test]
    fn a_refusal_is_told_in_its_words() {
        let xml = "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>
                   <Message>User: x is not &quot;authorized&quot; &amp;lt;</Message></Error></ErrorResponse>";
        assert_eq!(refusal(xml).unwrap(), "AccessDenied: User: x is not \"authorized\" &lt;");
        assert_eq!(refusal("<html>bad gateway</html>"), None);
        assert_eq!(element("<Code>open", "Code"), None);
    }

    #[test]
    fn roles_are_told_from_others() {
        for arn in ["arn:aws:iam::123456789012:role/api", "arn:aws-cn:iam::123456789012:role/a/b"] {
            assert!(is_role(arn), "{arn}");
        }
        for arn in [
            "",
            "role/api",
            "arn:aws:iam::123456789012:user/George",
            "arn:aws:iam::123456789012:role/",
            "arn:aws:iam::*:user/*",
            "arn:aws:iam::12345:role/api",
            "arn:aws:sts::123456789012:assumed-role/api/session",
            "${Role.Arn}",
        ] {
            assert!(!is_role(arn), "{arn}");
        }
    }
}
