//! The flow: which policies are asked, in which order, and what they come to.

use std::borrow::Cow;

use crate::iam::{
    self, Context, Decision as Ruling, IdentityKind, Policy, Principal, Truth, Verdict,
};

use super::Api;
use super::caller::Caller;
use super::credentials::{AuthorizerCall, AuthorizerOutcome, Credentials, Signature, TokenOutcome};
use super::decision::{Decision, Outcome, Outcomes, Refusal};
use super::explain::{Explanation, Flow, Recorder, StageKind, StageResult, Tracing, Untraced};
use super::fact::Fact;
use super::request::{Request, Signer};
use super::{message, tables};

/// The action of a call.
pub const INVOKE: &str = "execute-api:Invoke";

/// The action of a request for a fresh answer of a cached method.
pub const INVALIDATE_CACHE: &str = "execute-api:InvalidateCache";

/// The longest ARN of a call that is decided, in bytes (AWS docs, "Amazon API Gateway quotas and important notes").
const LONGEST_ARN: usize = 1_600;

/// One request to one method.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    api: &'a Api,
    credentials: Credentials<'a>,
    vpc_endpoint: Fact<&'a str>,
    arn: String,
    context: Context<'a>,
    action: &'static str,
}

impl<'a> Call<'a> {
    /// The request `request` to a method of `api` that asks for `credentials`.
    pub fn new(api: &'a Api, request: &Request<'a>, credentials: Credentials<'a>) -> Self {
        let signer = match credentials {
            Credentials::Iam(Signature::Verified(caller)) => Signer::Caller(caller),
            Credentials::Iam(Signature::Unknown(why)) => Signer::Unknown(why),
            Credentials::Iam(Signature::Refused(_))
            | Credentials::None
            | Credentials::Custom(_)
            | Credentials::Cognito(_) => Signer::Nobody,
        };
        Self {
            api,
            credentials,
            vpc_endpoint: request.vpc_endpoint,
            arn: api.method_arn(request.stage, request.verb, request.path),
            context: request.context(api, signer),
            action: INVOKE,
        }
    }

    /// The ARN of the call.
    pub fn method_arn(&self) -> &str {
        &self.arn
    }

    /// The first phase of a method with a Lambda authorizer: what becomes of the request before the function is called;
    /// nothing where it is to be called. What the function answered is not looked at.
    pub fn before_authorizer(&self) -> Option<Decision> {
        let mut run = Run::new(self, Untraced);
        let goes_on = run.entrance()
            && match self.credentials {
                Credentials::Custom(authorizer) => run.first_phase(&authorizer),
                Credentials::None | Credentials::Iam(_) | Credentials::Cognito(_) => true,
            };
        // A refusal that depends on what is not known is a refusal: nothing is called on a guess.
        (!goes_on || run.decision.refusal.is_some()).then_some(run.decision)
    }

    /// What becomes of the request.
    pub fn decide(&self) -> Decision {
        let mut run = Run::new(self, Untraced);
        run.all();
        run.decision
    }

    /// Whether the caller may have a cached answer of the method made anew (reference `caching`, section 5).
    pub fn may_invalidate_cache(&self) -> bool {
        self.of_invalidation().is_some_and(|call| call.decide().is_allowed())
    }

    /// The call for a fresh answer of a cached method: the same request with another action. Nothing where no policy is
    /// asked, because only a signature counts, neither the word of a Lambda authorizer nor a token, and only one of the
    /// API's own account.
    #[must_use]
    pub fn of_invalidation(&self) -> Option<Self> {
        match self.credentials {
            Credentials::Iam(Signature::Verified(caller)) if self.is_own_account(caller) => {
                Some(Self { action: INVALIDATE_CACHE, ..self.clone() })
            }
            Credentials::Iam(_)
            | Credentials::None
            | Credentials::Custom(_)
            | Credentials::Cognito(_) => None,
        }
    }

