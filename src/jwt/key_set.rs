//! The keys of an issuer.

use serde::Deserialize;
use serde_json::Value;

use super::jwk::{Jwk, Key};

/// The largest key set that is read, in bytes (reference `access-control`, section 11).
pub const MAX_KEY_SET: usize = 150_000;

/// More keys are not kept; issuers publish two or three.
const MAX_KEYS: usize = 100;

/// The keys that an issuer signs with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeySet {
    keys: Vec<Key>,
    unusable: Vec<String>,
}

/// Why a text is no key set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeySetError {
    /// It is larger than [`MAX_KEY_SET`].
    #[error("it is larger than {MAX_KEY_SET} bytes")]
    TooLarge,
    /// It is no JSON object with a list `keys`.
    #[error("it is no JSON object with a list `keys`")]
    NotAKeySet,
    /// No key in it can verify anything.
    #[error("none of its keys can verify a token{}", reasons(.0))]
    NoKeys(Vec<String>),
}

fn reasons(all: &[String]) -> String {
    if all.is_empty() { String::new() } else { format!(": {}", all.join(", ")) }
}

#[derive(Deserialize)]
struct Document {
    keys: Vec<Value>,
}

impl KeySet {
    /// Reads a key set. Keys that cannot verify are left out, as RFC 7517 has it.
    pub fn parse(text: &[u8]) -> Result<Self, KeySetError> {
        if text.len() > MAX_KEY_SET {
            return Err(KeySetError::TooLarge);
        }
        let document: Document =
            serde_json::from_slice(text).map_err(|_| KeySetError::NotAKeySet)?;
        let mut set = Self::default();
        for (at, value) in document.keys.into_iter().take(MAX_KEYS).enumerate() {
            let jwk: Result<Jwk, _> = serde_json::from_value(value);
            let key = jwk.map_err(|_| "it is no key").and_then(|jwk| Key::new(&jwk));
            match key {
                Ok(key) => set.keys.push(key),
                Err(why) => set.unusable.push(format!("`keys[{at}]` is left out: {why}")),
            }
        }
        if set.keys.is_empty() { Err(KeySetError::NoKeys(set.unusable)) } else { Ok(set) }
    }

    /// What was left out, each with the reason.
    pub fn unusable(&self) -> &[String] {
        &self.unusable
    }

    /// The ids of the keys.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().filter_map(|key| key.kid.as_deref())
    }

    pub(super) fn with_id(&self, kid: &str) -> impl Iterator<Item = &Key> {
        self.keys.iter().filter(move |key| key.kid.as_deref() == Some(kid))
    }
}
