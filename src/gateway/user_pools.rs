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
    /// Whose tokens are taken; the ARN where nobody can tell, which is no token's issuer.
    pub(super) issuer: String,
    pub(super) keys: KeySource,
}

impl PoolPlan {
    /// The pool of that ARN. One that nobody can tell, such as `${UserPoolArn}` of a template, has no keys and no token,
    /// unless the manifest has keys under the same text.
    fn new(config: &Config, arn: &str) -> Self {
        let parsed = UserPoolArn::parse(arn);
        let id = parsed.as_ref().map_or(arn, |own| own.id);
        let pool = config.user_pools.get(id);
        let issuer = KeySource::issuer(pool).or_else(|| Some(parsed?.issuer()));
        match issuer {
            Some(issuer) => Self { issuer, keys: KeySource::new(id, pool) },
            None => Self {
                issuer: arn.to_owned(),
                keys: KeySource::Missing(format!(
                    "`{arn}` is no ARN of a user pool, so nobody knows whose tokens are meant"
                )),
            },
        }
    }
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
        let pools = authorizer.provider_arns.iter().map(|arn| PoolPlan::new(config, arn));
        Ok(Self {
            name: name.to_owned(),
            header: header.to_owned(),
            expression,
            pools: pools.collect(),
        })
    }
}
