//! What stands before all methods of an API.

use crate::diag::Sink;
use crate::iam::{Document, Policy, PolicyKind, Setting};
use crate::ir::{Definition, EndpointType};

use super::identity::{self, ApiIdentity};

/// What an API is made of.
#[derive(Debug)]
pub struct ApiParts {
    /// Its names in ARNs.
    pub identity: ApiIdentity,
    /// Whether only VPC endpoints reach it.
    pub is_private: bool,
    /// Its resource policy.
    pub policy: Option<Document>,
    /// The policy of the VPC endpoint; without one the endpoint lets everything through.
    pub endpoint_policy: Option<Document>,
}

/// What stands before all methods of an API, prepared.
#[derive(Clone, Debug)]
pub struct Api {
    identity: ApiIdentity,
    arn: String,
    is_private: bool,
    policy: Option<Policy>,
    endpoint_policy: Option<Policy>,
}

impl Api {
    /// Prepares an API.
    pub fn new(parts: ApiParts) -> Self {
        let ApiParts { identity, is_private, policy, endpoint_policy } = parts;
        let arn = identity.arn();
        let prepare = |document: Option<Document>| {
            document.map(|document| prepare(document, &identity, &arn))
        };
        let (policy, endpoint_policy) = (prepare(policy), prepare(endpoint_policy));
        Self { identity, arn, is_private, policy, endpoint_policy }
    }

    /// Prepares the REST API that `definition` is. What is wrong with its policy is for `check` to say.
    pub fn of(definition: &Definition) -> Option<Self> {
        let api = definition.rest()?;
        let policy = api.policy.as_ref().map(|own| {
            Document::read(own.document.node(), PolicyKind::Resource, &mut Sink::default())
        });
        let kind = api.endpoint.endpoint_type.as_ref().map(|kind| **kind);
        Some(Self::new(ApiParts {
            identity: ApiIdentity::of(definition),
            is_private: kind == Some(EndpointType::Private)
                || (kind.is_none() && !api.endpoint.vpc_endpoint_ids.is_empty()),
            policy,
            endpoint_policy: None,
        }))
    }

    /// Prepares a policy that is used with this API: of an identity, of an authorizer.
    pub fn prepare(&self, document: Document) -> Policy {
        prepare(document, &self.identity, &self.arn)
    }

    /// The names of the API in ARNs.
    pub const fn identity(&self) -> &ApiIdentity {
        &self.identity
    }

    /// Whether only VPC endpoints reach it.
    pub const fn is_private(&self) -> bool {
        self.is_private
    }

    /// The resource policy.
    pub const fn policy(&self) -> Option<&Policy> {
        self.policy.as_ref()
    }

    /// The policy of the VPC endpoint.
    pub const fn endpoint_policy(&self) -> Option<&Policy> {
        self.endpoint_policy.as_ref()
    }

    /// Whether a method that asks for nothing lets everybody in.
    pub const fn is_open(&self) -> bool {
        !self.is_private && self.policy.is_none()
    }

    /// The ARN of a call: what policies are about, and what a Lambda authorizer gets. The path is that of the request
    /// and the verb is the one that was used, also where the method is `ANY` (reference `access-control`, section 3.4).
    pub fn method_arn(&self, stage: &str, verb: &str, path: &str) -> String {
        let path = path.trim_start_matches('/');
        let parts = [&self.arn, "/", stage, "/", verb, "/", path];
        // One allocation: this is done for every request.
        let mut arn = String::with_capacity(parts.iter().map(|part| part.len()).sum());
        for part in parts {
            arn.push_str(part);
        }
        arn
    }
}

fn prepare(document: Document, identity: &ApiIdentity, arn: &str) -> Policy {
    let ids = identity::id_tokens(&document);
    let own = [
        ("AWS::Region", identity.region.as_str()),
        ("AWS::AccountId", identity.account.as_str()),
        ("AWS::Partition", identity.partition()),
    ];
    let ids = ids.iter().map(|name| (name.as_str(), identity.id.as_str()));
    let tokens: Vec<(&str, &str)> = own.into_iter().chain(ids).collect();
    let short = document.kind() == PolicyKind::Resource;
    Policy::new(document, &Setting { own: short.then_some(arn), tokens: &tokens })
}
