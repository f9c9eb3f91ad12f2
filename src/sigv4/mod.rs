//! AWS Signature Version 4: signs requests, and verifies those that others have signed.
//!
//! [`verify()`] goes through the service's steps in the service's order (reference `access-control`, section 8): where
//! the signature stands, the time, the scope, the key, and the signature itself. It reads no clock and looks no key up:
//! both are given in. A [`Fault`] has the words that the caller gets and others for a log, which hold no secret. A
//! signature that does not fit is explained by a [`Mismatch`]: what was signed instead, where that can be told.
//!
//! [`Signer`] makes what [`verify()`] takes, in headers or in a query.

mod canonical;
mod credentials;
mod dialect;
mod encode;
mod explain;
mod fault;
mod key;
mod presented;
mod request;
mod scope;
mod sign;
mod timestamp;
mod verify;

#[cfg(test)]
mod tests;

pub use credentials::Credentials;
pub use dialect::Dialect;
pub use explain::{Cause, DiffLine, Mismatch};
pub use fault::{DateFault, Fault, FaultKind, ScopeFaults, Wanted};
pub use key::SigningKey;
pub use presented::{is_signature, malformed};
pub use request::{Header, Request};
pub use scope::Scope;
pub use sign::{SignedHeaders, Signer};
pub use timestamp::Timestamp;
pub use verify::{Expected, Place, SessionToken, VerificationKey, Verified, verify};

/// The only algorithm that there is here.
const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// The last element of every scope.
const TERMINATOR: &str = "aws4_request";

/// What stands in the place of a hash where the payload is not signed.
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";
