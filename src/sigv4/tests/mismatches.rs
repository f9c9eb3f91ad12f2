//! Signatures that do not fit, and what is said of them.

use super::{NOW, Owned, check, credentials, signer};
use crate::sigv4::{Cause, DiffLine, Fault, Mismatch};

const HOST: (&str, &str) = ("Host", "127.0.0.1:8080");

/// What is found where `signed` was signed and `sent` was sent with its signature.
fn mismatch(signed: &Owned, sent: &Owned) -> Mismatch {
    let credentials = credentials();
    let mut sent = sent.clone();
    let added = signed.with(|own| signer(&credentials).sign(own, NOW));
    for (name, value) in added.headers {
        sent.set(name, &value);
    }
    match check(&sent) {
        Err(Fault::Mismatch(mismatch)) => *mismatch,
        other => panic!("{other:?}"),
    }
}

fn causes(
    signed: (&str, &[(&str, &str)], &str),
    sent: (&str, &[(&str, &str)], &str),
) -> Vec<Cause> {
    let request = |own: (&str, &[(&str, &str)], &str)| Owned::new(own.0, own.1, own.2);
    let found = mismatch(&request(signed), &request(sent));
    // Whatever the cause is, the two requests differ, and just there.
    let is_known = found.causes() != [Cause::SecretOrUnknown];
    assert_eq!(found.signed().is_some(), is_known);
    assert_eq!(found.lines().iter().any(|line| matches!(line, DiffLine::Theirs(_))), is_known);
    found.causes().to_vec()
}

#[test]
fn the_path_was_written_in_another_way() {
    for (signed, sent, cause) in [
        // The signer encodes once more, so what it is given is what it was to sign less one encoding.
        ("GET /dev/a b", "GET /dev/a%20b", Cause::PathNotEncodedAgain),
        ("GET /dev/a%2520b", "GET /dev/a%20b", Cause::PathEncodedTwiceMore),
        ("GET /pets", "GET /dev/pets", Cause::PathWithoutStage),
        ("GET /dev/pets", "GET /dev/pets/", Cause::PathSlash),
    ] {
        assert_eq!(causes((signed, &[HOST], ""), (sent, &[HOST], "")), [cause], "{sent}");
    }
}

#[test]
fn the_query_was_written_in_another_way() {
    for (signed, sent, cause) in [
        ("GET /dev", "GET /dev?a=b", Cause::QueryNotSigned),
        ("GET /dev?a=b%20c", "GET /dev?a=b+c", Cause::QueryPlusIsSpace),
    ] {
        assert_eq!(causes((signed, &[HOST], ""), (sent, &[HOST], "")), [cause], "{sent}");
    }
}

#[test]
fn another_host_was_signed() {
    let sent = ("GET /dev", &[HOST] as &[_], "");
    for host in ["127.0.0.1", "localhost:8080", "localhost"] {
        let found = causes(("GET /dev", &[("Host", host)], ""), sent);
        assert_eq!(found, [Cause::Host(host.to_owned())]);
    }
    let forwarded = [HOST, ("X-Forwarded-Host", "api.example.com")];
    let signed = [("Host", "api.example.com"), ("X-Forwarded-Host", "api.example.com")];
    let found = causes(("GET /dev", &signed, ""), ("GET /dev", &forwarded, ""));
    assert_eq!(found, [Cause::Host("api.example.com".to_owned())]);
}

#[test]
fn another_payload_was_signed() {
    let post = |body: &'static str| ("POST /dev", &[HOST] as &[_], body);
    assert_eq!(causes(post(""), post("{}")), [Cause::PayloadEmpty]);
    assert_eq!(causes(post("{}\n"), post("{}")), [Cause::PayloadNewline]);
    assert_eq!(causes(post("{}"), post("{}\n")), [Cause::PayloadNewline]);
    assert_eq!(causes(post("{\"a\": 1}"), post("{\"a\": 2}")), [Cause::SecretOrUnknown]);
    // The hash of `{"a": 1}`.
    let hash = "f9d86028c6e0d64e225186f96acb69338b2c59764df79162107f5c4bb34d1310";
    let headers = [HOST, ("X-Amz-Content-Sha256", hash)];
    let found =
        causes(("POST /dev", &headers, "{\"a\": 1}"), ("POST /dev", &headers, "{\"a\": 2}"));
    assert_eq!(found, [Cause::PayloadChanged]);
}

