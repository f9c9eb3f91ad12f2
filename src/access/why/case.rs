//! What becomes of one request: stage and method, who may call, and what the runtime says behind that. The answers are
//! those of [`Call`] and of the runtime; nothing is decided here.

use std::collections::BTreeMap;

use crate::access::{
    Api, AuthorizerCall, AuthorizerOutcome, Call, Credentials, Fact, IdentitySource, Outcome,
    Refusal, Request, Signature, TokenOutcome,
};
use crate::bundle::AuthorizerConfig;
use crate::ir::ResponseType;
use crate::java_regex::JavaRegex;
use crate::mapping::{Expression, ExpressionSide};
use crate::source::Sources;

use super::subject::Found;
use super::{Answer, AuthorizerSaid, Question, Runtime, Signer, Subject, TokenSaid};

/// The identity source of authorizers that name none.
const USUAL_SOURCE: &str = "method.request.header.Authorization";

/// An API and a runtime for it.
pub struct Case<'c> {
    pub(super) subject: &'c Subject<'c>,
    pub(super) runtime: Runtime<'c>,
    /// The validation expressions of authorizers, by the authorizers' names.
    expressions: BTreeMap<&'c str, JavaRegex>,
}

/// Whether a request is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It reaches its integration.
    Allowed,
    /// It does not, whatever is not known.
    Denied,
    /// It depends on what is not known.
    Undecided,
}

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// Whether it is let in.
    pub standing: Standing,
    /// What the caller gets, unless it is let in. Where that depends on what is not known, it is one of the answers that
    /// are possible.
    pub answer: Option<Answer>,
    /// What may become of it where the caller has to be authorized; nothing where that is not reached.
    pub outcome: Option<Outcome>,
}

impl std::fmt::Debug for Case<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Case").field("subject", &self.subject).finish_non_exhaustive()
    }
}

impl<'c> Case<'c> {
    /// Requests to the API `subject`, which `runtime` answers behind the authorization.
    pub fn new(subject: &'c Subject<'c>, runtime: Runtime<'c>) -> Self {
        let authorizers = subject.config.rest_api.authorizers.iter();
        let expressions = authorizers.filter_map(|(name, own)| {
            // One that is no expression is for `check` to report.
            let expression = JavaRegex::new(own.identity_validation_expression.as_deref()?).ok()?;
            Some((name.as_str(), expression))
        });
        let expressions = expressions.collect();
        Self { subject, runtime, expressions }
    }

