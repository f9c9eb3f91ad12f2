//! Authorizers.

use std::time::Duration;

use crate::source::{Origin, Spanned};

/// An authorizer of a REST or an HTTP API.
#[derive(Clone, Debug, PartialEq)]
pub struct Authorizer {
    /// The type.
    pub authorizer_type: Spanned<AuthorizerType>,
    /// The function's invocation URI.
    pub authorizer_uri: Option<Spanned<String>>,
    /// The role that the service assumes to call the function.
    pub authorizer_credentials: Option<Spanned<String>>,
    /// `1.0` or `2.0`, of HTTP APIs.
    pub payload_format_version: Option<Spanned<String>>,
    /// Whether the function may answer with a boolean, of HTTP APIs.
    pub enable_simple_responses: Option<Spanned<bool>>,
    /// The expressions that tell one caller from another; all must be present.
    pub identity_sources: Vec<Spanned<String>>,
    /// A regular expression that the token must match.
    pub identity_validation_expression: Option<Spanned<String>>,
    /// How long an answer is kept; the service's default is 300 s.
    pub result_ttl: Option<Spanned<Duration>>,
    /// User pools, of Cognito authorizers.
    pub provider_arns: Vec<Spanned<String>>,
    /// Issuer and audiences, of JWT authorizers.
    pub jwt_configuration: Option<JwtConfiguration>,
    /// `x-amazon-apigateway-authtype` of the scheme: a label.
    pub auth_type: Option<Spanned<String>>,
    /// The whole scheme.
    pub origin: Origin,
}

/// The authorizer types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorizerType {
    /// `TOKEN`: a function that gets one header.
    Token,
    /// `REQUEST`: a function that gets the request.
    Request,
    /// `COGNITO_USER_POOLS`
    CognitoUserPools,
    /// `JWT`, of HTTP APIs.
    Jwt,
}

impl AuthorizerType {
    /// The service's name for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Token => "TOKEN",
            Self::Request => "REQUEST",
            Self::CognitoUserPools => "COGNITO_USER_POOLS",
            Self::Jwt => "JWT",
        }
    }
}

/// What a JWT authorizer asks of a token.
#[derive(Clone, Debug, PartialEq)]
pub struct JwtConfiguration {
    /// The issuer's URL.
    pub issuer: Option<Spanned<String>>,
    /// The audiences, one of which a token must name.
    pub audience: Vec<Spanned<String>>,
    /// The whole object.
    pub origin: Origin,
}
