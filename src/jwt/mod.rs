//! JSON Web Tokens: parses, verifies and signs them, and says precisely why one is refused.
//!
//! [`Token::parse`] takes a token apart within bounds; what is in it is not to be believed before
//! [`Token::is_signed_by`] has found a key of a [`KeySet`]. Two callers' rules are built on that, one function each:
//! [`verify_user_pool`] for authorizers of REST APIs with Cognito user pools, and [`verify_jwt`] for JWT authorizers of
//! HTTP APIs. Time is given in, keys are given in, and no fault ever holds a token or a part of one.
//!
//! A key is for the algorithms of its own kind alone, so a public key is never taken for a shared secret; shared
//! secrets count where they are asked for by name; `none` is no algorithm.

mod algorithm;
mod claims;
mod encoding;
mod fault;
mod http_api;
mod jwk;
mod key_set;
mod sign;
mod token;
mod user_pool;

#[cfg(test)]
mod tests;

pub use algorithm::Algorithm;
pub use claims::Claims;
pub use fault::Fault;
pub use http_api::{JwtAuthorizer, JwtRefusal, strip_bearer, verify_jwt};
pub use key_set::{KeySet, KeySetError, MAX_KEY_SET};
pub use sign::{PrivateKey, PrivateKeyError};
pub use token::{MAX_TOKEN, Token};
pub use user_pool::{
    TokenUse, UserPool, UserPoolArn, check_user_pool_claims, claim_text, verify_user_pool,
};
