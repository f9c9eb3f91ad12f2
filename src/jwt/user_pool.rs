//! Tokens of Cognito user pools, as authorizers of REST APIs take them (reference `access-control`, section 10).

use std::fmt;
use std::time::Duration;

use serde_json::Value;

use super::{Algorithm, Claims, Fault, KeySet, Token};

/// What a token of a user pool is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenUse {
    /// It says who somebody is.
    Id,
    /// It says what somebody may do.
    Access,
}

impl fmt::Display for TokenUse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Id => "id",
            Self::Access => "access",
        })
    }
}

/// The ARN of a user pool: `arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserPoolArn<'a> {
    /// The region.
    pub region: &'a str,
    /// The id of the pool.
    pub id: &'a str,
}

impl<'a> UserPoolArn<'a> {
    /// Reads an ARN.
    pub fn parse(arn: &'a str) -> Option<Self> {
        let mut parts = arn.splitn(6, ':');
        let (scheme, _partition, service) = (parts.next()?, parts.next()?, parts.next()?);
        let (region, _account, resource) = (parts.next()?, parts.next()?, parts.next()?);
        let id = resource.strip_prefix("userpool/").filter(|id| !id.is_empty())?;
        (scheme == "arn" && service == "cognito-idp" && !region.is_empty())
            .then_some(Self { region, id })
    }

    /// What stands in `iss` of its tokens.
    pub fn issuer(&self) -> String {
        format!("https://cognito-idp.{}.amazonaws.com/{}", self.region, self.id)
    }
}

/// A user pool that an authorizer takes tokens of.
#[derive(Clone, Copy, Debug)]
pub struct UserPool<'p> {
    /// What stands in `iss`.
    pub issuer: &'p str,
    /// Its keys, or why they are not there.
    pub keys: Result<&'p KeySet, &'p str>,
}

/// Verifies a token for a method with `scopes`: an access token with one of them, or an id token where there are none.
/// `aud_matches` is the authorizer's validation expression, which is matched against the audience.
pub fn verify_user_pool(
    token: &str,
    pools: &[UserPool<'_>],
    scopes: &[String],
    aud_matches: Option<&dyn Fn(&str) -> bool>,
    now: Duration,
) -> Result<Claims, Fault> {
    let token = Token::parse(token)?;
    // User pools sign with one algorithm, so a token with another is refused before its issuer is looked for.
    if token.algorithm() != Algorithm::Rs256 {
        return Err(Fault::AlgorithmNotAllowed(token.algorithm()));
    }
    let claims = token.unverified_claims();
    claims.check_issuer(pools.iter().map(|pool| pool.issuer))?;
    let issuer = claims.text("iss")?;
    let pool = pools.iter().find(|pool| pool.issuer == issuer);
    let keys = pool.map_or(Err("there is no such user pool"), |pool| pool.keys);
    let keys = keys.map_err(|why| Fault::KeysUnavailable(why.to_owned()))?;
    token.is_signed_by(keys, &[Algorithm::Rs256])?;
    let claims = token.into_claims();
    check_claims(&claims, scopes, aud_matches, now)?;
    Ok(claims)
}

/// What [`verify_user_pool`] asks of the claims of a token, for a token whose signature is taken for right.
pub fn check_user_pool_claims(
    claims: &Claims,
    issuers: &[String],
    scopes: &[String],
    aud_matches: Option<&dyn Fn(&str) -> bool>,
    now: Duration,
) -> Result<(), Fault> {
    claims.check_issuer(issuers.iter().map(String::as_str))?;
    check_claims(claims, scopes, aud_matches, now)
}

fn check_claims(
    claims: &Claims,
    scopes: &[String],
    aud_matches: Option<&dyn Fn(&str) -> bool>,
    now: Duration,
) -> Result<(), Fault> {
    claims.check_expiry(now)?;
    claims.check_start("nbf", now)?;
    check_use(claims, scopes)?;
    if let Some(matches) = aud_matches {
        let audiences = claims.audiences()?.unwrap_or_default();
        if !audiences.iter().any(|own| matches(own)) {
            return Err(Fault::ExpressionMismatch);
        }
    }
    claims.check_scopes(scopes)
}

fn check_use(claims: &Claims, scopes: &[String]) -> Result<(), Fault> {
    let wanted = if scopes.is_empty() { TokenUse::Id } else { TokenUse::Access };
    let given = match claims.text("token_use")? {
        "id" => Some(TokenUse::Id),
        "access" => Some(TokenUse::Access),
        _ => None,
    };
    if given == Some(wanted) { Ok(()) } else { Err(Fault::WrongUse { wanted, given }) }
}

/// A claim as `$context.authorizer.claims` has it: a text. Two times are written as Java writes dates, lists are
/// joined by commas, and all else is as it stands in the token (AWS docs, "Input format of a Lambda function for proxy
/// integration", whose example shows them).
pub fn claim_text(name: &str, value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if matches!(name, "exp" | "iat") => {
            let seconds = number.as_u64().map(Duration::from_secs);
            Some(seconds.and_then(java_date).unwrap_or_else(|| number.to_string()))
        }
        Value::Array(all) => {
            let all = all.iter().filter_map(|own| claim_text("", own));
            Some(all.collect::<Vec<_>>().join(","))
        }
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => Some(value.to_string()),
    }
}

/// `Tue Jan 02 16:10:37 UTC 2018`; nothing behind the year 9999.
fn java_date(wall: Duration) -> Option<String> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    let seconds = wall.as_secs();
    if seconds > 253_402_300_799 {
        return None;
    }
    let days = seconds / 86_400;
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = (shifted_month + 2) % 12;
    let year = year_of_era + era * 400 + u64::from(month < 2);
    let weekday = WEEKDAYS.get(usize::try_from(days % 7).ok()?)?;
    let month = MONTHS.get(usize::try_from(month).ok()?)?;
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    Some(format!("{weekday} {month} {day:02} {hour:02}:{minute:02}:{second:02} UTC {year}"))
}
