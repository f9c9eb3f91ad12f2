//! JWT authorizers of HTTP APIs (reference `access-control`, section 11).

use std::time::Duration;

use super::{Algorithm, Claims, Fault, KeySet, Token};

/// What an authorizer and its route ask for.
#[derive(Clone, Copy, Debug)]
pub struct JwtAuthorizer<'a> {
    /// What stands in `iss`, to the last slash.
    pub issuer: &'a str,
    /// The audiences, of which a token must have one.
    pub audience: &'a [String],
    /// The scopes of the route, of which a token must have one.
    pub scopes: &'a [String],
    /// The issuer's keys, or why they are not there.
    pub keys: Result<&'a KeySet, &'a str>,
}

/// A refusal: what the caller gets, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JwtRefusal {
    /// 401, or 403 where only the scope is missing.
    pub status: u16,
    /// The message of the body.
    pub message: &'static str,
    /// The value of `www-authenticate`.
    pub www_authenticate: String,
    /// Why, for the log.
    pub fault: Fault,
}

/// Verifies the token of a request: the value of the identity source, with or without `Bearer` in front.
pub fn verify_jwt(
    value: Option<&str>,
    authorizer: &JwtAuthorizer<'_>,
    now: Duration,
) -> Result<Claims, JwtRefusal> {
    let token = value.map(|value| strip_bearer(value.trim())).unwrap_or_default();
    verify(token, authorizer, now).map_err(refusal)
}

/// The steps in the service's order.
fn verify(token: &str, authorizer: &JwtAuthorizer<'_>, now: Duration) -> Result<Claims, Fault> {
    let token = Token::parse(token)?;
    let keys = authorizer.keys.map_err(|why| Fault::KeysUnavailable(why.to_owned()))?;
    token.is_signed_by(keys, &Algorithm::RSA)?;
    let claims = token.into_claims();
    claims.check_issuer(std::iter::once(authorizer.issuer))?;
    check_audience(&claims, authorizer.audience)?;
    claims.check_expiry(now)?;
    claims.check_start("nbf", now)?;
    claims.check_start("iat", now)?;
    claims.check_scopes(authorizer.scopes)?;
    Ok(claims)
}

/// `client_id` counts only where there is no `aud`.
fn check_audience(claims: &Claims, wanted: &[String]) -> Result<(), Fault> {
    let given = match claims.audiences()? {
        Some(audiences) => audiences,
        None => claims.get("client_id").and_then(|own| own.as_str()).into_iter().collect(),
    };
    if wanted.iter().any(|own| given.contains(&own.as_str())) {
        return Ok(());
    }
    Err(Fault::WrongAudience { wanted: wanted.to_vec() })
}

/// A token without the word `Bearer` that may stand in front of it.
pub fn strip_bearer(value: &str) -> &str {
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    if scheme.eq_ignore_ascii_case("bearer") { token.trim_start() } else { value }
}

fn refusal(fault: Fault) -> JwtRefusal {
    let (status, message) = match fault {
        Fault::MissingScope(_) => (403, "Forbidden"),
        _ => (401, "Unauthorized"),
    };
    let www_authenticate = match &fault {
        Fault::Missing => "Bearer".to_owned(),
        Fault::MissingScope(wanted) => format!(
            "Bearer scope=\"{}\" error=\"insufficient_scope\" error_description=\"the token does not have any required \
             scopes\"",
            wanted.join(" ")
        ),
        other => format!(
            "Bearer scope=\"\" error=\"invalid_token\" error_description=\"{}\"",
            description(other)
        ),
    };
    JwtRefusal { status, message, www_authenticate, fault }
}

/// What the caller is told of a token that is no good.
fn description(fault: &Fault) -> &'static str {
    match fault {
        Fault::Expired { .. } => "the token has expired",
        Fault::NotYetValid { .. } => "the token is not valid yet",
        Fault::WrongAudience { .. } => "the token does not have a valid audience",
        Fault::WrongIssuer { .. } => "the token does not have a valid issuer",
        Fault::WrongSignature | Fault::UnknownKey(_) | Fault::WrongKey { .. } => {
            "the token does not have a valid signature"
        }
        _ => "the token is not valid",
    }
}