    /// The files that the API was read from.
    pub const fn sources(&self) -> &'c Sources {
        self.subject.sources
    }

    /// The names of the stages.
    pub fn stages(&self) -> impl Iterator<Item = &'c str> {
        self.subject.stages()
    }

    /// What becomes of a request.
    pub fn judge(&self, question: &Question) -> Judgement {
        self.judge_with(&self.subject.api, question)
    }

    /// The same where `api` stands before all methods.
    pub(super) fn judge_with(&self, api: &Api, question: &Question) -> Judgement {
        let Some(found) = self.found(question) else {
            let answer = (self.runtime)(question, None).answer;
            return Judgement { standing: Standing::Denied, answer, outcome: None };
        };
        #[expect(
            clippy::redundant_closure_for_method_calls,
            reason = "the method is for a call of one lifetime, and this one is of any"
        )]
        let decision = self.ask(api, question, &found, |call| call.decide());
        let outcome = decision.outcome();
        let refused = decision.refusal.as_ref();
        if decision.is_refused() {
            let answer = (self.runtime)(question, refused).answer;
            return Judgement { standing: Standing::Denied, answer, outcome };
        }
        let behind = (self.runtime)(question, None).answer;
        let standing = match (&behind, decision.is_allowed()) {
            (Some(_), _) => Standing::Denied,
            (None, true) => Standing::Allowed,
            (None, false) => Standing::Undecided,
        };
        let answer = behind.or_else(|| (self.runtime)(question, Some(refused?)).answer);
        Judgement { standing, answer, outcome }
    }

    /// The method for a request; nothing where there is none or no such stage.
    pub(super) fn found(&self, question: &Question) -> Option<Found<'c>> {
        if !self.subject.config.stages.contains_key(&question.stage) {
            return None;
        }
        self.subject.find(question.counting_verb(), &question.path)
    }

    /// Asks something of the call that a request is.
    pub(super) fn ask<T>(
        &self,
        api: &Api,
        question: &Question,
        found: &Found<'_>,
        asked: impl FnOnce(&Call<'_>) -> T,
    ) -> T {
        let text = |fact: &'_ Fact<String>| match fact {
            Fact::Known(text) => Fact::Known(text.clone()),
            Fact::Absent => Fact::Absent,
            Fact::Unknown(why) => Fact::Unknown(why),
        };
        let (vpc, vpc_endpoint) = (text(&question.vpc), text(&question.vpc_endpoint));
        let request = Request {
            source_ip: question.source_ip,
            vpc: borrowed(&vpc),
            vpc_endpoint: borrowed(&vpc_endpoint),
            referer: question.own_header("referer"),
            user_agent: question.own_header("user-agent"),
            time: question.time,
            ..Request::new(&question.stage, question.counting_verb(), &question.path)
        };
        match found.method.authorization_type.as_str() {
            "AWS_IAM" => {
                let missing = missing_token();
                let signature = match &question.signer {
                    Signer::Caller(known) => Signature::Verified(&known.caller),
                    Signer::Nobody => Signature::Refused(&missing),
                    Signer::Wrong(refusal, _) => Signature::Refused(refusal),
                    Signer::Unknown => Signature::Unknown("nobody has said who calls"),
                };
                asked(&Call::new(api, &request, Credentials::Iam(signature)))
            }
            "CUSTOM" => self.ask_authorizer(api, question, found, &request, asked),
            "COGNITO_USER_POOLS" => {
                let refusal = Refusal::unauthorized();
                let is_missing =
                    self.identity_sources(question, found).iter().any(|(_, value)| match value {
                        Fact::Known(value) => value.is_empty(),
                        Fact::Absent => true,
                        Fact::Unknown(_) => false,
                    });
                let token = match &question.token {
                    TokenSaid::Valid => TokenOutcome::Valid,
                    TokenSaid::Refused(refusal, _) => TokenOutcome::Refused(refusal),
                    TokenSaid::Unknown if is_missing => TokenOutcome::Refused(&refusal),
                    TokenSaid::Unknown => {
                        TokenOutcome::Unknown("nobody has said what the token is")
                    }
                };
                asked(&Call::new(api, &request, Credentials::Cognito(token)))
            }
            _ => asked(&Call::new(api, &request, Credentials::None)),
        }
    }

    fn ask_authorizer<T>(
        &self,
        api: &Api,
        question: &Question,
        found: &Found<'_>,
        request: &Request<'_>,
        asked: impl FnOnce(&Call<'_>) -> T,
    ) -> T {
        let values = self.identity_sources(question, found);
        let sources: Vec<IdentitySource<'_>> = values
            .iter()
            .map(|(name, value)| IdentitySource { name, value: borrowed(value) })
            .collect();
        let authorizer = self.subject.authorizer(found.method);
        let validation = authorizer
            .filter(|(_, own)| own.authorizer_type == "TOKEN")
            .and_then(|(name, _)| self.expressions.get(name));
        let outcome = match &question.authorizer {
            AuthorizerSaid::Unknown => {
                AuthorizerOutcome::Unknown("nobody has said what the authorizer answers")
            }
            AuthorizerSaid::Policy(own) => AuthorizerOutcome::Policy(&own.0),
            AuthorizerSaid::Unauthorized => AuthorizerOutcome::Unauthorized,
            AuthorizerSaid::Nonsense(_) => {
                AuthorizerOutcome::Misconfigured("what the function answers is no answer")
            }
        };
        let call = AuthorizerCall { sources: &sources, validation, outcome };
        asked(&Call::new(api, request, Credentials::Custom(call)))
    }

    /// The identity sources of the method's authorizer with what the request has for them.
    pub(super) fn identity_sources(
        &self,
        question: &Question,
        found: &Found<'_>,
    ) -> Vec<(String, Fact<String>)> {
        let Some((_, authorizer)) = self.subject.authorizer(found.method) else {
            return Vec::new();
        };
        let names = source_names(authorizer);
        names.map(|name| (name.to_owned(), self.source(name, question, found))).collect()
    }

    fn source(&self, name: &str, question: &Question, found: &Found<'_>) -> Fact<String> {
        let Ok(expression) = Expression::parse(name, ExpressionSide::Request) else {
            return Fact::Unknown("it is no expression that is known here");
        };
        match expression {
            Expression::Header(name) | Expression::MultiValueHeader(name) => {
                question.header(&name).map(str::to_owned)
            }
            Expression::QueryString(name) | Expression::MultiValueQueryString(name) => {
                question.parameter(&name)
            }
            Expression::StageVariable(name) => {
                let stage = self.subject.config.stages.get(&question.stage);
                stage.and_then(|own| own.variables.get(&name).cloned()).into()
            }
            Expression::Context(name) => self.context(&name, question, found),
            Expression::Static(text) => Fact::Known(text),
            Expression::Path(_)
            | Expression::Body
            | Expression::BodyPath(_)
            | Expression::ResponseHeader(_)
            | Expression::ResponseMultiValueHeader(_)
            | Expression::ResponseBody
            | Expression::ResponseBodyPath(_) => Fact::Absent,
        }
    }

    fn context(&self, name: &str, question: &Question, found: &Found<'_>) -> Fact<String> {
        let identity = self.subject.api.identity();
        Fact::Known(match name {
            "httpMethod" => question.counting_verb().to_owned(),
            "path" => format!("/{}/{}", question.stage, question.path.trim_start_matches('/')),
            "resourcePath" => found.resource.path.clone(),
            "stage" => question.stage.clone(),
            "apiId" => identity.id.clone(),
            "accountId" => identity.account.clone(),
            "protocol" => "HTTP/1.1".to_owned(),
            "identity.sourceIp" => return question.source_ip.map(|own| own.to_string()),
            "identity.userAgent" => return question.own_header("user-agent").map(str::to_owned),
            _ => return Fact::Unknown("what the service has for it is not known here"),
        })
    }
}

/// The identity sources of an authorizer; several can stand in one text.
pub(super) fn source_names(authorizer: &AuthorizerConfig) -> impl Iterator<Item = &str> {
    let is_needed = authorizer.authorizer_type != "REQUEST";
    let usual = (authorizer.identity_sources.is_empty() && is_needed).then_some(USUAL_SOURCE);
    let own = authorizer.identity_sources.iter().flat_map(|own| own.split(','));
    own.map(str::trim).filter(|own| !own.is_empty()).chain(usual)
}

/// What a caller gets that does not sign where a signature is asked for (reference `access-control`, section 8.4).
pub(super) fn missing_token() -> Refusal {
    Refusal {
        response_type: Some(ResponseType::MissingAuthenticationToken),
        status: 403,
        error_type: "MissingAuthenticationTokenException",
        message: Some("Missing Authentication Token".to_owned()),
    }
}

fn borrowed(fact: &Fact<String>) -> Fact<&str> {
    fact.as_ref().map(String::as_str)
}
