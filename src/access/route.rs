//! Who gets in to a route of an HTTP API, and who may connect to a WebSocket API (reference `access-control`, section
//! 2.7). Neither has a resource policy, so that what the route asks for decides alone, and refusals say little.

use super::credentials::{AuthorizerCall, AuthorizerOutcome, Credentials, Signature};
use super::decision::{Decision, Outcome, Outcomes};
use super::{Api, Call, Request};

/// The kinds of routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RouteKind {
    /// A route of an HTTP API.
    Http,
    /// `$connect` of a WebSocket API.
    Connect,
    /// Any other route of a WebSocket API: a message on a connection that was let in.
    Message,
}

/// What a route asks of its callers, with what this one has.
#[derive(Clone, Copy, Debug)]
pub enum RouteCredentials<'a> {
    /// `NONE`: nothing.
    None,
    /// `AWS_IAM`: a signature.
    Iam(Signature<'a>),
    /// `CUSTOM`: what a Lambda authorizer says.
    Custom(AuthorizerCall<'a>),
    /// `CUSTOM`, whose function has said it with `isAuthorized`.
    Simple(bool),
    /// `JWT`: a token of an issuer.
    Jwt(Jwt<'a>),
}

/// What came of a token (reference `access-control`, section 11).
#[derive(Clone, Copy, Debug)]
pub enum Jwt<'a> {
    /// It is right.
    Valid {
        /// The scopes that it has.
        has: &'a [&'a str],
        /// The scopes of the route, of which it needs one.
        needs: &'a [&'a str],
    },
    /// It is missing.
    Missing,
    /// It is wrong, and how: `the token has expired`.
    Wrong(&'a str),
    /// Nobody has said, and why.
    Unknown(&'static str),
}

/// What becomes of a request to a route, as far as it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteDecision {
    /// The outcomes that are possible.
    pub outcomes: Outcomes,
    /// What the caller gets, unless it is let in. A WebSocket is then not opened.
    pub refusal: Option<RouteRefusal>,
}

impl RouteDecision {
    fn one(outcome: Outcome, refusal: Option<RouteRefusal>) -> Self {
        let mut outcomes = Outcomes::NONE;
        outcomes.add(outcome);
        Self { outcomes, refusal }
    }

    fn allowed() -> Self {
        Self::one(Outcome::Allowed, None)
    }

    /// The outcome, where just one is possible.
    pub fn outcome(&self) -> Option<Outcome> {
        self.outcomes.decided()
    }

    /// Whether the request is let in, whatever is not known.
    pub fn is_allowed(&self) -> bool {
        self.outcome() == Some(Outcome::Allowed)
    }
}

/// What a caller gets that is not let in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteRefusal {
    /// The status.
    pub status: u16,
    /// What is said.
    pub message: &'static str,
    /// The header `www-authenticate`.
    pub www_authenticate: Option<String>,
}

impl RouteRefusal {
    const fn new(status: u16, message: &'static str) -> Self {
        Self { status, message, www_authenticate: None }
    }

    /// The caller has not shown who it is.
    pub const fn unauthorized() -> Self {
        Self::new(401, "Unauthorized")
    }

    /// The caller may not.
    pub const fn forbidden() -> Self {
        Self::new(403, "Forbidden")
    }

    /// The authorizer failed.
    pub const fn failed() -> Self {
        Self::new(500, "Internal Server Error")
    }

    /// No route takes the request.
    pub const fn no_route() -> Self {
        Self::new(404, "Not Found")
    }

    fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Unauthenticated => Self::unauthorized(),
            Outcome::Failed => Self::failed(),
            Outcome::Allowed | Outcome::ImplicitDeny | Outcome::ExplicitDeny | Outcome::TooLong => {
                Self::forbidden()
            }
        }
    }

    /// The body that the service sends.
    pub fn body(&self) -> String {
        format!("{{\"message\":\"{}\"}}", self.message)
    }
}

/// One request to a route.
#[derive(Clone, Debug)]
pub struct RouteCall<'a> {
    kind: RouteKind,
    credentials: RouteCredentials<'a>,
    api: &'a Api,
    request: Request<'a>,
}

