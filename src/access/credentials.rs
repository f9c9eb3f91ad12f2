//! What a method asks for, and what came of it.

use crate::iam::Policy;
use crate::java_regex::JavaRegex;

use super::caller::Caller;
use super::decision::Refusal;
use super::fact::Fact;

/// What the method asks of its callers, with what this one has.
#[derive(Clone, Copy, Debug)]
pub enum Credentials<'a> {
    /// `NONE`: nothing.
    None,
    /// `AWS_IAM`: a signature.
    Iam(Signature<'a>),
    /// `CUSTOM`: what a Lambda authorizer says.
    Custom(AuthorizerCall<'a>),
    /// `COGNITO_USER_POOLS`: a token of a user pool.
    Cognito(TokenOutcome<'a>),
}

/// What came of the signature.
#[derive(Clone, Copy, Debug)]
pub enum Signature<'a> {
    /// It is right, and this one signed.
    Verified(&'a Caller),
    /// It is missing or wrong.
    Refused(&'a Refusal),
    /// Nobody has said, and why.
    Unknown(&'static str),
}

/// What came of the token.
#[derive(Clone, Copy, Debug)]
pub enum TokenOutcome<'a> {
    /// It is right.
    Valid,
    /// It is missing or wrong.
    Refused(&'a Refusal),
    /// Nobody has said, and why.
    Unknown(&'static str),
}

/// A Lambda authorizer and one request.
#[derive(Clone, Copy, Debug)]
pub struct AuthorizerCall<'a> {
    /// Its identity sources with what the request has for them, in their order.
    pub sources: &'a [IdentitySource<'a>],
    /// What the token must match, of a `TOKEN` authorizer.
    pub validation: Option<&'a JavaRegex>,
    /// What the function answered.
    pub outcome: AuthorizerOutcome<'a>,
}

/// One identity source of an authorizer.
#[derive(Clone, Copy, Debug)]
pub struct IdentitySource<'a> {
    /// As the authorizer names it: `method.request.header.Authorization`.
    pub name: &'a str,
    /// What the request has.
    pub value: Fact<&'a str>,
}

/// What a function answered (reference `access-control`, section 9.6).
#[derive(Clone, Copy, Debug)]
pub enum AuthorizerOutcome<'a> {
    /// A policy, fresh or kept from an earlier call.
    Policy(&'a Policy),
    /// An error with the message `Unauthorized`.
    Unauthorized,
    /// It could not be reached or did not answer in time.
    Failed(&'static str),
    /// Another error, an answer that is none, or no permission to call it.
    Misconfigured(&'static str),
    /// It was not asked yet, or nobody has said.
    Unknown(&'static str),
}