    /// What becomes of the request, and why. The decision is that of [`Call::decide`].
    pub fn explain(&self) -> Explanation<'_> {
        let mut run = Run::new(self, Tracing::default());
        run.all();
        let Run { decision, recorder, .. } = run;
        recorder.finish(decision, self.flow(), &self.arn)
    }

    fn flow(&self) -> Flow {
        match self.credentials {
            Credentials::None => Flow::ResourcePolicy,
            Credentials::Custom(_) => Flow::LambdaAuthorizer,
            Credentials::Cognito(_) => Flow::UserPool,
            Credentials::Iam(Signature::Verified(caller)) if self.is_own_account(caller) => {
                Flow::SameAccount
            }
            Credentials::Iam(Signature::Verified(_)) => Flow::OtherAccount,
            Credentials::Iam(Signature::Refused(_) | Signature::Unknown(_)) => Flow::Signature,
        }
    }

    fn is_own_account(&self, caller: &Caller) -> bool {
        caller.identity.account() == self.api.identity().account
    }

    /// Who calls, as policies see it: only a signature makes somebody known to AWS.
    fn principal(&self) -> Principal<'a> {
        match self.credentials {
            Credentials::Iam(Signature::Verified(caller)) => Principal::Identity(&caller.identity),
            Credentials::Iam(Signature::Unknown(_)) => Principal::Unknown,
            Credentials::Iam(Signature::Refused(_))
            | Credentials::None
            | Credentials::Custom(_)
            | Credentials::Cognito(_) => Principal::Anonymous,
        }
    }

    /// Whether the resource policy, which decides `resource`, allows a caller of its account by that account alone
    /// (reference `access-control`, section 3.2).
    fn is_left_to_account(&self, resource: Verdict) -> Truth {
        let is_own = match self.credentials {
            Credentials::Iam(Signature::Verified(caller)) => self.is_own_account(caller),
            Credentials::Iam(_)
            | Credentials::None
            | Credentials::Custom(_)
            | Credentials::Cognito(_) => false,
        };
        match self.api.policy().filter(|_| is_own && resource.may_be(Ruling::Allow)) {
            Some(policy) => !policy.allows_beyond_account(&self.asked()),
            None => Truth::False,
        }
    }

    pub(super) fn asked(&self) -> iam::Request<'_> {
        iam::Request::new(self.principal(), self.action, &self.arn, &self.context)
    }
}

/// One way through the flow.
struct Run<'c, 'a, R> {
    call: &'c Call<'a>,
    recorder: R,
    decision: Decision,
}

impl<'c, 'a: 'c, R: Recorder<'c>> Run<'c, 'a, R> {
    fn new(call: &'c Call<'a>, recorder: R) -> Self {
        let decision = Decision { outcomes: Outcomes::NONE, refusal: None };
        Self { call, recorder, decision }
    }

    fn all(&mut self) {
        if !self.entrance() {
            return;
        }
        match self.call.credentials {
            Credentials::None => {
                let private = self.call.api.is_private();
                self.by_resource_policy(|resource| tables::alone(resource, private));
            }
            Credentials::Custom(authorizer) => {
                if self.first_phase(&authorizer) {
                    self.second_phase(&authorizer);
                }
            }
            Credentials::Cognito(token) => self.token(token),
            Credentials::Iam(signature) => self.signature(signature),
        }
    }

    /// What stands before everything else. Whether the request may go on.
    fn entrance(&mut self) -> bool {
        let call = self.call;
        let is_asked =
            !matches!(call.credentials, Credentials::None) || call.api.policy().is_some();
        if is_asked && call.arn.len() > LONGEST_ARN {
            self.recorder.begin(StageKind::Length);
            let note = "the ARN of the call has more than 1600 bytes";
            self.end_refused(Outcome::TooLong, note.into());
            self.refuse(Outcome::TooLong, Refusal::too_long);
            return false;
        }
        !call.api.is_private() || self.private_entrance()
    }

