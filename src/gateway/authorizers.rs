//! All authorizers of an API, prepared.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::access::ApiIdentity;
use crate::bundle::{Config, MethodConfig};

use super::key_sets::KeySource;
use super::lambda_authorizer::LambdaAuthorizer;
use super::method_plan::{Authorization, UserPoolsPlan};
use super::user_pools::UserPoolAuthorizer;
use super::{Control, Unserved};

/// The authorizers of an API by name.
#[derive(Debug)]
pub(super) struct Authorizers {
    user_pools: BTreeMap<String, Arc<UserPoolAuthorizer>>,
    lambda: BTreeMap<String, Arc<LambdaAuthorizer>>,
}

impl Authorizers {
    /// Prepares those of `config`, or says what is wrong with one.
    pub(super) fn new(config: &Config, identity: &ApiIdentity) -> Result<Self, String> {
        let authorizers = config.rest_api.authorizers.iter();
        let lambda = authorizers
            .clone()
            .filter(|(_, own)| matches!(own.authorizer_type.as_str(), "TOKEN" | "REQUEST"))
            .map(|(name, own)| {
                let prepared = LambdaAuthorizer::new(config, identity, name, own)
                    .map_err(|message| format!("`{name}`: {message}"))?;
                Ok((name.clone(), Arc::new(prepared)))
            });
        let lambda = lambda.collect::<Result<_, String>>()?;
        let user_pools = authorizers
            .filter(|(_, own)| own.authorizer_type == "COGNITO_USER_POOLS")
            .map(|(name, own)| {
                let prepared = UserPoolAuthorizer::new(config, name, own)
                    .map_err(|message| format!("`{name}`: {message}"))?;
                Ok((name.clone(), Arc::new(prepared)))
            });
        Ok(Self { user_pools: user_pools.collect::<Result<_, String>>()?, lambda })
    }

    /// How callers of a method are told from others, with the controls that may be missing.
    pub(super) fn authorization(
        &self,
        method: &MethodConfig,
        allow: &[String],
    ) -> Result<Authorization, String> {
        let name = method.authorizer.as_deref().unwrap_or_default();
        match method.authorization_type.as_str() {
            "NONE" => Ok(Authorization::None),
            "AWS_IAM" => Ok(Authorization::AwsIam),
            "CUSTOM" if allow.iter().any(|own| own == Control::Custom.name()) => {
                Ok(Authorization::None)
            }
            "CUSTOM" => match self.lambda.get(name) {
                Some(authorizer) => Ok(Authorization::Custom(Arc::clone(authorizer))),
                None => Err(format!("there is no authorizer `{name}` with a function")),
            },
            "COGNITO_USER_POOLS" => match self.user_pools.get(name) {
                Some(authorizer) => Ok(Authorization::CognitoUserPools(Arc::new(UserPoolsPlan {
                    authorizer: Arc::clone(authorizer),
                    scopes: method.authorization_scopes.clone(),
                }))),
                None => Err(format!("there is no authorizer `{name}` with user pools")),
            },
            other => Err(format!("`{other}` is no authorization type of a REST API")),
        }
    }

    /// Lambda authorizers that cannot be asked.
    pub(super) fn unserved_functions(&self, config: &Config) -> impl Iterator<Item = Unserved> {
        self.lambda.values().filter_map(|authorizer| authorizer.unserved(config))
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
