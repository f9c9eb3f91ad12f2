//! Requests that are let in.

use std::time::Duration;

use super::{NOW, Owned, check, check_at, check_with, credentials, sign, signed, signer};
use crate::sigv4::{Place, SessionToken, Timestamp};

const HOST: (&str, &str) = ("Host", "127.0.0.1:8080");

#[test]
fn what_is_signed_is_verified() {
    for line in [
        "GET /dev/pets",
        "GET /dev/pets?b=2&a=1&a=0&empty&c=%20%2f&d=x=y",
        "GET /dev/a%20b/%E1%88%B4/@connections/x%3D",
        "DELETE /dev/pets/1/",
    ] {
        let verified = check(&signed(line, &[HOST], "")).unwrap();
        assert_eq!(
            (verified.access_key_id.as_str(), verified.place),
            ("AKIDEXAMPLE", Place::Header)
        );
        assert_eq!(verified.at.to_string(), "20150830T123600Z");
    }
    let body =
        signed("POST /dev/pets", &[HOST, ("Content-Type", "application/json")], "{\"a\": 1}");
    check(&body).unwrap();
}

#[test]
fn what_intermediaries_do_is_no_harm() {
    let mut request = signed("GET /dev/pets?b=%7e&a=1", &[HOST, ("X-One", "a  b")], "");
    // Another order, another encoding, other blanks, and headers that are not signed.
    request.query = "a=1&b=~".to_owned();
    request.set("X-One", "  a b ");
    request.set("X-Forwarded-For", "192.0.2.1");
    request.set("X-Amz-Cf-Id", "added-by-cloudfront");
    check(&request).unwrap();
}

#[test]
fn a_path_is_encoded_once_more_than_on_the_wire() {
    let credentials = credentials();
    let mut request = Owned::new("GET /prod/a%20b", &[HOST], "");
    request.set("X-Amz-Date", "20150830T123600Z");
    sign(&mut request, &credentials);
    request
        .set("Authorization", &request.get("Authorization").replace("Signature=", "Signature=0"));
    let text = check(&request).unwrap_err().message();
    assert!(text.contains("'GET\n/prod/a%2520b\n\nhost:127.0.0.1:8080\n"), "{text}");
}

#[test]
fn a_date_header_may_stand_for_the_other() {
    let credentials = credentials();
    let mut request =
        Owned::new("GET /dev", &[HOST, ("Date", "Sun, 30 Aug 2015 12:36:00 GMT")], "");
    sign(&mut request, &credentials);
    check(&request).unwrap();
    // The date alone, when it is all that there is: the signature is made over the same second.
    let with = request.get("Authorization");
    assert!(with.contains("SignedHeaders=date;host;x-amz-date"));
    request.set("X-Amz-Date", "");
    let fault = check(&request).unwrap_err();
    assert_eq!(fault.error_type(), "InvalidSignatureException");
}

#[test]
fn a_signed_query_counts_until_it_expires() {
    let credentials = credentials();
    let mut request = Owned::new("GET /dev/pets?type=dog&x=a+b", &[HOST], "");
    request.query =
        request.with(|own| signer(&credentials).presign(own, NOW, Duration::from_mins(10)));
    let verified = check(&request).unwrap();
    assert_eq!(verified.place, Place::Query);
    check_at(&request, NOW + Duration::from_mins(10)).unwrap();
    let late = check_at(&request, NOW + Duration::from_secs(601)).unwrap_err();
    assert_eq!(
        late.message(),
        "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z (20150830T124601Z - 10 min.)"
    );
    let mut other = request.clone();
    other.query = other.query.replace("dog", "cat");
    assert_eq!(check(&other).unwrap_err().error_type(), "InvalidSignatureException");
}

#[test]
fn clocks_may_be_five_minutes_apart() {
    let request = signed("GET /dev", &[HOST], "");
    for minutes in [0, 5] {
        check_at(&request, NOW + Duration::from_mins(minutes)).unwrap();
        check_at(&request, NOW.saturating_sub(Duration::from_mins(minutes))).unwrap();
    }
}

#[test]
fn a_session_has_its_token() {
    let mut credentials = credentials();
    credentials.session_token = Some("tok/en+1=".to_owned());
    let mut request = Owned::new("GET /dev", &[HOST], "");
    sign(&mut request, &credentials);
    let expires = Some(NOW + Duration::from_secs(1));
    let session = SessionToken::Token { token: "tok/en+1=", expires };
    check_with(&request, NOW, session).unwrap();
    let mut request = Owned::new("GET /dev", &[HOST], "");
    request.query =
        request.with(|own| signer(&credentials).presign(own, NOW, Duration::from_mins(1)));
    check_with(&request, NOW, session).unwrap();
}

#[test]
fn times_are_read_and_written() {
    for (text, seconds) in [
        ("19700101T000000Z", 0),
        ("20150830T123600Z", 1_440_938_160),
        ("20240229T235959Z", 1_709_251_199),
    ] {
        let at = Timestamp::parse(text).unwrap();
        assert_eq!(at, Timestamp::new(Duration::from_secs(seconds)));
        assert_eq!(at.to_string(), text);
    }
    let http = Timestamp::parse("Thu, 29 Feb 2024 23:59:59 GMT").unwrap();
    assert_eq!(http.to_string(), "20240229T235959Z");
    for text in [
        "",
        "20150830",
        "20150830T123600",
        "20150230T123600Z",
        "20151330T123600Z",
        "20150830T253600Z",
        "2015083éT12360Z",
        "+0150830T123600Z",
        "Thu, 31 Feb 2024 23:59:59 GMT",
        "Thu, 29 Feb 2024 23:59 GMT",
        "Thu, 29 Feb 2024 23:59:59 CET",
        "00010101T000000Z",
    ] {
        assert_eq!(Timestamp::parse(text), None, "{text}");
    }
}