    /// The endpoint that leads to a private API, and its policy (reference `access-control`, section 2.6).
    fn private_entrance(&mut self) -> bool {
        let (api, call) = (self.call.api, self.call);
        if let Fact::Absent = call.vpc_endpoint {
            self.recorder.begin(StageKind::VpcEndpoint);
            let note = "the API is private, and the request comes through no VPC endpoint";
            self.end_refused(Outcome::ImplicitDeny, note.into());
            self.refuse(Outcome::ImplicitDeny, Refusal::unreachable);
            return false;
        }
        if let Some(policy) = api.endpoint_policy() {
            self.recorder.begin(StageKind::VpcEndpointPolicy);
            let verdict = self.recorder.ask(policy, &call.asked());
            let message = || message::denied_by_endpoint(api, call.principal(), &call.arn);
            self.gate(verdict, |_| Refusal::denied(message()));
            self.end_policy(verdict, "the policy of the VPC endpoint has to allow the call".into());
            if !verdict.may_be(Ruling::Allow) {
                return false;
            }
        }
        if api.policy().is_none() {
            self.recorder.begin(StageKind::ResourcePolicy);
            let note = "a private API without a resource policy lets nobody in";
            self.end_refused(Outcome::ImplicitDeny, note.into());
            self.refuse(Outcome::ImplicitDeny, || denied(call, false));
            return false;
        }
        true
    }

    /// Adds what a verdict that has to allow makes possible.
    fn gate(&mut self, verdict: Verdict, refusal: impl Fn(bool) -> Refusal) {
        for ruling in verdict.possible() {
            if ruling != Ruling::Allow {
                self.refuse(ruling.into(), || refusal(ruling == Ruling::ExplicitDeny));
            }
        }
    }

    /// Adds what a verdict that ends the flow makes possible.
    fn conclude(&mut self, verdict: Verdict, refusal: impl Fn(bool) -> Refusal) {
        self.gate(verdict, refusal);
        if verdict.may_be(Ruling::Allow) {
            self.decision.outcomes.add(Outcome::Allowed);
        }
    }

    fn refuse(&mut self, outcome: Outcome, refusal: impl FnOnce() -> Refusal) {
        self.decision.outcomes.add(outcome);
        self.decision.refusal.get_or_insert_with(refusal);
    }

    fn end_refused(&mut self, outcome: Outcome, note: Cow<'static, str>) {
        self.recorder.end(StageResult::Refused(outcome), None, || note);
    }

    fn end_policy(&mut self, verdict: Verdict, note: Cow<'static, str>) {
        let result = match verdict.decided() {
            Some(Ruling::Allow) => StageResult::Passed,
            Some(ruling) => StageResult::Refused(ruling.into()),
            None => StageResult::Open,
        };
        self.recorder.end(result, Some(verdict), || note);
    }

    /// What the resource policy says; nothing where there is none.
    fn resource_policy(&mut self) -> Option<Verdict> {
        let policy = self.call.api.policy()?;
        self.recorder.begin(StageKind::ResourcePolicy);
        let verdict = self.recorder.ask(policy, &self.call.asked());
        let call = self.call;
        self.recorder.end(StageResult::Noted, Some(verdict), || {
            match call.is_left_to_account(verdict) {
                Truth::True => {
                    "it allows the account, whose policies have to allow the caller".into()
                }
                Truth::False | Truth::Unknown => "".into(),
            }
        });
        Some(verdict)
    }

    /// What the resource policy gives a caller of its account: nothing, where it leaves that to the account.
    fn given(&self, resource: Verdict) -> Verdict {
        let left = resource.with(resource, |own, _| match own {
            Ruling::Allow => Ruling::ImplicitDeny,
            Ruling::ImplicitDeny | Ruling::ExplicitDeny => own,
        });
        match self.call.is_left_to_account(resource) {
            Truth::True => left,
            Truth::False => resource,
            Truth::Unknown => resource.either(left),
        }
    }

