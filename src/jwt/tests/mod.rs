//! Tokens that are verified and tokens that are refused.

mod hostile;
mod http_api;
mod signatures;
mod user_pool;

use std::time::Duration;

use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING};
use ring::signature::{EcdsaKeyPair, Ed25519KeyPair};
use serde_json::{Map, Value, json};

use super::encoding::encode;
use super::{Algorithm, KeySet, PrivateKey};

/// A key that was made for these tests.
const RSA: &[u8] = include_bytes!("../../../tests/cases/jwt/rsa.pem");

/// 2023-11-14T22:13:20Z.
const NOW: Duration = Duration::from_secs(1_700_000_000);

const SECOND: Duration = Duration::from_secs(1);

fn random() -> SystemRandom {
    SystemRandom::new()
}

fn rsa() -> PrivateKey {
    PrivateKey::parse(RSA, &random()).unwrap()
}

fn p256() -> PrivateKey {
    let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random()).unwrap();
    PrivateKey::parse(der.as_ref(), &random()).unwrap()
}

fn p384() -> PrivateKey {
    let der = EcdsaKeyPair::generate_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &random()).unwrap();
    PrivateKey::parse(der.as_ref(), &random()).unwrap()
}

fn ed25519() -> PrivateKey {
    let der = Ed25519KeyPair::generate_pkcs8(&random()).unwrap();
    PrivateKey::parse(der.as_ref(), &random()).unwrap()
}

fn keys(all: &[Value]) -> KeySet {
    KeySet::parse(json!({ "keys": all }).to_string().as_bytes()).unwrap()
}

/// The keys of the issuer: the one of RSA, under the id `k1`.
fn issuer_keys() -> KeySet {
    keys(&[rsa().public_jwk(Some("k1"), Algorithm::Rs256)])
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        other => panic!("{other} is no object"),
    }
}

/// A token of the issuer with these claims.
fn token(claims: Value) -> String {
    rsa().sign(Algorithm::Rs256, "k1", &object(claims), &random()).unwrap()
}

/// A token of any header, signed by the issuer's key as if the header said so.
fn token_with(header: &str, claims: &str) -> String {
    let signed = format!("{}.{}", encode(header.as_bytes()), encode(claims.as_bytes()));
    let signature = rsa().signature(Algorithm::Rs256, signed.as_bytes(), &random()).unwrap();
    format!("{signed}.{}", encode(&signature))
}
