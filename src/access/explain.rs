//! Why a request is let in or not, stage by stage.

use std::borrow::Cow;
use std::fmt;

use crate::iam::{self, Effect, Policy, PolicyTrace, StatementTrace, Verdict};

use super::decision::{Decision, Outcome};

/// A decision with its reasons.
#[derive(Clone, Debug)]
pub struct Explanation<'a> {
    /// The decision.
    pub decision: Decision,
    /// How the stages come to it.
    pub flow: Flow,
    /// The ARN of the call, which policies are asked about.
    pub method_arn: &'a str,
    /// What was asked, in order.
    pub stages: Vec<Stage<'a>>,
    /// What has to be known before the outcome is; nothing where it is.
    pub needs: Vec<Need<'a>>,
}

/// How the stages come to a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// The resource policy alone.
    ResourcePolicy,
    /// A Lambda authorizer and the resource policy.
    LambdaAuthorizer,
    /// A token of a user pool, then the resource policy.
    UserPool,
    /// A signature that is not verified.
    Signature,
    /// A signed request of the API's own account.
    SameAccount,
    /// A signed request of another account.
    OtherAccount,
}

impl Flow {
    /// What has to hold, in a sentence.
    pub const fn rule(self) -> &'static str {
        match self {
            Self::ResourcePolicy => {
                "the resource policy has to allow the call; without one a public API is open"
            }
            Self::LambdaAuthorizer => {
                "the answer of the authorizer or the resource policy has to allow the call, and neither may deny it"
            }
            Self::UserPool => {
                "the token has to be valid, and the resource policy, if there is one, has to allow the call"
            }
            Self::Signature => "the request has to be signed by an identity that AWS knows",
            Self::SameAccount => {
                "the caller is of the API's account: its policies or the resource policy have to allow the call, and none may deny it"
            }
            Self::OtherAccount => {
                "the caller is of another account: its policies and the resource policy both have to allow the call"
            }
        }
    }
}

/// One stage of a flow.
#[derive(Clone, Debug)]
pub struct Stage<'a> {
    /// What it is.
    pub kind: StageKind,
    /// What became of the request in it.
    pub result: StageResult,
    /// What its policies decide together, where it has any.
    pub verdict: Option<Verdict>,
    /// Its policies with their reasons.
    pub policies: Vec<PolicyTrace<'a>>,
    /// A line about it; empty where the policies say it all.
    pub note: Cow<'static, str>,
}

/// What became of a request in a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StageResult {
    /// It may go on.
    Passed,
    /// It ends here.
    Refused(Outcome),
    /// What the stage says counts together with other stages.
    Noted,
    /// It depends on what is not known.
    Open,
}

/// The stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StageKind {
    /// The length of the request.
    Length,
    /// The way to a private API.
    VpcEndpoint,
    /// The policy of the VPC endpoint.
    VpcEndpointPolicy,
    /// The resource policy, before a Lambda authorizer is called.
    ResourcePolicyBeforeAuthorizer,
    /// The signature or the token.
    Authentication,
    /// What a Lambda authorizer tells callers apart by.
    IdentitySource,
    /// The answer of a Lambda authorizer.
    LambdaAuthorizer,
    /// The policies of the caller.
    IdentityPolicies,
    /// The permissions boundary of the caller.
    PermissionsBoundary,
    /// The session policy of the caller.
    SessionPolicy,
    /// The service control policies of the caller's account.
    ServiceControlPolicy,
    /// The resource policy.
    ResourcePolicy,
    /// The API key.
    ApiKey,
}

impl StageKind {
    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Length => "length of the request",
            Self::VpcEndpoint => "VPC endpoint",
            Self::VpcEndpointPolicy => "policy of the VPC endpoint",
            Self::ResourcePolicyBeforeAuthorizer => "resource policy, before the authorizer",
            Self::Authentication => "authentication",
            Self::IdentitySource => "identity sources",
            Self::LambdaAuthorizer => "Lambda authorizer",
            Self::IdentityPolicies => "policies of the caller",
            Self::PermissionsBoundary => "permissions boundary",
            Self::SessionPolicy => "session policy",
            Self::ServiceControlPolicy => "service control policies",
            Self::ResourcePolicy => "resource policy",
            Self::ApiKey => "API key",
        }
    }

    /// Its name for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Length => "length",
            Self::VpcEndpoint => "vpc-endpoint",
            Self::VpcEndpointPolicy => "vpc-endpoint-policy",
            Self::ResourcePolicyBeforeAuthorizer => "resource-policy-before-authorizer",
            Self::Authentication => "authentication",
            Self::IdentitySource => "identity-source",
            Self::LambdaAuthorizer => "lambda-authorizer",
            Self::IdentityPolicies => "identity-policies",
            Self::PermissionsBoundary => "permissions-boundary",
            Self::SessionPolicy => "session-policy",
            Self::ServiceControlPolicy => "service-control-policies",
            Self::ResourcePolicy => "resource-policy",
            Self::ApiKey => "api-key",
        }
    }
}

/// Something that has to be known before the outcome is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need<'a> {
    /// Something that a policy asks.
    Policy {
        /// The stage of the policy.
        stage: StageKind,
        /// What it asks.
        need: iam::Need<'a>,
    },
    /// Something about the request.
    Fact {
        /// What.
        name: &'a str,
        /// Why it is not known.
        why: &'static str,
    },
}