impl<'a> RouteCall<'a> {
    /// The request `request` to a route of `api` that asks for `credentials`. Of `api` only its names count.
    pub const fn new(
        kind: RouteKind,
        api: &'a Api,
        request: Request<'a>,
        credentials: RouteCredentials<'a>,
    ) -> Self {
        Self { kind, credentials, api, request }
    }

    /// What becomes of the request.
    pub fn decide(&self) -> RouteDecision {
        match self.credentials {
            RouteCredentials::None | RouteCredentials::Simple(true) => RouteDecision::allowed(),
            RouteCredentials::Iam(signature) => self.signature(signature),
            // An authorizer is asked when a connection is opened, and never again.
            RouteCredentials::Custom(_)
            | RouteCredentials::Simple(_)
            | RouteCredentials::Jwt(_)
                if self.kind == RouteKind::Message =>
            {
                RouteDecision::allowed()
            }
            RouteCredentials::Custom(authorizer) => self.custom(authorizer),
            RouteCredentials::Simple(false) => {
                RouteDecision::one(Outcome::ExplicitDeny, Some(RouteRefusal::forbidden()))
            }
            RouteCredentials::Jwt(token) => of_token(token),
        }
    }

    fn call(&self, credentials: Credentials<'a>) -> Decision {
        Call::new(self.api, &self.request, credentials).decide()
    }

    /// All refusals of an HTTP API are the same; a WebSocket API tells that there is no signature.
    fn signature(&self, signature: Signature<'a>) -> RouteDecision {
        let decision = self.call(Credentials::Iam(signature));
        let is_missing = matches!(
            signature,
            Signature::Refused(own) if own.error_type == "MissingAuthenticationTokenException"
        );
        let refusal = if is_missing && self.kind == RouteKind::Connect {
            RouteRefusal::unauthorized()
        } else {
            RouteRefusal::forbidden()
        };
        RouteDecision { outcomes: decision.outcomes, refusal: decision.refusal.map(|_| refusal) }
    }

    fn custom(&self, authorizer: AuthorizerCall<'a>) -> RouteDecision {
        let outcome = match authorizer.outcome {
            // An HTTP API knows no error of a function that means more than others.
            AuthorizerOutcome::Unauthorized if self.kind == RouteKind::Http => {
                AuthorizerOutcome::Misconfigured("the function answered with an error")
            }
            other => other,
        };
        let credentials = Credentials::Custom(AuthorizerCall { outcome, ..authorizer });
        let outcomes = self.call(credentials).outcomes;
        let refused = outcomes.iter().find(|outcome| *outcome != Outcome::Allowed);
        RouteDecision { outcomes, refusal: refused.map(RouteRefusal::of) }
    }
}

fn of_token(token: Jwt<'_>) -> RouteDecision {
    let challenge = |error: &str, description: &str, scopes: &str| {
        Some(format!(
            "Bearer scope=\"{scopes}\" error=\"{error}\" error_description=\"{description}\""
        ))
    };
    match token {
        Jwt::Valid { has, needs }
            if needs.is_empty() || needs.iter().any(|own| has.contains(own)) =>
        {
            RouteDecision::allowed()
        }
        Jwt::Valid { needs, .. } => {
            let www_authenticate = challenge(
                "insufficient_scope",
                "the token does not have a scope of the route",
                &needs.join(" "),
            );
            let refusal = RouteRefusal { www_authenticate, ..RouteRefusal::forbidden() };
            RouteDecision::one(Outcome::ImplicitDeny, Some(refusal))
        }
        Jwt::Missing => {
            let www_authenticate = Some("Bearer".to_owned());
            let refusal = RouteRefusal { www_authenticate, ..RouteRefusal::unauthorized() };
            RouteDecision::one(Outcome::Unauthenticated, Some(refusal))
        }
        Jwt::Wrong(how) => {
            let www_authenticate = challenge("invalid_token", how, "");
            let refusal = RouteRefusal { www_authenticate, ..RouteRefusal::unauthorized() };
            RouteDecision::one(Outcome::Unauthenticated, Some(refusal))
        }
        Jwt::Unknown(_) => {
            let mut decision =
                RouteDecision::one(Outcome::Unauthenticated, Some(RouteRefusal::unauthorized()));
            decision.outcomes.add(Outcome::Allowed);
            decision
        }
    }
}