    /// The resource policy decides, as `table` says.
    fn by_resource_policy(&mut self, table: impl Fn(Option<Ruling>) -> Ruling) {
        let call = self.call;
        let verdict = match self.resource_policy() {
            Some(resource) => resource.with(resource, |one, _| table(Some(one))),
            None => table(None).into(),
        };
        self.conclude(verdict, |explicit| denied(call, explicit));
    }

    /// Before the function is called: an explicit Deny of the resource policy, then the identity sources (reference
    /// `access-control`, sections 2.2 and 9.4). Whether the request may go on.
    fn first_phase(&mut self, authorizer: &AuthorizerCall<'c>) -> bool {
        let call = self.call;
        if let Some(policy) = call.api.policy() {
            self.recorder.begin(StageKind::ResourcePolicyBeforeAuthorizer);
            let verdict = self.recorder.ask(policy, &call.asked());
            let denies = verdict.is(Ruling::ExplicitDeny);
            let result = match denies {
                Truth::True => StageResult::Refused(Outcome::ExplicitDeny),
                Truth::False => StageResult::Passed,
                Truth::Unknown => StageResult::Open,
            };
            self.recorder.end(result, Some(verdict), || {
                "only an explicit Deny counts before the authorizer is called".into()
            });
            if denies != Truth::False {
                self.refuse(Outcome::ExplicitDeny, || denied(call, true));
            }
            if denies == Truth::True {
                return false;
            }
        }
        self.identity_sources(authorizer)
    }

    fn identity_sources(&mut self, authorizer: &AuthorizerCall<'c>) -> bool {
        self.recorder.begin(StageKind::IdentitySource);
        let mut open = None;
        for source in authorizer.sources {
            match source.value {
                Fact::Known(value) if !value.is_empty() => {}
                Fact::Known(_) | Fact::Absent => {
                    let name = source.name;
                    let note = || format!("`{name}` is missing, so the function is not called");
                    return self.unauthenticated(note);
                }
                Fact::Unknown(why) => open = open.or(Some((source.name, why))),
            }
        }
        if let (Some(expression), Some(source)) =
            (authorizer.validation, authorizer.sources.first())
            && let Fact::Known(value) = source.value
            && !expression.is_full_match(value).unwrap_or(false)
        {
            let (name, pattern) = (source.name, expression.as_str());
            let note =
                || format!("`{name}` does not match `{pattern}`, so the function is not called");
            return self.unauthenticated(note);
        }
        match open {
            None => {
                let note = "everything that identifies the caller is there";
                self.recorder.end(StageResult::Passed, None, || note.into());
            }
            Some((name, why)) => {
                self.recorder.need(name, why);
                self.refuse(Outcome::Unauthenticated, Refusal::unauthorized);
                let note = || format!("nobody has said what the request has for `{name}`").into();
                self.recorder.end(StageResult::Open, None, note);
            }
        }
        true
    }

    fn unauthenticated(&mut self, note: impl FnOnce() -> String) -> bool {
        let result = StageResult::Refused(Outcome::Unauthenticated);
        self.recorder.end(result, None, || note().into());
        self.refuse(Outcome::Unauthenticated, Refusal::unauthorized);
        false
    }

