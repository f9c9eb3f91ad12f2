//! All authorizers of an API, prepared.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::bundle::{Config, MethodConfig};

use super::Unserved;
use super::key_sets::KeySource;
use super::method_plan::{Authorization, UserPoolsPlan};
use super::user_pools::UserPoolAuthorizer;

/// The authorizers of an API by name.
#[derive(Debug)]
pub(super) struct Authorizers {
    user_pools: BTreeMap<String, Arc<UserPoolAuthorizer>>,
}

impl Authorizers {
    /// Prepares those of `config`, or says what is wrong with one.
    pub(super) fn new(config: &Config) -> Result<Self, String> {
        let authorizers = config.rest_api.authorizers.iter();
        let user_pools = authorizers
            .filter(|(_, own)| own.authorizer_type == "COGNITO_USER_POOLS")
            .map(|(name, own)| {
                let prepared = UserPoolAuthorizer::new(config, name, own)
                    .map_err(|message| format!("`{name}`: {message}"))?;
                Ok((name.clone(), Arc::new(prepared)))
            });
        Ok(Self { user_pools: user_pools.collect::<Result<_, String>>()? })
    }

    /// How callers of a method are told from others.
    pub(super) fn authorization(&self, method: &MethodConfig) -> Result<Authorization, String> {
        match method.authorization_type.as_str() {
            "AWS_IAM" => return Ok(Authorization::AwsIam),
            "COGNITO_USER_POOLS" => {}
            _ => return Ok(Authorization::None),
        }
        let name = method.authorizer.as_deref().unwrap_or_default();
        let authorizer = self
            .user_pools
            .get(name)
            .ok_or_else(|| format!("there is no authorizer `{name}` with user pools"))?;
        Ok(Authorization::CognitoUserPools(Arc::new(UserPoolsPlan {
            authorizer: Arc::clone(authorizer),
            scopes: method.authorization_scopes.clone(),
        })))
    }

    /// Authorizers that refuse every token, because a key set is missing.
    pub(super) fn unserved(&self) -> impl Iterator<Item = Unserved> {
        self.user_pools.values().flat_map(|authorizer| {
            authorizer.pools.iter().filter_map(|pool| match &pool.keys {
                KeySource::Missing(why) => Some(Unserved {
                    method: format!("tokens of {}", pool.issuer),
                    place: format!("authorizer {}", authorizer.name),
                    reason: why.clone(),
                }),
                KeySource::File(_) | KeySource::Published(_) => None,
            })
        })
    }
}
