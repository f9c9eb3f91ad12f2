//! Signed requests and signed tokens, each against the bare cryptography that it cannot do without: `ring` over the same
//! bytes.

use std::hint::black_box;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use portcullis::jwt::{Algorithm, KeySet, PrivateKey, Token, UserPool, verify_user_pool};
use portcullis::sigv4::{
    Credentials, Dialect, Expected, Header, Request, SessionToken, Signer, SigningKey,
    VerificationKey, verify,
};
use ring::digest::{SHA256, digest};
use ring::hmac::{self, HMAC_SHA256};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair,
    RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde_json::{Value, json};

use super::harness::{Report, Section};

pub(crate) const SECTION: Section = Section { name: "signatures", run };

/// So many verifications make one measurement.
const COUNT: u32 = 500;

const NOW: Duration = Duration::from_secs(1_700_000_000);

const ISSUER: &str = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Ab12";

/// A key that was made for tests.
const RSA: &[u8] = include_bytes!("../cases/jwt/rsa.pem");

fn each(time: Duration) -> f64 {
    time.as_secs_f64() * 1e6 / f64::from(COUNT)
}

fn repeated<T>(mut one: impl FnMut() -> T) -> impl FnMut() {
    move || {
        for _ in 0..COUNT {
            black_box(one());
        }
    }
}

fn run(report: &mut Report) {
    for size in [0, 4_096] {
        request(report, &"x".repeat(size));
    }
    tokens(report);
}

/// A request as SDKs send it, with a payload. What cannot be done without is two hashes and an HMAC.
fn request(report: &mut Report, body: &str) {
    let credentials = Credentials {
        access_key_id: "AKIAGEORGE".to_owned(),
        secret_access_key: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY".to_owned(),
        session_token: None,
    };
    let (region, service) = ("eu-central-1", "execute-api");
    let signer = Signer { credentials: &credentials, region, service, dialect: Dialect::USUAL };
    let own: Vec<Header<'_>> = vec![
        ("host", b"a1b2c3d4e5.execute-api.eu-central-1.amazonaws.com"),
        ("accept", b"application/json"),
        ("content-type", b"application/json"),
        ("user-agent", b"aws-sdk-js/3.600.0 ua/2.0 os/linux lang/js md/nodejs#20.11.1"),
    ];
    let unsigned = Request {
        method: "POST",
        path: "/prod/pets/4711/photos",
        query: "size=large&page=2&tag=a%20b",
        headers: &own,
        body: body.as_bytes(),
    };
    let added = signer.sign(&unsigned, NOW).headers;
    let more = added.iter().map(|(name, value)| (*name, value.as_bytes()));
    let headers: Vec<Header<'_>> = own.iter().copied().chain(more).collect();
    let signed = Request { headers: &headers, ..unsigned };
    let expected = Expected { region, service, skew: Duration::from_mins(5), explain: true };
    let date = "20231114";
    let key = SigningKey::derive(&credentials.secret_access_key, date, region, service);
    let verified = || {
        verify(black_box(&signed), &expected, NOW, |_, _| {
            Some(VerificationKey { signing_key: key.clone(), session: SessionToken::None })
        })
        .unwrap()
    };
    let bare_key = hmac::Key::new(HMAC_SHA256, &[7; 32]);
    let canonical = "c".repeat(400);
    let string = "s".repeat(140);
    let bare = || {
        let payload = digest(&SHA256, black_box(body.as_bytes()));
        let hashed = digest(&SHA256, black_box(canonical.as_bytes()));
        (payload, hashed, hmac::sign(&bare_key, black_box(string.as_bytes())))
    };
    let name = format!("SigV4 with {} bytes, against bare hashes", body.len());
    let took = each(report.ratio(&name, 8.0, repeated(verified), repeated(bare)));
    report.figure("SigV4, microseconds a request", took, 50.0);
}

/// A token with the claims of a user pool, and the parts that its signature is about.
struct Signed {
    token: String,
    keys: KeySet,
    jwk: Value,
}

impl Signed {
    fn new(key: &PrivateKey, algorithm: Algorithm) -> Self {
        let claims = json!({
            "sub": "a3f0c1d2-0000-4000-8000-123456789abc", "iss": ISSUER, "aud": "4q1client7example",
            "token_use": "id", "auth_time": 1_700_000_000, "iat": 1_700_000_000, "exp": 1_700_003_600,
            "email": "ann@example.com", "email_verified": true, "cognito:groups": ["admins", "readers"],
            "cognito:username": "ann", "event_id": "5e0f6a3e-4c7a-4a55-8d1f-6f2f9c11aaaa",
        });
        let claims = claims.as_object().unwrap();
        let token = key.sign(algorithm, "k1", claims, &SystemRandom::new()).unwrap();
        let jwk = key.public_jwk(Some("k1"), algorithm);
        let keys = KeySet::parse(json!({ "keys": [jwk] }).to_string().as_bytes()).unwrap();
        Self { token, keys, jwk }
    }

    /// What was signed, and the signature.
    fn parts(&self) -> (Vec<u8>, Vec<u8>) {
        let (signed, signature) = self.token.rsplit_once('.').unwrap();
        (signed.as_bytes().to_vec(), URL_SAFE_NO_PAD.decode(signature).unwrap())
    }

    fn member(&self, name: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(self.jwk.get(name).unwrap().as_str().unwrap()).unwrap()
    }
}

fn tokens(report: &mut Report) {
    let random = SystemRandom::new();
    let own = Signed::new(&PrivateKey::parse(RSA, &random).unwrap(), Algorithm::Rs256);
    let pools = [UserPool { issuer: ISSUER, keys: Ok(&own.keys) }];
    let verified = || verify_user_pool(black_box(&own.token), &pools, &[], None, NOW).unwrap();
    let ((text, signature), n, e) = (own.parts(), own.member("n"), own.member("e"));
    let bare = || {
        let key = RsaPublicKeyComponents { n: &n, e: &e };
        key.verify(&RSA_PKCS1_2048_8192_SHA256, black_box(&text), &signature).unwrap();
    };
    let name = "a token of RS256, against its bare signature";
    let took = each(report.ratio(name, 1.5, repeated(verified), repeated(bare)));
    println!("  RS256: {took:.1} microseconds");

    let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    let own = Signed::new(&PrivateKey::parse(pair.as_ref(), &random).unwrap(), Algorithm::Es256);
    let verified = || {
        let token = Token::parse(black_box(&own.token)).unwrap();
        token.is_signed_by(&own.keys, &[Algorithm::Es256]).unwrap();
        token.into_claims()
    };
    let (text, signature) = own.parts();
    let point = [vec![4], own.member("x"), own.member("y")].concat();
    let bare = || {
        let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &point);
        key.verify(black_box(&text), &signature).unwrap();
    };
    let name = "a token of ES256, against its bare signature";
    let took = each(report.ratio(name, 1.5, repeated(verified), repeated(bare)));
    println!("  ES256: {took:.1} microseconds");
}
