//! Requests that are refused, each in the service's words.

use std::time::Duration;

use super::{NOW, Owned, check, check_at, check_with, credentials, sign, signed};
use crate::sigv4::{Fault, FaultKind, SessionToken};

const HOST: (&str, &str) = ("Host", "127.0.0.1:8080");
const INCOMPLETE: &str = "IncompleteSignatureException";
const INVALID: &str = "InvalidSignatureException";

/// The type and the message of the refusal.
fn refusal(request: &Owned) -> (&'static str, String) {
    refusal_at(request, NOW)
}

fn refusal_at(request: &Owned, now: Duration) -> (&'static str, String) {
    let fault = check_at(request, now).unwrap_err();
    (fault.error_type(), fault.message())
}

fn with_authorization(value: &str) -> Owned {
    Owned::new("GET /dev", &[HOST, ("Authorization", value)], "")
}

/// The signed request, with the header changed.
fn changed(from: &str, to: &str) -> Owned {
    let mut request = signed("GET /dev", &[HOST], "");
    let value = request.get("authorization");
    assert!(value.contains(from), "{value}");
    request.set("authorization", &value.replace(from, to));
    request
}

#[test]
fn nothing_is_presented() {
    let request = Owned::new("GET /dev?a=b", &[HOST], "");
    let expected =
        ("MissingAuthenticationTokenException", "Missing Authentication Token".to_owned());
    assert_eq!(refusal(&request), expected);
    assert_eq!(refusal(&with_authorization("  ")), expected);
    let kind = check(&request).unwrap_err().kind();
    assert_eq!(kind, FaultKind::MissingAuthenticationToken);
}

#[test]
fn something_else_is_presented() {
    assert_eq!(
        refusal(&with_authorization("Bearer xxx")),
        (
            INCOMPLETE,
            "'xxx' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer xxx'."
                .to_owned()
        )
    );
    let basic = "Authorization header requires 'Credential' parameter. Authorization header requires \
         'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization \
         header requires existence of either a 'X-Amz-Date' or a 'Date' header. \
         Authorization=Basic dXNlcjpwYXNzd29yZA==";
    assert_eq!(
        refusal(&with_authorization("Basic dXNlcjpwYXNzd29yZA==")),
        (INCOMPLETE, basic.to_owned())
    );
    let fault = check(&with_authorization("Basic dXNlcjpwYXNzd29yZA==")).unwrap_err();
    assert!(!fault.to_string().contains("dXNl"), "{fault}");
    let fault = check(&with_authorization("Bearer secret")).unwrap_err();
    assert!(!fault.to_string().contains("secret"), "{fault}");
}

#[test]
fn parts_are_missing() {
    let mut request = changed("Signature=", "Signed=");
    let (kind, message) = refusal(&request);
    assert_eq!(kind, INCOMPLETE);
    assert!(
        message.starts_with("Authorization header requires 'Signature' parameter. Authorization=AWS4-HMAC-SHA256 Cred"),
        "{message}"
    );
    request = signed("GET /dev", &[HOST], "");
    request.set("x-amz-date", "");
    assert!(
        refusal(&request)
            .1
            .starts_with("Authorization header requires existence of either a 'X-Amz-Date'")
    );
    request.set("x-amz-date", "yesterday");
    let (kind, message) = refusal(&request);
    assert_eq!(kind, INCOMPLETE);
    assert!(
        message.starts_with("Date must be in ISO-8601 'basic format'. Got 'yesterday'."),
        "{message}"
    );
    let (kind, message) = refusal(&changed("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"));
    assert_eq!(
        (kind, message.as_str()),
        (INCOMPLETE, "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'.")
    );
}

#[test]
fn parameters_are_missing() {
    let mut request = Owned::new("GET /dev", &[HOST], "");
    let credentials = credentials();
    let whole =
        request.with(|own| super::signer(&credentials).presign(own, NOW, Duration::from_mins(1)));
    for name in [
        "X-Amz-Algorithm",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-SignedHeaders",
        "X-Amz-Signature",
    ] {
        let kept: Vec<&str> =
            whole.split('&').filter(|part| !part.starts_with(&format!("{name}="))).collect();
        request.query = kept.join("&");
        let expected = format!(
            "AWS query-string parameters must include '{name}'. Re-examine the query-string parameters."
        );
        assert_eq!(refusal(&request), (INCOMPLETE, expected));
    }
    for seconds in ["0", "604801", "-1", "soon", "99999999999999999999999"] {
        request.query = whole.replace("Expires=60", &format!("Expires={seconds}"));
        let (kind, message) = refusal(&request);
        assert_eq!(kind, INCOMPLETE);
        assert!(message.ends_with(&format!("got '{seconds}'.")), "{message}");
    }
}

#[test]
fn the_credential_has_five_elements() {
    for given in ["AKIDEXAMPLE", "A/b/c/d", "A/20150830/eu-central-1/execute-api/aws4_request/x"] {
        let credential = "AKIDEXAMPLE/20150830/eu-central-1/execute-api/aws4_request";
        let expected = format!(
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{given}'"
        );
        assert_eq!(refusal(&changed(credential, given)), (INCOMPLETE, expected));
    }
}

