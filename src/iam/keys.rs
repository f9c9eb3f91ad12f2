//! The condition keys that a call of an API can carry (AWS docs, "AWS condition keys that can be used in API Gateway
//! resource policies"; reference `access-control`, section 4).

use crate::diag::closest;

/// What the values of a key are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    /// Any text.
    Text,
    /// An address.
    Address,
    /// A moment.
    Date,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// An ARN.
    Arn,
}

macro_rules! keys {
    ($($(#[doc = $doc:literal])+ $variant:ident = $name:literal $kind:ident $several:literal;)+) => {
        /// A condition key of the service.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum GlobalKey {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl GlobalKey {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its usual spelling.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// What its values are.
            pub const fn kind(self) -> KeyType {
                match self { $(Self::$variant => KeyType::$kind,)+ }
            }

            /// Whether a request can carry several values of it.
            pub const fn has_several(self) -> bool {
                match self { $(Self::$variant => $several,)+ }
            }

            /// What it holds, in one line.
            pub const fn doc(self) -> &'static str {
                match self { $(Self::$variant => concat!($($doc),+),)+ }
            }
        }
    };
}

keys! {
    /// The time of the request.
    CurrentTime = "aws:CurrentTime" Date false;
    /// The time of the request in seconds since 1970.
    EpochTime = "aws:EpochTime" Date false;
    /// When the temporary credentials of the caller were issued.
    TokenIssueTime = "aws:TokenIssueTime" Date false;
    /// Whether the temporary credentials of the caller were issued with a second factor.
    MultiFactorAuthPresent = "aws:MultiFactorAuthPresent" Bool false;
    /// How many seconds ago the caller showed a second factor.
    MultiFactorAuthAge = "aws:MultiFactorAuthAge" Number false;
    /// The account of the caller.
    PrincipalAccount = "aws:PrincipalAccount" Text false;
    /// The ARN of the caller: for sessions, that of their role.
    PrincipalArn = "aws:PrincipalArn" Arn false;
    /// The organization of the caller.
    PrincipalOrgId = "aws:PrincipalOrgID" Text false;
    /// The places of the caller's account in the organization.
    PrincipalOrgPaths = "aws:PrincipalOrgPaths" Text true;
    /// `Account`, `User`, `FederatedUser`, `AssumedRole` or `Anonymous`.
    PrincipalType = "aws:PrincipalType" Text false;
    /// The header `Referer`.
    Referer = "aws:Referer" Text false;
    /// Whether the request came over TLS.
    SecureTransport = "aws:SecureTransport" Bool false;
    /// The resource on whose behalf a service calls.
    SourceArn = "aws:SourceArn" Arn false;
    /// The address of the caller, of a public endpoint.
    SourceIp = "aws:SourceIp" Address false;
    /// The VPC that the request came from.
    SourceVpc = "aws:SourceVpc" Text false;
    /// The VPC endpoint that the request came through.
    SourceVpce = "aws:SourceVpce" Text false;
    /// The header `User-Agent`.
    UserAgent = "aws:UserAgent" Text false;
    /// The unique id of the caller.
    UserId = "aws:userid" Text false;
    /// The name of the caller, where it is a user.
    Username = "aws:username" Text false;
    /// The ARN of the custom domain of a private API that was asked.
    ViaDomainArn = "execute-api:viaDomainArn" Arn false;
    /// The address of the caller in its VPC.
    VpcSourceIp = "aws:VpcSourceIp" Address false;
}

/// The start of the keys that are a tag of the caller.
pub(super) const PRINCIPAL_TAG: &str = "aws:principaltag/";

/// A condition key, as a policy asks for it. Its case does not count.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Global(GlobalKey),
    /// A tag of the caller, by its name in lower case.
    Tag(Box<str>),
    /// Any other, in lower case.
    Other(Box<str>),
}

impl Key {
    pub(super) fn new(name: &str) -> Self {
        if let Some(key) = GlobalKey::ALL.iter().find(|key| key.name().eq_ignore_ascii_case(name)) {
            return Self::Global(*key);
        }
        let name = name.to_ascii_lowercase();
        match name.strip_prefix(PRINCIPAL_TAG) {
            Some(tag) => Self::Tag(tag.into()),
            None => Self::Other(name.into()),
        }
    }

    /// Whether calls of an API can carry it.
    pub(super) fn is_known(&self) -> bool {
        match self {
            Self::Global(_) => true,
            Self::Tag(name) => !name.is_empty(),
            Self::Other(_) => false,
        }
    }

    pub(super) fn kind(&self) -> KeyType {
        match self {
            Self::Global(key) => key.kind(),
            Self::Tag(_) | Self::Other(_) => KeyType::Text,
        }
    }

    pub(super) fn has_several(&self) -> bool {
        match self {
            Self::Global(key) => key.has_several(),
            Self::Tag(_) | Self::Other(_) => false,
        }
    }
}

/// The key that was probably meant by `name`.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    let folded: Vec<String> =
        GlobalKey::ALL.iter().map(|key| key.name().to_ascii_lowercase()).collect();
    let near = closest(&lower, folded.iter().map(String::as_str))?;
    GlobalKey::ALL.iter().map(|key| key.name()).find(|name| name.eq_ignore_ascii_case(near))
}
