//! Users and roles that may sign requests, prepared.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use crate::access::{Api, Caller, CallerFacts, Fact};
use crate::bundle::{Config, IdentityConfig, Secret};
use crate::iam::{Document, Identity, IdentityKind, PolicyKind};
use crate::sigv4::{Credentials, Scope, SessionToken, SigningKey, VerificationKey};

use super::{PlanOptions, Unserved};

/// All that may sign, by access key.
#[derive(Clone, Debug)]
pub(super) struct Identities {
    by_access_key: BTreeMap<String, Arc<SigningIdentity>>,
}

/// A user or role with its access key.
pub(super) struct SigningIdentity {
    pub(super) access_key_id: String,
    /// Its unique id, and that of its session: `AIDA…`, `AROA…:session`.
    pub(super) user_id: String,
    /// The ARN of the caller: for a role, that of a session.
    pub(super) arn: String,
    pub(super) caller: Caller,
    secret: String,
    session_token: Option<String>,
    /// The signing key of the day on which it was used last.
    signing_key: RwLock<Option<(String, SigningKey)>>,
}

/// Without the secrets.
impl fmt::Debug for SigningIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningIdentity").field("arn", &self.arn).finish_non_exhaustive()
    }
}

impl Identities {
    /// Prepares those of `config`, or says what is wrong with one. What cannot sign for want of a secret is told in
    /// `unserved`.
    pub(super) fn new(
        config: &Config,
        api: &Api,
        options: &PlanOptions,
        unserved: &mut Vec<Unserved>,
    ) -> Result<Self, String> {
        let mut by_access_key = BTreeMap::new();
        for (name, own) in &config.identities {
            let caller = caller(api, own).map_err(|message| format!("`{name}`: {message}"))?;
            // Without an access key it signs nothing.
            let Some(access_key_id) = &own.access_key_id else { continue };
            let missing = |secret: &Secret| Unserved {
                method: format!("requests signed by {name}"),
                place: "identities".to_owned(),
                reason: match secret.variable() {
                    Some(variable) => format!("the environment variable `{variable}` is not set"),
                    None => "its secret is not in the configuration".to_owned(),
                },
            };
            let secret = options.secret(&own.secret_access_key);
            let token = own.session_token.as_ref().map(|own| (own, options.secret(own)));
            let (Some(secret), None | Some((_, Some(_)))) = (secret, &token) else {
                let absent = token.as_ref().filter(|(_, value)| value.is_none());
                unserved.push(missing(absent.map_or(&own.secret_access_key, |(own, _)| own)));
                continue;
            };
            let identity = SigningIdentity {
                access_key_id: access_key_id.clone(),
                user_id: user_id(&caller.identity),
                arn: session_arn(&caller.identity),
                caller,
                secret,
                session_token: token.and_then(|(_, value)| value),
                signing_key: RwLock::new(None),
            };
            if by_access_key.insert(access_key_id.clone(), Arc::new(identity)).is_some() {
                return Err(format!("`{name}`: another identity has its access key"));
            }
        }
        Ok(Self { by_access_key })
    }

    /// The identity of an access key.
    pub(super) fn get(&self, access_key_id: &str) -> Option<&Arc<SigningIdentity>> {
        self.by_access_key.get(access_key_id)
    }

    /// The identity with that ARN, as roles that integrations name.
    pub(super) fn of_arn(&self, arn: &str) -> Option<&Arc<SigningIdentity>> {
        self.by_access_key.values().find(|own| own.caller.identity.principal_arn() == arn)
    }
}

impl SigningIdentity {
    /// What it signs with.
    pub(super) fn credentials(&self) -> Credentials {
        Credentials {
            access_key_id: self.access_key_id.clone(),
            secret_access_key: self.secret.clone(),
            session_token: self.session_token.clone(),
        }
    }

    /// What its signatures are verified with. Keys are derived once a day.
    pub(super) fn verification_key(&self, scope: &Scope<'_>) -> VerificationKey<'_> {
        let session = match &self.session_token {
            None => SessionToken::None,
            Some(token) => SessionToken::Token { token, expires: None },
        };
        VerificationKey { signing_key: self.signing_key(scope), session }
    }

    fn signing_key(&self, scope: &Scope<'_>) -> SigningKey {
        {
            let known = self.signing_key.read().unwrap_or_else(PoisonError::into_inner);
            if let Some((date, key)) = &*known
                && date == scope.date
            {
                return key.clone();
            }
        }
        // Region and service are those of the API in every scope that comes here.
        let key = SigningKey::in_scope(&self.secret, scope);
        let mut known = self.signing_key.write().unwrap_or_else(PoisonError::into_inner);
        *known = Some((scope.date.to_owned(), key.clone()));
        key
    }
}

/// Who it is, and what it may do.
fn caller(api: &Api, own: &IdentityConfig) -> Result<Caller, String> {
    let identity = Identity::parse(&own.arn).map_err(|error| error.to_string())?;
    let policies = own.policies.iter().map(|policy| {
        let document = Document::from_value(policy, PolicyKind::Identity);
        document.map(|document| api.prepare(document)).map_err(|error| error.to_string())
    });
    let policies = policies.collect::<Result<Vec<_>, String>>()?;
    let facts = CallerFacts {
        user_id: Fact::Known(user_id(&identity)),
        organization: Fact::Absent,
        organization_paths: Fact::Absent,
        tags: Fact::Absent,
        // Temporary credentials were issued at a time that nobody has said.
        token_issued: if own.session_token.is_none() {
            Fact::Absent
        } else {
            Fact::Unknown("nobody has said when the session began")
        },
        has_second_factor: if own.session_token.is_none() {
            Fact::Absent
        } else {
            Fact::Known(false)
        },
        second_factor_age: Fact::Absent,
    };
    Ok(Caller { facts, ..Caller::with_policies(identity, policies) })
}

/// The name of the session in which a role calls that is given without one.
const SESSION: &str = "local";

/// A role calls in a session, which has an ARN of its own.
fn session_arn(identity: &Identity) -> String {
    if identity.kind() == IdentityKind::Role && identity.session().is_none() {
        let (account, name) = (identity.account(), identity.name());
        return format!("arn:aws:sts::{account}:assumed-role/{name}/{SESSION}");
    }
    identity.arn().to_owned()
}

/// A unique id as the service's look: the same for the same ARN.
fn user_id(identity: &Identity) -> String {
    const DIGITS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let mut hash =
        identity.principal_arn().bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
    let mut id = |prefix: &str| {
        let mut id = prefix.to_owned();
        for _ in 0..17 {
            let digit = usize::try_from(hash % 32).unwrap_or(0);
            id.push(DIGITS.get(digit).map_or('A', |byte| char::from(*byte)));
            hash = hash.rotate_right(5) ^ (hash >> 7);
        }
        id
    };
    match identity.kind() {
        IdentityKind::Root => identity.account().to_owned(),
        IdentityKind::User => id("AIDA"),
        IdentityKind::Role => {
            format!("{}:{}", id("AROA"), identity.session().unwrap_or(SESSION))
        }
        IdentityKind::FederatedUser => format!("{}:{}", identity.account(), identity.name()),
    }
}