#[test]
fn every_element_of_the_scope_counts() {
    for (from, to, expected) in [
        (
            "eu-central-1",
            "us-east-1",
            "Credential should be scoped to a valid region, not 'us-east-1'. ",
        ),
        ("execute-api", "s3", "Credential should be scoped to correct service: 'execute-api'. "),
        (
            "eu-central-1/execute-api",
            "us-east-1/s3",
            "Credential should be scoped to a valid region, not 'us-east-1'. Credential should be scoped to correct service: 'execute-api'. ",
        ),
        (
            "aws4_request",
            "aws5_request",
            "Credential should be scoped with a valid terminator: 'aws4_request', not 'aws5_request'.",
        ),
        (
            "/20150830/",
            "/20150831/",
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20150831' != '20150830', from '20150830T123600Z'.",
        ),
    ] {
        assert_eq!(refusal(&changed(from, to)), (INVALID, expected.to_owned()));
    }
    let fault = check(&changed("eu-central-1/execute-api", "us-east-1/s3")).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "the request is signed for the region `us-east-1` and not for `eu-central-1`, \
         for the service `s3` and not for `execute-api`"
    );
}

#[test]
fn clocks_are_further_apart() {
    let request = signed("GET /dev", &[HOST], "");
    assert_eq!(
        refusal_at(&request, NOW + Duration::from_secs(301)),
        (
            INVALID,
            "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124101Z - 5 min.)"
                .to_owned()
        )
    );
    assert_eq!(
        refusal_at(&request, NOW.saturating_sub(Duration::from_secs(301))),
        (
            INVALID,
            "Signature not yet current: 20150830T123600Z is still later than 20150830T123559Z (20150830T123059Z + 5 min.)"
                .to_owned()
        )
    );
}

#[test]
fn the_time_is_looked_at_before_the_scope_and_that_before_the_key() {
    let mut request = changed("AKIDEXAMPLE/20150830/eu-central-1", "NOBODY/20150830/us-east-1");
    assert!(matches!(check_at(&request, NOW * 2), Err(Fault::Expired { .. })));
    assert!(matches!(check(&request), Err(Fault::Scope(_))));
    request = changed("AKIDEXAMPLE", "NOBODY");
    assert_eq!(
        refusal(&request),
        (
            "UnrecognizedClientException",
            "The security token included in the request is invalid.".to_owned()
        )
    );
    assert_eq!(check(&request).unwrap_err().to_string(), "no identity has the access key `NOBODY`");
}

#[test]
fn the_host_and_the_headers_of_the_service_are_signed() {
    assert_eq!(
        refusal(&changed("SignedHeaders=host;", "SignedHeaders=")),
        (
            INVALID,
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.".to_owned()
        )
    );
    let mut request = signed("GET /dev", &[HOST], "");
    request.set("X-Amz-Meta", "added later");
    assert_eq!(
        refusal(&request),
        (
            INVALID,
            "There were headers present in the request which were not signed: x-amz-meta."
                .to_owned()
        )
    );
}

#[test]
fn sessions_are_refused_without_showing_tokens() {
    let mut temporary = credentials();
    temporary.session_token = Some("the-session-token".to_owned());
    let mut with = Owned::new("GET /dev", &[HOST], "");
    sign(&mut with, &temporary);
    let without = signed("GET /dev", &[HOST], "");
    let session = |token, expires| SessionToken::Token { token, expires };
    let invalid = "The security token included in the request is invalid.";
    for (request, session) in [
        (&with, SessionToken::None),
        (&without, session("the-session-token", None)),
        (&with, session("another-token", None)),
    ] {
        let fault = check_with(request, NOW, session).unwrap_err();
        assert_eq!(
            (fault.error_type(), fault.message().as_str()),
            ("UnrecognizedClientException", invalid)
        );
        assert!(!fault.to_string().contains("-token"), "{fault}");
    }
    let fault = check_with(&with, NOW, session("the-session-token", Some(NOW))).unwrap_err();
    assert_eq!(fault.kind(), FaultKind::ExpiredToken);
    assert_eq!(fault.error_type(), "ExpiredTokenException");
    assert_eq!(fault.message(), "The security token included in the request is expired");
}

#[test]
fn hostile_headers_are_refused_and_nothing_breaks() {
    for value in [
        "AWS4-HMAC-SHA256",
        "AWS4-HMAC-SHA256 ",
        "AWS4-HMAC-SHA256 ,,,",
        "AWS4-HMAC-SHA256 Credential=,SignedHeaders=,Signature=",
        "AWS4-HMAC-SHA256 Credential=////,SignedHeaders=;;;,Signature=é",
        "\u{0}",
        "=",
        "ééé é=é",
    ] {
        let mut request = with_authorization(value);
        request.set("x-amz-date", "20150830T123600Z");
        let fault = check(&request).unwrap_err();
        assert!(!fault.message().is_empty() && !fault.to_string().is_empty());
    }
    let many = "a;".repeat(20_000);
    assert!(check(&changed("SignedHeaders=host;", &format!("SignedHeaders=host;{many}"))).is_err());
}