    /// What the function has answered, with the resource policy.
    fn second_phase(&mut self, authorizer: &AuthorizerCall<'c>) {
        self.recorder.begin(StageKind::LambdaAuthorizer);
        let policy = match authorizer.outcome {
            AuthorizerOutcome::Policy(policy) => policy,
            AuthorizerOutcome::Unauthorized => {
                self.unauthenticated(|| "the function answered `Unauthorized`".to_owned());
                return;
            }
            AuthorizerOutcome::Failed(why) => {
                return self.failed(why, Refusal::authorizer_failure);
            }
            AuthorizerOutcome::Misconfigured(why) => {
                return self.failed(why, Refusal::authorizer_configuration);
            }
            AuthorizerOutcome::Unknown(why) => {
                self.recorder.need("the answer of the authorizer", why);
                self.recorder.end(StageResult::Open, None, || why.into());
                for outcome in [Outcome::Unauthenticated, Outcome::Failed] {
                    self.refuse(outcome, Refusal::unauthorized);
                }
                return self.conclude(Verdict::UNKNOWN, denied_by_authorizer);
            }
        };
        let answer = self.recorder.ask(policy, &self.call.asked());
        self.recorder.end(StageResult::Noted, Some(answer), || "".into());
        // An explicit Deny of the resource policy was looked for in the first phase.
        let resource = self.resource_policy().map(without_explicit);
        let verdict = match resource {
            None => answer.with(answer, |one, _| tables::with_authorizer(one, None)),
            Some(resource) => {
                answer.with(resource, |one, two| tables::with_authorizer(one, Some(two)))
            }
        };
        self.conclude(verdict, denied_by_authorizer);
    }

    fn failed(&mut self, why: &'static str, refusal: impl FnOnce() -> Refusal) {
        self.end_refused(Outcome::Failed, why.into());
        self.refuse(Outcome::Failed, refusal);
    }

    fn token(&mut self, token: TokenOutcome<'c>) {
        self.recorder.begin(StageKind::Authentication);
        match token {
            TokenOutcome::Valid => {
                let note = "the token is valid";
                self.recorder.end(StageResult::Passed, None, || note.into());
            }
            TokenOutcome::Refused(refusal) => return self.unverified(refusal),
            TokenOutcome::Unknown(why) => {
                self.recorder.need("the token", why);
                self.recorder.end(StageResult::Open, None, || why.into());
                self.refuse(Outcome::Unauthenticated, Refusal::unauthorized);
            }
        }
        let private = self.call.api.is_private();
        self.by_resource_policy(|resource| tables::with_token(resource, private));
    }

    fn unverified(&mut self, refusal: &Refusal) {
        let note = refusal.message.clone().unwrap_or_default();
        self.end_refused(Outcome::Unauthenticated, note.into());
        self.refuse(Outcome::Unauthenticated, || refusal.clone());
    }

    fn signature(&mut self, signature: Signature<'c>) {
        self.recorder.begin(StageKind::Authentication);
        let call = self.call;
        let verdict = match signature {
            Signature::Refused(refusal) => return self.unverified(refusal),
            Signature::Unknown(why) => {
                self.recorder.need("who signed the request", why);
                self.recorder.end(StageResult::Open, None, || why.into());
                self.refuse(Outcome::Unauthenticated, || denied(call, false));
                self.of_unknown_signer()
            }
            Signature::Verified(caller) => {
                self.recorder.end(StageResult::Passed, None, || "the signature is right".into());
                self.of_caller(caller)
            }
        };
        self.conclude(verdict, |explicit| denied(call, explicit));
    }

    /// Whoever it is, what the resource policy denies to everybody is denied.
    fn of_unknown_signer(&mut self) -> Verdict {
        match self.resource_policy() {
            None => Verdict::UNKNOWN,
            Some(resource) => {
                let table = |of_account: fn(Ruling, Option<Ruling>) -> Ruling| {
                    Verdict::UNKNOWN.with(resource, |one, two| of_account(one, Some(two)))
                };
                table(tables::same_account).either(table(tables::other_account))
            }
        }
    }

    /// The policies of the caller with the resource policy (reference `access-control`, section 2.3).
    fn of_caller(&mut self, caller: &'c Caller) -> Verdict {
        let own = self.identity_policies(caller);
        let boundary = self.limit(StageKind::PermissionsBoundary, &caller.permissions_boundary);
        let session = self.limit(StageKind::SessionPolicy, &caller.session_policy);
        let account = self.limit(StageKind::ServiceControlPolicy, &caller.service_control_policy);
        let limits = boundary.limited_by(session);
        let identity = own.limited_by(limits);
        let resource = self.resource_policy();
        let verdict = if self.call.is_own_account(caller) {
            let resource = resource.map(|resource| self.within(self.given(resource), limits));
            combined(identity, resource, tables::same_account)
        } else {
            combined(identity, resource, tables::other_account)
        };
        verdict.limited_by(account)
    }