impl Explanation<'_> {
    /// The decision in a line: the stage that decides, and the statement or the fact that it is decided by.
    pub fn reason(&self) -> String {
        if let Some(need) = self.needs.first() {
            return format!("it is not known {need}");
        }
        let Some(stage) = self.deciding() else { return "nothing stands in the way".to_owned() };
        let title = stage.kind.title();
        let mut deciding = stage.policies.iter().flat_map(PolicyTrace::deciding);
        match (deciding.next(), stage.note.is_empty()) {
            (Some(statement), _) => {
                let verb = match statement.effect {
                    Some(Effect::Deny) => "denies",
                    Some(Effect::Allow) | None => "allows",
                };
                format!("{title}: {} {verb} the request", named(statement))
            }
            (None, false) if stage.policies.is_empty() => format!("{title}: {}", stage.note),
            (None, _) => format!("{title}: no statement allows the request"),
        }
    }

    /// The stage that decides: the one that refuses, else the last whose policies say what the outcome is.
    fn deciding(&self) -> Option<&Stage<'_>> {
        let refused = self.stages.iter().find(|own| matches!(own.result, StageResult::Refused(_)));
        let outcome = self.decision.outcome();
        let says = |own: &&Stage<'_>| {
            let ruling = own.verdict.and_then(Verdict::decided);
            ruling.map(Outcome::from) == outcome && ruling.is_some()
        };
        refused.or_else(|| self.stages.iter().rfind(says)).or(self.stages.last())
    }
}

/// A statement as people find it: by its name, else by its number.
fn named(statement: &StatementTrace<'_>) -> String {
    match statement.sid {
        Some(sid) if !sid.is_empty() => format!("the statement `{sid}`"),
        _ => format!("statement {}", statement.index + 1),
    }
}

impl fmt::Display for Need<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fact { name, why } => write!(f, "what `{name}` is: {why}"),
            Self::Policy { stage, need } => match need {
                iam::Need::Key { name, why } => write!(f, "what `{name}` is: {why}"),
                iam::Need::Principal => write!(f, "who calls, which the {} asks", stage.title()),
                iam::Need::Part { name, .. } => {
                    write!(f, "what `{name}` stands for in the {}", stage.title())
                }
                iam::Need::Policy => write!(f, "what the {} says, which has errors", stage.title()),
            },
        }
    }
}

/// Gets to see what a flow asks. One of the two keeps it.
pub(super) trait Recorder<'c> {
    fn begin(&mut self, kind: StageKind);

    fn ask(&mut self, policy: &'c Policy, request: &iam::Request<'c>) -> Verdict;

    fn end(
        &mut self,
        result: StageResult,
        verdict: Option<Verdict>,
        note: impl FnOnce() -> Cow<'static, str>,
    );

    fn need(&mut self, name: &'c str, why: &'static str);
}

/// Keeps nothing.
pub(super) struct Untraced;

impl<'c> Recorder<'c> for Untraced {
    fn begin(&mut self, _: StageKind) {}

    fn ask(&mut self, policy: &'c Policy, request: &iam::Request<'c>) -> Verdict {
        policy.evaluate(request)
    }

    fn end(&mut self, _: StageResult, _: Option<Verdict>, _: impl FnOnce() -> Cow<'static, str>) {}

    fn need(&mut self, _: &'c str, _: &'static str) {}
}

/// Keeps everything.
#[derive(Default)]
pub(super) struct Tracing<'c> {
    stages: Vec<Stage<'c>>,
    needs: Vec<Need<'c>>,
    kind: Option<StageKind>,
    policies: Vec<PolicyTrace<'c>>,
}

impl<'c> Recorder<'c> for Tracing<'c> {
    fn begin(&mut self, kind: StageKind) {
        self.kind = Some(kind);
        self.policies.clear();
    }

    fn ask(&mut self, policy: &'c Policy, request: &iam::Request<'c>) -> Verdict {
        let trace = policy.trace(request);
        let verdict = trace.verdict;
        self.policies.push(trace);
        verdict
    }

    fn end(
        &mut self,
        result: StageResult,
        verdict: Option<Verdict>,
        note: impl FnOnce() -> Cow<'static, str>,
    ) {
        let Some(kind) = self.kind.take() else { return };
        let policies = std::mem::take(&mut self.policies);
        for need in policies.iter().flat_map(PolicyTrace::needs) {
            self.add(Need::Policy { stage: kind, need });
        }
        self.stages.push(Stage { kind, result, verdict, policies, note: note() });
    }

    fn need(&mut self, name: &'c str, why: &'static str) {
        self.add(Need::Fact { name, why });
    }
}

impl<'c> Tracing<'c> {
    fn add(&mut self, need: Need<'c>) {
        if !self.needs.contains(&need) {
            self.needs.push(need);
        }
    }

    pub(super) fn finish(
        self,
        decision: Decision,
        flow: Flow,
        method_arn: &'c str,
    ) -> Explanation<'c> {
        let needs = if decision.outcome().is_some() { Vec::new() } else { self.needs };
        Explanation { decision, flow, method_arn, stages: self.stages, needs }
    }
}
