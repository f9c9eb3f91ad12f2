//! Authorizers with user pools, prepared.

use crate::bundle::{AuthorizerConfig, Config};
use crate::java_regex::JavaRegex;
use crate::jwt::UserPoolArn;

use super::key_sets::KeySource;

/// An authorizer with user pools.
#[derive(Debug)]
pub(super) struct UserPoolAuthorizer {
    pub(super) name: String,
    /// The header that the token stands in.
    pub(super) header: String,
    /// What the audience must match.
    pub(super) expression: Option<JavaRegex>,
    pub(super) pools: Vec<PoolPlan>,
}

/// A user pool.
#[derive(Debug)]
pub(super) struct PoolPlan {
    pub(super) issuer: String,
    pub(super) keys: KeySource,
}

impl UserPoolAuthorizer {
    /// Prepares an authorizer, or says what is wrong with it.
    pub(super) fn new(
        config: &Config,
        name: &str,
        authorizer: &AuthorizerConfig,
    ) -> Result<Self, String> {
        let source = authorizer.identity_sources.first().map(String::as_str);
        let source = source.unwrap_or("method.request.header.Authorization");
        let header = source
            .strip_prefix("method.request.header.")
            .ok_or_else(|| format!("`{source}` is no header, and the token must stand in one"))?;
        let expression = match &authorizer.identity_validation_expression {
            None => None,
            Some(text) if text.is_empty() => None,
            Some(text) => Some(JavaRegex::new(text).map_err(|error| {
                format!("`{text}` is no regular expression: {}", error.reason())
            })?),
        };
        let pools = authorizer.provider_arns.iter().map(|arn| {
            let parsed = UserPoolArn::parse(arn);
            let parsed = parsed.ok_or_else(|| format!("`{arn}` is no ARN of a user pool"))?;
            let pool = config.user_pools.get(parsed.id);
            let issuer = KeySource::issuer(pool).unwrap_or_else(|| parsed.issuer());
            Ok(PoolPlan { issuer, keys: KeySource::new(parsed.id, pool) })
        });
        Ok(Self {
            name: name.to_owned(),
            header: header.to_owned(),
            expression,
            pools: pools.collect::<Result<_, String>>()?,
        })
    }
}
