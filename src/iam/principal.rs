//! Who calls, and whom a statement is about (reference `access-control`, section 3.2).

use super::arn;
use super::truth::Truth;

/// Who makes a request, as policies see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Principal<'a> {
    /// Nobody that AWS knows: the caller of a method without `AWS_IAM`.
    Anonymous,
    /// A user, a role, a session or an account.
    Identity(&'a Identity),
    /// A service of AWS, by its name: `apigateway.amazonaws.com`.
    Service(&'a str),
    /// Somebody signed, and nobody has said who.
    Unknown,
}

/// The kinds of identities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityKind {
    /// The account itself.
    Root,
    /// A user.
    User,
    /// A role, and the sessions in which it is assumed.
    Role,
    /// A session of a federated user.
    FederatedUser,
}

/// A user, a role or a session, from its ARN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    arn: String,
    /// The ARN that policies and `aws:PrincipalArn` know it by: for a session, that of the role.
    principal_arn: String,
    account: String,
    kind: IdentityKind,
    /// The name without its path.
    name: String,
    session: Option<String>,
}

/// A text that is not the ARN of an identity.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not the ARN of a user, a role, a session or an account")]
pub struct NotAnIdentity(String);

impl Identity {
    /// The identity of that ARN. The ARN of a session does not have the path of its role; where a role has one, give
    /// the ARN of the role.
    pub fn parse(arn: &str) -> Result<Self, NotAnIdentity> {
        Self::read(arn).ok_or_else(|| NotAnIdentity(arn.to_owned()))
    }

    fn read(arn: &str) -> Option<Self> {
        let ["arn", partition, service, "", account, resource] = arn::parts(arn)? else {
            return None;
        };
        if !is_account(account) {
            return None;
        }
        let make = |kind, name: &str, principal_arn: String, session: Option<&str>| {
            let filled = !name.is_empty() && session != Some("");
            filled.then(|| Self {
                arn: arn.to_owned(),
                principal_arn,
                account: account.to_owned(),
                kind,
                name: name.to_owned(),
                session: session.map(str::to_owned),
            })
        };
        let last = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
        match (service, resource.split_once('/')) {
            ("iam", None) if resource == "root" => {
                make(IdentityKind::Root, account, arn.to_owned(), None)
            }
            ("iam", Some(("user", path))) => {
                make(IdentityKind::User, &last(path), arn.to_owned(), None)
            }
            ("iam", Some(("role", path))) => {
                make(IdentityKind::Role, &last(path), arn.to_owned(), None)
            }
            ("sts", Some(("assumed-role", rest))) => {
                let (role, session) = rest.split_once('/')?;
                let role_arn = format!("arn:{partition}:iam::{account}:role/{role}");
                make(IdentityKind::Role, role, role_arn, Some(session))
            }
            ("sts", Some(("federated-user", name))) => {
                make(IdentityKind::FederatedUser, name, arn.to_owned(), None)
            }
            _ => None,
        }
    }

    /// The ARN that it was given by.
    pub fn arn(&self) -> &str {
        &self.arn
    }

    /// The ARN in `aws:PrincipalArn`: for a session, that of its role.
    pub fn principal_arn(&self) -> &str {
        &self.principal_arn
    }

    /// The account, twelve digits.
    pub fn account(&self) -> &str {
        &self.account
    }

    /// The kind.
    pub const fn kind(&self) -> IdentityKind {
        self.kind
    }

    /// The name of the user, of the role or of the federated user.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The name of the session, where a role is assumed and the ARN says so.
    pub fn session(&self) -> Option<&str> {
        self.session.as_deref()
    }
}

pub(super) fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// How directly a statement names the caller. A policy that names an account leaves the rest to that account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// It is about everybody.
    Everyone,
    /// It names the caller's account.
    Account,
    /// It names the role whose session calls.
    Role,
    /// It names the user or the session.
    Exact,
}

/// One principal of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PrincipalMatcher {
    Everyone,
    Account(String),
    User(String),
    Role {
        account: String,
        name: String,
    },
    Session(String),
    FederatedUser(String),
    Service(String),
    /// An identity of the web, or one that no longer exists: it never calls an API.
    Nobody,
    /// A part of it is not known.
    Open {
        /// Whether it may as well become `*`.
        may_be_everyone: bool,
    },
}

/// Why a text is no principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PrincipalFault {
    Wildcard,
    NotAnArn,
    UnknownType,
    Service,
}

impl PrincipalMatcher {
    /// The principal `text` under the key `kind`, as in `AWS`.
    pub(super) fn parse(kind: &str, text: &str) -> Result<Self, PrincipalFault> {
        if text.contains("${") {
            return Ok(Self::open(text));
        }
        match kind {
            "AWS" => Self::of_aws(text),
            "Service" if text.contains(['*', '?']) => Err(PrincipalFault::Wildcard),
            "Service" if !text.contains('.') => Err(PrincipalFault::Service),
            "Service" => Ok(Self::Service(text.to_owned())),
            "Federated" | "CanonicalUser" if text == "*" => Err(PrincipalFault::Wildcard),
            "Federated" | "CanonicalUser" => Ok(Self::Nobody),
            _ => Err(PrincipalFault::UnknownType),
        }
    }

