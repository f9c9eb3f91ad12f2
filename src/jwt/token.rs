//! A token taken apart: three parts, of which the first two are JSON (RFC 7515, "JSON Web Signature").

use serde::Deserialize;
use serde_json::{Map, Value};

use super::encoding::decode;
use super::{Algorithm, Claims, Fault, KeySet};

/// The longest token that is looked at, in bytes. A request has room for 10,240 bytes of headers.
pub const MAX_TOKEN: usize = 16 * 1024;

/// A token that can be read. Nothing of it is to be believed before its signature was verified.
#[derive(Debug)]
pub struct Token<'t> {
    algorithm: Algorithm,
    kid: Option<String>,
    claims: Claims,
    signed: &'t str,
    signature: Vec<u8>,
}

/// The members of a header that have a meaning here. A member that is there twice is refused.
#[derive(Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    crit: Option<Value>,
}

impl<'t> Token<'t> {
    /// Takes a token apart.
    pub fn parse(text: &'t str) -> Result<Self, Fault> {
        if text.is_empty() {
            return Err(Fault::Missing);
        }
        if text.len() > MAX_TOKEN {
            return Err(Fault::TooLong);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(Fault::NotThreeParts)?;
        let (header, claims) = signed.split_once('.').ok_or(Fault::NotThreeParts)?;
        if claims.contains('.') {
            return Err(Fault::NotThreeParts);
        }
        let no_base64 = |part| Fault::Unreadable(part, "is not base64 for URLs");
        let header = decode(header).ok_or_else(|| no_base64("header"))?;
        let header: Header = serde_json::from_slice(&header)
            .map_err(|_| Fault::Unreadable("header", "is no JSON object with an `alg`"))?;
        if header.crit.is_some() {
            return Err(Fault::Critical);
        }
        if header.alg.eq_ignore_ascii_case("none") {
            return Err(Fault::NotSigned);
        }
        let algorithm = Algorithm::parse(&header.alg).ok_or(Fault::UnknownAlgorithm)?;
        let claims = decode(claims).ok_or_else(|| no_base64("claims"))?;
        let claims: Map<String, Value> = serde_json::from_slice(&claims)
            .map_err(|_| Fault::Unreadable("claims", "are no JSON object"))?;
        let signature = decode(signature).ok_or_else(|| no_base64("signature"))?;
        Ok(Self { algorithm, kid: header.kid, claims: Claims::new(claims), signed, signature })
    }

    /// The algorithm that it names.
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The key that it names.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// What it says, whether true or not.
    pub fn unverified_claims(&self) -> &Claims {
        &self.claims
    }

    /// Whether a key of `keys` has signed it with one of the algorithms `allowed`. Shared secrets count only where
    /// their algorithms are named.
    pub fn is_signed_by(&self, keys: &KeySet, allowed: &[Algorithm]) -> Result<(), Fault> {
        if !allowed.contains(&self.algorithm) {
            return Err(Fault::AlgorithmNotAllowed(self.algorithm));
        }
        let kid = self.kid.as_deref().ok_or(Fault::NoKeyId)?;
        let mut named = keys.with_id(kid).peekable();
        if named.peek().is_none() {
            return Err(Fault::UnknownKey(kid.to_owned()));
        }
        let mut fitting = named.filter(|key| key.is_for(self.algorithm)).peekable();
        if fitting.peek().is_none() {
            let (kid, algorithm) = (kid.to_owned(), self.algorithm);
            return Err(Fault::WrongKey { kid, algorithm });
        }
        let signed = self.signed.as_bytes();
        if fitting.any(|key| key.has_signed(self.algorithm, signed, &self.signature)) {
            return Ok(());
        }
        Err(Fault::WrongSignature)
    }

    /// The claims of a token whose signature was verified.
    pub fn into_claims(self) -> Claims {
        self.claims
    }
}
