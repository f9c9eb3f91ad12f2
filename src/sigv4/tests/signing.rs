//! Values that were published with the algorithm.

use std::time::Duration;

use super::{Credentials, NOW, Owned, credentials};
use crate::sigv4::{Dialect, Signer};

/// The signature that the request of the published suite gets, which is for a service named `service`.
fn signature(line: &str, headers: &[(&str, &str)], body: &str) -> String {
    let mut all = vec![("Host", "example.amazonaws.com")];
    all.extend_from_slice(headers);
    let request = Owned::new(line, &all, body);
    let credentials = credentials();
    let signer = Signer {
        credentials: &credentials,
        region: "us-east-1",
        service: "service",
        dialect: Dialect::USUAL,
    };
    let signed = request.with(|own| signer.sign(own, NOW));
    let (_, authorization) = signed.headers.last().unwrap();
    authorization.rsplit_once("Signature=").unwrap().1.to_owned()
}

#[test]
fn requests_of_the_published_suite_get_their_signatures() {
    const VANILLA: &str = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
    for line in ["GET /", "GET /foo/..", "GET /foo/bar/../..", "GET //", "GET /./"] {
        assert_eq!(signature(line, &[], ""), VANILLA, "{line}");
    }
    for (line, expected) in [
        ("POST /", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        ("GET /ሴ", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85"),
        ("GET /./example", "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5"),
        ("GET /example space/", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741"),
        ("GET /?Param1=value1", "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb"),
        (
            "GET /?Param2=value2&Param1=value1",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
    ] {
        assert_eq!(signature(line, &[], ""), expected, "{line}");
    }
}

#[test]
fn headers_are_joined_trimmed_and_folded() {
    let duplicate = [("My-Header1", "value2"), ("My-Header1", "value2"), ("My-Header1", "value1")];
    let expected = "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea";
    assert_eq!(signature("GET /", &duplicate, ""), expected);
    let blanks = [("My-Header1", " value1"), ("My-Header2", " \"a   b   c\"")];
    let expected = "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736";
    assert_eq!(signature("GET /", &blanks, ""), expected);
    let expected = "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c";
    assert_eq!(signature("POST /", &[("My-Header1", "value1")], ""), expected);
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let expected = "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a";
    assert_eq!(signature("POST /", &form, "Param1=value1"), expected);
}

fn storage() -> Credentials {
    Credentials {
        access_key_id: "AKIAIOSFODNN7EXAMPLE".to_owned(),
        secret_access_key: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY".to_owned(),
        session_token: None,
    }
}

/// 2013-05-24T00:00:00Z, the time of the examples in the AWS docs on S3.
const STORAGE_TIME: Duration = Duration::from_hours(380_376);

#[test]
fn storage_is_signed_in_its_own_dialect() {
    let credentials = storage();
    let signer = Signer {
        credentials: &credentials,
        region: "us-east-1",
        service: "s3",
        dialect: Dialect::of("s3"),
    };
    let host = ("Host", "examplebucket.s3.amazonaws.com");
    let request = Owned::new("GET /test.txt", &[host, ("Range", "bytes=0-9")], "");
    let signed = request.with(|own| signer.sign(own, STORAGE_TIME));
    let (_, authorization) = signed.headers.last().unwrap();
    assert_eq!(
        authorization,
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, \
         SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, \
         Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
    );
    let request = Owned::new("GET /test.txt", &[host], "");
    let query = request.with(|own| signer.presign(own, STORAGE_TIME, Duration::from_hours(24)));
    let expected =
        "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    assert!(query.ends_with(expected), "{query}");
}

#[test]
fn a_session_token_is_signed_and_a_signer_shows_no_secret() {
    let mut credentials = credentials();
    credentials.session_token = Some("the-token".to_owned());
    let request = Owned::new("GET /", &[("Host", "h"), ("User-Agent", "x"), ("Cookie", "a")], "");
    let signed = request.with(|own| super::signer(&credentials).sign(own, NOW));
    let (_, authorization) = signed.headers.last().unwrap();
    assert!(authorization.contains("SignedHeaders=cookie;host;x-amz-date;x-amz-security-token,"));
    let shown = format!("{signed:?}{credentials:?}{:?}", super::signer(&credentials));
    assert!(!shown.contains("the-token") && !shown.contains("wJalr"), "{shown}");
    assert!(shown.contains("AKIDEXAMPLE"));
}
