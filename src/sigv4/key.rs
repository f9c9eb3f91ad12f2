//! The key that signatures of one day, region and service are made with.

use std::fmt;

use ring::hmac::{self, HMAC_SHA256, Key};

use super::encode::hex;
use super::{Scope, TERMINATOR};

/// A signing key. Deriving one costs four HMACs; whoever verifies many requests keeps it.
#[derive(Clone)]
pub struct SigningKey(Key);

impl SigningKey {
    /// The key that `secret` gives in the scope of a day (`20230201`), a region and a service.
    pub fn derive(secret: &str, date: &str, region: &str, service: &str) -> Self {
        let mut first = Vec::with_capacity(4 + secret.len());
        first.extend_from_slice(b"AWS4");
        first.extend_from_slice(secret.as_bytes());
        let mut key = Key::new(HMAC_SHA256, &first);
        for part in [date, region, service, TERMINATOR] {
            key = Key::new(HMAC_SHA256, hmac::sign(&key, part.as_bytes()).as_ref());
        }
        Self(key)
    }

    /// The key that `secret` gives in `scope`.
    pub fn in_scope(secret: &str, scope: &Scope<'_>) -> Self {
        Self::derive(secret, scope.date, scope.region, scope.service)
    }

    /// The signature of a string, in digits.
    pub(super) fn sign(&self, text: &str) -> String {
        hex(hmac::sign(&self.0, text.as_bytes()).as_ref())
    }

    /// Whether `signature` is that of `text`. It takes the same time wherever they differ.
    pub(super) fn is_signature_of(&self, text: &str, signature: &[u8; 32]) -> bool {
        hmac::verify(&self.0, text.as_bytes(), signature).is_ok()
    }

    /// Whether two texts are equal. It takes the same time wherever they differ.
    pub(super) fn are_equal(&self, one: &str, other: &str) -> bool {
        let tag = hmac::sign(&self.0, one.as_bytes());
        hmac::verify(&self.0, other.as_bytes(), tag.as_ref()).is_ok()
    }
}

/// Without the key.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey")
    }
}
