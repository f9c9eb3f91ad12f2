//! One key of a key set (RFC 7517, "JSON Web Key").

use std::fmt;

use ring::signature::{RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;

use super::Algorithm;
use super::algorithm::KeyKind;
use super::encoding::decode;

/// A key that verifies.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) kid: Option<String>,
    /// The one algorithm that it is for, where it says so.
    algorithm: Option<Algorithm>,
    material: Material,
}

#[derive(Clone, PartialEq, Eq)]
enum Material {
    Rsa { modulus: Vec<u8>, exponent: Vec<u8> },
    Curve { kind: KeyKind, point: Vec<u8> },
    Secret(Vec<u8>),
}

/// A key as a key set has it. Members with certificates and private halves are not looked at.
#[derive(Deserialize)]
pub(super) struct Jwk {
    kty: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default, rename = "use")]
    purpose: Option<String>,
    #[serde(default)]
    key_ops: Option<Vec<String>>,
    #[serde(default)]
    alg: Option<String>,
    #[serde(default)]
    n: Option<String>,
    #[serde(default)]
    e: Option<String>,
    #[serde(default)]
    crv: Option<String>,
    #[serde(default)]
    x: Option<String>,
    #[serde(default)]
    y: Option<String>,
    #[serde(default)]
    k: Option<String>,
}

impl Key {
    /// The key, or why it cannot verify.
    pub(super) fn new(jwk: &Jwk) -> Result<Self, &'static str> {
        if jwk.purpose.as_deref().is_some_and(|purpose| purpose != "sig") {
            return Err("its `use` is not `sig`");
        }
        if jwk.key_ops.as_ref().is_some_and(|all| !all.iter().any(|own| own == "verify")) {
            return Err("its `key_ops` are without `verify`");
        }
        let algorithm = match jwk.alg.as_deref() {
            None => None,
            Some(name) => Some(Algorithm::parse(name).ok_or("its `alg` is not known")?),
        };
        let material = Material::new(jwk)?;
        if algorithm.is_some_and(|own| own.key_kind() != material.kind()) {
            return Err("its `alg` is not one for its `kty`");
        }
        Ok(Self { kid: jwk.kid.clone(), algorithm, material })
    }

    /// Whether the algorithm is one for this kind of key, and for this key.
    pub(super) fn is_for(&self, algorithm: Algorithm) -> bool {
        self.algorithm.is_none_or(|own| own == algorithm)
            && algorithm.key_kind() == self.material.kind()
    }

    /// Whether this key made `signature` over `signed`.
    pub(super) fn has_signed(&self, algorithm: Algorithm, signed: &[u8], signature: &[u8]) -> bool {
        match &self.material {
            Material::Rsa { modulus, exponent } => algorithm.rsa().is_some_and(|how| {
                let key = RsaPublicKeyComponents { n: modulus, e: exponent };
                key.verify(how, signed, signature).is_ok()
            }),
            Material::Curve { point, .. } => algorithm.curve().is_some_and(|how| {
                UnparsedPublicKey::new(how, point).verify(signed, signature).is_ok()
            }),
            Material::Secret(secret) => algorithm.secret().is_some_and(|how| {
                let key = ring::hmac::Key::new(how, secret);
                ring::hmac::verify(&key, signed, signature).is_ok()
            }),
        }
    }
}

/// Without what is in it.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("kid", &self.kid).finish_non_exhaustive()
    }
}

impl Material {
    fn new(jwk: &Jwk) -> Result<Self, &'static str> {
        let bytes = |text: &Option<String>| text.as_deref().and_then(decode);
        match (jwk.kty.as_str(), jwk.crv.as_deref()) {
            ("RSA", _) => {
                let modulus = without_zeros(bytes(&jwk.n).ok_or("its `n` is not base64 for URLs")?);
                let exponent =
                    without_zeros(bytes(&jwk.e).ok_or("its `e` is not base64 for URLs")?);
                if !(256..=1024).contains(&modulus.len()) {
                    return Err("its modulus has not 2048 to 8192 bits");
                }
                Ok(Self::Rsa { modulus, exponent })
            }
            ("EC", Some("P-256")) => Self::point(jwk, KeyKind::P256, 32),
            ("EC", Some("P-384")) => Self::point(jwk, KeyKind::P384, 48),
            ("OKP", Some("Ed25519")) => {
                let point = bytes(&jwk.x).filter(|x| x.len() == 32);
                let point = point.ok_or("its `x` is not 32 bytes in base64 for URLs")?;
                Ok(Self::Curve { kind: KeyKind::Ed25519, point })
            }
            ("EC" | "OKP", _) => Err("its `crv` is not known"),
            ("oct", _) => {
                let secret = bytes(&jwk.k).filter(|k| k.len() >= 32);
                let secret = secret.ok_or("its `k` is not 32 bytes or more in base64 for URLs")?;
                Ok(Self::Secret(secret))
            }
            _ => Err("its `kty` is not known"),
        }
    }

    /// A point of a curve, uncompressed.
    fn point(jwk: &Jwk, kind: KeyKind, size: usize) -> Result<Self, &'static str> {
        let mut point = vec![4];
        for half in [&jwk.x, &jwk.y] {
            let half = half.as_deref().and_then(decode).filter(|half| half.len() == size);
            point.extend(half.ok_or("its `x` and `y` are no point of its curve")?);
        }
        Ok(Self::Curve { kind, point })
    }

    const fn kind(&self) -> KeyKind {
        match self {
            Self::Rsa { .. } => KeyKind::Rsa,
            Self::Curve { kind, .. } => *kind,
            Self::Secret(_) => KeyKind::Secret,
        }
    }
}

fn without_zeros(bytes: Vec<u8>) -> Vec<u8> {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    if zeros == 0 { bytes } else { bytes.into_iter().skip(zeros).collect() }
}
