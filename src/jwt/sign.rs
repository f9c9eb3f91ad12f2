//! Private keys, which sign test tokens.

use std::fmt;

use ring::rand::SecureRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
    RSA_PSS_SHA512, RsaEncoding, RsaKeyPair, RsaPublicKeyComponents,
};
use serde_json::{Map, Value, json};

use super::Algorithm;
use super::encoding::encode;

/// The two halves of a key, in PKCS #8.
pub struct PrivateKey(Pair);

enum Pair {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
    P384(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// Why a private key cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PrivateKeyError {
    /// It is no private key in PKCS #8, or of a kind that is not known.
    #[error("it is no private key of RSA, P-256, P-384 or Ed25519 in PKCS #8")]
    Unreadable,
    /// It is not for the algorithm.
    #[error("the key is not one for {0}")]
    WrongAlgorithm(Algorithm),
    /// Signing failed, for want of random bits.
    #[error("the key does not sign")]
    Failed,
}

/// Without the key.
impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateKey")
    }
}

impl PrivateKey {
    /// Reads a key: DER, or PEM with the label `PRIVATE KEY`.
    pub fn parse(bytes: &[u8], random: &dyn SecureRandom) -> Result<Self, PrivateKeyError> {
        let from_pem = std::str::from_utf8(bytes).ok().and_then(pem);
        let der = from_pem.as_deref().unwrap_or(bytes);
        let ecdsa = |how| EcdsaKeyPair::from_pkcs8(how, der, random).ok();
        let pair = RsaKeyPair::from_pkcs8(der)
            .map(Pair::Rsa)
            .ok()
            .or_else(|| ecdsa(&ECDSA_P256_SHA256_FIXED_SIGNING).map(Pair::P256))
            .or_else(|| ecdsa(&ECDSA_P384_SHA384_FIXED_SIGNING).map(Pair::P384))
            .or_else(|| Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).ok().map(Pair::Ed25519));
        pair.map(Self).ok_or(PrivateKeyError::Unreadable)
    }

    /// The algorithm that it is used with unless another is asked for.
    pub fn algorithm(&self) -> Algorithm {
        match self.0 {
            Pair::Rsa(_) => Algorithm::Rs256,
            Pair::P256(_) => Algorithm::Es256,
            Pair::P384(_) => Algorithm::Es384,
            Pair::Ed25519(_) => Algorithm::EdDsa,
        }
    }

    /// A token with `claims`, signed by this key under the id `kid`.
    pub fn sign(
        &self,
        algorithm: Algorithm,
        kid: &str,
        claims: &Map<String, Value>,
        random: &dyn SecureRandom,
    ) -> Result<String, PrivateKeyError> {
        let header = json!({ "kid": kid, "alg": algorithm.name(), "typ": "JWT" }).to_string();
        let claims = Value::Object(claims.clone()).to_string();
        let mut token = format!("{}.{}", encode(header.as_bytes()), encode(claims.as_bytes()));
        let signature = self.signature(algorithm, token.as_bytes(), random)?;
        token.push('.');
        token.push_str(&encode(&signature));
        Ok(token)
    }

    pub(super) fn signature(
        &self,
        algorithm: Algorithm,
        text: &[u8],
        random: &dyn SecureRandom,
    ) -> Result<Vec<u8>, PrivateKeyError> {
        let failed = |_| PrivateKeyError::Failed;
        match (&self.0, algorithm) {
            (Pair::Rsa(pair), _) => {
                let how = padding(algorithm).ok_or(PrivateKeyError::WrongAlgorithm(algorithm))?;
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(how, random, text, &mut signature).map_err(failed)?;
                Ok(signature)
            }
            (Pair::P256(pair), Algorithm::Es256) | (Pair::P384(pair), Algorithm::Es384) => {
                Ok(pair.sign(random, text).map_err(failed)?.as_ref().to_vec())
            }
            (Pair::Ed25519(pair), Algorithm::EdDsa) => Ok(pair.sign(text).as_ref().to_vec()),
            (Pair::P256(_) | Pair::P384(_) | Pair::Ed25519(_), _) => {
                Err(PrivateKeyError::WrongAlgorithm(algorithm))
            }
        }
    }

    /// The public half for a key set, and for one algorithm. Without `kid` its thumbprint is its id (RFC 7638).
    pub fn public_jwk(&self, kid: Option<&str>, algorithm: Algorithm) -> Value {
        // The members of a thumbprint, in their order.
        let mut jwk = match &self.0 {
            Pair::Rsa(pair) => {
                let public: RsaPublicKeyComponents<Vec<u8>> = pair.public().into();
                json!({ "e": encode(&public.e), "kty": "RSA", "n": encode(&public.n) })
            }
            Pair::P256(pair) => curve("P-256", pair.public_key().as_ref()),
            Pair::P384(pair) => curve("P-384", pair.public_key().as_ref()),
            Pair::Ed25519(pair) => {
                let x = encode(pair.public_key().as_ref());
                json!({ "crv": "Ed25519", "kty": "OKP", "x": x })
            }
        };
        let print = ring::digest::digest(&ring::digest::SHA256, jwk.to_string().as_bytes());
        let kid = kid.map_or_else(|| encode(print.as_ref()), str::to_owned);
        if let Some(members) = jwk.as_object_mut() {
            members.insert("kid".to_owned(), Value::from(kid));
            members.insert("alg".to_owned(), Value::from(algorithm.name()));
            members.insert("use".to_owned(), Value::from("sig"));
        }
        jwk
    }
}

const fn padding(algorithm: Algorithm) -> Option<&'static dyn RsaEncoding> {
    Some(match algorithm {
        Algorithm::Rs256 => &RSA_PKCS1_SHA256,
        Algorithm::Rs384 => &RSA_PKCS1_SHA384,
        Algorithm::Rs512 => &RSA_PKCS1_SHA512,
        Algorithm::Ps256 => &RSA_PSS_SHA256,
        Algorithm::Ps384 => &RSA_PSS_SHA384,
        Algorithm::Ps512 => &RSA_PSS_SHA512,
        Algorithm::Es256
        | Algorithm::Es384
        | Algorithm::EdDsa
        | Algorithm::Hs256
        | Algorithm::Hs384
        | Algorithm::Hs512 => return None,
    })
}

/// A point of a curve: a 4, and two halves of the same length.
fn curve(name: &str, point: &[u8]) -> Value {
    let halves = point.get(1..).unwrap_or_default();
    let (x, y) = halves.split_at(halves.len() / 2);
    json!({ "crv": name, "kty": "EC", "x": encode(x), "y": encode(y) })
}

/// The bytes of the first `PRIVATE KEY` of a PEM text.
fn pem(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    let (_, rest) = text.split_once("-----BEGIN PRIVATE KEY-----")?;
    let (body, _) = rest.split_once("-----END PRIVATE KEY-----")?;
    let body: String = body.split_ascii_whitespace().collect();
    base64::engine::general_purpose::STANDARD.decode(body).ok()
}
