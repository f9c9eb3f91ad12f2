//! `caller-of-other-account`

use crate::access::{Api, ApiIdentity, Call, Caller, Credentials, Request, Signature, StageKind};
use crate::check::policy::{self, Several};
use crate::check::{Context, MethodAt};
use crate::diag::Sink;
use crate::iam::{Decision, Document, Identity, PolicyKind, Verdict};
use crate::ir::{AuthorizationType, Definition, LocalIdentity};

rule! {
    /// An identity of another account may call by its own policies, and the resource policy does not let it in.
    ///
    /// ## Why
    /// A caller of the API's own account needs one policy that allows the call, a caller of another account two: its own
    /// and the resource policy of the API. Without both the answer is `403` (AWS docs, "How API Gateway resource
    /// policies affect authorization workflow", table B). An HTTP API has no resource policy, so that nobody of another
    /// account gets in: such a caller has to assume a role of the API's account.
    ///
    /// The identities are those that the manifest names under `local`, and the account is the manifest's. What only a
    /// deployment knows may let them in.
    ///
    /// ```yaml,fails
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: { AWS: "arn:aws:iam::444455556666:role/reader" }
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ---
    /// account: "123456789012"
    /// local: { identities: { george: { arn: "arn:aws:iam::111122223333:user/George" } } }
    /// ```
    /// ```yaml,passes
    /// x-amazon-apigateway-policy:
    ///   Version: "2012-10-17"
    ///   Statement:
    ///     - Effect: Allow
    ///       Principal: { AWS: "111122223333" }
    ///       Action: execute-api:Invoke
    ///       Resource: execute-api:/*
    /// paths:
    ///   /pets:
    ///     get:
    ///       security: [{ iam: [] }]
    ///       responses: {}
    ///       x-amazon-apigateway-integration: { type: http_proxy, httpMethod: GET, uri: "https://pets.example.com" }
    /// components:
    ///   securitySchemes:
    ///     iam: { type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4 }
    /// ---
    /// account: "123456789012"
    /// local: { identities: { george: { arn: "arn:aws:iam::111122223333:user/George" } } }
    /// ```
    "caller-of-other-account", Warning, Definition => check
}

fn check(cx: &Context<'_>, definition: &Definition, sink: &mut Sink) {
    let Some(account) = &definition.account else { return };
    for (name, own) in &definition.local.identities {
        let Ok(identity) = Identity::parse(&own.arn) else { continue };
        if identity.account() == account.as_str() {
            continue;
        }
        let subject = format!("`{name}` is of another account");
        if let Some(route) =
            cx.routes().find(|at| at.authorization.authorization_type == AuthorizationType::AwsIam)
        {
            let message = format!("{subject}, and nobody of one gets in to an HTTP API");
            sink.report(&RULE, own.arn.span(), message)
                .related(cx.key(route.origin.span()), "this route asks for signatures")
                .help("let it assume a role of the API's account");
        }
        let shut = shut_out(cx, definition, identity, own);
        let Some(first) = shut.first() else { continue };
        let message =
            format!("{subject}, and the resource policy does not let it call {}", Several(&shut));
        sink.report(&RULE, own.arn.span(), message)
            .related(cx.key(first.origin.span()), "a caller of another account needs both policies")
            .help(format!("add a statement to the resource policy that allows `{}`", *own.arn));
    }
}

/// The methods that the identity's own policies let it call and the resource policy does not. Of an identity without
/// policies nobody has said what it may do, so that the resource policy has to keep it out of all of them.
fn shut_out<'a>(
    cx: &Context<'a>,
    definition: &Definition,
    identity: Identity,
    own: &LocalIdentity,
) -> Vec<MethodAt<'a>> {
    if cx.policy().is_some_and(Document::is_broken) {
        return Vec::new();
    }
    let signed: Vec<MethodAt<'a>> =
        cx.methods().iter().filter(|at| !policy::is_unsigned(at)).copied().collect();
    let Some(api) = Api::of(definition).filter(|_| !signed.is_empty()) else { return Vec::new() };
    // Of several APIs that the policy names nobody knows which one this is.
    if ApiIdentity::possible(definition).len() > 1 {
        return Vec::new();
    }
    let read = |node| Document::read(node, PolicyKind::Identity, &mut Sink::default());
    let policies = own.documents.iter().map(|own| api.prepare(read(own.node())));
    let is_known = !own.policies.is_empty();
    let caller = if is_known {
        Caller::with_policies(identity, policies.collect())
    } else {
        Caller::new(identity)
    };
    let shut: Vec<MethodAt<'a>> =
        signed.iter().filter(|at| is_shut_out(cx, &api, &caller, **at)).copied().collect();
    if is_known || shut.len() == signed.len() { shut } else { Vec::new() }
}

fn is_shut_out(cx: &Context<'_>, api: &Api, caller: &Caller, at: MethodAt<'_>) -> bool {
    let Some(own) = cx.calls().iter().find(|own| std::ptr::eq(own.at.method, at.method)) else {
        return false;
    };
    let Some(samples) = own.samples(cx.policy()) else { return false };
    !samples.is_empty()
        && samples.iter().all(|sample| {
            let request = Request::new(&sample.stage, sample.verb, &sample.path);
            let call = Call::new(api, &request, Credentials::Iam(Signature::Verified(caller)));
            let explanation = call.explain();
            let verdict = |kind| {
                let stage = explanation.stages.iter().find(|stage| stage.kind == kind);
                stage.and_then(|stage| stage.verdict)
            };
            let may_allow = |verdict: Verdict| verdict.may_be(Decision::Allow);
            explanation.decision.is_refused()
                && verdict(StageKind::IdentityPolicies).is_some_and(may_allow)
                && !verdict(StageKind::ResourcePolicy).is_some_and(may_allow)
        })
}