    /// What the resource policy gives a caller of its account that `limits` say nothing for: nothing, unless it names
    /// the very user or session.
    fn within(&self, resource: Verdict, limits: Verdict) -> Verdict {
        if !limits.may_be(Ruling::ImplicitDeny) || !resource.may_be(Ruling::Allow) {
            return resource;
        }
        let by_name = self
            .call
            .api
            .policy()
            .map_or(Truth::False, |policy| policy.allows_by_name(&self.call.asked()));
        let limited = resource.with(limits, |resource, limit| match (resource, limit) {
            (Ruling::Allow, Ruling::ImplicitDeny) => Ruling::ImplicitDeny,
            (resource, _) => resource,
        });
        match by_name {
            Truth::True => resource,
            Truth::False => limited,
            Truth::Unknown => resource.either(limited),
        }
    }

    fn identity_policies(&mut self, caller: &'c Caller) -> Verdict {
        self.recorder.begin(StageKind::IdentityPolicies);
        let verdict = match &caller.policies {
            Fact::Known(policies) => {
                let asked = self.call.asked();
                policies.iter().fold(Verdict::from(Ruling::ImplicitDeny), |verdict, policy| {
                    verdict.joined(self.recorder.ask(policy, &asked))
                })
            }
            Fact::Absent if caller.identity.kind() == IdentityKind::Root => Ruling::Allow.into(),
            Fact::Absent => Ruling::ImplicitDeny.into(),
            Fact::Unknown(why) => {
                self.recorder.need("the policies of the caller", why);
                Verdict::UNKNOWN
            }
        };
        let note = match &caller.policies {
            Fact::Known(_) => "",
            Fact::Absent if caller.identity.kind() == IdentityKind::Root => {
                "the account itself needs no policy"
            }
            Fact::Absent => "the caller has no policies",
            Fact::Unknown(why) => why,
        };
        self.recorder.end(StageResult::Noted, Some(verdict), || note.into());
        verdict
    }

    /// A policy that gives nothing and takes what it does not allow.
    fn limit(&mut self, kind: StageKind, fact: &'c Fact<Policy>) -> Verdict {
        let (verdict, note) = match fact {
            Fact::Absent => return Ruling::Allow.into(),
            Fact::Known(policy) => {
                self.recorder.begin(kind);
                (self.recorder.ask(policy, &self.call.asked()), "")
            }
            Fact::Unknown(why) => {
                self.recorder.begin(kind);
                self.recorder.need(kind.title(), why);
                (Verdict::UNKNOWN, *why)
            }
        };
        self.recorder.end(StageResult::Noted, Some(verdict), || note.into());
        verdict
    }
}

fn combined(
    identity: Verdict,
    resource: Option<Verdict>,
    table: fn(Ruling, Option<Ruling>) -> Ruling,
) -> Verdict {
    match resource {
        None => identity.with(identity, |one, _| table(one, None)),
        Some(resource) => identity.with(resource, |one, two| table(one, Some(two))),
    }
}

/// A verdict of which an explicit Deny is dealt with.
fn without_explicit(verdict: Verdict) -> Verdict {
    let [allow, silent] =
        [Ruling::Allow, Ruling::ImplicitDeny].map(|ruling| verdict.may_be(ruling));
    Verdict::new(
        match (allow, silent) {
            (true, false) => Truth::True,
            (false, _) => Truth::False,
            (true, true) => Truth::Unknown,
        },
        Truth::False,
    )
}

fn denied(call: &Call<'_>, is_explicit: bool) -> Refusal {
    Refusal::denied(message::denied(call.api, call.principal(), &call.arn, is_explicit))
}

fn denied_by_authorizer(is_explicit: bool) -> Refusal {
    Refusal::denied(message::denied_by_authorizer(is_explicit))
}