    fn of_aws(text: &str) -> Result<Self, PrincipalFault> {
        if text == "*" {
            return Ok(Self::Everyone);
        }
        if text.contains(['*', '?']) {
            return Err(PrincipalFault::Wildcard);
        }
        if is_account(text) {
            return Ok(Self::Account(text.to_owned()));
        }
        if is_deleted(text) {
            return Ok(Self::Nobody);
        }
        let identity = Identity::parse(text).map_err(|_| PrincipalFault::NotAnArn)?;
        let Identity { arn, account, kind, name, session, .. } = identity;
        Ok(match (kind, session) {
            (IdentityKind::Root, _) => Self::Account(account),
            (IdentityKind::User, _) => Self::User(arn),
            // The ARN of a session does not have the path of its role, and an account has one role of a name.
            (IdentityKind::Role, None) => Self::Role { account, name },
            (IdentityKind::Role, Some(_)) => Self::Session(arn),
            (IdentityKind::FederatedUser, _) => Self::FederatedUser(arn),
        })
    }

    /// A principal with a part that another tool fills in. A whole that is a parameter may become `*`; an attribute, such
    /// as the ARN of a role, and what AWS says of itself do not.
    pub(super) fn open(text: &str) -> Self {
        let whole = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}'));
        let may_be_everyone = whole.is_some_and(|name| {
            let parameters = ["var.", "local.", "module.", "each."];
            let is_attribute = name.contains('.')
                && !parameters.iter().any(|start| name.starts_with(start))
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
            !is_attribute && !name.starts_with("AWS::") && !name.contains("${")
        });
        Self::Open { may_be_everyone }
    }

    /// Whether a part of it is not known.
    pub(super) const fn is_open(&self) -> bool {
        matches!(self, Self::Open { .. })
    }

    /// Whether `principal` is the one, and how directly it is named.
    pub(super) fn matches(&self, principal: Principal<'_>) -> (Truth, Strength) {
        match self {
            Self::Everyone => (Truth::True, Strength::Everyone),
            Self::Nobody => (Truth::False, Strength::Exact),
            Self::Open { may_be_everyone } => match principal {
                Principal::Anonymous if !may_be_everyone => (Truth::False, Strength::Exact),
                _ => (Truth::Unknown, Strength::Account),
            },
            Self::Service(name) => match principal {
                Principal::Service(own) => (name.eq_ignore_ascii_case(own).into(), Strength::Exact),
                _ => (Truth::False, Strength::Exact),
            },
            Self::Account(_)
            | Self::User(_)
            | Self::Role { .. }
            | Self::Session(_)
            | Self::FederatedUser(_) => match principal {
                Principal::Identity(identity) => self.names(identity),
                Principal::Unknown => (Truth::Unknown, Strength::Account),
                Principal::Anonymous | Principal::Service(_) => (Truth::False, Strength::Exact),
            },
        }
    }

    fn names(&self, identity: &Identity) -> (Truth, Strength) {
        let is = |kind: IdentityKind| identity.kind == kind;
        match self {
            Self::Account(account) => ((identity.account == *account).into(), Strength::Account),
            Self::User(arn) => {
                ((is(IdentityKind::User) && identity.arn == *arn).into(), Strength::Exact)
            }
            Self::FederatedUser(arn) => {
                ((is(IdentityKind::FederatedUser) && identity.arn == *arn).into(), Strength::Exact)
            }
            Self::Role { account, name } => {
                let own = is(IdentityKind::Role)
                    && identity.account == *account
                    && identity.name == *name;
                (own.into(), Strength::Role)
            }
            Self::Session(arn) if is(IdentityKind::Role) && identity.session.is_none() => {
                // The role was given and not the session.
                let of_role = Identity::parse(arn).is_ok_and(|session| {
                    session.account == identity.account && session.name == identity.name
                });
                (if of_role { Truth::Unknown } else { Truth::False }, Strength::Exact)
            }
            Self::Session(arn) => ((identity.arn == *arn).into(), Strength::Exact),
            Self::Everyone | Self::Service(_) | Self::Nobody | Self::Open { .. } => {
                (Truth::False, Strength::Exact)
            }
        }
    }
}

/// The id that is left of an identity which was deleted.
fn is_deleted(text: &str) -> bool {
    (text.starts_with("AIDA") || text.starts_with("AROA"))
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

/// Whether any of `all` is the caller, and the most direct way in which one is.
pub(super) fn any(all: &[PrincipalMatcher], principal: Principal<'_>) -> (Truth, Strength) {
    let mut found = (Truth::False, Strength::Everyone);
    for matcher in all {
        let (truth, strength) = matcher.matches(principal);
        if truth > found.0 || (truth == found.0 && strength > found.1) {
            found = (truth, strength);
        }
    }
    found
}

/// Whether a statement that denies everybody but `all` leaves the caller out. A session is left out only when its
/// account, its role and the session itself are named, a user when account and user are (reference `access-control`,
/// section 3.2, "Rules").
pub(super) fn exempts(all: &[PrincipalMatcher], principal: Principal<'_>) -> Truth {
    let Principal::Identity(identity) = principal else { return any(all, principal).0 };
    if all.contains(&PrincipalMatcher::Everyone) {
        return Truth::True;
    }
    let named_at = |strength: Strength| {
        Truth::any(all.iter().filter_map(|matcher| {
            let (truth, own) = matcher.matches(principal);
            (own == strength).then_some(truth)
        }))
    };
    let account = named_at(Strength::Account);
    let named = match identity.kind {
        IdentityKind::Root => account,
        IdentityKind::User | IdentityKind::FederatedUser => account.and(named_at(Strength::Exact)),
        IdentityKind::Role => account.and(named_at(Strength::Role)).and(named_at(Strength::Exact)),
    };
    // What is filled in later may name whoever is missing.
    if all.iter().any(PrincipalMatcher::is_open) { named.or(Truth::Unknown) } else { named }
}
