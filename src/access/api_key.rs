//! What came of the API key, which the runtime looks up itself (reference `access-control`, section 13).

use super::decision::{Outcome, Refusal};
use super::explain::{Stage, StageKind, StageResult};

/// What came of the API key of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeyOutcome {
    /// The method asks for none.
    NotRequired,
    /// A usage plan of the stage has it.
    Accepted,
    /// The request has none.
    Missing(ApiKeyPlace),
    /// Nobody knows it.
    UnknownKey,
    /// It is disabled.
    Disabled,
    /// No usage plan has it.
    InNoPlan,
    /// Usage plans have it, and none of them is for the stage.
    InNoPlanOfStage,
}

/// Where the key of a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeyPlace {
    /// In the header `x-api-key`.
    Header,
    /// In the answer of the authorizer.
    Authorizer,
}

impl ApiKeyOutcome {
    /// What the caller gets; nothing where it is let in.
    pub fn refusal(self) -> Option<Refusal> {
        match self {
            Self::NotRequired | Self::Accepted => None,
            Self::Missing(_)
            | Self::UnknownKey
            | Self::Disabled
            | Self::InNoPlan
            | Self::InNoPlanOfStage => Some(Refusal::invalid_api_key()),
        }
    }

    /// Why, in a line.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::NotRequired => "the method asks for no API key",
            Self::Accepted => "a usage plan of the stage has the key",
            Self::Missing(ApiKeyPlace::Header) => "the request has no header `x-api-key`",
            Self::Missing(ApiKeyPlace::Authorizer) => {
                "the answer of the authorizer has no `usageIdentifierKey`"
            }
            Self::UnknownKey => "there is no such key",
            Self::Disabled => "the key is disabled",
            Self::InNoPlan => "no usage plan has the key",
            Self::InNoPlanOfStage => "no usage plan with the key is for this stage",
        }
    }

    /// The stage of an explanation that tells it.
    pub fn stage<'a>(self) -> Stage<'a> {
        let result = match self.refusal() {
            None => StageResult::Passed,
            Some(_) => StageResult::Refused(Outcome::ImplicitDeny),
        };
        Stage {
            kind: StageKind::ApiKey,
            result,
            verdict: None,
            policies: Vec::new(),
            note: self.reason().into(),
        }
    }
}
