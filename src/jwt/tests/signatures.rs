//! Every algorithm, its keys, and key sets.

use serde_json::{Value, json};

use super::{ed25519, issuer_keys, keys, object, p256, p384, random, rsa};
use crate::jwt::encoding::encode;
use crate::jwt::{Algorithm, Fault, KeySet, KeySetError, MAX_KEY_SET, PrivateKey, Token};

#[test]
fn what_a_key_signs_it_verifies() {
    let rsa_algorithms = [
        Algorithm::Rs256,
        Algorithm::Rs384,
        Algorithm::Rs512,
        Algorithm::Ps256,
        Algorithm::Ps384,
        Algorithm::Ps512,
    ];
    let pairs = rsa_algorithms.map(|algorithm| (rsa(), algorithm)).into_iter().chain([
        (p256(), Algorithm::Es256),
        (p384(), Algorithm::Es384),
        (ed25519(), Algorithm::EdDsa),
    ]);
    for (key, algorithm) in pairs {
        let set = keys(&[key.public_jwk(Some("k"), algorithm)]);
        let text = key.sign(algorithm, "k", &object(json!({"sub": "x"})), &random()).unwrap();
        let token = Token::parse(&text).unwrap();
        assert_eq!((token.algorithm(), token.kid()), (algorithm, Some("k")));
        assert_eq!(token.is_signed_by(&set, &[algorithm]), Ok(()), "{algorithm}");
        let other = Algorithm::ALL.into_iter().find(|own| *own != algorithm).unwrap();
        assert_eq!(
            token.is_signed_by(&set, &[other]),
            Err(Fault::AlgorithmNotAllowed(algorithm)),
            "only what is allowed by name"
        );
        let (signed, signature) = text.rsplit_once('.').unwrap();
        for changed in [
            format!("{signed}."),
            format!("{signed}.{}", encode(&[0; 64])),
            format!("{signed}A.{signature}"),
        ] {
            match Token::parse(&changed) {
                Ok(token) => assert_eq!(
                    token.is_signed_by(&set, &[algorithm]),
                    Err(Fault::WrongSignature),
                    "{algorithm}"
                ),
                Err(fault) => assert!(matches!(fault, Fault::Unreadable("claims", _)), "{fault}"),
            }
        }
    }
}

#[test]
fn a_key_signs_with_its_own_algorithms() {
    for (key, algorithm) in [
        (rsa(), Algorithm::Es256),
        (rsa(), Algorithm::Hs256),
        (p256(), Algorithm::Es384),
        (ed25519(), Algorithm::Rs256),
    ] {
        assert!(key.sign(algorithm, "k", &object(json!({})), &random()).is_err());
    }
    assert!(
        PrivateKey::parse(
            b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
            &random()
        )
        .is_err()
    );
    assert!(PrivateKey::parse(b"", &random()).is_err());
    assert_eq!(format!("{:?}", rsa()), "PrivateKey");
}

#[test]
fn shared_secrets_count_where_they_are_named() {
    let secret = [7; 32];
    let set = keys(&[json!({"kty": "oct", "kid": "s", "k": encode(&secret)})]);
    let signed = format!("{}.{}", encode(b"{\"alg\":\"HS256\",\"kid\":\"s\"}"), encode(b"{}"));
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, &secret);
    let tag = ring::hmac::sign(&key, signed.as_bytes());
    let text = format!("{signed}.{}", encode(tag.as_ref()));
    let token = Token::parse(&text).unwrap();
    assert_eq!(token.is_signed_by(&set, &[Algorithm::Hs256]), Ok(()));
    assert_eq!(
        token.is_signed_by(&set, &Algorithm::RSA),
        Err(Fault::AlgorithmNotAllowed(Algorithm::Hs256))
    );
    assert!(!format!("{set:?}").contains('7'), "{set:?}");
}

#[test]
fn keys_that_cannot_verify_are_left_out() {
    let good = rsa().public_jwk(Some("good"), Algorithm::Rs256);
    let with = |member: &str, value: Value| {
        let mut jwk = good.clone();
        jwk[member] = value;
        jwk
    };
    let short = encode(&[255; 128]);
    for (jwk, why) in [
        (with("use", json!("enc")), "its `use` is not `sig`"),
        (with("key_ops", json!(["sign"])), "its `key_ops` are without `verify`"),
        (with("alg", json!("RSA1_5")), "its `alg` is not known"),
        (with("alg", json!("ES256")), "its `alg` is not one for its `kty`"),
        (with("kty", json!("AKP")), "its `kty` is not known"),
        (with("n", json!(short)), "its modulus has not 2048 to 8192 bits"),
        (with("n", json!("a+b/")), "its `n` is not base64 for URLs"),
        (with("e", Value::Null), "its `e` is not base64 for URLs"),
        (with("kid", json!(5)), "it is no key"),
        (json!({"kty": "EC", "crv": "P-521", "x": "", "y": ""}), "its `crv` is not known"),
        (
            json!({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}),
            "its `x` and `y` are no point of its curve",
        ),
        (
            json!({"kty": "oct", "k": "c2hvcnQ"}),
            "its `k` is not 32 bytes or more in base64 for URLs",
        ),
        (json!("text"), "it is no key"),
    ] {
        let set = keys(&[jwk.clone(), good.clone()]);
        assert_eq!(set.unusable(), [format!("`keys[0]` is left out: {why}")]);
        assert_eq!(set.ids().collect::<Vec<_>>(), ["good"]);
        let alone = KeySet::parse(json!({ "keys": [jwk] }).to_string().as_bytes());
        assert!(matches!(alone, Err(KeySetError::NoKeys(_))));
    }
    let certificate = with("x5c", json!(["MIIC"]));
    assert_eq!(keys(&[certificate]).unusable(), [] as [String; 0]);
}

#[test]
fn what_is_no_key_set_is_refused() {
    for text in ["", "null", "[]", "{}", "{\"keys\": 1}", "{\"keys\": [", "<html>"] {
        assert_eq!(KeySet::parse(text.as_bytes()), Err(KeySetError::NotAKeySet), "{text}");
    }
    assert_eq!(KeySet::parse(b"{\"keys\": []}"), Err(KeySetError::NoKeys(Vec::new())));
    let large = format!("{{\"keys\": [{}]}}", " ".repeat(MAX_KEY_SET));
    assert_eq!(KeySet::parse(large.as_bytes()), Err(KeySetError::TooLarge));
}

#[test]
fn a_key_without_a_name_is_named_by_its_thumbprint() {
    let jwk = rsa().public_jwk(None, Algorithm::Rs256);
    let kid = jwk["kid"].as_str().unwrap();
    assert_eq!(kid.len(), 43);
    let canonical = format!(
        "{{\"e\":\"{}\",\"kty\":\"RSA\",\"n\":\"{}\"}}",
        jwk["e"].as_str().unwrap(),
        jwk["n"].as_str().unwrap()
    );
    let print = ring::digest::digest(&ring::digest::SHA256, canonical.as_bytes());
    assert_eq!(kid, encode(print.as_ref()));
    assert!(jwk.get("d").is_none());
    assert_eq!(issuer_keys().ids().collect::<Vec<_>>(), ["k1"]);
}
