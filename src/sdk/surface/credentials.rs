//! What lets a caller in.

use super::Place;
use crate::sdk::naming::Name;

/// What lets a caller in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Auth {
    /// Whether requests are signed with AWS Signature Version 4.
    pub iam: bool,
    /// Whether a key in `X-API-Key` is needed.
    pub api_key: bool,
    /// The tokens, as indices of schemes.
    pub schemes: Vec<usize>,
}

impl Auth {
    /// Whether anyone may call.
    pub const fn is_open(&self) -> bool {
        !self.iam && !self.api_key && self.schemes.is_empty()
    }
}

/// A token, or several values that belong together.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Its name.
    pub name: Name,
    /// Its name in the document.
    pub wire: String,
    /// What it is, in a few words.
    pub description: String,
    /// Where the values are sent; the first is the token's place.
    pub sources: Vec<TokenSource>,
    /// The word before the token, as `Bearer`.
    pub prefix: Option<&'static str>,
}

/// Where a value of a scheme is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSource {
    /// In a header, the query string or a cookie.
    pub place: Place,
    /// Its name there.
    pub wire: String,
}
