//! How the runtime stands in for what is not on this machine.

use std::fmt;
use std::time::Duration;

use crate::source::{Fragment, Origin, Spanned, SpannedMap};

/// The manifest's `local` section.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Local {
    /// Functions by name.
    pub functions: SpannedMap<LocalFunction>,
    /// Endpoints of AWS services by name.
    pub services: SpannedMap<Spanned<String>>,
    /// Whether the roles of integrations are assumed.
    pub assume_roles: Option<Spanned<bool>>,
    /// What a VPC link leads to, by id.
    pub vpc_links: SpannedMap<Spanned<String>>,
    /// User pools by id.
    pub user_pools: SpannedMap<LocalUserPool>,
    /// Users and roles that may sign requests.
    pub identities: SpannedMap<LocalIdentity>,
    /// Custom domain names that are served over TLS.
    pub domains: SpannedMap<LocalDomain>,
}

/// What stands in for the certificates of a custom domain name: files, in PEM.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalDomain {
    /// The file with its certificate.
    pub certificate: Spanned<String>,
    /// The file with its private key.
    pub private_key: Spanned<String>,
    /// The file with the authorities whose certificates let callers in.
    pub truststore: Option<Spanned<String>>,
    /// The whole object.
    pub origin: Origin,
}

/// A function. Just one of `handler`, `command`, `endpoint` and `response` says what it is.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalFunction {
    /// `file.function`, with `runtime`.
    pub handler: Option<Spanned<String>>,
    /// `nodejs20.x`, `python3.12`.
    pub runtime: Option<Spanned<String>>,
    /// A command that speaks the Lambda Runtime API.
    pub command: Option<Spanned<String>>,
    /// A URL that speaks the Lambda Invoke API.
    pub endpoint: Option<Spanned<String>>,
    /// A file with a fixed answer.
    pub response: Option<Spanned<String>>,
    /// The answer in it, where it is JSON that can be read.
    pub answer: Option<Fragment>,
    /// How long it may take.
    pub timeout: Option<Spanned<Duration>>,
    /// Its environment.
    pub environment: SpannedMap<Spanned<String>>,
    /// The whole object.
    pub origin: Origin,
}

/// A user pool.
#[derive(Clone, Debug, PartialEq)]
pub struct LocalUserPool {
    /// A file with its keys, or the address of its issuer or of its keys.
    pub jwks: Spanned<String>,
    /// The keys of the file.
    pub keys: Option<Fragment>,
    /// The whole object.
    pub origin: Origin,
}

/// A user or role that may sign requests.
#[derive(Clone, PartialEq)]
pub struct LocalIdentity {
    /// Its ARN.
    pub arn: Spanned<String>,
    /// Its access key id.
    pub access_key_id: Option<Spanned<String>>,
    /// Its secret, or `${env:NAME}`.
    pub secret_access_key: Option<Spanned<String>>,
    /// The session token of temporary credentials, or `${env:NAME}`.
    pub session_token: Option<Spanned<String>>,
    /// Files with its policies.
    pub policies: Vec<Spanned<String>>,
    /// The policies in them, of those files that can be read.
    pub documents: Vec<Fragment>,
    /// The whole object.
    pub origin: Origin,
}

/// Without the secret.
impl fmt::Debug for LocalIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LocalIdentity").field("arn", &self.arn).finish_non_exhaustive()
    }
}