#[test]
fn two_things_come_together() {
    let signed = ("GET /pets", &[("Host", "localhost")] as &[_], "");
    let found = causes(signed, ("GET /dev/pets", &[HOST], ""));
    assert_eq!(found, [Cause::PathWithoutStage, Cause::Host("localhost".to_owned())]);
    let found = causes(("GET /dev", &[HOST], ""), ("POST /dev?a=b", &[HOST], ""));
    assert_eq!(found, [Cause::Method("GET".to_owned()), Cause::QueryNotSigned]);
}

#[test]
fn the_secret_is_another_one() {
    let mut other = credentials();
    other.secret_access_key = "another".to_owned();
    let mut request = Owned::new("GET /dev", &[HOST], "");
    super::sign(&mut request, &other);
    let Err(Fault::Mismatch(found)) = check(&request) else { panic!("it was let in") };
    assert_eq!(found.causes(), [Cause::SecretOrUnknown]);
    assert!(found.lines().is_empty());
    let text = found.to_string();
    assert!(text.contains("most likely the secret access key is another one"));
    // What was signed is not known; what should have been is shown.
    assert!(
        text.contains("should have been signed)\n  GET\n  /dev\n  \n  host:127.0.0.1:8080\n"),
        "{text}"
    );
}

#[test]
fn an_upper_case_or_short_signature_is_none() {
    for change in [|text: &str| text.to_uppercase(), |text: &str| text.split_at(63).0.to_owned()] {
        let mut request = super::signed("GET /dev", &[HOST], "");
        let value = request.get("authorization");
        let (before, signature) = value.rsplit_once('=').unwrap();
        request.set("authorization", &format!("{before}={}", change(signature)));
        let Err(Fault::Mismatch(found)) = check(&request) else { panic!("it was let in") };
        assert_eq!(found.causes(), [Cause::NotASignature]);
    }
}

#[test]
fn the_caller_is_told_what_should_have_been_signed() {
    let signed = Owned::new("GET /pets", &[HOST], "");
    let sent = Owned::new("GET /dev/pets?b=1&a", &[HOST], "");
    let found = mismatch(&signed, &sent);
    let message = Fault::Mismatch(Box::new(found)).message();
    assert_eq!(
        message,
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access \
         Key and signing method. Consult the service documentation for details.\n\nThe Canonical String for this \
         request should have been\n'GET\n/dev/pets\na=&b=1\nhost:127.0.0.1:8080\nx-amz-date:20150830T123600Z\n\n\
         host;x-amz-date\ne3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'\n\nThe String-to-Sign \
         should have been\n'AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/eu-central-1/execute-api/aws4_request\n\
         d377bf7ecb14b5bb2e76acb58f72acc0f0ee1e93ebb4d02b55c89996e4bc2c1f'\n"
    );
}

#[test]
fn the_log_shows_both_requests_without_secrets() {
    let headers = [HOST, ("X-Api-Key", "my-key"), ("Cookie", "my-cookie")];
    let signed = Owned::new("GET /dev/a b", &headers, "");
    let sent = Owned::new("GET /dev/a%20b", &headers, "");
    let text = mismatch(&signed, &sent).to_string();
    assert_eq!(
        text,
        "the signature does not fit the request: the path was signed as it is on the wire, as only S3 wants it; it \
         has to be encoded once more\n\
         (`-` is what the request gives, `+` is what was signed)\n  \
         GET\n\
         - /dev/a%2520b\n\
         + /dev/a%20b\n  \n  \
         cookie:****\n  \
         host:127.0.0.1:8080\n  \
         x-amz-date:20150830T123600Z\n  \
         x-api-key:****\n  \n  \
         cookie;host;x-amz-date;x-api-key\n  \
         e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
}

#[test]
fn whatever_may_let_somebody_in_is_left_out() {
    let headers = [HOST, ("X-Own-Token", "my-token"), ("X-Session-Id", "my-session")];
    let line =
        "GET /dev?access_token=my-access&page=2&X-Amz-Security-Token=my-own&password=my-word";
    let signed = Owned::new(line, &headers, "");
    let sent = Owned::new(&line.replace("/dev", "/dev/pets"), &headers, "");
    let text = mismatch(&signed, &sent).to_string();
    assert!(!text.contains("my-"), "{text}");
    assert!(text.contains("&page=2&password=****"), "{text}");
}
