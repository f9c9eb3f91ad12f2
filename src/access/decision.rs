//! What becomes of a request, and what its caller is told.

use std::fmt;

use crate::iam;
use crate::ir::ResponseType;

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It goes on.
    Allowed,
    /// Nothing allows it: 403.
    ImplicitDeny,
    /// A statement denies it: 403.
    ExplicitDeny,
    /// The caller has not shown who it is: 401, and 403 where a signature is asked for.
    Unauthenticated,
    /// The authorizer failed: 500.
    Failed,
    /// The request is too long to be decided: 414.
    TooLong,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Allowed,
        Self::ImplicitDeny,
        Self::ExplicitDeny,
        Self::Unauthenticated,
        Self::Failed,
        Self::TooLong,
    ];

    /// The word for it in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::ImplicitDeny => "denied-implicit",
            Self::ExplicitDeny => "denied-explicit",
            Self::Unauthenticated => "not-authenticated",
            Self::Failed => "authorizer-failed",
            Self::TooLong => "too-long",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl From<iam::Decision> for Outcome {
    fn from(decision: iam::Decision) -> Self {
        match decision {
            iam::Decision::Allow => Self::Allowed,
            iam::Decision::ImplicitDeny => Self::ImplicitDeny,
            iam::Decision::ExplicitDeny => Self::ExplicitDeny,
        }
    }
}

/// The outcomes that are possible, given what is known.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Outcomes(u8);

impl Outcomes {
    pub(super) const NONE: Self = Self(0);

    /// Whether `outcome` is possible.
    pub const fn may_be(self, outcome: Outcome) -> bool {
        self.0 & outcome.bit() != 0
    }

    /// The outcome, where just one is possible.
    pub fn decided(self) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.bit() == self.0)
    }

    /// The outcomes that are possible.
    pub fn iter(self) -> impl Iterator<Item = Outcome> {
        Outcome::ALL.into_iter().filter(move |outcome| self.may_be(*outcome))
    }

    pub(super) fn add(&mut self, outcome: Outcome) {
        self.0 |= outcome.bit();
    }
}

impl fmt::Debug for Outcomes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

/// What becomes of a request, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The outcomes that are possible.
    pub outcomes: Outcomes,
    /// What the caller gets, unless it is let in. Where several outcomes are possible, it is refused as long as nobody
    /// says more.
    pub refusal: Option<Refusal>,
}

impl Decision {
    /// The outcome, where just one is possible.
    pub fn outcome(&self) -> Option<Outcome> {
        self.outcomes.decided()
    }

    /// Whether the request is let in, whatever is not known.
    pub fn is_allowed(&self) -> bool {
        self.outcome() == Some(Outcome::Allowed)
    }

    /// Whether the request is refused, whatever is not known.
    pub fn is_refused(&self) -> bool {
        !self.outcomes.may_be(Outcome::Allowed)
    }
}

/// What a caller gets that is not let in (reference `access-control`, section 7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The gateway response; nothing where no definition can change the answer.
    pub response_type: Option<ResponseType>,
    /// The status, unless a gateway response sets another.
    pub status: u16,
    /// `x-amzn-ErrorType`.
    pub error_type: &'static str,
    /// What is said; nothing is `null`.
    pub message: Option<String>,
}

impl Refusal {
    /// A refusal by a policy.
    pub(super) fn denied(message: String) -> Self {
        Self {
            response_type: Some(ResponseType::AccessDenied),
            status: 403,
            error_type: "AccessDeniedException",
            message: Some(message),
        }
    }

    /// The caller has not shown who it is.
    pub fn unauthorized() -> Self {
        Self {
            response_type: Some(ResponseType::Unauthorized),
            status: 401,
            error_type: "UnauthorizedException",
            message: Some("Unauthorized".to_owned()),
        }
    }

    /// The token has expired (reference `access-control`, section 10).
    pub fn expired_token() -> Self {
        Self { message: Some("The incoming token has expired".to_owned()), ..Self::unauthorized() }
    }

    /// The function of an authorizer does not answer.
    pub(super) fn authorizer_failure() -> Self {
        Self {
            response_type: Some(ResponseType::AuthorizerFailure),
            status: 500,
            error_type: "AuthorizerFailureException",
            message: None,
        }
    }

    /// The function of an authorizer answers what is no answer.
    pub(super) fn authorizer_configuration() -> Self {
        Self {
            response_type: Some(ResponseType::AuthorizerConfigurationError),
            error_type: "AuthorizerConfigurationException",
            ..Self::authorizer_failure()
        }
    }

    /// The API key is not one that is let in.
    pub(super) fn invalid_api_key() -> Self {
        Self {
            response_type: Some(ResponseType::InvalidApiKey),
            status: 403,
            error_type: "ForbiddenException",
            message: Some("Forbidden".to_owned()),
        }
    }

    /// No VPC endpoint leads here.
    pub(super) fn unreachable() -> Self {
        Self { response_type: None, ..Self::invalid_api_key() }
    }

    /// The ARN of the call is longer than policies are asked about.
    pub(super) fn too_long() -> Self {
        Self {
            response_type: None,
            status: 414,
            error_type: "RequestTooLongException",
            message: Some("Request URI too long".to_owned()),
        }
    }

    /// The body that the service sends where nothing is configured. The refusals of policies have a capital letter.
    pub fn body(&self) -> String {
        let message = serde_json::Value::from(self.message.as_deref());
        let key = match self.response_type {
            Some(ResponseType::AccessDenied) => "Message",
            _ => "message",
        };
        format!("{{\"{key}\":{message}}}")
    }
}
